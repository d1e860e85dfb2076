//! Ascii85, with the framing of Adobe and the short forms of `btoa`, as `binascii` of CPython 3.15 has it.
//!
//! This is [Base85](crate::base85) with the alphabet [`ASCII85`], but for `z`, which stands for a group of four zeros, and
//! `y`, which may stand for four spaces. So lengths depend on what is encoded: [`encoded_len`] and [`decoded_len`] give the most.

#[cfg(any(
    target_arch = "aarch64",
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
#[macro_use]
mod vectors;

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

use crate::base85::{self, ASCII85, GROUP_BYTES, GROUP_CHARS};
use crate::cpu::{self, Kernel};
use crate::lines::{self, Lines};
use crate::strip;
use crate::{ByteSet, Output, Speed};

/// How long encoding takes.
pub const ENCODING: Speed = Speed {
    scalar: 1_300,
    vector: 600,
};

/// How long decoding takes.
pub const DECODING: Speed = Speed {
    scalar: 800,
    vector: 400,
};

/// What stands for four zeros.
const ZEROS: u8 = b'z';

/// What may stand for four spaces.
const SPACES: u8 = b'y';

/// What Adobe's Ascii85 starts with.
const START: &[u8] = b"<~";

/// What Adobe's Ascii85 ends with.
const END: &[u8] = b"~>";

/// What an encoder may be asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EncodeOptions {
    /// Whether `y` stands for four spaces.
    pub foldspaces: bool,
    /// Whether zeros fill the last group, so that its decoder gives the zeros as well.
    pub pad: bool,
    /// Whether the text stands between `<~` and `~>`.
    pub adobe: bool,
    /// The characters of a line, or zero for a single line. With [`adobe`](Self::adobe), a line has two at least.
    pub wrapcol: usize,
}

impl EncodeOptions {
    /// The characters of a line; zero for a single line.
    const fn width(&self) -> usize {
        match (self.wrapcol, self.adobe) {
            (1, true) => END.len(),
            (wrapcol, _) => wrapcol,
        }
    }
}

/// What a decoder may be asked for. By default, nothing is ignored, and any last group of two characters or more is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DecodeOptions {
    /// Whether `y` is accepted for four spaces.
    pub foldspaces: bool,
    /// Whether the text must end with `~>`, and may start with `<~`.
    pub adobe: bool,
    /// What is skipped, unless it stands for something.
    pub ignored: ByteSet,
    /// Whether zeros must be written as `z`, and the last group must be what an encoder writes for its bytes.
    pub canonical: bool,
    /// Whether the last group may have one character, which holds no byte, and `<~>` is an empty text with
    /// [`adobe`](Self::adobe): so it is with CPython's `base64` up to 3.14.
    pub lone: bool,
}

/// Why a text was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text does not end with `~>`.
    NoEnd,
    /// This byte, which neither stands for anything nor is ignored.
    NotInAlphabet(u8),
    /// This short form, `z` or `y`, within a group.
    InGroup(u8),
    /// A number that four bytes do not hold.
    Overflow,
    /// The last group has one character.
    Incomplete,
    /// The last group is not what an encoder writes for its bytes, and canonical text was asked for.
    NonZeroBits,
    /// Five characters for four zeros, and canonical text was asked for.
    LongZeros,
}

/// A rejected text: why, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub kind: ErrorKind,
    /// The position of the first byte that cannot stand where it stands, or the end of the text, before `~>`, if only that tells.
    pub at: usize,
}

/// The most characters that `len` bytes become, newlines included; just as many if nothing is folded.
///
/// `None` if it does not fit in a `usize`.
pub const fn encoded_len(len: usize, options: &EncodeOptions) -> Option<usize> {
    let chars = match (base85::line_len(len, options.pad), options.adobe) {
        (Some(chars), true) => chars.checked_add(START.len() + END.len()),
        (chars, _) => chars,
    };
    lines::len_in_lines(chars, options.width())
}

/// The most bytes that `text` can become; just as many if nothing is ignored.
pub fn decoded_len(text: &[u8], options: &DecodeOptions) -> usize {
    let text = match between(text, options) {
        Some((start, end)) => &text[start..end],
        None => text,
    };
    let spaces = if options.foldspaces { SPACES } else { ZEROS };
    let short = count(cpu::active(), text, [ZEROS, spaces]);
    short * GROUP_BYTES + base85::decoded_len(text.len() - short)
}

/// How many bytes are one of two.
fn count(kernel: Kernel, text: &[u8], bytes: [u8; 2]) -> usize {
    dispatch!(kernel => [avx512, avx2, ssse3, neon, simd128] count(text, bytes))
}

/// Encodes `bytes`: writes [`encoded_len`] characters, or less if groups are folded.
///
/// For several chunks, see [`Encoder`].
///
/// # Panics
///
/// If `out` has no room for them.
pub fn encode(bytes: &[u8], options: &EncodeOptions, out: &mut Output<'_>) {
    let mut encoder = Encoder::new(options, out);
    encoder.encode(bytes, out);
    encoder.finish(out);
}

