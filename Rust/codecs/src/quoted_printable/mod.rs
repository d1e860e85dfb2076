//! Quoted-printable: [RFC 2045](https://www.rfc-editor.org/rfc/rfc2045), section 6.7, and the Q encoding of
//! [RFC 2047](https://www.rfc-editor.org/rfc/rfc2047), section 4.2, as CPython's `binascii` has them.
//!
//! Most bytes stand for themselves; [`QUOTE`] and two hexadecimal digits stand for any. A line of the
//! encoded text has at most [`LINE`] characters: longer ones are cut by *soft breaks*, a [`QUOTE`] before the
//! end of the line, which the decoder drops.
//!
//! What a byte becomes depends on where its line began, and on its neighbours, so a text cannot be cut into pieces
//! that are encoded, or decoded, one by one.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
#[cfg_attr(
    not(target_arch = "x86_64"),
    expect(dead_code, reason = "some is for kernels that do quoted bytes, too")
)]
mod block;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
mod vectors;

#[cfg(test)]
mod tests;

use crate::{Output, Speed};

/// How long encoding takes.
pub const ENCODING: Speed = Speed {
    scalar: 2_900,
    vector: 800,
};

/// How long decoding takes.
pub const DECODING: Speed = Speed {
    scalar: 1_500,
    vector: 500,
};

/// The character that starts a quoted byte, and a soft break.
pub const QUOTE: u8 = b'=';

/// The most characters of an encoded line, its end aside, that CPython's encoder aims at.
///
/// It writes more only where the end of a line of the bytes follows: one character that it need not quote may
/// take the place of the soft break, and white space there is quoted.
pub const LINE: usize = 76;

/// The least characters that stand before a soft break on its line: three more, of a quoted byte, do not fit.
const BEFORE_BREAK: usize = LINE - 3;

/// What to quote, by the names of `b2a_qp`'s arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Spaces and tabs are quoted everywhere; otherwise only at the end of a line.
    pub quotetabs: bool,
    /// LF and CR LF are ends of lines; otherwise LF and CR are quoted.
    pub istext: bool,
    /// For a header, the Q encoding: a space that is not quoted becomes `_`, and `_` is quoted.
    pub header: bool,
}

impl Default for Options {
    /// Those of `b2a_qp`.
    fn default() -> Self {
        Options {
            quotetabs: false,
            istext: true,
            header: false,
        }
    }
}

/// The number of characters that `bytes` become, or some more: all but the soft breaks are counted, and for these there
/// is as much as can be.
///
/// That is the exact number if the characters fit on one line, and at most 1/24 too much. `None` if it does not fit in a
/// `usize`.
pub fn encoded_len(options: Options, bytes: &[u8]) -> Option<usize> {
    let counts = count(options, bytes);
    let chars = bytes.len().checked_add(counts.quoted.checked_mul(2)?)?;
    let chars = if counts.is_crlf {
        chars.checked_add(counts.bare_line_ends)?
    } else {
        // Two bytes were counted for each.
        chars - counts.crlf_line_ends
    };
    let breaks = chars.saturating_sub(1) / BEFORE_BREAK;
    chars.checked_add(breaks * soft_break(counts.is_crlf).len())
}

/// Encodes `bytes` into at most [`encoded_len`] characters.
///
/// All ends of lines, and soft breaks, become as the first end of a line in `bytes` is: CR LF or LF.
///
/// # Panics
///
/// If `out` has no room.
pub fn encode(options: Options, bytes: &[u8], out: &mut Output<'_>) {
    dispatch!([avx512, avx2, neon, simd128] encode(options, bytes, out))
}

/// The most bytes that `len` characters become.
pub const fn decoded_len(len: usize) -> usize {
    len
}

/// Decodes `text` into at most [`decoded_len`] bytes. In a `header`, `_` stands for a space.
///
/// Every text is accepted. A [`QUOTE`] that neither two hexadecimal digits nor the end of a line follow stands for itself;
/// so do two, for one; and one at the end for nothing. A CR behind it drops all up to the next LF.
///
/// # Panics
///
/// If `out` has no room.
pub fn decode(header: bool, text: &[u8], out: &mut Output<'_>) {
    dispatch!([avx512, avx2, neon, simd128] decode(header, text, out))
}

/// What the bytes of a text become, apart from soft breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    /// Whether the first LF has a CR before it.
    is_crlf: bool,
    /// Bytes that are quoted.
    quoted: usize,
    /// LFs that end a line without a CR before them.
    bare_line_ends: usize,
    /// LFs that end a line with a CR before them.
    crlf_line_ends: usize,
}

fn count(options: Options, bytes: &[u8]) -> Counts {
    dispatch!([avx512, avx2, neon, simd128] count(options, bytes))
}

/// What cuts a line.
const fn soft_break(is_crlf: bool) -> &'static [u8] {
    if is_crlf { b"=\r\n" } else { b"=\n" }
}
