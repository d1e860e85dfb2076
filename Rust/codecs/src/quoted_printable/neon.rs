//! Quoted-printable with NEON: 64 bytes that stand for themselves at once. Where many are quoted, `scalar.rs` does better.
//!
//! The bytes of a block are loaded and stored in turns (LD4, ST4): so four masks become 64 bits by a few operations, where neighbours in one register would
//! have to be brought together. What need not be known apart is one mask before. Only what is chosen from a block is put in order.

use core::arch::aarch64::*;

use super::block::{Block, Counter, Quotes, decode_behind};
use super::scalar::{self, Encoder, VALUES, decode_quote};
use super::vectors::{CHOICES, FEW, MANY, all, count};
use super::{Counts, Options, QUOTE};
use crate::Output;
use crate::aarch64::{load_by_4, load_table};

all!("neon");

type Vector = uint8x16_t;
/// The first bytes of each four, the second ones, and so on.
type Bytes = [Vector; 4];

#[inline]
#[target_feature(enable = "neon")]
fn load(bytes: &[u8; 64]) -> Bytes {
    let uint8x16x4_t(a, b, c, d) = load_by_4(bytes);
    [a, b, c, d]
}

#[inline]
#[target_feature(enable = "neon")]
fn push([a, b, c, d]: Bytes, keep: usize, out: &mut Output<'_>) {
    out.push_by_4(uint8x16x4_t(a, b, c, d), keep);
}

#[inline]
#[target_feature(enable = "neon")]
fn bits([a, b, c, d]: Bytes) -> u64 {
    // Of each four, one bit of each mask, twice in their byte, so that the halves of two bytes are those of two fours.
    let [ab, cd] = [[a, b], [c, d]].map(|[a, b]| vbslq_u8(vdupq_n_u8(0b0101_0101), a, b));
    let fours = vbslq_u8(vdupq_n_u8(0b0011_0011), ab, cd);
    let bits = vshrn_n_u16::<4>(vreinterpretq_u16_u8(fours));
    vget_lane_u64::<0>(vreinterpret_u64_u8(bits))
}

#[inline]
#[target_feature(enable = "neon")]
fn is(bytes: Vector, byte: u8) -> Vector {
    vceqq_u8(bytes, vdupq_n_u8(byte))
}

#[inline]
#[target_feature(enable = "neon")]
fn unprintable(bytes: Bytes) -> u64 {
    bits(bytes.map(|bytes| {
        // From space to what is before DEL there are so many.
        let places = vsubq_u8(bytes, vdupq_n_u8(b' '));
        let others = vcgeq_u8(places, vdupq_n_u8(0x7F - b' '));
        vorrq_u8(others, is(bytes, QUOTE))
    }))
}

#[inline]
#[target_feature(enable = "neon")]
fn replace(bytes: Vector, from: u8, to: u8) -> Vector {
    select(is(bytes, from), vdupq_n_u8(to), bytes)
}

#[inline]
#[target_feature(enable = "neon")]
fn select(mask: Vector, bytes: Vector, others: Vector) -> Vector {
    vbslq_u8(mask, bytes, others)
}

#[inline]
#[target_feature(enable = "neon")]
fn and(first: Vector, second: Vector) -> Vector {
    vandq_u8(first, second)
}

/// Where digits start, in [`VALUES`].
const FIRST: u8 = b'0';

#[inline]
#[target_feature(enable = "neon")]
fn values(high: Vector, low: Vector) -> (Vector, Vector) {
    let table = VALUES[usize::from(FIRST)..]
        .first_chunk()
        .expect("64 of 256");
    let table = load_table(table);
    // What is not in the table is no digit.
    let [high, low] = [high, low].map(|chars| {
        let places = vsubq_u8(chars, vdupq_n_u8(FIRST));
        vqtbx4q_u8(vdupq_n_u8(0xFF), table, places)
    });
    let are_digits = vcltq_u8(vorrq_u8(high, low), vdupq_n_u8(16));
    (vsliq_n_u8::<4>(low, high), are_digits)
}

#[inline]
#[target_feature(enable = "neon")]
fn sixteens([a, b, c, d]: Bytes) -> [Vector; 4] {
    let zip = |[a, b]: [Vector; 2]| [vzip1q_u8(a, b), vzip2q_u8(a, b)];
    let [[a, c], [b, d]] = [[a, c], [b, d]].map(zip);
    let [[a, b], [c, d]] = [[a, b], [c, d]].map(zip);
    [a, b, c, d]
}

#[inline]
#[target_feature(enable = "neon")]
fn choose(bytes: Vector, places: [u64; 2]) -> [Vector; 2] {
    let [low, high] = places.map(|places| vreinterpretq_u8_u64(vdupq_n_u64(places)));
    [
        vqtbl1q_u8(bytes, low),
        vqtbl1q_u8(vextq_u8::<8>(bytes, bytes), high),
    ]
}
