//! Base32 with SSSE3: two quanta at once, as half a vector of `avx2`.

use core::arch::x86_64::*;

use super::{Alphabet, QUANTUM_BYTES, QUANTUM_CHARS, scalar};
use crate::Output;
use crate::table96::ssse3::PrintableValues;
use crate::x86::load128;

/// The bytes and the characters of a vector.
const BYTES: usize = 2 * QUANTUM_BYTES;
const CHARS: usize = 2 * QUANTUM_CHARS;

/// What encodes vectors.
#[derive(Clone, Copy)]
struct Encoder {
    /// The halves of the alphabet.
    chars: [__m128i; 2],
    places: [__m128i; 2],
}

/// Where the two bytes come from that hold a character's bits: of those at even places, and at odd ones.
#[inline]
#[target_feature(enable = "sse2")]
pub(super) fn places() -> [__m128i; 2] {
    let none = -1;
    [
        _mm_setr_epi8(none, 0, none, 1, 3, 2, 4, 3, none, 5, none, 6, 8, 7, 9, 8),
        _mm_setr_epi8(1, 0, 2, 1, 3, none, 4, none, 6, 5, 7, 6, 8, none, 9, none),
    ]
}

/// By what these two are multiplied: the upper half of the product, and the lower.
pub(super) const SHIFTS: [i64; 2] = [0x0800_0200_0080_0020, 0x0100_0040_0010_0004];

/// Where the bytes of two quanta come from, which are numbers of 64 bits.
#[inline]
#[target_feature(enable = "sse2")]
pub(super) fn pack() -> __m128i {
    _mm_setr_epi8(4, 3, 2, 1, 0, 12, 11, 10, 9, 8, -1, -1, -1, -1, -1, -1)
}

impl Encoder {
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn new(alphabet: &Alphabet) -> Self {
        let [low, high] = alphabet.chars().as_chunks().0 else {
            unreachable!("32 characters");
        };
        Encoder {
            chars: [load128(low), load128(high)],
            places: places(),
        }
    }

    /// Writes the characters of two quanta.
    #[inline]
    #[target_feature(enable = "ssse3,sse4.1")]
    fn push(&self, block: &[u8; 16], out: &mut Output<'_>) {
        let bytes = load128(block);
        let [even, odd] = self.places.map(|places| _mm_shuffle_epi8(bytes, places));
        let even = _mm_mulhi_epu16(even, _mm_set1_epi64x(SHIFTS[0]));
        let odd = _mm_mullo_epi16(odd, _mm_set1_epi64x(SHIFTS[1]));
        let values = _mm_or_si128(
            _mm_and_si128(even, _mm_set1_epi16(0x001F)),
            _mm_and_si128(odd, _mm_set1_epi16(0x1F00)),
        );
        // The fifth bit, as the highest, chooses the half of the table.
        let [low, high] = self.chars.map(|half| _mm_shuffle_epi8(half, values));
        let chars = _mm_blendv_epi8(low, high, _mm_slli_epi16::<3>(values));
        out.push128(chars, CHARS);
    }
}

/// Writes the bytes of two quanta.
#[inline]
#[target_feature(enable = "ssse3")]
fn decode_block(values: &PrintableValues, block: &[u8; CHARS], out: &mut Output<'_>) -> bool {
    let chars = load128(block);
    let values = values.get(chars);
    if _mm_movemask_epi8(_mm_or_si128(chars, values)) != 0 {
        return false;
    }
    let pairs = _mm_maddubs_epi16(values, _mm_set1_epi16(0x0120));
    let fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x0001_0400));
    let first = _mm_slli_epi64::<20>(fours);
    let quanta = _mm_or_si128(first, _mm_srli_epi64::<32>(fours));
    out.push128(_mm_shuffle_epi8(quanta, pack()), BYTES);
    true
}

blocks!("ssse3,sse4.1", decode_quanta);
