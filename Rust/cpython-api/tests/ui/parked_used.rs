//! A parked reference can do nothing without a token.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Parked, Thread};

pub fn function<'c>(parked: Parked<'c>, thread: &Thread<'c>) {
    let _ = parked.call0(); //~ E0599 //-
    //+ let _ = parked.bind(thread).call0();
}
