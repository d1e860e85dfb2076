//! `memoryview`.

use cpython_ffi::{self as ffi, sys};

use super::check::builtin_type;
use crate::error::new_object;
use crate::{Bound, IntoPy, PyResult, Python};

builtin_type! {
    /// The type of `memoryview` objects. What they view, others may write: it is only copied out, as
    /// [`Input`](crate::Input) and [`PyBytes::from_object`](crate::PyBytes::from_object) do.
    PyMemoryView, c"memoryview", sys::PyMemoryView_Check, PyMemoryView_Type
}

impl PyMemoryView {
    /// `memoryview(object)`:
    /// [`PyMemoryView_FromObject`](https://docs.python.org/3/c-api/memoryview.html#c.PyMemoryView_FromObject).
    ///
    /// # Errors
    ///
    /// TypeError if the object has no buffer, or what exporting it raises.
    pub fn from_object<'py>(
        py: Python<'py>,
        object: impl IntoPy<'py>,
    ) -> PyResult<Bound<'py, PyMemoryView>> {
        let object = object.into_py(py)?;
        // SAFETY: the handle says that the thread is attached.
        let view = new_object(py, unsafe { ffi::PyMemoryView_FromObject(object.object()) })?;
        // SAFETY: it is a memoryview.
        Ok(unsafe { view.cast_into_unchecked() })
    }
}
