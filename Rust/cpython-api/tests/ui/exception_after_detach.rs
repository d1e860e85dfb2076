//! An exception that was taken is a handle, and not kept over a detach.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{PyResult, Raised, Thread};

pub fn function(thread: &mut Thread<'_>, raised: Raised) -> PyResult<()> {
    let error = raised.take(thread.py()); //-
    //+ let error = raised.take(thread.py()).into_value().park(thread);
    thread.detach(|| ()); //~ E0502
    //+ let error = cpython_api::PyErr::from_value(error.unpark(thread));
    Err(error.restore())
}
