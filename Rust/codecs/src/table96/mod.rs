//! Look-ups in tables of 96 bytes, with instructions that look up 16 or 64.

#[cfg(target_arch = "x86_64")]
pub(crate) mod avx2;
#[cfg(target_arch = "aarch64")]
pub(crate) mod neon;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) mod simd128;
#[cfg(target_arch = "x86_64")]
pub(crate) mod ssse3;

#[cfg(test)]
mod tests {
    use crate::cpu::{self, Kernel};
    use crate::{Output, testing};

    #[cfg(target_arch = "x86_64")]
    mod avx2 {
        use crate::Output;
        use crate::table96::avx2::Table96;
        use crate::x86::load256;

        #[target_feature(enable = "avx2")]
        pub fn get(table: &[u8; 96], indices: &[u8; 32], out: &mut Output<'_>) {
            out.push256(Table96::new(table).get(load256(indices)), 32);
        }
    }

    /// Looks up 16 bytes at once.
    #[cfg_attr(
        not(any(
            target_arch = "aarch64",
            target_arch = "x86_64",
            all(target_arch = "wasm32", target_feature = "simd128")
        )),
        expect(unused_macros, reason = "there is no such kernel")
    )]
    macro_rules! halves {
        ($kernel:ident, $machine:ident, $features:literal) => {
            mod $kernel {
                use crate::Output;
                use crate::table96::$kernel::Table96;
                use crate::$machine::load128;

                #[target_feature(enable = $features)]
                pub fn get(table: &[u8; 96], indices: &[u8; 32], out: &mut Output<'_>) {
                    for half in indices.as_chunks().0 {
                        out.push128(Table96::new(table).get(load128(half)), 16);
                    }
                }
            }
        };
    }
    #[cfg(target_arch = "aarch64")]
    halves!(neon, aarch64, "neon");
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    halves!(simd128, wasm32, "simd128");
    #[cfg(target_arch = "x86_64")]
    halves!(ssse3, x86, "ssse3");

    mod scalar {
        use crate::Output;

        pub fn get(table: &[u8; 96], indices: &[u8; 32], out: &mut Output<'_>) {
            out.push_array(indices.map(|i| table.get(usize::from(i)).map_or(0, |&byte| byte)));
        }
    }

    fn get_by(kernel: Kernel, table: &[u8; 96], indices: &[u8; 32], out: &mut Output<'_>) {
        dispatch!(kernel => [avx2, ssse3, neon, simd128] get(table, indices, out))
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
