//! Memory that others can write is not lent.
#![no_std]
#![forbid(unsafe_code)]

use core::mem::MaybeUninit;

use cpython_api::SharedBuffer;

pub fn function<'a>(buffer: &'a SharedBuffer, copy: &'a mut [MaybeUninit<u8>]) -> &'a [u8] {
    buffer.as_slice() //~ E0599 //-
    //+ buffer.copy_to(0, copy)
}
