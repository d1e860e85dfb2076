//! What can attach again does not leave the detached region.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::Thread;

pub fn function<'c>(thread: &mut Thread<'c>) {
    let mut kept = None;
    thread.detach_with(|detached| kept = Some(detached)); //~ E0521 //-
    //+ thread.detach_with(|_| kept = Some(()));
    drop(kept);
}
