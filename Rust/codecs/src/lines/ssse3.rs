//! Lines with SSSE3: a call of `memcpy` for each costs more than the few vectors that most lines are.

use super::Lines;
use crate::Output;
use crate::x86::load128;

/// See [`super::push`].
#[target_feature(enable = "ssse3")]
pub fn push(lines: Lines, mut chars: &[u8], out: &mut Output<'_>) -> usize {
    let Lines { width, mut room } = lines;
    // What is behind the characters of a line is loaded with them, and overwritten.
    while let Some(block) = chars.first_chunk::<16>() {
        if room == 0 {
            out.push(super::NEWLINE);
            room = width;
        }
        let len = room.min(block.len());
        out.push128(load128(block), len);
        room -= len;
        chars = &chars[len..];
    }
    super::scalar::push(Lines { width, room }, chars, out)
}
