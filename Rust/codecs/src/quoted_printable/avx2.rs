//! Quoted-printable with AVX2: 64 bytes that stand for themselves at once. Where many are quoted, `scalar.rs` does better.

use core::arch::x86_64::*;

use super::block::{Block, Counter, Quotes, decode_behind};
use super::scalar::{self, Encoder, decode_quote};
use super::vectors::{CHOICES, FEW, MANY, all, count};
use super::{Counts, Options, QUOTE};
use crate::Output;
use crate::x86::load256;

all!("avx2,bmi1,bmi2,popcnt");

type Vector = __m256i;
type Bytes = [Vector; 2];

#[inline]
#[target_feature(enable = "avx2")]
fn load(bytes: &[u8; 64]) -> Bytes {
    let (halves, _) = bytes.as_chunks();
    [load256(&halves[0]), load256(&halves[1])]
}

#[inline]
#[target_feature(enable = "avx2")]
fn push([low, high]: Bytes, keep: usize, out: &mut Output<'_>) {
    out.push256(low, keep.min(32));
    out.push256(high, keep.saturating_sub(32));
}

#[inline]
#[target_feature(enable = "avx2")]
fn bits([low, high]: Bytes) -> u64 {
    let [low, high] = [low, high].map(|half| _mm256_movemask_epi8(half) as u32);
    u64::from(low) | u64::from(high) << 32
}

#[inline]
#[target_feature(enable = "avx2")]
fn is(bytes: Vector, byte: u8) -> Vector {
    _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte as i8))
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn unprintable(bytes: Bytes) -> u64 {
    // Those that are not ASCII are negative. Space is the first that is no control character, DEL the only one behind it.
    let space = _mm256_set1_epi8(b' ' as i8);
    let others = bits(bytes.map(|bytes| _mm256_cmpgt_epi8(space, bytes)));
    others | equal(bytes, QUOTE) | equal(bytes, 0x7F)
}

#[inline]
#[target_feature(enable = "avx2")]
fn replace(bytes: Vector, from: u8, to: u8) -> Vector {
    // All bits that the two do not share.
    let change = _mm256_set1_epi8((from ^ to) as i8);
    _mm256_xor_si256(bytes, _mm256_and_si256(is(bytes, from), change))
}

#[inline]
#[target_feature(enable = "avx2")]
fn select(mask: Vector, bytes: Vector, others: Vector) -> Vector {
    _mm256_blendv_epi8(others, bytes, mask)
}

#[inline]
#[target_feature(enable = "avx2")]
fn and(first: Vector, second: Vector) -> Vector {
    _mm256_and_si256(first, second)
}

#[inline]
#[target_feature(enable = "avx2")]
fn values(high: Vector, low: Vector) -> (Vector, Vector) {
    let [(high, is_high), (low, is_low)] = [high, low].map(|chars| digits(chars));
    // The bits that the shift takes over from the neighbour are not the value's.
    let high = _mm256_and_si256(_mm256_slli_epi16::<4>(high), _mm256_set1_epi8(!15));
    (_mm256_or_si256(high, low), and(is_high, is_low))
}

/// The value of each hexadecimal digit, and whether it is one.
#[inline]
#[target_feature(enable = "avx2")]
fn digits(chars: Vector) -> (Vector, Vector) {
    let up_to = |bytes, most| _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, most), bytes);
    let digits = _mm256_sub_epi8(chars, _mm256_set1_epi8(b'0' as i8));
    let is_digit = up_to(digits, _mm256_set1_epi8(9));
    let lower = _mm256_or_si256(chars, _mm256_set1_epi8(0x20));
    let letters = _mm256_sub_epi8(lower, _mm256_set1_epi8(b'a' as i8));
    let is_letter = up_to(letters, _mm256_set1_epi8(5));
    let letters = _mm256_add_epi8(letters, _mm256_set1_epi8(10));
    (
        select(is_letter, letters, digits),
        _mm256_or_si256(is_digit, is_letter),
    )
}

#[inline]
#[target_feature(enable = "avx2")]
fn sixteens([low, high]: Bytes) -> [__m128i; 4] {
    [
        _mm256_castsi256_si128(low),
        _mm256_extracti128_si256::<1>(low),
        _mm256_castsi256_si128(high),
        _mm256_extracti128_si256::<1>(high),
    ]
}

#[inline]
#[target_feature(enable = "avx2")]
fn choose(bytes: __m128i, places: [u64; 2]) -> [__m128i; 2] {
    let [low, high] = places.map(|places| _mm_set1_epi64x(places as i64));
    [
        _mm_shuffle_epi8(bytes, low),
        _mm_shuffle_epi8(_mm_unpackhi_epi64(bytes, bytes), high),
    ]
}
