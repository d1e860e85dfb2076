//! Stripping without vector instructions.

use crate::{ByteSet, Output};

/// The bytes that are stripped before they are written.
const BLOCK: usize = 64;

/// See [`super::strip`].
pub fn strip(skipped: &ByteSet, text: &[u8], out: &mut Output<'_>) -> usize {
    let mut rest = text;
    while out.room() >= BLOCK && !rest.is_empty() {
        let (block, behind) = rest.split_at(rest.len().min(BLOCK));
        // What is skipped is overwritten by the next: there is nothing to predict.
        let mut kept = [0; BLOCK];
        let mut len = 0;
        for &byte in block {
            kept[len % BLOCK] = byte;
            len += usize::from(!skipped.contains(byte));
        }
        out.push_prefix(&kept, len);
        rest = behind;
    }
    text.len() - rest.len()
}
