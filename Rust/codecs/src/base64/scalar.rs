//! Base64 (RFC 4648, section 4) without vector instructions.
//!
//! This is the authority: what it accepts, rejects and reports is what the kernels beside it
//! must do. They take the bulk of clean input and leave the rest to it, from the quantum in doubt.

use super::{Alphabet, Error, ErrorKind, PAD, QUANTUM_BYTES, QUANTUM_CHARS};

/// Bytes and characters of two quanta: four look-ups of two characters each.
const ENCODE_BLOCK: (usize, usize) = (2 * QUANTUM_BYTES, 2 * QUANTUM_CHARS);

/// Characters and bytes of eight quanta, checked together: the branch is taken once for them all.
const DECODE_BLOCK: (usize, usize) = (8 * QUANTUM_CHARS, 8 * QUANTUM_BYTES);

/// See [`super::encode`].
pub fn encode(alphabet: &Alphabet, bytes: &[u8], out: &mut [u8]) -> usize {
    let (blocks, bytes) = bytes.as_chunks::<{ ENCODE_BLOCK.0 }>();
    let (bulk, out) = out.split_at_mut(blocks.len() * ENCODE_BLOCK.1);
    for (&[a, b, c, d, e, f], slot) in blocks.iter().zip(bulk.as_chunks_mut().0) {
        let bits = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
        let [[a, b], [c, d], [e, f], [g, h]] =
            [bits >> 36, bits >> 24, bits >> 12, bits].map(|bits| alphabet.pair(bits));
        *slot = [a, b, c, d, e, f, g, h];
    }

    let (quanta, rest) = bytes.as_chunks::<QUANTUM_BYTES>();
    let (tail, last) = out.split_at_mut(quanta.len() * QUANTUM_CHARS);
    for (&quantum, slot) in quanta.iter().zip(tail.as_chunks_mut().0) {
        *slot = encode_quantum(alphabet, quantum);
    }
    let written = bulk.len() + tail.len();

    // Zero bits fill the last quantum; characters that hold nothing else are padding.
    let chars = match *rest {
        [] => return written,
        [a] => {
            let [a, b, _, _] = encode_quantum(alphabet, [a, 0, 0]);
            [a, b, PAD, PAD]
        }
        [a, b] => {
            let [a, b, c, _] = encode_quantum(alphabet, [a, b, 0]);
            [a, b, c, PAD]
        }
        _ => unreachable!("a rest is shorter than a quantum"),
    };
    last[..QUANTUM_CHARS].copy_from_slice(&chars);
    written + QUANTUM_CHARS
}

fn encode_quantum(alphabet: &Alphabet, [a, b, c]: [u8; 3]) -> [u8; 4] {
    let bits = u64::from(u32::from_be_bytes([0, a, b, c]));
    let [[a, b], [c, d]] = [bits >> 12, bits].map(|bits| alphabet.pair(bits));
    [a, b, c, d]
}

/// See [`super::decode`].
pub fn decode(alphabet: &Alphabet, text: &[u8], out: &mut [u8]) -> Result<usize, Error> {
    let blocks = decode_blocks(alphabet, text, out);
    let (read, written) = (blocks * DECODE_BLOCK.0, blocks * DECODE_BLOCK.1);
    decode_quanta(alphabet, text, read, &mut out[written..]).map(|n| written + n)
}

/// Decodes whole blocks up to the first with anything but characters of the alphabet; returns how many.
fn decode_blocks(alphabet: &Alphabet, text: &[u8], out: &mut [u8]) -> usize {
    let blocks = text.as_chunks::<{ DECODE_BLOCK.0 }>().0;
    let slots = out.as_chunks_mut::<{ DECODE_BLOCK.1 }>().0;
    let n = blocks.len().min(slots.len());

    for (i, (block, slot)) in blocks.iter().zip(slots).enumerate() {
        let mut bytes = [0; DECODE_BLOCK.1];
        let mut all = 0;
        for (&chars, bytes) in block.as_chunks().0.iter().zip(bytes.as_chunks_mut().0) {
            let quantum = alphabet.quantum(chars);
            all |= quantum;
            let [_, a, b, c] = quantum.to_be_bytes();
            *bytes = [a, b, c];
        }
        if !Alphabet::is_accepted(all) {
            return i;
        }
        *slot = bytes;
    }
    n
}

