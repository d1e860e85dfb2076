//! A payload is seen by shared reference only: other threads see it, too.
#![no_std]
#![forbid(unsafe_code)]

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use cpython_api::{Bound, pyclass};

#[pyclass]
pub struct Counter {
    count: AtomicUsize,
}

pub fn function(mut counter: Bound<'_, Counter>) {
    *counter.count.get_mut() = 1; //~ E0596 //-
    //+ counter.count.store(1, Relaxed);
    let _ = (&mut counter, Relaxed);
}
