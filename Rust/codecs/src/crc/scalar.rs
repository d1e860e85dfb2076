//! CRCs by tables, eight bytes at a time.
//!
//! A state of the division follows from the state before and the bytes in between. It is linear in both, so
//! the effect of each of eight bytes can be looked up by itself: the table `n` says what a byte does that `n` others follow.

/// The polynomial of CRC-32 but for its highest term, the lowest bit being the highest power.
pub const CRC32: u32 = 0xEDB8_8320;

/// The polynomial of CRC-16/XMODEM but for its highest term, the highest bit being the highest power.
pub const XMODEM: u16 = 0x1021;

static CRC32_TABLES: [[u32; 256]; 8] = {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut state = byte as u32;
        let mut n = 0;
        while n < 8 {
            let mut bit = 0;
            while bit < 8 {
                state = state >> 1 ^ if state & 1 == 1 { CRC32 } else { 0 };
                bit += 1;
            }
            tables[n][byte] = state;
            n += 1;
        }
        byte += 1;
    }
    tables
};

static XMODEM_TABLES: [[u16; 256]; 8] = {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut state = (byte as u16) << 8;
        let mut n = 0;
        while n < 8 {
            let mut bit = 0;
            while bit < 8 {
                state = state << 1 ^ if state >> 15 == 1 { XMODEM } else { 0 };
                bit += 1;
            }
            tables[n][byte] = state;
            n += 1;
        }
        byte += 1;
    }
    tables
};

/// See [`super::crc32`].
pub fn crc32(bytes: &[u8], crc: u32) -> u32 {
    let table = |n: usize, byte: u8| CRC32_TABLES[n][usize::from(byte)];
    let mut state = !crc;

    let (eights, rest) = bytes.as_chunks::<8>();
    for &[a, b, c, d, e, f, g, h] in eights {
        let [i, j, k, l] = state.to_le_bytes();
        state = table(7, a ^ i)
            ^ table(6, b ^ j)
            ^ table(5, c ^ k)
            ^ table(4, d ^ l)
            ^ table(3, e)
            ^ table(2, f)
            ^ table(1, g)
            ^ table(0, h);
    }
    let (fours, rest) = rest.as_chunks::<4>();
    for &[a, b, c, d] in fours {
        let [i, j, k, l] = state.to_le_bytes();
        state = table(3, a ^ i) ^ table(2, b ^ j) ^ table(1, c ^ k) ^ table(0, d ^ l);
    }
    for &byte in rest {
        state = state >> 8 ^ table(0, byte ^ state as u8);
    }
    !state
}

/// See [`super::crc_xmodem`].
pub fn crc_xmodem(bytes: &[u8], crc: u16) -> u16 {
    let table = |n: usize, byte: u8| XMODEM_TABLES[n][usize::from(byte)];
    let mut state = crc;

    let (eights, rest) = bytes.as_chunks::<8>();
    for &[a, b, c, d, e, f, g, h] in eights {
        let [i, j] = state.to_be_bytes();
        state = table(7, a ^ i)
            ^ table(6, b ^ j)
            ^ table(5, c)
            ^ table(4, d)
            ^ table(3, e)
            ^ table(2, f)
            ^ table(1, g)
            ^ table(0, h);
    }
    let (fours, rest) = rest.as_chunks::<4>();
    for &[a, b, c, d] in fours {
        let [i, j] = state.to_be_bytes();
        state = table(3, a ^ i) ^ table(2, b ^ j) ^ table(1, c) ^ table(0, d);
    }
    for &byte in rest {
        let [high, low] = state.to_be_bytes();
        state = u16::from(low) << 8 ^ table(0, byte ^ high);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bit by bit, as the standards have it.
    fn slow_crc32(bytes: &[u8]) -> u32 {
        let mut state = u32::MAX;
        for &byte in bytes {
            state ^= u32::from(byte);
            for _ in 0..8 {
                state = state >> 1 ^ if state & 1 == 1 { CRC32 } else { 0 };
            }
        }
        !state
    }

    fn slow_xmodem(bytes: &[u8]) -> u16 {
        let mut state = 0;
        for &byte in bytes {
            state ^= u16::from(byte) << 8;
            for _ in 0..8 {
                state = state << 1 ^ if state >> 15 == 1 { XMODEM } else { 0 };
            }
        }
        state
    }

    #[test]
    fn the_check_values_are_those_of_the_catalogues() {
        assert_eq!(crc32(b"123456789", 0), 0xCBF4_3926);
        assert_eq!(crc_xmodem(b"123456789", 0), 0x31C3);
        assert_eq!((crc32(b"", 7), crc_xmodem(b"", 7)), (7, 7));
    }

    #[test]
    fn eight_at_a_time_is_bit_by_bit() {
        let bytes: [u8; 600] = core::array::from_fn(|i| (i * i / 3) as u8);
        for len in 0..bytes.len() {
            assert_eq!(crc32(&bytes[..len], 0), slow_crc32(&bytes[..len]));
            assert_eq!(crc_xmodem(&bytes[..len], 0), slow_xmodem(&bytes[..len]));
        }
    }

    #[test]
    fn every_entry_of_the_tables_counts() {
        for n in 0..8 {
            for byte in 0..=255 {
                let mut bytes = [0; 8];
                bytes[7 - n] = byte;
                assert_eq!(crc32(&bytes, 0), slow_crc32(&bytes));
                assert_eq!(crc_xmodem(&bytes, 0), slow_xmodem(&bytes));
            }
        }
    }
}
