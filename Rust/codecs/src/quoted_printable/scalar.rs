//! Quoted-printable without vector instructions.
//!
//! This is the authority: the kernels beside it do runs of bytes of which each stands for itself or is quoted,
//! and come to [`Encoder::step`] for what depends on more, and to [`decode_quote`].

use core::hint::select_unpredictable;

use super::{BEFORE_BREAK, Counts, LINE, Options, QUOTE, soft_break};
use crate::Output;

/// The hexadecimal digits that are written.
pub const DIGITS: [u8; 16] = *b"0123456789ABCDEF";

/// A byte that is quoted under any options.
const UNSAFE: u8 = 1;
/// Space and tab.
const BLANK: u8 = 2;
/// What a header writes for a space.
const UNDERSCORE: u8 = 4;
/// CR and LF.
const LINE_END: u8 = 8;

/// Of each byte, which of the above it is.
pub static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b' ' | b'\t' => BLANK,
            b'\r' | b'\n' => LINE_END,
            b'_' => UNDERSCORE,
            QUOTE | 0..=32 | 127.. => UNSAFE,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// The value of no hexadecimal digit.
const NOT_A_DIGIT: u8 = 0x80;

/// What QUOTE has besides; to the left of it is [`NOT_A_DIGIT`].
const IS_QUOTE: u8 = NOT_A_DIGIT >> 1;

/// The value of each hexadecimal digit, and [`NOT_A_DIGIT`] of all else.
pub static VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let mut values = [NOT_A_DIGIT; 256];
    values[QUOTE as usize] |= IS_QUOTE;
    let mut value = 0;
    while value < 16 {
        let digit = DIGITS[value];
        values[digit as usize] = value as u8;
        values[digit.to_ascii_lowercase() as usize] = value as u8;
        value += 1;
    }
    values
}

/// The classes that are quoted wherever they stand.
pub fn quoted_classes(options: Options) -> u8 {
    let when = |is_quoted, class| if is_quoted { class } else { 0 };
    UNSAFE
        | when(options.quotetabs, BLANK)
        | when(options.header, UNDERSCORE)
        | when(!options.istext, LINE_END)
}

/// The characters of a quoted byte.
fn quoted(byte: u8) -> [u8; 3] {
    [
        QUOTE,
        DIGITS[usize::from(byte >> 4)],
        DIGITS[usize::from(byte & 15)],
    ]
}

/// Bytes that are being encoded, up to some position.
pub struct Encoder<'a> {
    pub bytes: &'a [u8],
    pub options: Options,
    /// Classes that are quoted wherever they stand.
    quoted: u8,
    /// What a space becomes if it is not quoted.
    pub space: u8,
    /// The QUOTE and the end of a line of a soft break.
    pub soft_break: &'static [u8],
    /// The bytes before it are done.
    pub at: usize,
    /// The number of characters on the line so far. It is zero only where a line of the bytes begins.
    pub column: usize,
}

impl<'a> Encoder<'a> {
    /// Starts with the first of `bytes`.
    pub fn new(options: Options, bytes: &'a [u8], is_crlf: bool) -> Self {
        Encoder {
            bytes,
            options,
            quoted: quoted_classes(options),
            space: if options.header { b'_' } else { b' ' },
            soft_break: soft_break(is_crlf),
            at: 0,
            column: 0,
        }
    }

    /// Encodes the byte at hand, or the two of a line end. There must be one.
    pub fn step(&mut self, out: &mut Output<'_>) {
        let byte = self.bytes[self.at];
        let next = self.bytes.get(self.at + 1).copied();
        let class = CLASSES[usize::from(byte)];

        // A line with a dot alone would end an SMTP message; a blank at an end may be lost.
        let is_dot_alone =
            byte == b'.' && self.column == 0 && matches!(next, None | Some(b'\n' | b'\r' | 0));
        if class & self.quoted != 0 || is_dot_alone || (class == BLANK && next.is_none()) {
            if self.column >= BEFORE_BREAK {
                out.push(QUOTE);
                self.push_line_end(out);
                self.column = 0;
            }
            out.push_array(quoted(byte));
            self.column += 3;
        } else if class == LINE_END && (byte == b'\n' || next == Some(b'\n')) {
            // It is text, or the LF would be quoted.
            self.quote_blank_before(out);
            self.push_line_end(out);
            self.column = 0;
            self.at += usize::from(byte == b'\r');
        } else {
            if self.column >= LINE - 1 && next.is_some_and(|next| next != b'\n') {
                out.push(QUOTE);
                self.push_line_end(out);
                self.column = 0;
            }
            out.push(if byte == b' ' { self.space } else { byte });
            self.column += 1;
        }
        self.at += 1;
    }

