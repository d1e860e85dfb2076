//! No wrapper carries a handle into a detached region, not even one that says it is `Send`: PyO3's documented hole.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Thread};

pub struct SendWrapper<T>(T);

pub fn function(thread: &mut Thread<'_>, object: Arg<'_>) {
    let wrapped = SendWrapper(object.bind(thread.py()).to_owned()); //-
    //+ let wrapped = SendWrapper(object);
    thread.detach(move || drop(wrapped)); //~ E0502
}
