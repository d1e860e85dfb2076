//! Every kernel by itself, whatever the process uses.

extern crate std;
use std::{vec, vec::Vec};

use super::*;
use crate::cpu::{Kernel, kernels};
use crate::testing::{noise, written};

fn encode_by(kernel: Kernel, backtick: bool, bytes: &[u8], out: &mut Output<'_>) {
    dispatch!(kernel => [avx512, ssse3, neon, simd128] encode(backtick, bytes, out))
}

fn decode_by(kernel: Kernel, text: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let (len, chars) = (decoded_len(text), &text[1..]);
    dispatch!(kernel => [avx512, ssse3, neon, simd128] decode(len, chars, out))
}

fn encoded_by(kernel: Kernel, backtick: bool, bytes: &[u8]) -> Vec<u8> {
    let room = encoded_len(bytes.len()).unwrap();
    let (line, ()) = written(room, |out| encode_by(kernel, backtick, bytes, out));
    assert_eq!(line.len(), room);
    line
}

fn decoded_by(kernel: Kernel, text: &[u8]) -> Result<Vec<u8>, Error> {
    let room = decoded_len(text);
    let (bytes, result) = written(room, |out| decode_by(kernel, text, out));
    result.map(|()| {
        assert_eq!(bytes.len(), room);
        bytes
    })
}

#[test]
fn known_lines_go_both_ways() {
    let cases: [(&[u8], bool, &[u8]); 7] = [
        (b"", false, b" \n"),
        (b"", true, b"`\n"),
        (b"Cat", false, b"#0V%T\n"),
        (b"\0\0\0", false, b"#    \n"),
        (b"\0\0\0", true, b"#````\n"),
        (b"\xFF", false, b"!_P  \n"),
        (
            b"http://www.wikipedia.org\r\n",
            true,
            b"::'1T<#HO+W=W=RYW:6MI<&5D:6$N;W)G#0H`\n",
        ),
    ];
    for kernel in kernels() {
        for (bytes, backtick, line) in cases {
            assert_eq!(encoded_by(kernel, backtick, bytes), line);
            assert_eq!(decoded_by(kernel, line).unwrap(), bytes);
        }
    }
}

#[test]
fn kernels_encode_each_length_as_scalar_does() {
    for len in 0..=LINE_BYTES {
        // Zeros, which have two characters, among them.
        let mut sparse = noise(len, 1);
        sparse.iter_mut().step_by(2).for_each(|byte| *byte = 0);
        for bytes in [noise(len, 2), sparse, vec![0; len], vec![0xFF; len]] {
            for backtick in [false, true] {
                let expected = encoded_by(Kernel::Scalar, backtick, &bytes);
                for kernel in kernels() {
                    let line = encoded_by(kernel, backtick, &bytes);
                    assert_eq!(line, expected, "{} {len}", kernel.name());
                    assert_eq!(
                        decoded_by(kernel, &line).unwrap(),
                        bytes,
                        "{} {len}",
                        kernel.name()
                    );
                }
            }
        }
    }
}

#[test]
fn more_than_a_line_is_refused() {
    assert_eq!(encoded_len(LINE_BYTES), Some(62));
    assert_eq!(encoded_len(LINE_BYTES + 1), None);
    let error = encode(false, &[0; LINE_BYTES + 1], &mut Output::over(&mut [])).unwrap_err();
    let kind = ErrorKind::TooLong;
    assert_eq!(
        error,
        Error {
            kind,
            at: LINE_BYTES
        }
    );
}

#[test]
fn a_text_without_a_length_is_refused() {
    let error = decode(b"", &mut Output::over(&mut [])).unwrap_err();
    let kind = ErrorKind::NoLength;
    assert_eq!(error, Error { kind, at: 0 });
}

#[test]
fn kernels_find_each_character_at_each_place_as_scalar_does() {
    let line = encoded_by(Kernel::Scalar, false, &noise(LINE_BYTES, 3));
    for at in 0..line.len() {
        for char in 0..=u8::MAX {
            let mut text = line.clone();
            text[at] = char;
            let expected = decoded_by(Kernel::Scalar, &text);
            if at > 0 && at <= 60 {
                let is_accepted = matches!(char, b' '..=b'`' | b'\n' | b'\r');
                let kind = ErrorKind::NotInAlphabet;
                assert_eq!(expected.is_ok(), is_accepted);
                assert!(expected.is_ok() || expected == Err(Error { kind, at }));
            }
            for kernel in kernels() {
                assert_eq!(
                    decoded_by(kernel, &text),
                    expected,
                    "{} {at} {char}",
                    kernel.name()
                );
            }
        }
    }
}

#[test]
fn kernels_decode_lines_of_each_length_that_were_cut_or_filled_as_scalar_does() {
    let chars: Vec<u8> = noise(100, 4).iter().map(|byte| b' ' + byte % 65).collect();
    for length in b' '..=b'`' {
        for len in 0..=chars.len() {
            let mut text = vec![length];
            text.extend_from_slice(&chars[..len]);
            for kernel in kernels() {
                let expected = decoded_by(Kernel::Scalar, &text);
                assert_eq!(
                    decoded_by(kernel, &text),
                    expected,
                    "{} {len}",
                    kernel.name()
                );
            }
        }
    }
}

#[test]
fn what_was_lost_at_the_end_of_a_line_are_zeros() {
    for kernel in kernels() {
        assert_eq!(decoded_by(kernel, b"#").unwrap(), [0; 3]);
        assert_eq!(decoded_by(kernel, b"#0V\n").unwrap(), b"C\x60\0");
        assert_eq!(decoded_by(kernel, b"M\r\n").unwrap(), [0; 45]);
        // Even within.
        assert_eq!(
            decoded_by(kernel, b"#\nV%T").unwrap(),
            decoded_by(kernel, b"# V%T").unwrap()
        );
    }
}

#[test]
fn behind_the_data_are_spaces_only() {
    for kernel in kernels() {
        for trail in [&b" ` \r\n"[..], b"\n\n", &[b' '; 80]] {
            let text = [b"#0V%T", trail].concat();
            assert_eq!(decoded_by(kernel, &text).unwrap(), b"Cat");
        }
        for (trail, i) in [(&b"!"[..], 0), (b"  \nx", 3), (b" \t", 1), (b"\n\0", 1)] {
            let text = [b"#0V%T", trail].concat();
            let kind = ErrorKind::TrailingGarbage;
            assert_eq!(decoded_by(kernel, &text), Err(Error { kind, at: 5 + i }));
        }
    }
}
