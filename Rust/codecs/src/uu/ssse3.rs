//! Uuencode with SSSE3: twelve bytes, sixteen characters, at once.

use core::arch::x86_64::*;

use super::{BACKTICK, Error, scalar};
use crate::Output;
use crate::x86::load128;

/// Of each three bytes, in twelve, the middle one, the first, the last and the middle one.
const PAIRS: [u8; 16] = [1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10];

/// Three bytes of each four, of which each four are a number.
const BYTES: [u8; 16] = [2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 0, 0, 0, 0];

/// See [`super::encode`].
#[target_feature(enable = "ssse3")]
pub fn encode(backtick: bool, bytes: &[u8], out: &mut Output<'_>) {
    let space = _mm_set1_epi8(b' ' as i8);
    // From a space to what stands for it.
    let change = _mm_set1_epi8(if backtick { BACKTICK - b' ' } else { 0 } as i8);

    out.push(scalar::char(backtick, bytes.len() as u8));
    let mut rest = bytes;
    while let Some(block) = rest.first_chunk() {
        let pairs = _mm_shuffle_epi8(load128(block), load128(&PAIRS));
        // Of the four fields of bits, two are shifted right and two left: by multiplications, since each by its own distance.
        let right = _mm_and_si128(pairs, _mm_set1_epi32(0x0FC0_FC00));
        let right = _mm_mulhi_epu16(right, _mm_set1_epi32(0x0400_0040));
        let left = _mm_and_si128(pairs, _mm_set1_epi32(0x003F_03F0));
        let left = _mm_mullo_epi16(left, _mm_set1_epi32(0x0100_0010));
        let sextets = _mm_or_si128(right, left);
        let zeros = _mm_cmpeq_epi8(sextets, _mm_setzero_si128());
        let chars = _mm_add_epi8(sextets, space);
        out.push128(_mm_add_epi8(chars, _mm_and_si128(zeros, change)), 16);
        rest = &rest[12..];
    }
    scalar::encode_data(backtick, rest, out);
    out.push(b'\n');
}

/// See [`super::decode`].
#[target_feature(enable = "ssse3")]
pub fn decode(len: usize, chars: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let space = _mm_set1_epi8(b' ' as i8);
    let equal = |chars, char: u8| _mm_cmpeq_epi8(chars, _mm_set1_epi8(char as i8));

    let mut at = 0;
    while at / 4 * 3 + 12 <= len
        && let Some(block) = chars[at..].first_chunk()
    {
        let text = load128(block);
        let ends = _mm_or_si128(equal(text, b'\n'), equal(text, b'\r'));
        let values = _mm_andnot_si128(ends, _mm_sub_epi8(text, space));
        let in_alphabet = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(64)), values);
        if _mm_movemask_epi8(in_alphabet) != 0xFFFF {
            break;
        }
        let sextets = _mm_and_si128(values, _mm_set1_epi8(63));
        let pairs = _mm_maddubs_epi16(sextets, _mm_set1_epi16(0x0140));
        let numbers = _mm_madd_epi16(pairs, _mm_set1_epi32(0x0001_1000));
        out.push128(_mm_shuffle_epi8(numbers, load128(&BYTES)), 12);
        at += 16;
    }
    let rest = scalar::decode(len - at / 4 * 3, &chars[at..], out);
    rest.map_err(|error| Error {
        at: error.at + at,
        ..error
    })
}
