//! Cyclic redundancy checks: CRC-32 and CRC-16/XMODEM.
//!
//! [`crc32`] is that of zlib, gzip and PNG ([RFC 1952](https://www.rfc-editor.org/rfc/rfc1952), section 8);
//! [`crc_xmodem`] is that of BinHex 4 and XMODEM, `binascii.crc_hqx`. Both continue from an earlier result, so that pieces in
//! turn give what the whole gives.

mod scalar;

/// The CRC-32 of what gave `crc`, followed by `bytes`. That of nothing is zero.
#[inline]
pub fn crc32(bytes: &[u8], crc: u32) -> u32 {
    scalar::crc32(bytes, crc)
}

/// The CRC-16/XMODEM of what gave `crc`, followed by `bytes`. That of nothing is zero.
#[inline]
pub fn crc_xmodem(bytes: &[u8], crc: u16) -> u16 {
    scalar::crc_xmodem(bytes, crc)
}
