//! The two kinds of reference.

use core::fmt;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::ptr::NonNull;

use cpython_sys::{Py_DECREF, Py_INCREF, PyObject};

/// A reference that someone else owns, and keeps for as long as `'a`.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct BorrowedPtr<'a> {
    object: NonNull<PyObject>,
    owner: PhantomData<&'a OwnedPtr>,
}

/// A reference that is ours: it keeps the object alive until it is dropped or given away.
///
/// Dropping one takes an attached thread, as releasing a reference in C does; so does whoever makes one promise that.
#[repr(transparent)]
pub struct OwnedPtr {
    object: NonNull<PyObject>,
}

// C passes and returns these as it does `PyObject *`, with NULL for `None`.
const _: () = {
    assert!(size_of::<BorrowedPtr>() == size_of::<*mut PyObject>());
    assert!(size_of::<Option<BorrowedPtr>>() == size_of::<*mut PyObject>());
    assert!(align_of::<BorrowedPtr>() == align_of::<*mut PyObject>());
    assert!(size_of::<OwnedPtr>() == size_of::<*mut PyObject>());
    assert!(size_of::<Option<OwnedPtr>>() == size_of::<*mut PyObject>());
    assert!(align_of::<OwnedPtr>() == align_of::<*mut PyObject>());
};

impl<'a> BorrowedPtr<'a> {
    /// Wraps a borrowed reference from C; `None` if it is NULL.
    ///
    /// # Safety
    ///
    /// If not NULL, `object` is an object that stays alive for `'a`.
    #[inline]
    pub unsafe fn from_ptr(object: *mut PyObject) -> Option<Self> {
        NonNull::new(object).map(|object| Self {
            object,
            owner: PhantomData,
        })
    }

    /// Wraps a borrowed reference from C that is known not to be NULL.
    ///
    /// # Safety
    ///
    /// `object` is an object that stays alive for `'a`.
    #[inline]
    pub const unsafe fn from_non_null(object: NonNull<PyObject>) -> Self {
        Self {
            object,
            owner: PhantomData,
        }
    }

    /// The pointer, for the raw level. It is valid for `'a`.
    #[inline]
    pub const fn as_ptr(self) -> *mut PyObject {
        self.object.as_ptr()
    }

    /// Takes a reference of our own, as `Py_NewRef` does.
    ///
    /// # Safety
    ///
    /// The calling thread is attached to the object's interpreter, and is so whenever the result is dropped.
    #[inline]
    pub unsafe fn to_owned(self) -> OwnedPtr {
        // SAFETY: the object is alive, and the caller is attached.
        unsafe { Py_INCREF(self.as_ptr()) };
        OwnedPtr {
            object: self.object,
        }
    }
}

impl OwnedPtr {
    /// Takes over a reference from C; `None` if it is NULL.
    ///
    /// # Safety
    ///
    /// If not NULL, `object` is an object with a reference that nobody else will release; the calling thread is
    /// attached to its interpreter, and is so whenever the result is dropped.
    #[inline]
    pub unsafe fn from_ptr(object: *mut PyObject) -> Option<Self> {
        NonNull::new(object).map(|object| Self { object })
    }

    /// Takes over a reference from C that is known not to be NULL.
    ///
    /// # Safety
    ///
    /// As for [`OwnedPtr::from_ptr`].
    #[inline]
    pub const unsafe fn from_non_null(object: NonNull<PyObject>) -> Self {
        Self { object }
    }

    /// The pointer, for the raw level. It is valid for as long as this is.
    #[inline]
    pub const fn as_ptr(&self) -> *mut PyObject {
        self.object.as_ptr()
    }

    /// Lends the reference.
    #[inline]
    pub const fn as_borrowed(&self) -> BorrowedPtr<'_> {
        BorrowedPtr {
            object: self.object,
            owner: PhantomData,
        }
    }

    /// Gives the reference away: the caller, or C, releases it.
    #[inline]
    #[must_use = "the reference is released by nobody else"]
    pub const fn into_ptr(self) -> *mut PyObject {
        let pointer = self.object.as_ptr();
        mem::forget(self);
        pointer
    }

    /// As [`OwnedPtr::into_ptr`], with the type that says that it is not NULL.
    #[inline]
    #[must_use = "the reference is released by nobody else"]
    pub const fn into_non_null(self) -> NonNull<PyObject> {
        let object = self.object;
        mem::forget(self);
        object
    }

    /// Gives up releasing the reference when this is dropped.
    #[inline]
    pub const fn leak(self) -> ManuallyDrop<Self> {
        ManuallyDrop::new(self)
    }
}

impl Drop for OwnedPtr {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the reference is ours, and whoever made this promised that the thread is attached.
        unsafe { Py_DECREF(self.as_ptr()) }
    }
}

impl fmt::Debug for BorrowedPtr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.object, f)
    }
}

impl fmt::Debug for OwnedPtr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.object, f)
    }
}
