//! A slot is reached through its own object.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Borrowed, Slot, pyclass};

#[pyclass]
pub struct Node {
    next: Slot,
}

pub fn function<'a, 'py>(node: Borrowed<'a, 'py, Node>, other: &'a Node) {
    node.slot(|_| &other.next); //~ "lifetime may not live long enough" //-
    //+ let _ = (node.slot(|node| &node.next), other);
}
