//! Calls: signatures, conventions, converters.

use cpython_api::{Arg, Bound, PyResult, Python, pyfunction};

/// Return None.
#[pyfunction]
pub fn nothing() -> PyResult<()> {
    Ok(())
}

/// Return the argument.
#[pyfunction(signature = (object, /))]
pub fn identity<'py>(py: Python<'py>, object: Arg<'_>) -> PyResult<Bound<'py>> {
    Ok(object.bind(py).to_owned())
}
