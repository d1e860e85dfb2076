//! An iterator is a handle, and not kept over a detach.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, PyList, Thread};

pub fn function(thread: &mut Thread<'_>, list: Arg<'_, PyList>) {
    let mut items = list.bind(thread.py()).iter();
    thread.detach(|| ()); //~ E0502
    //+ let mut items = list.bind(thread.py()).iter();
    items.next();
}
