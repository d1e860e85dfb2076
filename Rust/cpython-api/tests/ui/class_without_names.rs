//! The macro knows a slot by its field, which has a name.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Slot, pyclass};

#[pyclass]
pub struct Tuple(Slot); //~ "the fields need names" //-
//+ pub struct Tuple { slot: Slot }

#[pyclass]
pub enum Either { //~ "a class is a struct" //-
    Slot(Slot), //-
} //-
//+ pub struct Either { slot: Slot }
