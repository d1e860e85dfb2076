//! What a callback returns to CPython.

use core::ffi::c_int;
use core::ptr;

use cpython_ffi::{OwnedPtr, sys};

use crate::{Exception, PyResult, Python, Raised, error};

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

/// A number of C, or -1 with an exception set: a status, a truth value, a length, a hash.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Number(pub(crate) isize);

impl Number {
    /// Those of an `int` are small.
    pub(crate) const fn into_c_int(self) -> c_int {
        self.0 as c_int
    }
}

impl From<Raised> for Number {
    fn from(raised: Raised) -> Self {
        // As for an object, another exception is set if something has cleared this one.
        let _ = Returned::from(raised);
        Number(-1)
    }
}

/// The result of a method that returns no object.
#[diagnostic::on_unimplemented(
    message = "no number of C is made of `{Self}`",
    label = "not the type of this method's result",
    note = "such a special method returns `PyResult<T>`, with `T` a `bool`, `usize` for a length, `isize` for a hash, \
            or `()`"
)]
pub trait IntoNumber {
    /// Never -1.
    ///
    /// # Errors
    ///
    /// OverflowError for a length that C has no number for.
    fn into_number(self, py: Python<'_>) -> PyResult<isize>;
}

impl IntoNumber for () {
    fn into_number(self, _: Python<'_>) -> PyResult<isize> {
        Ok(0)
    }
}

impl IntoNumber for bool {
    fn into_number(self, _: Python<'_>) -> PyResult<isize> {
        Ok(self.into())
    }
}

/// A length.
impl IntoNumber for usize {
    fn into_number(self, py: Python<'_>) -> PyResult<isize> {
        let text = "cannot fit 'int' into an index-sized integer";
        isize::try_from(self).map_err(|_| Raised::new(py, Exception::OverflowError, text))
    }
}

/// A hash. -1 means an error, so it becomes -2, as everywhere in CPython.
impl IntoNumber for isize {
    fn into_number(self, _: Python<'_>) -> PyResult<isize> {
        Ok(if self == -1 { -2 } else { self })
    }
}
