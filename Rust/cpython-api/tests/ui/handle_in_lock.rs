//! A lock holds no handle: other threads and interpreters take it, too.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Bound, Locked};

pub fn function() {
    let _ = Locked::new(None::<Bound<'static>>); //~ E0277 //-
    //+ let _ = Locked::new(None::<usize>);
}
