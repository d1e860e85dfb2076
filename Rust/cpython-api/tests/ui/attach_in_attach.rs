//! A thread that has attached again does not do so twice.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::Thread;

pub fn function(thread: &mut Thread<'_>) {
    thread.detach_with(|detached| {
        detached.attach(|_| detached.attach(|_| ())); //~ E0500 E0501 //-
        //+ detached.attach(|_| ());
        //+ detached.attach(|_| ());
    });
}
