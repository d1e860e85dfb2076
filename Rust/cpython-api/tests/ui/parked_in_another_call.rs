//! A parked reference goes back to the call that it is of.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Parked, Thread};

pub fn function<'c, 'd>(parked: Parked<'c>, thread: &Thread<'c>, other: &Thread<'d>) {
    parked.unpark(other); //~ "lifetime may not live long enough" //-
    //+ parked.unpark(thread);
}
