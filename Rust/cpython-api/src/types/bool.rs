//! `bool`.

use cpython_ffi::sys;

use super::check::builtin_type;
use crate::Bound;

builtin_type! {
    /// The type of `True` and `False`.
    PyBool, c"bool", sys::PyBool_Check, PyBool_Type
}

impl Bound<'_, PyBool> {
    /// Whether it is `True`.
    pub fn is_true(&self) -> bool {
        self.object().as_ptr() == sys::Py_True()
    }
}
