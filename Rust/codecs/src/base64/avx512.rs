//! Base64 with AVX-512 VBMI and VBMI2: any alphabet, as the tables are as wide as it.
//!
//! One permutation brings bytes where a shift of each finds its six bits, and another one looks the characters up; back, a
//! permutation of two registers looks up 128 characters, and two multiplications join their bits.

use core::arch::x86_64::*;
use core::mem::MaybeUninit;

use super::vectors::{MAX_ENDING, ROUNDS, STAGED, Sextets, mask};
use super::{Alphabet, PAD, QUANTUM_BYTES, QUANTUM_CHARS, scalar};
use crate::x86::{load512 as load, load512_up_to, mask64};
use crate::{ByteSet, Output};

type Vector = __m512i;

/// The bytes and characters of a vector.
const BYTES: usize = 48;
const CHARS: usize = 64;

/// For each character, the byte that is wanted there: both that its bits are in are within its 64 bits.
const SPREAD: [u8; CHARS] = {
    let mut spread = [0; CHARS];
    let mut i = 0;
    while i < CHARS {
        spread[i] = (i / 4 * 3) as u8 + [1, 0, 2, 1][i % 4];
        i += 1;
    }
    spread
};

/// Where in 64 bits that [`SPREAD`] has filled the eight characters' bits start, the lowest first.
const SHIFTS: [u8; 8] = [10, 4, 22, 16, 42, 36, 54, 48];

/// For each byte, where it is in the 32 bits that were joined: the lowest three, from the high end.
const PACK: [u8; CHARS] = {
    let mut pack = [0; CHARS];
    let mut i = 0;
    while i < BYTES {
        pack[i] = (i / 3 * 4 + 2 - i % 3) as u8;
        i += 1;
    }
    pack
};

/// The same for four vectors one after the other, which fill three: from each and the next.
const PACK_FOUR: [[u8; CHARS]; 3] = {
    let mut pack = [[0; CHARS]; 3];
    let mut i = 0;
    while i < 3 * CHARS {
        let (vector, byte) = (i / CHARS, i % CHARS);
        let from = (i / BYTES - vector) * CHARS;
        pack[vector][byte] = PACK[i % BYTES] + from as u8;
        i += 1;
    }
    pack
};

/// From how many bytes, or characters, on it pays to store at multiples of a vector's size.
const MANY: usize = 1024;

/// The characters of the first 48 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
fn chars_of(bytes: Vector, chars: Vector) -> Vector {
    let shifts = _mm512_set1_epi64(i64::from_le_bytes(SHIFTS));
    let spread = _mm512_permutexvar_epi8(load(&SPREAD), bytes);
    // The look-up takes no more than six bits of each byte.
    _mm512_permutexvar_epi8(_mm512_multishift_epi64_epi8(shifts, spread), chars)
}

/// The 48 bytes of 64 times six bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
fn bytes_of(sextets: Vector) -> Vector {
    _mm512_permutexvar_epi8(load(&PACK), quanta_of(sextets))
}

/// 16 quanta of four times six bits each, the first ones highest.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn quanta_of(sextets: Vector) -> Vector {
    let pairs = _mm512_maddubs_epi16(sextets, _mm512_set1_epi16(0x0140));
    _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x0001_1000))
}

/// See `scalar.rs`; so for those below.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
pub fn encode(alphabet: &Alphabet, bytes: &[u8], out: &mut Output<'_>) {
    let chars = load(alphabet.chars());
    if bytes.len() <= BYTES {
        return encode_last(chars, bytes, out);
    }
    let mut rest = bytes;
    let lead = out.to_multiple_of::<CHARS>();
    if lead.is_multiple_of(QUANTUM_CHARS)
        && let Some(block) = rest.first_chunk::<MANY>()
    {
        let bytes = block.first_chunk().expect("it is less");
        out.push512(chars_of(load(bytes), chars), lead);
        rest = &rest[lead / QUANTUM_CHARS * QUANTUM_BYTES..];
    }
    while let Some(block) = rest.first_chunk::<{ 3 * BYTES + CHARS }>() {
        for i in 0..4 {
            let bytes = block[i * BYTES..].first_chunk().expect("four overlap");
            out.push512(chars_of(load(bytes), chars), CHARS);
        }
        rest = &rest[4 * BYTES..];
    }
    while let Some(block) = rest.first_chunk() {
        out.push512(chars_of(load(block), chars), CHARS);
        rest = &rest[BYTES..];
    }
    let (front, last) = rest.split_at(rest.len().min(BYTES));
    encode_last(chars, front, out);
    encode_last(chars, last, out);
}

