//! The 85 characters, and what each byte stands for.

use crate::ByteSet;

/// The digits that there are, and the base that they are of.
pub(super) const BASE: usize = 85;

/// 85 characters, and the values that are accepted for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alphabet {
    /// The characters, by value. Behind the 85th, nothing is looked up but by vectors, which have so many places.
    chars: [u8; 128],
    /// For each byte the digit that it stands for, or [`Alphabet::REJECTED`].
    values: [u8; 256],
    /// Those that stand for anything.
    accepted: ByteSet,
}

/// The alphabet of RFC 1924, which Git's patches use, and Python's `b85encode`.
pub static STANDARD: Alphabet = Alphabet::new(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
);

/// The alphabet of [ZeroMQ's Z85](https://rfc.zeromq.org/spec/32/).
pub static Z85: Alphabet = Alphabet::new(
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#",
);

/// The alphabet of Ascii85: the 85 characters from `!` on.
pub static ASCII85: Alphabet = {
    let mut chars = [b'!'; BASE];
    let mut value = 0;
    while value < BASE {
        chars[value] += value as u8;
        value += 1;
    }
    Alphabet::new(&chars)
};

impl Alphabet {
    /// The value of what is no character: its highest bit is set, as in no other.
    pub(crate) const REJECTED: u8 = 0xFF;

    /// Derives the values from 85 characters.
    ///
    /// They may be any: of a character that stands twice, the last place counts.
    pub const fn new(alphabet: &[u8; BASE]) -> Alphabet {
        let mut chars = [0; 128];
        let mut values = [Self::REJECTED; 256];
        let mut value = 0;
        while value < BASE {
            chars[value] = alphabet[value];
            values[alphabet[value] as usize] = value as u8;
            value += 1;
        }
        Alphabet {
            chars,
            values,
            accepted: ByteSet::new(alphabet),
        }
    }

    /// The 85 characters, by value.
    pub const fn digits(&self) -> &[u8; BASE] {
        match self.chars.first_chunk() {
            Some(digits) => digits,
            None => unreachable!(),
        }
    }

    /// The characters, by value.
    #[inline]
    pub(crate) const fn chars(&self) -> &[u8; 128] {
        &self.chars
    }

    /// The values of ASCII, for vectors; `None` if others are accepted.
    #[inline]
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn ascii_values(&self) -> Option<[&[u8; 64]; 2]> {
        let [low, high, ..] = self.values.as_chunks().0 else {
            unreachable!("256 values");
        };
        let others = &self.accepted.rows()[16..];
        (others == [0; 16]).then_some([low, high])
    }

    /// The values of the 96 characters from the space on, for vectors; `None` if others are accepted.
    #[inline]
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn printable_values(&self) -> Option<&[u8; 96]> {
        let (controls, others) = (&self.accepted.rows()[..4], &self.accepted.rows()[16..]);
        if *controls != [0; 4] || *others != [0; 16] {
            return None;
        }
        self.values[32..].first_chunk()
    }

    /// The value of a byte, or [`REJECTED`](Self::REJECTED).
    #[inline]
    pub(crate) const fn value(&self, byte: u8) -> u8 {
        self.values[byte as usize]
    }

    /// The bytes that stand for anything.
    #[inline]
    pub(crate) const fn accepted(&self) -> &ByteSet {
        &self.accepted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabets_are_those_of_their_documents() {
        // RFC 1924 and RFC 32 of ZeroMQ have ranges, then other characters.
        let ranges = [b'0'..=b'9', b'A'..=b'Z', b'a'..=b'z'];
        let [digits, upper, lower] = ranges;
        let rfc1924 = digits.clone().chain(upper.clone()).chain(lower.clone());
        let rfc1924 = rfc1924.chain(*b"!#$%&()*+-;<=>?@^_`{|}~");
        let z85 = digits.chain(lower).chain(upper);
        let z85 = z85.chain(*b".-:+=^!/*?&<>()[]{}@%$#");
        assert!(STANDARD.chars()[..BASE].iter().copied().eq(rfc1924));
        assert!(Z85.chars()[..BASE].iter().copied().eq(z85));
        assert!(ASCII85.chars()[..BASE].iter().copied().eq(b'!'..=b'u'));
    }

    #[test]
    fn each_byte_has_the_place_of_its_character_and_others_have_none() {
        for alphabet in [&STANDARD, &Z85, &ASCII85] {
            for byte in 0..=u8::MAX {
                let place = alphabet.chars()[..BASE].iter().position(|&c| c == byte);
                let value = place.map_or(Alphabet::REJECTED, |value| value as u8);
                assert_eq!(alphabet.value(byte), value);
            }
        }
        assert_eq!(Alphabet::new(&[b'A'; BASE]).value(b'A'), 84);
    }
}
