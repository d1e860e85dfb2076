//! `float`.

use cpython_ffi::{self as ffi, sys};

use super::check::builtin_type;
use crate::error::new_object;
use crate::{Bound, PyResult, Python};

builtin_type! {
    /// The type of `float` objects, and its subclasses.
    PyFloat, c"float", sys::PyFloat_Check, PyFloat_Type
}

impl PyFloat {
    /// [`PyFloat_FromDouble`](https://docs.python.org/3/c-api/float.html#c.PyFloat_FromDouble).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn new(py: Python<'_>, value: f64) -> PyResult<Bound<'_, PyFloat>> {
        // SAFETY: the token says that the thread is attached.
        let float = new_object(py, unsafe { ffi::PyFloat_FromDouble(value) })?;
        // SAFETY: it is a float.
        Ok(unsafe { float.cast_into_unchecked() })
    }
}

impl Bound<'_, PyFloat> {
    /// [`PyFloat_AS_DOUBLE`](https://docs.python.org/3/c-api/float.html#c.PyFloat_AS_DOUBLE).
    pub fn value(&self) -> f64 {
        // SAFETY: a float.
        unsafe { sys::PyFloat_AS_DOUBLE(self.object().as_ptr()) }
    }
}
