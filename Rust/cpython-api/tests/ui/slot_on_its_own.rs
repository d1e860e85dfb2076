//! A slot that is in no object stays empty: it is written through an object only.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Bound, Slot};

pub fn function(object: Bound<'_>) {
    let slot: Slot = Slot::new();
    slot.set(object); //~ E0599 //-
    //+ drop((slot, object));
}
