//! Stripping with WebAssembly's vectors: runs of what is kept are copied, 16 bytes at once.

use core::arch::wasm32::*;

use super::scalar;
use super::vectors::{BITS, strip};
use crate::wasm32::load128 as load;
use crate::{ByteSet, Output};

strip!("simd128", 16);

/// The halves of a table of rows.
struct Set([v128; 2]);

type Gaps = u16;

impl Set {
    #[inline]
    #[target_feature(enable = "simd128")]
    fn new(set: &ByteSet) -> Self {
        let (rows, _) = set.rows().as_chunks();
        Set([load(&rows[0]), load(&rows[1])])
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    fn gaps(&self, bytes: v128) -> Gaps {
        // The row is in the upper five bits. Beyond either half of the table there is zero.
        let rows = u8x16_shr(bytes, 3);
        let low = u8x16_swizzle(self.0[0], rows);
        let high = u8x16_swizzle(self.0[1], u8x16_sub(rows, u8x16_splat(16)));
        let bit = u8x16_swizzle(load(&BITS), v128_and(bytes, u8x16_splat(7)));
        let are_skipped = u8x16_eq(v128_and(v128_or(low, high), bit), bit);
        u8x16_bitmask(are_skipped)
    }
}

#[inline]
#[target_feature(enable = "simd128")]
fn push(bytes: v128, keep: usize, out: &mut Output<'_>) {
    out.push128(bytes, keep);
}
