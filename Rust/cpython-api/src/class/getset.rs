//! Attributes that are computed: `#[getter]` and `#[setter]`.

use core::ffi::{CStr, c_int, c_void};
use core::ptr;

use cpython_ffi::sys;

use crate::class::slots::Special;
use crate::memory::Lossy;
use crate::method::{Number, Receiver, Returned, arg_of, enter};
use crate::{Exception, Raised, Thread};

/// An attribute.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct GetSet(sys::PyGetSetDef);

// SAFETY: the pointers are to constants.
unsafe impl Sync for GetSet {}

impl GetSet {
    /// The end of a table.
    pub const END: GetSet = GetSet(sys::PyGetSetDef {
        name: ptr::null(),
        get: None,
        set: None,
        doc: ptr::null(),
        closure: ptr::null_mut(),
    });

    /// An attribute that can be read.
    pub const fn readonly<G>(name: &'static CStr, doc: &'static CStr) -> GetSet
    where
        G: Special<0, Result = Returned>,
    {
        GetSet(sys::PyGetSetDef {
            name: name.as_ptr(),
            get: Some(get::<G>),
            set: None,
            doc: doc.as_ptr(),
            closure: ptr::null_mut(),
        })
    }

    /// An attribute that can be read and written. It cannot be deleted.
    pub const fn writable<G, S>(name: &'static CStr, doc: &'static CStr) -> GetSet
    where
        G: Special<0, Result = Returned>,
        S: Special<1, Result = Number>,
    {
        let GetSet(mut attribute) = Self::readonly::<G>(name, doc);
        attribute.set = Some(set::<S>);
        // The setter learns the name from it, for its exception.
        attribute.closure = name.as_ptr().cast_mut().cast();
        GetSet(attribute)
    }
}

unsafe extern "C" fn get<G: Special<0, Result = Returned>>(
    this: *mut sys::PyObject,
    _: *mut c_void,
) -> *mut sys::PyObject {
    let call = |thread: &mut Thread<'_>| {
        // SAFETY: what CPython calls this with.
        let receiver = unsafe { Receiver::from_raw(thread, this) };
        G::call(thread, receiver, &[])
    };
    // SAFETY: CPython calls this.
    unsafe { enter(call) }.into_ptr()
}

unsafe extern "C" fn set<S: Special<1, Result = Number>>(
    this: *mut sys::PyObject,
    value: *mut sys::PyObject,
    name: *mut c_void,
) -> c_int {
    let call = |thread: &mut Thread<'_>| {
        // SAFETY: what CPython calls this with.
        let receiver = unsafe { Receiver::from_raw(thread, this) };
        // SAFETY: the same; NULL to delete the attribute.
        match unsafe { arg_of(thread, value) } {
            value @ Some(_) => S::call(thread, receiver, &[value]),
            None => {
                // SAFETY: the name that `writable` was given.
                let name = Lossy(unsafe { CStr::from_ptr(name.cast()) });
                let text = format_args!("cannot delete attribute '{name}'");
                Raised::from_fmt(thread.py(), Exception::AttributeError, text).into()
            }
        }
    };
    // SAFETY: CPython calls this.
    unsafe { enter(call) }.into_c_int()
}
