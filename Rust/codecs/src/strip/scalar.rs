//! Stripping without vector instructions.

use crate::{ByteSet, Output};

/// See [`super::strip`].
pub fn strip(skipped: &ByteSet, text: &[u8], out: &mut Output<'_>) -> usize {
    for (i, &byte) in text.iter().enumerate() {
        if out.room() == 0 {
            return i;
        }
        if !skipped.contains(byte) {
            out.push(byte);
        }
    }
    text.len()
}
