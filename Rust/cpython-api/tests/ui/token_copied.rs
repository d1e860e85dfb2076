//! There is one token in a call: it is neither `Copy` nor `Clone`.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::Thread;

fn cloned<T: Clone>(_: T) {}

pub fn function(thread: Thread<'_>) {
    cloned(thread); //~ E0277 //-
    //+ cloned(thread.py());
}
