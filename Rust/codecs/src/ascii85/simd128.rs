//! Ascii85 with simd128: eight groups at once, in two vectors, but where some are folded.

use core::arch::wasm32::*;

use super::vectors::Folded;
use super::{ASCII85, EncodeOptions, GROUP_BYTES, ZEROS, scalar};
use crate::Output;
use crate::base85::simd128::{BYTES, Encoder};
use crate::wasm32::load128;

/// See [`super::count`].
#[target_feature(enable = "simd128")]
pub fn count(text: &[u8], bytes: [u8; 2]) -> usize {
    let [one, other] = bytes.map(|byte| u8x16_splat(byte));
    let (blocks, rest) = text.as_chunks::<16>();
    let mut count = 0;
    for block in blocks {
        let block = load128(block);
        let are = v128_or(u8x16_eq(block, one), u8x16_eq(block, other));
        count += u8x16_bitmask(are).count_ones() as usize;
    }
    count + scalar::count(rest, bytes)
}

#[inline]
#[target_feature(enable = "simd128")]
fn folded(block: &[u8; BYTES], other: u8) -> Folded {
    let [first, second] = block.as_chunks().0 else {
        unreachable!("two vectors");
    };
    let (first, second) = (load128(first), load128(second));
    let are = |byte| {
        let groups = u8x16_splat(byte);
        [u32x4_eq(first, groups), u32x4_eq(second, groups)]
    };
    let ([a, b], [c, d]) = (are(0), are(other));
    let are_zeros = v128_and(a, b);
    let are_folded = v128_or(v128_or(a, b), v128_or(c, d));
    if !v128_any_true(are_folded) {
        Folded::None
    } else if u32x4_all_true(are_zeros) {
        Folded::Zeros
    } else {
        Folded::Some
    }
}

encode!("simd128");
