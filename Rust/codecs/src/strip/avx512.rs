//! Stripping with AVX-512 VBMI2: 64 bytes at once.

use core::arch::x86_64::*;

use super::vectors::BITS;
use crate::x86::{load128, load256, load512, load512_up_to, mask64};
use crate::{ByteSet, Output};

/// See [`super::strip`].
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
pub fn strip(skipped: &ByteSet, text: &[u8], out: &mut Output<'_>) -> usize {
    let rows = _mm512_broadcast_i64x4(load256(skipped.rows()));
    let bits = _mm512_broadcast_i32x4(load128(&BITS));
    let kept = |bytes: __m512i| {
        // The row is in the upper five bits; shifted as words, they have bits of their neighbours above, and the rows stand twice.
        let row = _mm512_permutexvar_epi8(_mm512_srli_epi16::<3>(bytes), rows);
        let places = _mm512_and_si512(bytes, _mm512_set1_epi8(7));
        _mm512_testn_epi8_mask(row, _mm512_shuffle_epi8(bits, places))
    };

    let mut rest = text;
    while out.room() >= 64
        && let Some(block) = rest.first_chunk::<64>()
    {
        let bytes = load512(block);
        let kept = kept(bytes);
        out.push512(
            _mm512_maskz_compress_epi8(kept, bytes),
            kept.count_ones() as usize,
        );
        rest = &rest[64..];
    }
    if out.room() >= 64 {
        let bytes = load512_up_to(rest, _mm512_setzero_si512());
        let kept = kept(bytes) & mask64(rest.len());
        out.push512(
            _mm512_maskz_compress_epi8(kept, bytes),
            kept.count_ones() as usize,
        );
        rest = &[];
    }
    text.len() - rest.len()
}
