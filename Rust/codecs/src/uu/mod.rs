//! Uuencode, a line at a time, as [POSIX](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/uuencode.html)
//! has it and as CPython's `binascii` reads it.
//!
//! A line is a character for the number of bytes, up to [`LINE_BYTES`], then four characters for each three
//! bytes, then LF. A character is a space and six bits added; a grave accent may stand for the
//! space, which mail is apt to lose at an end.

#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(target_arch = "x86_64")]
mod ssse3;
#[cfg(any(
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
mod vectors;

#[cfg(test)]
mod tests;

use crate::Output;

/// The most bytes that [`encode`] makes a line of.
pub const LINE_BYTES: usize = 45;

/// The most bytes that a line can say that it has.
pub const DECODED_BYTES: usize = 63;

/// What may stand for zero bits.
const BACKTICK: u8 = b'`';

/// Why bytes or a text were rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// There is no first character: "Missing length byte". CPython up to 3.13 reads a NUL instead, as of a text that is one.
    NoLength,
    /// There are more than [`LINE_BYTES`] to encode: "At most 45 bytes at once".
    TooLong,
    /// A character that is not one of the 65, where data must stand: "Illegal char".
    NotInAlphabet,
    /// Behind the data, anything but spaces, grave accents and ends of lines: "Trailing garbage".
    TrailingGarbage,
}

/// What was rejected: why, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub kind: ErrorKind,
    /// The position of the first character, or byte, that cannot stand where it stands.
    pub at: usize,
}

/// The number of characters of the line that `len` bytes become, LF included; exact.
///
/// `None` if a line cannot have so many: they are [`ErrorKind::TooLong`].
pub const fn encoded_len(len: usize) -> Option<usize> {
    if len > LINE_BYTES {
        return None;
    }
    Some(2 + len.div_ceil(3) * 4)
}

/// Encodes a line of [`encoded_len`] characters. With `backtick`, a grave accent stands for a space.
///
/// # Errors
///
/// [`ErrorKind::TooLong`]. Nothing is written then.
///
/// # Panics
///
/// If `out` has no room.
pub fn encode(backtick: bool, bytes: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    if bytes.len() > LINE_BYTES {
        return Err(Error {
            kind: ErrorKind::TooLong,
            at: LINE_BYTES,
        });
    }
    encode_line(backtick, bytes, out);
    Ok(())
}

/// The number of bytes that the line `text` becomes, by its first character; exact.
pub const fn decoded_len(text: &[u8]) -> usize {
    match *text {
        [] => 0,
        [length, ..] => (length.wrapping_sub(b' ') & 63) as usize,
    }
}

/// Decodes a line into [`decoded_len`] bytes.
///
/// An end of line within the data, or that of the text, stands for spaces that were lost: for zero bits.
///
/// # Errors
///
/// With the position of the first character that cannot stand where it stands: [`ErrorKind::NoLength`],
/// [`ErrorKind::NotInAlphabet`] or [`ErrorKind::TrailingGarbage`]. What was written then is unspecified.
///
/// # Panics
///
/// If `out` has no room.
pub fn decode(text: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let Some((_, chars)) = text.split_first() else {
        return Err(Error {
            kind: ErrorKind::NoLength,
            at: 0,
        });
    };
    decode_line(decoded_len(text), chars, out)
}

fn encode_line(backtick: bool, bytes: &[u8], out: &mut Output<'_>) {
    dispatch!([avx512, ssse3, neon, simd128] encode(backtick, bytes, out))
}

fn decode_line(len: usize, chars: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    dispatch!([avx512, ssse3, neon, simd128] decode(len, chars, out))
}

/// The number of characters that hold `len` bytes.
const fn chars_of(len: usize) -> usize {
    (len * 4).div_ceil(3)
}
