//! A payload is for all threads.
#![no_std]
#![forbid(unsafe_code)]

use core::cell::Cell;
use core::sync::atomic::AtomicUsize;

use cpython_api::pyclass;

#[pyclass]
pub struct Counter { //~ E0277
    count: Cell<usize>, //-
    //+ count: AtomicUsize,
}
