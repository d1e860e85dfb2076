//! Base85 with AVX-512 VBMI: sixteen groups at once.

use core::arch::x86_64::*;

use super::ssse3::swap;
use super::{Alphabet, GROUP_BYTES, GROUP_CHARS, line_len, scalar};
use crate::Output;
use crate::x86::{load128, load512, load512_up_to};

/// The groups of a vector.
const GROUPS: usize = 16;

/// The characters of a vector of groups: one vector, and [`MORE`].
pub(crate) const CHARS: usize = GROUPS * GROUP_CHARS;

/// The characters that are not in the first vector.
const MORE: usize = CHARS - 64;

/// Where the 80 characters come from: those of the four lower digits are in groups of four in one vector,
/// those of the highest each at the front of four places in the next.
static ARRANGE: [[u8; 64]; 2] = {
    let mut table = [[0; 64]; 2];
    let mut i = 0;
    while i < CHARS {
        let (group, digit) = (i / GROUP_CHARS, i % GROUP_CHARS);
        table[i / 64][i % 64] = match digit {
            0 => 64 + 4 * group,
            _ => 4 * group + digit - 1,
        } as u8;
        i += 1;
    }
    table
};

/// Where the four lower digits of each group come from.
static LOWER: [u8; 64] = {
    let mut table = [0; 64];
    let mut i = 0;
    while i < 64 {
        table[i] = (i / 4 * GROUP_CHARS + 1 + i % 4) as u8;
        i += 1;
    }
    table
};

/// Where the highest digit of each group comes from: to the front of four places.
static HIGHEST: [u8; 64] = {
    let mut table = [0; 64];
    let mut group = 0;
    while group < GROUPS {
        table[4 * group] = (group * GROUP_CHARS) as u8;
        group += 1;
    }
    table
};

/// Turns groups into numbers, and back.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn swap_bytes(numbers: __m512i) -> __m512i {
    _mm512_shuffle_epi8(numbers, _mm512_broadcast_i32x4(swap()))
}

/// What encodes vectors of groups.
#[derive(Clone, Copy)]
pub(crate) struct Encoder {
    chars: [__m512i; 2],
    arrange: [__m512i; 2],
}

impl Encoder {
    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(crate) fn new(alphabet: &Alphabet) -> Self {
        let [low, high] = alphabet.chars().as_chunks::<64>().0 else {
            unreachable!("128 places");
        };
        Encoder {
            chars: [load512(low), load512(high)],
            arrange: [load512(&ARRANGE[0]), load512(&ARRANGE[1])],
        }
    }

    /// The characters of sixteen groups: 64, and 16 more.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    pub(crate) fn encode(&self, groups: __m512i) -> (__m512i, __m128i) {
        let numbers = swap_bytes(groups);

        // The number by 85², which is by 2⁴⁴ / 85², rounded up, and by 2⁻⁴⁴: the upper half of a product of 64 bits, shifted.
        let inverse = _mm512_set1_epi32(2_434_904_643_u32 as i32);
        let even = _mm512_mul_epu32(numbers, inverse);
        let odd = _mm512_mul_epu32(_mm512_srli_epi64::<32>(numbers), inverse);
        let upper = _mm512_mask_shuffle_epi32::<0b11_11_01_01>(odd, 0x5555, even);
        let by_square = _mm512_srli_epi32::<12>(upper);

        // That by 85² again: it has 20 bits, so it is exact as a float, and the quotient's error, upwards, is less than a part of 85².
        let floats = _mm512_cvtepi32_ps(by_square);
        let quotients = _mm512_mul_ps(floats, _mm512_set1_ps(1.000_000_2 / 7225.0));
        let highest = _mm512_cvttps_epi32(quotients);

        // The remainders of both have 13 bits, so 16 bits of what they are computed from will do: the second's in the lower half.
        let upper_halves = 0xAAAA_AAAA;
        let dividends =
            _mm512_mask_blend_epi16(upper_halves, by_square, _mm512_slli_epi32::<16>(numbers));
        let quotients =
            _mm512_mask_blend_epi16(upper_halves, highest, _mm512_slli_epi32::<16>(by_square));
        let products = _mm512_mullo_epi16(quotients, _mm512_set1_epi16(7225));
        let pairs = _mm512_sub_epi16(dividends, products);