/// Decodes `text` from the position `start`, a quantum's first, to its end into the front of `out`.
fn decode_quanta(
    alphabet: &Alphabet,
    text: &[u8],
    start: usize,
    out: &mut [u8],
) -> Result<usize, Error> {
    let quanta = text[start..].as_chunks::<QUANTUM_CHARS>().0;

    for (i, &chars) in quanta.iter().enumerate() {
        let quantum = alphabet.quantum(chars);
        let written = i * QUANTUM_BYTES;
        if !Alphabet::is_accepted(quantum) {
            let at = start + i * QUANTUM_CHARS;
            return decode_end(alphabet, text, at, &mut out[written..]).map(|n| written + n);
        }
        let [_, bytes @ ..] = quantum.to_be_bytes();
        out[written..][..QUANTUM_BYTES].copy_from_slice(&bytes);
    }

    let end = start + quanta.len() * QUANTUM_CHARS;
    decode_end(
        alphabet,
        text,
        end,
        &mut out[quanta.len() * QUANTUM_BYTES..],
    )
    .map(|n| quanta.len() * QUANTUM_BYTES + n)
}

/// Decodes the last quantum, which starts `at` and is padded, or finds what is wrong with it.
/// Nothing is left to decode if the text ended before.
fn decode_end(alphabet: &Alphabet, text: &[u8], at: usize, out: &mut [u8]) -> Result<usize, Error> {
    // The character for zero bits stands in for the padding; its bytes are not written.
    let [zero, _] = alphabet.pair(0);
    let (chars, len) = match text[at..] {
        [] => return Ok(0),
        [a, b, PAD, PAD] => ([a, b, zero, zero], 1),
        [a, b, c, PAD] => ([a, b, c, zero], 2),
        _ => return Err(first_fault(alphabet, text, at)),
    };

    let quantum = alphabet.quantum(chars);
    if !Alphabet::is_accepted(quantum) {
        return Err(first_fault(alphabet, text, at));
    }
    let [_, a, b, _] = quantum.to_be_bytes();
    out[0] = a;
    if len == 2 {
        out[1] = b;
    }
    Ok(len)
}

