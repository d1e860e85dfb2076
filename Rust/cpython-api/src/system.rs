//! What the interpreter was started with.

use cpython_ffi::{self as ffi, BorrowedPtr};

use crate::{Bound, PyDict, PyResult, Python, Raised};

impl<'py> Python<'py> {
    /// The value of `-X NAME=VALUE`, which is a `str`, or True for `-X NAME` alone; `None` if it was not given:
    /// [`PySys_GetXOptions`](https://docs.python.org/3/c-api/sys.html#c.PySys_GetXOptions).
    ///
    /// # Errors
    ///
    /// MemoryError. It is `sys._xoptions` that is asked, which code in Python can have changed.
    pub fn x_option(self, name: &str) -> PyResult<Option<Bound<'py>>> {
        // SAFETY: the token says that the thread is attached.
        let options = unsafe { ffi::PySys_GetXOptions() };
        // SAFETY: an object that the interpreter keeps for now, or NULL.
        let options = unsafe { BorrowedPtr::from_ptr(options) };
        // SAFETY: NULL says that an exception is set.
        let options = options.ok_or_else(|| unsafe { Raised::assume_set() })?;
        // SAFETY: attached, now and when the reference is released.
        let options = unsafe { options.to_owned() };
        // SAFETY: the token is borrowed for as long as the result lives.
        let options: Bound<'py> = unsafe { Bound::from_owned(options) };
        options.cast_into::<PyDict>()?.get_item(name)
    }
}
