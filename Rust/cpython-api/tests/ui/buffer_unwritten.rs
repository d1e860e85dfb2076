//! New `bytes` have what was written, and nothing that was not.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{PyBytes, Python};

pub fn function(py: Python<'_>) {
    let _ = PyBytes::new_with(py, 4, |buffer| buffer); //~ E0308 //-
    //+ let _ = PyBytes::new_with(py, 4, |buffer| buffer.write_copy_of_slice(b"four"));
}
