//! `int`. Conversions are those of Rust's integers.

use cpython_ffi::{self as ffi, sys};

use super::check::builtin_type;
use crate::Bound;

builtin_type! {
    /// The type of `int` objects, and its subclasses, of which `bool` is one.
    PyInt, c"int", sys::PyLong_Check, PyLong_Type
}

impl Bound<'_, PyInt> {
    /// Whether it is less than 0.
    pub fn is_negative(&self) -> bool {
        // SAFETY: the handle says that the thread is attached; an int.
        unsafe { ffi::_PyLong_Sign(self.object()) < 0 }
    }
}
