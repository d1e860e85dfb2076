//! No handle can be used while the thread is detached.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Thread};

pub fn function(thread: &mut Thread<'_>, object: Arg<'_>) {
    let handle = object.bind(thread.py()).to_owned();
    thread.detach(|| handle.is_none()); //~ E0502 //-
    //+ handle.is_none();
}
