//! What the kernels that shuffle 16 bytes have in common, for each to include with its own instructions.

/// Of each three bytes, in twelve, the middle one, the first, the last and the middle one.
pub const PAIRS: [u8; 16] = [1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10];

/// Three bytes of each four, of which each four are a number.
pub const BYTES: [u8; 16] = [2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 0, 0, 0, 0];

/// The functions of a kernel that may use `$features`, beside which stand
///
/// - `chars_of_12`, of the first twelve bytes of an array;
/// - `bytes_of_16`, of an array of characters, unless it is in doubt.
macro_rules! lines {
    ($features:literal) => {
        /// See [`super::encode`].
        #[target_feature(enable = $features)]
        pub fn encode(backtick: bool, bytes: &[u8], out: &mut Output<'_>) {
            out.push(scalar::char(backtick, bytes.len() as u8));
            let mut rest = bytes;
            while let Some(block) = rest.first_chunk() {
                out.push128(chars_of_12(backtick, block), 16);
                rest = &rest[12..];
            }
            scalar::encode_data(backtick, rest, out);
            out.push(b'\n');
        }

        /// See [`super::decode`].
        #[target_feature(enable = $features)]
        pub fn decode(len: usize, chars: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
            let mut at = 0;
            while at / 4 * 3 + 12 <= len
                && let Some(block) = chars[at..].first_chunk()
                && let Some(bytes) = bytes_of_16(block)
            {
                out.push128(bytes, 12);
                at += 16;
            }
            scalar::decode_from(len, chars, at, out)
        }
    };
}

pub(super) use lines;
