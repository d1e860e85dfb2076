//! Base64 with AVX2: any alphabet of ASCII characters.
//!
//! Vectors are looked up 16 bytes at a time: a row of a table for each high half of the index. What the rows differ by is combined with
//! XOR, so that no row has to be chosen. For the usual alphabets, less will do: see [`Alphabet::offsets`] and [`Nibbles`].

use core::arch::x86_64::*;
use core::hint::black_box;

use super::Alphabet;
use super::alphabet::Nibbles;
use crate::Output;
use crate::x86::{load128, load256 as load};

type Vector = __m256i;

/// The bytes and characters of a vector.
const BYTES: usize = 24;
const CHARS: usize = 32;

/// The vectors that are coded together.
const AT_ONCE: usize = 4;

/// The bytes that are loaded for a vector: two halves, which overlap.
const LOADED: usize = 28;

/// A row in both halves.
#[inline]
#[target_feature(enable = "avx2")]
fn row(row: &[u8; 16]) -> Vector {
    _mm256_broadcastsi128_si256(load128(row))
}

/// What looks up `N` rows by indices that are less than 16 × `N`.
#[inline]
#[target_feature(enable = "avx2")]
fn lookup_in<const N: usize>(rows: &[[u8; 16]]) -> impl Fn(Vector) -> Vector + Copy {
    let mut differences = [_mm256_setzero_si256(); N];
    for i in 0..N {
        differences[i] = row(&rows[i]);
        if i > 0 {
            differences[i] = _mm256_xor_si256(differences[i], row(&rows[i - 1]));
        }
    }
    move |indices| {
        let mut found = _mm256_shuffle_epi8(differences[0], indices);
        for (i, &row) in differences.iter().enumerate().skip(1) {
            // An index that is less than nothing finds zero.
            let indices = _mm256_sub_epi8(indices, _mm256_set1_epi8(16 * i as i8));
            let difference = _mm256_shuffle_epi8(row, indices);
            found = _mm256_xor_si256(found, difference);
        }
        found
    }
}

/// The way for all alphabets.
#[inline]
#[target_feature(enable = "avx2")]
fn chars_by_row(alphabet: &Alphabet) -> impl Chars<Vector> {
    lookup_in::<4>(alphabet.chars().as_chunks().0)
}

/// The shorter way.
#[inline]
#[target_feature(enable = "avx2")]
fn chars_by_offset(offsets: &[u8; 16]) -> impl Chars<Vector> {
    let offsets = row(offsets);
    move |sextets| {
        let beyond = _mm256_subs_epu8(sextets, _mm256_set1_epi8(51));
        let is_second = _mm256_cmpgt_epi8(sextets, _mm256_set1_epi8(25));
        let range = _mm256_sub_epi8(beyond, is_second);
        _mm256_add_epi8(sextets, _mm256_shuffle_epi8(offsets, range))
    }
}

/// What finds the characters of the first 24 bytes of 28.
#[inline]
#[target_feature(enable = "avx2")]
fn chars_of(chars: impl Chars<Vector>) -> impl Fn(&[u8; LOADED]) -> Vector + Copy {
    // A compiler that knows the factors makes several shifts of the multiplication.
    let to_left = black_box(_mm256_set1_epi32(0x0100_0010));
    move |bytes| {
        let low = load128(bytes.first_chunk().expect("a half is less"));
        let high = load128(bytes.last_chunk().expect("a half is less"));
        let halves = _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(low), high);
        // Three bytes over four: each two have the bits of two characters, which multiplications bring into their places.
        let spread = row(&[1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10]);
        let spread = _mm256_shuffle_epi8(halves, spread);
        // Half of it, as this multiplication is of signed numbers; its product is divided by 2 to the 15th. (The unsigned one is of
        // the kind that compilers take apart.)
        let even = _mm256_srli_epi16::<1>(spread);
        let even = _mm256_and_si256(even, _mm256_set1_epi32(0x07E0_7E00));
        let odd = _mm256_and_si256(spread, _mm256_set1_epi32(0x003F_03F0));
        chars(_mm256_or_si256(
            _mm256_mulhrs_epi16(even, _mm256_set1_epi32(0x0400_0040)),
            _mm256_mullo_epi16(odd, to_left),
        ))
    }
}

