//! With simd128.

use core::arch::wasm32::*;

use crate::wasm32::load128;

/// A table of 96 bytes, in rows of 16.
///
/// A swizzle gives zero for an index beyond its row. As 16 is subtracted for each row, an index is within one of them, or of none.
#[derive(Clone, Copy)]
pub(crate) struct Table96([v128; 6]);

impl Table96 {
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn new(bytes: &[u8; 96]) -> Self {
        let [a, b, c, d, e, f] = bytes.as_chunks().0 else {
            unreachable!("six rows");
        };
        Table96([a, b, c, d, e, f].map(|row| load128(row)))
    }

    /// The bytes at indices below 96, and zero at the others.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn get(&self, mut indices: v128) -> v128 {
        let mut bytes = u8x16_splat(0);
        for row in self.0 {
            bytes = v128_or(bytes, u8x16_swizzle(row, indices));
            indices = u8x16_sub(indices, u8x16_splat(16));
        }
        bytes
    }
}

/// The values of characters of an alphabet of printable ASCII.
#[derive(Clone, Copy)]
pub(crate) struct PrintableValues(Table96);

impl PrintableValues {
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn new(values: &[u8; 96]) -> Self {
        // As that of `neon`: the highest bit of what is rejected becomes zero, and what is not in the table becomes zero.
        PrintableValues(Table96::new(&values.map(|value| value ^ 0x80)))
    }

    /// The values of characters, with the highest bit set: it is not in what is rejected.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn get(&self, chars: v128) -> v128 {
        self.0.get(u8x16_sub(chars, u8x16_splat(32)))
    }
}
