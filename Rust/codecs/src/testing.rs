//! What the tests of codecs share.

extern crate std;
use std::vec;
use std::vec::Vec;

use crate::Output;

/// `len` bytes that differ from their neighbours, and from those of another `seed`.
pub fn noise(len: usize, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 8) as u8
    };
    std::iter::repeat_with(next).take(len).collect()
}

/// What `write` writes where there is room for `room` bytes and no more, and what it returns. Nothing behind the room is touched.
pub fn written<T>(room: usize, write: impl FnOnce(&mut Output<'_>) -> T) -> (Vec<u8>, T) {
    const CANARY: [u8; 64] = [0xAA; 64];
    let mut buffer = vec![0; room];
    buffer.extend(CANARY);
    let (place, behind) = buffer.split_at_mut(room);
    let mut out = Output::over(place);
    let result = write(&mut out);
    let len = out.len();
    assert_eq!(behind, CANARY);
    buffer.truncate(len);
    (buffer, result)
}

/// The text with `what` between lines of `width`.
pub fn lines(text: &[u8], width: usize, what: &[u8]) -> Vec<u8> {
    text.chunks(width).collect::<Vec<_>>().join(what)
}

/// The text with some of `what` before characters here and there, and behind the last.
pub fn sprinkled(text: &[u8], what: &[u8], seed: u32) -> Vec<u8> {
    let mut sprinkled = Vec::new();
    for (i, (&char, random)) in text.iter().zip(noise(text.len(), seed)).enumerate() {
        let runs = usize::from(random).saturating_sub(230) / 6;
        sprinkled.extend(what.iter().cycle().skip(i).take(runs));
        sprinkled.push(char);
    }
    sprinkled.extend_from_slice(what);
    sprinkled
}
