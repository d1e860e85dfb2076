//! Leaves out what a decoder skips: for the kernels of codecs, which know nothing but whole groups of characters.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(target_arch = "x86_64")]
mod ssse3;
#[cfg(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
mod vectors;

use core::mem::MaybeUninit;

use crate::cpu::Kernel;
use crate::{ByteSet, Output};

/// The characters that are encoded or decoded at once where newlines are put in, or some are left out.
pub(crate) const STAGE: usize = 1280;

/// Where characters are put.
pub(crate) type Stage = [MaybeUninit<u8>; STAGE];

/// A stage with nothing on it.
pub(crate) const EMPTY_STAGE: Stage = [MaybeUninit::uninit(); STAGE];

/// Copies what is not in `skipped` from the front of `text` and returns how many bytes of it were read: all, or so many
/// that fewer than 64 places are left. So there must be 64 at least.
fn strip(kernel: Kernel, skipped: &ByteSet, text: &[u8], out: &mut Output<'_>) -> usize {
    dispatch!(kernel => [avx512, avx2, ssse3, neon, simd128] strip(skipped, text, out))
}

/// Decodes `text` from `at` on by `decode`, without what is in `skipped`; returns from where on `decode` had nothing it
/// could do.
///
/// `decode` writes what whole groups become, each of no more than `group` characters, and returns how many characters they are. It stops where
/// it is in doubt, or less than a group is left.
pub(crate) fn decode(
    kernel: Kernel,
    skipped: &ByteSet,
    text: &[u8],
    mut at: usize,
    group: usize,
    out: &mut Output<'_>,
    decode: impl Fn(&[u8], &mut Output<'_>) -> usize,
) -> usize {
    let mut stage = EMPTY_STAGE;
    while is_worth_it(text.len() - at, group) {
        let mut chars = Output::new(&mut stage);
        let end = at + strip(kernel, skipped, &text[at..], &mut chars);
        let unread = chars.len() - decode(chars.as_slice(), out);
        at = back(skipped, text, end, unread);
        if unread >= group || end == text.len() {
            break;
        }
        // There may be nothing more to skip.
        at += decode(&text[at..], out);
    }
    at
}

/// Whether a rest of a text is long enough to look for whole groups in it, so that `scalar` is not faster.
pub(crate) const fn is_worth_it(rest: usize, group: usize) -> bool {
    rest >= 2 * group
}

/// The position in `text` where the last `count` bytes before `end` that are not in `skipped` start.
fn back(skipped: &ByteSet, text: &[u8], end: usize, count: usize) -> usize {
    let mut at = end;
    for _ in 0..count {
        at -= 1;
        while skipped.contains(text[at]) {
            at -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests;
