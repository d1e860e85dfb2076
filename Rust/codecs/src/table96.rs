//! Look-ups in tables of 96 bytes with AVX2, which looks up 16.

use core::arch::x86_64::*;

use crate::x86::load128;

/// A table of 96 bytes, in rows of 16.
///
/// A shuffle gives zero where the highest bit of the index is set. So indices that start in a row go below zero, one row after the other, and
/// from there on nothing is changed: each row but the first is stored by its difference to the one before.
#[derive(Clone, Copy)]
pub(crate) struct Table96([__m256i; 6]);

impl Table96 {
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(crate) fn new(bytes: &[u8; 96]) -> Self {
        let mut rows = [_mm256_setzero_si256(); 6];
        let mut last = _mm256_setzero_si256();
        for (row, bytes) in rows.iter_mut().zip(bytes.as_chunks().0) {
            let both = _mm256_broadcastsi128_si256(load128(bytes));
            *row = _mm256_xor_si256(both, last);
            last = both;
        }
        Table96(rows)
    }

    /// The bytes at the indices, which are below 96, or from 128 to 175, and zero there.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(crate) fn get(&self, mut indices: __m256i) -> __m256i {
        let mut bytes = _mm256_setzero_si256();
        for row in self.0 {
            bytes = _mm256_xor_si256(bytes, _mm256_shuffle_epi8(row, indices));
            indices = _mm256_sub_epi8(indices, _mm256_set1_epi8(16));
        }
        bytes
    }
}
