//! The init function of a module is declared in Include/cpython_rust.h.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::pymodule;

#[pymodule(name = "_unheard_of")] //~ E0425 //-
//+ #[pymodule(name = "_testrust")]
mod module {}
