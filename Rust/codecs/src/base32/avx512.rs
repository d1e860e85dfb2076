//! Base32 with AVX-512 VBMI: eight quanta at once.

use core::arch::x86_64::*;

use super::{Alphabet, QUANTUM_BYTES, QUANTUM_CHARS, scalar};
use crate::Output;
use crate::x86::{load256, load512, load512_up_to, mask64};

/// The bytes and the characters of a vector.
const BYTES: usize = 8 * QUANTUM_BYTES;
const CHARS: usize = 8 * QUANTUM_CHARS;

/// Where the bytes of the quanta come from, when each is a number of 64 bits: its last byte first.
static GATHER: [u8; 64] = {
    let mut table = [0; 64];
    let mut i = 0;
    while i < 64 {
        let (quantum, byte) = (i / 8, i % 8);
        if byte < QUANTUM_BYTES {
            table[i] = (quantum * QUANTUM_BYTES + QUANTUM_BYTES - 1 - byte) as u8;
        }
        i += 1;
    }
    table
};

/// Where the bytes come from, when each quantum is a number of 64 bits.
static PACK: [u8; 64] = {
    let mut table = [0; 64];
    let mut i = 0;
    while i < BYTES {
        table[i] = (i / QUANTUM_BYTES * 8 + QUANTUM_BYTES - 1 - i % QUANTUM_BYTES) as u8;
        i += 1;
    }
    table
};

/// See [`super::encode`]; into one line.
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512vbmi,bmi2")]
pub fn encode(alphabet: &Alphabet, bytes: &[u8], padded: bool, out: &mut Output<'_>) {
    let table = _mm512_broadcast_i64x4(load256(alphabet.chars()));
    let gather = load512(&GATHER);
    // The shifts of eight characters.
    let shifts = _mm512_set1_epi64(i64::from_le_bytes([35, 30, 25, 20, 15, 10, 5, 0]));
    let chars = |bytes: __m512i| {
        let quanta = _mm512_permutexvar_epi8(gather, bytes);
        // What is above the five bits of each is no matter: the table stands twice, and more is not looked at.
        let values = _mm512_multishift_epi64_epi8(shifts, quanta);
        _mm512_permutexvar_epi8(values, table)
    };

    let mut rest = bytes;
    while let Some(block) = rest.first_chunk::<{ 3 * BYTES + 64 }>() {
        let vectors: [__m512i; 4] = [
            chars(load512(block[..64].first_chunk().expect("64 bytes"))),
            chars(load512(block[BYTES..].first_chunk().expect("64 bytes"))),
            chars(load512(block[2 * BYTES..].first_chunk().expect("64 bytes"))),
            chars(load512(block[3 * BYTES..].first_chunk().expect("64 bytes"))),
        ];
        for vector in vectors {
            out.push512(vector, CHARS);
        }
        rest = &rest[4 * BYTES..];
    }
    while let Some(block) = rest.first_chunk::<64>() {
        out.push512(chars(load512(block)), CHARS);
        rest = &rest[BYTES..];
    }
    while !rest.is_empty() {
        let (block, behind) = rest.split_at(rest.len().min(BYTES));
        let vector = chars(load512_up_to(block, _mm512_setzero_si512()));
        let len = (block.len() * 8).div_ceil(5);
        if padded {
            let pads = _mm512_set1_epi8(super::PAD as i8);
            let vector = _mm512_mask_blend_epi8(mask64(len), pads, vector);
            out.push512(vector, len.next_multiple_of(QUANTUM_CHARS));
        } else {
            out.push512(vector, len);
        }
        rest = behind;
    }
}

/// See [`super::decode_quanta`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi1,bmi2")]
pub fn decode_quanta(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
    let Some([low, high]) = alphabet.values().ascii() else {
        return scalar::decode_quanta(alphabet, text, out);
    };
    let (low, high) = (load512(low), load512(high));
    let pack = load512(&PACK);
    let values = |chars: __m512i| _mm512_permutex2var_epi8(low, chars, high);
    let bytes = |values: __m512i| {
        let pairs = _mm512_maddubs_epi16(values, _mm512_set1_epi16(0x0120));
        let fours = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x0001_0400));
        // Two of 20 bits, the first lower. What is shifted beyond 40 bits is not looked at.
        let first = _mm512_slli_epi64::<20>(fours);
        let quanta = _mm512_or_si512(first, _mm512_srli_epi64::<32>(fours));
        _mm512_permutexvar_epi8(pack, quanta)
    };
    // The highest bit of each says that it, or its character, is not in the alphabet.
    let or = |a, b, c| _mm512_ternarylogic_epi64::<0xFE>(a, b, c);

    let mut rest = text;
    while let Some(block) = rest.first_chunk::<{ 4 * CHARS }>() {
        let [a, b, c, d] = block.as_chunks::<CHARS>().0 else {
            unreachable!("four vectors");
        };
        let [a, b, c, d] = [load512(a), load512(b), load512(c), load512(d)];
        let [e, f, g, h] = [values(a), values(b), values(c), values(d)];
        let doubts = or(or(a, e, b), or(f, c, g), _mm512_or_si512(d, h));
        if _mm512_movepi8_mask(doubts) != 0 {
            break;
        }
        for values in [e, f, g, h] {
            out.push512(bytes(values), BYTES);
        }
        rest = &rest[4 * CHARS..];
    }
    loop {
        let len = (rest.len() - rest.len() % QUANTUM_CHARS).min(CHARS);
        let chars = load512_up_to(&rest[..len], _mm512_setzero_si512());
        let values = values(chars);
        let doubts = _mm512_movepi8_mask(_mm512_or_si512(chars, values));
        let first = len.min(doubts.trailing_zeros() as usize);
        let quanta = first / QUANTUM_CHARS;
        out.push512(bytes(values), quanta * QUANTUM_BYTES);
        rest = &rest[quanta * QUANTUM_CHARS..];
        if quanta * QUANTUM_CHARS < CHARS {
            return text.len() - rest.len();
        }
    }
}
