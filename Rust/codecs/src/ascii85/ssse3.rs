//! Ascii85 with SSSE3 and SSE4.1: four groups at once, but where some are folded.

use core::arch::x86_64::*;

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

/// See [`super::encode`]; into one line, without the marks of Adobe.
#[target_feature(enable = "ssse3,sse4.1")]
pub fn encode(bytes: &[u8], options: &EncodeOptions, out: &mut Output<'_>) {
    let encoder = Encoder::new(&ASCII85);
    let zero = _mm_setzero_si128();
    // If they are not folded, zeros are looked for twice.
    let spaces = _mm_set1_epi8(if options.foldspaces { b' ' as i8 } else { 0 });

    let (blocks, rest) = bytes.as_chunks::<BYTES>();
    for block in blocks {
        let groups = load128(block);
        let are_zeros = _mm_cmpeq_epi32(groups, zero);
        let are_folded = _mm_or_si128(are_zeros, _mm_cmpeq_epi32(groups, spaces));
        if _mm_movemask_epi8(are_folded) == 0 {
            encoder.push(block, out);
        } else if _mm_movemask_epi8(are_zeros) == 0xFFFF {
            out.push_array([ZEROS; BYTES / GROUP_BYTES]);
        } else {
            scalar::encode(block, options, out);
        }
    }
    scalar::encode(rest, options, out);
}
