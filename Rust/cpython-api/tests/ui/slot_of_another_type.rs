//! A slot for objects of one type takes no other.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Borrowed, Bound, PyBytes, Slot, pyclass};

#[pyclass]
pub struct Node {
    name: Slot<PyBytes>,
}

pub fn function<'py>(
    node: Borrowed<'_, 'py, Node>,
    object: Bound<'py>, //-
    //+ object: Bound<'py, PyBytes>,
) {
    node.slot(|node| &node.name).set(object); //~ E0308
}
