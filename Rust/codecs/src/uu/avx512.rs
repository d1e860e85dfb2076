//! Uuencode with AVX-512: a line at once.

use core::arch::x86_64::*;

use super::{BACKTICK, Error, chars_of, scalar};
use crate::Output;
use crate::x86::{load512, load512_up_to, mask64};

/// Of eight characters, from the one before a multiple of eight on, the seven bytes that hold their bits; as a number,
/// the first is the highest.
static GATHER: [u8; 64] = gather();

const fn gather() -> [u8; 64] {
    let mut places = [0; 64];
    let mut i = 0;
    while i < 64 {
        // Before the first byte is the last of the vector, which is zero.
        places[i] = (6 * (i as u8 / 8) + 64 + 5 - i as u8 % 8) % 64;
        i += 1;
    }
    places
}

/// Where the bits of those eight characters are in that number, lowest first.
const SHIFTS: u64 = u64::from_le_bytes([48, 42, 36, 30, 24, 18, 12, 6]);

/// Three bytes of each four, of which each four are a number.
static SCATTER: [u8; 64] = scatter();

const fn scatter() -> [u8; 64] {
    let mut places = [0; 64];
    let mut i = 0;
    while i < 48 {
        places[i] = (i as u8 / 3) * 4 + 2 - i as u8 % 3;
        i += 1;
    }
    places
}

/// See [`super::encode`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
pub fn encode(backtick: bool, bytes: &[u8], out: &mut Output<'_>) {
    let zero = if backtick { BACKTICK } else { b' ' };
    let length = scalar::char(backtick, bytes.len() as u8);
    let end = 1 + bytes.len().div_ceil(3) * 4;

    let bytes = load512_up_to(bytes, _mm512_setzero_si512());
    let numbers = _mm512_permutexvar_epi8(load512(&GATHER), bytes);
    let shifts = _mm512_set1_epi64(SHIFTS as i64);
    let sextets = _mm512_multishift_epi64_epi8(shifts, numbers);
    let sextets = _mm512_and_si512(sextets, _mm512_set1_epi8(63));
    let zeros = _mm512_testn_epi8_mask(sextets, sextets);
    let chars = _mm512_add_epi8(sextets, _mm512_set1_epi8(b' ' as i8));
    let chars = _mm512_mask_mov_epi8(chars, zeros, _mm512_set1_epi8(zero as i8));
    let chars = _mm512_mask_mov_epi8(chars, 1, _mm512_set1_epi8(length as i8));
    let chars = _mm512_mask_mov_epi8(chars, 1 << end, _mm512_set1_epi8(b'\n' as i8));
    out.push512(chars, end + 1);
}

/// See [`super::decode`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
pub fn decode(len: usize, chars: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    if len > 48 || chars.len() > 64 {
        return scalar::decode(len, chars, out);
    }
    let space = _mm512_set1_epi8(b' ' as i8);
    let equal = |chars, char: u8| _mm512_cmpeq_epi8_mask(chars, _mm512_set1_epi8(char as i8));

    let text = load512_up_to(chars, space);
    let ends = equal(text, b'\n') | equal(text, b'\r');
    let text = _mm512_mask_mov_epi8(text, ends, space);
    let values = _mm512_sub_epi8(text, space);
    let data = mask64(chars_of(len));
    let not_in_alphabet = _mm512_cmpgt_epu8_mask(values, _mm512_set1_epi8(64));
    // Behind the data, none but zeros; a grave accent is one, too.
    let sextets = _mm512_and_si512(values, _mm512_set1_epi8(63));
    let garbage = _mm512_test_epi8_mask(sextets, sextets) & !data;
    if not_in_alphabet | garbage != 0 {
        return scalar::decode(len, chars, out);
    }

    let pairs = _mm512_maddubs_epi16(sextets, _mm512_set1_epi16(0x0140));
    let numbers = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x0001_1000));
    let bytes = _mm512_permutexvar_epi8(load512(&SCATTER), numbers);
    out.push512(bytes, len);
    Ok(())
}
