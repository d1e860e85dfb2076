//! Vectors from slices, and into an [`Output`], for x86-64: all loads and stores of the kernels.
//!
//! An array of a vector's size is loaded whole; a shorter slice under a mask, or over a copy. So a kernel
//! cannot read or write beyond what it was given.

#![expect(unsafe_code, reason = "loads and stores take pointers")]

use core::arch::x86_64::*;

use crate::Output;

/// Loads 16 bytes.
#[inline]
#[target_feature(enable = "sse2")]
pub fn load128(bytes: &[u8; 16]) -> __m128i {
    // SAFETY: 16 bytes are there; any alignment will do.
    unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
}

/// Loads 32 bytes.
#[inline]
#[target_feature(enable = "avx2")]
pub fn load256(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: 32 bytes are there; any alignment will do.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

/// Loads 64 bytes.
#[inline]
#[target_feature(enable = "avx512f")]
pub fn load512(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: 64 bytes are there; any alignment will do.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

/// A mask of the `len` lowest of 64 bits; all of them from 64 on.
#[inline]
#[target_feature(enable = "bmi2")]
pub fn mask64(len: usize) -> u64 {
    _bzhi_u64(u64::MAX, len.min(64) as u32)
}

/// Loads a slice of up to 64 bytes, with `fill` behind it.
///
/// # Panics
///
/// If it is longer.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,bmi2")]
pub fn load512_up_to(bytes: &[u8], fill: __m512i) -> __m512i {
    assert!(bytes.len() <= 64);
    let mask = mask64(bytes.len());
    // SAFETY: under the mask are the slice's bytes; nothing else is read.
    unsafe { _mm512_mask_loadu_epi8(fill, mask, bytes.as_ptr().cast()) }
}

impl Output<'_> {
    /// Writes the first `keep` bytes of a vector; those behind may be written, too, where there is room, but do not count.
    ///
    /// # Panics
    ///
    /// If there is no room for `keep` bytes, or the vector has fewer; so do the two below.
    #[inline]
    #[target_feature(enable = "sse2")]
    pub(crate) fn push128(&mut self, vector: __m128i, keep: usize) {
        assert!(keep <= 16);
        if let Some(place) = self.next_array::<16>() {
            // SAFETY: there is a place for 16 bytes.
            unsafe { _mm_storeu_si128(place.as_mut_ptr().cast(), vector) };
            // SAFETY: up to 16 bytes were written.
            unsafe { self.advance(keep) };
        } else {
            let mut bytes = [0; 16];
            // SAFETY: there is a place for 16 bytes.
            unsafe { _mm_storeu_si128(bytes.as_mut_ptr().cast(), vector) };
            self.push_slice(&bytes[..keep]);
        }
    }

    /// As [`push128`](Self::push128).
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(crate) fn push256(&mut self, vector: __m256i, keep: usize) {
        assert!(keep <= 32);
        if let Some(place) = self.next_array::<32>() {
            // SAFETY: there is a place for 32 bytes.
            unsafe { _mm256_storeu_si256(place.as_mut_ptr().cast(), vector) };
            // SAFETY: up to 32 bytes were written.
            unsafe { self.advance(keep) };
        } else {
            let mut bytes = [0; 32];
            // SAFETY: there is a place for 32 bytes.
            unsafe { _mm256_storeu_si256(bytes.as_mut_ptr().cast(), vector) };
            self.push_slice(&bytes[..keep]);
        }
    }

    /// As [`push128`](Self::push128).
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,bmi2")]
    pub(crate) fn push512(&mut self, vector: __m512i, keep: usize) {
        assert!(keep <= 64);
        if let Some(place) = self.next_array::<64>() {
            // SAFETY: there is a place for 64 bytes.
            unsafe { _mm512_storeu_si512(place.as_mut_ptr().cast(), vector) };
        } else {
            let place = self.next_slice(keep);
            // SAFETY: under the mask are the slice's bytes; nothing else is written.
            unsafe { _mm512_mask_storeu_epi8(place.as_mut_ptr().cast(), mask64(keep), vector) };
        }
        // SAFETY: at least so many bytes were written.
        unsafe { self.advance(keep) };
    }
}
