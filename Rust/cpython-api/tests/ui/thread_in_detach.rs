//! The token itself cannot be used while the thread is detached.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Thread};

pub fn function(thread: &mut Thread<'_>, object: Arg<'_>) {
    thread.detach(|| object.bind(thread.py()).is_none()); //~ E0502 //-
    //+ thread.detach_with(|detached| detached.attach(|thread| object.bind(thread.py()).is_none()));
}
