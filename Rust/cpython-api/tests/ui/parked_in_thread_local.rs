//! No parked reference is in a thread-local: another call may be in another interpreter.
#![forbid(unsafe_code)]

use std::cell::Cell;

use cpython_api::{Arg, Parked, Thread};

std::thread_local! { static KEPT: Cell<Option<Parked<'static>>> = const { Cell::new(None) }; }

pub fn function(thread: &mut Thread<'_>, object: Arg<'_>) {
    let parked = object.bind(thread.py()).to_owned().park(thread);
    KEPT.set(Some(parked)); //~ E0521 //-
    //+ KEPT.set(None);
}
