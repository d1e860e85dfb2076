//! Only of an argument that is known to be `bytes` are the bytes lent.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, PyBytes};

pub fn function<'c>(
    argument: Arg<'c>, //-
    //+ argument: Arg<'c, PyBytes>,
) -> &'c [u8] {
    argument.as_bytes() //~ E0599
}
