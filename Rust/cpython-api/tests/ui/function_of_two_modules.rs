//! A function is exported by one module.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{PyResult, pyfunction, pymodule};

#[pyfunction]
pub fn function() -> PyResult<()> {
    Ok(())
}

#[pymodule(name = "_testrust")]
mod module {
    #[pymodule_export]
    use super::function;
}

#[pymodule(name = "_base64")] //~ E0119
mod other {
    #[pymodule_export] //-
    use super::function; //-
}
