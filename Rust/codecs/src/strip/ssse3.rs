//! Stripping with SSSE3: runs of what is kept are copied, 16 bytes at once.

use core::arch::x86_64::*;

use super::scalar;
use crate::x86::load128;
use crate::{ByteSet, Output};

/// See [`super::strip`].
#[target_feature(enable = "ssse3,sse4.1")]
pub fn strip(skipped: &ByteSet, text: &[u8], out: &mut Output<'_>) -> usize {
    let (low, high) = skipped.rows().split_at(16);
    let table = |half: &[u8]| load128(half.first_chunk().expect("16 rows"));
    let (low, high) = (table(low), table(high));
    let bits = _mm_set1_epi64x(i64::from_le_bytes([1, 2, 4, 8, 16, 32, 64, 128]));

    let mut rest = text;
    while out.room() >= 64
        && let Some(block) = rest.first_chunk::<32>()
    {
        // The first half is stripped; the second is there for runs of it to be loaded whole.
        let bytes = load128(block.first_chunk().expect("16 bytes"));
        // The row is in the upper five bits, and the highest of them chooses the half of the table.
        let rows = _mm_and_si128(_mm_srli_epi16::<3>(bytes), _mm_set1_epi8(15));
        let row = _mm_blendv_epi8(
            _mm_shuffle_epi8(low, rows),
            _mm_shuffle_epi8(high, rows),
            bytes,
        );
        let bit = _mm_shuffle_epi8(bits, _mm_and_si128(bytes, _mm_set1_epi8(7)));
        let are_skipped = _mm_cmpeq_epi8(_mm_and_si128(row, bit), bit);
        let gaps = _mm_movemask_epi8(are_skipped) as u32;
        if gaps == 0 {
            out.push128(bytes, 16);
        } else {
            push_runs(block, gaps, out);
        }
        rest = &rest[16..];
    }
    if out.room() >= 64 {
        let read = scalar::strip(skipped, rest, out);
        rest = &rest[read..];
    }
    text.len() - rest.len()
}

/// Copies the first half of `block`, except for what is in the mask of `gaps`.
#[inline]
#[target_feature(enable = "ssse3")]
fn push_runs(block: &[u8; 32], gaps: u32, out: &mut Output<'_>) {
    // One more behind the last byte, as an end.
    let mut gaps = gaps | 1 << 16;
    let mut start = 0;
    while gaps != 0 {
        let end = gaps.trailing_zeros() as usize;
        let run = block[start..].first_chunk().expect("16 bytes");
        out.push128(load128(run), end - start);
        start = end + 1;
        gaps &= gaps - 1;
    }
}
