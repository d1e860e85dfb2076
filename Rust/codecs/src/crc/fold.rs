//! The constants that kernels fold with, derived from the polynomial.
//!
//! A message is a polynomial over the field of two elements, and its CRC the remainder of the division
//! by another. A piece of a message that `d` bits follow counts `x`<sup>d</sup> times, so a piece may be replaced by any
//! other with the same remainder: carry-less multiplication by `x`<sup>d</sup> modulo the polynomial
//! brings a piece to where a later one is, to which it is added. (Gopal and others, "Fast CRC Computation for Generic Polynomials Using
//! PCLMULQDQ Instruction", 2009.) What is left at last are 128 bits.
//!
//! A register of 128 bits holds its highest power in its highest bit. A *reflected* CRC has it
//! the other way round. There a product of two registers comes out one bit too low, which is
//! as if it were multiplied by `x`; the constants have one power less.
//!
//! A processor has few units that multiply, and others that apply a matrix of bits to each byte of a register. To bring
//! a byte over a distance is linear, too: the sum of four bytes, each of which follows from it by a matrix, in any places the powers of
//! which span the remainders. So nothing needs to be moved within a register.

/// A CRC of up to 32 bits, as one of 32.
pub trait Crc {
    /// The polynomial but for `x`<sup>32</sup>, the highest bit being the highest power. One of a lower degree is multiplied up, and so is the CRC.
    const POLYNOMIAL: u32;
    /// Whether the first bit of a message is the lowest of its byte.
    const REFLECTED: bool;

    /// What a register is multiplied by to bring it over `distance` bytes: its lower half by the first, its upper half by the second.
    const OVER_16: [u64; 2] = over::<Self>(16);
    /// The same.
    const OVER_32: [u64; 2] = over::<Self>(32);
    /// The same.
    const OVER_48: [u64; 2] = over::<Self>(48);
    /// The same.
    const OVER_64: [u64; 2] = over::<Self>(64);
    /// The same.
    const OVER_128: [u64; 2] = over::<Self>(128);
    /// The same.
    const OVER_192: [u64; 2] = over::<Self>(192);
    /// The same.
    const OVER_256: [u64; 2] = over::<Self>(256);
    /// The same.
    const OVER_512: [u64; 2] = over::<Self>(512);

    /// What brings the four blocks in [`PLACES`] over 512 bytes: what the bytes of the block `k` are multiplied by, to be
    /// added to those of the block `j`, is the matrix `[k][j]`.
    const BLOCKS_OVER_512: [[u64; 4]; 4] = blocks_over_512::<Self>();

    /// What the half with the higher powers is multiplied by, to count where 32 bits follow.
    const LAST: u64 = word::<Self>(power::<Self>(96 - Self::REFLECTED as u32) as u64);
    /// The quotient of `x`<sup>96</sup> and the polynomial. That of a CRC that is not reflected lacks its highest power, `x`<sup>64</sup>;
    /// that of a reflected one its lowest, which has no effect.
    const QUOTIENT: u64 = word::<Self>(quotient::<Self>(96 - Self::REFLECTED as u32));
    /// The polynomial: with `x`<sup>32</sup> in the lowest bit for a reflected CRC, else without.
    const DIVISOR: u64 = if Self::REFLECTED {
        (1 << 32 | Self::POLYNOMIAL as u64).reverse_bits() >> 31
    } else {
        Self::POLYNOMIAL as u64
    };
}

/// CRC-32.
pub struct Crc32;

impl Crc for Crc32 {
    const POLYNOMIAL: u32 = super::scalar::CRC32.reverse_bits();
    const REFLECTED: bool = true;
}

/// CRC-16/XMODEM, times `x`<sup>16</sup>.
pub struct CrcXmodem;

impl Crc for CrcXmodem {
    const POLYNOMIAL: u32 = (super::scalar::XMODEM as u32) << 16;
    const REFLECTED: bool = false;
}

/// `x`<sup>n</sup> modulo the polynomial.
const fn power<C: Crc + ?Sized>(n: u32) -> u32 {
    advance::<C>(1, n)
}

