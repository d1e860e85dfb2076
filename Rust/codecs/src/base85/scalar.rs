//! Base85 without vector instructions.
//!
//! This is the authority: what it accepts, rejects and reports is what the kernels beside it
//! must do. They take the bulk of clean input and leave the rest to it, from the group in doubt.

use super::{Alphabet, DecodeOptions, Error, ErrorKind, GROUP_BYTES, GROUP_CHARS};
use crate::Output;
use crate::values::Values;

/// The base, as a factor.
const BASE: u32 = super::alphabet::BASE as u32;

/// The largest digit, which stands for those that are missing in the last group: so what is written for zeros that were cut off
/// decodes to what stood before them.
const LAST_DIGIT: u8 = super::alphabet::BASE as u8 - 1;

/// See [`super::encode`]; into one line.
pub fn encode(alphabet: &Alphabet, bytes: &[u8], pad: bool, out: &mut Output<'_>) {
    let (groups, rest) = bytes.as_chunks::<GROUP_BYTES>();
    for &group in groups {
        out.push_array(encode_group(alphabet, group));
    }
    if !rest.is_empty() {
        let mut group = [0; GROUP_BYTES];
        group[..rest.len()].copy_from_slice(rest);
        let len = if pad { GROUP_CHARS } else { rest.len() + 1 };
        out.push_slice(&encode_group(alphabet, group)[..len]);
    }
}

/// The characters of one group.
#[inline]
pub fn encode_group(alphabet: &Alphabet, group: [u8; GROUP_BYTES]) -> [u8; GROUP_CHARS] {
    let number = u32::from_be_bytes(group);
    // Two short chains of divisions instead of one that is long.
    let (high, low) = (number / BASE.pow(2), number % BASE.pow(2));
    let (top, middle) = (high / BASE.pow(2), high % BASE.pow(2));
    let digits = [top, middle / BASE, middle % BASE, low / BASE, low % BASE];
    digits.map(|digit| alphabet.chars()[digit as usize % 128])
}

/// See [`super::decode_groups`].
pub fn decode_groups(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
    let groups = text.as_chunks::<GROUP_CHARS>().0;
    for (i, &group) in groups.iter().enumerate() {
        let digits = group.map(|char| alphabet.values().get(char));
        let [a, b, c, d, e] = digits.map(u64::from);
        let number = (((a * 85 + b) * 85 + c) * 85 + d) * 85 + e;
        let all = digits.iter().fold(0, |all, digit| all | digit);
        let (Ok(number), 0..128) = (u32::try_from(number), all) else {
            return i * GROUP_CHARS;
        };
        out.push_array(number.to_be_bytes());
    }
    groups.len() * GROUP_CHARS
}

/// A group that is being decoded: its digits so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Group {
    number: u32,
    len: usize,
}

/// The number of a group does not fit in four bytes.
pub struct TooLarge;

impl Group {
    /// The number of digits.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Appends a digit; the fifth gives the bytes and starts the next group.
    pub fn push(&mut self, digit: u8) -> Result<Option<[u8; GROUP_BYTES]>, TooLarge> {
        let shifted = self.number.checked_mul(BASE).ok_or(TooLarge)?;
        self.number = shifted.checked_add(digit.into()).ok_or(TooLarge)?;
        self.len += 1;
        if self.len < GROUP_CHARS {
            return Ok(None);
        }
        let bytes = self.number.to_be_bytes();
        *self = Group::default();
        Ok(Some(bytes))
    }

    /// The bytes of the last group, of which at least one digit was there, with those that are missing appended; the first `len() - 1` of them count.
    pub fn complete(mut self) -> Result<[u8; GROUP_BYTES], TooLarge> {
        loop {
            if let Some(bytes) = self.push(LAST_DIGIT)? {
                return Ok(bytes);
            }
        }
    }

    /// Whether the digits so far are those that are written for `bytes`.
    pub fn is_canonical(&self, bytes: &[u8]) -> bool {
        let mut group = [0; GROUP_BYTES];
        group[..bytes.len()].copy_from_slice(bytes);
        u32::from_be_bytes(group) / BASE.pow((GROUP_CHARS - self.len) as u32) == self.number
    }
}

/// Decodes the rest of `text` from the position `at`, where a group starts.
pub fn decode(
    alphabet: &Alphabet,
    text: &[u8],
    at: usize,
    options: &DecodeOptions,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let too_large = |at| {
        move |TooLarge| Error {
            kind: ErrorKind::Overflow,
            at: at / GROUP_CHARS * GROUP_CHARS,
        }
    };

    let mut group = Group::default();
    for (i, &byte) in text.iter().enumerate().skip(at) {
        let value = alphabet.values().get(byte);
        if value != Values::REJECTED {
            if let Some(bytes) = group.push(value).map_err(too_large(i))? {
                out.push_array(bytes);
            }
        } else if !options.ignored.contains(byte) {
            return Err(Error {
                kind: ErrorKind::NotInAlphabet,
                at: i,
            });
        }
    }

    let len = group.len();
    if len == 0 {
        return Ok(());
    }
    // Where the last of the missing digits would stand.
    let end = text.len() + GROUP_BYTES - len;
    let bytes = group.complete().map_err(too_large(end))?;
    let error = |kind| {
        Err(Error {
            kind,
            at: text.len(),
        })
    };
    if len == 1 && !options.lone {
        return error(ErrorKind::Incomplete);
    }
    let bytes = &bytes[..len - 1];
    if options.canonical && !group.is_canonical(bytes) {
        return error(ErrorKind::NonZeroBits);
    }
    out.push_slice(bytes);
    Ok(())
}
