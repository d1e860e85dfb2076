//! The 32 characters, and what each byte stands for.

use super::PAD;
use crate::values::Values;

/// 32 characters, and the values that are accepted for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Alphabet {
    /// For each byte the five bits that it stands for. At the front, where a look-up adds nothing to the address.
    values: Values,
    chars: [u8; 32],
}

/// The alphabet of RFC 4648, section 6.
pub static STANDARD: Alphabet = Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");

/// The alphabet of RFC 4648, section 7, which keeps the order of what it encodes.
pub static HEX: Alphabet = Alphabet::new(b"0123456789ABCDEFGHIJKLMNOPQRSTUV");

impl Alphabet {
    /// Derives the values from 32 characters.
    ///
    /// They may be any: of a character that stands twice, the last place counts, and one that is [`PAD`] is never decoded.
    pub const fn new(chars: &[u8; 32]) -> Alphabet {
        let mut values = Values::new(chars);
        values.set(PAD, Values::REJECTED);
        Alphabet {
            chars: *chars,
            values,
        }
    }

    /// Accepts each lowercase ASCII letter, too, for what its uppercase letter stands, and for nothing else: `casefold` of CPython's `base64`.
    ///
    /// As that folds the text, it folds what is ignored as well: a caller that has some puts those letters into
    /// [`DecodeOptions::ignored`](super::DecodeOptions::ignored) of which the uppercase one is ignored, and leaves out the others.
    pub const fn casefold(mut self) -> Alphabet {
        let mut lower = b'a';
        while lower <= b'z' {
            let value = self.values.get(lower.to_ascii_uppercase());
            self.values.set(lower, value);
            lower += 1;
        }
        self
    }

    /// Accepts the digit `0` for the letter `O`, and `1` for `letter`: `map01` of CPython's `base64`. With
    /// [`casefold`](Self::casefold), do that first.
    ///
    /// A `letter` that is [`PAD`] is not known here.
    pub const fn map01(mut self, letter: u8) -> Alphabet {
        self.values.set(b'0', self.values.get(b'O'));
        // As all is mapped at once, `letter` stands for what it did before.
        let value = match letter {
            b'0' | b'1' => Values::REJECTED,
            _ => self.values.get(letter),
        };
        self.values.set(b'1', value);
        self
    }

    /// The characters, by value.
    #[inline]
    pub const fn chars(&self) -> &[u8; 32] {
        &self.chars
    }

    /// What each byte stands for.
    #[inline]
    pub(super) const fn values(&self) -> &Values {
        &self.values
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
                assert_eq!(
                    alphabet.values().get(byte),
                    value.unwrap_or(Values::REJECTED)
                );
            }
        }
    }

    #[test]
    fn of_a_character_that_stands_twice_the_last_place_counts_and_padding_is_none() {
        let alphabet = Alphabet::new(b"A=CDEFGHIJKLMNOPQRSTUVWXYZ23456A");
        assert_eq!(alphabet.values().get(b'A'), 31);
        assert_eq!(alphabet.values().get(PAD), Values::REJECTED);
        assert_eq!(alphabet.chars()[..2], *b"A=");
    }

    #[test]
    fn lowercase_and_digits_stand_for_their_letters_if_they_are_asked_for() {
        let folded = STANDARD.casefold();
        let mapped = STANDARD.map01(b'L');
        let both = folded.map01(b'l');
        for byte in 0..=u8::MAX {
            let upper = STANDARD.values().get(byte.to_ascii_uppercase());
            assert_eq!(folded.values().get(byte), upper);
            let digit = match byte {
                b'0' => b'O',
                b'1' => b'L',
                byte => byte,
            };
            assert_eq!(mapped.values().get(byte), STANDARD.values().get(digit));
            assert_eq!(
                both.values().get(byte),
                STANDARD.values().get(digit.to_ascii_uppercase())
            );
        }
        assert_eq!(STANDARD.map01(b'l').values().get(b'1'), Values::REJECTED);
        // What stood for itself before does not, where the letter of the other case does not.
        assert_eq!(
            Alphabet::new(&[b'a'; 32]).casefold().values().get(b'a'),
            Values::REJECTED
        );
    }
}
