//! With AVX2.

use core::arch::x86_64::*;

use crate::x86::load128;

/// A table of 96 bytes, in rows of 16, as that of `ssse3` has them: each twice.
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

    /// See [`super::ssse3::Table96::get`].
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

/// The values of characters of an alphabet of printable ASCII.
#[derive(Clone, Copy)]
pub(crate) struct PrintableValues(Table96);

impl PrintableValues {
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(crate) fn new(values: &[u8; 96]) -> Self {
        // As that of `ssse3`.
        PrintableValues(Table96::new(&values.map(|value| !value)))
    }

    /// See [`super::ssse3::PrintableValues::get`].
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(crate) fn get(&self, chars: __m256i) -> __m256i {
        let found = self.0.get(_mm256_sub_epi8(chars, _mm256_set1_epi8(32)));
        _mm256_xor_si256(found, _mm256_set1_epi8(-1))
    }
}
