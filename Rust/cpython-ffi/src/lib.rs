//! CPython's C API with ownership and NULL in the types.
//!
//! A `PyObject *` in C is one of four things, and only the documentation says which. Here its type does:
//!
//! | C | here |
//! |---|---|
//! | borrowed reference | [`BorrowedPtr<'a>`] |
//! | owned ("new" or "stolen") reference | [`OwnedPtr`], released on drop |
//! | either, or NULL | `Option` of it |
//!
//! All have the layout of the pointer, so the functions are C's own: calling one costs what it costs in
//! C. They are generated from the headers and `ownership.txt`; a function that is not listed there is in
//! [`sys`], the raw level, and only there.
//!
//! Nothing here knows whether a thread is attached to an interpreter: every call is `unsafe`, and so is
//! making a pointer. `cpython-api` makes that safe.

#![no_std]

pub use cpython_sys as sys;

mod pointer;

pub use pointer::{BorrowedPtr, OwnedPtr};

/// The functions of `ownership.txt`.
///
/// # Safety
///
/// As for every function of the C API, unless its documentation says otherwise: the calling thread is attached to
/// an interpreter, objects are of that interpreter and of the type that the function expects, other pointers are
/// valid for what the function does with them.
#[expect(
    missing_docs,
    reason = "they are documented in CPython's C API reference"
)]
mod typed {
    use cpython_sys::*;

    cpython_sys::include_typed!();
}

pub use typed::*;
