//! With SSSE3.

use core::arch::x86_64::*;

use crate::x86::load128;

/// A table of 96 bytes, in rows of 16.
///
/// A shuffle gives zero where the highest bit of the index is set, and looks at the lowest four bits else. As 16 is subtracted for each row, an index falls below
/// zero behind its own row. Each row but the first is stored by its difference to the one before: so all up to its own add up to that.
#[derive(Clone, Copy)]
pub(crate) struct Table96([__m128i; 6]);

impl Table96 {
    #[inline]
    #[target_feature(enable = "ssse3")]
    pub(crate) fn new(bytes: &[u8; 96]) -> Self {
        let mut rows = [_mm_setzero_si128(); 6];
        let mut last = _mm_setzero_si128();
        for (row, bytes) in rows.iter_mut().zip(bytes.as_chunks().0) {
            let bytes = load128(bytes);
            *row = _mm_xor_si128(bytes, last);
            last = bytes;
        }
        Table96(rows)
    }

    /// The bytes at indices below 96, and zero at those from 224 on. Of the others, nothing is said.
    #[inline]
    #[target_feature(enable = "ssse3")]
    pub(crate) fn get(&self, mut indices: __m128i) -> __m128i {
        let mut bytes = _mm_setzero_si128();
        for row in self.0 {
            bytes = _mm_xor_si128(bytes, _mm_shuffle_epi8(row, indices));
            indices = _mm_sub_epi8(indices, _mm_set1_epi8(16));
        }
        bytes
    }
}

/// The values of characters of an alphabet of printable ASCII.
#[derive(Clone, Copy)]
pub(crate) struct PrintableValues(Table96);

impl PrintableValues {
    #[inline]
    #[target_feature(enable = "ssse3")]
    pub(crate) fn new(values: &[u8; 96]) -> Self {
        // What is not in the table becomes zero: so they are stored inverted, and zero is what is rejected.
        PrintableValues(Table96::new(&values.map(|value| !value)))
    }

    /// The values of ASCII, with the highest bit set in what is rejected. Of others, nothing is said.
    #[inline]
    #[target_feature(enable = "ssse3")]
    pub(crate) fn get(&self, chars: __m128i) -> __m128i {
        let found = self.0.get(_mm_sub_epi8(chars, _mm_set1_epi8(32)));
        _mm_xor_si128(found, _mm_set1_epi8(-1))
    }
}
