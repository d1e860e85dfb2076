//! Tests of the codec, and of each kernel against `scalar.rs`.

extern crate std;
use std::vec;
use std::vec::Vec;

use super::*;
use crate::testing::{lines, noise, sprinkled, written};

fn encoded(kernel: Kernel, bytes: &[u8], options: &EncodeOptions) -> Vec<u8> {
    let room = encoded_len(bytes.len(), options).unwrap();
    let (text, ()) = written(room, |out| {
        let mut encoder = Encoder::by(kernel, options, out);
        encoder.encode(bytes, out);
        encoder.finish(out);
    });
    text
}

fn decoded(kernel: Kernel, text: &[u8], options: &DecodeOptions) -> Result<Vec<u8>, Error> {
    let (bytes, result) = written(decoded_len(text, options), |out| {
        decode_by(kernel, text, options, out)
    });
    result.map(|()| bytes)
}

/// Noise with groups of zeros and of spaces in it: one in `few` is neither.
fn mixed(len: usize, few: u8, seed: u32) -> Vec<u8> {
    let mut bytes = noise(len, seed);
    for (group, random) in bytes.chunks_mut(4).zip(noise(len, seed + 1)) {
        match random % few {
            0 => group.fill(0),
            1 => group.fill(b' '),
            _ => (),
        }
    }
    bytes
}

/// What is written for bytes by definition, group by group.
fn defined(bytes: &[u8], options: &EncodeOptions) -> Vec<u8> {
    let mut text = Vec::new();
    for group in bytes.chunks(GROUP_BYTES) {
        let whole = group.len() == GROUP_BYTES || options.pad;
        match group {
            _ if whole && group.iter().all(|&byte| byte == 0) => text.push(b'z'),
            b"    " if options.foldspaces => text.push(b'y'),
            _ => {
                let len = if whole { GROUP_CHARS } else { group.len() + 1 };
                let mut padded = [0; GROUP_BYTES];
                padded[..group.len()].copy_from_slice(group);
                text.extend_from_slice(&base85::encode_group(&ASCII85, padded)[..len]);
            }
        }
    }
    text
}

#[test]
fn each_kernel_encodes_and_folds_each_group_as_it_is_defined() {
    for len in (0..140).chain([255, 256, 257, 1000]) {
        for few in [2, 3, 20, 255] {
            let bytes = mixed(len, few, len as u32);
            for (foldspaces, pad) in [(false, false), (false, true), (true, false), (true, true)] {
                let options = EncodeOptions {
                    foldspaces,
                    pad,
                    ..Default::default()
                };
                let expected = defined(&bytes, &options);
                for kernel in cpu::kernels() {
                    assert_eq!(encoded(kernel, &bytes, &options), expected, "{kernel:?}");
                }
            }
        }
        let zeros = vec![0; len];
        let options = EncodeOptions::default();
        for kernel in cpu::kernels() {
            assert_eq!(encoded(kernel, &zeros, &options), defined(&zeros, &options));
        }
    }
}

#[test]
fn lines_are_full_and_the_end_is_not_divided() {
    for len in [0, 1, 3, 4, 8, 10, 12, 61, 1023, 1024, 1025, 3000] {
        let bytes = mixed(len, 20, 2);
        for adobe in [false, true] {
            for wrapcol in [1, 2, 3, 4, 5, 6, 7, 8, 20, 76, 9999] {
                let width = if adobe { wrapcol.max(2) } else { wrapcol };
                let mut text = defined(&bytes, &EncodeOptions::default());
                if adobe {
                    text.splice(..0, *b"<~");
                }
                let mut expected = lines(&text, width, b"\n");
                if adobe {
                    let last = expected.rsplit(|&char| char == b'\n').next().unwrap();
                    if last.len() + 2 > width {
                        expected.push(b'\n');
                    }
                    expected.extend(b"~>");
                }
                let options = EncodeOptions {
                    adobe,
                    wrapcol,
                    ..Default::default()
                };
                for kernel in cpu::kernels() {
                    assert_eq!(encoded(kernel, &bytes, &options), expected);
                }
                let (parts, ()) = written(expected.len(), |out| {
                    let mut encoder = Encoder::new(&options, out);
                    bytes
                        .chunks(36)
                        .for_each(|chunk| encoder.encode(chunk, out));
                    encoder.finish(out);
                });
                assert_eq!(parts, expected);
            }
        }
    }
}

#[test]
fn lengths_are_those_of_what_is_not_folded() {
    for len in 0..100 {
        let bytes = noise(len, 3);
        for wrapcol in 0..10 {
            for adobe in [false, true] {
                let options = EncodeOptions {
                    adobe,
                    wrapcol,
                    ..Default::default()
                };
                let text = encoded(Kernel::Scalar, &bytes, &options);
                assert_eq!(encoded_len(len, &options), Some(text.len()));
                if wrapcol == 0 {
                    let options = DecodeOptions {
                        adobe,
                        ..Default::default()
                    };
                    assert_eq!(decoded_len(&text, &options), len);
                }
            }
        }
    }
    let options = EncodeOptions {
        adobe: true,
        ..Default::default()
    };
    assert_eq!(encoded_len(usize::MAX / 5 * 4, &options), None);
    assert_eq!(encoded_len(usize::MAX, &EncodeOptions::default()), None);
}

