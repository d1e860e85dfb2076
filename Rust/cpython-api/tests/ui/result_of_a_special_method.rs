//! What a special method returns is of the type that its slot has.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{PyResult, pyclass, pymethods};

#[pyclass]
pub struct Node {}

#[pymethods]
impl Node {
    fn __len__(&self) -> PyResult<&str> { //~ E0277 //-
        Ok("") //-
    //+ fn __len__(&self) -> PyResult<usize> {
    //+     Ok(0)
    }
}
