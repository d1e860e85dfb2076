//! Nobody makes the right to touch Python of nothing: the functions that do are not public.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Python, Thread};

pub fn function(thread: &Thread<'_>) {
    let _py: Python<'_> = Python::assume_attached(); //~ E0624 //-
    //+ let _py: Python<'_> = thread.py();
}
