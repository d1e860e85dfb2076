//! Nothing of Python goes to another thread.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::*;

fn send<T: Send>() {}
fn share<T: Sync>() {}

pub fn function() {
    send::<Thread<'_>>(); //~ E0277 //-
    send::<Python<'_>>(); //~ E0277 //-
    send::<Bound<'_>>(); //~ E0277 //-
    send::<Borrowed<'_, '_>>(); //~ E0277 //-
    send::<Arg<'_>>(); //~ E0277 //-
    send::<Parked<'_>>(); //~ E0277 //-
    send::<Detached<'_>>(); //~ E0277 //-
    send::<Raised>(); //~ E0277 //-
    send::<PyErr<'_>>(); //~ E0277 //-
    send::<Input<'_>>(); //~ E0277 //-
    send::<Module<'_, ()>>(); //~ E0277 //-
    send::<Class<'_, ()>>(); //~ E0277 //-
    share::<Thread<'_>>(); //~ E0277 //-
    share::<Python<'_>>(); //~ E0277 //-
    share::<Bound<'_>>(); //~ E0277 //-
    share::<Arg<'_>>(); //~ E0277 //-
    share::<Parked<'_>>(); //~ E0277 //-
    share::<SharedBuffer>(); //~ E0277 //-
    send::<&[u8]>();
    send::<Slot>();
    share::<Slot>();
    share::<SlotVec>();
    share::<SlotMap<u8>>();
    share::<Locked<u8>>();
}
