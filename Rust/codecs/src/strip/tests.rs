//! Tests of each kernel against what a set says.

extern crate std;
use std::vec::Vec;

use super::*;
use crate::cpu;
use crate::testing::{noise, written};

#[test]
fn each_kernel_leaves_out_what_is_skipped_and_stops_where_room_ends() {
    // Each bit of a row, and each half of the rows.
    let some: Vec<u8> = (0..=u8::MAX)
        .step_by(37)
        .chain([b'\n', b'\r', 0xFF])
        .collect();
    for skipped in [
        ByteSet::EMPTY,
        ByteSet::new(&some),
        ByteSet::new(&noise(180, 1)),
        ByteSet::FULL,
    ] {
        for len in (0..200).chain([1000, 1279, 1280, 1281, 3000]) {
            let text = noise(len, len as u32);
            let kept: Vec<u8> = text
                .iter()
                .copied()
                .filter(|&byte| !skipped.contains(byte))
                .collect();
            for kernel in cpu::kernels() {
                for room in [64, 65, 100, STAGE] {
                    let (stripped, read) = written(room, |out| strip(kernel, &skipped, &text, out));
                    assert!(kept.starts_with(&stripped), "{kernel:?}");
                    assert!(read == len || room - stripped.len() < 64);
                    let of_read = text[..read].iter().filter(|&&byte| !skipped.contains(byte));
                    assert_eq!(of_read.count(), stripped.len());
                }
            }
        }
    }
}

#[test]
fn the_last_bytes_that_are_kept_are_found_from_behind() {
    let skipped = ByteSet::new(b" ");
    for (end, count, at) in [
        (8, 0, 8),
        (8, 1, 4),
        (8, 2, 1),
        (4, 1, 1),
        (2, 1, 1),
        (8, 3, 0),
    ] {
        assert_eq!(back(&skipped, b"ab  c   ", end, count), at);
    }
}
