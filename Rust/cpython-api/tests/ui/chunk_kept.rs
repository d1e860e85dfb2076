//! A chunk of an input is there while it is looked at.
#![no_std]
#![forbid(unsafe_code)]

use core::convert::Infallible;

use cpython_api::Input;

pub fn function<'a>(input: Input<'a>) -> &'a [u8] {
    let mut kept: &[u8] = b"";
    let Ok(()) = input.try_chunks::<16, Infallible>(|chunk| {
        kept = chunk; //~ E0521 //-
        //+ kept = if chunk.is_empty() { b"" } else { b"some" };
        Ok(())
    });
    kept
}
