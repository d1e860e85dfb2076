//! The bytes of an argument live as long as the call.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Locked, PyBytes, Thread};

static KEPT: Locked<&[u8]> = Locked::new(b"");

pub fn function(thread: &mut Thread<'_>, object: Arg<'_, PyBytes>) {
    let bytes = object.as_bytes();
    KEPT.with(thread, |kept| *kept = bytes); //~ E0521 //-
    //+ KEPT.with(thread, |kept| *kept = &b"never"[..bytes.len().min(1)]);
}
