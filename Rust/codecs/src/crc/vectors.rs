//! What the kernels with registers of 16 bytes have in common, for each to include with its own instructions.

/// Indices that move bytes up or down: loaded from the position `16 - n` they move them up by `n`, from `16 + n` down.
pub static SHIFT: [u8; 48] = {
    let mut indices = [0x80; 48];
    let mut i = 0;
    while i < 16 {
        indices[16 + i] = i as u8;
        i += 1;
    }
    indices
};

/// Indices that reverse a register.
pub static REVERSE: [u8; 16] = [15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

/// The functions of a kernel that may use `$features`, beside which stand `load128` and
///
/// - `type Register`, 16 bytes, and `number`, a register with a `u32` in its lowest bytes and zeros above;
/// - `xor`, and `permute`, which takes bytes by their indices, and zero by 0x80;
/// - `over`, which brings a register over the distance that keys of [`Crc`](super::fold::Crc) are for;
/// - `remainder`, of a register that is followed by 32 bits of zeros.
macro_rules! fold_by_16 {
    ($features:literal) => {
        /// What is shorter is the tables' business.
        const LEAST: usize = 16;

        /// See [`super::crc32`].
        #[target_feature(enable = $features)]
        pub fn crc32(bytes: &[u8], crc: u32) -> u32 {
            match bytes.len() {
                ..LEAST => scalar::crc32(bytes, crc),
                _ => !divide::<Crc32>(bytes, !crc),
            }
        }

        /// See [`super::crc_xmodem`].
        #[target_feature(enable = $features)]
        pub fn crc_xmodem(bytes: &[u8], crc: u16) -> u16 {
            match bytes.len() {
                ..LEAST => scalar::crc_xmodem(bytes, crc),
                _ => (divide::<CrcXmodem>(bytes, u32::from(crc.swap_bytes())) >> 16) as u16,
            }
        }

        /// Bytes of a message as a register.
        #[inline]
        #[target_feature(enable = $features)]
        fn register<C: Crc>(bytes: Register) -> Register {
            if C::REFLECTED {
                bytes
            } else {
                permute(bytes, load128(&REVERSE))
            }
        }

        /// The remainder of at least 16 bytes after `state`, the bytes of which are added to the first four, lowest first.
        #[target_feature(enable = $features)]
        fn divide<C: Crc>(bytes: &[u8], state: u32) -> u32 {
            let block = |bytes: &[u8; 16]| register::<C>(load128(bytes));
            let indices = |at: usize| load128(SHIFT[at..].first_chunk().expect("a whole vector"));

            // Zeros in front have no effect, and make whole blocks of the bytes.
            let zeros = bytes.len().wrapping_neg() % 16;
            let state = number(state);
            let first = load128(bytes.first_chunk().expect("16 bytes"));
            let first = permute(xor(first, state), indices(16 - zeros));
            let mut sum = register::<C>(first);
            // What of the state belongs to the second block.
            let mut carry = register::<C>(permute(state, indices(32 - zeros)));

            let (mut rest, _) = bytes[16 - zeros..].as_chunks::<16>();
            if let [a, b, c, behind @ ..] = rest {
                let mut sums = [sum, xor(block(a), carry), block(b), block(c)];
                carry = number(0);
                rest = behind;
                while let [a, b, c, d, behind @ ..] = rest {
                    for (sum, bytes) in sums.iter_mut().zip([a, b, c, d]) {
                        *sum = xor(over(C::OVER_64, *sum), block(bytes));
                    }
                    rest = behind;
                }
                let [a, b, c, d] = sums;
                let ab = xor(over(C::OVER_48, a), over(C::OVER_32, b));
                let cd = xor(over(C::OVER_16, c), d);
                sum = xor(ab, cd);
            }
            for bytes in rest {
                let bytes = xor(block(bytes), carry);
                carry = number(0);
                sum = xor(over(C::OVER_16, sum), bytes);
            }
            remainder::<C>(sum)
        }
    };
}

pub(super) use fold_by_16;
