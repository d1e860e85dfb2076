//! The memory of new `bytes` is written before anybody sees them, and not afterwards.
#![no_std]
#![forbid(unsafe_code)]

use core::mem::MaybeUninit;

use cpython_api::{PyBytes, Python};

pub fn function<'a>(py: Python<'_>, kept: &mut Option<&'a mut [MaybeUninit<u8>]>) {
    let _ = PyBytes::new_with(py, 4, |buffer| {
        *kept = Some(buffer); //~ E0521 //-
        //+ drop((&kept, buffer));
        &mut []
    });
}
