//! Base32 (RFC 4648, section 6) without vector instructions.
//!
//! This is the authority: what it accepts, rejects and reports is what the kernels beside it
//! must do. They take the bulk of clean input and leave the rest to it, from the quantum in doubt.

use super::{Alphabet, DecodeOptions, Error, ErrorKind, PAD, QUANTUM_BYTES, QUANTUM_CHARS};
use crate::Output;
use crate::values::Values;

/// See [`super::encode`]; into one line.
pub fn encode(alphabet: &Alphabet, bytes: &[u8], padded: bool, out: &mut Output<'_>) {
    let (quanta, rest) = bytes.as_chunks::<QUANTUM_BYTES>();
    for &quantum in quanta {
        out.push_array(encode_quantum(alphabet, quantum));
    }
    if rest.is_empty() {
        return;
    }

    // Zero bits fill the last quantum; characters that hold nothing else are padding.
    let mut quantum = [0; QUANTUM_BYTES];
    quantum[..rest.len()].copy_from_slice(rest);
    let mut chars = encode_quantum(alphabet, quantum);
    let len = (rest.len() * 8).div_ceil(5);
    chars[len..].fill(PAD);
    out.push_slice(&chars[..if padded { QUANTUM_CHARS } else { len }]);
}

#[inline]
fn encode_quantum(
    alphabet: &Alphabet,
    [a, b, c, d, e]: [u8; QUANTUM_BYTES],
) -> [u8; QUANTUM_CHARS] {
    let bits = u64::from_be_bytes([0, 0, 0, a, b, c, d, e]);
    [35, 30, 25, 20, 15, 10, 5, 0].map(|shift| alphabet.chars()[(bits >> shift) as usize % 32])
}

/// See [`super::decode_quanta`].
pub fn decode_quanta(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
    let quanta = text.as_chunks::<QUANTUM_CHARS>().0;
    for (i, &quantum) in quanta.iter().enumerate() {
        let [a, b, c, d, e, f, g, h] = quantum.map(|char| u32::from(alphabet.values().get(char)));
        if (a | b | c | d | e | f | g | h) >= 32 {
            return i * QUANTUM_CHARS;
        }
        let high = a << 15 | b << 10 | c << 5 | d;
        let low = e << 15 | f << 10 | g << 5 | h;
        let bits = u64::from(high) << 20 | u64::from(low);
        let [_, _, _, bytes @ ..] = bits.to_be_bytes();
        out.push_array::<QUANTUM_BYTES>(bytes);
    }
    quanta.len() * QUANTUM_CHARS
}

/// Decodes the rest of `text` from the position `at`, behind whole quanta that were decoded to what `out` has from `start` on.
pub fn decode(
    alphabet: &Alphabet,
    text: &[u8],
    at: usize,
    options: &DecodeOptions,
    start: usize,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    if text.len() - at == QUANTUM_CHARS
        && let Some(&last) = text[at..].first_chunk()
        && let Some((bytes, len)) = decode_padded(alphabet, last)
        && options.padded
        && !(options.canonical && bytes[len] != 0)
    {
        out.push_slice(&bytes[..len]);
        return Ok(());
    }

    let pads_are_ignored = options.ignored.contains(PAD);
    // What the quantum in hand holds: the bits, and how many characters and padding they were.
    let (mut bits, mut chars, mut pads) = (0u64, 0, 0);

    for (i, &byte) in text.iter().enumerate().skip(at) {
        let error = |kind| Err(Error { kind, at: i });

        if byte == PAD && options.padded {
            pads += 1;
            if is_whole_bytes(chars) && chars != 0 && chars + pads <= QUANTUM_CHARS {
                continue;
            }
            if pads_are_ignored {
                continue;
            }
            return error(match chars {
                0 if out.len() == start => ErrorKind::LeadingPadding,
                _ if is_whole_bytes(chars) => ErrorKind::ExcessPadding,
                _ => ErrorKind::Characters(number_of_characters(out.len() - start, chars)),
            });
        }

        let value = alphabet.values().get(byte);
        if value == Values::REJECTED {
            if options.ignored.contains(byte) {
                continue;
            }
            return error(match byte {
                PAD => ErrorKind::Padding,
                _ => ErrorKind::NotInAlphabet,
            });
        }
        if pads > 0 && !pads_are_ignored {
            return error(if chars + pads == QUANTUM_CHARS {
                ErrorKind::ExcessData
            } else {
                ErrorKind::DiscontinuousPadding
            });
        }

        // Padding that is ignored counts in its quantum, whatever stands behind it.
        chars += 1;
        bits = bits << 5 | u64::from(value);
        if chars == QUANTUM_CHARS {
            let [_, _, _, bytes @ ..] = bits.to_be_bytes();
            out.push_array::<QUANTUM_BYTES>(bytes);
            (bits, chars, pads) = (0, 0, 0);
        }
    }

    let error = |kind| {
        Err(Error {
            kind,
            at: text.len(),
        })
    };
    if !is_whole_bytes(chars) {
        return error(ErrorKind::Characters(number_of_characters(
            out.len() - start,
            chars,
        )));
    }
    if chars == 0 {
        return Ok(());
    }
    if options.padded && chars + pads < QUANTUM_CHARS {
        return error(ErrorKind::Truncated);
    }
    let bits = bits << (5 * (QUANTUM_CHARS - chars));
    let len = chars * 5 / 8;
    let [_, _, _, bytes @ ..] = bits.to_be_bytes();
    if options.canonical && bytes[len] != 0 {
        return error(ErrorKind::NonZeroBits);
    }
    out.push_slice(&bytes[..len]);
    Ok(())
}

/// Decodes a quantum that padding fills; `None` if it is none. Gives the bytes, and how many they are, behind which are the bits of the next.
fn decode_padded(
    alphabet: &Alphabet,
    quantum: [u8; QUANTUM_CHARS],
) -> Option<([u8; QUANTUM_BYTES], usize)> {
    let pads = quantum
        .iter()
        .rev()
        .take_while(|&&char| char == PAD)
        .count();
    let len = match pads {
        1 => 4,
        3 => 3,
        4 => 2,
        6 => 1,
        _ => return None,
    };
    let (mut bits, mut all) = (0, 0);
    for char in quantum {
        // What padding is rejected as is shifted out below.
        let value = alphabet.values().get(char);
        bits = bits << 5 | u64::from(value & 31);
    }
    for &char in &quantum[..QUANTUM_CHARS - pads] {
        all |= alphabet.values().get(char);
    }
    if all >= 32 {
        return None;
    }
    bits = bits >> (5 * pads) << (5 * pads);
    let [_, _, _, bytes @ ..] = bits.to_be_bytes();
    Some((bytes, len))
}

/// Whether so many characters of a quantum are what a number of bytes becomes, or none.
const fn is_whole_bytes(chars: usize) -> bool {
    !matches!(chars, 1 | 3 | 6)
}

/// The number of characters that `bytes`, whole quanta, and `chars` more were.
const fn number_of_characters(bytes: usize, chars: usize) -> usize {
    bytes / QUANTUM_BYTES * QUANTUM_CHARS + chars
}
