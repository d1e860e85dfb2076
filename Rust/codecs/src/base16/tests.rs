//! All kernels against `scalar.rs`, and that against the standard.

extern crate std;
use std::{string::String, vec, vec::Vec};

use super::*;
use crate::cpu::{Kernel, kernels};

fn encoded(case: Case, separator: Option<(u8, isize)>, bytes: &[u8]) -> String {
    let separator = separator.map(|(byte, bytes_per_sep)| Separator {
        byte,
        bytes_per_sep,
    });
    let mut buffer = vec![0; encoded_len(bytes.len(), separator).unwrap()];
    let mut out = Output::over(&mut buffer);
    encode(case, separator, bytes, &mut out);
    assert_eq!(out.room(), 0);
    String::from_utf8(buffer).unwrap()
}

fn decoded(digits: Digits, ignored: &[u8], text: &[u8]) -> Result<Vec<u8>, Error> {
    let mut buffer = vec![0; decoded_len(text.len())];
    let mut out = Output::over(&mut buffer);
    decode(digits, &ByteSet::new(ignored), text, &mut out)?;
    Ok(out.finish().to_vec())
}

/// RFC 4648, section 10.
const VECTORS: [(&str, &str); 7] = [
    ("", ""),
    ("f", "66"),
    ("fo", "666F"),
    ("foo", "666F6F"),
    ("foob", "666F6F62"),
    ("fooba", "666F6F6261"),
    ("foobar", "666F6F626172"),
];

#[test]
fn the_rfc_s_vectors_go_both_ways() {
    for (bytes, text) in VECTORS {
        assert_eq!(encoded(Case::Upper, None, bytes.as_bytes()), text);
        assert_eq!(
            encoded(Case::Lower, None, bytes.as_bytes()),
            text.to_lowercase()
        );
        for digits in [Digits::AnyCase, Digits::UpperCase] {
            assert_eq!(
                decoded(digits, b"", text.as_bytes()).unwrap(),
                bytes.as_bytes()
            );
        }
    }
}

#[test]
fn separators_count_from_the_right_or_the_left() {
    for (bytes_per_sep, expected) in [
        (0, "0123456789"),
        (1, "01:23:45:67:89"),
        (-1, "01:23:45:67:89"),
        (2, "01:2345:6789"),
        (-2, "0123:4567:89"),
        (4, "01:23456789"),
        (-4, "01234567:89"),
        (5, "0123456789"),
        (-6, "0123456789"),
        (isize::MIN, "0123456789"),
    ] {
        let bytes = [0x01, 0x23, 0x45, 0x67, 0x89];
        let separator = Some((b':', bytes_per_sep));
        assert_eq!(encoded(Case::Lower, separator, &bytes), expected);
        assert_eq!(encoded(Case::Lower, separator, &[]), "");
    }
}

#[test]
fn a_length_that_does_not_fit_is_none() {
    let separator = Some(Separator {
        byte: 0,
        bytes_per_sep: 1,
    });
    assert_eq!(encoded_len(usize::MAX / 2, None), Some(usize::MAX - 1));
    assert_eq!(encoded_len(usize::MAX / 2 + 1, None), None);
    assert_eq!(encoded_len(usize::MAX / 2, separator), None);
}

#[test]
fn all_digits_have_their_value_and_nothing_else_has() {
    for character in 0..=255 {
        let value = char::from(character).to_digit(16);
        let is_lower = character.is_ascii_lowercase();
        for digits in [Digits::AnyCase, Digits::UpperCase] {
            let expected = match value {
                Some(value) if digits == Digits::AnyCase || !is_lower => Ok(vec![value as u8]),
                _ => Err(Error {
                    kind: ErrorKind::NotADigit,
                    at: 1,
                }),
            };
            assert_eq!(decoded(digits, b"", &[b'0', character]), expected);
        }
    }
}

#[test]
fn an_error_names_the_first_character_before_the_number() {
    use ErrorKind::*;
    for (text, ignored, kind, at) in [
        ("a", "", Odd, 1),
        ("ag", "", NotADigit, 1),
        ("gg", "", NotADigit, 0),
        ("abg", "", NotADigit, 2),
        ("abc", "", Odd, 3),
        ("ab:c", ":", Odd, 4),
        ("a:", ":", Odd, 2),
        ("a:g", ":", NotADigit, 2),
        ("ab:", "", NotADigit, 2),
    ] {
        let error = decoded(Digits::AnyCase, ignored.as_bytes(), text.as_bytes()).unwrap_err();
        assert_eq!(error, Error { kind, at }, "{text}");
    }
}