#[test]
fn each_kernel_counts_what_is_folded() {
    for len in 0..200 {
        let text = &noise(len * 3, 4)[..len];
        for bytes in [
            [text.first().copied().unwrap_or(0), 7],
            [b'z', b'z'],
            [0, 1],
        ] {
            let expected = text.iter().filter(|byte| bytes.contains(byte)).count();
            for kernel in cpu::kernels() {
                assert_eq!(count(kernel, text, bytes), expected);
            }
        }
    }
    for kernel in cpu::kernels() {
        assert_eq!(count(kernel, &[b'y'; 5000], [b'z', b'y']), 5000);
    }
}

#[test]
fn each_kernel_gives_the_bytes_back() {
    for len in (0..70).chain([79, 80, 127, 128, 257, 1500]) {
        for few in [2, 3, 20, 255] {
            let bytes = mixed(len, few, 5);
            for (foldspaces, adobe) in [(false, false), (true, false), (true, true)] {
                let options = EncodeOptions {
                    foldspaces,
                    adobe,
                    ..Default::default()
                };
                let text = encoded(Kernel::Scalar, &bytes, &options);
                let (start, end) = text.split_at(if adobe { 2 } else { 0 });
                let (inner, end) = end.split_at(end.len() - start.len());
                let texts = [
                    text.clone(),
                    [start, &lines(inner, 76, b"\r\n"), end].concat(),
                    [start, &sprinkled(inner, b" \n\x80", len as u32), end].concat(),
                    [start, &b"\n".repeat(700), inner, &b" ".repeat(700), end].concat(),
                ];
                for text in texts {
                    for kernel in cpu::kernels() {
                        let options = DecodeOptions {
                            foldspaces,
                            adobe,
                            canonical: len % 2 == 0,
                            lone: false,
                            // What stands for something is not skipped.
                            ignored: ByteSet::new(b" \r\n\x80zu!"),
                        };
                        let result = decoded(kernel, &text, &options);
                        assert_eq!(result.as_ref(), Ok(&bytes), "{len} bytes by {kernel:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn each_kernel_finds_what_is_wrong_wherever_it_stands() {
    for few in [5, 255] {
        let clean = defined(&mixed(200, few, 6), &EncodeOptions::default());
        let zeros: Vec<usize> = (0..clean.len()).filter(|&at| clean[at] == b'z').collect();
        for at in (0..clean.len()).filter(|at| !zeros.contains(at)) {
            let digits = clean[..at].iter().filter(|&&char| char != b'z').count();
            for bad in [0, b' ', b'v', b'y', b'z', 0x80, 0xA1, 0xFF] {
                let mut text = clean.clone();
                text[at] = bad;
                let kind = match bad {
                    // What is left of the group makes none with what follows, which another test has.
                    b'z' if digits % GROUP_CHARS == 0 => continue,
                    b'z' => ErrorKind::InGroup(bad),
                    _ => ErrorKind::NotInAlphabet(bad),
                };
                for kernel in cpu::kernels() {
                    let result = decoded(kernel, &text, &Default::default());
                    assert_eq!(result, Err(Error { kind, at }), "{bad:#x} by {kernel:?}");
                }
            }
        }
    }
}

#[test]
fn an_error_names_what_is_wrong_and_where() {
    use ErrorKind::*;
    let canonical = DecodeOptions {
        foldspaces: true,
        adobe: false,
        ignored: ByteSet::new(b" "),
        canonical: true,
        lone: false,
    };
    let adobe = DecodeOptions {
        adobe: true,
        ..canonical
    };
    for (text, options, kind, at) in [
        ("!", canonical, Incomplete, 1),
        ("z !", canonical, Incomplete, 3),
        ("!!y", canonical, InGroup(b'y'), 2),
        ("u", canonical, Overflow, 1),
        ("s8W-\"", canonical, Overflow, 4),
        ("\"!!!!s8W-\"", canonical, Overflow, 9),
        ("+<V", canonical, NonZeroBits, 3),
        ("\"!!!!!!!!!", canonical, LongZeros, 9),
        ("z!! !!!", canonical, LongZeros, 6),
        ("!!~", adobe, NoEnd, 3),
        ("~> ", adobe, NoEnd, 3),
        ("", adobe, NoEnd, 0),
        ("<~>", adobe, Incomplete, 1),
        (" <~!!~>", adobe, NotInAlphabet(b'~'), 2),
        ("<~!!~>", canonical, NotInAlphabet(b'~'), 1),
    ] {
        for kernel in cpu::kernels() {
            let result = decoded(kernel, text.as_bytes(), &options);
            assert_eq!(result, Err(Error { kind, at }), "{text} by {kernel:?}");
        }
    }
    for text in ["<~>", "<~~>", "~>", "<~!~>", "!~>"] {
        let options = DecodeOptions {
            lone: true,
            ..adobe
        };
        let result = decoded(Kernel::Scalar, text.as_bytes(), &options);
        assert_eq!(result.as_deref(), Ok(&[][..]), "{text}");
    }
}
