//! Lines of a width: where an encoder breaks its text.

#[cfg(target_arch = "x86_64")]
mod avx512;
mod scalar;

use crate::Output;
use crate::cpu::Kernel;
use crate::strip::{EMPTY_STAGE, STAGE};

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
    pub(crate) fn push(&mut self, kernel: Kernel, chars: &[u8], out: &mut Output<'_>) {
        if self.is_one() {
            return out.push_slice(chars);
        }
        self.room = push(kernel, *self, chars, out);
    }

    /// Writes what `bytes` become by `encode`, in lines.
    ///
    /// `encode` writes what it is given into one line: up to `CHARS` characters for each group of so many `BYTES`, of which the
    /// last may be shorter.
    #[inline]
    pub(crate) fn push_encoded<const BYTES: usize, const CHARS: usize>(
        &mut self,
        kernel: Kernel,
        bytes: &[u8],
        out: &mut Output<'_>,
        encode: impl Fn(&[u8], &mut Output<'_>),
    ) {
        if self.is_one() {
            return encode(bytes, out);
        }
        let mut stage = EMPTY_STAGE;
        for chunk in bytes.chunks(STAGE / CHARS * BYTES) {
            let mut chars = Output::new(&mut stage);
            encode(chunk, &mut chars);
            self.push(kernel, chars.as_slice(), out);
        }
    }
}

/// Writes characters in lines, and returns what room is left in the last.
fn push(kernel: Kernel, lines: Lines, chars: &[u8], out: &mut Output<'_>) -> usize {
    dispatch!(kernel => [avx512] push(lines, chars, out))
}

/// The characters that `chars` and the newlines between lines of `width` are; `None` if it does not fit in a `usize`.
pub(crate) const fn len_in_lines(chars: Option<usize>, width: usize) -> Option<usize> {
    match chars {
        Some(len) if len > 0 && width > 0 => len.checked_add((len - 1) / width),
        _ => chars,
    }
}

/// The characters of a line of whole groups: as many as fit in `wrapcol`, and one at least; zero for a single line.
pub(crate) const fn width_of_groups(wrapcol: usize, group: usize) -> usize {
    match wrapcol {
        0 => 0,
        _ if wrapcol < group => group,
        _ => wrapcol - wrapcol % group,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec;
    use std::vec::Vec;

    use super::*;
    use crate::cpu;
    use crate::testing::{noise, written};

    #[test]
    fn lines_are_as_long_as_they_may_be_and_the_last_has_no_newline() {
        let chars = noise(300, 1);
        for width in (0..70).chain([127, 128, 299, 300, 301, usize::MAX]) {
            for len in (0..80).chain([127, 128, 129, 298, 299, 300]) {
                let lines: Vec<&[u8]> = match width {
                    0 => vec![&chars[..len]],
                    _ => chars[..len].chunks(width).collect(),
                };
                let expected = lines.join(&NEWLINE);
                assert_eq!(len_in_lines(Some(len), width), Some(expected.len()));
                // As a whole, and in two parts.
                for (cut, kernel) in
                    cpu::kernels().flat_map(|kernel| [(0, kernel), (len / 3, kernel)])
                {
                    let mut lines = Lines::new(width);
                    let (text, ()) = written(expected.len(), |out| {
                        lines.push(kernel, &chars[..cut], out);
                        lines.push(kernel, &chars[cut..len], out);
                    });
                    assert!(text == expected, "{len} in {width} by {kernel:?}");
                }
            }
        }
        assert_eq!(len_in_lines(Some(usize::MAX), 1), None);
        assert_eq!(len_in_lines(None, 0), None);
    }
}
