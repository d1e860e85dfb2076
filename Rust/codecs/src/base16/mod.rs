//! Base16, hexadecimal digits: [RFC 4648](https://www.rfc-editor.org/rfc/rfc4648), section 8.
//!
//! A byte becomes two digits. On request a [`Separator`] stands between groups of bytes, as in
//! `binascii.hexlify` and `bytes.hex`. Decoding can skip characters that are in a [`ByteSet`].

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(target_arch = "x86_64")]
mod ssse3;
#[cfg(test)]
mod tests;
#[cfg(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
mod vectors;

use crate::{ByteSet, Output, Speed};

/// How long encoding takes.
pub const ENCODING: Speed = Speed {
    scalar: 1_200,
    vector: 800,
};

/// How long decoding takes.
pub const DECODING: Speed = Speed {
    scalar: 500,
    vector: 230,
};

/// Which letters stand for the digits above nine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `a` to `f`.
    Lower,
    /// `A` to `F`.
    Upper,
}

/// What counts as a digit in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// Letters of both cases.
    AnyCase,
    /// Only upper case letters: what RFC 4648 has.
    UpperCase,
}

/// A byte that stands between groups of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separator {
    /// The byte itself, any.
    pub byte: u8,
    /// The bytes that make a group. Counted from the right where it is positive, so that the first group
    /// may be shorter; from the left where it is negative, so that the last one may. Zero: no separator.
    pub bytes_per_sep: isize,
}

impl Separator {
    /// The number of bytes in a group, `None` for no separator.
    #[inline]
    const fn group(self) -> Option<usize> {
        match self.bytes_per_sep {
            0 => None,
            n => Some(n.unsigned_abs()),
        }
    }
}

/// Why a text was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A character that is neither a digit nor ignored.
    NotADigit,
    /// All is well but for the number of digits, which is odd.
    Odd,
}

/// A rejected text: why, and where.
///
/// `binascii` up to 3.14 looks at the length of the text before it looks at its characters; a caller that does the
/// same never sees [`ErrorKind::Odd`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub kind: ErrorKind,
    /// The position of the first character that is not a digit, or the length of a text with an odd number of digits.
    pub at: usize,
}

/// The number of characters that `len` bytes become: exact.
///
/// `None` if it does not fit in a `usize`.
pub const fn encoded_len(len: usize, separator: Option<Separator>) -> Option<usize> {
    let group = match separator {
        Some(separator) => separator.group(),
        None => None,
    };
    let separators = match group {
        Some(group) => len.saturating_sub(1) / group,
        None => 0,
    };
    match len.checked_mul(2) {
        Some(digits) => digits.checked_add(separators),
        None => None,
    }
}

/// The number of bytes that a text of `len` characters becomes if none of them is ignored, and the most that it becomes.
pub const fn decoded_len(len: usize) -> usize {
    len / 2
}

/// Encodes `bytes` as [`encoded_len`] characters.
///
/// Without a separator, pieces of any length that are encoded in turn give what the whole gives. With one, so do pieces
/// that end where a group ends, if the separator is written between them: from the left these are
/// multiples of the group; from the right all but the first are.
///
/// # Panics
///
/// If `out` has not that much room.
#[inline]
pub fn encode(case: Case, separator: Option<Separator>, bytes: &[u8], out: &mut Output<'_>) {
    let group = separator.and_then(|separator| Some((separator, separator.group()?)));
    match group {
        // One group has no separator.
        Some((separator, group)) if group < bytes.len() => {
            encode_separated(case, separator, group, bytes, out);
        }
        _ => encode_plain(case, bytes, out),
    }
}

#[inline]
fn encode_plain(case: Case, bytes: &[u8], out: &mut Output<'_>) {
    dispatch!([avx512, avx2, ssse3, neon, simd128] encode(case, bytes, out))
}

/// Encodes more than one group.
fn encode_separated(
    case: Case,
    separator: Separator,
    group: usize,
    bytes: &[u8],
    out: &mut Output<'_>,
) {
    let mut rest = bytes;
    if separator.bytes_per_sep > 0 {
        // What does not fill a group is in front.
        let (first, behind) = bytes.split_at(bytes.len() % group);
        if !first.is_empty() {
            encode_plain(case, first, out);
            out.push(separator.byte);
        }
        rest = behind;
    }
    encode_groups(case, separator.byte, group, rest, out);
}

/// Encodes groups with a separator between each two; the last may be shorter.
fn encode_groups(case: Case, separator: u8, group: usize, bytes: &[u8], out: &mut Output<'_>) {
    if group >= LONG_GROUP {
        return encode_long_groups(case, separator, group, bytes, out);
    }
    dispatch!([avx512, ssse3, neon, simd128] encode_groups(case, separator, group, bytes, out))
}

/// Groups of so many bytes are encoded one by one.
const LONG_GROUP: usize = 32;

fn encode_long_groups(case: Case, separator: u8, group: usize, bytes: &[u8], out: &mut Output<'_>) {
    let mut groups = bytes.chunks(group);
    if let Some(first) = groups.next() {
        encode_plain(case, first, out);
    }
    for group in groups {
        out.push(separator);
        encode_plain(case, group, out);
    }
}

/// Decodes a whole text to at most [`decoded_len`] bytes: exactly so many if nothing is ignored.
///
/// A digit counts as one though it is in `ignored`.
///
/// Pieces of even length that are decoded in turn give what the whole gives, if nothing is ignored.
/// What a rejected text leaves in `out` is unspecified.
///
/// # Errors
///
/// [`ErrorKind::NotADigit`] for the first character that is neither a digit nor ignored, else [`ErrorKind::Odd`].
///
/// # Panics
///
/// If `out` has not room for the result.
#[inline]
pub fn decode(
    digits: Digits,
    ignored: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> Result<(), Error> {
    if ignored.is_empty() {
        decode_plain(digits, text, out)
    } else {
        decode_ignoring(digits, ignored, text, out)
    }
}

#[inline]
fn decode_plain(digits: Digits, text: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    dispatch!([avx512, avx2, ssse3, neon, simd128] decode(digits, text, out))
}

fn decode_ignoring(
    digits: Digits,
    ignored: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> Result<(), Error> {
    dispatch!([avx512] decode_ignoring(digits, ignored, text, out))
}
