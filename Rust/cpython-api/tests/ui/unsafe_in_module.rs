//! The crate of a module has no `unsafe`, in what the macros expand either.
#![no_std]
#![forbid(unsafe_code)]

use core::hint::unreachable_unchecked;

use cpython_api::{PyResult, pyclass, pyfunction, pymethods, pymodule};

#[pyfunction]
pub fn function() -> PyResult<()> {
    unsafe { unreachable_unchecked() } //~ "usage of an `unsafe` block" //-
    //+ Ok(())
}

#[pyfunction(signature = (number = unsafe { unreachable_unchecked() }, /), text_signature = "(number=1, /)")] //~ "usage of an `unsafe` block" //-
//+ #[pyfunction(signature = (number = 1, /))]
pub fn with_default(number: usize) -> PyResult<usize> {
    Ok(number)
}

#[pymodule(name = "_testrust")]
mod module {
    use core::hint::unreachable_unchecked;

    use cpython_api::PyResult;

    #[pyfunction]
    fn function() -> PyResult<()> {
        unsafe { unreachable_unchecked() } //~ "usage of an `unsafe` block" //-
        //+ Ok(())
    }
}

#[pyclass]
pub struct Node {}

#[pymethods]
impl Node {
    fn method(&self) -> PyResult<()> {
        unsafe { unreachable_unchecked() } //~ "usage of an `unsafe` block" //-
        //+ Ok(())
    }
}
