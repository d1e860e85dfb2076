//! Base32 with NEON: two quanta at once.
//!
//! It relies on look-ups of 32 and 64 bytes, for any alphabet of printable ASCII, on shifts by a number for each lane, and on shifts that
//! insert: each of three joins two neighbours, in numbers twice as wide.

use core::arch::aarch64::*;

use super::{Alphabet, QUANTUM_BYTES, QUANTUM_CHARS, scalar};
use crate::Output;
use crate::aarch64::load128;
use crate::table96::neon::PrintableValues;

/// The bytes and the characters of a vector.
const BYTES: usize = 2 * QUANTUM_BYTES;
const CHARS: usize = 2 * QUANTUM_CHARS;

/// Where the two bytes come from that hold a character's bits, the lower first: of the first quantum, and of the second.
const PLACES: [[u8; 16]; 2] = {
    let mut places = [[0; 16]; 2];
    let mut i = 0;
    while i < CHARS {
        let bit = i % QUANTUM_CHARS * 5;
        let byte = i / QUANTUM_CHARS * QUANTUM_BYTES + bit / 8;
        // The last character's bits are in one byte, and behind it is no other of the quantum; it is shifted out.
        let place = &mut places[i / QUANTUM_CHARS];
        place[i % QUANTUM_CHARS * 2] = byte as u8 + 1;
        place[i % QUANTUM_CHARS * 2 + 1] = byte as u8;
        i += 1;
    }
    places
};

/// By how many bits they are shifted so that the character's are the lowest; negative is to the right.
const SHIFTS: [i16; QUANTUM_CHARS] = {
    let mut shifts = [0; QUANTUM_CHARS];
    let mut i = 0;
    while i < QUANTUM_CHARS {
        shifts[i] = (i * 5 % 8) as i16 - 11;
        i += 1;
    }
    shifts
};

/// Where the bytes of two quanta come from, which are numbers of 64 bits.
const PACK: [u8; 16] = [
    4, 3, 2, 1, 0, 12, 11, 10, 9, 8, 255, 255, 255, 255, 255, 255,
];

/// What encodes vectors.
#[derive(Clone, Copy)]
struct Encoder {
    chars: uint8x16x2_t,
    places: [uint8x16_t; 2],
    shifts: int16x8_t,
}

impl Encoder {
    #[inline]
    #[target_feature(enable = "neon")]
    fn new(alphabet: &Alphabet) -> Self {
        let [low, high] = alphabet.chars().as_chunks().0 else {
            unreachable!("32 characters");
        };
        let [a, b, c, d, e, f, g, h] = SHIFTS.map(i16::to_le_bytes);
        let shifts = [a, b, c, d, e, f, g, h];
        Encoder {
            chars: uint8x16x2_t(load128(low), load128(high)),
            places: [load128(&PLACES[0]), load128(&PLACES[1])],
            shifts: vreinterpretq_s16_u8(load128(
                shifts.as_flattened().first_chunk().expect("16 bytes"),
            )),
        }
    }

    /// Writes the characters of two quanta.
    #[inline]
    #[target_feature(enable = "neon")]
    fn push(&self, block: &[u8; 16], out: &mut Output<'_>) {
        let bytes = load128(block);
        let [first, second] = self.places.map(|places| {
            let pairs = vreinterpretq_u16_u8(vqtbl1q_u8(bytes, places));
            vreinterpretq_u8_u16(vshlq_u16(pairs, self.shifts))
        });
        let values = vandq_u8(vuzp1q_u8(first, second), vdupq_n_u8(31));
        out.push128(vqtbl2q_u8(self.chars, values), CHARS);
    }
}

/// Writes the bytes of two quanta.
#[inline]
#[target_feature(enable = "neon")]
fn decode_block(values: &PrintableValues, block: &[u8; CHARS], out: &mut Output<'_>) -> bool {
    let values = values.get(load128(block));
    if vminvq_u8(values) < 0x80 {
        return false;
    }
    // Of two neighbours the first is shifted to the left of the second, whose lowest bits stay: so many as it has. What is above is the
    // first's, and shifted out of the way later on, or not looked at.
    let values = vreinterpretq_u16_u8(values);
    let pairs = vsliq_n_u16::<5>(vshrq_n_u16::<8>(values), values);
    let pairs = vreinterpretq_u32_u16(pairs);
    let fours = vsliq_n_u32::<10>(vshrq_n_u32::<16>(pairs), pairs);
    let fours = vreinterpretq_u64_u32(fours);
    let quanta = vsliq_n_u64::<20>(vshrq_n_u64::<32>(fours), fours);
    out.push128(
        vqtbl1q_u8(vreinterpretq_u8_u64(quanta), load128(&PACK)),
        BYTES,
    );
    true
}

blocks!("neon", decode_quanta);
