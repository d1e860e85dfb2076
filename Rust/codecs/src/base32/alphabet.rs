//! The 32 characters, and what each byte stands for.

use super::PAD;
use crate::ByteSet;

/// 32 characters, and the values that are accepted for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alphabet {
    chars: [u8; 32],
    /// For each byte the five bits that it stands for, or [`Alphabet::REJECTED`].
    values: [u8; 256],
    /// Those that stand for anything.
    accepted: ByteSet,
}

/// The alphabet of RFC 4648, section 6.
pub static STANDARD: Alphabet = Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");

/// The alphabet of RFC 4648, section 7, which keeps the order of what it encodes.
pub static HEX: Alphabet = Alphabet::new(b"0123456789ABCDEFGHIJKLMNOPQRSTUV");

impl Alphabet {
    /// The value of what is no character: its highest bit is set, as in no other.
    pub(super) const REJECTED: u8 = 0xFF;

    /// Derives the values from 32 characters.
    ///
    /// They may be any: of a character that stands twice, the last place counts, and one that is [`PAD`] is never decoded.
    pub const fn new(chars: &[u8; 32]) -> Alphabet {
        let mut values = [Self::REJECTED; 256];
        let (mut accepted, mut len) = ([0; 32], 0);
        let mut value = 0;
        while value < chars.len() {
            let char = chars[value];
            if char != PAD {
                values[char as usize] = value as u8;
                accepted[len] = char;
                len += 1;
            }
            value += 1;
        }
        Alphabet {
            chars: *chars,
            values,
            accepted: ByteSet::new(accepted.split_at(len).0),
        }
    }

    /// Accepts each lowercase ASCII letter, too, for what its uppercase letter stands, and for nothing else: `casefold` of CPython's `base64`.
    ///
    /// As that folds the text, it folds what is ignored as well: a caller that has some puts those letters into
    /// [`DecodeOptions::ignored`](super::DecodeOptions::ignored) of which the uppercase one is ignored, and leaves out the others.
    pub const fn casefold(mut self) -> Alphabet {
        let mut lower = b'a';
        while lower <= b'z' {
            self.values[lower as usize] = self.values[lower.to_ascii_uppercase() as usize];
            lower += 1;
        }
        self.find_accepted()
    }

    /// Accepts the digit `0` for the letter `O`, and `1` for `letter`: `map01` of CPython's `base64`. With
    /// [`casefold`](Self::casefold), do that first.
    ///
    /// A `letter` that is [`PAD`] is not known here.
    pub const fn map01(mut self, letter: u8) -> Alphabet {
        self.values[b'0' as usize] = self.values[b'O' as usize];
        // As all is mapped at once, `letter` stands for what it did before.
        self.values[b'1' as usize] = match letter {
            b'0' | b'1' => Alphabet::REJECTED,
            _ => self.values[letter as usize],
        };
        self.find_accepted()
    }

    /// Looks for those that stand for anything.
    const fn find_accepted(mut self) -> Alphabet {
        let (mut accepted, mut len) = ([0; 256], 0);
        let mut byte = 0;
        while byte < self.values.len() {
            if self.values[byte] != Self::REJECTED {
                accepted[len] = byte as u8;
                len += 1;
            }
            byte += 1;
        }
        self.accepted = ByteSet::new(accepted.split_at(len).0);
        self
    }

    /// The characters, by value.
    #[inline]
    pub const fn chars(&self) -> &[u8; 32] {
        &self.chars
    }

    /// The values of ASCII, for vectors; `None` if others are accepted.
    #[inline]
    #[cfg(target_arch = "x86_64")]
    pub(super) fn ascii_values(&self) -> Option<[&[u8; 64]; 2]> {
        let [low, high, ..] = self.values.as_chunks().0 else {
            unreachable!("256 values");
        };
        let others = &self.accepted.rows()[16..];
        (others == [0; 16]).then_some([low, high])
    }

    /// The values of the 96 characters from the space on, for vectors; `None` if others are accepted.
    #[inline]
    #[cfg(target_arch = "x86_64")]
    pub(super) fn printable_values(&self) -> Option<&[u8; 96]> {
        let (controls, others) = (&self.accepted.rows()[..4], &self.accepted.rows()[16..]);
        if *controls != [0; 4] || *others != [0; 16] {
            return None;
        }
        self.values[32..].first_chunk()
    }

    /// The value of a byte, or [`REJECTED`](Self::REJECTED).
    #[inline]
    pub(super) const fn value(&self, byte: u8) -> u8 {
        self.values[byte as usize]
    }

    /// The bytes that stand for anything.
    #[inline]
    pub(super) const fn accepted(&self) -> &ByteSet {
        &self.accepted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The RFC's tables, computed as they are described there.
    fn rfc_char(value: u8, hex: bool) -> u8 {
        match (value, hex) {
            (0..26, false) => b'A' + value,
            (_, false) => b'2' + value - 26,
            (0..10, true) => b'0' + value,
            (_, true) => b'A' + value - 10,
        }
    }

    #[test]
    fn the_tables_hold_the_rfc_s_alphabets_and_nothing_else() {
        for (alphabet, hex) in [(&STANDARD, false), (&HEX, true)] {
            for value in 0..32 {
                assert_eq!(alphabet.chars()[usize::from(value)], rfc_char(value, hex));
            }
            for byte in 0..=u8::MAX {
                let value = (0..32).find(|&value| rfc_char(value, hex) == byte);
                assert_eq!(alphabet.value(byte), value.unwrap_or(Alphabet::REJECTED));
            }
        }
    }

    #[test]
    fn of_a_character_that_stands_twice_the_last_place_counts_and_padding_is_none() {
        let alphabet = Alphabet::new(b"A=CDEFGHIJKLMNOPQRSTUVWXYZ23456A");
        assert_eq!(alphabet.value(b'A'), 31);
        assert_eq!(alphabet.value(PAD), Alphabet::REJECTED);
        assert_eq!(alphabet.chars()[..2], *b"A=");
    }

    #[test]
    fn lowercase_and_digits_stand_for_their_letters_if_they_are_asked_for() {
        let folded = STANDARD.casefold();
        let mapped = STANDARD.map01(b'L');
        let both = folded.map01(b'l');
        for byte in 0..=u8::MAX {
            let upper = STANDARD.value(byte.to_ascii_uppercase());
            assert_eq!(folded.value(byte), upper);
            let digit = match byte {
                b'0' => b'O',
                b'1' => b'L',
                byte => byte,
            };
            assert_eq!(mapped.value(byte), STANDARD.value(digit));
            assert_eq!(both.value(byte), STANDARD.value(digit.to_ascii_uppercase()));
        }
        assert_eq!(STANDARD.map01(b'l').value(b'1'), Alphabet::REJECTED);
        // What stood for itself before does not, where the letter of the other case does not.
        assert_eq!(
            Alphabet::new(&[b'a'; 32]).casefold().value(b'a'),
            Alphabet::REJECTED
        );
    }
}
