//! Base85 with AVX2: eight groups at once.

use core::arch::x86_64::*;

use super::ssse3::{digits, places, swap};
use super::{Alphabet, GROUP_BYTES, GROUP_CHARS, scalar};
use crate::Output;
use crate::table96::avx2::{PrintableValues, Table96};
use crate::x86::{load128, load256};

/// The groups of half a vector.
const HALF: usize = 4;

/// The bytes and the characters of a vector of groups.
pub(crate) const BYTES: usize = 2 * HALF * GROUP_BYTES;
const CHARS: usize = 2 * HALF * GROUP_CHARS;

/// Turns groups into numbers, and back.
#[inline]
#[target_feature(enable = "avx2")]
fn swap_bytes(numbers: __m256i) -> __m256i {
    _mm256_shuffle_epi8(numbers, _mm256_broadcastsi128_si256(swap()))
}

/// What encodes vectors of groups.
#[derive(Clone, Copy)]
pub(crate) struct Encoder(Table96);

impl Encoder {
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(crate) fn new(alphabet: &Alphabet) -> Self {
        let chars = alphabet.chars().first_chunk().expect("more characters");
        Encoder(Table96::new(chars))
    }

    /// Writes the characters of eight groups.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(crate) fn push(&self, block: &[u8; BYTES], out: &mut Output<'_>) {
        let numbers = swap_bytes(load256(block));

        // As in `avx512`.
        let inverse = _mm256_set1_epi32(2_434_904_643_u32 as i32);
        let even = _mm256_mul_epu32(numbers, inverse);
        let odd = _mm256_mul_epu32(_mm256_srli_epi64::<32>(numbers), inverse);
        let upper = _mm256_blend_epi32::<0b1010_1010>(_mm256_srli_epi64::<32>(even), odd);
        let by_square = _mm256_srli_epi32::<12>(upper);

        let floats = _mm256_cvtepi32_ps(by_square);
        let quotients = _mm256_mul_ps(floats, _mm256_set1_ps(1.000_000_2 / 7225.0));
        let highest = _mm256_cvttps_epi32(quotients);

        let dividends =
            _mm256_blend_epi16::<0b1010_1010>(by_square, _mm256_slli_epi32::<16>(numbers));
        let quotients =
            _mm256_blend_epi16::<0b1010_1010>(highest, _mm256_slli_epi32::<16>(by_square));
        let products = _mm256_mullo_epi16(quotients, _mm256_set1_epi16(7225));
        let pairs = _mm256_sub_epi16(dividends, products);

        let inverse = _mm256_set1_epi16(0xC0C1_u16 as i16);
        let first = _mm256_srli_epi16::<6>(_mm256_mulhi_epu16(pairs, inverse));
        let factor = _mm256_set1_epi16(256 * 85 - 1);
        let digits = _mm256_sub_epi16(
            _mm256_slli_epi16::<8>(pairs),
            _mm256_mullo_epi16(first, factor),
        );

        // The digits of half a vector are 20: sixteen, and four that are the lower ones of its last group.
        let lower = self.0.get(digits);
        let highest = self.0.get(highest);
        let [place_lower, place_highest] = places();
        let place_lower = _mm256_broadcastsi128_si256(place_lower);
        let place_highest = _mm256_broadcastsi128_si256(place_highest);
        let chars = _mm256_or_si256(
            _mm256_shuffle_epi8(lower, place_lower),
            _mm256_shuffle_epi8(highest, place_highest),
        );
        let more = [
            _mm256_extract_epi32::<3>(lower),
            _mm256_extract_epi32::<7>(lower),
        ];
        out.push128(_mm256_castsi256_si128(chars), 16);
        out.push_array(more[0].to_le_bytes());
        out.push128(_mm256_extracti128_si256::<1>(chars), 16);
        out.push_array(more[1].to_le_bytes());
    }
}

/// Writes the bytes of eight groups.
#[inline]
#[target_feature(enable = "avx2")]
fn decode_block(values: &PrintableValues, block: &[u8; CHARS], out: &mut Output<'_>) -> bool {
    let ones = _mm256_set1_epi8(-1);
    let [highest, lower, last] = digits().map(|digits| _mm256_broadcastsi128_si256(digits));

    let part = |from: usize| load128(block[from..].first_chunk().expect("16 characters"));
    let chars = _mm256_set_m128i(part(20), part(0));
    let four_later = _mm256_set_m128i(part(24), part(4));
    let lower_chars = _mm256_or_si256(
        _mm256_shuffle_epi8(chars, lower),
        _mm256_shuffle_epi8(four_later, last),
    );
    let highest_chars = _mm256_shuffle_epi8(chars, highest);
    let (digits, top) = (values.get(lower_chars), values.get(highest_chars));

    // Where there is no highest digit, it is rejected, and this is no doubt.
    let first = _mm256_set1_epi32(0xFF);
    let top = _mm256_and_si256(top, first);
    let doubts = _mm256_or_si256(lower_chars, digits);
    let doubts = _mm256_or_si256(doubts, _mm256_or_si256(highest_chars, top));

    let pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x0155));
    let numbers = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x0001_1C39));
    let tops = _mm256_mullo_epi32(top, _mm256_set1_epi32(52_200_625));
    let sums = _mm256_add_epi32(numbers, tops);
    // Either the sum wrapped or what is added to did. The highest bit tells, as of the others.
    let not_wrapped = _mm256_cmpeq_epi32(_mm256_max_epu32(sums, tops), sums);
    let too_large = _mm256_cmpgt_epi32(top, _mm256_set1_epi32(82));
    let too_large = _mm256_or_si256(too_large, _mm256_xor_si256(not_wrapped, ones));
    if _mm256_movemask_epi8(_mm256_or_si256(doubts, too_large)) != 0 {
        return false;
    }
    out.push256(swap_bytes(sums), BYTES);
    true
}

blocks!("avx2", decode_groups);
