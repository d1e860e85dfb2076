//! Encoding, in one line or several.

use super::{Alphabet, PAD, QUANTUM_BYTES, QUANTUM_CHARS, kernel, scalar};
use crate::Output;

/// How to encode. [`new`](Self::new) has the defaults of `base64.b64encode`.
#[derive(Clone, Copy, Debug)]
pub struct EncodeOptions<'a> {
    /// The characters.
    pub alphabet: &'a Alphabet,
    /// Whether the last quantum is filled with [`PAD`].
    pub padded: bool,
    /// The characters of a line, after each of which but the last there is a newline: rounded down to whole quanta, but one at
    /// least, as CPython rounds it. Zero makes one line.
    pub wrapcol: usize,
    /// Whether there is a newline at the end, be there a line or not.
    pub newline: bool,
}

impl<'a> EncodeOptions<'a> {
    /// Padded, in one line, without a newline.
    pub const fn new(alphabet: &'a Alphabet) -> Self {
        EncodeOptions {
            alphabet,
            padded: true,
            wrapcol: 0,
            newline: false,
        }
    }

    /// The number of characters that `len` bytes become.
    ///
    /// `None` if it does not fit in a `usize`.
    #[inline]
    pub const fn encoded_len(&self, len: usize) -> Option<usize> {
        let Some(mut chars) = super::encoded_len(len) else {
            return None;
        };
        let newlines = match self.line_chars() {
            Some(line) if chars > line => (chars - 1) / line,
            _ => 0,
        };
        if !self.padded {
            chars -= len.next_multiple_of(QUANTUM_BYTES) - len;
        }
        match chars.checked_add(newlines) {
            Some(chars) => chars.checked_add(self.newline as usize),
            None => None,
        }
    }

    /// The characters in a full line, if there are lines.
    const fn line_chars(&self) -> Option<usize> {
        match self.wrapcol / QUANTUM_CHARS {
            _ if self.wrapcol == 0 => None,
            0 => Some(QUANTUM_CHARS),
            quanta => Some(quanta * QUANTUM_CHARS),
        }
    }
}

/// Encodes `bytes` into [`EncodeOptions::encoded_len`] characters.
///
/// # Panics
///
/// If `out` has no room for them.
#[inline]
pub fn encode(options: &EncodeOptions<'_>, bytes: &[u8], out: &mut Output<'_>) {
    if options.padded && options.wrapcol == 0 && !options.newline {
        return kernel::encode(options.alphabet, bytes, out);
    }
    Encoder::new(*options).finish(bytes, out);
}

/// Encodes one piece after the other, to the same text as [`encode`] makes of all of them together.
#[derive(Clone, Debug)]
pub struct Encoder<'a> {
    options: EncodeOptions<'a>,
    /// The bytes in the line that is not yet full, or that is full and may be the last.
    in_line: usize,
}

impl<'a> Encoder<'a> {
    /// Starts a text.
    #[inline]
    pub const fn new(options: EncodeOptions<'a>) -> Self {
        Encoder {
            options,
            in_line: 0,
        }
    }

    /// Encodes a piece of whole quanta: a multiple of [`QUANTUM_BYTES`].
    ///
    /// # Panics
    ///
    /// If it is not, or if `out` has no room.
    pub fn update(&mut self, bytes: &[u8], out: &mut Output<'_>) {
        assert!(
            bytes.len().is_multiple_of(QUANTUM_BYTES),
            "the quanta are whole"
        );
        self.add(bytes, out);
    }

    /// Encodes the last piece, which may have any length, and ends the text.
    ///
    /// # Panics
    ///
    /// If `out` has no room.
    #[inline]
    pub fn finish(mut self, bytes: &[u8], out: &mut Output<'_>) {
        let whole = if self.options.padded {
            bytes.len()
        } else {
            bytes.len() / QUANTUM_BYTES * QUANTUM_BYTES
        };
        let (whole, rest) = bytes.split_at(whole);
        self.add(whole, out);
        if !rest.is_empty() {
            self.add_unpadded(rest, out);
        }
        if self.options.newline {
            out.push(b'\n');
        }
    }

    /// Encodes the rest of the bytes, which are less than a quantum, without padding.
    fn add_unpadded(&mut self, rest: &[u8], out: &mut Output<'_>) {
        let mut quantum = [PAD; QUANTUM_CHARS];
        let mut chars = Output::over(&mut quantum);
        // Whether it starts a line is known here alone.
        if self.line_bytes() == Some(self.in_line) {
            out.push(b'\n');
        }
        scalar::encode(self.options.alphabet, rest, &mut chars);
        out.push_slice(&chars.finish()[..rest.len() + 1]);
    }

    /// The bytes in a full line, if there are lines.
    #[inline]
    fn line_bytes(&self) -> Option<usize> {
        self.options
            .line_chars()
            .map(|chars| chars / QUANTUM_CHARS * QUANTUM_BYTES)
    }

    #[inline]
    fn add(&mut self, bytes: &[u8], out: &mut Output<'_>) {
        match self.line_bytes() {
            None => kernel::encode(self.options.alphabet, bytes, out),
            Some(line) => self.add_lines(line, bytes, out),
        }
    }

    /// Encodes lines of `line` bytes.
    fn add_lines(&mut self, line: usize, mut bytes: &[u8], out: &mut Output<'_>) {
        let alphabet = self.options.alphabet;
        if bytes.is_empty() {
            return;
        }
        if self.in_line > 0 {
            if self.in_line == line {
                out.push(b'\n');
                self.in_line = 0;
            }
            let (front, behind) = bytes.split_at(bytes.len().min(line - self.in_line));
            kernel::encode(alphabet, front, out);
            self.in_line += front.len();
            if behind.is_empty() {
                return;
            }
            out.push(b'\n');
            bytes = behind;
        }
        // No newline comes after the last line.
        let full = (bytes.len() - 1) / line * line;
        let (full, last) = bytes.split_at(full);
        kernel::encode_lines(alphabet, line, full, out);
        kernel::encode(alphabet, last, out);
        self.in_line = last.len();
    }
}
