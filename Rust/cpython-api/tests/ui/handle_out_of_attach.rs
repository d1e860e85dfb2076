//! No handle leaves the region in which the thread is attached again.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Thread};

pub fn function<'c>(thread: &mut Thread<'c>, object: Arg<'c>) {
    thread.detach_with(|detached| {
        detached.attach(|thread| object.bind(thread.py()).to_owned()); //~ "lifetime may not live long enough" //-
        //+ detached.attach(|thread| object.bind(thread.py()).to_owned().park(thread));
    });
}
