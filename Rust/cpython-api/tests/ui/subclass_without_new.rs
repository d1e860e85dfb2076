//! A class from which others derive has a `#[new]`: there is no instance without a payload.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Bound, Class, PyResult, Python, pyclass, pymethods, pymodule};

#[pyclass(subclass)] //~ E0080
pub struct Node {}

//+ #[pymethods]
//+ impl Node {
//+     #[new]
//+     fn new<'py>(class: Class<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py, Self>> {
//+         class.instantiate(py, Node {})
//+     }
//+ }

#[pymodule(name = "_testrust")]
mod module {
    #[pymodule_export]
    use super::Node;
}
