//! Base16 with SSSE3: 16 digits at a time.

use core::arch::x86_64::*;

use super::scalar::{self, alphabet};
use super::{Case, Digits, Error};
use crate::Output;
use crate::x86::load128;

/// Loads eight bytes.
#[inline]
#[target_feature(enable = "sse2")]
fn load64(bytes: &[u8; 8]) -> __m128i {
    _mm_cvtsi64_si128(i64::from_le_bytes(*bytes))
}

/// The digits of the upper halves of 16 bytes, and those of the lower halves.
#[inline]
#[target_feature(enable = "ssse3")]
fn chars(digits: __m128i, bytes: __m128i) -> [__m128i; 2] {
    [_mm_srli_epi16(bytes, 4), bytes].map(|halves| {
        let halves = _mm_and_si128(halves, _mm_set1_epi8(15));
        _mm_shuffle_epi8(digits, halves)
    })
}

/// The digits of eight bytes.
#[inline]
#[target_feature(enable = "ssse3")]
fn chars_of_8(digits: __m128i, bytes: &[u8; 8]) -> __m128i {
    let [upper, lower] = chars(digits, load64(bytes));
    _mm_unpacklo_epi8(upper, lower)
}

/// See [`super::encode`].
#[target_feature(enable = "ssse3")]
pub fn encode(case: Case, bytes: &[u8], out: &mut Output<'_>) {
    let digits = load128(alphabet(case));
    let (blocks, mut rest) = bytes.as_chunks::<16>();
    for block in blocks {
        let [upper, lower] = chars(digits, load128(block));
        out.push128(_mm_unpacklo_epi8(upper, lower), 16);
        out.push128(_mm_unpackhi_epi8(upper, lower), 16);
    }
    if let Some((block, behind)) = rest.split_first_chunk() {
        out.push128(chars_of_8(digits, block), 16);
        rest = behind;
    }
    scalar::encode(case, rest, out);
}

/// See [`super::encode_groups`].
#[target_feature(enable = "ssse3")]
pub fn encode_groups(case: Case, separator: u8, group: usize, bytes: &[u8], out: &mut Output<'_>) {
    // To get ready takes longer than to encode so little.
    if bytes.len() < 32 {
        return scalar::encode_groups(case, separator, group, bytes, out);
    }
    let digits = load128(alphabet(case));
    let mut rest = bytes;
    let stride = 2 * group + 1;
    let fit = 16 / stride;

    if fit == 0 {
        // Whole eights of a group, then what is left of it.
        while let Some((bytes, behind)) = rest.split_at_checked(group)
            && behind.len() >= 8
        {
            let (eights, last) = bytes.as_chunks::<8>();
            for eight in eights {
                out.push128(chars_of_8(digits, eight), 16);
            }
            // What stands behind it is loaded with it.
            let at = group - last.len();
            let last_eight = rest[at..].first_chunk().expect("eight bytes behind");
            out.push128(chars_of_8(digits, last_eight), 2 * last.len());
            out.push(separator);
            rest = behind;
        }
        return scalar::encode_groups(case, separator, group, rest, out);
    }

    // In each place the index of the byte, twice; which of them are upper halves; and the separators.
    let (mut indices, mut uppers, mut separators) = ([0x80; 16], [0; 16], [0; 16]);
    for i in 0..fit * stride {
        let (of_group, at) = (i / stride, i % stride);
        if at == 2 * group {
            separators[i] = separator;
        } else {
            indices[i] = (of_group * group + at / 2) as u8;
            uppers[i] = if at % 2 == 0 { 0xFF } else { 0 };
        }
    }
    let are_separators = load128(&indices.map(|index| if index == 0x80 { 0xFF } else { 0 }));
    let [indices, uppers, separators] = [indices, uppers, separators].map(|bytes| load128(&bytes));
    let step = fit * group;
    // Fewer than the eight bytes that are loaded are used: a group is behind them, so each has its separator.
    while let Some(block) = rest.first_chunk() {
        let bytes = _mm_shuffle_epi8(load64(block), indices);
        let [upper, lower] = chars(digits, bytes);
        let upper = _mm_and_si128(upper, uppers);
        let chars = _mm_or_si128(upper, _mm_andnot_si128(uppers, lower));
        let chars = _mm_or_si128(_mm_andnot_si128(are_separators, chars), separators);
        out.push128(chars, fit * stride);
        rest = &rest[step..];
    }
    scalar::encode_groups(case, separator, group, rest, out)
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
