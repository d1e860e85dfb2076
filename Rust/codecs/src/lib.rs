//! Codecs without Python: bytes and text in, text and bytes out.
//!
//! Each codec is a folder. `mod.rs` is what callers see; `scalar.rs` works on every machine and is the
//! authority on what is accepted, rejected and reported. The files beside it are named for the
//! instruction set that they use: they do the bulk, and hand every doubt to `scalar.rs` from the spot of
//! the doubt. [`cpu`] decides which of them runs, and [`cpu::force`] overrides that.
//!
//! Nothing here allocates: results go to an [`Output`], which is a buffer of the caller's. Nothing here
//! reads or writes outside the slices that it is given: vectors are loaded from arrays and slices, and
//! stored by [`Output`], in safe functions (`aarch64.rs`, `wasm32.rs`, `x86.rs`). The unsafe code is in those files.

#![no_std]
#![deny(unsafe_code)]
#![cfg_attr(
    not(any(
        target_arch = "aarch64",
        target_arch = "x86_64",
        all(target_arch = "wasm32", target_feature = "simd128")
    )),
    expect(dead_code, reason = "what scalar code has for kernels")
)]

#[macro_use]
pub mod cpu;
#[cfg(any(
    target_arch = "aarch64",
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
#[macro_use]
mod vectors;

#[cfg(target_arch = "aarch64")]
mod aarch64;
pub mod ascii85;
pub mod base16;
pub mod base32;
pub mod base64;
pub mod base85;
mod byte_set;
pub mod crc;
mod lines;
mod output;
pub mod quoted_printable;
mod speed;
mod strip;
#[cfg(any(
    target_arch = "aarch64",
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
mod table96;
#[cfg(test)]
mod testing;
pub mod uu;
mod values;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm32;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use byte_set::ByteSet;
pub use lines::Lines;
pub use output::Output;
pub use speed::Speed;
