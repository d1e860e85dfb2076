//! What is in a slot is out of reach.
#![no_std]
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::Relaxed;

use cpython_api::Slot;

pub fn function(slot: &Slot) {
    slot.object.load(Relaxed); //~ E0616 //-
    //+ let _ = (slot, Relaxed);
}
