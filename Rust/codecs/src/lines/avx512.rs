//! Lines with AVX-512.

use super::Lines;
use crate::Output;
use crate::x86::load512;

/// See [`super::push`].
#[target_feature(enable = "avx512f,avx512bw,bmi2")]
pub fn push(lines: Lines, mut chars: &[u8], out: &mut Output<'_>) -> usize {
    let Lines { width, mut room } = lines;
    while let Some(block) = chars.first_chunk::<64>() {
        if room == 0 {
            out.push(super::NEWLINE);
            room = width;
        }
        let len = room.min(block.len());
        out.push512(load512(block), len);
        room -= len;
        chars = &chars[len..];
    }
    super::scalar::push(Lines { width, room }, chars, out)
}
