//! A payload is not aligned to more than the memory that CPython gives.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{pyclass, pymodule};

#[pyclass] //~ E0080
#[repr(align(32))] //-
pub struct Node {}

#[pymodule(name = "_testrust")]
mod module {
    #[pymodule_export]
    use super::Node;
}
