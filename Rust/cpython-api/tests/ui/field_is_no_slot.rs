//! Only a slot is read and written as one.
#![no_std]
#![forbid(unsafe_code)]

use core::sync::atomic::AtomicUsize;

use cpython_api::{Borrowed, Slot, pyclass};

#[pyclass]
pub struct Node {
    next: Slot,
    count: AtomicUsize,
}

pub fn function(node: Borrowed<'_, '_, Node>) {
    node.slot(|node| &node.count); //~ E0277 //-
    //+ let _ = (&node.count, node.slot(|node| &node.next));
}
