//! A payload holds no handle: it outlives the call.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Bound, Slot, pyclass};

#[pyclass]
pub struct Node { //~ E0277 E0277
    next: Bound<'static>, //-
    //+ next: Slot,
}
