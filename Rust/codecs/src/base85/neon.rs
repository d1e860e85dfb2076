//! Base85 with NEON: four groups at once.
//!
//! It relies on products of 32 bits that are 64 wide, on the doubled upper half of signed products, which divides exactly what has less than so many
//! bits, and on look-ups of 64 bytes.

use core::arch::aarch64::*;

use super::{Alphabet, GROUP_BYTES, GROUP_CHARS, scalar};
use crate::Output;
use crate::aarch64::load128;
use crate::table96::neon::{PrintableValues, Table96};

/// The groups, the bytes and the characters of a vector.
const GROUPS: usize = 4;
pub(crate) const BYTES: usize = GROUPS * GROUP_BYTES;
const CHARS: usize = GROUPS * GROUP_CHARS;

/// Beyond what is looked up, which gives zero.
const NONE: u8 = 0xFF;

/// Where the first sixteen characters of four groups come from: those of the lower digits are in one vector, those of the highest, each at the
/// front of four places, in the next.
const PLACES: [u8; 16] = [16, 0, 1, 2, 3, 20, 4, 5, 6, 7, 24, 8, 9, 10, 11, 28];

/// Where the digits come from, as numbers of 16 bits, of the first sixteen characters, and of the last ones in the next vector, which starts
/// four later: the second of each group, then the fourth of each, and what each is followed by.
const PAIRS: [[u8; 16]; 2] = {
    let mut pairs = [[NONE; 16]; 2];
    let mut i = 0;
    while i < 8 {
        let place = i % GROUPS * GROUP_CHARS + i / GROUPS * 2 + 1;
        let mut j = 0;
        while j < 2 {
            let at = place + j;
            pairs[j][2 * i] = if at < 16 { at } else { at + 12 } as u8;
            j += 1;
        }
        i += 1;
    }
    pairs
};

/// Where the highest digits come from, as numbers of 32 bits.
const HIGHEST: [u8; 16] = [
    0, NONE, NONE, NONE, 5, NONE, NONE, NONE, 10, NONE, NONE, NONE, 15, NONE, NONE, NONE,
];

/// What encodes vectors of groups.
#[derive(Clone, Copy)]
pub(crate) struct Encoder(Table96);

impl Encoder {
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn new(alphabet: &Alphabet) -> Self {
        let chars = alphabet.chars().first_chunk().expect("more characters");
        Encoder(Table96::new(chars))
    }

    /// Writes the characters of four groups.
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn push(&self, block: &[u8; BYTES], out: &mut Output<'_>) {
        let numbers = vreinterpretq_u32_u8(vrev32q_u8(load128(block)));

        // The number by 85², which is by 2⁴⁴ / 85², rounded up, and by 2⁻⁴⁴: the upper half of a product of 64 bits, shifted.
        let inverse = vdupq_n_u32(2_434_904_643);
        let low = vmull_u32(vget_low_u32(numbers), vget_low_u32(inverse));
        let high = vmull_high_u32(numbers, inverse);
        let upper = vuzp2q_u32(vreinterpretq_u32_u64(low), vreinterpretq_u32_u64(high));
        let by_square = vshrq_n_u32::<12>(upper);

        // That by 85² again, which is by 2³¹ / 85², rounded up, and by 2⁻³¹. What is rounded, less than 3103 of 85², and the number, less than 594465,
        // give less than 2³¹: so it is exact.
        let highest = vqdmulhq_n_s32(vreinterpretq_s32_u32(by_square), 297_230);
        let highest = vreinterpretq_u32_s32(highest);

        // The remainders of both have 13 bits: the second's goes to the lower half.
        let square = vdupq_n_u32(7225);
        let first = vmlsq_u32(by_square, highest, square);
        let second = vmlsq_u32(numbers, by_square, square);
        let pairs = vreinterpretq_u16_u32(vsliq_n_u32::<16>(first, second));

        // Of a pair of digits the first is the pair by 85, which is by 2²¹ / 85, rounded up, and by 2⁻¹⁵ and 2⁻⁶, exact as above; it goes to the lower
        // byte, the remainder to the upper.
        let first = vqdmulhq_n_s16(vreinterpretq_s16_u16(pairs), 24_673);
        let first = vshrq_n_u16::<6>(vreinterpretq_u16_s16(first));
        let second = vmlsq_u16(pairs, first, vdupq_n_u16(85));
        let digits = vreinterpretq_u8_u16(vsliq_n_u16::<8>(first, second));

        // Sixteen digits, and four that are the lower ones of the last group.
        let lower = self.0.get(digits);
        let highest = self.0.get(vreinterpretq_u8_u32(highest));
        let chars = vqtbl2q_u8(uint8x16x2_t(lower, highest), load128(&PLACES));
        out.push128(chars, 16);
        let last = vgetq_lane_u32::<3>(vreinterpretq_u32_u8(lower));
        out.push_array(last.to_le_bytes());
    }
}

/// Writes the bytes of four groups.
#[inline]
#[target_feature(enable = "neon")]
fn decode_block(values: &PrintableValues, block: &[u8; CHARS], out: &mut Output<'_>) -> bool {
    let found =
        |from: usize| values.get(load128(block[from..].first_chunk().expect("16 characters")));
    let (chars, four_later) = (found(0), found(4));
    let least = vreinterpretq_s8_u8(vminq_u8(chars, four_later));
    let rejected = vcgezq_s8(least);
    let [chars, four_later] = [chars, four_later].map(|values| vandq_u8(values, vdupq_n_u8(0x7F)));
    let values = uint8x16x2_t(chars, four_later);

    // Two digits each: first the higher ones of four groups, then the lower ones.
    let [first, second] =
        PAIRS.map(|places| vreinterpretq_u16_u8(vqtbl2q_u8(values, load128(&places))));
    let pairs = vmlaq_u16(second, first, vdupq_n_u16(85));
    let numbers = vmlal_u16(vmovl_high_u16(pairs), vget_low_u16(pairs), vdup_n_u16(7225));
    let top = vreinterpretq_u32_u8(vqtbl1q_u8(values.0, load128(&HIGHEST)));
    let sums = vmlaq_u32(numbers, top, vdupq_n_u32(52_200_625));

    // Either the sum wrapped or what is added to did.
    let wrapped = vcltq_u32(sums, numbers);
    let too_large = vorrq_u32(wrapped, vcgtq_u32(top, vdupq_n_u32(82)));
    let doubts = vorrq_u32(too_large, vreinterpretq_u32_u8(rejected));
    if vmaxvq_u32(doubts) != 0 {
        return false;
    }
    out.push128(vrev32q_u8(vreinterpretq_u8_u32(sums)), BYTES);
    true
}

blocks!("neon", decode_groups);
