//! Under a lock no other is taken, the same one not either.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Locked, Thread};

pub fn function(thread: &mut Thread<'_>, one: &Locked<usize>, other: &Locked<usize>) {
    one.with(thread, |one| other.with(thread, |other| *one += *other)); //~ E0500 E0501 //-
    //+ one.with2(other, thread, |one, other| *one += *other);
}
