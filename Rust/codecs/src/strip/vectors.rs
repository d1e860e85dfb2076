//! What the kernels without an instruction that compresses have in common, for each to include with its own.

/// The functions of a kernel that may use `$features` and has vectors of `$width` bytes, beside which stand
///
/// - `load`, of an array of so many bytes, and `push`, of the first of them;
/// - `Set::new`, of a [`ByteSet`](crate::ByteSet), and `Set::gaps`, which tells the bytes of a vector that are in it;
/// - `type Gaps`, an integer of as many bits for each byte, of which one at most is set, the first byte having the lowest.
macro_rules! strip {
    ($features:literal, $width:literal) => {
        /// See [`super::strip`].
        #[target_feature(enable = $features)]
        pub fn strip(skipped: &ByteSet, text: &[u8], out: &mut Output<'_>) -> usize {
            let set = Set::new(skipped);

            let mut rest = text;
            while out.room() >= 64
                && let Some(block) = rest.first_chunk::<{ 2 * $width }>()
            {
                // The first half is stripped; the second is there for runs of it to be loaded whole.
                let bytes = load(block.first_chunk().expect("the first half"));
                let gaps = set.gaps(bytes);
                if gaps == 0 {
                    push(bytes, $width, out);
                } else {
                    push_runs(block, gaps, out);
                }
                rest = &rest[$width..];
            }
            if out.room() >= 64 {
                let read = scalar::strip(skipped, rest, out);
                rest = &rest[read..];
            }
            text.len() - rest.len()
        }

        /// Copies the first half of `block`, except for what is in the mask of `gaps`.
        #[inline]
        #[target_feature(enable = $features)]
        fn push_runs(block: &[u8; 2 * $width], mut gaps: Gaps, out: &mut Output<'_>) {
            let mut start = 0;
            loop {
                // Of no more gaps, it is behind the last byte.
                let end = gaps.trailing_zeros() as usize / (Gaps::BITS as usize / $width);
                let run = block[start..].first_chunk().expect("as much as is behind");
                push(load(run), end - start, out);
                if gaps == 0 {
                    break;
                }
                start = end + 1;
                gaps &= gaps - 1;
            }
        }
    };
}

pub(super) use strip;

/// The bits of a row of a [`ByteSet`](crate::ByteSet), twice.
pub static BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
