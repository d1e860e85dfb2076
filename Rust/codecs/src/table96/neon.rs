//! With NEON, which looks up 64 bytes at once.

use core::arch::aarch64::*;

use crate::aarch64::{load_table, load128};

/// A table of 96 bytes: of 64, and of 32.
#[derive(Clone, Copy)]
pub(crate) struct Table96(uint8x16x4_t, uint8x16x2_t);

impl Table96 {
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn new(bytes: &[u8; 96]) -> Self {
        let (low, high) = bytes.split_first_chunk().expect("96 bytes");
        let [fifth, sixth] = high.as_chunks().0 else {
            unreachable!("two rows more");
        };
        Table96(
            load_table(low),
            uint8x16x2_t(load128(fifth), load128(sixth)),
        )
    }

    /// The bytes at indices below 96, and zero at the others.
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn get(&self, indices: uint8x16_t) -> uint8x16_t {
        let bytes = vqtbl4q_u8(self.0, indices);
        vqtbx2q_u8(bytes, self.1, vsubq_u8(indices, vdupq_n_u8(64)))
    }
}

/// The values of characters of an alphabet of printable ASCII.
#[derive(Clone, Copy)]
pub(crate) struct PrintableValues(Table96);

impl PrintableValues {
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn new(values: &[u8; 96]) -> Self {
        // The highest bit of what is rejected becomes zero, and what is not in the table becomes zero.
        PrintableValues(Table96::new(&values.map(|value| value ^ 0x80)))
    }

    /// The values of characters, with the highest bit set: it is not in what is rejected.
    #[inline]
    #[target_feature(enable = "neon")]
    pub(crate) fn get(&self, chars: uint8x16_t) -> uint8x16_t {
        self.0.get(vsubq_u8(chars, vdupq_n_u8(32)))
    }
}
