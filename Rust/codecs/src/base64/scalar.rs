//! Base64 without vector instructions.
//!
//! This is the authority: what it takes is what the kernels beside it may take. They take the bulk of clean input and leave the rest
//! to it, from the quantum in doubt; what it leaves in turn is [`super::Decoder`]'s to judge.

use super::{Alphabet, PAD, QUANTUM_BYTES, QUANTUM_CHARS};
use crate::{ByteSet, Output};

/// Bytes and characters of two quanta.
const ENCODE_BLOCK: (usize, usize) = (2 * QUANTUM_BYTES, 2 * QUANTUM_CHARS);

/// Characters and bytes of eight quanta, checked together: the branch is taken once for them all.
const DECODE_BLOCK: (usize, usize) = (8 * QUANTUM_CHARS, 8 * QUANTUM_BYTES);

/// Encodes `bytes`, and pads the last quantum if it is not whole.
pub fn encode(alphabet: &Alphabet, bytes: &[u8], out: &mut Output<'_>) {
    let chars = alphabet.chars();
    let (blocks, bytes) = bytes.as_chunks::<{ ENCODE_BLOCK.0 }>();
    for &[a, b, c, d, e, f] in blocks {
        let bits = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
        let block: [u8; ENCODE_BLOCK.1] =
            core::array::from_fn(|i| chars[(bits >> (42 - 6 * i) & 63) as usize]);
        out.push_array(block);
    }

    let (quanta, rest) = bytes.as_chunks::<QUANTUM_BYTES>();
    for &quantum in quanta {
        out.push_array(encode_quantum(chars, quantum));
    }

    // Zero bits fill the last quantum; characters that hold nothing else are padding.
    match *rest {
        [a] => {
            let [a, b, ..] = encode_quantum(chars, [a, 0, 0]);
            out.push_array([a, b, PAD, PAD]);
        }
        [a, b] => {
            let [a, b, c, _] = encode_quantum(chars, [a, b, 0]);
            out.push_array([a, b, c, PAD]);
        }
        _ => {}
    }
}

#[inline]
fn encode_quantum(chars: &[u8; 64], [a, b, c]: [u8; 3]) -> [u8; 4] {
    let bits = u32::from_be_bytes([0, a, b, c]);
    [bits >> 18, bits >> 12, bits >> 6, bits].map(|bits| chars[(bits & 63) as usize])
}

/// Encodes lines of `line` bytes, which is whole quanta, each with a newline behind it.
pub fn encode_lines(alphabet: &Alphabet, line: usize, bytes: &[u8], out: &mut Output<'_>) {
    for line in bytes.chunks_exact(line) {
        encode(alphabet, line, out);
        out.push(b'\n');
    }
}

/// Decodes quanta of the alphabet from the front of a text, and the padded one that may end it. Returns the number of characters: all of
/// them, or whole quanta up to one with anything else.
pub fn decode_whole(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
    let read = decode_quanta(alphabet, text, out);
    let (chars, len) = match text[read..] {
        [a, b, PAD, PAD] => ([a, b, a, a], 1),
        [a, b, c, PAD] => ([a, b, c, a], 2),
        _ => return read,
    };
    match decode_quantum(alphabet.sextets(), chars) {
        Some(bytes) => out.push_slice(&bytes[..len]),
        None => return read,
    }
    text.len()
}

/// Decodes quanta of the alphabet from the front of a text. Returns the number of characters.
pub fn decode_quanta(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
    let sextets = alphabet.sextets();
    let mut read = 0;
    for block in text.as_chunks::<{ DECODE_BLOCK.0 }>().0 {
        let mut bytes = [0; DECODE_BLOCK.1];
        let mut all = 0;
        for (chars, bytes) in block.as_chunks().0.iter().zip(bytes.as_chunks_mut().0) {
            let quantum = chars.map(|char| sextets[usize::from(char)]);
            all |= quantum[0] | quantum[1] | quantum[2] | quantum[3];
            *bytes = join(quantum);
        }
        if all & Alphabet::REJECTED != 0 {
            break;
        }
        out.push_array(bytes);
        read += DECODE_BLOCK.0;
    }
    for &chars in text[read..].as_chunks().0 {
        let Some(bytes) = decode_quantum(sextets, chars) else {
            break;
        };
        out.push_array(bytes);
        read += QUANTUM_CHARS;
    }
    read
}

/// The bytes of four characters, if all are in the alphabet.
#[inline]
fn decode_quantum(sextets: &[u8; 256], chars: [u8; 4]) -> Option<[u8; 3]> {
    let quantum = chars.map(|char| sextets[usize::from(char)]);
    let all = quantum[0] | quantum[1] | quantum[2] | quantum[3];
    (all & Alphabet::REJECTED == 0).then(|| join(quantum))
}

/// The bytes of four times six bits.
#[inline]
fn join(quantum: [u8; 4]) -> [u8; 3] {
    let [a, b, c, d] = quantum.map(u32::from);
    let [_, bytes @ ..] = (a << 18 | b << 12 | c << 6 | d).to_be_bytes();
    bytes
}

/// Decodes whole quanta from the front of a text, without what is `skipped`, which has no [`PAD`]. Returns the number of bytes read: up to the
/// end of a quantum, and maybe of what is skipped behind it.
///
/// It may stop anywhere, but not at a place from where a block could be decoded.
pub fn decode_skipping(
    alphabet: &Alphabet,
    skipped: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> usize {
    let mut read = 0;
    loop {
        read += decode_quanta(alphabet, &text[read..], out);
        // What is skipped between lines.
        let between = length_of_skipped(alphabet, skipped, &text[read..]);
        if between == 0 {
            return read;
        }
        read += between;
    }
}

/// How many bytes at the end of `text` have its last `chars` characters of the alphabet.
pub fn length_of_last(alphabet: &Alphabet, text: &[u8], chars: usize) -> usize {
    let data = |&(_, char): &(usize, &u8)| alphabet.contains(*char);
    match chars.checked_sub(1) {
        None => 0,
        Some(before) => {
            let first = text.iter().rev().enumerate().filter(data).nth(before);
            first.map_or(text.len(), |(i, _)| i + 1)
        }
    }
}

/// The number of bytes at the front of `text` that are skipped.
pub fn length_of_skipped(alphabet: &Alphabet, skipped: &ByteSet, text: &[u8]) -> usize {
    let is_skipped = |&&char: &&u8| !alphabet.contains(char) && skipped.contains(char);
    text.iter().take_while(is_skipped).count()
}
