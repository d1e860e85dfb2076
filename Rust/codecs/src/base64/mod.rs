//! Base64: [RFC 4648](https://www.rfc-editor.org/rfc/rfc4648), sections 4 and 5.
//!
//! Three bytes, a *quantum*, become four characters. The last quantum of a text is filled with
//! [`PAD`]. [`Alphabet`] says which characters; lengths come from [`encoded_len`] and
//! [`decoded_len`], so that callers allocate once and exactly.

mod alphabet;
mod scalar;

pub use alphabet::{Alphabet, STANDARD, URL_SAFE};

/// The character that fills the last quantum.
pub const PAD: u8 = b'=';

/// The bytes that make a quantum.
pub const QUANTUM_BYTES: usize = 3;

/// The characters that a quantum becomes.
pub const QUANTUM_CHARS: usize = 4;

/// Why a text was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A character that is neither in the alphabet nor [`PAD`].
    NotInAlphabet,
    /// A [`PAD`] where a character of the alphabet must stand.
    Padding,
    /// The text ends within a quantum.
    Truncated,
}

/// A rejected text: why, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub kind: ErrorKind,
    /// The position of the first character that cannot stand where it stands, or the length of a
    /// text that ends too early.
    pub at: usize,
}

/// The number of characters that `len` bytes become, padding included.
///
/// `None` if it does not fit in a `usize`.
pub const fn encoded_len(len: usize) -> Option<usize> {
    len.div_ceil(QUANTUM_BYTES).checked_mul(QUANTUM_CHARS)
}

/// The number of bytes that `text` becomes if [`decode`] accepts it; never too few for what `decode` writes.
pub const fn decoded_len(text: &[u8]) -> usize {
    let pads = match text {
        [.., PAD, PAD] => 2,
        [.., PAD] => 1,
        _ => 0,
    };
    (text.len() / QUANTUM_CHARS * QUANTUM_BYTES).saturating_sub(pads)
}

/// Encodes `bytes` into the first [`encoded_len`] characters of `out` and returns how many they are.
///
/// # Panics
///
/// If `out` is shorter than that.
pub fn encode(alphabet: &Alphabet, bytes: &[u8], out: &mut [u8]) -> usize {
    scalar::encode(alphabet, bytes, out)
}

/// Decodes a whole, padded text into the first [`decoded_len`] bytes of `out` and returns how many they are.
///
/// Bits that the last character carries beyond the last byte are ignored, as CPython ignores them.
/// What a rejected text leaves in `out` is unspecified.
///
/// # Errors
///
/// With the position of the first character that cannot stand where it stands:
/// [`ErrorKind::NotInAlphabet`], [`ErrorKind::Padding`], or [`ErrorKind::Truncated`] at the end of the text.
///
/// # Panics
///
/// If `out` is shorter than the decoded text.
pub fn decode(alphabet: &Alphabet, text: &[u8], out: &mut [u8]) -> Result<usize, Error> {
    scalar::decode(alphabet, text, out)
}
