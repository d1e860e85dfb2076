//! Ascii85 with SSSE3 and SSE4.1: four groups at once, but where some are folded.

use core::arch::x86_64::*;

use super::vectors::Folded;
use super::{ASCII85, EncodeOptions, GROUP_BYTES, ZEROS, scalar};
use crate::Output;
use crate::base85::ssse3::{BYTES, Encoder};
use crate::x86::load128;

/// See [`super::count`].
#[target_feature(enable = "sse2,popcnt")]
pub fn count(text: &[u8], bytes: [u8; 2]) -> usize {
    let [one, other] = bytes.map(|byte| _mm_set1_epi8(byte as i8));
    let (blocks, rest) = text.as_chunks::<16>();
    let mut count = 0;
    for block in blocks {
        let block = load128(block);
        let are = _mm_or_si128(_mm_cmpeq_epi8(block, one), _mm_cmpeq_epi8(block, other));
        count += _mm_movemask_epi8(are).count_ones() as usize;
    }
    count + scalar::count(rest, bytes)
}

#[inline]
#[target_feature(enable = "sse2")]
fn folded(block: &[u8; BYTES], other: u8) -> Folded {
    let groups = load128(block);
    let are_zeros = _mm_cmpeq_epi32(groups, _mm_setzero_si128());
    let are_others = _mm_cmpeq_epi32(groups, _mm_set1_epi8(other as i8));
    if _mm_movemask_epi8(_mm_or_si128(are_zeros, are_others)) == 0 {
        Folded::None
    } else if _mm_movemask_epi8(are_zeros) == 0xFFFF {
        Folded::Zeros
    } else {
        Folded::Some
    }
}

encode!("ssse3,sse4.1");
