//! Base32: [RFC 4648](https://www.rfc-editor.org/rfc/rfc4648), sections 6 and 7, as `binascii` of CPython 3.15 has it.
//!
//! Five bytes, a *quantum*, become eight characters. The last quantum of a text is filled with
//! [`PAD`]. [`Alphabet`] says which characters; lengths come from [`encoded_len`] and
//! [`decoded_len`], so that callers allocate once.

mod alphabet;
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

use crate::cpu::{self, Kernel};
use crate::lines::{self, Lines};
use crate::strip;
use crate::{ByteSet, Output, Speed};

pub use alphabet::{Alphabet, HEX, STANDARD};

/// How long encoding takes.
pub const ENCODING: Speed = Speed {
    scalar: 1_100,
    vector: 650,
};

/// How long decoding takes.
pub const DECODING: Speed = Speed {
    scalar: 600,
    vector: 300,
};

/// The character that fills the last quantum.
pub const PAD: u8 = b'=';

/// The bytes that make a quantum.
pub const QUANTUM_BYTES: usize = 5;

/// The characters that a quantum becomes.
pub const QUANTUM_CHARS: usize = 8;

/// What an encoder may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeOptions {
    /// Whether the last quantum is filled with [`PAD`].
    pub padded: bool,
    /// The characters of a line, or zero for a single line. Lines hold whole quanta: as many as fit, and one at least.
    pub wrapcol: usize,
}

impl Default for EncodeOptions {
    /// One line, padded.
    fn default() -> Self {
        EncodeOptions {
            padded: true,
            wrapcol: 0,
        }
    }
}

impl EncodeOptions {
    /// The characters of a line, in whole quanta; zero for a single line.
    const fn width(&self) -> usize {
        lines::width_of_groups(self.wrapcol, QUANTUM_CHARS)
    }

    /// Where a text starts: for [`encode_part`].
    pub const fn lines(&self) -> Lines {
        Lines::new(self.width())
    }
}

/// What a decoder may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeOptions {
    /// Whether the last quantum must be filled with [`PAD`]. Else no [`PAD`] is accepted.
    pub padded: bool,
    /// What is skipped, unless it is in the alphabet.
    pub ignored: ByteSet,
    /// Whether the bits of the last character that are beyond the last byte must be zero.
    pub canonical: bool,
}

impl Default for DecodeOptions {
    /// Padded, nothing ignored, and any bits behind the last byte.
    fn default() -> Self {
        DecodeOptions {
            padded: true,
            ignored: ByteSet::EMPTY,
            canonical: false,
        }
    }
}

/// Why a text was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A byte that is neither in the alphabet nor ignored nor [`PAD`].
    NotInAlphabet,
    /// A [`PAD`], and no padding was asked for.
    Padding,
    /// A [`PAD`] before any character.
    LeadingPadding,
    /// More [`PAD`] than fill the quantum.
    ExcessPadding,
    /// A character behind the padding that filled the quantum.
    ExcessData,
    /// A character behind padding that did not fill the quantum.
    DiscontinuousPadding,
    /// The text ends, or has a [`PAD`], after so many characters in all: one, three or six of a quantum, which hold no whole number of bytes.
    Characters(usize),
    /// The text ends before padding filled the quantum.
    Truncated,
    /// Bits behind the last byte that are not zero, and canonical text was asked for.
    NonZeroBits,
}

/// A rejected text: why, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub kind: ErrorKind,
    /// The position of the first byte that cannot stand where it stands, or the length of the text if only its end tells.
    pub at: usize,
}

/// The number of characters that `len` bytes become, padding and newlines included.
///
/// `None` if it does not fit in a `usize`.
pub const fn encoded_len(len: usize, options: &EncodeOptions) -> Option<usize> {
    let rest = len % QUANTUM_BYTES;
    let last = match (rest, options.padded) {
        (0, _) => 0,
        (_, true) => QUANTUM_CHARS,
        (_, false) => (rest * 8).div_ceil(5),
    };
    let chars = match (len / QUANTUM_BYTES).checked_mul(QUANTUM_CHARS) {
        Some(chars) => chars.checked_add(last),
        None => None,
    };
    lines::len_in_lines(chars, options.width())
}

/// The most bytes that `text` can become; just as many if nothing in it is ignored.
pub const fn decoded_len(text: &[u8]) -> usize {
    let mut len = text.len();
    while len > 0 && text.len() - len < QUANTUM_CHARS && text[len - 1] == PAD {
        len -= 1;
    }
    len / QUANTUM_CHARS * QUANTUM_BYTES + len % QUANTUM_CHARS * QUANTUM_BYTES / QUANTUM_CHARS
}

/// Encodes `bytes`: writes [`encoded_len`] characters.
///
/// In a single line, what chunks of whole quanta become is what they become together; in lines, see [`encode_part`].
///
/// # Panics
///
/// If `out` has no room for them.
pub fn encode(alphabet: &Alphabet, bytes: &[u8], options: &EncodeOptions, out: &mut Output<'_>) {
    encode_part(alphabet, bytes, options.padded, &mut options.lines(), out);
}

/// Encodes the next bytes of several chunks, all of whole quanta but the last.
///
/// # Panics
///
/// If `out` has no room for them.
pub fn encode_part(
    alphabet: &Alphabet,
    bytes: &[u8],
    padded: bool,
    lines: &mut Lines,
    out: &mut Output<'_>,
) {
    encode_by(cpu::active(), alphabet, bytes, padded, lines, out);
}

/// See [`encode_part`].
fn encode_by(
    kernel: Kernel,
    alphabet: &Alphabet,
    bytes: &[u8],
    padded: bool,
    lines: &mut Lines,
    out: &mut Output<'_>,
) {
    lines.push_encoded::<QUANTUM_BYTES, QUANTUM_CHARS>(
        kernel,
        bytes,
        out,
        |bytes, out| dispatch!(kernel => [avx512, avx2, ssse3, neon, simd128] encode(alphabet, bytes, padded, out)),
    );
}

/// Decodes a whole text: writes [`decoded_len`] bytes, or less if some are ignored.
///
/// What CPython's `base64` accepts, before 3.15 as well, is what this accepts with the default options and one of [`Alphabet::casefold`] and
/// [`Alphabet::map01`]. What a rejected text leaves in `out` is unspecified.
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
    let start = out.len();
    let mut at = decode_quanta(kernel, alphabet, text, out);

    // Padding that is ignored may stand anywhere, and counts nevertheless: this is left to `scalar`.
    let mut skipped = ByteSet::EMPTY;
    if strip::is_worth_it(text.len() - at, QUANTUM_CHARS)
        && !(options.padded && options.ignored.contains(PAD))
    {
        skipped = options.ignored.without(alphabet.values().accepted());
    }
    if !skipped.is_empty() {
        at = strip::decode(
            kernel,
            &skipped,
            text,
            at,
            QUANTUM_CHARS,
            out,
            |text, out| decode_quanta(kernel, alphabet, text, out),
        );
    }
    scalar::decode(alphabet, text, at, options, start, out)
}

/// Decodes whole quanta up to the first with anything but characters of the alphabet; returns how many characters they are.
fn decode_quanta(kernel: Kernel, alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
    dispatch!(kernel => [avx512, avx2, ssse3, neon, simd128] decode_quanta(alphabet, text, out))
}

#[cfg(test)]
mod tests;
