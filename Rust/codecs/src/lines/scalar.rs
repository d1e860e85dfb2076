//! Lines without vector instructions.

use super::Lines;
use crate::Output;

/// See [`super::push`].
pub fn push(lines: Lines, mut chars: &[u8], out: &mut Output<'_>) -> usize {
    let Lines { width, mut room } = lines;
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
