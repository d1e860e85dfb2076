//! Uuencode without vector instructions: the authority.

use super::{BACKTICK, Error, ErrorKind, chars_of};
use crate::Output;

/// See [`super::encode`]. There are no more bytes than a line has.
pub fn encode(backtick: bool, bytes: &[u8], out: &mut Output<'_>) {
    out.push(char(backtick, bytes.len() as u8));
    encode_data(backtick, bytes, out);
    out.push(b'\n');
}

/// Encodes what is between the length and the end of the line.
pub fn encode_data(backtick: bool, bytes: &[u8], out: &mut Output<'_>) {
    let mut push = |[a, b, c]: [u8; 3]| {
        let bits = u32::from_be_bytes([0, a, b, c]);
        let sextets = [18, 12, 6, 0].map(|shift| (bits >> shift) as u8 & 63);
        out.push_array(sextets.map(|sextet| char(backtick, sextet)));
    };
    let (quanta, rest) = bytes.as_chunks();
    quanta.iter().copied().for_each(&mut push);
    match *rest {
        [a, b] => push([a, b, 0]),
        [a] => push([a, 0, 0]),
        _ => {}
    }
}

/// The character for six bits.
pub fn char(backtick: bool, sextet: u8) -> u8 {
    if backtick && sextet == 0 {
        BACKTICK
    } else {
        b' ' + sextet
    }
}

/// The six bits of the first character in use, which all others follow without a gap: with grave accents, 1 to 63 and then 0.
pub fn first_sextet(backtick: bool) -> u8 {
    u8::from(backtick)
}

/// Decodes `len` bytes from `chars`, which are behind the first: see [`super::decode`].
pub fn decode(len: usize, chars: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let (data, trail) = chars.split_at(chars.len().min(chars_of(len)));

    for start in (0..len).step_by(3) {
        let at = start / 3 * 4;
        let quantum = data.get(at..).unwrap_or_default();
        let sextets = match quantum.first_chunk() {
            Some(&quantum) => quantum.map(sextet),
            None => [0, 1, 2, 3].map(|i| quantum.get(i).map_or(0, |&char| sextet(char))),
        };
        let [a, b, c, d] = sextets;
        if (a | b | c | d) & NOT_A_SEXTET != 0 {
            let i = sextets.iter().position(|&sextet| sextet == NOT_A_SEXTET);
            return Err(Error {
                kind: ErrorKind::NotInAlphabet,
                at: 1 + at + i.unwrap_or(0),
            });
        }
        let [a, b, c, d] = sextets.map(u32::from);
        let [_, bytes @ ..] = (a << 18 | b << 12 | c << 6 | d).to_be_bytes();
        out.push_prefix(&bytes, (len - start).min(3));
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

/// Decodes what is left where the first `at` characters, whole quanta of the `len` bytes, have been decoded.
pub fn decode_from(len: usize, chars: &[u8], at: usize, out: &mut Output<'_>) -> Result<(), Error> {
    decode(len - at / 4 * 3, &chars[at..], out).map_err(|error| Error {
        at: error.at + at,
        ..error
    })
}

/// The six bits of no character.
const NOT_A_SEXTET: u8 = 64;

/// The six bits of each character of the data, and [`NOT_A_SEXTET`] of all that is none.
static SEXTETS: [u8; 256] = sextets();

const fn sextets() -> [u8; 256] {
    let mut sextets = [NOT_A_SEXTET; 256];
    let mut sextet = 0;
    while sextet < 64 {
        sextets[(b' ' + sextet) as usize] = sextet;
        sextet += 1;
    }
    let zeros = [BACKTICK, b'\n', b'\r'];
    let mut i = 0;
    while i < zeros.len() {
        sextets[zeros[i] as usize] = 0;
        i += 1;
    }
    sextets
}

fn sextet(char: u8) -> u8 {
    SEXTETS[usize::from(char)]
}
