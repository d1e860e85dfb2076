//! Capsules: values of Rust in an object that Python code can pass on, and do nothing else with.

use alloc::alloc::{alloc, dealloc};
use core::alloc::Layout;
use core::any::TypeId;
use core::ffi::CStr;
use core::ptr::{self, NonNull};

use cpython_ffi::{self as ffi, sys};

use super::check::builtin_type;
use crate::error::new_object;
use crate::{Borrowed, Bound, PyResult, Python, Raised};

builtin_type! {
    /// The type of capsules.
    PyCapsule, c"PyCapsule", sys::PyCapsule_CheckExact, PyCapsule_Type
}

/// What a capsule of ours points to. The head is the same for all `T`.
#[repr(C)]
struct Payload<T> {
    head: Head,
    value: T,
}

struct Head {
    /// Of the value.
    id: TypeId,
    drop: unsafe fn(NonNull<Head>),
}

impl PyCapsule {
    /// A capsule with a value in it, which is dropped with it, on whichever thread that is.
    /// [`PyCapsule_New`](https://docs.python.org/3/c-api/capsule.html#c.PyCapsule_New).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn new<'py, T: Send + Sync + 'static>(
        py: Python<'py>,
        value: T,
        name: &'static CStr,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let payload = Payload {
            head: Head {
                id: TypeId::of::<T>(),
                drop: drop_payload::<T>,
            },
            value,
        };
        // SAFETY: the head alone has a size.
        let place: *mut Payload<T> = unsafe { alloc(Layout::new::<Payload<T>>()) }.cast();
        let Some(place) = NonNull::new(place) else {
            return Err(Raised::no_memory(py));
        };
        // SAFETY: memory for a payload that nobody else has.
        unsafe { place.write(payload) };
        // SAFETY: the token says that the thread is attached; a pointer that is not NULL, a name that lives forever.
        let capsule =
            unsafe { ffi::PyCapsule_New(place.as_ptr().cast(), name.as_ptr(), Some(destroy)) };
        if capsule.is_none() {
            // SAFETY: no capsule has it.
            unsafe { drop_payload::<T>(place.cast()) };
        }
        let capsule = new_object(py, capsule)?;
        // SAFETY: it is a capsule.
        Ok(unsafe { capsule.cast_into_unchecked() })
    }
}

/// # Safety
///
/// It is a `Payload<T>` that [`PyCapsule::new`] allocated, and nobody uses it afterwards.
unsafe fn drop_payload<T>(payload: NonNull<Head>) {
    let payload: NonNull<Payload<T>> = payload.cast();
    // SAFETY: the caller says so.
    unsafe { payload.drop_in_place() };
    // SAFETY: allocated with this layout.
    unsafe { dealloc(payload.as_ptr().cast(), Layout::new::<Payload<T>>()) };
}

/// The destructor of all capsules that are made here, and of no others: it tells ours.
unsafe extern "C" fn destroy(capsule: *mut sys::PyObject) {
    // SAFETY: CPython calls this attached, with the capsule.
    let name = unsafe { sys::PyCapsule_GetName(capsule) };
    // SAFETY: the same, and its own name.
    let payload = unsafe { sys::PyCapsule_GetPointer(capsule, name) };
    if let Some(head) = NonNull::new(payload.cast::<Head>()) {
        // SAFETY: a payload begins with its head.
        let drop = unsafe { head.as_ref() }.drop;
        // SAFETY: the function is the one of this payload, and the capsule is gone.
        unsafe { drop(head) };
    }
}

impl<'a> Borrowed<'a, '_, PyCapsule> {
    /// The value, if the capsule has this name, and was made by [`PyCapsule::new`] of this very module with a `T`.
    ///
    /// The value of a capsule made in C is never found: nothing says what it is.
    pub fn get<T: Send + Sync + 'static>(self, name: &CStr) -> Option<&'a T> {
        let capsule = self.as_ptr().as_ptr();
        // SAFETY: the handle says that the thread is attached; a C string.
        if unsafe { ffi::PyCapsule_IsValid(self.as_ptr(), name.as_ptr()) } == 0 {
            return None;
        }
        // SAFETY: attached; a valid capsule.
        let destructor = unsafe { sys::PyCapsule_GetDestructor(capsule) }?;
        if !ptr::fn_addr_eq(destructor, destroy as unsafe extern "C" fn(_)) {
            return None;
        }
        // SAFETY: attached; a valid capsule with this name.
        let payload = unsafe { sys::PyCapsule_GetPointer(capsule, name.as_ptr()) };
        let head: NonNull<Head> = NonNull::new(payload)?.cast();
        // SAFETY: the destructor says that it is a payload of ours, which begins with its head.
        if unsafe { head.as_ref() }.id != TypeId::of::<T>() {
            return None;
        }
        let payload: NonNull<Payload<T>> = head.cast();
        // SAFETY: its value is a `T`, and lives as long as the capsule. Others only read it.
        let payload: &'a Payload<T> = unsafe { payload.as_ref() };
        Some(&payload.value)
    }
}

impl Bound<'_, PyCapsule> {
    /// As [`Borrowed::get`].
    pub fn get<T: Send + Sync + 'static>(&self, name: &CStr) -> Option<&T> {
        self.as_borrowed().get(name)
    }

    /// Whether the capsule has this name, whoever made it:
    /// [`PyCapsule_IsValid`](https://docs.python.org/3/c-api/capsule.html#c.PyCapsule_IsValid).
    pub fn is_valid(&self, name: &CStr) -> bool {
        // SAFETY: the handle says that the thread is attached; a C string.
        unsafe { ffi::PyCapsule_IsValid(self.object(), name.as_ptr()) != 0 }
    }
}
