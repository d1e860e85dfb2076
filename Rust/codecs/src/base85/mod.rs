//! Base85 and Z85, as `binascii` of CPython 3.15 has them.
//!
//! Four bytes, a *group*, are a number of five digits to the base of 85, written with the characters of an [`Alphabet`].
//! A last group of one to three bytes becomes as many characters and one. Lengths come from [`encoded_len`] and
//! [`decoded_len`], so that callers allocate once.

mod alphabet;
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) mod avx512;
#[cfg(target_arch = "aarch64")]
pub(crate) mod neon;
pub(crate) mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) mod simd128;
#[cfg(target_arch = "x86_64")]
pub(crate) mod ssse3;

use crate::cpu::{self, Kernel};
use crate::lines::{self, Lines};
use crate::strip;
use crate::{ByteSet, Output, Speed};

pub use alphabet::{ASCII85, Alphabet, STANDARD, Z85};

/// How long encoding takes.
pub const ENCODING: Speed = Speed {
    scalar: 1_250,
    vector: 550,
};

/// How long decoding takes.
pub const DECODING: Speed = Speed {
    scalar: 800,
    vector: 400,
};
pub(crate) use scalar::{Group, encode_group};

/// The bytes that make a group.
pub const GROUP_BYTES: usize = 4;

/// The characters that a group becomes.
pub const GROUP_CHARS: usize = 5;

/// What an encoder may be asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EncodeOptions {
    /// Whether zeros fill the last group, so that it has five characters, and its decoder gives the zeros as well.
    pub pad: bool,
    /// The characters of a line, or zero for a single line. Lines hold whole groups: as many as fit, and one at least.
    pub wrapcol: usize,
}

impl EncodeOptions {
    /// The characters of a line, in whole groups; zero for a single line.
    const fn width(&self) -> usize {
        lines::width_of_groups(self.wrapcol, GROUP_CHARS)
    }

    /// Where a text starts: for [`encode_part`].
    pub const fn lines(&self) -> Lines {
        Lines::new(self.width())
    }
}

/// What a decoder may be asked for. By default, nothing is ignored, and any last group of two characters or more is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DecodeOptions {
    /// What is skipped, unless it is in the alphabet.
    pub ignored: ByteSet,
    /// Whether the last group must be what an encoder writes for its bytes.
    pub canonical: bool,
    /// Whether the last group may have one character, which holds no byte: so it is with CPython's `base64` up to 3.14.
    pub lone: bool,
}

/// Why a text was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A byte that is neither in the alphabet nor ignored.
    NotInAlphabet,
    /// A number that four bytes do not hold.
    Overflow,
    /// The last group has one character.
    Incomplete,
    /// The last group is not what an encoder writes for its bytes, and canonical text was asked for.
    NonZeroBits,
}

/// A rejected text: why, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub kind: ErrorKind,
    /// The position of the first byte that cannot stand where it stands, or the length of the text if only its end tells.
    ///
    /// Of [`ErrorKind::Overflow`] it is the start of the group as CPython reports it: a multiple of five, counted as if
    /// nothing were ignored, and the digits that stand for the missing ones of the last group were there.
    pub at: usize,
}

/// The number of characters that `len` bytes become, newlines included.
///
/// `None` if it does not fit in a `usize`.
pub const fn encoded_len(len: usize, options: &EncodeOptions) -> Option<usize> {
    lines::len_in_lines(line_len(len, options.pad), options.width())
}

/// The number of characters that `len` bytes become in one line.
pub(crate) const fn line_len(len: usize, pad: bool) -> Option<usize> {
    let last = match (len % GROUP_BYTES, pad) {
        (0, _) => 0,
        (_, true) => GROUP_CHARS,
        (rest, false) => rest + 1,
    };
    match (len / GROUP_BYTES).checked_mul(GROUP_CHARS) {
        Some(chars) => chars.checked_add(last),
        None => None,
    }
}

/// The most bytes that `len` characters can become; just as many if nothing is ignored.
pub const fn decoded_len(len: usize) -> usize {
    len / GROUP_CHARS * GROUP_BYTES + (len % GROUP_CHARS).saturating_sub(1)
}

/// Encodes `bytes`: writes [`encoded_len`] characters.
///
/// In a single line, what chunks of whole groups become is what they become together; in lines, see [`encode_part`].
///
/// # Panics
///
/// If `out` has no room for them.
pub fn encode(alphabet: &Alphabet, bytes: &[u8], options: &EncodeOptions, out: &mut Output<'_>) {
    encode_part(alphabet, bytes, options.pad, &mut options.lines(), out);
}

/// Encodes the next bytes of several chunks, all of whole groups but the last.
///
/// # Panics
///
/// If `out` has no room for them.
pub fn encode_part(
    alphabet: &Alphabet,
    bytes: &[u8],
    pad: bool,
    lines: &mut Lines,
    out: &mut Output<'_>,
) {
    encode_by(cpu::active(), alphabet, bytes, pad, lines, out);
}

/// See [`encode_part`].
fn encode_by(
    kernel: Kernel,
    alphabet: &Alphabet,
    bytes: &[u8],
    pad: bool,
    lines: &mut Lines,
    out: &mut Output<'_>,
) {
    lines.push_encoded::<GROUP_BYTES, GROUP_CHARS>(
        kernel,
        bytes,
        out,
        |bytes, out| dispatch!(kernel => [avx512, avx2, ssse3, neon, simd128] encode(alphabet, bytes, pad, out)),
    );
}

/// Decodes a whole text: writes [`decoded_len`] bytes, or less if some are ignored.
///
/// What a rejected text leaves in `out` is unspecified.
///
/// # Errors
///
/// With the position of the first byte that cannot stand where it stands.
///
/// # Panics
///
/// If `out` has no room.
pub fn decode(
    alphabet: &Alphabet,
    text: &[u8],
    options: &DecodeOptions,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    decode_by(cpu::active(), alphabet, text, options, out)
}

/// See [`decode`].
fn decode_by(
    kernel: Kernel,
    alphabet: &Alphabet,
    text: &[u8],
    options: &DecodeOptions,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let mut at = decode_groups(kernel, alphabet, text, out);

    let mut skipped = ByteSet::EMPTY;
    if strip::is_worth_it(text.len() - at, GROUP_CHARS) {
        skipped = options.ignored.without(alphabet.values().accepted());
    }
    if !skipped.is_empty() {
        at = strip::decode(kernel, &skipped, text, at, GROUP_CHARS, out, |text, out| {
            decode_groups(kernel, alphabet, text, out)
        });
    }
    scalar::decode(alphabet, text, at, options, out)
}

/// Decodes whole groups up to the first with anything but characters of the alphabet, or too large a number; returns how many
/// characters they are.
pub(crate) fn decode_groups(
    kernel: Kernel,
    alphabet: &Alphabet,
    text: &[u8],
    out: &mut Output<'_>,
) -> usize {
    dispatch!(kernel => [avx512, avx2, ssse3, neon, simd128] decode_groups(alphabet, text, out))
}

#[cfg(test)]
mod tests;
