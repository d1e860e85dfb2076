//! Base32 with simd128: two quanta at once.
//!
//! It relies on shuffles by constants, which engines compile to what a machine has, on shifts of all lanes by one number, and on the pairwise sum
//! of products of 16 bits. Products with powers of two would be no shifts by a number for each lane: the compiler makes them such ones,
//! and takes the vectors apart, as there are none.

use core::arch::wasm32::*;

use super::{Alphabet, QUANTUM_BYTES, QUANTUM_CHARS, scalar};
use crate::Output;
use crate::table96::simd128::PrintableValues;
use crate::wasm32::load128;

/// The bytes and the characters of a vector.
const BYTES: usize = 2 * QUANTUM_BYTES;
const CHARS: usize = 2 * QUANTUM_CHARS;

/// What encodes vectors: the halves of the alphabet.
#[derive(Clone, Copy)]
struct Encoder([v128; 2]);

impl Encoder {
    #[inline]
    #[target_feature(enable = "simd128")]
    fn new(alphabet: &Alphabet) -> Self {
        let [low, high] = alphabet.chars().as_chunks().0 else {
            unreachable!("32 characters");
        };
        Encoder([load128(low), load128(high)])
    }

    /// Writes the characters of two quanta.
    #[inline]
    #[target_feature(enable = "simd128")]
    fn push(&self, block: &[u8; 16], out: &mut Output<'_>) {
        let bytes = load128(block);
        // Quanta as numbers of 64 bits, their last byte first. What is above the bits of a number is looked at last.
        let quanta = u8x16_shuffle::<4, 3, 2, 1, 0, 4, 3, 2, 9, 8, 7, 6, 5, 9, 8, 7>(bytes, bytes);
        // Each number becomes two of half its bits, the first lower: three times.
        let fours = u32x4_shuffle::<0, 4, 2, 6>(u64x2_shr(quanta, 20), quanta);
        let pairs = u16x8_shuffle::<0, 8, 2, 10, 4, 12, 6, 14>(u32x4_shr(fours, 10), fours);
        let values = u8x16_shuffle::<0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30>(
            u16x8_shr(pairs, 5),
            pairs,
        );
        let values = v128_and(values, u8x16_splat(31));

        let [low, high] = self.0;
        // Of the two, one gives zero: what is not below 16, or wraps.
        let chars = v128_or(
            u8x16_swizzle(low, values),
            u8x16_swizzle(high, u8x16_sub(values, u8x16_splat(16))),
        );
        out.push128(chars, CHARS);
    }
}

/// Writes the bytes of two quanta.
#[inline]
#[target_feature(enable = "simd128")]
fn decode_block(values: &PrintableValues, block: &[u8; CHARS], out: &mut Output<'_>) -> bool {
    let values = values.get(load128(block));
    if u8x16_bitmask(values) != 0xFFFF {
        return false;
    }
    let pairs = v128_bitselect(
        u16x8_shl(values, 5),
        u16x8_shr(values, 8),
        u16x8_splat(0x03E0),
    );
    let fours = i32x4_dot_i16x8(pairs, u32x4_splat(0x0001_0400));
    // Two of 20 bits, the first lower. What is shifted beyond 40 bits is not looked at.
    let quanta = v128_or(u64x2_shl(fours, 20), u64x2_shr(fours, 32));
    let bytes = u8x16_shuffle::<4, 3, 2, 1, 0, 12, 11, 10, 9, 8, 0, 0, 0, 0, 0, 0>(quanta, quanta);
    out.push128(bytes, BYTES);
    true
}

blocks!("simd128", decode_quanta);
