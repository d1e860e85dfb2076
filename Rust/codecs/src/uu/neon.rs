//! Uuencode with NEON: 24 bytes, 32 characters, at once.
//!
//! LD3 and ST4, LD4 and ST3 make a vector of each byte of three, or each character of four, so that shifts are by the same distance and insert what
//! they shift. A line of 45 bytes is two blocks that overlap. An end of line within the data is left to `scalar.rs`.

use core::arch::aarch64::*;

use super::{Error, scalar};
use crate::Output;
use crate::aarch64::{load_half_by_3, load_half_by_4};

#[inline]
#[target_feature(enable = "neon")]
fn chars_of_24(backtick: bool, bytes: &[u8; 24]) -> uint8x8x4_t {
    let uint8x8x3_t(a, b, c) = load_half_by_3(bytes);
    let first = scalar::first_sextet(backtick);
    // Of the bits, the lowest six count.
    let char = |bits| {
        let sextets = vand_u8(vsub_u8(bits, vdup_n_u8(first)), vdup_n_u8(63));
        vadd_u8(sextets, vdup_n_u8(b' ' + first))
    };
    uint8x8x4_t(
        char(vshr_n_u8::<2>(a)),
        char(vsri_n_u8::<4>(vshl_n_u8::<4>(a), b)),
        char(vsri_n_u8::<6>(vshl_n_u8::<2>(b), c)),
        char(c),
    )
}

/// The bytes of characters, unless one is in doubt.
#[inline]
#[target_feature(enable = "neon")]
fn bytes_of_32(chars: &[u8; 32]) -> Option<uint8x8x3_t> {
    let uint8x8x4_t(a, b, c, d) = load_half_by_4(chars);
    let values = [a, b, c, d].map(|chars| vsub_u8(chars, vdup_n_u8(b' ')));
    let [a, b, c, d] = values;
    if vmaxv_u8(vmax_u8(vmax_u8(a, b), vmax_u8(c, d))) > 64 {
        return None;
    }
    // So the bit that a grave accent has is off.
    let [a, b, c, d] = values.map(|values| vshl_n_u8::<2>(values));
    Some(uint8x8x3_t(
        vsri_n_u8::<6>(a, b),
        vsri_n_u8::<4>(vshl_n_u8::<2>(b), c),
        vsri_n_u8::<2>(vshl_n_u8::<4>(c), d),
    ))
}

/// See [`super::encode`].
#[target_feature(enable = "neon")]
pub fn encode(backtick: bool, bytes: &[u8], out: &mut Output<'_>) {
    out.push(scalar::char(backtick, bytes.len() as u8));
    let whole = &bytes[..bytes.len() / 3 * 3];
    let mut at = 0;
    while let Some(block) = whole[at..].first_chunk() {
        out.push_half_by_4(chars_of_24(backtick, block));
        at += 24;
    }
    // What is left, and bytes before it whose characters are written once more.
    if at < whole.len()
        && let Some(block) = whole.last_chunk()
    {
        out.truncate(out.len() - (at + 24 - whole.len()) / 3 * 4);
        out.push_half_by_4(chars_of_24(backtick, block));
        at = whole.len();
    }
    scalar::encode_data(backtick, &bytes[at..], out);
    out.push(b'\n');
}

/// See [`super::decode`].
#[target_feature(enable = "neon")]
pub fn decode(len: usize, chars: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let whole = &chars[..(len / 3).min(chars.len() / 4) * 4];
    let mut at = 0;
    while let Some(block) = whole[at..].first_chunk()
        && let Some(bytes) = bytes_of_32(block)
    {
        out.push_half_by_3(bytes);
        at += 32;
    }
    // As above, unless there was a doubt before.
    if at < whole.len()
        && whole.len() < at + 32
        && let Some(block) = whole.last_chunk()
        && let Some(bytes) = bytes_of_32(block)
    {
        out.truncate(out.len() - (at + 32 - whole.len()) / 4 * 3);
        out.push_half_by_3(bytes);
        at = whole.len();
    }
    scalar::decode_from(len, chars, at, out)
}
