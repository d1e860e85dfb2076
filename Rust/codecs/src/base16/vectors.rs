//! What the kernels with vectors of 16 bytes have in common, for each to include with its own instructions.

/// The encoders of a kernel that may use `$features`, beside which stand `load128` and
///
/// - `push_chars_of_16` and `chars_of_8`, which take the digits, as a vector, and an array of bytes;
/// - `separated`, which takes characters by their places, and by those that are 0x80 what the last vector has there, which is zero elsewhere.
///
/// Groups are encoded by a function of the name `$encode_groups`.
macro_rules! encoders {
    ($features:literal, $encode_groups:ident) => {
        /// See [`super::encode`].
        #[target_feature(enable = $features)]
        pub fn encode(case: Case, bytes: &[u8], out: &mut Output<'_>) {
            let digits = load128(alphabet(case));
            let (blocks, mut rest) = bytes.as_chunks();
            for block in blocks {
                push_chars_of_16(digits, block, out);
            }
            if let Some((block, behind)) = rest.split_first_chunk() {
                out.push128(chars_of_8(digits, block), 16);
                rest = behind;
            }
            scalar::encode(case, rest, out);
        }

        /// See [`super::encode_groups`].
        #[target_feature(enable = $features)]
        pub fn $encode_groups(
            case: Case,
            separator: u8,
            group: usize,
            bytes: &[u8],
            out: &mut Output<'_>,
        ) {
            // To get ready takes longer than to encode so little.
            if bytes.len() < 32 {
                return scalar::encode_groups(case, separator, group, bytes, out);
            }
            let digits = load128(alphabet(case));
            let mut rest = bytes;
            let stride = 2 * group + 1;
            let fit = 16 / stride;

            if fit == 0 {
                // Whole eights of a group, then what is left of it.
                while let Some((bytes, behind)) = rest.split_at_checked(group)
                    && behind.len() >= 8
                {
                    let (eights, last) = bytes.as_chunks();
                    for eight in eights {
                        out.push128(chars_of_8(digits, eight), 16);
                    }
                    // What stands behind it is loaded with it.
                    let at = group - last.len();
                    let last_eight = rest[at..].first_chunk().expect("eight bytes behind");
                    out.push128(chars_of_8(digits, last_eight), 2 * last.len());
                    out.push(separator);
                    rest = behind;
                }
                return scalar::encode_groups(case, separator, group, rest, out);
            }

            // In each place the index of the character, or the separator.
            let (mut places, mut separators) = ([0x80; 16], [0; 16]);
            for i in 0..fit * stride {
                let (of_group, at) = (i / stride, i % stride);
                if at == 2 * group {
                    separators[i] = separator;
                } else {
                    places[i] = (2 * of_group * group + at) as u8;
                }
            }
            let (places, separators) = (load128(&places), load128(&separators));
            let step = fit * group;
            // Fewer than the eight bytes that are loaded are used: a group is behind them, so each has its separator.
            while let Some(block) = rest.first_chunk() {
                let chars = chars_of_8(digits, block);
                out.push128(separated(chars, places, separators), fit * stride);
                rest = &rest[step..];
            }
            scalar::encode_groups(case, separator, group, rest, out)
        }
    };
}

pub(super) use encoders;