/// Encodes several chunks, all of whole groups of four bytes but the last, to what they are together.
///
/// The output must be the same for all, or follow the one before. All panic if it has no room.
#[derive(Clone, Copy, Debug)]
pub struct Encoder<'o> {
    kernel: Kernel,
    options: &'o EncodeOptions,
    lines: Lines,
}

impl<'o> Encoder<'o> {
    /// Starts a text.
    pub fn new(options: &'o EncodeOptions, out: &mut Output<'_>) -> Self {
        Self::by(cpu::active(), options, out)
    }

    fn by(kernel: Kernel, options: &'o EncodeOptions, out: &mut Output<'_>) -> Self {
        let mut lines = Lines::new(options.width());
        if options.adobe {
            lines.push(kernel, START, out);
        }
        Encoder {
            kernel,
            options,
            lines,
        }
    }

    /// Encodes the next chunk.
    pub fn encode(&mut self, bytes: &[u8], out: &mut Output<'_>) {
        let Encoder {
            kernel,
            options,
            lines,
        } = self;
        lines.push_encoded::<GROUP_BYTES, GROUP_CHARS>(
            *kernel,
            bytes,
            out,
            |bytes, out| dispatch!(*kernel => [avx512, avx2, ssse3, neon, simd128] encode(bytes, options, out)),
        );
    }

    /// Ends the text. Its end is not divided.
    pub fn finish(mut self, out: &mut Output<'_>) {
        if self.options.adobe {
            if !self.lines.is_one() && self.lines.room() < END.len() {
                self.lines.newline(out);
            }
            out.push_slice(END);
        }
    }
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
pub fn decode(text: &[u8], options: &DecodeOptions, out: &mut Output<'_>) -> Result<(), Error> {
    decode_by(cpu::active(), text, options, out)
}

/// See [`decode`].
fn decode_by(
    kernel: Kernel,
    text: &[u8],
    options: &DecodeOptions,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let Some((start, end)) = between(text, options) else {
        return Err(Error {
            kind: ErrorKind::NoEnd,
            at: text.len(),
        });
    };
    let text = &text[..end];
    let mut at = start + decode_groups(kernel, &text[start..], options, out);

    let mut skipped = ByteSet::EMPTY;
    if strip::is_worth_it(end - at, GROUP_CHARS) {
        let short: &[u8] = if options.foldspaces {
            &[ZEROS, SPACES]
        } else {
            &[ZEROS]
        };
        let others = options.ignored.without(ASCII85.values().accepted());
        skipped = others.without(&ByteSet::new(short));
    }
    if !skipped.is_empty() {
        at = strip::decode(kernel, &skipped, text, at, GROUP_CHARS, out, |text, out| {
            decode_groups(kernel, text, options, out)
        });
    }
    scalar::decode(text, at, options, out)
}

/// Where the text between the marks starts and ends; `None` if the one that must be there is not.
fn between(text: &[u8], options: &DecodeOptions) -> Option<(usize, usize)> {
    if !options.adobe {
        return Some((0, text.len()));
    }
    let inner = text.strip_suffix(END)?;
    Some(if options.lone && text == b"<~>" {
        (1, 1)
    } else if inner.starts_with(START) {
        (START.len(), inner.len())
    } else {
        (0, inner.len())
    })
}

/// Decodes whole groups and their short forms, up to the first doubt; returns how many characters they are.
fn decode_groups(
    kernel: Kernel,
    text: &[u8],
    options: &DecodeOptions,
    out: &mut Output<'_>,
) -> usize {
    /// Short forms are near if they have less than so many other characters before them.
    const NEAR: usize = 20;
    /// So many in a row are written at once.
    const LONG: usize = 16;

    let mut at = 0;
    loop {
        let before = out.len();
        let read = base85::decode_groups(kernel, &ASCII85, &text[at..], out);
        if options.canonical {
            let groups = out.as_slice()[before..].as_chunks::<GROUP_BYTES>().0;
            if let Some(long) = groups.iter().position(|&group| group == [0; GROUP_BYTES]) {
                out.truncate(before + long * GROUP_BYTES);
                return at + long * GROUP_CHARS;
            }
        }
        at += read;

        let rest = &text[at..];
        let fill = match rest {
            [ZEROS, ..] => 0,
            [SPACES, ..] if options.foldspaces => b' ',
            _ => return at,
        };
        let run = rest.iter().take_while(|&&byte| byte == rest[0]).count();
        out.push_times(fill, run * GROUP_BYTES);
        at += run;
        if read < NEAR && run < LONG && !options.canonical {
            at += decode_dense(kernel, &text[at..], options.foldspaces, out);
        }
    }
}

/// Decodes whole groups among which there are many short forms; returns how many characters they are. It stops where it likes.
fn decode_dense(kernel: Kernel, text: &[u8], foldspaces: bool, out: &mut Output<'_>) -> usize {
    dispatch!(kernel => [avx512] decode_dense(text, foldspaces, out))
}

#[cfg(test)]
mod tests;
