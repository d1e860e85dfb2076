//! Vectors from slices, and into an [`Output`], for AArch64: all loads and stores of the kernels.
//!
//! As `x86.rs` has them: a kernel cannot read or write beyond what it was given.

#![expect(unsafe_code, reason = "loads and stores take pointers")]

use core::arch::aarch64::*;

use crate::Output;

/// Loads 16 bytes.
#[inline]
#[target_feature(enable = "neon")]
pub fn load128(bytes: &[u8; 16]) -> uint8x16_t {
    // SAFETY: 16 bytes are there; any alignment will do.
    unsafe { vld1q_u8(bytes.as_ptr()) }
}

impl Output<'_> {
    /// Writes the first `keep` bytes of a vector; those behind may be written, too, where there is room, but do not count.
    ///
    /// # Panics
    ///
    /// If there is no room for `keep` bytes, or the vector has fewer.
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn push128(&mut self, vector: uint8x16_t, keep: usize) {
        assert!(keep <= 16);
        if let Some(place) = self.next_array::<16>() {
            // SAFETY: there is a place for 16 bytes.
            unsafe { vst1q_u8(place.as_mut_ptr().cast(), vector) };
            // SAFETY: up to 16 bytes were written.
            unsafe { self.advance(keep) };
        } else {
            let mut bytes = [0; 16];
            // SAFETY: there is a place for 16 bytes.
            unsafe { vst1q_u8(bytes.as_mut_ptr(), vector) };
            self.push_slice(&bytes[..keep]);
        }
    }
}
