//! The 64 characters, and what they stand for.

/// 64 characters, and the way back.
///
/// Made in a fraction of a microsecond, and 320 bytes: one of a caller's own is as good as the two of the RFC.
#[derive(Clone, Debug)]
pub struct Alphabet {
    chars: [u8; 64],
    /// For each byte the six bits that the character stands for; [`Alphabet::REJECTED`] if it is not in the alphabet.
    sextets: [u8; 256],
}

/// The alphabet of RFC 4648, section 4.
pub static STANDARD: Alphabet =
    Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

/// The URL- and filename-safe alphabet of RFC 4648, section 5.
pub static URL_SAFE: Alphabet =
    Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

/// [`STANDARD`], where `-` is decoded as `+`, and `_` as `/`, too.
pub static EITHER: Alphabet = Alphabet::new(STANDARD.chars())
    .also(b'-', b'+')
    .also(b'_', b'/');

impl Alphabet {
    /// No sextet. The highest bit tells, so that it survives an `|` with others.
    pub(super) const REJECTED: u8 = 1 << 7;

    /// The alphabet of these characters, which CPython lets be any.
    ///
    /// One that stands twice is decoded as where it stands last. [`PAD`](super::PAD) is encoded, and decoded as padding.
    pub const fn new(chars: &[u8; 64]) -> Alphabet {
        let mut sextets = [Self::REJECTED; 256];
        let mut sextet = 0;
        while sextet < chars.len() {
            sextets[chars[sextet] as usize] = sextet as u8;
            sextet += 1;
        }
        sextets[super::PAD as usize] = Self::REJECTED;
        Alphabet {
            chars: *chars,
            sextets,
        }
    }

    /// The same, with `char` decoded as `other` is. Encoding is as it was.
    #[must_use]
    pub const fn also(mut self, char: u8, other: u8) -> Alphabet {
        self.sextets[char as usize] = self.sextets[other as usize];
        self
    }

    /// The characters.
    pub const fn chars(&self) -> &[u8; 64] {
        &self.chars
    }

    /// What each byte is decoded as, or [`Self::REJECTED`].
    pub(super) const fn sextets(&self) -> &[u8; 256] {
        &self.sextets
    }

    /// Whether `char` is decoded.
    pub const fn contains(&self, char: u8) -> bool {
        self.sextets[char as usize] != Self::REJECTED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The RFC's table, computed as it is described there.
    fn rfc_char(sextet: u8, last: [u8; 2]) -> u8 {
        match sextet {
            0..26 => b'A' + sextet,
            26..52 => b'a' + sextet - 26,
            52..62 => b'0' + sextet - 52,
            _ => last[usize::from(sextet) - 62],
        }
    }

    #[test]
    fn the_tables_hold_the_rfc_s_alphabets_and_nothing_else() {
        for (alphabet, last) in [(&STANDARD, *b"+/"), (&URL_SAFE, *b"-_")] {
            for sextet in 0..64 {
                let char = alphabet.chars()[usize::from(sextet)];
                assert_eq!(char, rfc_char(sextet, last));
            }
            for char in 0..=u8::MAX {
                let sextet = (0..64).find(|&sextet| rfc_char(sextet, last) == char);
                assert_eq!(alphabet.contains(char), sextet.is_some());
                let decoded = alphabet.sextets()[usize::from(char)];
                assert_eq!(decoded, sextet.unwrap_or(Alphabet::REJECTED));
            }
        }
    }

    #[test]
    fn either_decodes_both() {
        for char in 0..=u8::MAX {
            let decoded = [&STANDARD, &URL_SAFE, &EITHER].map(|a| a.sextets()[usize::from(char)]);
            assert_eq!(decoded[2], decoded[0].min(decoded[1]));
        }
        assert_eq!(EITHER.chars(), STANDARD.chars());
    }

    #[test]
    fn the_last_of_equal_characters_is_decoded_and_padding_never() {
        let mut chars = *STANDARD.chars();
        chars[5] = b'H';
        chars[62] = crate::base64::PAD;
        let alphabet = Alphabet::new(&chars);
        assert_eq!(alphabet.sextets()[usize::from(b'H')], 7);
        assert!(!alphabet.contains(b'F'));
        assert!(!alphabet.contains(crate::base64::PAD));
    }
}