    /// Writes the end of a line. A copy of so few bytes from a slice would take longer.
    #[inline]
    fn push_line_end(&self, out: &mut Output<'_>) {
        match *self.soft_break {
            [_, cr, lf] => out.push_array([cr, lf]),
            _ => out.push(b'\n'),
        }
    }

    /// Quotes the blank that was written last, if one was.
    fn quote_blank_before(&self, out: &mut Output<'_>) {
        let byte = self.bytes[..self.at].last();
        if let Some(&byte) = byte.filter(|_| stands_blank(self.options, byte)) {
            out.truncate(out.len() - 1);
            out.push_array(quoted(byte));
        }
    }

    /// Encodes bytes, but not the last, to the end of a line or to where a soft break may be needed.
    pub fn run(&mut self, out: &mut Output<'_>) {
        // Neither is a dot at the start of a line for us to judge.
        if self.column == 0 || self.at == self.bytes.len() {
            return;
        }
        let end = self.bytes.len() - 1;
        while self.at < end && self.column < BEFORE_BREAK {
            let byte = self.bytes[self.at];
            let class = CLASSES[usize::from(byte)];
            if class == LINE_END && self.options.istext {
                break;
            }
            let [quote, high, low] = quoted(byte);
            let plain = if byte == b' ' { self.space } else { byte };
            let (first, len) = if class & self.quoted != 0 {
                (quote, 3)
            } else {
                (plain, 1)
            };
            out.push_prefix(&[first, high, low, 0], len);
            self.column += len;
            self.at += 1;
        }
        // No blank is left before an end of a line, where it may have to be quoted.
        if self.options.istext && CLASSES[usize::from(self.bytes[self.at])] == LINE_END {
            self.step(out);
        }
    }

    /// Encodes some 64 bytes: where vectors soon meet a doubt, they are slower than this.
    pub fn some(&mut self, out: &mut Output<'_>) {
        let end = self.bytes.len().min(self.at + 64);
        while self.at < end {
            self.step(out);
            self.run(out);
        }
    }

    /// Encodes all that is left.
    pub fn rest(&mut self, out: &mut Output<'_>) {
        while self.at < self.bytes.len() {
            self.step(out);
            self.run(out);
        }
    }
}

/// Whether the first LF has a CR before it.
fn uses_crlf(bytes: &[u8]) -> bool {
    match bytes.iter().position(|&byte| byte == b'\n') {
        Some(at) => bytes[..at].ends_with(b"\r"),
        None => false,
    }
}

/// See [`super::encode`].
pub fn encode(options: Options, bytes: &[u8], out: &mut Output<'_>) {
    Encoder::new(options, bytes, uses_crlf(bytes)).rest(out);
}

/// See [`Counts`].
pub fn count(options: Options, bytes: &[u8]) -> Counts {
    let mask = quoted_classes(options);
    let mut counts = Counts {
        is_crlf: uses_crlf(bytes),
        quoted: quoted_at_end(options, bytes),
        ..Counts::default()
    };
    for (i, &byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' if options.istext => {
                let before = &bytes[..i];
                let line = before.strip_suffix(b"\r").unwrap_or(before);
                if line.len() == before.len() {
                    counts.bare_line_ends += 1;
                } else {
                    counts.crlf_line_ends += 1;
                }
                counts.quoted += usize::from(stands_blank(options, line.last()));
            }
            b'.' if matches!(bytes.get(i + 1), Some(b'\n' | b'\r' | 0)) => {
                counts.quoted += usize::from(starts_line(options, bytes, i));
            }
            _ => counts.quoted += usize::from(CLASSES[usize::from(byte)] & mask != 0),
        }
    }
    counts
}

