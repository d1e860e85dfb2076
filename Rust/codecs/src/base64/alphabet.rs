//! The 64 characters, and what they stand for.

/// 64 characters, and the way back.
///
/// Made in a fraction of a microsecond, and about 400 bytes: one of a caller's own is as good as the two of the RFC.
#[derive(Clone, Debug)]
pub struct Alphabet {
    chars: [u8; 64],
    /// For each byte the six bits that the character stands for; [`Alphabet::REJECTED`] if it is not in the alphabet.
    sextets: [u8; 256],
    offsets: Option<[u8; 16]>,
    nibbles: Option<Nibbles>,
    tables: Option<&'static Tables>,
    /// Whether no byte beyond ASCII is decoded.
    is_ascii: bool,
}

/// What takes longer to make than to do without, most often: 12 KiB, twice the speed of what has no vectors.
#[derive(Debug)]
pub(super) struct Tables {
    /// For each 12 bits, their two characters.
    pub pairs: [[u8; 2]; 1 << 12],
    /// For each of the four places in a quantum and each byte, what the character has of the three bytes, the first one lowest; or
    /// [`Tables::REJECTED`].
    pub places: [[u32; 256]; 4],
}

impl Tables {
    /// A bit above those of a quantum, so that it survives an `|` with the other three places.
    pub(super) const REJECTED: u32 = 1 << 31;

    const fn new(alphabet: &Alphabet) -> Tables {
        let mut tables = Tables {
            pairs: [[0; 2]; 1 << 12],
            places: [[Self::REJECTED; 256]; 4],
        };
        let mut bits = 0;
        while bits < tables.pairs.len() {
            tables.pairs[bits] = [alphabet.chars[bits >> 6], alphabet.chars[bits & 63]];
            bits += 1;
        }
        let mut char = 0;
        while char < 256 {
            let sextet = alphabet.sextets[char];
            let mut place = 0;
            while place < 4 && sextet != Alphabet::REJECTED {
                let [_, a, b, c] = ((sextet as u32) << (18 - 6 * place)).to_be_bytes();
                tables.places[place][char] = u32::from_le_bytes([a, b, c, 0]);
                place += 1;
            }
            char += 1;
        }
        tables
    }
}

/// What each ASCII character stands for, found by its two halves: for kernels that look up 16 bytes at a time.
///
/// Characters with the same high half are as far from what they stand for, all but one character of all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nibbles {
    /// For each low half, a bit for each high half that makes a character of the alphabet with it.
    pub accepted: [u8; 16],
    /// For each high half, what is to be added to the character.
    pub offsets: [u8; 16],
    /// The exception; beyond ASCII if there is none.
    pub exception: u8,
    /// What that stands for.
    pub exceptional: u8,
}

/// What is to be added to six bits to have their character, where that is the same for the first 26, and for the 26 that follow: for those
/// two, and for each of the last 12.
const fn offsets(chars: &[u8; 64]) -> Option<[u8; 16]> {
    let mut offsets = [0; 16];
    let mut sextet = 0;
    while sextet < 64 {
        let range = if sextet < 52 {
            sextet / 26
        } else {
            sextet - 50
        };
        let offset = chars[sextet].wrapping_sub(sextet as u8);
        if sextet % 26 == 0 || sextet >= 52 {
            offsets[range] = offset;
        } else if offset != offsets[range] {
            return None;
        }
        sextet += 1;
    }
    Some(offsets)
}

impl Nibbles {
    /// `None` if there is more than one exception.
    const fn new(sextets: &[u8; 256]) -> Option<Nibbles> {
        let mut nibbles = Nibbles {
            accepted: [0; 16],
            offsets: [0; 16],
            exception: u8::MAX,
            exceptional: 0,
        };
        let mut high = 0;
        while high < 8 {
            let mut is_first = true;
            let mut low = 0;
            while low < 16 {
                let char = (high << 4 | low) as u8;
                let sextet = sextets[char as usize];
                if sextet != Alphabet::REJECTED {
                    nibbles.accepted[low] |= 1 << high;
                    let offset = sextet.wrapping_sub(char);
                    if is_first {
                        nibbles.offsets[high] = offset;
                        is_first = false;
                    } else if offset != nibbles.offsets[high] {
                        if nibbles.exception != u8::MAX {
                            return None;
                        }
                        nibbles.exception = char;
                        nibbles.exceptional = sextet;
                    }
                }
                low += 1;
            }
            high += 1;
        }
        Some(nibbles)
    }
}

