//! The items of a tuple are lent as long as it is there.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Bound, PyTuple};

pub fn function(tuple: Bound<'_, PyTuple>) -> bool {
    let items = tuple.as_slice();
    drop(tuple); //~ E0505 //-
    items[0].is_none()
}
