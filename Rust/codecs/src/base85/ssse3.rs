//! Base85 with SSSE3 and SSE4.1: four groups at once, as half a vector of `avx2`.

use core::arch::x86_64::*;

use super::{Alphabet, GROUP_BYTES, GROUP_CHARS, scalar};
use crate::Output;
use crate::table96::ssse3::{PrintableValues, Table96};
use crate::x86::load128;

/// The groups, the bytes and the characters of a vector.
const GROUPS: usize = 4;
pub(crate) const BYTES: usize = GROUPS * GROUP_BYTES;
const CHARS: usize = GROUPS * GROUP_CHARS;

/// Where the bytes of numbers come from, when they are groups, and back.
#[inline]
#[target_feature(enable = "sse2")]
pub(super) fn swap() -> __m128i {
    _mm_setr_epi8(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)
}

/// Where the first sixteen characters of four groups come from: those of the four lower digits, and of the highest.
#[inline]
#[target_feature(enable = "sse2")]
pub(super) fn places() -> [__m128i; 2] {
    let none = -1;
    [
        _mm_setr_epi8(none, 0, 1, 2, 3, none, 4, 5, 6, 7, none, 8, 9, 10, 11, none),
        _mm_setr_epi8(
            0, none, none, none, none, 4, none, none, none, none, 8, none, none, none, none, 12,
        ),
    ]
}

/// Where the highest digits come from, of 20 characters, and the others. The highest are in the first sixteen, and the others in those but for the
/// last four, which are in the vector that starts four later.
#[inline]
#[target_feature(enable = "sse2")]
pub(super) fn digits() -> [__m128i; 3] {
    let none = -1;
    [
        _mm_setr_epi8(
            0, none, none, none, 5, none, none, none, 10, none, none, none, 15, none, none, none,
        ),
        _mm_setr_epi8(
            1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, none, none, none, none,
        ),
        _mm_setr_epi8(
            none, none, none, none, none, none, none, none, none, none, none, none, 12, 13, 14, 15,
        ),
    ]
}

/// Turns groups into numbers, and back.
#[inline]
#[target_feature(enable = "ssse3")]
fn swap_bytes(numbers: __m128i) -> __m128i {
    _mm_shuffle_epi8(numbers, swap())
}

/// What encodes vectors of groups.
#[derive(Clone, Copy)]
pub(crate) struct Encoder(Table96);

impl Encoder {
    #[inline]
    #[target_feature(enable = "ssse3")]
    pub(crate) fn new(alphabet: &Alphabet) -> Self {
        let chars = alphabet.chars().first_chunk().expect("more characters");
        Encoder(Table96::new(chars))
    }

    /// Writes the characters of four groups.
    #[inline]
    #[target_feature(enable = "ssse3,sse4.1")]
    pub(crate) fn push(&self, block: &[u8; BYTES], out: &mut Output<'_>) {
        let numbers = swap_bytes(load128(block));

        // As in `avx512`.
        let inverse = _mm_set1_epi32(2_434_904_643_u32 as i32);
        let even = _mm_mul_epu32(numbers, inverse);
        let odd = _mm_mul_epu32(_mm_srli_epi64::<32>(numbers), inverse);
        let upper = _mm_blend_epi16::<0b1100_1100>(_mm_srli_epi64::<32>(even), odd);
        let by_square = _mm_srli_epi32::<12>(upper);

        let floats = _mm_cvtepi32_ps(by_square);
        let quotients = _mm_mul_ps(floats, _mm_set1_ps(1.000_000_2 / 7225.0));
        let highest = _mm_cvttps_epi32(quotients);

        let dividends = _mm_blend_epi16::<0b1010_1010>(by_square, _mm_slli_epi32::<16>(numbers));
        let quotients = _mm_blend_epi16::<0b1010_1010>(highest, _mm_slli_epi32::<16>(by_square));
        let products = _mm_mullo_epi16(quotients, _mm_set1_epi16(7225));
        let pairs = _mm_sub_epi16(dividends, products);

        let inverse = _mm_set1_epi16(0xC0C1_u16 as i16);
        let first = _mm_srli_epi16::<6>(_mm_mulhi_epu16(pairs, inverse));
        let factor = _mm_set1_epi16(256 * 85 - 1);
        let digits = _mm_sub_epi16(_mm_slli_epi16::<8>(pairs), _mm_mullo_epi16(first, factor));

        // Sixteen digits, and four that are the lower ones of the last group.
        let lower = self.0.get(digits);
        let highest = self.0.get(highest);
        let [place_lower, place_highest] = places();
        let chars = _mm_or_si128(
            _mm_shuffle_epi8(lower, place_lower),
            _mm_shuffle_epi8(highest, place_highest),
        );
        out.push128(chars, 16);
        out.push_array(_mm_extract_epi32::<3>(lower).to_le_bytes());
    }
}

/// Writes the bytes of four groups.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn decode_block(values: &PrintableValues, block: &[u8; CHARS], out: &mut Output<'_>) -> bool {
    let ones = _mm_set1_epi8(-1);
    let [highest, lower, last] = digits();

    let part = |from: usize| load128(block[from..].first_chunk().expect("16 characters"));
    let (chars, four_later) = (part(0), part(4));
    let lower_chars = _mm_or_si128(
        _mm_shuffle_epi8(chars, lower),
        _mm_shuffle_epi8(four_later, last),
    );
    let highest_chars = _mm_shuffle_epi8(chars, highest);
    let (digits, top) = (values.get(lower_chars), values.get(highest_chars));

    // Where there is no highest digit, it is rejected, and this is no doubt.
    let top = _mm_and_si128(top, _mm_set1_epi32(0xFF));
    let doubts = _mm_or_si128(lower_chars, digits);
    let doubts = _mm_or_si128(doubts, _mm_or_si128(highest_chars, top));

    let pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x0155));
    let numbers = _mm_madd_epi16(pairs, _mm_set1_epi32(0x0001_1C39));
    let tops = _mm_mullo_epi32(top, _mm_set1_epi32(52_200_625));
    let sums = _mm_add_epi32(numbers, tops);
    // Either the sum wrapped or what is added to did. The highest bit tells, as of the others.
    let not_wrapped = _mm_cmpeq_epi32(_mm_max_epu32(sums, tops), sums);
    let too_large = _mm_cmpgt_epi32(top, _mm_set1_epi32(82));
    let too_large = _mm_or_si128(too_large, _mm_xor_si128(not_wrapped, ones));
    if _mm_movemask_epi8(_mm_or_si128(doubts, too_large)) != 0 {
        return false;
    }
    out.push128(swap_bytes(sums), BYTES);
    true
}

blocks!("ssse3,sse4.1", decode_groups);
