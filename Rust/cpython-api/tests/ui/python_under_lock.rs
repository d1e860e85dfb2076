//! Under a lock no code in Python runs.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Locked, Thread};

pub fn function(thread: &mut Thread<'_>, total: &Locked<usize>, object: Arg<'_>) {
    total.with(thread, |_| object.bind(thread.py()).is_none()); //~ E0502 //-
    //+ object.bind(thread.py()).is_none();
    //+ total.with(thread, |_| ());
}
