//! Base85 with simd128: eight groups at once, in two vectors.
//!
//! It relies on products of 32 bits that are 64 wide, on rounded products of 16 bits, on the pairwise sum of products, and on shuffles by
//! constants. Half of the time goes to what looks up 96 bytes in rows of 16: so the highest digits of two vectors are looked up together, and
//! the characters as they stand.

use core::arch::wasm32::*;
use core::hint::black_box;

use super::{Alphabet, GROUP_BYTES, GROUP_CHARS, scalar};
use crate::Output;
use crate::table96::simd128::{PrintableValues, Table96};
use crate::wasm32::load128;

/// The groups of a vector, and the bytes and the characters of two.
const GROUPS: usize = 4;
pub(crate) const BYTES: usize = 2 * GROUPS * GROUP_BYTES;
const CHARS: usize = 2 * GROUPS * GROUP_CHARS;

/// What is added to a float, of less than half of it, for a sum that is a whole number, which is in the lowest bits: half above the least that has no others.
const WHOLE: f32 = 1.5 * (1 << (f32::MANTISSA_DIGITS - 1)) as f32;

/// Turns groups into numbers, and back.
#[inline]
#[target_feature(enable = "simd128")]
fn swap_bytes(numbers: v128) -> v128 {
    u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(numbers, numbers)
}

/// What encodes vectors of groups.
#[derive(Clone, Copy)]
pub(crate) struct Encoder {
    chars: Table96,
    /// 2⁴⁴ / 85², rounded up.
    inverse: v128,
}

impl Encoder {
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn new(alphabet: &Alphabet) -> Self {
        let chars = alphabet.chars().first_chunk().expect("more characters");
        Encoder {
            chars: Table96::new(chars),
            // If the compiler knew it, it would multiply 64 bits by 64 bits instead of 32 by 32, which machines do in several steps.
            inverse: black_box(u32x4_splat(2_434_904_643)),
        }
    }

    /// The digits of four groups: the lower ones, and the highest, each at the front of four places with others behind.
    #[inline]
    #[target_feature(enable = "simd128")]
    fn digits(&self, groups: v128) -> [v128; 2] {
        let numbers = swap_bytes(groups);

        // The number by 85², which is by 2⁴⁴ / 85², rounded up, and by 2⁻⁴⁴: the upper half of a product of 64 bits, shifted.
        let low = u64x2_extmul_low_u32x4(numbers, self.inverse);
        let high = u64x2_extmul_high_u32x4(numbers, self.inverse);
        let by_square = u32x4_shr(u32x4_shuffle::<1, 3, 5, 7>(low, high), 12);

        // That by 85² again, in floats, which hold its 20 bits. The quotient is rounded to the next lower whole number,
        // as nearly half of 85² was taken off before, and the error is less than what it is short of the half.
        let floats = f32x4_convert_i32x4(i32x4_sub(by_square, i32x4_splat(7225 / 2)));
        let quotients = f32x4_mul(floats, f32x4_splat(1.0 / 7225.0));
        let highest = f32x4_add(quotients, f32x4_splat(WHOLE));

        // The remainders of both have 13 bits, so 16 bits of what they are computed from will do: the second's in the upper half.
        let dividends = u16x8_shuffle::<0, 8, 2, 10, 4, 12, 6, 14>(by_square, numbers);
        let quotients = u16x8_shuffle::<0, 8, 2, 10, 4, 12, 6, 14>(highest, by_square);
        let pairs = u16x8_sub(dividends, u16x8_mul(quotients, u16x8_splat(7225)));

        // Of a pair of digits the first is the pair by 85, which is by 2²¹ / 85, rounded up, and by 2⁻¹⁵, rounded, and 2⁻⁶. The greatest remainder is 84,
        // and 84 / 85 of 64 is far enough below 64. The first goes to the lower byte, the remainder to the upper: 256 pair - (256 · 85 - 1) first.
        let first = u16x8_shr(i16x8_q15mulr_sat(pairs, i16x8_splat(24_673)), 6);
        let lower = u16x8_sub(
            u16x8_shl(pairs, 8),
            u16x8_mul(first, u16x8_splat(256 * 85 - 1)),
        );
        [lower, highest]
    }

