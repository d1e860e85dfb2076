//! Stripping with NEON: runs of what is kept are copied, 16 bytes at once.
//!
//! A look-up in 32 bytes finds a row. What compares gives a mask of four bits a byte, of which one is kept.

use core::arch::aarch64::*;

use super::scalar;
use super::vectors::{BITS, strip};
use crate::aarch64::load128 as load;
use crate::{ByteSet, Output};

strip!("neon", 16);

/// A table of rows.
struct Set(uint8x16x2_t);

type Gaps = u64;

impl Set {
    #[inline]
    #[target_feature(enable = "neon")]
    fn new(set: &ByteSet) -> Self {
        let (rows, _) = set.rows().as_chunks();
        Set(uint8x16x2_t(load(&rows[0]), load(&rows[1])))
    }

    #[inline]
    #[target_feature(enable = "neon")]
    fn gaps(&self, bytes: uint8x16_t) -> Gaps {
        let row = vqtbl2q_u8(self.0, vshrq_n_u8::<3>(bytes));
        let bit = vqtbl1q_u8(load(&BITS), vandq_u8(bytes, vdupq_n_u8(7)));
        let are_skipped = vreinterpretq_u16_u8(vtstq_u8(row, bit));
        let gaps = vreinterpret_u64_u8(vshrn_n_u16::<4>(are_skipped));
        vget_lane_u64::<0>(gaps) & 0x1111_1111_1111_1111
    }
}

#[inline]
#[target_feature(enable = "neon")]
fn push(bytes: uint8x16_t, keep: usize, out: &mut Output<'_>) {
    out.push128(bytes, keep);
}
