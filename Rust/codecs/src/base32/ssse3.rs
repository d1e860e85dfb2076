//! Base32 with SSSE3: two quanta at once, as half a vector of `avx2`.

use core::arch::x86_64::*;

use super::{Alphabet, QUANTUM_BYTES, QUANTUM_CHARS, scalar};
use crate::Output;
use crate::table96::Table96x16;
use crate::x86::load128;

/// The bytes and the characters of a vector.
const BYTES: usize = 2 * QUANTUM_BYTES;
const CHARS: usize = 2 * QUANTUM_CHARS;

/// See [`super::encode`]; into one line.
#[target_feature(enable = "ssse3,sse4.1")]
pub fn encode(alphabet: &Alphabet, bytes: &[u8], padded: bool, out: &mut Output<'_>) {
    let (low, high) = alphabet.chars().split_at(16);
    let table = |half: &[u8]| load128(half.first_chunk().expect("16 characters"));
    let (low, high) = (table(low), table(high));

    let none = -1;
    let even_bytes = _mm_setr_epi8(none, 0, none, 1, 3, 2, 4, 3, none, 5, none, 6, 8, 7, 9, 8);
    let odd_bytes = _mm_setr_epi8(1, 0, 2, 1, 3, none, 4, none, 6, 5, 7, 6, 8, none, 9, none);
    let even_shifts = _mm_set1_epi64x(0x0800_0200_0080_0020);
    let odd_shifts = _mm_set1_epi64x(0x0100_0040_0010_0004);

    let mut rest = bytes;
    while let Some(block) = rest.first_chunk::<16>() {
        let bytes = load128(block);
        let even = _mm_mulhi_epu16(_mm_shuffle_epi8(bytes, even_bytes), even_shifts);
        let odd = _mm_mullo_epi16(_mm_shuffle_epi8(bytes, odd_bytes), odd_shifts);
        let values = _mm_or_si128(
            _mm_and_si128(even, _mm_set1_epi16(0x001F)),
            _mm_and_si128(odd, _mm_set1_epi16(0x1F00)),
        );
        // The fifth bit, as the highest, chooses the half of the table.
        let chars = _mm_blendv_epi8(
            _mm_shuffle_epi8(low, values),
            _mm_shuffle_epi8(high, values),
            _mm_slli_epi16::<3>(values),
        );
        out.push128(chars, CHARS);
        rest = &rest[BYTES..];
    }
    scalar::encode(alphabet, rest, padded, out);
}

/// See [`super::decode_quanta`].
#[target_feature(enable = "ssse3")]
pub fn decode_quanta(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
    let Some(values) = alphabet.values().printable() else {
        return scalar::decode_quanta(alphabet, text, out);
    };
    // What is not in the table becomes zero: so they are stored inverted, and zero is what is rejected.
    let table = Table96x16::new(&values.map(|value| !value));
    let ones = _mm_set1_epi8(-1);
    let pack = _mm_setr_epi8(4, 3, 2, 1, 0, 12, 11, 10, 9, 8, -1, -1, -1, -1, -1, -1);

    let (blocks, _) = text.as_chunks::<CHARS>();
    let mut read = 0;
    for block in blocks {
        let chars = load128(block);
        let found = table.get(_mm_sub_epi8(chars, _mm_set1_epi8(32)));
        let values = _mm_xor_si128(found, ones);
        if _mm_movemask_epi8(_mm_or_si128(chars, values)) != 0 {
            break;
        }
        let pairs = _mm_maddubs_epi16(values, _mm_set1_epi16(0x0120));
        let fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x0001_0400));
        let first = _mm_slli_epi64::<20>(fours);
        let quanta = _mm_or_si128(first, _mm_srli_epi64::<32>(fours));
        out.push128(_mm_shuffle_epi8(quanta, pack), BYTES);
        read += CHARS;
    }
    read + scalar::decode_quanta(alphabet, &text[read..], out)
}