/// How many bytes are quoted because no other follows: one blank or dot alone, or none.
pub fn quoted_at_end(options: Options, bytes: &[u8]) -> usize {
    let is_quoted = match bytes {
        [.., b' ' | b'\t'] => !options.quotetabs,
        [.., b'.'] => starts_line(options, bytes, bytes.len() - 1),
        _ => false,
    };
    usize::from(is_quoted)
}

/// Whether a line begins with the byte at a position.
fn starts_line(options: Options, bytes: &[u8], at: usize) -> bool {
    at == 0 || (options.istext && bytes[at - 1] == b'\n')
}

/// Whether a byte is a blank that neither is quoted wherever it stands nor becomes another.
fn stands_blank(options: Options, byte: Option<&u8>) -> bool {
    match byte {
        Some(b' ') => !options.quotetabs && !options.header,
        Some(b'\t') => !options.quotetabs,
        _ => false,
    }
}

/// See [`super::decode`].
pub fn decode(header: bool, text: &[u8], out: &mut Output<'_>) {
    let mut rest = text;
    while !rest.is_empty() {
        rest = match rest.split_first_chunk::<16>() {
            Some((chunk, behind)) if !chunk.contains(&QUOTE) => {
                out.push_array(chunk.map(|char| decode_char(header, char)));
                behind
            }
            _ => decode_some(header, rest, out),
        }
    }
}

fn decode_char(header: bool, char: u8) -> u8 {
    if header && char == b'_' { b' ' } else { char }
}

/// Decodes some of `text`, where there is at least one QUOTE or the end is near, and returns what is left.
pub fn decode_some<'a>(header: bool, text: &'a [u8], out: &mut Output<'_>) -> &'a [u8] {
    let mut at = 0;
    // Whether a character is a QUOTE cannot be foreseen, so it is no branch: nor can the compiler make it one, as it would of a
    // comparison.
    while at < 32
        && let Some(&[char, high, low]) = text[at..].first_chunk()
    {
        let [what, high, low] = [char, high, low].map(|char| VALUES[usize::from(char)]);
        if (what & IS_QUOTE) << 1 & (high | low) != 0 {
            return decode_quote(&text[at + 1..], out);
        }
        let is_quote = char == QUOTE;
        let value = high << 4 | low;
        out.push(select_unpredictable(
            is_quote,
            value,
            decode_char(header, char),
        ));
        at += 1 + 2 * usize::from(is_quote);
    }
    match text[at..] {
        [QUOTE, ref behind @ ..] => decode_quote(behind, out),
        [char, ref behind @ ..] => {
            out.push(decode_char(header, char));
            behind
        }
        [] => &[],
    }
}

/// Decodes some 64 characters, and returns what is left: where vectors soon meet a doubt, they are slower than this, and where
/// doubts follow each other, [`decode_some`] is, too.
pub fn decode_doubts<'a>(header: bool, text: &'a [u8], out: &mut Output<'_>) -> &'a [u8] {
    let end = text.len().saturating_sub(64);
    let mut rest = text;
    while rest.len() > end
        && let Some((&char, behind)) = rest.split_first()
    {
        rest = if char == QUOTE {
            decode_quote(behind, out)
        } else {
            out.push(decode_char(header, char));
            behind
        };
    }
    rest
}

/// Decodes what stands `behind` a QUOTE, and returns what is left.
#[inline]
pub fn decode_quote<'a>(behind: &'a [u8], out: &mut Output<'_>) -> &'a [u8] {
    match *behind {
        [] => behind,
        [b'\n', ref rest @ ..] => rest,
        [b'\r', ..] => match behind.iter().position(|&byte| byte == b'\n') {
            Some(at) => &behind[at + 1..],
            None => &[],
        },
        // As an old encoder of Python's wrote it.
        [QUOTE, ref rest @ ..] => {
            out.push(QUOTE);
            rest
        }
        [high, low, ref rest @ ..] => {
            let [high, low] = [high, low].map(|digit| VALUES[usize::from(digit)]);
            if (high | low) & NOT_A_DIGIT != 0 {
                out.push(QUOTE);
                return behind;
            }
            out.push(high << 4 | low);
            rest
        }
        [_] => {
            out.push(QUOTE);
            behind
        }
    }
}
