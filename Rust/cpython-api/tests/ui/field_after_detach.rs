//! A slot is reached with a token, so not over a detach.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Slot, Thread, pyclass};

#[pyclass]
pub struct Node {
    next: Slot,
}

pub fn function(thread: &mut Thread<'_>, node: Arg<'_, Node>) {
    let next = node.bind(thread.py()).slot(|node| &node.next);
    thread.detach(|| ()); //~ E0502
    //+ let next = node.bind(thread.py()).slot(|node| &node.next);
    next.clear();
}
