//! Ascii85 with NEON: four groups at once, but where some are folded.

use core::arch::aarch64::*;

use super::vectors::Folded;
use super::{ASCII85, EncodeOptions, GROUP_BYTES, ZEROS, scalar};
use crate::Output;
use crate::aarch64::load128;
use crate::base85::neon::{BYTES, Encoder};

/// See [`super::count`].
#[target_feature(enable = "neon")]
pub fn count(text: &[u8], bytes: [u8; 2]) -> usize {
    /// So many fit in each byte of a sum.
    const MOST: usize = u8::MAX as usize;

    let [one, other] = bytes.map(|byte| vdupq_n_u8(byte));
    let (blocks, rest) = text.as_chunks::<16>();
    let mut count = 0;
    for blocks in blocks.chunks(MOST) {
        let mut counts = vdupq_n_u8(0);
        for block in blocks {
            let block = load128(block);
            let are = vorrq_u8(vceqq_u8(block, one), vceqq_u8(block, other));
            // All bits of one that is are set: so it is less by one.
            counts = vsubq_u8(counts, are);
        }
        count += usize::from(vaddlvq_u8(counts));
    }
    count + scalar::count(rest, bytes)
}

#[inline]
#[target_feature(enable = "neon")]
fn folded(block: &[u8; BYTES], other: u8) -> Folded {
    let groups = vreinterpretq_u32_u8(load128(block));
    let others = vreinterpretq_u32_u8(vdupq_n_u8(other));
    let are_zeros = vceqzq_u32(groups);
    let are_folded = vorrq_u32(are_zeros, vceqq_u32(groups, others));
    if vmaxvq_u32(are_folded) == 0 {
        Folded::None
    } else if vminvq_u32(are_zeros) != 0 {
        Folded::Zeros
    } else {
        Folded::Some
    }
}

encode!("neon");
