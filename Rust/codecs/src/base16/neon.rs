//! Base16 with NEON: 16 bytes, 32 digits, at a time.
//!
//! The two digits of a byte, or those and a separator, are in vectors of their own. This relies on LD2, ST2 and ST3, which (de-)interleave them, taking
//! less than a shuffle for each 16 characters. The value of a digit is looked up in 64 bytes at once.

use core::arch::aarch64::*;

use super::scalar::{self, IS_DIGIT, alphabet, tagged_values};
use super::vectors::encoders;
use super::{Case, Digits, Error};
use crate::Output;
use crate::aarch64::{load_by_2, load_table, load128};

encoders!("neon", encode_most_groups);

/// The digits of the upper halves of 16 bytes, and those of the lower halves.
#[inline]
#[target_feature(enable = "neon")]
fn chars(digits: uint8x16_t, bytes: uint8x16_t) -> [uint8x16_t; 2] {
    [vshrq_n_u8::<4>(bytes), vandq_u8(bytes, vdupq_n_u8(15))]
        .map(|halves| vqtbl1q_u8(digits, halves))
}

#[inline]
#[target_feature(enable = "neon")]
fn push_chars_of_16(digits: uint8x16_t, bytes: &[u8; 16], out: &mut Output<'_>) {
    let [upper, lower] = chars(digits, load128(bytes));
    out.push_by_2(uint8x16x2_t(upper, lower), 32);
}

#[inline]
#[target_feature(enable = "neon")]
fn chars_of_8(digits: uint8x16_t, bytes: &[u8; 8]) -> uint8x16_t {
    let bytes = vcombine_u8(vcreate_u8(u64::from_le_bytes(*bytes)), vcreate_u8(0));
    let halves = vzip1q_u8(vshrq_n_u8::<4>(bytes), vandq_u8(bytes, vdupq_n_u8(15)));
    vqtbl1q_u8(digits, halves)
}

#[inline]
#[target_feature(enable = "neon")]
fn separated(chars: uint8x16_t, places: uint8x16_t, separators: uint8x16_t) -> uint8x16_t {
    vqtbx1q_u8(separators, chars, places)
}

/// See [`super::encode_groups`].
#[target_feature(enable = "neon")]
pub fn encode_groups(case: Case, separator: u8, group: usize, bytes: &[u8], out: &mut Output<'_>) {
    let mut rest = bytes;
    if group == 1 {
        let digits = load128(alphabet(case));
        // One is behind them, so each has its separator.
        while let Some((block, behind)) = rest.split_first_chunk()
            && !behind.is_empty()
        {
            let [upper, lower] = chars(digits, load128(block));
            out.push_by_3(uint8x16x3_t(upper, lower, vdupq_n_u8(separator)), 48);
            rest = behind;
        }
    }
    encode_most_groups(case, separator, group, rest, out);
}

/// What stands in front of all digits.
const FIRST: u8 = b'0';

static ANY_CASE: [u8; 64] = tagged_values(Digits::AnyCase, FIRST);
static UPPER_CASE: [u8; 64] = tagged_values(Digits::UpperCase, FIRST);

/// See [`super::decode`].
#[target_feature(enable = "neon")]
pub fn decode(digits: Digits, text: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let table = load_table(match digits {
        Digits::AnyCase => &ANY_CASE,
        Digits::UpperCase => &UPPER_CASE,
    });
    let values = |chars: &[u8; 32]| {
        let uint8x16x2_t(upper, lower) = load_by_2(chars);
        [upper, lower].map(|chars| vqtbl4q_u8(table, vsubq_u8(chars, vdupq_n_u8(FIRST))))
    };
    let are_digits = |values: uint8x16_t| vminvq_u8(values) >= IS_DIGIT;
    // What is above the value of the lower digit is overwritten.
    let bytes = |[upper, lower]: [uint8x16_t; 2]| vsliq_n_u8::<4>(lower, upper);

    let mut rest = text;
    while let Some((block, behind)) = rest.split_first_chunk::<64>() {
        let (halves, _) = block.as_chunks();
        let [[a, b], [c, d]] = [0, 1].map(|i| values(&halves[i]));
        if !are_digits(vandq_u8(vandq_u8(a, b), vandq_u8(c, d))) {
            break;
        }
        out.push128(bytes([a, b]), 16);
        out.push128(bytes([c, d]), 16);
        rest = behind;
    }
    if let Some((block, behind)) = rest.split_first_chunk() {
        let [upper, lower] = values(block);
        if are_digits(vandq_u8(upper, lower)) {
            out.push128(bytes([upper, lower]), 16);
            rest = behind;
        }
    }
    scalar::decode_from(digits, text, text.len() - rest.len(), out)
}
