//! Base64 with the 128-bit vectors of WebAssembly: any alphabet of ASCII characters.
//!
//! As `ssse3.rs` has it, but that a swizzle finds zero for every index out of range, so that what the rows of a table find is combined by OR. There is no
//! multiplication of bytes, so that shifts bring pairs together.
//!
//! This relies on hosts that make one instruction of a shuffle in one vector, and of a multiplication.

use core::arch::wasm32::*;
use core::hint::black_box;

use super::Alphabet;
use super::alphabet::Nibbles;
use crate::Output;
use crate::wasm32::load128 as load;

type Vector = v128;

/// The bytes and characters of a vector.
const BYTES: usize = 12;
const CHARS: usize = 16;

/// The vectors that are coded together.
const AT_ONCE: usize = 4;

/// The bytes that are loaded for a vector.
const LOADED: usize = 16;

/// What looks up `N` rows; zero for an index that is beyond them.
#[inline]
#[target_feature(enable = "simd128")]
fn lookup_in<const N: usize>(rows: &[[u8; 16]]) -> impl Fn(Vector) -> Vector + Copy {
    let mut vectors = [u8x16_splat(0); N];
    for i in 0..N {
        vectors[i] = load(&rows[i]);
    }
    move |indices| {
        let mut found = u8x16_swizzle(vectors[0], indices);
        for (i, &row) in vectors.iter().enumerate().skip(1) {
            let indices = u8x16_sub(indices, u8x16_splat(16 * i as u8));
            found = v128_or(found, u8x16_swizzle(row, indices));
        }
        found
    }
}

/// The way for all alphabets.
#[inline]
#[target_feature(enable = "simd128")]
fn chars_by_row(alphabet: &Alphabet) -> impl Chars<Vector> {
    lookup_in::<4>(alphabet.chars().as_chunks().0)
}

/// The shorter way.
#[inline]
#[target_feature(enable = "simd128")]
fn chars_by_offset(offsets: &[u8; 16]) -> impl Chars<Vector> {
    let offsets = load(offsets);
    move |sextets| {
        let beyond = u8x16_sub_sat(sextets, u8x16_splat(51));
        let is_second = i8x16_gt(sextets, i8x16_splat(25));
        let range = u8x16_sub(beyond, is_second);
        u8x16_add(sextets, u8x16_swizzle(offsets, range))
    }
}

/// What finds the characters of the first 12 bytes of 16.
#[inline]
#[target_feature(enable = "simd128")]
fn chars_of(chars: impl Chars<Vector>) -> impl Fn(&[u8; LOADED]) -> Vector + Copy {
    // A compiler that knows the factors makes several shifts of the multiplication.
    let to_left = black_box(u32x4_splat(0x0100_0010));
    move |bytes| {
        let bytes = load(bytes);
        // Three bytes over four: each two have the bits of two characters, which multiplications bring into their places.
        let spread =
            u8x16_shuffle::<1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10>(bytes, bytes);
        // Half of it, as this multiplication is of signed numbers; its product is divided by 2 to the 15th.
        let even = v128_and(u16x8_shr(spread, 1), u32x4_splat(0x07E0_7E00));
        let odd = v128_and(spread, u32x4_splat(0x003F_03F0));
        chars(v128_or(
            i16x8_q15mulr_sat(even, u32x4_splat(0x0400_0040)),
            i16x8_mul(odd, to_left),
        ))
    }
}

/// The way for all alphabets.
#[inline]
#[target_feature(enable = "simd128")]
fn sextets_by_row(alphabet: &Alphabet) -> impl Sextets<Vector> {
    let lookup = lookup_in::<8>(alphabet.sextets().as_chunks().0);
    move |text| {
        let sextets = lookup(text);
        let rejected = v128_or(text, sextets);
        let is_rejected = u8x16_splat(Alphabet::REJECTED);
        (sextets, v128_andnot(is_rejected, rejected))
    }
}

/// The shorter way.
#[inline]
#[target_feature(enable = "simd128")]
fn sextets_by_nibbles(nibbles: &Nibbles) -> impl Sextets<Vector> {
    let accepted = load(&nibbles.accepted);
    let bits = u8x16(1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0);
    let offsets = load(&nibbles.offsets);
    let exception = u8x16_splat(nibbles.exception);
    let exceptional = u8x16_splat(nibbles.exceptional);
    move |text| {
        let high = u8x16_shr(text, 4);
        let low = v128_and(text, u8x16_splat(0x0F));
        // Beyond ASCII, the high half has no bit.
        let is_accepted = v128_and(u8x16_swizzle(accepted, low), u8x16_swizzle(bits, high));
        let sextets = u8x16_add(text, u8x16_swizzle(offsets, high));
        let is_exception = u8x16_eq(text, exception);
        let sextets = v128_bitselect(exceptional, sextets, is_exception);
        (sextets, is_accepted)
    }
}

/// The 12 bytes of 16 times six bits.
#[inline]
#[target_feature(enable = "simd128")]
fn bytes_of(sextets: Vector) -> Vector {
    let first = i16x8_shl(v128_and(sextets, u16x8_splat(0x003F)), 6);
    let pairs = v128_or(first, u16x8_shr(sextets, 8));
    let quanta = i32x4_dot_i16x8(pairs, u32x4_splat(0x0001_1000));
    // The highest byte of each is zero.
    u8x16_shuffle::<2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 7, 11, 15>(quanta, quanta)
}

#[inline]
#[target_feature(enable = "simd128")]
fn push(out: &mut Output<'_>, vector: Vector, keep: usize) {
    out.push128(vector, keep);
}

#[inline]
#[target_feature(enable = "simd128")]
fn push_bytes(out: &mut Output<'_>, sextets: Vector, keep: usize) {
    out.push128(bytes_of(sextets), keep);
}

#[inline]
#[target_feature(enable = "simd128")]
fn with_newline(text: Vector, is_newline: Vector) -> Vector {
    v128_bitselect(u8x16_splat(b'\n'), text, is_newline)
}

// A verdict has no bit set where a character is rejected.

#[inline]
#[target_feature(enable = "simd128")]
fn none_rejected() -> Vector {
    u8x16_splat(0xFF)
}

#[inline]
#[target_feature(enable = "simd128")]
fn both(a: Vector, b: Vector) -> Vector {
    u8x16_min(a, b)
}

#[inline]
#[target_feature(enable = "simd128")]
fn rejected(verdict: Vector) -> u64 {
    u64::from(u8x16_bitmask(u8x16_eq(verdict, u8x16_splat(0))))
}

#[inline]
#[target_feature(enable = "simd128")]
fn is_any_rejected(verdict: Vector) -> bool {
    !u8x16_all_true(verdict)
}

#[inline]
#[target_feature(enable = "simd128")]
fn others_than(chars: &[u8; CHARS]) -> impl Fn(Vector) -> u64 + Copy {
    let chars = load(chars);
    move |text| u64::from(u8x16_bitmask(u8x16_ne(text, chars)))
}

vectors!(
    "simd128",
    encode: chars_by_row or chars_by_offset(offsets),
    decode: sextets_by_row or sextets_by_nibbles(nibbles),
);