/// What is wrong with the quantum `at`, which cannot be decoded, padding or not.
#[cold]
fn first_fault(alphabet: &Alphabet, text: &[u8], at: usize) -> Error {
    let quantum = &text[at..text.len().min(at + QUANTUM_CHARS)];
    match quantum.iter().position(|&char| !alphabet.contains(char)) {
        Some(i) => Error {
            kind: match quantum[i] {
                PAD => ErrorKind::Padding,
                _ => ErrorKind::NotInAlphabet,
            },
            at: at + i,
        },
        None => Error {
            kind: ErrorKind::Truncated,
            at: text.len(),
        },
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::{vec, vec::Vec};

    use super::super::{STANDARD, URL_SAFE, decoded_len, encoded_len};
    use super::*;

    /// Some blocks of each kind, and every remainder.
    const LENGTHS: std::ops::Range<usize> = 0..3 * DECODE_BLOCK.0;

    /// RFC 4648, section 10.
    const VECTORS: [(&str, &str); 7] = [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ];

    /// `len` bytes that differ from their neighbours, and from those of another `seed`.
    fn noise(len: usize, seed: u32) -> Vec<u8> {
        let mut state = seed.wrapping_mul(2_654_435_761) | 1;
        let next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state as u8
        };
        std::iter::repeat_with(next).take(len).collect()
    }

    fn encoded(alphabet: &Alphabet, bytes: &[u8]) -> Vec<u8> {
        let mut out = vec![0; encoded_len(bytes.len()).unwrap()];
        assert_eq!(encode(alphabet, bytes, &mut out), out.len());
        out
    }

    #[test]
    fn the_rfc_s_vectors_go_both_ways() {
        for (bytes, text) in VECTORS {
            assert_eq!(encoded(&STANDARD, bytes.as_bytes()), text.as_bytes());
            let mut out = vec![0; decoded_len(text.as_bytes())];
            assert_eq!(
                decode(&STANDARD, text.as_bytes(), &mut out),
                Ok(bytes.len())
            );
            assert_eq!(out, bytes.as_bytes());
        }
    }

    #[test]
    fn each_length_is_a_sequence_of_quanta() {
        for len in LENGTHS {
            let bytes = noise(len, len as u32);
            for alphabet in [&STANDARD, &URL_SAFE] {
                let quanta = bytes.chunks(QUANTUM_BYTES);
                let expected: Vec<u8> = quanta.flat_map(|q| encoded(alphabet, q)).collect();
                assert_eq!(encoded(alphabet, &bytes), expected, "{len} bytes");
            }
        }
    }

    #[test]
    fn decoding_gives_the_bytes_back_and_the_length_before() {
        for len in LENGTHS {
            let bytes = noise(len, 1);
            let text = encoded(&URL_SAFE, &bytes);
            assert_eq!(decoded_len(&text), len);
            let mut out = vec![0; len];
            assert_eq!(decode(&URL_SAFE, &text, &mut out), Ok(len));
            assert_eq!(out, bytes);
        }
    }

    #[test]
    fn nothing_is_written_behind_the_result() {
        for len in LENGTHS {
            let bytes = noise(len, 2);
            let mut out = vec![0xAA; encoded_len(len).unwrap() + 64];
            let n = encode(&STANDARD, &bytes, &mut out);
            assert!(out[n..].iter().all(|&byte| byte == 0xAA));

            let text = out[..n].to_vec();
            let mut out = vec![0xAA; len + 64];
            let n = decode(&STANDARD, &text, &mut out).unwrap();
            assert!(out[n..].iter().all(|&byte| byte == 0xAA));
        }
    }

    #[test]
    fn an_error_names_the_first_character_that_is_wrong() {
        use ErrorKind::*;
        for (text, kind, at) in [
            ("Zm9?", NotInAlphabet, 3),
            ("Z=9v", Padding, 1),
            ("Zg=v", Padding, 2),
            ("====", Padding, 0),
            ("Zg==Zg==", Padding, 2),
            ("Zm9vY", Truncated, 5),
            ("Zm9vYg=", Padding, 6),
            ("=", Padding, 0),
        ] {
            let error = decode(&STANDARD, text.as_bytes(), &mut [0; 16]).unwrap_err();
            assert_eq!(error, Error { kind, at }, "{text}");
        }
    }

    #[test]
    fn a_bad_character_is_found_wherever_it_stands() {
        for bytes in [0, 1, DECODE_BLOCK.1, 2 * DECODE_BLOCK.1 + 1] {
            let clean = encoded(&STANDARD, &noise(bytes, 3));
            let data = clean.iter().filter(|&&char| char != PAD).count();
            let mut out = vec![0; decoded_len(&clean)];
            for at in 0..data {
                for bad in [b'\n', b'-', 0, 0xFF] {
                    let mut text = clean.clone();
                    text[at] = bad;
                    let error = decode(&STANDARD, &text, &mut out).unwrap_err();
                    let kind = ErrorKind::NotInAlphabet;
                    assert_eq!(error, Error { kind, at });
                }
            }
        }
    }

    #[test]
    fn the_bits_behind_the_last_byte_are_ignored() {
        let mut out = [0; 2];
        for text in [b"Zg==", b"Zh==", b"Zv=="] {
            assert_eq!(decode(&STANDARD, text, &mut out), Ok(1));
            assert_eq!(out[..1], *b"f");
        }
        for text in [b"Zm8=", b"Zm9=", b"Zm_="] {
            assert_eq!(decode(&URL_SAFE, text, &mut out), Ok(2));
            assert_eq!(out[..1], *b"f");
        }
    }
}
