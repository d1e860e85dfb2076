//! Cyclic redundancy checks: CRC-32 and CRC-16/XMODEM.
//!
//! [`crc32`] is that of zlib, gzip and PNG ([RFC 1952](https://www.rfc-editor.org/rfc/rfc1952), section 8);
//! [`crc_xmodem`] is that of BinHex 4 and XMODEM, `binascii.crc_hqx`. Both continue from an earlier result, so that pieces in
//! turn give what the whole gives.

#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
#[cfg_attr(
    target_arch = "aarch64",
    expect(dead_code, reason = "some constants are for registers of 64 bytes")
)]
mod fold;
#[cfg(target_arch = "aarch64")]
mod pmull;
mod scalar;
#[cfg(target_arch = "x86_64")]
mod ssse3;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod vectors;

/// The CRC-32 of what gave `crc`, followed by `bytes`. That of nothing is zero.
#[inline]
pub fn crc32(bytes: &[u8], crc: u32) -> u32 {
    dispatch!([avx512, ssse3, pmull] crc32(bytes, crc))
}

/// The CRC-16/XMODEM of what gave `crc`, followed by `bytes`. That of nothing is zero.
#[inline]
pub fn crc_xmodem(bytes: &[u8], crc: u16) -> u16 {
    dispatch!([avx512, ssse3, pmull] crc_xmodem(bytes, crc))
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec::Vec;

    use super::*;
    use crate::cpu::{Kernel, kernels};

    /// Bytes that differ from their neighbours.
    fn noise(len: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state as u8
        };
        std::iter::repeat_with(next).take(len).collect()
    }

    fn crc32_by(kernel: Kernel, bytes: &[u8], crc: u32) -> u32 {
        dispatch!(kernel => [avx512, ssse3, pmull] crc32(bytes, crc))
    }

    fn crc_xmodem_by(kernel: Kernel, bytes: &[u8], crc: u16) -> u16 {
        dispatch!(kernel => [avx512, ssse3, pmull] crc_xmodem(bytes, crc))
    }

    fn both(kernel: Kernel, bytes: &[u8], crcs: (u32, u16)) -> (u32, u16) {
        (
            crc32_by(kernel, bytes, crcs.0),
            crc_xmodem_by(kernel, bytes, crcs.1),
        )
    }

    #[test]
    fn each_kernel_agrees_with_scalar_on_all_lengths_and_alignments() {
        let bytes = noise(5000);
        for kernel in kernels() {
            // All short ones; of the long ones each remainder of a block.
            for len in (0..1500).chain((1500..bytes.len() - 64).step_by(63)) {
                let start = len % 64;
                let bytes = &bytes[start..][..len];
                for crcs in [(0, 0), (0x1234_5678, 0x9ABC), (u32::MAX, u16::MAX)] {
                    let expected = (
                        scalar::crc32(bytes, crcs.0),
                        scalar::crc_xmodem(bytes, crcs.1),
                    );
                    assert_eq!(both(kernel, bytes, crcs), expected, "{kernel:?} {len}");
                }
            }
            for start in 0..64 {
                for len in [63, 64, 65, 255, 256, 257, 600] {
                    let bytes = &bytes[start..][..len];
                    let expected = (scalar::crc32(bytes, 0), scalar::crc_xmodem(bytes, 0));
                    assert_eq!(
                        both(kernel, bytes, (0, 0)),
                        expected,
                        "{kernel:?} {start} {len}"
                    );
                }
            }
        }
    }

    #[test]
    fn pieces_give_what_the_whole_gives() {
        let bytes = noise(700);
        let expected = (scalar::crc32(&bytes, 0), scalar::crc_xmodem(&bytes, 0));
        for kernel in kernels() {
            for at in 0..=bytes.len() {
                let (first, second) = bytes.split_at(at);
                let crcs = both(kernel, first, (0, 0));
                assert_eq!(both(kernel, second, crcs), expected, "{kernel:?} {at}");
            }
        }
    }

    #[test]
    fn every_bit_of_a_message_counts() {
        for bit in 0..8 * 2200 {
            let mut bytes = [0; 2200];
            bytes[bit / 8] = 1 << (bit % 8);
            let expected = (scalar::crc32(&bytes, 0), scalar::crc_xmodem(&bytes, 0));
            for kernel in kernels().filter(|&kernel| kernel != Kernel::Scalar) {
                assert_eq!(both(kernel, &bytes, (0, 0)), expected, "{kernel:?} {bit}");
            }
        }
    }

    #[test]
    fn the_kernel_in_use_gives_the_check_values() {
        assert_eq!(crc32(b"123456789", 0), 0xCBF4_3926);
        assert_eq!(crc_xmodem(b"123456789", 0), 0x31C3);
    }
}
