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

/// Loads 32 bytes: into the first register the first of each two, into the second the others.
#[inline]
#[target_feature(enable = "neon")]
pub fn load_by_2(bytes: &[u8; 32]) -> uint8x16x2_t {
    // SAFETY: 32 bytes are there; any alignment will do.
    unsafe { vld2q_u8(bytes.as_ptr()) }
}

/// Loads 48 bytes: into the first register the first of each three, and so on.
#[inline]
#[target_feature(enable = "neon")]
pub fn load_by_3(bytes: &[u8; 48]) -> uint8x16x3_t {
    // SAFETY: 48 bytes are there; any alignment will do.
    unsafe { vld3q_u8(bytes.as_ptr()) }
}

/// Loads 64 bytes: into the first register the first of each four, and so on.
#[inline]
#[target_feature(enable = "neon")]
pub fn load_by_4(bytes: &[u8; 64]) -> uint8x16x4_t {
    // SAFETY: 64 bytes are there; any alignment will do.
    unsafe { vld4q_u8(bytes.as_ptr()) }
}

/// As [`load_by_3`], 24 bytes into halves of registers.
#[inline]
#[target_feature(enable = "neon")]
pub fn load_half_by_3(bytes: &[u8; 24]) -> uint8x8x3_t {
    // SAFETY: 24 bytes are there; any alignment will do.
    unsafe { vld3_u8(bytes.as_ptr()) }
}

/// As [`load_by_4`], 32 bytes into halves of registers.
#[inline]
#[target_feature(enable = "neon")]
pub fn load_half_by_4(bytes: &[u8; 32]) -> uint8x8x4_t {
    // SAFETY: 32 bytes are there; any alignment will do.
    unsafe { vld4_u8(bytes.as_ptr()) }
}

/// Loads 64 bytes, to be looked up: into the first register the first 16, and so on.
#[inline]
#[target_feature(enable = "neon")]
pub fn load_table(bytes: &[u8; 64]) -> uint8x16x4_t {
    // SAFETY: 64 bytes are there; any alignment will do.
    unsafe { vld1q_u8_x4(bytes.as_ptr()) }
}

impl Output<'_> {
    /// Writes the first `keep` bytes of a vector; those behind may be written, too, where there is room, but do not count.
    ///
    /// # Panics
    ///
    /// If there is no room for `keep` bytes, or the vector has fewer; so do those below.
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

    /// As [`push128`](Self::push128), a byte of each register in turn: 32 bytes.
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn push_by_2(&mut self, vector: uint8x16x2_t, keep: usize) {
        assert!(keep <= 32);
        if let Some(place) = self.next_array::<32>() {
            // SAFETY: there is a place for 32 bytes.
            unsafe { vst2q_u8(place.as_mut_ptr().cast(), vector) };
            // SAFETY: up to 32 bytes were written.
            unsafe { self.advance(keep) };
        } else {
            let mut bytes = [0; 32];
            // SAFETY: there is a place for 32 bytes.
            unsafe { vst2q_u8(bytes.as_mut_ptr(), vector) };
            self.push_slice(&bytes[..keep]);
        }
    }

    /// As [`push128`](Self::push128), a byte of each register in turn: 48 bytes.
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn push_by_3(&mut self, vector: uint8x16x3_t, keep: usize) {
        assert!(keep <= 48);
        if let Some(place) = self.next_array::<48>() {
            // SAFETY: there is a place for 48 bytes.
            unsafe { vst3q_u8(place.as_mut_ptr().cast(), vector) };
            // SAFETY: up to 48 bytes were written.
            unsafe { self.advance(keep) };
        } else {
            let mut bytes = [0; 48];
            // SAFETY: there is a place for 48 bytes.
            unsafe { vst3q_u8(bytes.as_mut_ptr(), vector) };
            self.push_slice(&bytes[..keep]);
        }
    }

    /// As [`push128`](Self::push128), a byte of each register in turn: 64 bytes.
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn push_by_4(&mut self, vector: uint8x16x4_t, keep: usize) {
        assert!(keep <= 64);
        if let Some(place) = self.next_array::<64>() {
            // SAFETY: there is a place for 64 bytes.
            unsafe { vst4q_u8(place.as_mut_ptr().cast(), vector) };
            // SAFETY: up to 64 bytes were written.
            unsafe { self.advance(keep) };
        } else {
            let mut bytes = [0; 64];
            // SAFETY: there is a place for 64 bytes.
            unsafe { vst4q_u8(bytes.as_mut_ptr(), vector) };
            self.push_slice(&bytes[..keep]);
        }
    }

    /// Writes 24 bytes, of each half a register one in turn.
    ///
    /// # Panics
    ///
    /// If there is no room; so does the one below.
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn push_half_by_3(&mut self, vector: uint8x8x3_t) {
        let place = self.next_array::<24>().expect("there is room");
        // SAFETY: there is a place for 24 bytes.
        unsafe { vst3_u8(place.as_mut_ptr().cast(), vector) };
        // SAFETY: 24 bytes were written.
        unsafe { self.advance(24) };
    }

    /// Writes 32 bytes, of each half a register one in turn.
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn push_half_by_4(&mut self, vector: uint8x8x4_t) {
        let place = self.next_array::<32>().expect("there is room");
        // SAFETY: there is a place for 32 bytes.
        unsafe { vst4_u8(place.as_mut_ptr().cast(), vector) };
        // SAFETY: 32 bytes were written.
        unsafe { self.advance(32) };
    }
}
