//! What the interpreter was started with.

use core::fmt::Display;

use cpython_ffi::{self as ffi, BorrowedPtr};

use crate::{Bound, Exception, PyDict, PyResult, PyStr, Python, Raised};

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

    /// Calls `apply` with the value of `-X NAME=VALUE`, or with an empty text for `-X NAME` alone; not at all if neither was given.
    ///
    /// # Errors
    ///
    /// ValueError with the name, and what `apply` says of a value that it refuses; else as [`x_option`](Self::x_option).
    pub fn apply_x_option<E: Display>(
        self,
        name: &str,
        apply: impl FnOnce(&str) -> Result<(), E>,
    ) -> PyResult<()> {
        let Some(value) = self.x_option(name)? else {
            return Ok(());
        };
        let applied = match value.cast::<PyStr>() {
            Ok(value) => apply(value.to_str()?),
            Err(_) => apply(""),
        };
        applied.map_err(|error| {
            let text = format_args!("-X {name}: {error}");
            Raised::from_fmt(self, Exception::ValueError, text)
        })
    }
}
