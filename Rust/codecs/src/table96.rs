//! Look-ups in tables of 96 bytes with AVX2 and SSSE3, which look up 16.

use core::arch::x86_64::*;

use crate::x86::load128;

/// A table of 96 bytes, in rows of 16.
///
/// A shuffle gives zero where the highest bit of the index is set, and looks at the lowest four bits else. As 16 is subtracted for each row, an index falls below
/// zero behind its own row. Each row but the first is stored by its difference to the one before: so all up to its own add up to that.
#[derive(Clone, Copy)]
pub(crate) struct Table96([__m256i; 6]);

impl Table96 {
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(crate) fn new(bytes: &[u8; 96]) -> Self {
        let mut rows = [_mm256_setzero_si256(); 6];
        let mut last = _mm256_setzero_si256();
        for (row, bytes) in rows.iter_mut().zip(bytes.as_chunks().0) {
            let both = _mm256_broadcastsi128_si256(load128(bytes));
            *row = _mm256_xor_si256(both, last);
            last = both;
        }
        Table96(rows)
    }

    /// The bytes at indices below 96, and zero at those from 224 on. Of the others, nothing is said.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(crate) fn get(&self, mut indices: __m256i) -> __m256i {
        let mut bytes = _mm256_setzero_si256();
        for row in self.0 {
            bytes = _mm256_xor_si256(bytes, _mm256_shuffle_epi8(row, indices));
            indices = _mm256_sub_epi8(indices, _mm256_set1_epi8(16));
        }
        bytes
    }
}

/// [`Table96`] with SSSE3, for half as many indices at once.
#[derive(Clone, Copy)]
pub(crate) struct Table96x16([__m128i; 6]);

impl Table96x16 {
    #[inline]
    #[target_feature(enable = "ssse3")]
    pub(crate) fn new(bytes: &[u8; 96]) -> Self {
        let mut rows = [_mm_setzero_si128(); 6];
        let mut last = _mm_setzero_si128();
        for (row, bytes) in rows.iter_mut().zip(bytes.as_chunks().0) {
            let bytes = load128(bytes);
            *row = _mm_xor_si128(bytes, last);
            last = bytes;
        }
        Table96x16(rows)
    }

    /// As [`Table96::get`].
    #[inline]
    #[target_feature(enable = "ssse3")]
    pub(crate) fn get(&self, mut indices: __m128i) -> __m128i {
        let mut bytes = _mm_setzero_si128();
        for row in self.0 {
            bytes = _mm_xor_si128(bytes, _mm_shuffle_epi8(row, indices));
            indices = _mm_sub_epi8(indices, _mm_set1_epi8(16));
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpu::{self, Kernel};
    use crate::x86::load256;
    use crate::{Output, testing};

    mod avx2 {
        use super::*;

        #[target_feature(enable = "avx2")]
        pub fn get(table: &[u8; 96], indices: &[u8; 32], out: &mut Output<'_>) {
            out.push256(Table96::new(table).get(load256(indices)), 32);
        }
    }

    mod ssse3 {
        use super::*;

        #[target_feature(enable = "ssse3")]
        pub fn get(table: &[u8; 96], indices: &[u8; 32], out: &mut Output<'_>) {
            for half in indices.as_chunks().0 {
                out.push128(Table96x16::new(table).get(load128(half)), 16);
            }
        }
    }

    mod scalar {
        use super::*;

        pub fn get(table: &[u8; 96], indices: &[u8; 32], out: &mut Output<'_>) {
            out.push_array(indices.map(|i| table.get(usize::from(i)).map_or(0, |&byte| byte)));
        }
    }

    fn get_by(kernel: Kernel, table: &[u8; 96], indices: &[u8; 32], out: &mut Output<'_>) {
        dispatch!(kernel => [avx2, ssse3] get(table, indices, out))
    }

    #[test]
    fn each_index_gives_its_byte_and_those_below_the_table_give_none() {
        let table = testing::noise(96, 1);
        let table = table.first_chunk().unwrap();
        for start in (0..96).step_by(32).chain([224]) {
            let indices = core::array::from_fn(|i| start + i as u8);
            let by = |kernel| testing::written(32, |out| get_by(kernel, table, &indices, out)).0;
            let expected = by(Kernel::Scalar);
            for kernel in cpu::kernels() {
                assert_eq!(by(kernel), expected, "{kernel:?}");
            }
        }
    }
}
