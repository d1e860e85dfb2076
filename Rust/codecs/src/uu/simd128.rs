//! Uuencode with WebAssembly's vectors: twelve bytes, sixteen characters, at once.
//!
//! There is no multiplication that keeps upper halves, nor one of bytes, and a compiler takes others by powers of two apart: shifts and a choice of bits do as
//! well. An end of line within the data is left to `scalar.rs`.

use core::arch::wasm32::*;

use super::vectors::{BYTES, PAIRS, lines};
use super::{Error, scalar};
use crate::Output;
use crate::wasm32::load128;

lines!("simd128");

#[inline]
#[target_feature(enable = "simd128")]
fn chars_of_12(backtick: bool, bytes: &[u8; 16]) -> v128 {
    let pairs = u8x16_swizzle(load128(bytes), load128(&PAIRS));
    // In lower bytes, the first field of bits of four, and the third; in upper bytes, the second and the fourth. Of each, the lowest six count.
    let is_first = u32x4_splat(0x0000_FFFF);
    let lower = v128_bitselect(u16x8_shr(pairs, 10), u16x8_shr(pairs, 6), is_first);
    let upper = v128_bitselect(u16x8_shl(pairs, 4), u16x8_shl(pairs, 8), is_first);
    let sextets = v128_bitselect(lower, upper, u16x8_splat(0x00FF));
    let first = scalar::first_sextet(backtick);
    let sextets = v128_and(u8x16_sub(sextets, u8x16_splat(first)), u8x16_splat(63));
    u8x16_add(sextets, u8x16_splat(b' ' + first))
}

#[inline]
#[target_feature(enable = "simd128")]
fn bytes_of_16(chars: &[u8; 16]) -> Option<v128> {
    let values = u8x16_sub(load128(chars), u8x16_splat(b' '));
    if v128_any_true(u8x16_gt(values, u8x16_splat(64))) {
        return None;
    }
    let sextets = v128_and(values, u8x16_splat(63));
    let upper = u16x8_shl(v128_and(sextets, u16x8_splat(0x00FF)), 6);
    let pairs = v128_or(upper, u16x8_shr(sextets, 8));
    let numbers = i32x4_dot_i16x8(pairs, u32x4_splat(0x0001_1000));
    Some(u8x16_swizzle(numbers, load128(&BYTES)))
}
