//! A class is exported by one module.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{pyclass, pymodule};

#[pyclass]
pub struct Node {}

#[pymodule(name = "_testrust")]
mod module {
    #[pymodule_export]
    use super::Node;
}

#[pymodule(name = "_base64")] //~ E0119
mod other {
    #[pymodule_export] //-
    use super::Node; //-
}
