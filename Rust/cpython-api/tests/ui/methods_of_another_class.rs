//! The methods of a class are its own: others do not take them.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::string::String;

use cpython_api::{PyResult, pyclass, pymethods};

#[pyclass]
pub struct Node {
    name: String,
}

#[pymethods]
impl Node {
    fn len(&self) -> PyResult<usize> {
        Ok(self.name.len())
    }
}

#[pyclass] //~ E0308
pub struct Other {}

impl Other {
    pub const PYMETHODS: cpython_api::class::ClassMethods<Node> = Node::PYMETHODS; //-
}
