//! The borrowed token cannot be used while the thread is detached.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Thread};

pub fn function(thread: &mut Thread<'_>, object: Arg<'_>) {
    let py = thread.py();
    thread.detach(|| object.bind(py).is_none()); //~ E0502 //-
    //+ object.bind(py).is_none();
}
