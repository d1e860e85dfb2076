//! A result is of a type of which objects are made; the message says which there are.
#![no_std]
#![forbid(unsafe_code)]

use core::time::Duration;

use cpython_api::{PyResult, pyfunction};

#[pyfunction]
pub fn function() -> PyResult<Duration> { //~ E0277 //-
    Ok(Duration::ZERO) //-
    //+ pub fn function() -> PyResult<f64> {
    //+ Ok(0.0)
}