/// A remainder multiplied by `x`<sup>n</sup>.
const fn advance<C: Crc + ?Sized>(remainder: u32, n: u32) -> u32 {
    let mut power = remainder;
    let mut i = 0;
    while i < n {
        let carry = power >> 31 == 1;
        power = power << 1 ^ if carry { C::POLYNOMIAL } else { 0 };
        i += 1;
    }
    power
}

/// The lower 64 bits of the quotient of `x`<sup>n</sup> and the polynomial.
const fn quotient<C: Crc + ?Sized>(n: u32) -> u64 {
    let divisor = 1 << 32 | C::POLYNOMIAL as u64;
    let (mut quotient, mut rest) = (0, 1);
    let mut i = 0;
    while i <= n {
        let fits = rest >> 32 == 1;
        rest ^= if fits { divisor } else { 0 };
        quotient = quotient << 1 | fits as u64;
        rest <<= 1;
        i += 1;
    }
    quotient
}

/// Half a register.
const fn word<C: Crc + ?Sized>(polynomial: u64) -> u64 {
    if C::REFLECTED {
        polynomial.reverse_bits()
    } else {
        polynomial
    }
}

/// See [`Crc::OVER_16`].
const fn over<C: Crc + ?Sized>(bytes: u32) -> [u64; 2] {
    let bits = 8 * bytes - C::REFLECTED as u32;
    // The half with the higher powers has 64 bits more behind it.
    let higher = word::<C>(power::<C>(bits + 64) as u64);
    let lower = word::<C>(power::<C>(bits) as u64);
    if C::REFLECTED {
        [higher, lower]
    } else {
        [lower, higher]
    }
}

/// Of eight blocks of 64 bytes the first two and the last two: how many are behind each.
///
/// A byte of a block has eight powers of `x` in it, and one and the same place in four blocks has 32. Those of these four span
/// all remainders of both CRCs, so that any other power is a sum of some of them. (Those of four in a row do not.)
const PLACES: [u32; 4] = [7, 6, 1, 0];

/// See [`Crc::BLOCKS_OVER_512`]: matrices as `vgf2p8affineqb` takes them, the row of the highest bit in the lowest byte.
const fn blocks_over_512<C: Crc + ?Sized>() -> [[u64; 4]; 4] {
    const BLOCK_BITS: u32 = 8 * 64;

    // All is multiplied by this power, too, as a polynomial of a lower degree than 32 has only such remainders.
    let one = power::<C>(32);
    // For the highest bit of a sum of powers: the sum, and which powers are in it.
    let mut sums = [(0, 0_u32); 32];
    let mut n = 0;
    while n < 32 {
        let (block, bit) = (n as usize / 8, n % 8);
        let remainder = advance::<C>(one, PLACES[block] * BLOCK_BITS + bit);
        let (rest, parts) = reduce(remainder, &sums);
        if rest != 0 {
            sums[rest.ilog2() as usize] = (rest, parts ^ 1 << n);
        }
        n += 1;
    }

    let mut matrices = [[0; 4]; 4];
    let mut from = 0;
    while from < 4 {
        let mut remainder = advance::<C>(one, (PLACES[from] + 8) * BLOCK_BITS);
        let mut power = 0;
        while power < 8 {
            let (rest, parts) = reduce(remainder, &sums);
            assert!(rest == 0, "the powers span it");
            let mut n = 0;
            while n < 32 {
                let (to, bit) = (n as usize / 8, n % 8);
                if parts >> n & 1 == 1 {
                    let row = 7 - bit_of::<C>(bit);
                    matrices[from][to] |= 1 << (8 * row + bit_of::<C>(power));
                }
                n += 1;
            }
            remainder = advance::<C>(remainder, 1);
            power += 1;
        }
        from += 1;
    }
    matrices
}

/// What is left of a remainder without those sums that are in it, and the powers in these.
const fn reduce(remainder: u32, sums: &[(u32, u32); 32]) -> (u32, u32) {
    let (mut rest, mut parts) = (remainder, 0);
    let mut bit = 32;
    while bit > 0 {
        bit -= 1;
        if rest >> bit & 1 == 1 {
            rest ^= sums[bit].0;
            parts ^= sums[bit].1;
        }
    }
    (rest, parts)
}

/// The bit of a byte that has a power.
const fn bit_of<C: Crc + ?Sized>(power: u32) -> u32 {
    if C::REFLECTED { 7 - power } else { power }
}
