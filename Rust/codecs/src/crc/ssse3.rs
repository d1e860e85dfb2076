//! CRCs by carry-less multiplication, four registers of 16 bytes at a time.

use core::arch::x86_64::*;

use super::fold::{Crc, Crc32, CrcXmodem};
use super::scalar;
use super::vectors::{REVERSE, SHIFT, fold_by_16};
use crate::x86::load128;

fold_by_16!("ssse3,sse4.1,pclmulqdq");

type Register = __m128i;

#[inline]
#[target_feature(enable = "sse2")]
fn number(number: u32) -> Register {
    _mm_cvtsi32_si128(number as i32)
}

#[inline]
#[target_feature(enable = "sse2")]
fn xor(first: Register, second: Register) -> Register {
    _mm_xor_si128(first, second)
}

#[inline]
#[target_feature(enable = "ssse3")]
fn permute(bytes: Register, indices: Register) -> Register {
    _mm_shuffle_epi8(bytes, indices)
}

/// Brings a register over the distance that `keys` are for.
#[inline]
#[target_feature(enable = "pclmulqdq")]
fn over([low, high]: [u64; 2], register: Register) -> Register {
    let keys = _mm_set_epi64x(high as i64, low as i64);
    _mm_xor_si128(
        _mm_clmulepi64_si128(register, keys, 0x00),
        _mm_clmulepi64_si128(register, keys, 0x11),
    )
}

/// The remainder of a register that is followed by 32 bits of zeros: the division itself, by multiplication with the inverse (Barrett).
#[inline]
#[target_feature(enable = "ssse3,sse4.1,pclmulqdq")]
pub fn remainder<C: Crc>(sum: __m128i) -> u32 {
    let last = _mm_set_epi64x(0, C::LAST as i64);
    let division = _mm_set_epi64x(C::DIVISOR as i64, C::QUOTIENT as i64);
    if C::REFLECTED {
        // 96 bits: the higher powers over the lower 64, which move down by 32.
        let lower = _mm_srli_si128(_mm_and_si128(sum, _mm_set_epi64x(-1, 0)), 4);
        let dividend = _mm_xor_si128(_mm_clmulepi64_si128(sum, last, 0x00), lower);
        let quotient = _mm_clmulepi64_si128(_mm_srli_si128(dividend, 4), division, 0x00);
        let product = _mm_clmulepi64_si128(quotient, division, 0x10);
        (_mm_extract_epi32(dividend, 3) ^ _mm_extract_epi32(product, 2)) as u32
    } else {
        let lower = _mm_slli_si128(_mm_move_epi64(sum), 4);
        let dividend = _mm_xor_si128(_mm_clmulepi64_si128(sum, last, 0x01), lower);
        let upper = _mm_srli_si128(dividend, 4);
        // The quotient is the upper half of this and, for the power that the constant lacks, what was multiplied.
        let quotient = _mm_clmulepi64_si128(upper, division, 0x00);
        let quotient = _mm_xor_si128(quotient, _mm_slli_si128(upper, 8));
        let product = _mm_clmulepi64_si128(quotient, division, 0x11);
        (_mm_cvtsi128_si32(dividend) ^ _mm_cvtsi128_si32(product)) as u32
    }
}
