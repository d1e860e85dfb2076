//! CRCs by carry-less multiplication, with registers of 64 bytes: four times 16 that are folded side by side. Of a long message
//! half is folded by matrices.

use core::arch::x86_64::*;

use super::fold::{Crc, Crc32, CrcXmodem};
use super::scalar;
use super::ssse3::remainder;
use crate::x86::{load512, load512_up_to};

/// Fewer bytes than these take less time by table, above all where they were stored just now: a vector that is wider than what was stored
/// waits for it.
const FEW: usize = 16;

/// See [`super::crc32`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,vpclmulqdq,pclmulqdq,gfni,bmi2")]
pub fn crc32(bytes: &[u8], crc: u32) -> u32 {
    match bytes.len() {
        ..FEW => scalar::crc32(bytes, crc),
        _ => !divide::<Crc32>(bytes, !crc),
    }
}

/// See [`super::crc_xmodem`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,vpclmulqdq,pclmulqdq,gfni,bmi2")]
pub fn crc_xmodem(bytes: &[u8], crc: u16) -> u16 {
    match bytes.len() {
        ..FEW => scalar::crc_xmodem(bytes, crc),
        _ => (divide::<CrcXmodem>(bytes, u32::from(crc.swap_bytes())) >> 16) as u16,
    }
}

/// Where each byte of four registers is in a message: in order, or reversed in each register.
struct Order<const REFLECTED: bool>;

impl<const REFLECTED: bool> Order<REFLECTED> {
    const INDICES: [u8; 64] = {
        let mut indices = [0; 64];
        let mut i = 0;
        while i < 64 {
            indices[i] = if REFLECTED { i } else { i ^ 15 } as u8;
            i += 1;
        }
        indices
    };
}

static IN_ORDER: [u8; 64] = Order::<true>::INDICES;
static REVERSED: [u8; 64] = Order::<false>::INDICES;

#[inline]
#[target_feature(enable = "avx512f")]
fn order<C: Crc>() -> __m512i {
    load512(if C::REFLECTED { &IN_ORDER } else { &REVERSED })
}

/// Bytes of a message as registers.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn registers<C: Crc>(bytes: __m512i) -> __m512i {
    if C::REFLECTED {
        bytes
    } else {
        _mm512_shuffle_epi8(bytes, order::<C>())
    }
}

/// Brings registers over the distance that `keys` are for, and adds `to`.
#[inline]
#[target_feature(enable = "avx512f,vpclmulqdq")]
fn over([low, high]: [u64; 2], registers: __m512i, to: __m512i) -> __m512i {
    let keys = _mm512_broadcast_i32x4(_mm_set_epi64x(high as i64, low as i64));
    _mm512_ternarylogic_epi64(
        _mm512_clmulepi64_epi128(registers, keys, 0x00),
        _mm512_clmulepi64_epi128(registers, keys, 0x11),
        to,
        XOR3,
    )
}

/// The sum of three, for `vpternlog`.
const XOR3: i32 = 0x96;

/// Folds eight blocks of a message, the first four of which are given as registers, over those that follow, as far as eight follow:
/// half of them by multiplication and half by matrices, for which a processor has other units. Returns the
/// sums of four blocks and what is left of the message.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,vpclmulqdq,gfni")]
fn by_eight<'b, C: Crc>(
    [a, b, c, d]: [__m512i; 4],
    [e, f, g, h]: [&[u8; 64]; 4],
    mut rest: &'b [[u8; 64]],
) -> ([__m512i; 4], &'b [[u8; 64]]) {
    // All bytes are multiplied alike, so their order does not matter. To bring registers in order again is to do the same once more.
    let mut blocks = [registers::<C>(a), registers::<C>(b), load512(g), load512(h)];
    let mut sums = [c, d, registers::<C>(load512(e)), registers::<C>(load512(f))];

    let matrices = C::BLOCKS_OVER_512.map(|row| row.map(|matrix| _mm512_set1_epi64(matrix as i64)));
    let times = |block, matrix| _mm512_gf2p8affine_epi64_epi8(block, matrix, 0);
    while let [a, b, c, d, e, f, g, h, behind @ ..] = rest {
        for (sum, bytes) in sums.iter_mut().zip([c, d, e, f]) {
            *sum = over(C::OVER_512, *sum, registers::<C>(load512(bytes)));
        }
        let [i, j, k, l] = blocks;
        for (to, bytes) in [a, b, g, h].into_iter().enumerate() {
            let [i, j] = [times(i, matrices[0][to]), times(j, matrices[1][to])];
            let [k, l] = [times(k, matrices[2][to]), times(l, matrices[3][to])];
            let sum = _mm512_ternarylogic_epi64(i, j, load512(bytes), XOR3);
            blocks[to] = _mm512_ternarylogic_epi64(k, l, sum, XOR3);
        }
        rest = behind;
    }

    let [a, b, g, h] = blocks.map(|block| registers::<C>(block));
    let [c, d, e, f] = sums;
    let sums = [(a, e), (b, f), (c, g), (d, h)];
    (
        sums.map(|(first, second)| over(C::OVER_256, first, second)),
        rest,
    )
}

