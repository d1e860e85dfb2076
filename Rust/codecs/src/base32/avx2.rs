//! Base32 with AVX2: four quanta at once.

use core::arch::x86_64::*;

use super::{Alphabet, QUANTUM_BYTES, QUANTUM_CHARS, scalar};
use crate::Output;
use crate::table96::Table96;
use crate::x86::{load128, load256};

/// The bytes and the characters of a vector, and of half of one.
const BYTES: usize = 2 * HALF_BYTES;
const CHARS: usize = 4 * QUANTUM_CHARS;
const HALF_BYTES: usize = 2 * QUANTUM_BYTES;

/// See [`super::encode`]; into one line.
#[target_feature(enable = "avx2")]
pub fn encode(alphabet: &Alphabet, bytes: &[u8], padded: bool, out: &mut Output<'_>) {
    let (low, high) = alphabet.chars().split_at(16);
    let table = |half: &[u8]| {
        _mm256_broadcastsi128_si256(load128(half.first_chunk().expect("16 characters")))
    };
    let (low, high) = (table(low), table(high));

    // Each character's bits are in two bytes at most. These become numbers of 16 bits, which are shifted by multiplication:
    // for the characters at even places to the lowest five bits, for those at odd places eight bits above.
    let none = -1;
    let even_bytes = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        none, 0, none, 1, 3, 2, 4, 3, none, 5, none, 6, 8, 7, 9, 8,
    ));
    let odd_bytes = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        1, 0, 2, 1, 3, none, 4, none, 6, 5, 7, 6, 8, none, 9, none,
    ));
    let even_shifts = _mm256_set1_epi64x(0x0800_0200_0080_0020);
    let odd_shifts = _mm256_set1_epi64x(0x0100_0040_0010_0004);

    let mut rest = bytes;
    while let Some(block) = rest.first_chunk::<{ HALF_BYTES + 16 }>() {
        let half = |from: usize| load128(block[from..].first_chunk().expect("16 bytes"));
        let bytes = _mm256_set_m128i(half(HALF_BYTES), half(0));
        let even = _mm256_mulhi_epu16(_mm256_shuffle_epi8(bytes, even_bytes), even_shifts);
        let odd = _mm256_mullo_epi16(_mm256_shuffle_epi8(bytes, odd_bytes), odd_shifts);
        let values = _mm256_or_si256(
            _mm256_and_si256(even, _mm256_set1_epi16(0x001F)),
            _mm256_and_si256(odd, _mm256_set1_epi16(0x1F00)),
        );
        // The fifth bit, as the highest, chooses the half of the table.
        let chars = _mm256_blendv_epi8(
            _mm256_shuffle_epi8(low, values),
            _mm256_shuffle_epi8(high, values),
            _mm256_slli_epi16::<3>(values),
        );
        out.push256(chars, CHARS);
        rest = &rest[BYTES..];
    }
    scalar::encode(alphabet, rest, padded, out);
}

/// See [`super::decode_quanta`].
#[target_feature(enable = "avx2")]
pub fn decode_quanta(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
    let Some(values) = alphabet.values().printable() else {
        return scalar::decode_quanta(alphabet, text, out);
    };
    // What is not in the table becomes zero: so they are stored inverted, and zero is what is rejected.
    let table = Table96::new(&values.map(|value| !value));
    let ones = _mm256_set1_epi8(-1);
    let pack = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        4, 3, 2, 1, 0, 12, 11, 10, 9, 8, -1, -1, -1, -1, -1, -1,
    ));

    let (blocks, _) = text.as_chunks::<CHARS>();
    let mut read = 0;
    for block in blocks {
        let chars = load256(block);
        let found = table.get(_mm256_sub_epi8(chars, _mm256_set1_epi8(32)));
        let values = _mm256_xor_si256(found, ones);
        if _mm256_movemask_epi8(_mm256_or_si256(chars, values)) != 0 {
            break;
        }
        let pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi16(0x0120));
        let fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x0001_0400));
        // Two of 20 bits, the first lower. What is shifted beyond 40 bits is not looked at.
        let first = _mm256_slli_epi64::<20>(fours);
        let quanta = _mm256_or_si256(first, _mm256_srli_epi64::<32>(fours));
        let bytes = _mm256_shuffle_epi8(quanta, pack);
        out.push128(_mm256_castsi256_si128(bytes), HALF_BYTES);
        out.push128(_mm256_extracti128_si256::<1>(bytes), HALF_BYTES);
        read += CHARS;
    }
    read + scalar::decode_quanta(alphabet, &text[read..], out)
}
