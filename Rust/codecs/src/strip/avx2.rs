//! Stripping with AVX2: runs of what is kept are copied, 32 bytes at once.

use core::arch::x86_64::*;

use super::scalar;
use super::vectors::{BITS, strip};
use crate::x86::{load128, load256 as load};
use crate::{ByteSet, Output};

strip!("avx2,bmi1", 32);

/// The halves of a table of rows, each of them twice.
struct Set([__m256i; 2]);

type Gaps = u32;

impl Set {
    #[inline]
    #[target_feature(enable = "avx2")]
    fn new(set: &ByteSet) -> Self {
        let (rows, _) = set.rows().as_chunks();
        Set([twice(&rows[0]), twice(&rows[1])])
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn gaps(&self, bytes: __m256i) -> Gaps {
        // As in `ssse3.rs`.
        let rows = _mm256_and_si256(_mm256_srli_epi16::<3>(bytes), _mm256_set1_epi8(15));
        let [low, high] = self.0.map(|half| _mm256_shuffle_epi8(half, rows));
        let row = _mm256_blendv_epi8(low, high, bytes);
        let places = _mm256_and_si256(bytes, _mm256_set1_epi8(7));
        let bit = _mm256_shuffle_epi8(twice(&BITS), places);
        let are_skipped = _mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit);
        _mm256_movemask_epi8(are_skipped) as Gaps
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn twice(bytes: &[u8; 16]) -> __m256i {
    _mm256_broadcastsi128_si256(load128(bytes))
}

#[inline]
#[target_feature(enable = "avx2")]
fn push(bytes: __m256i, keep: usize, out: &mut Output<'_>) {
    out.push256(bytes, keep);
}
