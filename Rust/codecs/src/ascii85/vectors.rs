//! What kernels of several instruction sets have in common where a vector holds whole groups: they encode block after block, and leave
//! to `scalar.rs` those in which some groups are folded, and the rest.

/// Which groups of a block are folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    /// None.
    None,
    /// Some, or all of them, but not only zeros.
    Some,
    /// All are zeros.
    Zeros,
}

/// Defines `encode`, as that of `scalar.rs`.
///
/// The file that calls it has, with these target features, what encodes `BYTES` of Base85, `Encoder`, and
/// `folded(&[u8; BYTES], u8) -> Folded`, which looks for groups of zeros and of another byte.
macro_rules! encode {
    ($features:literal) => {
        /// See [`super::encode`]; into one line, without the marks of Adobe.
        #[target_feature(enable = $features)]
        pub fn encode(bytes: &[u8], options: &EncodeOptions, out: &mut Output<'_>) {
            let encoder = Encoder::new(&ASCII85);
            // If spaces are not folded, zeros are looked for twice.
            let other = if options.foldspaces { b' ' } else { 0 };

            let (blocks, rest) = bytes.as_chunks::<BYTES>();
            for block in blocks {
                match folded(block, other) {
                    Folded::None => encoder.push(block, out),
                    Folded::Some => scalar::encode(block, options, out),
                    Folded::Zeros => out.push_array([ZEROS; BYTES / GROUP_BYTES]),
                }
            }
            scalar::encode(rest, options, out);
        }
    };
}
