//! Base64 without vector instructions.
//!
//! This is the authority: what it takes is what the kernels beside it may take. They take the bulk of clean input and leave the rest
//! to it, from the quantum in doubt; what it leaves in turn is [`super::Decoder`]'s to judge.

use super::alphabet::Tables;
use super::{Alphabet, PAD, QUANTUM_BYTES, QUANTUM_CHARS};
use crate::{ByteSet, Output};

/// Bytes and characters of eight quanta, which are written, or checked, together.
const BYTES: usize = 8 * QUANTUM_BYTES;
const CHARS: usize = 8 * QUANTUM_CHARS;

/// Encodes `bytes`, and pads the last quantum if it is not whole.
pub fn encode(alphabet: &Alphabet, bytes: &[u8], out: &mut Output<'_>) {
    let chars = alphabet.chars();
    let char = |bits: u64| chars[(bits & 63) as usize];
    let (blocks, bytes) = bytes.as_chunks::<BYTES>();
    match alphabet.tables() {
        Some(tables) => encode_blocks(blocks, out, |bits| {
            let pair = |bits| tables.pairs[(bits & 0xFFF) as usize];
            [bits >> 36, bits >> 24, bits >> 12, bits].map(pair)
        }),
        None => encode_blocks(blocks, out, |bits| {
            let pair = |bits| [char(bits >> 6), char(bits)];
            [bits >> 36, bits >> 24, bits >> 12, bits].map(pair)
        }),
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

/// Encodes blocks, by what gives the characters of 48 bits.
#[inline]
fn encode_blocks(
    blocks: &[[u8; BYTES]],
    out: &mut Output<'_>,
    pairs: impl Fn(u64) -> [[u8; 2]; 4],
) {
    for block in blocks {
        let mut text = [0; CHARS];
        let (halves, places) = (block.as_chunks().0, text.as_chunks_mut::<8>().0);
        for (&[a, b, c, d, e, f], place) in halves.iter().zip(places) {
            let pairs = pairs(u64::from_be_bytes([0, 0, a, b, c, d, e, f]));
            place.copy_from_slice(pairs.as_flattened());
        }
        out.push_array(text);
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
    let blocks = text.as_chunks().0;
    let mut read = match alphabet.tables() {
        _ if blocks.is_empty() => 0,
        Some(tables) => decode_blocks(blocks, out, |[a, b, c, d]| {
            let [first, second, third, fourth] = &tables.places;
            first[usize::from(a)]
                | second[usize::from(b)]
                | third[usize::from(c)]
                | fourth[usize::from(d)]
        }),
        None => decode_blocks(blocks, out, |chars| {
            let quantum = chars.map(|char| sextets[usize::from(char)]);
            let all = quantum[0] | quantum[1] | quantum[2] | quantum[3];
            let [a, b, c] = join(quantum);
            const { assert!(Tables::REJECTED == (Alphabet::REJECTED as u32) << 24) };
            u32::from_le_bytes([a, b, c, all & Alphabet::REJECTED])
        }),
    };
    for &chars in text[read..].as_chunks().0 {
        let Some(bytes) = decode_quantum(sextets, chars) else {
            break;
        };
        out.push_array(bytes);
        read += QUANTUM_CHARS;
    }
    read
}

/// Decodes blocks to the first with anything but characters of the alphabet, by what gives the three bytes of four characters, the first one lowest, or
/// [`Tables::REJECTED`]. Returns the number of characters.
#[inline]
fn decode_blocks(
    blocks: &[[u8; CHARS]],
    out: &mut Output<'_>,
    quantum: impl Fn([u8; 4]) -> u32,
) -> usize {
    for (i, block) in blocks.iter().enumerate() {
        let mut all = 0;
        let mut pairs = [0; 4];
        for (&[a, b, c, d, e, f, g, h], pair) in block.as_chunks().0.iter().zip(&mut pairs) {
            let (first, second) = (quantum([a, b, c, d]), quantum([e, f, g, h]));
            all |= first | second;
            *pair = u64::from(first) | u64::from(second) << 24;
        }
        if all & Tables::REJECTED != 0 {
            return i * CHARS;
        }
        // Four times six bytes to three times eight.
        let [a, b, c, d] = pairs;
        let words = [a | b << 48, b >> 16 | c << 32, c >> 32 | d << 16];
        out.push_array::<BYTES>(core::array::from_fn(|i| words[i / 8].to_le_bytes()[i % 8]));
    }
    blocks.len() * CHARS
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

/// Decodes whole quanta from the front of a text, without what is `skipped`. Returns the number of bytes read: up to the end of a quantum, and
/// maybe of what is skipped behind it.
///
/// It stops before the quantum with the first byte that is neither in the alphabet nor skipped, or a kernel, that has no use for that byte, earlier.
pub fn decode_skipping(
    alphabet: &Alphabet,
    skipped: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> usize {
    let mut read = 0;
    loop {
        let quanta = decode_quanta(alphabet, &text[read..], out);
        read += quanta;
        // Where there was not even a block, none will be soon.
        let least = if quanta < CHARS { CHARS } else { 1 };
        let (chars, is_end) = decode_chars(alphabet, skipped, &text[read..], least, out);
        read += chars;
        if is_end {
            return read;
        }
    }
}

/// The same, character by character, to the first quantum that starts `least` bytes from the front, or later. Also returns whether it met the end of the
/// text, or what it must leave, before.
pub fn decode_chars(
    alphabet: &Alphabet,
    skipped: &ByteSet,
    text: &[u8],
    least: usize,
    out: &mut Output<'_>,
) -> (usize, bool) {
    let mut quantum = 0;
    let mut place = 0;
    let mut read = 0;
    for (i, &char) in text.iter().enumerate() {
        let sextet = alphabet.sextets()[usize::from(char)];
        if sextet != Alphabet::REJECTED {
            if place == 0 && i >= least {
                return (i, false);
            }
            quantum = quantum << 6 | u32::from(sextet);
            place += 1;
            if place == QUANTUM_CHARS {
                let [_, bytes @ ..] = quantum.to_be_bytes();
                out.push_array(bytes);
                place = 0;
            }
        } else if !skipped.contains(char) {
            break;
        }
        if place == 0 {
            read = i + 1;
        }
    }
    (read, true)
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
