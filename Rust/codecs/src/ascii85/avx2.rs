//! Ascii85 with AVX2: eight groups at once, but where some are folded.

use core::arch::x86_64::*;

use super::vectors::Folded;
use super::{ASCII85, EncodeOptions, GROUP_BYTES, ZEROS, scalar};
use crate::Output;
use crate::base85::avx2::{BYTES, Encoder};
use crate::x86::load256;

/// See [`super::count`].
#[target_feature(enable = "avx2,popcnt")]
pub fn count(text: &[u8], bytes: [u8; 2]) -> usize {
    let [one, other] = bytes.map(|byte| _mm256_set1_epi8(byte as i8));
    let (blocks, rest) = text.as_chunks::<32>();
    let mut count = 0;
    for block in blocks {
        let block = load256(block);
        let are = _mm256_or_si256(
            _mm256_cmpeq_epi8(block, one),
            _mm256_cmpeq_epi8(block, other),
        );
        count += _mm256_movemask_epi8(are).count_ones() as usize;
    }
    count + scalar::count(rest, bytes)
}

#[inline]
#[target_feature(enable = "avx2")]
fn folded(block: &[u8; BYTES], other: u8) -> Folded {
    let groups = load256(block);
    let are_zeros = _mm256_cmpeq_epi32(groups, _mm256_setzero_si256());
    let are_others = _mm256_cmpeq_epi32(groups, _mm256_set1_epi8(other as i8));
    if _mm256_movemask_epi8(_mm256_or_si256(are_zeros, are_others)) == 0 {
        Folded::None
    } else if _mm256_movemask_epi8(are_zeros) == -1 {
        Folded::Zeros
    } else {
        Folded::Some
    }
}

encode!("avx2");
