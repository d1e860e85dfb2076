//! An argument can do nothing without a token.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Python};

pub fn function(py: Python<'_>, argument: Arg<'_>) {
    let _ = argument.call0(); //~ E0599 //-
    //+ let _ = argument.bind(py).call0();
}
