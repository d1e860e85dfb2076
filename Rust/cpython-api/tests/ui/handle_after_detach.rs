//! No handle is kept over a detach.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Thread};

pub fn function(thread: &mut Thread<'_>, object: Arg<'_>) -> bool {
    let handle = object.bind(thread.py()).to_owned(); //-
    //+ let handle = object.bind(thread.py()).to_owned().park(thread);
    thread.detach(|| ()); //~ E0502
    //+ let handle = handle.unpark(thread);
    handle.is_none()
}
