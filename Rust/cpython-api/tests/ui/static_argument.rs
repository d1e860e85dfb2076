//! No function asks for an argument that outlives its call.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Input, PyResult, pyfunction};

#[pyfunction(signature = (object, /))] //~ E0521 E0716
pub fn of_an_object(object: Arg<'static>) -> PyResult<()> { //-
//+ pub fn of_an_object(object: Arg<'_>) -> PyResult<()> {
    let _ = object;
    Ok(())
}

#[pyfunction(signature = (data, /))] //~ E0521 E0716
pub fn of_bytes(data: Input<'static>) -> PyResult<()> { //-
//+ pub fn of_bytes(data: Input<'_>) -> PyResult<()> {
    let _ = data;
    Ok(())
}
