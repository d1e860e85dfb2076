//! The 85 characters, and what each byte stands for.

use crate::values::Values;

/// The digits that there are, and the base that they are of.
pub(super) const BASE: usize = 85;

/// 85 characters, and the values that are accepted for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Alphabet {
    /// For each byte the digit that it stands for. At the front, where a look-up adds nothing to the address.
    values: Values,
    /// The characters, by value. Behind the 85th, nothing is looked up but by vectors, which have so many places.
    chars: [u8; 128],
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
    /// Derives the values from 85 characters.
    ///
    /// They may be any: of a character that stands twice, the last place counts.
    pub const fn new(alphabet: &[u8; BASE]) -> Alphabet {
        let mut chars = [0; 128];
        chars.split_at_mut(BASE).0.copy_from_slice(alphabet);
        Alphabet {
            chars,
            values: Values::new(alphabet),
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

    /// What each byte stands for.
    #[inline]
    pub(crate) const fn values(&self) -> &Values {
        &self.values
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
                let value = place.map_or(Values::REJECTED, |value| value as u8);
                assert_eq!(alphabet.values().get(byte), value);
            }
        }
        assert_eq!(Alphabet::new(&[b'A'; BASE]).values().get(b'A'), 84);
    }
}
