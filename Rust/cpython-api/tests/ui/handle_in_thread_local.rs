//! No handle is in a thread-local.
#![forbid(unsafe_code)]

use std::cell::Cell;

use cpython_api::{Arg, Bound, Python};

std::thread_local! { static KEPT: Cell<Option<Bound<'static>>> = const { Cell::new(None) }; }

pub fn function(py: Python<'_>, object: Arg<'_>) {
    KEPT.set(Some(object.bind(py).to_owned())); //~ E0521 //-
    //+ KEPT.set(None);
}
