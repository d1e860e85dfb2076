//! Base64 with SSSE3 and SSE4.1: any alphabet of ASCII characters.
//!
//! Vectors are looked up 16 bytes at a time: a row of a table for each high half of the index. What the rows differ by is combined with
//! XOR, so that no row has to be chosen. For the usual alphabets, less will do: see [`Alphabet::offsets`] and [`Nibbles`].

use core::arch::x86_64::*;
use core::hint::black_box;

use super::Alphabet;
use super::alphabet::Nibbles;
use crate::Output;
use crate::x86::load128 as load;

type Vector = __m128i;

/// The bytes and characters of a vector.
const BYTES: usize = 12;
const CHARS: usize = 16;

/// The vectors that are coded together.
const AT_ONCE: usize = 4;

/// The bytes that are loaded for a vector.
const LOADED: usize = 16;

/// What looks up `N` rows by indices that are less than 16 × `N`.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn lookup_in<const N: usize>(rows: &[[u8; 16]]) -> impl Fn(Vector) -> Vector + Copy {
    let mut differences = [_mm_setzero_si128(); N];
    for i in 0..N {
        differences[i] = load(&rows[i]);
        if i > 0 {
            differences[i] = _mm_xor_si128(differences[i], load(&rows[i - 1]));
        }
    }
    move |indices| {
        let mut found = _mm_shuffle_epi8(differences[0], indices);
        for (i, &row) in differences.iter().enumerate().skip(1) {
            // An index that is less than nothing finds zero.
            let indices = _mm_sub_epi8(indices, _mm_set1_epi8(16 * i as i8));
            let difference = _mm_shuffle_epi8(row, indices);
            found = _mm_xor_si128(found, difference);
        }
        found
    }
}

/// The way for all alphabets.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn chars_by_row(alphabet: &Alphabet) -> impl Chars<Vector> {
    lookup_in::<4>(alphabet.chars().as_chunks().0)
}

/// The shorter way.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn chars_by_offset(offsets: &[u8; 16]) -> impl Chars<Vector> {
    let offsets = load(offsets);
    move |sextets| {
        let beyond = _mm_subs_epu8(sextets, _mm_set1_epi8(51));
        let is_second = _mm_cmpgt_epi8(sextets, _mm_set1_epi8(25));
        let range = _mm_sub_epi8(beyond, is_second);
        _mm_add_epi8(sextets, _mm_shuffle_epi8(offsets, range))
    }
}

/// What finds the characters of the first 12 bytes of 16.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn chars_of(chars: impl Chars<Vector>) -> impl Fn(&[u8; LOADED]) -> Vector + Copy {
    // A compiler that knows the factors makes several shifts of the multiplication.
    let to_left = black_box(_mm_set1_epi32(0x0100_0010));
    move |bytes| {
        // Three bytes over four: each two have the bits of two characters, which multiplications bring into their places.
        let spread = load(&[1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10]);
        let spread = _mm_shuffle_epi8(load(bytes), spread);
        // Half of it, as this multiplication is of signed numbers; its product is divided by 2 to the 15th. (The unsigned one is of
        // the kind that compilers take apart.)
        let even = _mm_srli_epi16::<1>(spread);
        let even = _mm_and_si128(even, _mm_set1_epi32(0x07E0_7E00));
        let odd = _mm_and_si128(spread, _mm_set1_epi32(0x003F_03F0));
        chars(_mm_or_si128(
            _mm_mulhrs_epi16(even, _mm_set1_epi32(0x0400_0040)),
            _mm_mullo_epi16(odd, to_left),
        ))
    }
}

/// The way for all alphabets.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn sextets_by_row(alphabet: &Alphabet) -> impl Sextets<Vector> {
    let lookup = lookup_in::<8>(alphabet.sextets().as_chunks().0);
    move |text| {
        let sextets = lookup(text);
        let rejected = _mm_or_si128(text, sextets);
        let is_rejected = _mm_set1_epi8(Alphabet::REJECTED as i8);
        (sextets, _mm_andnot_si128(rejected, is_rejected))
    }
}

/// The shorter way.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn sextets_by_nibbles(nibbles: &Nibbles) -> impl Sextets<Vector> {
    let accepted = load(&nibbles.accepted);
    let bits = load(&[1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0]);
    let offsets = load(&nibbles.offsets);
    let exception = _mm_set1_epi8(nibbles.exception as i8);
    let exceptional = _mm_set1_epi8(nibbles.exceptional as i8);
    move |text| {
        let high = _mm_and_si128(_mm_srli_epi32::<4>(text), _mm_set1_epi8(0x0F));
        // Of an ASCII character, a shuffle takes the low half, and nothing of others.
        let is_accepted = _mm_and_si128(
            _mm_shuffle_epi8(accepted, text),
            _mm_shuffle_epi8(bits, high),
        );
        let sextets = _mm_add_epi8(text, _mm_shuffle_epi8(offsets, high));
        let is_exception = _mm_cmpeq_epi8(text, exception);
        let sextets = _mm_blendv_epi8(sextets, exceptional, is_exception);
        (sextets, is_accepted)
    }
}

/// The 12 bytes of 16 times six bits.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn bytes_of(sextets: Vector) -> Vector {
    let pairs = _mm_maddubs_epi16(sextets, _mm_set1_epi16(0x0140));
    let quanta = _mm_madd_epi16(pairs, _mm_set1_epi32(0x0001_1000));
    let pack = load(&[2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255]);
    _mm_shuffle_epi8(quanta, pack)
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn push(out: &mut Output<'_>, vector: Vector, keep: usize) {
    out.push128(vector, keep);
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn push_bytes(out: &mut Output<'_>, sextets: Vector, keep: usize) {
    out.push128(bytes_of(sextets), keep);
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn with_newline(text: Vector, is_newline: Vector) -> Vector {
    _mm_blendv_epi8(text, _mm_set1_epi8(b'\n' as i8), is_newline)
}

// A verdict has no bit set where a character is rejected.

#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn none_rejected() -> Vector {
    _mm_set1_epi8(-1)
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn both(a: Vector, b: Vector) -> Vector {
    _mm_min_epu8(a, b)
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn rejected(verdict: Vector) -> u64 {
    let are_zero = _mm_cmpeq_epi8(verdict, _mm_setzero_si128());
    u64::from(_mm_movemask_epi8(are_zero) as u32)
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn is_any_rejected(verdict: Vector) -> bool {
    rejected(verdict) != 0
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn others_than(chars: &[u8; CHARS]) -> impl Fn(Vector) -> u64 + Copy {
    let chars = load(chars);
    move |text| rejected(_mm_cmpeq_epi8(text, chars))
}

vectors!(
    "ssse3,sse4.1",
    encode: chars_by_row or chars_by_offset(offsets),
    decode: sextets_by_row or sextets_by_nibbles(nibbles),
);
