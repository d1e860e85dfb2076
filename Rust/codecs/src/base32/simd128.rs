//! Base32 with simd128: two quanta at once.
//!
//! It relies on shuffles by constants, which engines compile to what a machine has, and on the pairwise sum of products of 16 bits. There
//! are no shifts by a number for each lane, so bits are shifted by multiplication.

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
        // The two bytes that hold a character's bits, the lower first, of the characters at even places, and of those at odd ones.
        // Where the bits are in one byte, any will do for the other.
        let even = u8x16_shuffle::<1, 0, 2, 1, 3, 2, 4, 3, 6, 5, 7, 6, 8, 7, 9, 8>(bytes, bytes);
        let odd = u8x16_shuffle::<1, 0, 2, 1, 4, 3, 5, 4, 6, 5, 7, 6, 9, 8, 10, 9>(bytes, bytes);
        // What is to the left of the bits is shifted out, and they are the highest; then what is to the right.
        let even = u16x8_mul(
            even,
            u16x8(1, 1 << 2, 1 << 4, 1 << 6, 1, 1 << 2, 1 << 4, 1 << 6),
        );
        let odd = u16x8_mul(
            odd,
            u16x8(
                1 << 5,
                1 << 7,
                1 << 1,
                1 << 3,
                1 << 5,
                1 << 7,
                1 << 1,
                1 << 3,
            ),
        );
        let odd = v128_and(u16x8_shr(odd, 3), u16x8_splat(0x1F00));
        let values = v128_or(u16x8_shr(even, 11), odd);

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
