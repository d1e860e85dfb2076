//! Stripping with SSSE3: runs of what is kept are copied, 16 bytes at once.

use core::arch::x86_64::*;

use super::scalar;
use super::vectors::{BITS, strip};
use crate::x86::load128 as load;
use crate::{ByteSet, Output};

strip!("ssse3,sse4.1", 16);

/// The halves of a table of rows.
struct Set([__m128i; 2]);

type Gaps = u16;

impl Set {
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn new(set: &ByteSet) -> Self {
        let (rows, _) = set.rows().as_chunks();
        Set([load(&rows[0]), load(&rows[1])])
    }

    #[inline]
    #[target_feature(enable = "ssse3,sse4.1")]
    fn gaps(&self, bytes: __m128i) -> Gaps {
        // The row is in the upper five bits, and the highest of them chooses the half of the table.
        let rows = _mm_and_si128(_mm_srli_epi16::<3>(bytes), _mm_set1_epi8(15));
        let [low, high] = self.0.map(|half| _mm_shuffle_epi8(half, rows));
        let row = _mm_blendv_epi8(low, high, bytes);
        let bit = _mm_shuffle_epi8(load(&BITS), _mm_and_si128(bytes, _mm_set1_epi8(7)));
        let are_skipped = _mm_cmpeq_epi8(_mm_and_si128(row, bit), bit);
        _mm_movemask_epi8(are_skipped) as Gaps
    }
}

#[inline]
#[target_feature(enable = "sse2")]
fn push(bytes: __m128i, keep: usize, out: &mut Output<'_>) {
    out.push128(bytes, keep);
}
