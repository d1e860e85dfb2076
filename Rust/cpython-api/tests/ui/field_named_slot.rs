//! A field that is called a slot is one: the collector does not visit anything else.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::pyclass;

pub struct Slot(pub usize); //-
//+ use cpython_api::Slot;

#[pyclass]
pub struct Node {
    next: Slot, //~ E0277
}
