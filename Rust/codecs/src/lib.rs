//! Codecs without Python: bytes and text in, text and bytes out.
//!
//! Each codec is a folder. `mod.rs` is what callers see; `scalar.rs` works on every machine and is the
//! authority on what is accepted, rejected and reported. Nothing here allocates, and nothing here
//! reads or writes outside the slices that it is given.

#![no_std]
#![forbid(unsafe_code)]

pub mod base64;
