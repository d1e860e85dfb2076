//! No handle is there while a thread waits for a lock, since it detaches.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Locked, Thread};

pub fn function(thread: &mut Thread<'_>, total: &Locked<usize>, object: Arg<'_>) -> bool {
    let handle = object.bind(thread.py()).to_owned();
    total.with(thread, |total| *total += 1); //~ E0502
    //+ let handle = object.bind(thread.py());
    handle.is_none()
}