/// The way for all alphabets.
#[inline]
#[target_feature(enable = "avx2")]
fn sextets_by_row(alphabet: &Alphabet) -> impl Sextets<Vector> {
    let lookup = lookup_in::<8>(alphabet.sextets().as_chunks().0);
    move |text| {
        let sextets = lookup(text);
        let rejected = _mm256_or_si256(text, sextets);
        let is_rejected = _mm256_set1_epi8(Alphabet::REJECTED as i8);
        (sextets, _mm256_andnot_si256(rejected, is_rejected))
    }
}

/// The shorter way.
#[inline]
#[target_feature(enable = "avx2")]
fn sextets_by_nibbles(nibbles: &Nibbles) -> impl Sextets<Vector> {
    let accepted = row(&nibbles.accepted);
    let bits = row(&[1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0]);
    let offsets = row(&nibbles.offsets);
    let exception = _mm256_set1_epi8(nibbles.exception as i8);
    let exceptional = _mm256_set1_epi8(nibbles.exceptional as i8);
    move |text| {
        let high = _mm256_and_si256(_mm256_srli_epi32::<4>(text), _mm256_set1_epi8(0x0F));
        // Of an ASCII character, a shuffle takes the low half, and nothing of others.
        let is_accepted = _mm256_and_si256(
            _mm256_shuffle_epi8(accepted, text),
            _mm256_shuffle_epi8(bits, high),
        );
        let sextets = _mm256_add_epi8(text, _mm256_shuffle_epi8(offsets, high));
        let is_exception = _mm256_cmpeq_epi8(text, exception);
        let sextets = _mm256_blendv_epi8(sextets, exceptional, is_exception);
        (sextets, is_accepted)
    }
}

/// The 24 bytes of 32 times six bits.
#[inline]
#[target_feature(enable = "avx2")]
fn bytes_of(sextets: Vector) -> Vector {
    let pairs = _mm256_maddubs_epi16(sextets, _mm256_set1_epi16(0x0140));
    let quanta = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x0001_1000));
    let pack = row(&[2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255]);
    let halves = _mm256_shuffle_epi8(quanta, pack);
    _mm256_permutevar8x32_epi32(halves, _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7))
}

#[inline]
#[target_feature(enable = "avx2")]
fn push(out: &mut Output<'_>, vector: Vector, keep: usize) {
    out.push256(vector, keep);
}

#[inline]
#[target_feature(enable = "avx2")]
fn push_bytes(out: &mut Output<'_>, sextets: Vector, keep: usize) {
    out.push256(bytes_of(sextets), keep);
}

#[inline]
#[target_feature(enable = "avx2")]
fn with_newline(text: Vector, is_newline: Vector) -> Vector {
    _mm256_blendv_epi8(text, _mm256_set1_epi8(b'\n' as i8), is_newline)
}

// A verdict has no bit set where a character is rejected.

#[inline]
#[target_feature(enable = "avx2")]
fn none_rejected() -> Vector {
    _mm256_set1_epi8(-1)
}

#[inline]
#[target_feature(enable = "avx2")]
fn both(a: Vector, b: Vector) -> Vector {
    _mm256_min_epu8(a, b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn rejected(verdict: Vector) -> u64 {
    let are_zero = _mm256_cmpeq_epi8(verdict, _mm256_setzero_si256());
    u64::from(_mm256_movemask_epi8(are_zero) as u32)
}

#[inline]
#[target_feature(enable = "avx2")]
fn is_any_rejected(verdict: Vector) -> bool {
    rejected(verdict) != 0
}

#[inline]
#[target_feature(enable = "avx2")]
fn others_than(chars: &[u8; CHARS]) -> impl Fn(Vector) -> u64 + Copy {
    let chars = load(chars);
    move |text| rejected(_mm256_cmpeq_epi8(text, chars))
}

vectors!(
    "avx2,bmi1,bmi2",
    encode: chars_by_row or chars_by_offset(offsets),
    decode: sextets_by_row or sextets_by_nibbles(nibbles),
);
