//! A payload is dropped on any thread.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::rc::Rc;
use alloc::sync::Arc;

use cpython_api::pyclass;

#[pyclass]
pub struct Shared { //~ E0277 E0277
    value: Rc<usize>, //-
    //+ value: Arc<usize>,
}
