//! A module exports functions and classes.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::pymodule;

pub struct Plain {} //-
//+ #[cpython_api::pyclass]
//+ pub struct Plain {}

#[pymodule(name = "_testrust")]
mod module {
    #[pymodule_export]
    use super::Plain; //~ E0277
}
