//! Uuencode with SSSE3: twelve bytes, sixteen characters, at once.

use core::arch::x86_64::*;

use super::vectors::{BYTES, PAIRS, lines};
use super::{Error, scalar};
use crate::Output;
use crate::x86::load128;

lines!("ssse3");

#[inline]
#[target_feature(enable = "ssse3")]
fn chars_of_12(backtick: bool, bytes: &[u8; 16]) -> __m128i {
    let pairs = _mm_shuffle_epi8(load128(bytes), load128(&PAIRS));
    // Of the four fields of bits, two are shifted right and two left: by multiplications, since each by its own distance.
    let right = _mm_and_si128(pairs, _mm_set1_epi32(0x0FC0_FC00));
    let right = _mm_mulhi_epu16(right, _mm_set1_epi32(0x0400_0040));
    let left = _mm_and_si128(pairs, _mm_set1_epi32(0x003F_03F0));
    let left = _mm_mullo_epi16(left, _mm_set1_epi32(0x0100_0010));
    let sextets = _mm_or_si128(right, left);
    let first = scalar::first_sextet(backtick);
    let sextets = _mm_sub_epi8(sextets, _mm_set1_epi8(first as i8));
    let sextets = _mm_and_si128(sextets, _mm_set1_epi8(63));
    _mm_add_epi8(sextets, _mm_set1_epi8((b' ' + first) as i8))
}

#[inline]
#[target_feature(enable = "ssse3")]
fn bytes_of_16(chars: &[u8; 16]) -> Option<__m128i> {
    let space = _mm_set1_epi8(b' ' as i8);
    let equal = |chars, char: u8| _mm_cmpeq_epi8(chars, _mm_set1_epi8(char as i8));

    let text = load128(chars);
    let ends = _mm_or_si128(equal(text, b'\n'), equal(text, b'\r'));
    let values = _mm_andnot_si128(ends, _mm_sub_epi8(text, space));
    let in_alphabet = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(64)), values);
    if _mm_movemask_epi8(in_alphabet) != 0xFFFF {
        return None;
    }
    let sextets = _mm_and_si128(values, _mm_set1_epi8(63));
    let pairs = _mm_maddubs_epi16(sextets, _mm_set1_epi16(0x0140));
    let numbers = _mm_madd_epi16(pairs, _mm_set1_epi32(0x0001_1000));
    Some(_mm_shuffle_epi8(numbers, load128(&BYTES)))
}
