//! Nobody makes a token.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::Thread;

pub fn function(thread: &mut Thread<'_>) {
    let _made = Thread { brand: Default::default(), this_thread: Default::default() }; //~ E0451 //-
    //+ let _made = thread;
}
