//! Base64 with NEON: any alphabet to encode, and what is ASCII of it to decode.
//!
//! A vector is four registers. What is loaded and stored goes to and from them in turns (LD3, LD4, ST3, ST4), so that each has one character, or byte, of
//! all quanta, and bits go from one register to another by shifts that insert. Tables are as wide as the alphabet: one look-up in four registers (TBL) finds 16 of
//! 64 characters, two of them (and TBX) 16 of the 128 that are ASCII.
//!
//! This relies on loads and stores in turns, and look-ups in four registers, taking less than what they spare: a shuffle and two multiplications for each 16
//! characters, and a way of its own for each kind of alphabet.

use core::arch::aarch64::*;
use core::hint::black_box;

use super::Alphabet;
use crate::Output;
use crate::aarch64::{load_by_3, load_by_4 as load, load_table};

/// The first characters of 16 quanta, the second ones, and so on.
type Vector = uint8x16x4_t;

/// The bytes and characters of a vector.
const BYTES: usize = 48;
const CHARS: usize = 64;

/// The vectors that are coded together: for a second one, there are not registers enough beside the tables.
const AT_ONCE: usize = 1;

/// The bytes that are loaded for a vector.
const LOADED: usize = BYTES;

/// What is made of each of the four.
#[inline]
#[target_feature(enable = "neon")]
fn each(vector: Vector, make: impl Fn(uint8x16_t) -> uint8x16_t) -> Vector {
    let uint8x16x4_t(a, b, c, d) = vector;
    uint8x16x4_t(make(a), make(b), make(c), make(d))
}

/// What is made of each of the four and that of the other vector.
#[inline]
#[target_feature(enable = "neon")]
fn each_two(
    vector: Vector,
    other: Vector,
    make: impl Fn(uint8x16_t, uint8x16_t) -> uint8x16_t,
) -> Vector {
    uint8x16x4_t(
        make(vector.0, other.0),
        make(vector.1, other.1),
        make(vector.2, other.2),
        make(vector.3, other.3),
    )
}

#[inline]
#[target_feature(enable = "neon")]
fn chars(alphabet: &Alphabet) -> impl Chars<Vector> {
    let chars = load_table(alphabet.chars());
    move |sextets| each(sextets, |sextets| vqtbl4q_u8(chars, sextets))
}

/// What finds the characters of 48 bytes.
#[inline]
#[target_feature(enable = "neon")]
fn chars_of(chars: impl Chars<Vector>) -> impl Fn(&[u8; LOADED]) -> Vector + Copy {
    move |bytes| {
        let uint8x16x3_t(a, b, c) = load_by_3(bytes);
        let sextet = vdupq_n_u8(0x3F);
        chars(uint8x16x4_t(
            vshrq_n_u8::<2>(a),
            vandq_u8(vsliq_n_u8::<4>(vshrq_n_u8::<4>(b), a), sextet),
            vandq_u8(vsliq_n_u8::<2>(vshrq_n_u8::<6>(c), b), sextet),
            vandq_u8(c, sextet),
        ))
    }
}

/// A verdict has the highest bit of what is rejected set.
#[inline]
#[target_feature(enable = "neon")]
fn sextets(alphabet: &Alphabet) -> impl Sextets<Vector> {
    let [low, high, ..] = alphabet.sextets().as_chunks().0 else {
        unreachable!("there are 256")
    };
    let (low, high) = (load_table(low), load_table(high));
    move |text| {
        let sextets = each(text, |text| {
            let found = vqtbl4q_u8(low, text);
            // An index that is out of range leaves what was found; one beyond ASCII is out of both.
            let index = vsubq_u8(text, vdupq_n_u8(64));
            vqtbx4q_u8(found, high, index)
        });
        (sextets, both(text, sextets))
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn push(out: &mut Output<'_>, vector: Vector, keep: usize) {
    out.push_by_4(vector, keep);
}

#[inline]
#[target_feature(enable = "neon")]
fn push_bytes(out: &mut Output<'_>, sextets: Vector, keep: usize) {
    let uint8x16x4_t(a, b, c, d) = sextets;
    let bytes = uint8x16x3_t(
        vsliq_n_u8::<2>(vshrq_n_u8::<4>(b), a),
        vsliq_n_u8::<4>(vshrq_n_u8::<2>(c), b),
        vsliq_n_u8::<6>(d, c),
    );
    out.push_by_3(bytes, keep);
}

#[inline]
#[target_feature(enable = "neon")]
fn with_newline(text: Vector, is_newline: Vector) -> Vector {
    let newline = vdupq_n_u8(b'\n');
    each_two(text, is_newline, |text, is_newline| {
        vbslq_u8(is_newline, newline, text)
    })
}

#[inline]
#[target_feature(enable = "neon")]
fn none_rejected() -> Vector {
    let none = vdupq_n_u8(0);
    uint8x16x4_t(none, none, none, none)
}

#[inline]
#[target_feature(enable = "neon")]
fn both(a: Vector, b: Vector) -> Vector {
    each_two(a, b, |a, b| vorrq_u8(a, b))
}

/// The highest bits. They are brought together by shifts that leave what is above: first the four of a quantum, as neighbours; then these, twice in their
/// byte, so that the halves of two bytes are those of two quanta.
#[inline]
#[target_feature(enable = "neon")]
fn rejected(verdict: Vector) -> u64 {
    let uint8x16x4_t(a, b, c, d) = verdict;
    let (ab, cd) = (vsriq_n_u8::<1>(b, a), vsriq_n_u8::<1>(d, c));
    let quanta = vsriq_n_u8::<2>(cd, ab);
    let twice = vsriq_n_u8::<4>(quanta, quanta);
    let bits = vshrn_n_u16::<4>(vreinterpretq_u16_u8(twice));
    vget_lane_u64::<0>(vreinterpret_u64_u8(bits))
}

#[inline]
#[target_feature(enable = "neon")]
fn is_any_rejected(verdict: Vector) -> bool {
    let uint8x16x4_t(a, b, c, d) = verdict;
    let any = vorrq_u8(vorrq_u8(a, b), vorrq_u8(c, d));
    vmaxvq_u8(any) >= Alphabet::REJECTED
}

#[inline]
#[target_feature(enable = "neon")]
fn others_than(chars: &[u8; CHARS]) -> impl Fn(Vector) -> u64 + Copy {
    // A compiler that knows that both were loaded in turns brings bytes into order where they were compared.
    let chars = black_box(load(chars));
    move |text| !rejected(each_two(text, chars, |a, b| vceqq_u8(a, b)))
}

vectors!("neon", encode: chars, decode: sextets);
