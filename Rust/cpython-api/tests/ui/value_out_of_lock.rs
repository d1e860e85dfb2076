//! What a lock holds is not lent beyond it.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Locked, Thread};

pub fn function<'a>(thread: &mut Thread<'_>, total: &'a Locked<usize>) -> &'a mut usize { //-
    //+ pub fn function<'a>(thread: &mut Thread<'_>, total: &'a Locked<usize>) -> usize {
    total.with(thread, |total| total) //~ "lifetime may not live long enough" //-
    //+ total.with(thread, |total| *total)
}
