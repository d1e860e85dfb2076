//! A module that cannot be one is refused with a reason.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{PyResult, pyfunction, pymodule};

mod functions {
    #[cpython_api::pyfunction]
    pub fn function() -> cpython_api::PyResult<()> {
        Ok(())
    }
}

#[pymodule(name = "_testrust")]
mod glob {
    #[pymodule_export]
    use super::functions::*; //~ "name what is exported: a glob would hide it" //-
    //+ use super::functions::function;
}

#[pymodule(nam = "_base64")] //~ "expected `name` or `functions_module`" //-
//+ #[pymodule(name = "_base64")]
mod misspelt {}

#[pymodule(name = "_base64")] //~ "expected `Python<'_>` or `&mut Thread<'_>`, and `Module<'_, State>`" //-
mod init { //-
    #[init] //-
    fn init() {} //-
} //-

#[pyfunction(fallback = "_pybase64")] //~ "a function with a fallback stands in the `mod` with #[pymodule]" //-
//+ #[pyfunction]
pub fn outside() -> PyResult<()> {
    Ok(())
}
