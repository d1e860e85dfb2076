//! CRCs by carry-less multiplication, four registers of 16 bytes at a time.
//!
//! PMULL takes a half of each operand, of two registers or two numbers. Sixteen bytes are folded by two of them,
//! which depend on nothing but a register: four such chains keep the one or two units busy that processors have. There are instructions for
//! CRC-32, too, of eight bytes each; they do not know the other polynomial, and one chain of them is no faster.

use core::arch::aarch64::*;

use super::fold::{Crc, Crc32, CrcXmodem};
use super::scalar;
use super::vectors::{REVERSE, SHIFT, fold_by_16};
use crate::aarch64::load128;

fold_by_16!("neon,aes");

type Register = uint8x16_t;

#[inline]
#[target_feature(enable = "neon")]
fn number(number: u32) -> Register {
    vreinterpretq_u8_u32(vsetq_lane_u32::<0>(number, vdupq_n_u32(0)))
}

#[inline]
#[target_feature(enable = "neon")]
fn xor(first: Register, second: Register) -> Register {
    veorq_u8(first, second)
}

#[inline]
#[target_feature(enable = "neon")]
fn permute(bytes: Register, indices: Register) -> Register {
    vqtbl1q_u8(bytes, indices)
}

/// Brings a register over the distance that `keys` are for.
#[inline]
#[target_feature(enable = "neon,aes")]
fn over([low, high]: [u64; 2], register: Register) -> Register {
    let register = vreinterpretq_p64_u8(register);
    let low = vmull_p64(vgetq_lane_p64::<0>(register), low);
    let high = vmull_high_p64(register, vcombine_p64(vcreate_p64(0), vcreate_p64(high)));
    veorq_u8(vreinterpretq_u8_p128(low), vreinterpretq_u8_p128(high))
}

/// The remainder of a register that is followed by 32 bits of zeros: the division itself, by multiplication with the inverse (Barrett).
#[inline]
#[target_feature(enable = "neon,aes")]
fn remainder<C: Crc>(sum: Register) -> u32 {
    let sum = vreinterpretq_p128_u8(sum);
    let (low, high) = (sum as u64, (sum >> 64) as u64);
    if C::REFLECTED {
        // 96 bits: the higher powers over the lower 64, which move down by 32.
        let dividend = vmull_p64(low, C::LAST) ^ u128::from(high) << 32;
        let quotient = vmull_p64((dividend >> 32) as u64, C::QUOTIENT);
        let product = vmull_p64(quotient as u64, C::DIVISOR);
        (dividend >> 96) as u32 ^ (product >> 64) as u32
    } else {
        let dividend = vmull_p64(high, C::LAST) ^ u128::from(low) << 32;
        let upper = (dividend >> 32) as u64;
        // The quotient is the upper half of this and, for the power that the constant lacks, what was multiplied.
        let quotient = (vmull_p64(upper, C::QUOTIENT) >> 64) as u64 ^ upper;
        dividend as u32 ^ vmull_p64(quotient, C::DIVISOR) as u32
    }
}
