//! What the tests of codecs share.

extern crate std;
use std::fmt::Debug;
use std::vec;
use std::vec::Vec;

use crate::cpu::{self, Kernel};
use crate::{ByteSet, Output};

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

/// Has each kernel encode `lengths` of bytes in lines: for each pair of `wrapcol` and what it makes of it, the width.
///
/// `encode` encodes into lines of `wrapcol`, zero for one line; `encode_chunks` does so in chunks.
pub fn assert_breaks_lines(
    lengths: &[usize],
    widths: &[(usize, usize)],
    encode: impl Fn(Kernel, &[u8], usize) -> Vec<u8>,
    encode_chunks: impl Fn(&[u8], usize, &mut Output<'_>),
) {
    for &len in lengths {
        let bytes = noise(len, 2);
        let text = encode(Kernel::Scalar, &bytes, 0);
        for &(wrapcol, width) in widths {
            let expected = lines(&text, width, b"\n");
            for kernel in cpu::kernels() {
                assert_eq!(encode(kernel, &bytes, wrapcol), expected, "{kernel:?}");
            }
            let (chunks, ()) = written(expected.len(), |out| encode_chunks(&bytes, wrapcol, out));
            assert_eq!(chunks, expected);
        }
    }
}

/// Has each kernel decode `clean` with each of `bad` in each place, and reject it as `rejected` says.
pub fn assert_finds<E: Debug + PartialEq>(
    clean: &[u8],
    bad: &[u8],
    decode: impl Fn(Kernel, &[u8]) -> Result<Vec<u8>, E>,
    rejected: impl Fn(u8, usize) -> E,
) {
    let mut text = clean.to_vec();
    for at in 0..clean.len() {
        for &bad in bad {
            text[at] = bad;
            for kernel in cpu::kernels() {
                let result = decode(kernel, &text);
                assert_eq!(result, Err(rejected(bad, at)), "{bad:#x} by {kernel:?}");
            }
        }
        text[at] = clean[at];
    }
}

/// Has each kernel decode texts with much in them that is ignored, and find `bad` in them, which is not, as `rejected` says.
///
/// `A`, `B` and `C` are ignored, too, but must be in the alphabet, so that they are not skipped.
pub fn assert_skips<E: Debug + PartialEq>(
    encode: impl Fn(&[u8]) -> Vec<u8>,
    decode: impl Fn(Kernel, &[u8], ByteSet) -> Result<Vec<u8>, E>,
    bad: u8,
    rejected: impl Fn(usize) -> E,
) {
    let whitespace = b" \t\n\r\x0b\x80";
    let ignored = ByteSet::new(b" \t\n\r\x0b\x80ABC");
    let many = whitespace.repeat(300);
    for len in [0, 1, 4, 5, 40, 100, 163, 801, 1600, 2405] {
        let bytes = noise(len, 5);
        let text = encode(&bytes);
        let texts = [
            lines(&text, 5, b"\n"),
            lines(&text, 8, b"\n"),
            lines(&text, 76, b"\r\n"),
            lines(&text, 2000, b"\n"),
            sprinkled(&text, whitespace, len as u32),
            [&many[..], &text[..], &many[..]].concat(),
        ];
        for mut text in texts {
            for kernel in cpu::kernels() {
                assert_eq!(
                    decode(kernel, &text, ignored).as_ref(),
                    Ok(&bytes),
                    "{kernel:?}"
                );
                // What is not ignored is found among what is.
                let len = text.len();
                for at in [0, 9, 700].into_iter().filter(|&at| at < len) {
                    let clean = core::mem::replace(&mut text[at], bad);
                    assert_eq!(
                        decode(kernel, &text, ignored),
                        Err(rejected(at)),
                        "{kernel:?}"
                    );
                    text[at] = clean;
                }
            }
        }
    }
}