/// The remainder of at least 4 bytes after `state`, the bytes of which are added to the first four, lowest first.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,vpclmulqdq,pclmulqdq,gfni,bmi2")]
fn divide<C: Crc>(bytes: &[u8], state: u32) -> u32 {
    let block = |bytes: &[u8; 64]| registers::<C>(load512(bytes));
    let add_state = |bytes, state: u32| {
        let state = _mm512_zextsi128_si512(_mm_cvtsi32_si128(state as i32));
        _mm512_xor_si512(bytes, state)
    };

    // Zeros in front have no effect, and make whole blocks of the bytes.
    let zeros = bytes.len().wrapping_neg() % 64;
    let first_len = 64 - zeros;
    let (first, rest) = bytes.split_at(first_len);
    let first = add_state(load512_up_to(first, _mm512_setzero_si512()), state);
    let indices = _mm512_sub_epi8(order::<C>(), _mm512_set1_epi8(zeros as i8));
    let are_bytes = _mm512_movepi8_mask(_mm512_andnot_si512(indices, _mm512_set1_epi8(-1)));
    let mut sum = _mm512_maskz_permutexvar_epi8(are_bytes, indices, first);

    let (mut rest, _) = rest.as_chunks::<64>();
    if let [next, behind @ ..] = rest {
        // What of the state belongs to the second block.
        let carry = state.checked_shr(8 * first_len as u32).unwrap_or(0);
        let next = registers::<C>(add_state(load512(next), carry));
        rest = behind;
        if let [c, d, behind @ ..] = rest {
            let mut sums = [sum, next, block(c), block(d)];
            rest = behind;
            if let [e, f, g, h, behind @ ..] = rest
                && behind.len() >= 8
            {
                (sums, rest) = by_eight::<C>(sums, [e, f, g, h], behind);
            }
            while let [a, b, c, d, behind @ ..] = rest {
                for (sum, bytes) in sums.iter_mut().zip([a, b, c, d]) {
                    *sum = over(C::OVER_256, *sum, block(bytes));
                }
                rest = behind;
            }
            let [a, b, c, d] = sums;
            let cd = over(C::OVER_64, c, d);
            sum = over(C::OVER_192, a, over(C::OVER_128, b, cd));
        } else {
            sum = over(C::OVER_64, sum, next);
        }
        for bytes in rest {
            sum = over(C::OVER_64, sum, block(bytes));
        }
    }

    // Each register over those behind it. The last stays where it is.
    let [[a, b], [c, d], [e, f]] =
        [C::OVER_48, C::OVER_32, C::OVER_16].map(|keys| keys.map(|key| key as i64));
    let keys = _mm512_set_epi64(0, 0, f, e, d, c, b, a);
    let sum = _mm512_ternarylogic_epi64(
        _mm512_clmulepi64_epi128(sum, keys, 0x00),
        _mm512_clmulepi64_epi128(sum, keys, 0x11),
        _mm512_maskz_mov_epi64(0b1100_0000, sum),
        XOR3,
    );
    let sum = _mm256_xor_si256(
        _mm512_castsi512_si256(sum),
        _mm512_extracti64x4_epi64(sum, 1),
    );
    let sum = _mm_xor_si128(
        _mm256_castsi256_si128(sum),
        _mm256_extracti128_si256(sum, 1),
    );
    remainder::<C>(sum)
}
