//! The 64 characters, and the tables that the codecs look up instead of computing.

/// 64 characters and the tables that follow from them.
///
/// About 12 KiB, so the two of the RFC are statics and an alphabet is passed by reference.
pub struct Alphabet {
    /// For each 12 bits, their two characters.
    pairs: [[u8; 2]; 1 << 12],
    /// For each of the four places in a quantum and each byte, the 24 bits that the character
    /// stands for in that place; [`Alphabet::REJECTED`] if it is not in the alphabet.
    places: [[u32; 256]; 4],
}

/// The alphabet of RFC 4648, section 4.
pub static STANDARD: Alphabet =
    Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

/// The URL- and filename-safe alphabet of RFC 4648, section 5.
pub static URL_SAFE: Alphabet =
    Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

impl Alphabet {
    /// A bit above the 24 of a quantum, so that it survives an `|` with the other three places.
    const REJECTED: u32 = 1 << 31;

    /// Derives the tables of 64 different characters, none of which is [`PAD`](super::PAD).
    ///
    /// # Panics
    ///
    /// If a character stands twice, or is the padding.
    pub const fn new(chars: &[u8; 64]) -> Alphabet {
        let mut pairs = [[0; 2]; 1 << 12];
        let mut bits = 0;
        while bits < pairs.len() {
            pairs[bits] = [chars[bits >> 6], chars[bits & 63]];
            bits += 1;
        }

        let mut places = [[Self::REJECTED; 256]; 4];
        let mut sextet = 0;
        while sextet < chars.len() {
            let char = chars[sextet] as usize;
            assert!(chars[sextet] != super::PAD, "the padding is a character");
            assert!(
                places[3][char] == Self::REJECTED,
                "a character stands twice"
            );
            let mut place = 0;
            while place < places.len() {
                places[place][char] = (sextet as u32) << (18 - 6 * place);
                place += 1;
            }
            sextet += 1;
        }

        Alphabet { pairs, places }
    }

    /// The two characters of the low 12 bits.
    pub(super) fn pair(&self, bits: u64) -> [u8; 2] {
        self.pairs[(bits & 0xfff) as usize]
    }

    /// The 24 bits of a quantum, in the low three bytes; [`is_accepted`](Self::is_accepted) tells whether they are any.
    pub(super) fn quantum(&self, [a, b, c, d]: [u8; 4]) -> u32 {
        let [first, second, third, fourth] = &self.places;
        first[a as usize] | second[b as usize] | third[c as usize] | fourth[d as usize]
    }

    /// Whether all the characters that `quantum`, or an `|` of several, was made from are in the alphabet.
    pub(super) const fn is_accepted(quantum: u32) -> bool {
        quantum & Self::REJECTED == 0
    }

    /// Whether `char` is one of the 64.
    pub fn contains(&self, char: u8) -> bool {
        Self::is_accepted(self.places[0][char as usize])
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
            for char in 0..=u8::MAX {
                let sextet = (0..64).find(|&sextet| rfc_char(sextet, last) == char);
                assert_eq!(alphabet.contains(char), sextet.is_some());
                for place in 0..4 {
                    let mut chars = *b"AAAA";
                    chars[place] = char;
                    let quantum = alphabet.quantum(chars);
                    match sextet {
                        Some(sextet) => assert_eq!(quantum, u32::from(sextet) << (18 - 6 * place)),
                        None => assert!(!Alphabet::is_accepted(quantum)),
                    }
                }
            }
            for bits in 0..1 << 12 {
                let [high, low] = [(bits >> 6) as u8, (bits & 63) as u8];
                assert_eq!(
                    alphabet.pair(bits),
                    [rfc_char(high, last), rfc_char(low, last)]
                );
            }
        }
    }

    #[test]
    #[should_panic(expected = "a character stands twice")]
    fn a_repeated_character_is_refused() {
        Alphabet::new(&[b'A'; 64]);
    }
}