/// The alphabet of RFC 4648, section 4.
pub static STANDARD: Alphabet = STANDARD_CHARS.with_tables(&STANDARD_TABLES);

const STANDARD_CHARS: Alphabet =
    Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

static STANDARD_TABLES: Tables = Tables::new(&STANDARD_CHARS);

/// The URL- and filename-safe alphabet of RFC 4648, section 5.
pub static URL_SAFE: Alphabet = URL_SAFE_CHARS.with_tables(&URL_SAFE_TABLES);

const URL_SAFE_CHARS: Alphabet =
    Alphabet::new(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

static URL_SAFE_TABLES: Tables = Tables::new(&URL_SAFE_CHARS);

/// [`STANDARD`], where `-` is decoded as `+`, and `_` as `/`, too.
pub static EITHER: Alphabet = STANDARD_CHARS.also(b'-', b'+').also(b'_', b'/');

impl Alphabet {
    /// No sextet. The highest bit tells, so that it survives an `|` with others.
    pub(super) const REJECTED: u8 = 1 << 7;

    /// The alphabet of these characters, which CPython lets be any.
    ///
    /// One that stands twice is decoded as where it stands last. [`PAD`](super::PAD) is encoded, and decoded as padding.
    pub const fn new(chars: &[u8; 64]) -> Alphabet {
        let mut sextets = [Self::REJECTED; 256];
        let mut sextet = 0;
        let mut is_ascii = true;
        while sextet < chars.len() {
            is_ascii &= chars[sextet].is_ascii();
            sextets[chars[sextet] as usize] = sextet as u8;
            sextet += 1;
        }
        sextets[super::PAD as usize] = Self::REJECTED;
        Alphabet {
            chars: *chars,
            sextets,
            offsets: offsets(chars),
            nibbles: Nibbles::new(&sextets),
            tables: None,
            is_ascii,
        }
    }

    /// The same, with `char` decoded as `other` is. Encoding is as it was.
    #[must_use]
    pub const fn also(mut self, char: u8, other: u8) -> Alphabet {
        self.sextets[char as usize] = self.sextets[other as usize];
        self.nibbles = Nibbles::new(&self.sextets);
        self.tables = None;
        self.is_ascii &= char.is_ascii();
        self
    }

    const fn with_tables(mut self, tables: &'static Tables) -> Alphabet {
        self.tables = Some(tables);
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

    /// What is to be added to six bits, by their range: see [`offsets`].
    #[cfg_attr(
        target_arch = "aarch64",
        expect(dead_code, reason = "NEON has registers enough for the whole alphabet")
    )]
    pub(super) const fn offsets(&self) -> Option<&[u8; 16]> {
        self.offsets.as_ref()
    }

    /// What ASCII is decoded as, where it can be had in so few bytes.
    #[cfg_attr(
        target_arch = "aarch64",
        expect(dead_code, reason = "NEON has registers enough for the whole alphabet")
    )]
    pub(super) const fn nibbles(&self) -> Option<&Nibbles> {
        self.nibbles.as_ref()
    }

    /// The larger tables of those that have them.
    pub(super) const fn tables(&self) -> Option<&'static Tables> {
        self.tables
    }

    /// Whether no byte beyond ASCII is decoded.
    #[cfg_attr(
        not(target_arch = "x86_64"),
        expect(dead_code, reason = "AVX-512 alone asks for it")
    )]
    pub(super) const fn is_ascii(&self) -> bool {
        self.is_ascii
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
