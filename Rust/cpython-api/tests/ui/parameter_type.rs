//! A parameter is of a type to which arguments are converted; the message names it, and says which there are.
#![no_std]
#![forbid(unsafe_code)]

use core::time::Duration;

use cpython_api::{PyResult, pyfunction};

#[pyfunction]
pub fn function(
    number: usize,
    timeout: Duration, //~ E0277 //-
    //+ timeout: f64,
) -> PyResult<()> {
    let _ = (number, timeout);
    Ok(())
}
