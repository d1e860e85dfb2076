//! No borrowed handle is kept over a detach, though the object is.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Thread};

pub fn function(thread: &mut Thread<'_>, object: Arg<'_>) -> bool {
    let handle = object.bind(thread.py());
    thread.detach(|| ()); //~ E0502
    //+ let handle = object.bind(thread.py());
    handle.is_none()
}
