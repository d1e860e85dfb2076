//! Iterators.

use core::ffi::CStr;

use cpython_ffi as ffi;

use super::check::derefs_to_any;
use crate::error::{is_set, new_object};
use crate::{Borrowed, Bound, PyResult, PyTypeCheck, Raised};

/// An object with `__next__`. [`try_iter`](Bound::try_iter) gives one.
pub struct PyIterator(());

derefs_to_any!(PyIterator);

// SAFETY: the check is CPython's own. A class that loses its `__next__` later still has a C function for it, which
// raises.
unsafe impl PyTypeCheck for PyIterator {
    const NAME: &'static CStr = c"iterator";

    fn type_check(object: Borrowed<'_, '_>) -> bool {
        // SAFETY: the handle says that the thread is attached.
        unsafe { ffi::PyIter_Check(object.as_ptr()) != 0 }
    }
}

/// [`PyIter_Next`](https://docs.python.org/3/c-api/iter.html#c.PyIter_Next). An iterator may go on after an error, or
/// after its end.
impl<'py> Iterator for Bound<'py, PyIterator> {
    type Item = PyResult<Bound<'py>>;

    fn next(&mut self) -> Option<PyResult<Bound<'py>>> {
        let py = self.py();
        // SAFETY: the handle says that the thread is attached; an iterator.
        match unsafe { ffi::PyIter_Next(self.object()) } {
            Some(item) => Some(new_object(py, Some(item))),
            // SAFETY: it is set.
            None => is_set(py).then(|| Err(unsafe { Raised::assume_set() })),
        }
    }
}