        // Of a pair of digits the first is the pair by 85; it goes to the lower byte, the remainder to the upper:
        // 256 pair - (256 · 85 - 1) first.
        let inverse = _mm512_set1_epi16(0xC0C1_u16 as i16);
        let first = _mm512_srli_epi16::<6>(_mm512_mulhi_epu16(pairs, inverse));
        let factor = _mm512_set1_epi16(256 * 85 - 1);
        let digits = _mm512_sub_epi16(
            _mm512_slli_epi16::<8>(pairs),
            _mm512_mullo_epi16(first, factor),
        );

        let [low, high] = self.chars;
        let lower = _mm512_permutex2var_epi8(low, digits, high);
        let highest = _mm512_permutex2var_epi8(low, highest, high);
        let [first, more] = self.arrange;
        (
            _mm512_permutex2var_epi8(lower, first, highest),
            _mm512_castsi512_si128(_mm512_permutex2var_epi8(lower, more, highest)),
        )
    }
}

/// See [`super::encode`]; into one line.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
pub fn encode(alphabet: &Alphabet, bytes: &[u8], pad: bool, out: &mut Output<'_>) {
    let encoder = Encoder::new(alphabet);
    let (blocks, rest) = bytes.as_chunks::<64>();
    for block in blocks {
        let (chars, more) = encoder.encode(load512(block));
        out.push512(chars, 64);
        out.push128(more, MORE);
    }
    if !rest.is_empty() {
        let (chars, more) = encoder.encode(load512_up_to(rest, _mm512_setzero_si512()));
        let len = line_len(rest.len(), pad).expect("some characters");
        out.push512(chars, len.min(64));
        out.push128(more, len.saturating_sub(64));
    }
}

/// See [`super::decode_groups`].
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,bmi1,bmi2")]
pub fn decode_groups(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
    let Some([low, high]) = alphabet.values().ascii() else {
        return scalar::decode_groups(alphabet, text, out);
    };
    let (low, high) = (load512(low), load512(high));
    let (lower, highest) = (load512(&LOWER), load512(&HIGHEST));

    // The bytes of sixteen groups, and the masks of characters in doubt, of those in the first vector and the others, and of numbers too large.
    let decode = |chars: __m512i, more: __m128i| {
        let more = _mm512_castsi128_si512(more);
        let values = _mm512_permutex2var_epi8(low, chars, high);
        let more_values = _mm512_permutex2var_epi8(low, more, high);
        let doubts = _mm512_movepi8_mask(_mm512_or_si512(chars, values));
        let more_doubts =
            _mm_movepi8_mask(_mm512_castsi512_si128(_mm512_or_si512(more, more_values)));

        let digits = _mm512_permutex2var_epi8(values, lower, more_values);
        let pairs = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(0x0155));
        let numbers = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x0001_1C39));
        let first = 0x1111_1111_1111_1111;
        let top = _mm512_maskz_permutex2var_epi8(first, values, highest, more_values);
        let tops = _mm512_mullo_epi32(top, _mm512_set1_epi32(52_200_625));
        let sums = _mm512_add_epi32(numbers, tops);
        // Either the sum wrapped or what is added to did.
        let wrapped = _mm512_cmplt_epu32_mask(sums, tops);
        let too_large = wrapped | _mm512_cmpgt_epu32_mask(top, _mm512_set1_epi32(82));
        (swap_bytes(sums), doubts, more_doubts, too_large)
    };

    let mut rest = text;
    while let Some(block) = rest.first_chunk::<CHARS>() {
        let (chars, more) = block.split_at(64);
        let chars = load512(chars.first_chunk().expect("64 characters"));
        let more = load128(more.first_chunk().expect("16 characters"));
        let (bytes, doubts, more_doubts, too_large) = decode(chars, more);
        if doubts | u64::from(more_doubts | too_large) != 0 {
            break;
        }
        out.push512(bytes, 64);
        rest = &rest[CHARS..];
    }

    let len = (rest.len() - rest.len() % GROUP_CHARS).min(CHARS);
    let (chars, more) = rest[..len].split_at(len.min(64));
    let zero = _mm512_setzero_si512();
    let more = _mm512_castsi512_si128(load512_up_to(more, zero));
    let (bytes, doubts, more_doubts, too_large) = decode(load512_up_to(chars, zero), more);
    let doubts = u128::from(doubts) | u128::from(more_doubts) << 64;
    let first = len.min(doubts.trailing_zeros() as usize) / GROUP_CHARS;
    let groups = first.min(too_large.trailing_zeros() as usize);
    out.push512(bytes, groups * GROUP_BYTES);
    text.len() - rest.len() + groups * GROUP_CHARS
}
