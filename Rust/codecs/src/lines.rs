//! Lines of a width: where an encoder breaks its text.

use crate::Output;

/// The byte between lines.
const NEWLINE: u8 = b'\n';

/// How far the line in hand has come.
///
/// A line ends where the next character has no room: so no newline follows the last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    width: usize,
    room: usize,
}

impl Lines {
    /// Starts a line of up to `width` characters; zero is for one line without an end.
    pub const fn new(width: usize) -> Lines {
        Lines { width, room: width }
    }

    /// Whether there is but one line.
    #[inline]
    pub(crate) const fn is_one(&self) -> bool {
        self.width == 0
    }

    /// The characters that fit in the line in hand.
    #[inline]
    pub(crate) const fn room(&self) -> usize {
        self.room
    }

    /// Ends the line.
    #[inline]
    pub(crate) fn newline(&mut self, out: &mut Output<'_>) {
        out.push(NEWLINE);
        self.room = self.width;
    }

    /// Writes characters, and newlines between them.
    pub(crate) fn push(&mut self, mut chars: &[u8], out: &mut Output<'_>) {
        if self.is_one() {
            return out.push_slice(chars);
        }
        while !chars.is_empty() {
            if self.room == 0 {
                self.newline(out);
            }
            let len = chars.len().min(self.room);
            push_some(chars, len, out);
            chars = &chars[len..];
            self.room -= len;
        }
    }
}

/// Writes the first `len` characters, of some hundreds at most: by blocks, as a call of `memcpy` costs more.
#[inline]
fn push_some(mut chars: &[u8], mut len: usize, out: &mut Output<'_>) {
    while len > 0 {
        let keep = len.min(32);
        match chars.first_chunk::<32>() {
            Some(block) => out.push_prefix(*block, keep),
            None => out.push_slice(&chars[..keep]),
        }
        chars = &chars[keep..];
        len -= keep;
    }
}

/// The characters that `chars` and the newlines between lines of `width` are; `None` if it does not fit in a `usize`.
pub(crate) const fn len_in_lines(chars: Option<usize>, width: usize) -> Option<usize> {
    match chars {
        Some(len) if len > 0 && width > 0 => len.checked_add((len - 1) / width),
        _ => chars,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec::Vec;
    use std::{format, vec};

    use super::*;

    #[test]
    fn lines_are_as_long_as_they_may_be_and_the_last_has_no_newline() {
        let chars: Vec<u8> = (b'!'..b'~').cycle().take(300).collect();
        for width in (0..70).chain([127, 128, 299, 300, 301, usize::MAX]) {
            for len in (0..80).chain([298, 299, 300]) {
                let lines: Vec<&[u8]> = match width {
                    0 => vec![&chars[..len]],
                    _ => chars[..len].chunks(width).collect(),
                };
                let expected = lines.join(&NEWLINE);
                assert_eq!(len_in_lines(Some(len), width), Some(expected.len()));
                // As a whole, and in two parts.
                for cut in [0, len / 3] {
                    let mut buffer = vec![0xAA; expected.len()];
                    let (mut out, mut lines) = (Output::over(&mut buffer), Lines::new(width));
                    lines.push(&chars[..cut], &mut out);
                    lines.push(&chars[cut..len], &mut out);
                    assert_eq!(out.len(), expected.len());
                    assert!(buffer == expected, "{}", format!("{len} in {width}"));
                }
            }
        }
        assert_eq!(len_in_lines(Some(usize::MAX), 1), None);
    }
}