/// Encodes up to a vector, and fills the last quantum.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
fn encode_last(chars: Vector, bytes: &[u8], out: &mut Output<'_>) {
    let text = chars_of(load512_up_to(bytes, _mm512_setzero_si512()), chars);
    // What holds bits of the bytes; the rest of the quantum is padding.
    let data = mask64((bytes.len() * QUANTUM_CHARS).div_ceil(QUANTUM_BYTES));
    let text = _mm512_mask_blend_epi8(data, _mm512_set1_epi8(PAD as i8), text);
    out.push512(text, bytes.len().div_ceil(QUANTUM_BYTES) * QUANTUM_CHARS);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
pub fn encode_lines(alphabet: &Alphabet, line: usize, bytes: &[u8], out: &mut Output<'_>) {
    let chars = load(alphabet.chars());
    let newline = _mm512_set1_epi8(b'\n' as i8);
    for line in bytes.chunks_exact(line) {
        let (blocks, last) = line.as_chunks::<BYTES>();
        for block in blocks {
            let block = load512_up_to(block, _mm512_setzero_si512());
            out.push512(chars_of(block, chars), CHARS);
        }
        // The vector with the end of the line has room for the newline.
        let len = last.len() / QUANTUM_BYTES * QUANTUM_CHARS;
        let text = chars_of(load512_up_to(last, _mm512_setzero_si512()), chars);
        out.push512(_mm512_mask_blend_epi8(1 << len, text, newline), len + 1);
    }
}

/// The ASCII half of what an alphabet's characters stand for.
#[derive(Clone, Copy)]
struct Tables(Vector, Vector);

impl Tables {
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn new(alphabet: &Alphabet) -> Tables {
        let [low, high, ..] = alphabet.sextets().as_chunks().0 else {
            unreachable!("there are 256")
        };
        Tables(load(low), load(high))
    }

    /// The same, with [`SKIPPED`] set for what is neither in the alphabet nor to be stopped at.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn with_skipped(self, skipped: &ByteSet) -> Tables {
        let [low, high, ..] = skipped.rows().as_chunks().0 else {
            unreachable!("there are four")
        };
        let mark = |table, set| {
            let set = _mm512_movepi8_mask(table) & u64::from_le_bytes(set);
            let marked = _mm512_or_si512(table, _mm512_set1_epi8(SKIPPED as i8));
            _mm512_mask_mov_epi8(table, set, marked)
        };
        Tables(mark(self.0, *low), mark(self.1, *high))
    }

    /// What each character stands for; that of a byte beyond ASCII is of no use.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vbmi")]
    fn sextets(self, text: Vector) -> Vector {
        _mm512_permutex2var_epi8(self.0, text, self.1)
    }

    /// The same, with a verdict, which has the highest bit of what is rejected set.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vbmi")]
    fn with_verdict(self) -> impl Sextets<Vector> {
        move |text| {
            let sextets = self.sextets(text);
            (sextets, _mm512_or_si512(text, sextets))
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi1,bmi2")]
pub fn decode_whole(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
    let tables = Tables::new(alphabet);
    let read = if text.len() > CHARS {
        decode_blocks(tables, text, out)
    } else {
        0
    };
    let rest = &text[read..];
    if rest.len() <= CHARS && rest.len().is_multiple_of(QUANTUM_CHARS) {
        let pads = match rest {
            [.., PAD, PAD] => 2,
            [.., PAD] => 1,
            _ => 0,
        };
        let data = &rest[..rest.len() - pads];
        let block = load512_up_to(data, _mm512_setzero_si512());
        let is_data = mask64(data.len());
        let sextets = tables.sextets(block);
        if rejected(both(block, sextets)) & is_data == 0 {
            let sextets = _mm512_maskz_mov_epi8(is_data, sextets);
            let len = data.len() * QUANTUM_BYTES / QUANTUM_CHARS;
            out.push512(bytes_of(sextets), len);
            return text.len();
        }
    }
    read + scalar::decode_whole(alphabet, rest, out)
}

/// Decodes vectors from the front of a text while all their characters are in the alphabet, and more than one vector is left; returns
/// the number of characters.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi1,bmi2")]
fn decode_blocks(tables: Tables, text: &[u8], out: &mut Output<'_>) -> usize {
    let mut rest = text;
    if rest.len() >= MANY {
        // So many bytes that there is a character's end.
        let mut lead = out.to_multiple_of::<CHARS>();
        while !lead.is_multiple_of(QUANTUM_BYTES) {
            lead += CHARS;
        }
        while lead > 0
            && let Some(block) = rest.first_chunk()
        {
            let block = load(block);
            let sextets = tables.sextets(block);
            if rejected(both(block, sextets)) != 0 {
                break;
            }
            let len = lead.min(BYTES);
            out.push512(bytes_of(sextets), len);
            lead -= len;
            rest = &rest[len / QUANTUM_BYTES * QUANTUM_CHARS..];
        }
    }
    let pack = [
        load(&PACK_FOUR[0]),
        load(&PACK_FOUR[1]),
        load(&PACK_FOUR[2]),
    ];
    while rest.len() > 4 * CHARS
        && let Some(block) = rest.first_chunk::<{ 4 * CHARS }>()
    {
        let [a, b, c, d] = block.as_chunks().0 else {
            unreachable!("there are four")
        };
        let text = [load(a), load(b), load(c), load(d)];
        let sextets = text.map(|text| tables.sextets(text));
        let any = _mm512_ternarylogic_epi64::<0xFE>(text[0], text[1], text[2]);
        let any = _mm512_ternarylogic_epi64::<0xFE>(any, text[3], sextets[0]);
        let any = _mm512_ternarylogic_epi64::<0xFE>(any, sextets[1], sextets[2]);
        if rejected(both(any, sextets[3])) != 0 {
            break;
        }
        let quanta = sextets.map(|sextets| quanta_of(sextets));
        for i in 0..3 {
            let bytes = _mm512_permutex2var_epi8(quanta[i], pack[i], quanta[i + 1]);
            out.push512(bytes, CHARS);
        }
        rest = &rest[4 * CHARS..];
    }
    while rest.len() > CHARS
        && let Some(block) = rest.first_chunk()
    {
        let block = load(block);
        let sextets = tables.sextets(block);
        if rejected(both(block, sextets)) != 0 {
            break;
        }
        out.push512(bytes_of(sextets), BYTES);
        rest = &rest[CHARS..];
    }
    text.len() - rest.len()
}

/// Set beside [`Alphabet::REJECTED`] where a character is skipped.
const SKIPPED: u8 = 1 << 6;

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
pub fn decode_skipping(
    alphabet: &Alphabet,
    skipped: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> usize {
    let tables = Tables::new(alphabet);
    let lookup = tables.with_verdict();
    let mut read = 0;
    loop {
        read += decode_blocks(tables, &text[read..], out);
        read += decode_even(lookup, alphabet, skipped, &text[read..], out);
        let (staged, is_end) = decode_staged(alphabet, tables, skipped, &text[read..], out);
        read += staged;
        if is_end {
            return read;
        }
    }
}

lines!("avx512f,avx512bw,avx512vbmi,bmi1,bmi2");

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
fn push_bytes(out: &mut Output<'_>, sextets: Vector, keep: usize) {
    out.push512(bytes_of(sextets), keep);
}

#[inline]
#[target_feature(enable = "avx512f")]
fn none_rejected() -> Vector {
    _mm512_setzero_si512()
}

#[inline]
#[target_feature(enable = "avx512f")]
fn both(a: Vector, b: Vector) -> Vector {
    _mm512_or_si512(a, b)
}

/// A bit for each character that is not in the alphabet, or not in ASCII.
#[inline]
#[target_feature(enable = "avx512bw")]
fn rejected(verdict: Vector) -> u64 {
    _mm512_movepi8_mask(verdict)
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn others_than(chars: &[u8; CHARS]) -> impl Fn(Vector) -> u64 + Copy {
    let chars = load(chars);
    move |text| _mm512_cmpneq_epi8_mask(text, chars)
}

/// Collects the characters between what is skipped and decodes them, for a while, or while there are any to skip. Returns the number of bytes read, up to
/// the end of a quantum, and whether it met the end of the text, or a byte that it must leave.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
fn decode_staged(
    alphabet: &Alphabet,
    tables: Tables,
    skipped: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> (usize, bool) {
    let tables = tables.with_skipped(skipped);
    // Beyond ASCII, all is skipped, or nothing is known.
    let are_skipped = alphabet.is_ascii() && skipped.rows()[16..] == [0xFF; 16];
    let stop_beyond = if are_skipped { 0 } else { u64::MAX };
    let mut staged = [MaybeUninit::uninit(); STAGED + 2 * CHARS];
    let mut staged = Output::new(&mut staged);
    let mut rest = text;
    for round in 1.. {
        let mut stop = 0;
        let mut any = 0;
        while staged.len() < STAGED && stop == 0 && !rest.is_empty() {
            let (block, behind) = rest.split_at(rest.len().min(CHARS));
            let is_text = mask64(block.len());
            let block = load512_up_to(block, _mm512_setzero_si512());
            let sextets = tables.sextets(block);
            let skip = _mm512_test_epi8_mask(sextets, _mm512_set1_epi8(SKIPPED as i8));
            let rejected = rejected(both(block, sextets));
            let beyond = _mm512_movepi8_mask(block);
            stop = (rejected & !skip & !beyond | beyond & stop_beyond) & is_text;
            // Those before the first byte to stop at.
            let keep = !rejected & is_text & _blsmsk_u64(stop);
            staged.push512(
                _mm512_maskz_compress_epi8(keep, sextets),
                keep.count_ones() as usize,
            );
            any |= rejected;
            rest = if stop == 0 {
                behind
            } else {
                &rest[_tzcnt_u64(stop) as usize..]
            };
        }

        let (blocks, last) = staged.as_slice().as_chunks();
        for block in blocks {
            out.push512(bytes_of(load(block)), BYTES);
        }
        let len = last.len();
        let last = load512_up_to(last, _mm512_setzero_si512());
        let is_end = stop != 0 || rest.is_empty();
        if is_end || any == 0 || round == ROUNDS {
            out.push512(bytes_of(last), len / QUANTUM_CHARS * QUANTUM_BYTES);
            let read = &text[..text.len() - rest.len()];
            let read = read.len() - scalar::length_of_last(alphabet, read, len % QUANTUM_CHARS);
            return (read, is_end);
        }
        staged.truncate(0);
        staged.push512(last, len);
    }
    unreachable!("the last round returns")
}
