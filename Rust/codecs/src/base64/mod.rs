//! Base64: [RFC 4648](https://www.rfc-editor.org/rfc/rfc4648), sections 4 and 5, as CPython's `binascii` reads it.
//!
//! Three bytes, a *quantum*, become four characters. The last quantum of a text is filled with
//! [`PAD`]. [`Alphabet`] says which characters. [`encode`] and [`decode`] take all at once, [`Encoder`] and
//! [`Decoder`] one piece after the other; lengths come from [`EncodeOptions::encoded_len`], [`DecodeOptions::decoded_len`], [`decoded_len`] and
//! [`max_decoded_len`], so that callers allocate once.
//!
//! Decoding is *strict*, where any byte that cannot stand where it stands is an error, or *lenient*, where what is not in the
//! alphabet is skipped. [`decode_clean`] is for those who need neither errors nor leniency.

#[macro_use]
#[cfg(any(
    target_arch = "aarch64",
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
mod vectors;

mod alphabet;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod decoder;
mod encoder;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(target_arch = "x86_64")]
mod ssse3;
#[cfg(test)]
mod tests;

use crate::{Output, Speed};

pub use alphabet::{Alphabet, EITHER, STANDARD, URL_SAFE};
pub use decoder::{DecodeOptions, Decoder, Error, ErrorKind, Rules, decode};
pub use encoder::{EncodeOptions, Encoder, encode};

/// How long encoding takes.
pub const ENCODING: Speed = Speed {
    scalar: 750,
    vector: 550,
};

/// How long decoding takes.
pub const DECODING: Speed = Speed {
    scalar: 600,
    vector: 320,
};

/// The character that fills the last quantum.
pub const PAD: u8 = b'=';

/// The bytes that make a quantum.
pub const QUANTUM_BYTES: usize = 3;

/// The characters that a quantum becomes.
pub const QUANTUM_CHARS: usize = 4;

/// The number of characters that `len` bytes become, padding included, in one line.
///
/// `None` if it does not fit in a `usize`.
#[inline]
pub const fn encoded_len(len: usize) -> Option<usize> {
    len.div_ceil(QUANTUM_BYTES).checked_mul(QUANTUM_CHARS)
}

/// The number of bytes that `text` becomes if [`decode_clean`] accepts it; never too few for what that writes.
#[inline]
pub const fn decoded_len(text: &[u8]) -> usize {
    let pads = match text {
        [.., PAD, PAD] => 2,
        [.., PAD] => 1,
        _ => 0,
    };
    (text.len() / QUANTUM_CHARS * QUANTUM_BYTES).saturating_sub(pads)
}

/// The number of bytes that a text of `len` characters becomes at most, however it is decoded: if all its characters are in the alphabet.
#[inline]
pub const fn max_decoded_len(len: usize) -> usize {
    len / QUANTUM_CHARS * QUANTUM_BYTES + len % QUANTUM_CHARS * QUANTUM_BYTES / QUANTUM_CHARS
}

/// Decodes a padded text that has nothing but characters of the alphabet, its padding, and no more. Tells whether `text` is such a text.
///
/// It is the fastest way. What it accepts, [`decode`] accepts unless told to reject set bits behind the last byte, and makes the
/// same bytes of it. If it returns `false`, `out` has the bytes of some quanta at the front of the text.
///
/// # Panics
///
/// If `out` has no room for [`decoded_len`] bytes.
pub fn decode_clean(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> bool {
    text.len().is_multiple_of(QUANTUM_CHARS)
        && kernel::decode_whole(alphabet, text, out) == text.len()
}

/// What each instruction set has a function for; `scalar.rs` says what they do.
mod kernel {
    #[cfg(target_arch = "aarch64")]
    use super::neon;
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    use super::simd128;
    use super::{Alphabet, scalar};
    #[cfg(target_arch = "x86_64")]
    use super::{avx2, avx512, ssse3};
    use crate::{ByteSet, Output};

    #[inline]
    pub fn encode(alphabet: &Alphabet, bytes: &[u8], out: &mut Output<'_>) {
        dispatch!([avx512, avx2, ssse3, neon, simd128] encode(alphabet, bytes, out))
    }

    #[inline]
    pub fn encode_lines(alphabet: &Alphabet, line: usize, bytes: &[u8], out: &mut Output<'_>) {
        dispatch!([avx512, avx2, ssse3, neon, simd128] encode_lines(alphabet, line, bytes, out))
    }

    #[inline]
    pub fn decode_whole(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
        dispatch!([avx512, avx2, ssse3, neon, simd128] decode_whole(alphabet, text, out))
    }

    #[inline]
    pub fn decode_skipping(
        alphabet: &Alphabet,
        skipped: &ByteSet,
        text: &[u8],
        out: &mut Output<'_>,
    ) -> usize {
        dispatch!([avx512, avx2, ssse3, neon, simd128] decode_skipping(alphabet, skipped, text, out))
    }
}
