//! A default is an expression of the module's author, and sees nothing of what it is put into.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{PyResult, pyfunction};

#[pyfunction(signature = (number = { let _ = receiver; 1 }, /), text_signature = "(number=1, /)")] //~ E0425 //-
//+ #[pyfunction(signature = (number = 1, /))]
pub fn function(number: usize) -> PyResult<usize> {
    Ok(number)
}