#[test]
fn what_is_ignored_is_skipped_unless_it_is_a_digit() {
    for (text, ignored, bytes) in [
        ("a:b", ":", &b"\xab"[..]),
        (":", ":", b""),
        ("ab\n cd\n", "\n ", b"\xab\xcd"),
        ("abcd", "abcd", b"\xab\xcd"),
    ] {
        assert_eq!(
            decoded(Digits::AnyCase, ignored.as_bytes(), text.as_bytes()).unwrap(),
            bytes
        );
    }
    // Lower case is not a digit here.
    assert_eq!(decoded(Digits::UpperCase, b"ab", b"aABb").unwrap(), b"\xAB");
    assert_eq!(
        decoded(Digits::AnyCase, b"\xFF", b"a\xFFb").unwrap(),
        b"\xAB"
    );
}

fn encode_by(kernel: Kernel, case: Case, bytes: &[u8], out: &mut Output<'_>) {
    dispatch!(kernel => [avx512, avx2, ssse3, neon, simd128] encode(case, bytes, out))
}

fn encode_groups_by(kernel: Kernel, group: usize, bytes: &[u8], out: &mut Output<'_>) {
    let case = Case::Lower;
    dispatch!(kernel => [avx512, ssse3, neon, simd128] encode_groups(case, b'\xFE', group, bytes, out))
}

fn decode_by(
    kernel: Kernel,
    digits: Digits,
    text: &[u8],
    out: &mut Output<'_>,
) -> Result<(), Error> {
    dispatch!(kernel => [avx512, avx2, ssse3, neon, simd128] decode(digits, text, out))
}

