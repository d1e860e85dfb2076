//! Uuencode without vector instructions: the authority.

use super::{Error, ErrorKind};
use crate::Output;

/// What stands for zero bits, if it is asked for.
const BACKTICK: u8 = b'`';

/// See [`super::encode`]. There are no more bytes than a line has.
pub fn encode(backtick: bool, bytes: &[u8], out: &mut Output<'_>) {
    let zero = if backtick { BACKTICK } else { b' ' };
    let char = |sextet: u8| if sextet == 0 { zero } else { b' ' + sextet };

    out.push(char(bytes.len() as u8));
    let (quanta, rest) = bytes.as_chunks::<3>();
    for &quantum in quanta {
        out.push_array(sextets(quantum).map(char));
    }
    match *rest {
        [a, b] => out.push_array(sextets([a, b, 0]).map(char)),
        [a] => out.push_array(sextets([a, 0, 0]).map(char)),
        _ => {}
    }
    out.push(b'\n');
}

fn sextets([a, b, c]: [u8; 3]) -> [u8; 4] {
    let bits = u32::from_be_bytes([0, a, b, c]);
    [18, 12, 6, 0].map(|shift| (bits >> shift) as u8 & 63)
}

/// Decodes `len` bytes from `chars`, which are behind the first: see [`super::decode`].
pub fn decode(len: usize, chars: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let (data, trail) = chars.split_at(chars.len().min(chars_of(len)));

    let mut bits = 0;
    for i in 0..chars_of(len) {
        let sextet = match data.get(i) {
            None | Some(b'\n' | b'\r') => 0,
            // A grave accent is one more than the last.
            Some(char @ b' '..=BACKTICK) => (char - b' ') & 63,
            Some(_) => {
                return Err(Error {
                    kind: ErrorKind::NotInAlphabet,
                    at: 1 + i,
                });
            }
        };
        bits = bits << 6 | u32::from(sextet);
        // The first character completes no byte, each of the other three does.
        match i % 4 {
            0 => {}
            place => out.push((bits >> (6 - 2 * place)) as u8),
        }
    }

    let is_garbage = |&char: &u8| !matches!(char, b' ' | BACKTICK | b'\n' | b'\r');
    match trail.iter().position(is_garbage) {
        None => Ok(()),
        Some(i) => Err(Error {
            kind: ErrorKind::TrailingGarbage,
            at: 1 + data.len() + i,
        }),
    }
}

/// The number of characters that hold `len` bytes.
const fn chars_of(len: usize) -> usize {
    (len * 4).div_ceil(3)
}
