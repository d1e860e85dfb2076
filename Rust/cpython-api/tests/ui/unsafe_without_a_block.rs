//! What the macros expand lends no `unsafe` block to a function of the author.
#![no_std]

use core::hint::unreachable_unchecked;

use cpython_api::{PyResult, pyfunction};

#[pyfunction] //~ E0133
pub unsafe fn function() -> PyResult<()> { //-
//+ pub fn function() -> PyResult<()> {
    Ok(())
}

#[pyfunction(signature = (number = unreachable_unchecked(), /), text_signature = "(number=1, /)")] //~ E0133 //-
//+ #[pyfunction(signature = (number = 1, /))]
pub fn with_default(number: usize) -> PyResult<usize> {
    Ok(number)
}
