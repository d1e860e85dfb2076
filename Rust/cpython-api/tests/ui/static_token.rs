//! No function asks for a token that outlives its call.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{PyResult, Thread, pyfunction};

#[pyfunction] //~ E0521
pub fn function(_thread: &'static mut Thread<'static>) -> PyResult<()> { //-
//+ pub fn function(_thread: &mut Thread<'_>) -> PyResult<()> {
    Ok(())
}
