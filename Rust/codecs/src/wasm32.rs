//! Vectors from slices, and into an [`Output`], for WebAssembly: all loads and stores of the kernels.
//!
//! As `x86.rs` has them: a kernel cannot read or write beyond what it was given.

#![expect(unsafe_code, reason = "loads and stores take pointers")]

use core::arch::wasm32::*;

use crate::Output;

/// Loads 16 bytes.
#[inline]
#[target_feature(enable = "simd128")]
pub fn load128(bytes: &[u8; 16]) -> v128 {
    // SAFETY: 16 bytes are there; any alignment will do.
    unsafe { v128_load(bytes.as_ptr().cast()) }
}

impl Output<'_> {
    /// Writes the first `keep` bytes of a vector; those behind may be written, too, where there is room, but do not count.
    ///
    /// # Panics
    ///
    /// If there is no room for `keep` bytes, or the vector has fewer.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn push128(&mut self, vector: v128, keep: usize) {
        assert!(keep <= 16);
        if let Some(place) = self.next_array::<16>() {
            // SAFETY: there is a place for 16 bytes.
            unsafe { v128_store(place.as_mut_ptr().cast(), vector) };
            // SAFETY: up to 16 bytes were written.
            unsafe { self.advance(keep) };
        } else {
            let mut bytes = [0; 16];
            // SAFETY: there is a place for 16 bytes.
            unsafe { v128_store(bytes.as_mut_ptr().cast(), vector) };
            self.push_slice(&bytes[..keep]);
        }
    }

    /// As [`push128`](Self::push128), of four vectors.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn push512(&mut self, vectors: [v128; 4], keep: usize) {
        assert!(keep <= 64);
        if let Some(place) = self.next_array::<64>() {
            for (place, vector) in place.as_chunks_mut::<16>().0.iter_mut().zip(vectors) {
                // SAFETY: there is a place for 16 bytes.
                unsafe { v128_store(place.as_mut_ptr().cast(), vector) };
            }
            // SAFETY: up to 64 bytes were written.
            unsafe { self.advance(keep) };
        } else {
            for (i, vector) in vectors.into_iter().enumerate() {
                self.push128(vector, keep.saturating_sub(16 * i).min(16));
            }
        }
    }
}
