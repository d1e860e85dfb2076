//! What a callback returns to CPython.

use core::ptr;

use cpython_ffi::{OwnedPtr, sys};

use crate::{Exception, Python, Raised, error};

/// What a callback returns: a reference, or NULL with an exception set.
#[repr(transparent)]
pub struct Returned(Option<OwnedPtr>);

impl Returned {
    pub(crate) const NULL: Self = Returned(None);

    pub(crate) const fn new(object: OwnedPtr) -> Self {
        Returned(Some(object))
    }

    #[inline(always)]
    pub(crate) fn into_ptr(self) -> *mut sys::PyObject {
        self.0.map_or(ptr::null_mut(), OwnedPtr::into_ptr)
    }
}

impl From<Raised> for Returned {
    /// A marker outlives its exception if something cleared that meanwhile: then another is raised,
    /// as C code that returned NULL without an exception is reported.
    #[cold]
    fn from(raised: Raised) -> Self {
        raised.leave();
        // SAFETY: the marker is the result of a callback, in which the thread is attached.
        let py = unsafe { Python::assume_attached() };
        if !error::is_set(py) {
            let text = "error return without exception set";
            Raised::new(py, Exception::SystemError, text).leave();
        }
        Returned(None)
    }
}
