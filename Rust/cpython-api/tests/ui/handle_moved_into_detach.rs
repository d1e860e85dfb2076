//! No handle can be dropped while the thread is detached: it is released attached.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Thread};

pub fn function(thread: &mut Thread<'_>, object: Arg<'_>) {
    let handle = object.bind(thread.py()).to_owned();
    thread.detach(move || drop(handle)); //~ E0502 //-
    //+ drop(handle);
}
