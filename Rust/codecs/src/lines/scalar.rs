//! Lines by arrays, which a compiler copies with what vectors every machine has: a call of `memcpy` for each line costs more.

use super::Lines;
use crate::Output;

/// See [`super::push`].
pub fn push(lines: Lines, mut chars: &[u8], out: &mut Output<'_>) -> usize {
    let Lines { width, mut room } = lines;
    // What is behind the characters of a line is copied with them, and overwritten.
    while let Some(block) = chars.first_chunk::<64>() {
        if room == 0 {
            out.push(super::NEWLINE);
            room = width;
        }
        let len = room.min(block.len());
        out.push_prefix(block, len);
        room -= len;
        chars = &chars[len..];
    }
    while !chars.is_empty() {
        if room == 0 {
            out.push(super::NEWLINE);
            room = width;
        }
        let (line, rest) = chars.split_at(chars.len().min(room));
        out.push_slice(line);
        room -= line.len();
        chars = rest;
    }
    room
}
