//! Ascii85 with AVX2: eight groups at once, but where some are folded.

use core::arch::x86_64::*;

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

/// See [`super::encode`]; into one line, without the marks of Adobe.
#[target_feature(enable = "avx2")]
pub fn encode(bytes: &[u8], options: &EncodeOptions, out: &mut Output<'_>) {
    let encoder = Encoder::new(&ASCII85);
    let zero = _mm256_setzero_si256();
    // If they are not folded, zeros are looked for twice.
    let spaces = _mm256_set1_epi8(if options.foldspaces { b' ' as i8 } else { 0 });

    let (blocks, rest) = bytes.as_chunks::<BYTES>();
    for block in blocks {
        let groups = load256(block);
        let are_zeros = _mm256_cmpeq_epi32(groups, zero);
        let are_folded = _mm256_or_si256(are_zeros, _mm256_cmpeq_epi32(groups, spaces));
        if _mm256_movemask_epi8(are_folded) == 0 {
            encoder.push(block, out);
        } else if _mm256_movemask_epi8(are_zeros) == -1 {
            out.push_array([ZEROS; BYTES / GROUP_BYTES]);
        } else {
            scalar::encode(block, options, out);
        }
    }
    scalar::encode(rest, options, out);
}
