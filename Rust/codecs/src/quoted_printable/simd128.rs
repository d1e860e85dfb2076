//! Quoted-printable with WebAssembly's vectors: 64 bytes that stand for themselves at once. Where many are quoted, `scalar.rs` does better.

use core::arch::wasm32::*;

use super::block::{Block, Counter, Quotes, decode_behind};
use super::scalar::{self, Encoder, decode_quote};
use super::vectors::{CHOICES, FEW, MANY, all, count};
use super::{Counts, Options, QUOTE};
use crate::Output;
use crate::wasm32::load128;

all!("simd128");

type Vector = v128;
type Bytes = [Vector; 4];

#[inline]
#[target_feature(enable = "simd128")]
fn load(bytes: &[u8; 64]) -> Bytes {
    let (quarters, _) = bytes.as_chunks();
    [0, 1, 2, 3].map(|i| load128(&quarters[i]))
}

#[inline]
#[target_feature(enable = "simd128")]
fn push(bytes: Bytes, keep: usize, out: &mut Output<'_>) {
    out.push512(bytes, keep);
}

#[inline]
#[target_feature(enable = "simd128")]
fn bits(masks: Bytes) -> u64 {
    let [a, b, c, d] = masks.map(|mask| u64::from(u8x16_bitmask(mask)));
    a | b << 16 | c << 32 | d << 48
}

#[inline]
#[target_feature(enable = "simd128")]
fn is(bytes: Vector, byte: u8) -> Vector {
    u8x16_eq(bytes, u8x16_splat(byte))
}

#[inline]
#[target_feature(enable = "simd128")]
fn unprintable(bytes: Bytes) -> u64 {
    bits(bytes.map(|bytes| {
        // DEL and those that are not ASCII become negative, or zero; space is the first that is no control character.
        let next = i8x16_add(bytes, i8x16_splat(1));
        let others = i8x16_lt(next, i8x16_splat(b' ' as i8 + 1));
        v128_or(others, is(bytes, QUOTE))
    }))
}

#[inline]
#[target_feature(enable = "simd128")]
fn replace(bytes: Vector, from: u8, to: u8) -> Vector {
    // All bits that the two do not share.
    let change = u8x16_splat(from ^ to);
    v128_xor(bytes, and(is(bytes, from), change))
}

#[inline]
#[target_feature(enable = "simd128")]
fn select(mask: Vector, bytes: Vector, others: Vector) -> Vector {
    v128_bitselect(bytes, others, mask)
}

#[inline]
#[target_feature(enable = "simd128")]
fn and(first: Vector, second: Vector) -> Vector {
    v128_and(first, second)
}

#[inline]
#[target_feature(enable = "simd128")]
fn values(high: Vector, low: Vector) -> (Vector, Vector) {
    let [(high, is_high), (low, is_low)] = [high, low].map(|chars| digits(chars));
    (v128_or(u8x16_shl(high, 4), low), and(is_high, is_low))
}

/// The value of each hexadecimal digit, and whether it is one.
#[inline]
#[target_feature(enable = "simd128")]
fn digits(chars: Vector) -> (Vector, Vector) {
    let digits = u8x16_sub(chars, u8x16_splat(b'0'));
    let is_digit = u8x16_lt(digits, u8x16_splat(10));
    let lower = v128_or(chars, u8x16_splat(0x20));
    let letters = u8x16_sub(lower, u8x16_splat(b'a'));
    let is_letter = u8x16_lt(letters, u8x16_splat(6));
    let letters = u8x16_add(letters, u8x16_splat(10));
    (
        select(is_letter, letters, digits),
        v128_or(is_digit, is_letter),
    )
}

#[inline]
#[target_feature(enable = "simd128")]
fn sixteens(bytes: Bytes) -> [Vector; 4] {
    bytes
}

#[inline]
#[target_feature(enable = "simd128")]
fn choose(bytes: Vector, places: [u64; 2]) -> [Vector; 2] {
    let [low, high] = places.map(|places| u64x2_splat(places));
    [
        u8x16_swizzle(bytes, low),
        u8x16_swizzle(u64x2_shuffle::<1, 1>(bytes, bytes), high),
    ]
}
