//! Base16 with WebAssembly's vectors: 16 bytes, 32 digits, at a time.
//!
//! The digits of text are looked up in two tables, which have zero beyond their ends. Shuffles are of patterns that machines have an instruction for.

use core::arch::wasm32::*;

use super::scalar::{self, alphabet, tagged_values};
use super::vectors::encoders;
use super::{Case, Digits, Error};
use crate::Output;
use crate::wasm32::load128;

encoders!("simd128", encode_groups);

/// The characters of both halves of bytes, in turn: of the first eight, and of the last eight.
#[inline]
#[target_feature(enable = "simd128")]
fn chars(digits: v128, bytes: v128) -> [v128; 2] {
    let [upper, lower] = [u8x16_shr(bytes, 4), v128_and(bytes, u8x16_splat(15))]
        .map(|halves| u8x16_swizzle(digits, halves));
    [
        u8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(upper, lower),
        u8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(upper, lower),
    ]
}

#[inline]
#[target_feature(enable = "simd128")]
fn push_chars_of_16(digits: v128, bytes: &[u8; 16], out: &mut Output<'_>) {
    for chars in chars(digits, load128(bytes)) {
        out.push128(chars, 16);
    }
}

#[inline]
#[target_feature(enable = "simd128")]
fn chars_of_8(digits: v128, bytes: &[u8; 8]) -> v128 {
    let [chars, _] = chars(digits, u64x2(u64::from_le_bytes(*bytes), 0));
    chars
}

#[inline]
#[target_feature(enable = "simd128")]
fn separated(chars: v128, places: v128, separators: v128) -> v128 {
    v128_or(u8x16_swizzle(chars, places), separators)
}

static DECIMALS: [u8; 16] = tagged_values(Digits::UpperCase, b'0');
static LETTERS: [u8; 16] = tagged_values(Digits::UpperCase, b'A');

/// See [`super::decode`].
#[target_feature(enable = "simd128")]
pub fn decode(digits: Digits, text: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let [decimals, letters] = [load128(&DECIMALS), load128(&LETTERS)];
    let case = u8x16_splat(scalar::case_mask(digits));
    let values = |chars: v128| {
        let upper_case = v128_and(chars, case);
        v128_or(
            u8x16_swizzle(decimals, u8x16_sub(chars, u8x16_splat(b'0'))),
            u8x16_swizzle(letters, u8x16_sub(upper_case, u8x16_splat(b'A'))),
        )
    };

    let mut rest = text;
    while let Some((block, behind)) = rest.split_first_chunk::<32>() {
        let (halves, _) = block.as_chunks();
        let [a, b] = [0, 1].map(|i| load128(&halves[i]));
        let upper =
            u8x16_shuffle::<0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30>(a, b);
        let lower =
            u8x16_shuffle::<1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31>(a, b);
        let [upper, lower] = [upper, lower].map(values);
        // The bit of a digit is the highest, which goes up and away, or is taken off.
        if u8x16_bitmask(v128_and(upper, lower)) != u16::MAX {
            break;
        }
        let lower = v128_and(lower, u8x16_splat(15));
        out.push128(v128_or(u8x16_shl(upper, 4), lower), 16);
        rest = behind;
    }
    scalar::decode_from(digits, text, text.len() - rest.len(), out)
}
