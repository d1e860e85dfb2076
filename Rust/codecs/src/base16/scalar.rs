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

#[inline]
fn pairs_of(case: Case) -> &'static [[u8; 2]; 256] {
    match case {
        Case::Lower => &LOWER,
        Case::Upper => &UPPER,
    }
}

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

/// In [`tagged_values`]: a digit.
#[cfg(not(target_arch = "x86_64"))]
pub const IS_DIGIT: u8 = 0x80;

/// From the character `first` on, the value of each with [`IS_DIGIT`], and zero for one that is no digit: what kernels look up gives zero beyond
/// a table, too.
#[cfg(not(target_arch = "x86_64"))]
pub const fn tagged_values<const N: usize>(digits: Digits, first: u8) -> [u8; N] {
    let mut values = [0; N];
    let mut i = 0;
    while i < N {
        let value = value_table(digits)[first as usize + i];
        if value < 16 {
            values[i] = value | IS_DIGIT;
        }
        i += 1;
    }
    values
}

/// The bits of a letter that count: not the one that tells upper from lower case, where both are digits.
#[inline]
#[cfg(any(target_arch = "x86_64", target_arch = "wasm32"))]
pub const fn case_mask(digits: Digits) -> u8 {
    match digits {
        Digits::AnyCase => !(b'a' ^ b'A'),
        Digits::UpperCase => 0xFF,
    }
}

/// Encodes without separators.
pub fn encode(case: Case, bytes: &[u8], out: &mut Output<'_>) {
    let pairs = pairs_of(case);
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
    match group {
        1 => encode_groups_of::<1>(case, separator, bytes, out),
        2 => encode_groups_of::<2>(case, separator, bytes, out),
        4 => encode_groups_of::<4>(case, separator, bytes, out),
        _ => {
            let mut groups = bytes.chunks(group);
            if let Some(first) = groups.next() {
                encode(case, first, out);
            }
            for group in groups {
                out.push(separator);
                encode(case, group, out);
            }
        }
    }
}

/// The same for short groups, without a loop in the loop.
fn encode_groups_of<const N: usize>(case: Case, separator: u8, bytes: &[u8], out: &mut Output<'_>) {
    let pairs = pairs_of(case);
    let mut rest = bytes;
    while let Some((group, behind)) = rest.split_first_chunk::<N>()
        && !behind.is_empty()
    {
        for &byte in group {
            out.push_array(pairs[usize::from(byte)]);
        }
        out.push(separator);
        rest = behind;
    }
    encode(case, rest, out);
}

/// See [`super::decode`].
pub fn decode(digits: Digits, text: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    decode_from(digits, text, 0, out)
}

/// Decodes `text` from the position `start`, which is even, to its end.
pub fn decode_from(
    digits: Digits,
    text: &[u8],
    start: usize,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let table = value_table(digits);
    let value = |character: u8| table[usize::from(character)];

    let mut rest = &text[start..];
    // Blocks are checked as a whole: the branch is taken once for all of them.
    while let Some((block, behind)) = rest.split_first_chunk::<16>() {
        let (mut bytes, mut any) = ([0; 8], 0);
        for (byte, &[high, low]) in bytes.iter_mut().zip(block.as_chunks().0) {
            let (high, low) = (value(high), value(low));
            any |= high | low;
            *byte = high << 4 | low;
        }
        if any > 15 {
            break;
        }
        out.push_array(bytes);
        rest = behind;
    }
    while let Some((&[high, low], behind)) = rest.split_first_chunk() {
        let (high, low) = (value(high), value(low));
        if high | low > 15 {
            break;
        }
        out.push(high << 4 | low);
        rest = behind;
    }

    if rest.is_empty() {
        return Ok(());
    }
    Err(
        match rest.iter().position(|&character| value(character) == NONE) {
            Some(at) => Error {
                kind: ErrorKind::NotADigit,
                at: text.len() - rest.len() + at,
            },
            None => Error {
                kind: ErrorKind::Odd,
                at: text.len(),
            },
        },
    )
}

/// See [`super::decode`].
pub fn decode_ignoring(
    digits: Digits,
    ignored: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> Result<(), Error> {
    decode_ignoring_from(digits, ignored, text, 0, out)
}

/// Decodes `text` from the position `start` to its end, without what is ignored. The digits before `start` were even in number.
pub fn decode_ignoring_from(
    digits: Digits,
    ignored: &ByteSet,
    text: &[u8],
    start: usize,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let table = value_table(digits);
    let value = |character: u8| table[usize::from(character)];

    let mut rest = &text[start..];
    // The first digit of a pair.
    let mut high = None;
    loop {
        // Whole pairs, as long as nothing is between them.
        while high.is_none()
            && let Some((&[first, second], behind)) = rest.split_first_chunk()
        {
            let (first, second) = (value(first), value(second));
            if first | second > 15 {
                break;
            }
            out.push(first << 4 | second);
            rest = behind;
        }

        let Some((&character, behind)) = rest.split_first() else {
            break;
        };
        match (value(character), high) {
            (NONE, _) if ignored.contains(character) => {}
            (NONE, _) => {
                return Err(Error {
                    kind: ErrorKind::NotADigit,
                    at: text.len() - rest.len(),
                });
            }
            (value, None) => high = Some(value),
            (value, Some(first)) => {
                out.push(first << 4 | value);
                high = None;
            }
        }
        rest = behind;
    }
    match high {
        None => Ok(()),
        Some(_) => Err(Error {
            kind: ErrorKind::Odd,
            at: text.len(),
        }),
    }
}
