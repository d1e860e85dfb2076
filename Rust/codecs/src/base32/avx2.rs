//! Base32 with AVX2: four quanta at once.

use core::arch::x86_64::*;

use super::ssse3::{SHIFTS, pack, places};
use super::{Alphabet, QUANTUM_BYTES, QUANTUM_CHARS, scalar};
use crate::Output;
use crate::table96::avx2::PrintableValues;
use crate::x86::{load128, load256};

/// The bytes and the characters of a vector, and of half of one.
const BYTES: usize = 2 * HALF_BYTES;
const CHARS: usize = 4 * QUANTUM_CHARS;
const HALF_BYTES: usize = 2 * QUANTUM_BYTES;

/// What encodes vectors.
#[derive(Clone, Copy)]
struct Encoder {
    /// The halves of the alphabet.
    chars: [__m256i; 2],
    places: [__m256i; 2],
}

impl Encoder {
    #[inline]
    #[target_feature(enable = "avx2")]
    fn new(alphabet: &Alphabet) -> Self {
        let [low, high] = alphabet.chars().as_chunks().0 else {
            unreachable!("32 characters");
        };
        let twice = |half| _mm256_broadcastsi128_si256(half);
        Encoder {
            chars: [twice(load128(low)), twice(load128(high))],
            places: places().map(twice),
        }
    }

    /// Writes the characters of four quanta.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn push(&self, block: &[u8; HALF_BYTES + 16], out: &mut Output<'_>) {
        let half = |from: usize| load128(block[from..].first_chunk().expect("16 bytes"));
        let bytes = _mm256_set_m128i(half(HALF_BYTES), half(0));
        // Each character's bits are in two bytes at most. These become numbers of 16 bits, which are shifted by multiplication:
        // for the characters at even places to the lowest five bits, for those at odd places eight bits above.
        let [even, odd] = self.places.map(|places| _mm256_shuffle_epi8(bytes, places));
        let even = _mm256_mulhi_epu16(even, _mm256_set1_epi64x(SHIFTS[0]));
        let odd = _mm256_mullo_epi16(odd, _mm256_set1_epi64x(SHIFTS[1]));
        let values = _mm256_or_si256(
            _mm256_and_si256(even, _mm256_set1_epi16(0x001F)),
            _mm256_and_si256(odd, _mm256_set1_epi16(0x1F00)),
        );
        // The fifth bit, as the highest, chooses the half of the table.
        let [low, high] = self.chars.map(|half| _mm256_shuffle_epi8(half, values));
        let chars = _mm256_blendv_epi8(low, high, _mm256_slli_epi16::<3>(values));
        out.push256(chars, CHARS);
    }
}

/// Writes the bytes of four quanta.
#[inline]
#[target_feature(enable = "avx2")]
fn decode_block(values: &PrintableValues, block: &[u8; CHARS], out: &mut Output<'_>) -> bool {
    let chars = load256(block);
    let values = values.get(chars);
    if _mm256_movemask_epi8(_mm256_or_si256(chars, values)) != 0 {
        return false;
    }
    let pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi16(0x0120));
    let fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x0001_0400));
    // Two of 20 bits, the first lower. What is shifted beyond 40 bits is not looked at.
    let first = _mm256_slli_epi64::<20>(fours);
    let quanta = _mm256_or_si256(first, _mm256_srli_epi64::<32>(fours));
    let bytes = _mm256_shuffle_epi8(quanta, _mm256_broadcastsi128_si256(pack()));
    out.push128(_mm256_castsi256_si128(bytes), HALF_BYTES);
    out.push128(_mm256_extracti128_si256::<1>(bytes), HALF_BYTES);
    true
}

blocks!("avx2", decode_quanta);
