//! Base16 with SSSE3: 16 digits at a time.

use core::arch::x86_64::*;

use super::scalar::{self, alphabet};
use super::vectors::encoders;
use super::{Case, Digits, Error};
use crate::Output;
use crate::x86::load128;

encoders!("ssse3", encode_groups);

/// Loads eight bytes.
#[inline]
#[target_feature(enable = "sse2")]
fn load64(bytes: &[u8; 8]) -> __m128i {
    _mm_cvtsi64_si128(i64::from_le_bytes(*bytes))
}

/// The characters for halves of bytes, whatever stands above them.
#[inline]
#[target_feature(enable = "ssse3")]
fn chars_of(digits: __m128i, halves: __m128i) -> __m128i {
    _mm_shuffle_epi8(digits, _mm_and_si128(halves, _mm_set1_epi8(15)))
}

#[inline]
#[target_feature(enable = "ssse3")]
fn push_chars_of_16(digits: __m128i, bytes: &[u8; 16], out: &mut Output<'_>) {
    let bytes = load128(bytes);
    let upper = chars_of(digits, _mm_srli_epi16(bytes, 4));
    let lower = chars_of(digits, bytes);
    out.push128(_mm_unpacklo_epi8(upper, lower), 16);
    out.push128(_mm_unpackhi_epi8(upper, lower), 16);
}

#[inline]
#[target_feature(enable = "ssse3")]
fn chars_of_8(digits: __m128i, bytes: &[u8; 8]) -> __m128i {
    let bytes = load64(bytes);
    chars_of(digits, _mm_unpacklo_epi8(_mm_srli_epi16(bytes, 4), bytes))
}

#[inline]
#[target_feature(enable = "ssse3")]
fn separated(chars: __m128i, places: __m128i, separators: __m128i) -> __m128i {
    _mm_or_si128(_mm_shuffle_epi8(chars, places), separators)
}

/// The values of digits, and more than 15 of all other characters.
#[inline]
#[target_feature(enable = "ssse3")]
fn values(case: __m128i, chars: __m128i) -> __m128i {
    // As in `avx2.rs`.
    let decimal = _mm_add_epi8(chars, _mm_set1_epi8((0xFF - b'9') as i8));
    let decimal = _mm_subs_epu8(decimal, _mm_set1_epi8(6));
    let decimal = _mm_sub_epi8(decimal, _mm_set1_epi8(0xF0_u8 as i8));
    let letter = _mm_sub_epi8(_mm_and_si128(chars, case), _mm_set1_epi8(b'A' as i8));
    let letter = _mm_adds_epu8(letter, _mm_set1_epi8(10));
    _mm_min_epu8(decimal, letter)
}

/// See [`super::decode`].
#[target_feature(enable = "ssse3")]
pub fn decode(digits: Digits, text: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let case = _mm_set1_epi8(scalar::case_mask(digits) as i8);
    let is_any_wrong = |values: __m128i| {
        let above = _mm_adds_epu8(values, _mm_set1_epi8(127 - 15));
        _mm_movemask_epi8(above) != 0
    };
    let pairs = |values: __m128i| _mm_maddubs_epi16(values, _mm_set1_epi16(0x0110));

    let mut rest = text;
    while let Some(block) = rest.first_chunk::<32>() {
        let (halves, _) = block.as_chunks();
        let [a, b] = [0, 1].map(|i| values(case, load128(&halves[i])));
        if is_any_wrong(_mm_max_epu8(a, b)) {
            break;
        }
        out.push128(_mm_packus_epi16(pairs(a), pairs(b)), 16);
        rest = &rest[32..];
    }
    if let Some(block) = rest.first_chunk() {
        let values = values(case, load128(block));
        if !is_any_wrong(values) {
            let pairs = pairs(values);
            out.push128(_mm_packus_epi16(pairs, pairs), 8);
            rest = &rest[16..];
        }
    }
    scalar::decode_from(digits, text, text.len() - rest.len(), out)
}
