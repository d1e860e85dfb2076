//! `_testrust`: what the tests of the safe API call, as `_testcapi` is for the C API.
//!
//! Each file has what one test file needs: `functions` is for `test_rust_functions`, and so on.
//! `test_rust_api` is about the rest.

#![no_std]
#![forbid(unsafe_code)]

mod functions;

/// The safe API of modules written in Rust, for its tests.
#[cpython_api::pymodule(name = "_testrust")]
mod module {
    #[pymodule_export]
    use crate::functions::{identity, nothing};
}
