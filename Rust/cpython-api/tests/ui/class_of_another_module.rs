//! A module makes instances of its own classes.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Bound, Module, PyResult, Python, pyclass, pymodule};

#[pyclass]
pub struct Node {}

#[pymodule(name = "_testrust")]
mod module {
    #[state]
    #[derive(Default)]
    pub struct State {}

    #[pymodule_export]
    use super::Node;
}

#[pymodule(name = "_base64")]
mod other {
    #[state]
    #[derive(Default)]
    pub struct State {}
}

pub fn function<'py>(
    py: Python<'py>,
    module: Module<'_, other::State>, //-
    //+ module: Module<'_, module::State>,
) -> PyResult<Bound<'py, Node>> {
    module.instantiate(py, Node {}) //~ E0271
}
