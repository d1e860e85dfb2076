//! A thread that is detached does not detach.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::Thread;

pub fn function(thread: &mut Thread<'_>) {
    thread.detach(|| thread.detach(|| ())); //~ E0500 E0501 //-
    //+ thread.detach_with(|detached| detached.attach(|thread| thread.detach(|| ())));
}