    /// Writes the characters of eight groups.
    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn push(&self, block: &[u8; BYTES], out: &mut Output<'_>) {
        let [first, second] = block.as_chunks().0 else {
            unreachable!("two vectors");
        };
        let [first, first_highest] = self.digits(load128(first));
        let [second, second_highest] = self.digits(load128(second));

        // The highest ones are looked up together: those of the second at the second of four places.
        let highest = u8x16_shuffle::<0, 16, 0, 0, 4, 20, 0, 0, 8, 24, 0, 0, 12, 28, 0, 0>(
            first_highest,
            second_highest,
        );
        let [first, second, highest] =
            [first, second, highest].map(|digits| self.chars.get(digits));

        // Sixteen characters, and four that are the lower ones of the last group.
        out.push128(
            u8x16_shuffle::<16, 0, 1, 2, 3, 20, 4, 5, 6, 7, 24, 8, 9, 10, 11, 28>(first, highest),
            16,
        );
        out.push_array(u32x4_extract_lane::<3>(first).to_le_bytes());
        out.push128(
            u8x16_shuffle::<17, 0, 1, 2, 3, 21, 4, 5, 6, 7, 25, 8, 9, 10, 11, 29>(second, highest),
            16,
        );
        out.push_array(u32x4_extract_lane::<3>(second).to_le_bytes());
    }
}

/// The numbers of four groups: of the four lower digits each, and of the highest at the front of four places, with others behind. The second
/// is not zero where one is too large.
#[inline]
#[target_feature(enable = "simd128")]
fn numbers(digits: v128, highest: v128) -> [v128; 2] {
    // The highest bit of each is set.
    let top = v128_and(highest, u32x4_splat(0x7F));
    let first = v128_and(digits, u16x8_splat(0x7F));
    let second = v128_and(u16x8_shr(digits, 8), u16x8_splat(0x7F));
    let pairs = u16x8_add(u16x8_mul(first, u16x8_splat(85)), second);
    let lower = i32x4_dot_i16x8(pairs, u32x4_splat(0x0001_1C39));
    let tops = u32x4_mul(top, u32x4_splat(52_200_625));
    let sums = u32x4_add(lower, tops);
    // Either the sum wrapped or what is added to did.
    let too_large = v128_or(u32x4_lt(sums, tops), u32x4_gt(top, u32x4_splat(82)));
    [sums, too_large]
}

/// Writes the bytes of eight groups.
#[inline]
#[target_feature(enable = "simd128")]
fn decode_block(values: &PrintableValues, block: &[u8; CHARS], out: &mut Output<'_>) -> bool {
    let values =
        |from: usize| values.get(load128(block[from..].first_chunk().expect("16 characters")));
    // 40 characters, of which the third vector has the last eight in its upper half.
    let [a, b, c] = [values(0), values(16), values(24)];
    if u8x16_bitmask(v128_and(v128_and(a, b), c)) != 0xFFFF {
        return false;
    }
    let [first, first_too_large] = numbers(
        u8x16_shuffle::<1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18, 19>(a, b),
        u8x16_shuffle::<0, 0, 0, 0, 5, 5, 5, 5, 10, 10, 10, 10, 15, 15, 15, 15>(a, a),
    );
    let [second, second_too_large] = numbers(
        u8x16_shuffle::<5, 6, 7, 8, 10, 11, 12, 13, 15, 24, 25, 26, 28, 29, 30, 31>(b, c),
        u8x16_shuffle::<4, 4, 4, 4, 9, 9, 9, 9, 14, 14, 14, 14, 27, 27, 27, 27>(b, c),
    );
    if v128_any_true(v128_or(first_too_large, second_too_large)) {
        return false;
    }
    out.push128(swap_bytes(first), BYTES / 2);
    out.push128(swap_bytes(second), BYTES / 2);
    true
}

blocks!("simd128", decode_groups);
