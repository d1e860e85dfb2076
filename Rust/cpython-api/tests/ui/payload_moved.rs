//! No payload leaves its object.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Bound, Slot, pyclass};

#[pyclass]
pub struct Node {
    next: Slot,
}

pub fn function(node: Bound<'_, Node>) {
    let _moved = node.next; //~ E0507 //-
    //+ let _lent = &node.next;
}
