//! Base16 with AVX2: 16 bytes, 32 digits, at a time.

use core::arch::x86_64::*;

use super::scalar::{self, alphabet};
use super::{Case, Digits, Error};
use crate::Output;
use crate::x86::{load128, load256};

/// See [`super::encode`].
#[target_feature(enable = "avx2")]
pub fn encode(case: Case, bytes: &[u8], out: &mut Output<'_>) {
    let digits = _mm256_broadcastsi128_si256(load128(alphabet(case)));
    let (blocks, rest) = bytes.as_chunks::<16>();
    for block in blocks {
        // Both halves of a byte: the upper one, which comes first, is in the lower byte.
        let bytes = _mm256_cvtepu8_epi16(load128(block));
        let halves = _mm256_or_si256(_mm256_srli_epi16(bytes, 4), _mm256_slli_epi16(bytes, 8));
        let halves = _mm256_and_si256(halves, _mm256_set1_epi8(15));
        out.push256(_mm256_shuffle_epi8(digits, halves), 32);
    }
    scalar::encode(case, rest, out);
}

/// The values of digits, and more than 15 of all other characters.
#[inline]
#[target_feature(enable = "avx2")]
fn values(case: __m256i, chars: __m256i) -> __m256i {
    // A digit from 0 to 9 becomes 0xF6 to 0xFF, then 0xF0 to 0xF9; all that is above 9 wraps to zero and up and stays away from there.
    let decimal = _mm256_add_epi8(chars, _mm256_set1_epi8((0xFF - b'9') as i8));
    let decimal = _mm256_subs_epu8(decimal, _mm256_set1_epi8(6));
    let decimal = _mm256_sub_epi8(decimal, _mm256_set1_epi8(0xF0_u8 as i8));
    // A letter from A to F becomes 0 to 5, then 10 to 15; others are above, for they saturate.
    let letter = _mm256_sub_epi8(_mm256_and_si256(chars, case), _mm256_set1_epi8(b'A' as i8));
    let letter = _mm256_adds_epu8(letter, _mm256_set1_epi8(10));
    _mm256_min_epu8(decimal, letter)
}

/// See [`super::decode`].
#[target_feature(enable = "avx2")]
pub fn decode(digits: Digits, text: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let case = _mm256_set1_epi8(scalar::case_mask(digits) as i8);
    let is_any_wrong = |values: __m256i| {
        let above = _mm256_adds_epu8(values, _mm256_set1_epi8(127 - 15));
        _mm256_movemask_epi8(above) != 0
    };
    let pairs = |values: __m256i| _mm256_maddubs_epi16(values, _mm256_set1_epi16(0x0110));

    let mut rest = text;
    while let Some(block) = rest.first_chunk::<64>() {
        let (halves, _) = block.as_chunks();
        let [a, b] = [0, 1].map(|i| values(case, load256(&halves[i])));
        if is_any_wrong(_mm256_max_epu8(a, b)) {
            break;
        }
        let bytes = _mm256_packus_epi16(pairs(a), pairs(b));
        out.push256(_mm256_permute4x64_epi64(bytes, 0b11_01_10_00), 32);
        rest = &rest[64..];
    }
    if let Some(block) = rest.first_chunk() {
        let values = values(case, load256(block));
        if !is_any_wrong(values) {
            let pairs = pairs(values);
            let (front, back) = (
                _mm256_castsi256_si128(pairs),
                _mm256_extracti128_si256(pairs, 1),
            );
            out.push128(_mm_packus_epi16(front, back), 16);
            rest = &rest[32..];
        }
    }
    scalar::decode_from(digits, text, text.len() - rest.len(), out)
}
