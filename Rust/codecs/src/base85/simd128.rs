//! Base85 with simd128: four groups at once.
//!
//! It relies on products of 32 bits that are 64 wide, on rounded products of 16 bits, on the pairwise sum of products, and on shuffles by
//! constants. Most of the time goes to what looks up 96 bytes in rows of 16.

use core::arch::wasm32::*;

use super::{Alphabet, GROUP_BYTES, GROUP_CHARS, scalar};
use crate::Output;
use crate::table96::simd128::{PrintableValues, Table96};
use crate::wasm32::load128;

/// The groups, the bytes and the characters of a vector.
const GROUPS: usize = 4;
pub(crate) const BYTES: usize = GROUPS * GROUP_BYTES;
const CHARS: usize = GROUPS * GROUP_CHARS;

/// Turns groups into numbers, and back.
#[inline]
#[target_feature(enable = "simd128")]
fn swap_bytes(numbers: v128) -> v128 {
    u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(numbers, numbers)
}

/// The upper halves of products of 64 bits.
#[inline]
#[target_feature(enable = "simd128")]
fn multiply_upper(numbers: v128, factor: u32) -> v128 {
    let factor = u32x4_splat(factor);
    let low = u64x2_extmul_low_u32x4(numbers, factor);
    let high = u64x2_extmul_high_u32x4(numbers, factor);
    u32x4_shuffle::<1, 3, 5, 7>(low, high)
}

/// What encodes vectors of groups.
#[derive(Clone, Copy)]
pub(crate) struct Encoder(Table96);

impl Encoder {
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn new(alphabet: &Alphabet) -> Self {
        let chars = alphabet.chars().first_chunk().expect("more characters");
        Encoder(Table96::new(chars))
    }

    /// Writes the characters of four groups.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn push(&self, block: &[u8; BYTES], out: &mut Output<'_>) {
        let numbers = swap_bytes(load128(block));

        // The number by 85², which is by 2⁴⁴ / 85², rounded up, and by 2⁻⁴⁴.
        let by_square = u32x4_shr(multiply_upper(numbers, 2_434_904_643), 12);
        // That by 85² again, which is by 2³² / 85², rounded up, and by 2⁻³². What is rounded, less than 6205 of 85², and the number, less than 594465,
        // give less than 2³²: so it is exact.
        let highest = multiply_upper(by_square, 594_460);

        // The remainders of both have 13 bits, so 16 bits of what they are computed from will do: the second's in the upper half.
        let dividends = u16x8_shuffle::<0, 8, 2, 10, 4, 12, 6, 14>(by_square, numbers);
        let quotients = u16x8_shuffle::<0, 8, 2, 10, 4, 12, 6, 14>(highest, by_square);
        let pairs = u16x8_sub(dividends, u16x8_mul(quotients, u16x8_splat(7225)));

        // Of a pair of digits the first is the pair by 85, which is by 2²¹ / 85, rounded up, and by 2⁻¹⁵, rounded, and 2⁻⁶. The greatest remainder is 84,
        // and 84 / 85 of 64 is far enough below 64. The first goes to the lower byte, the remainder to the upper: 256 pair - (256 · 85 - 1) first.
        let first = u16x8_shr(i16x8_q15mulr_sat(pairs, i16x8_splat(24_673)), 6);
        let digits = u16x8_sub(
            u16x8_shl(pairs, 8),
            u16x8_mul(first, u16x8_splat(256 * 85 - 1)),
        );

        // Sixteen digits, and four that are the lower ones of the last group.
        let lower = self.0.get(digits);
        let highest = self.0.get(highest);
        let chars =
            u8x16_shuffle::<16, 0, 1, 2, 3, 20, 4, 5, 6, 7, 24, 8, 9, 10, 11, 28>(lower, highest);
        out.push128(chars, 16);
        out.push_array(u32x4_extract_lane::<3>(lower).to_le_bytes());
    }
}

/// Writes the bytes of four groups.
#[inline]
#[target_feature(enable = "simd128")]
fn decode_block(values: &PrintableValues, block: &[u8; CHARS], out: &mut Output<'_>) -> bool {
    let found =
        |from: usize| values.get(load128(block[from..].first_chunk().expect("16 characters")));
    // Of 20 characters, the highest digits are in the first sixteen, and the others in those but for the last four.
    let (values, four_later) = (found(0), found(4));
    if u8x16_bitmask(v128_and(values, four_later)) != 0xFFFF {
        return false;
    }
    let digits =
        u8x16_shuffle::<1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 28, 29, 30, 31>(values, four_later);
    // Each at the front of four places, and others behind.
    let top =
        u8x16_shuffle::<0, 0, 0, 0, 5, 5, 5, 5, 10, 10, 10, 10, 15, 15, 15, 15>(values, values);
    let top = v128_and(top, u32x4_splat(0x7F));

    let first = v128_and(digits, u16x8_splat(0x7F));
    let second = v128_and(u16x8_shr(digits, 8), u16x8_splat(0x7F));
    let pairs = u16x8_add(u16x8_mul(first, u16x8_splat(85)), second);
    let numbers = i32x4_dot_i16x8(pairs, u32x4_splat(0x0001_1C39));
    let tops = u32x4_mul(top, u32x4_splat(52_200_625));
    let sums = u32x4_add(numbers, tops);

    // Either the sum wrapped or what is added to did.
    let too_large = v128_or(u32x4_lt(sums, tops), u32x4_gt(top, u32x4_splat(82)));
    if v128_any_true(too_large) {
        return false;
    }
    out.push128(swap_bytes(sums), BYTES);
    true
}

blocks!("simd128", decode_groups);
