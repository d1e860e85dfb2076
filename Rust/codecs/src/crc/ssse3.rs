//! CRCs by carry-less multiplication, four registers of 16 bytes at a time.

use core::arch::x86_64::*;

use super::fold::{Crc, Crc32, CrcXmodem};
use super::scalar;
use crate::x86::load128;

/// What is shorter is the tables' business.
const LEAST: usize = 16;

/// See [`super::crc32`].
#[target_feature(enable = "ssse3,sse4.1,pclmulqdq")]
pub fn crc32(bytes: &[u8], crc: u32) -> u32 {
    match bytes.len() {
        ..LEAST => scalar::crc32(bytes, crc),
        _ => !divide::<Crc32>(bytes, !crc),
    }
}

/// See [`super::crc_xmodem`].
#[target_feature(enable = "ssse3,sse4.1,pclmulqdq")]
pub fn crc_xmodem(bytes: &[u8], crc: u16) -> u16 {
    match bytes.len() {
        ..LEAST => scalar::crc_xmodem(bytes, crc),
        _ => (divide::<CrcXmodem>(bytes, u32::from(crc.swap_bytes())) >> 16) as u16,
    }
}

/// Indices that move bytes up or down: loaded from the position `16 - n` they move them up by `n`, from `16 + n` down.
static SHIFT: [u8; 48] = {
    let mut indices = [0x80; 48];
    let mut i = 0;
    while i < 16 {
        indices[16 + i] = i as u8;
        i += 1;
    }
    indices
};

/// Bytes of a message as a register.
#[inline]
#[target_feature(enable = "ssse3,sse4.1,pclmulqdq")]
fn register<C: Crc>(bytes: __m128i) -> __m128i {
    if C::REFLECTED {
        bytes
    } else {
        let reverse = _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        _mm_shuffle_epi8(bytes, reverse)
    }
}

/// Brings a register over the distance that `keys` are for.
#[inline]
#[target_feature(enable = "ssse3,sse4.1,pclmulqdq")]
fn over([low, high]: [u64; 2], register: __m128i) -> __m128i {
    let keys = _mm_set_epi64x(high as i64, low as i64);
    _mm_xor_si128(
        _mm_clmulepi64_si128(register, keys, 0x00),
        _mm_clmulepi64_si128(register, keys, 0x11),
    )
}

/// The remainder of at least 16 bytes after `state`, the bytes of which are added to the first four, lowest first.
#[target_feature(enable = "ssse3,sse4.1,pclmulqdq")]
fn divide<C: Crc>(bytes: &[u8], state: u32) -> u32 {
    let block = |bytes: &[u8; 16]| register::<C>(load128(bytes));
    let indices = |at: usize| load128(SHIFT[at..].first_chunk().expect("a whole vector"));

    // Zeros in front have no effect, and make whole blocks of the bytes.
    let zeros = bytes.len().wrapping_neg() % 16;
    let state = _mm_cvtsi32_si128(state as i32);
    let first = load128(bytes.first_chunk().expect("16 bytes"));
    let first = _mm_shuffle_epi8(_mm_xor_si128(first, state), indices(16 - zeros));
    let mut sum = register::<C>(first);
    // What of the state belongs to the second block.
    let mut carry = register::<C>(_mm_shuffle_epi8(state, indices(32 - zeros)));

    let (mut rest, _) = bytes[16 - zeros..].as_chunks::<16>();
    if let [a, b, c, behind @ ..] = rest {
        let mut sums = [sum, _mm_xor_si128(block(a), carry), block(b), block(c)];
        carry = _mm_setzero_si128();
        rest = behind;
        while let [a, b, c, d, behind @ ..] = rest {
            for (sum, bytes) in sums.iter_mut().zip([a, b, c, d]) {
                *sum = _mm_xor_si128(over(C::OVER_64, *sum), block(bytes));
            }
            rest = behind;
        }
        let [a, b, c, d] = sums;
        let ab = _mm_xor_si128(over(C::OVER_48, a), over(C::OVER_32, b));
        let cd = _mm_xor_si128(over(C::OVER_16, c), d);
        sum = _mm_xor_si128(ab, cd);
    }
    for bytes in rest {
        let bytes = _mm_xor_si128(block(bytes), carry);
        carry = _mm_setzero_si128();
        sum = _mm_xor_si128(over(C::OVER_16, sum), bytes);
    }
    remainder::<C>(sum)
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
