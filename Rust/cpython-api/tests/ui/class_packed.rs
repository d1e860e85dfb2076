//! The collector reads slots where they are, so they are aligned.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{SlotVec, pyclass, pymodule};

#[pyclass] //~ E0080
#[repr(C, packed)] //-
pub struct Node {
    kind: u8,
    items: SlotVec,
}

#[pymodule(name = "_testrust")]
mod module {
    #[pymodule_export]
    use super::Node;
}
