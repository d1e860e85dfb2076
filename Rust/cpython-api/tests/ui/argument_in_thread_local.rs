//! No argument is in a thread-local: it lives as long as the call.
#![forbid(unsafe_code)]

use std::cell::Cell;

use cpython_api::Arg;

std::thread_local! { static KEPT: Cell<Option<Arg<'static>>> = const { Cell::new(None) }; }

pub fn function(object: Arg<'_>) {
    KEPT.set(Some(object)); //~ E0521 //-
    //+ KEPT.set(None);
}