fn decode_ignoring_by(
    kernel: Kernel,
    digits: Digits,
    ignored: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> Result<(), Error> {
    dispatch!(kernel => [avx512] decode_ignoring(digits, ignored, text, out))
}

/// Some of the largest block of each kernel, and every remainder.
const LENGTHS: std::ops::Range<usize> = 0..600;

/// `len` bytes that differ from their neighbours.
fn noise(len: usize) -> Vec<u8> {
    let mut state = len as u32 | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    std::iter::repeat_with(next).take(len).collect()
}

/// What `write` writes where there is room for exactly `len` bytes; and it must be the same where there is more.
fn written<T>(len: usize, write: impl Fn(&mut Output<'_>) -> T) -> (T, Vec<u8>) {
    let mut exact = vec![0; len];
    let mut out = Output::over(&mut exact);
    let result = write(&mut out);
    let exact = out.finish().to_vec();

    let mut wide = vec![0; len + 100];
    let mut out = Output::over(&mut wide);
    write(&mut out);
    assert_eq!(out.finish(), exact);
    (result, exact)
}

#[test]
fn each_kernel_encodes_as_scalar_does() {
    for kernel in kernels() {
        for len in LENGTHS {
            let bytes = noise(len);
            for case in [Case::Lower, Case::Upper] {
                let expected = written(2 * len, |out| scalar::encode(case, &bytes, out));
                let text = written(2 * len, |out| encode_by(kernel, case, &bytes, out));
                assert_eq!(text, expected, "{kernel:?} {len}");
            }
        }
    }
}

#[test]
fn each_kernel_encodes_groups_as_scalar_does() {
    for kernel in kernels() {
        for group in 1..LONG_GROUP {
            for len in 0..300 {
                let bytes = noise(len);
                let separator = Separator {
                    byte: 0,
                    bytes_per_sep: -(group as isize),
                };
                let text_len = encoded_len(len, Some(separator)).unwrap();
                let case = Case::Lower;
                let expected = written(text_len, |out| {
                    scalar::encode_groups(case, 0xFE, group, &bytes, out)
                });
                let text = written(text_len, |out| encode_groups_by(kernel, group, &bytes, out));
                assert_eq!(text, expected, "{kernel:?} {group} {len}");
            }
        }
    }
}

#[test]
fn groups_of_any_length_are_written_from_both_sides() {
    for len in 0..140_usize {
        let bytes = noise(len);
        for n in (1..=70).chain([isize::MAX, isize::MIN]) {
            for bytes_per_sep in [n, n.wrapping_neg()] {
                let group = n.unsigned_abs();
                let mut expected = String::new();
                for (i, byte) in bytes.iter().enumerate() {
                    let so_far = if bytes_per_sep > 0 { len - i } else { i };
                    if i > 0 && so_far % group == 0 {
                        expected.push('\n');
                    }
                    expected += &std::format!("{byte:02X}");
                }
                let separator = Some((b'\n', bytes_per_sep));
                assert_eq!(encoded(Case::Upper, separator, &bytes), expected);
            }
        }
    }
}

#[test]
fn each_kernel_decodes_as_scalar_does() {
    for kernel in kernels() {
        for len in LENGTHS {
            let mut text: Vec<u8> = noise(len);
            for char in &mut text {
                *char = b"0123456789abcdefABCDEF"[usize::from(*char) % 22];
            }
            let upper = text.to_ascii_uppercase();
            for (digits, text) in [(Digits::AnyCase, &text), (Digits::UpperCase, &upper)] {
                let expected = written(len / 2, |out| scalar::decode(digits, text, out));
                let bytes = written(len / 2, |out| decode_by(kernel, digits, text, out));
                assert_eq!(bytes, expected, "{kernel:?} {len}");
                assert_eq!(bytes.0.is_ok(), len % 2 == 0);
            }
        }
    }
}

#[test]
fn each_kernel_tells_digits_from_all_other_characters() {
    for kernel in kernels() {
        for digits in [Digits::AnyCase, Digits::UpperCase] {
            for char in 0..=255 {
                // Long enough for a block of each kernel, and for what follows it.
                let mut text = [b'7'; 330];
                for at in [0, 1, 100, 299, 329] {
                    text[at] = char;
                    let result = written(165, |out| decode_by(kernel, digits, &text, out));
                    let expected = written(165, |out| scalar::decode(digits, &text, out));
                    assert_eq!(result.0, expected.0, "{kernel:?} {char}");
                    if result.0.is_ok() {
                        assert_eq!(result.1, expected.1, "{kernel:?} {char}");
                    }
                    text[at] = b'7';
                }
            }
        }
    }
}

#[test]
fn each_kernel_finds_a_bad_character_wherever_it_stands() {
    for kernel in kernels() {
        for len in [1, 2, 63, 64, 127, 130, 321, 600] {
            for at in 0..len {
                for bad in [b'g', b'\n', b'/', b'@', 0, 0x80 | b'0', 0xFF] {
                    let mut text = vec![b'A'; len];
                    text[at] = bad;
                    let mut buffer = vec![0; len / 2];
                    let mut out = Output::over(&mut buffer);
                    let error = decode_by(kernel, Digits::AnyCase, &text, &mut out).unwrap_err();
                    assert_eq!(
                        error,
                        Error {
                            kind: ErrorKind::NotADigit,
                            at
                        },
                        "{kernel:?} {len}"
                    );
                }
            }
        }
    }
}

/// `len` characters of which one in `every` or so is one of `others`.
fn sprinkled(len: usize, every: u8, others: &[u8]) -> Vec<u8> {
    let (digits, places) = (noise(len + 1), noise(len + 2));
    let chars = digits
        .iter()
        .zip(&places)
        .take(len)
        .map(|(&digit, &place)| {
            if place % every == 0 {
                others[usize::from(place / every) % others.len()]
            } else {
                b"0123456789abcdefABCDEF"[usize::from(digit) % 22]
            }
        });
    chars.collect()
}

#[test]
fn each_kernel_ignores_as_scalar_does() {
    for kernel in kernels() {
        for others in [&b"\n"[..], b" \r\n", b"\xFF\x80a\0", b"ABCDEFabcdef:"] {
            let ignored = ByteSet::new(others);
            for every in [1, 2, 3, 10, 80, 255] {
                for len in 0..260 {
                    let mut text = sprinkled(len, every, others);
                    for digits in [Digits::AnyCase, Digits::UpperCase] {
                        let result = written(len / 2, |out| {
                            decode_ignoring_by(kernel, digits, &ignored, &text, out)
                        });
                        let expected = written(len / 2, |out| {
                            scalar::decode_ignoring(digits, &ignored, &text, out)
                        });
                        assert_eq!(result.0, expected.0, "{kernel:?} {len} {every}");
                        if result.0.is_ok() {
                            assert_eq!(result.1, expected.1, "{kernel:?} {len} {every}");
                        }
                    }
                    // And something that is wrong, though it has seven bits of what is ignored.
                    let (bad, at) = (others[0] ^ 0x80, len * 2 / 3);
                    if let Some(char) = text.get_mut(at) {
                        *char = bad;
                        let mut buffer = vec![0; len / 2];
                        let mut out = Output::over(&mut buffer);
                        let digits = Digits::AnyCase;
                        let result = decode_ignoring_by(kernel, digits, &ignored, &text, &mut out);
                        let kind = ErrorKind::NotADigit;
                        assert_eq!(result, Err(Error { kind, at }), "{kernel:?}");
                    }
                }
            }
        }
    }
}
