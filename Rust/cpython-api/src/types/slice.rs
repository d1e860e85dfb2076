//! `slice`.

use cpython_ffi::{self as ffi, sys};

use super::check::builtin_type;
use super::ssize;
use crate::error::{new_object, status};
use crate::{Bound, IntoPy, PyResult, Python};

builtin_type! {
    /// The type of `slice` objects.
    PySlice, c"slice", sys::PySlice_Check, PySlice_Type
}

/// Which items of a sequence a slice means: `len` of them, from `start` on, `step` apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PySliceIndices {
    /// The index of the first item. If there is one, it is in the sequence.
    pub start: isize,
    /// The index before which, or after which if the step is negative, the slice ends; -1 is before the first item.
    pub stop: isize,
    /// How far one item is from the next. It is not 0.
    pub step: isize,
    /// The number of items.
    pub len: usize,
}

impl PySlice {
    /// `slice(start, stop, step)`, each an `int` or `None`:
    /// [`PySlice_New`](https://docs.python.org/3/c-api/slice.html#c.PySlice_New).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn new<'py>(
        py: Python<'py>,
        start: impl IntoPy<'py>,
        stop: impl IntoPy<'py>,
        step: impl IntoPy<'py>,
    ) -> PyResult<Bound<'py, PySlice>> {
        let start = start.into_py(py)?;
        let stop = stop.into_py(py)?;
        let step = step.into_py(py)?;
        let (start, stop, step) = (start.object(), stop.object(), step.object());
        // SAFETY: the token says that the thread is attached.
        let slice = unsafe { ffi::PySlice_New(Some(start), Some(stop), Some(step)) };
        let slice = new_object(py, slice)?;
        // SAFETY: it is a slice.
        Ok(unsafe { slice.cast_into_unchecked() })
    }
}

impl Bound<'_, PySlice> {
    /// Which items of a sequence of `len` the slice means:
    /// [`PySlice_Unpack`](https://docs.python.org/3/c-api/slice.html#c.PySlice_Unpack) and
    /// [`PySlice_AdjustIndices`](https://docs.python.org/3/c-api/slice.html#c.PySlice_AdjustIndices).
    ///
    /// The first may run Python code. If that can change the sequence, its length is to be `len` afterwards: hence a
    /// closure.
    ///
    /// # Errors
    ///
    /// ValueError if the step is 0, TypeError, or what an `__index__` raises.
    pub fn indices(&self, len: impl FnOnce() -> usize) -> PyResult<PySliceIndices> {
        let [mut start, mut stop, mut step] = [0; 3];
        // SAFETY: the handle says that the thread is attached; a slice, and three places.
        let unpacked =
            unsafe { ffi::PySlice_Unpack(self.object(), &mut start, &mut stop, &mut step) };
        status(self.py(), unpacked)?;
        // SAFETY: two places; a length, and a step that is not 0.
        let len = unsafe { ffi::PySlice_AdjustIndices(ssize(len()), &mut start, &mut stop, step) };
        Ok(PySliceIndices {
            start,
            stop,
            step,
            len: len as usize,
        })
    }
}
