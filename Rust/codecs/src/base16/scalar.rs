//! Base16 without vector instructions.
//!
//! This is the authority: what it accepts, rejects and reports is what the kernels beside it
//! must do. They take the bulk and leave the rest to it, from the character in doubt.

use super::{Case, Digits, Error, ErrorKind};
use crate::{ByteSet, Output};

/// In a table of digits: not one.
const NONE: u8 = 0xFF;

/// The digits of one case, by their value.
pub const fn alphabet(case: Case) -> &'static [u8; 16] {
    match case {
        Case::Lower => b"0123456789abcdef",
        Case::Upper => b"0123456789ABCDEF",
    }
}

/// The two digits of each byte.
const fn pairs(case: Case) -> [[u8; 2]; 256] {
    let digits = alphabet(case);
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        pairs[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    pairs
}

static LOWER: [[u8; 2]; 256] = pairs(Case::Lower);
static UPPER: [[u8; 2]; 256] = pairs(Case::Upper);

/// The value of each character that is a digit, [`NONE`] for all others.
const fn values(digits: Digits) -> [u8; 256] {
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < 16 {
        values[alphabet(Case::Upper)[value] as usize] = value as u8;
        if matches!(digits, Digits::AnyCase) {
            values[alphabet(Case::Lower)[value] as usize] = value as u8;
        }
        value += 1;
    }
    values
}

static ANY_CASE: [u8; 256] = values(Digits::AnyCase);
static UPPER_CASE: [u8; 256] = values(Digits::UpperCase);

/// The value of each character, more than 15 for one that is not a digit.
#[inline]
pub const fn value_table(digits: Digits) -> &'static [u8; 256] {
    match digits {
        Digits::AnyCase => &ANY_CASE,
        Digits::UpperCase => &UPPER_CASE,
    }
}

/// Encodes without separators.
pub fn encode(case: Case, bytes: &[u8], out: &mut Output<'_>) {
    let pairs = match case {
        Case::Lower => &LOWER,
        Case::Upper => &UPPER,
    };
    let (blocks, rest) = bytes.as_chunks::<4>();
    for block in blocks {
        let [[a, b], [c, d], [e, f], [g, h]] = block.map(|byte| pairs[usize::from(byte)]);
        out.push_array([a, b, c, d, e, f, g, h]);
    }
    for &byte in rest {
        out.push_array(pairs[usize::from(byte)]);
    }
}

/// See [`super::encode_groups`].
pub fn encode_groups(case: Case, separator: u8, group: usize, bytes: &[u8], out: &mut Output<'_>) {
    let mut groups = bytes.chunks(group);
    if let Some(first) = groups.next() {
        encode(case, first, out);
    }
    for group in groups {
        out.push(separator);
        encode(case, group, out);
    }
}

/// Decodes `text` from the position `start` to its end.
pub fn decode(
    digits: Digits,
    text: &[u8],
    start: usize,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let values = value_table(digits);
    let value = |character: u8| values[usize::from(character)];
    let not_a_digit = |at: usize| {
        let wrong = text[at..].iter().position(|&c| value(c) == NONE);
        wrong.map(|i| at + i)
    };

    let (pairs, rest) = text[start..].as_chunks::<2>();
    for (i, &[high, low]) in pairs.iter().enumerate() {
        let (high, low) = (value(high), value(low));
        if high | low > 15 {
            let at = not_a_digit(start + 2 * i).expect("one of the two");
            return Err(Error {
                kind: ErrorKind::NotADigit,
                at,
            });
        }
        out.push(high << 4 | low);
    }
    match rest {
        [] => Ok(()),
        _ => Err(match not_a_digit(text.len() - 1) {
            Some(at) => Error {
                kind: ErrorKind::NotADigit,
                at,
            },
            None => Error {
                kind: ErrorKind::Odd,
                at: text.len(),
            },
        }),
    }
}

/// Decodes `text` from the position `start` to its end, without what is ignored. The digits before `start` were even in number.
pub fn decode_ignoring(
    digits: Digits,
    ignored: &ByteSet,
    text: &[u8],
    start: usize,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let values = value_table(digits);
    // The first digit of a pair.
    let mut high = None;

    for (i, &character) in text[start..].iter().enumerate() {
        match (values[usize::from(character)], high) {
            (NONE, _) if ignored.contains(character) => {}
            (NONE, _) => {
                return Err(Error {
                    kind: ErrorKind::NotADigit,
                    at: start + i,
                });
            }
            (value, None) => high = Some(value),
            (value, Some(first)) => {
                out.push(first << 4 | value);
                high = None;
            }
        }
    }
    match high {
        None => Ok(()),
        Some(_) => Err(Error {
            kind: ErrorKind::Odd,
            at: text.len(),
        }),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::{string::String, vec, vec::Vec};

    use super::super::{Separator, decoded_len, encoded_len};
    use super::super::{decode as decode_text, encode as encode_bytes};
    use super::*;

    fn encoded(case: Case, separator: Option<(u8, i32)>, bytes: &[u8]) -> String {
        let separator = separator.map(|(byte, bytes_per_sep)| Separator {
            byte,
            bytes_per_sep,
        });
        let mut buffer = vec![0; encoded_len(bytes.len(), separator).unwrap()];
        let mut out = Output::over(&mut buffer);
        encode_bytes(case, separator, bytes, &mut out);
        assert_eq!(out.room(), 0);
        String::from_utf8(buffer).unwrap()
    }

    fn decoded(digits: Digits, ignored: &[u8], text: &[u8]) -> Result<Vec<u8>, Error> {
        let mut buffer = vec![0; decoded_len(text.len())];
        let mut out = Output::over(&mut buffer);
        decode_text(digits, &ByteSet::new(ignored), text, &mut out)?;
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
            (i32::MIN, "0123456789"),
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
}
