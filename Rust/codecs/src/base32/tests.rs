//! Tests of the codec, and of each kernel against `scalar.rs`.

extern crate std;
use std::vec::Vec;

use super::*;
use crate::testing::{self, noise, written};

/// Some vectors of each kernel, and every remainder.
const LENGTHS: std::ops::Range<usize> = 0..400;

/// RFC 4648, section 10.
const VECTORS: [(&str, &str, &str); 7] = [
    ("", "", ""),
    ("f", "MY======", "CO======"),
    ("fo", "MZXQ====", "CPNG===="),
    ("foo", "MZXW6===", "CPNMU==="),
    ("foob", "MZXW6YQ=", "CPNMUOG="),
    ("fooba", "MZXW6YTB", "CPNMUOJ1"),
    ("foobar", "MZXW6YTBOI======", "CPNMUOJ1E8======"),
];

/// One with a character that no ASCII is, one with a control, and that of the RFC.
fn alphabets() -> [Alphabet; 3] {
    let mut chars = *STANDARD.chars();
    chars[7] = 0xE9;
    let beyond = Alphabet::new(&chars);
    chars[7] = 0x07;
    [beyond, Alphabet::new(&chars), STANDARD]
}

fn encoded(kernel: Kernel, alphabet: &Alphabet, bytes: &[u8], options: &EncodeOptions) -> Vec<u8> {
    let len = encoded_len(bytes.len(), options).unwrap();
    let (text, ()) = written(len, |out| {
        encode_by(
            kernel,
            alphabet,
            bytes,
            options.padded,
            &mut options.lines(),
            out,
        )
    });
    assert_eq!(text.len(), len);
    text
}

fn decoded(
    kernel: Kernel,
    alphabet: &Alphabet,
    text: &[u8],
    options: &DecodeOptions,
) -> Result<Vec<u8>, Error> {
    let (bytes, result) = written(decoded_len(text), |out| {
        decode_by(kernel, alphabet, text, options, out)
    });
    result.map(|()| bytes)
}

const PLAIN: EncodeOptions = EncodeOptions {
    padded: false,
    wrapcol: 0,
};

#[test]
fn the_rfc_s_vectors_go_both_ways() {
    for (bytes, text, hex) in VECTORS {
        let bytes = bytes.as_bytes();
        for (alphabet, text) in [(&STANDARD, text.as_bytes()), (&HEX, hex.as_bytes())] {
            let data = text.split(|&char| char == PAD).next().unwrap();
            for kernel in cpu::kernels() {
                assert_eq!(encoded(kernel, alphabet, bytes, &Default::default()), text);
                assert_eq!(encoded(kernel, alphabet, bytes, &PLAIN), data);
                let result = decoded(kernel, alphabet, text, &Default::default());
                assert_eq!(result.as_deref(), Ok(bytes));
                let options = DecodeOptions {
                    padded: false,
                    ..Default::default()
                };
                assert_eq!(
                    decoded(kernel, alphabet, data, &options).as_deref(),
                    Ok(bytes)
                );
            }
        }
    }
}

#[test]
fn each_kernel_encodes_each_length_as_its_quanta() {
    for len in LENGTHS {
        let bytes = noise(len, len as u32);
        for alphabet in &alphabets() {
            let options = EncodeOptions::default();
            let quanta = bytes.chunks(QUANTUM_BYTES);
            let quanta = quanta.flat_map(|q| encoded(Kernel::Scalar, alphabet, q, &options));
            let expected: Vec<u8> = quanta.collect();
            for kernel in cpu::kernels() {
                assert_eq!(encoded(kernel, alphabet, &bytes, &options), expected);
                let data = expected.iter().copied().filter(|&char| char != PAD);
                assert!(
                    encoded(kernel, alphabet, &bytes, &PLAIN)
                        .into_iter()
                        .eq(data)
                );
            }
        }
    }
}

#[test]
fn lines_hold_whole_quanta_and_chunks_do_not_show() {
    let options = |wrapcol| EncodeOptions {
        padded: true,
        wrapcol,
    };
    testing::assert_breaks_lines(
        &[0, 1, 5, 39, 40, 41, 400, 799, 800, 801, 2405],
        &[
            (1, 8),
            (7, 8),
            (8, 8),
            (9, 8),
            (76, 72),
            (127, 120),
            (9999, 9999),
        ],
        |kernel, bytes, wrapcol| encoded(kernel, &HEX, bytes, &options(wrapcol)),
        |bytes, wrapcol, out| {
            let mut lines = options(wrapcol).lines();
            for chunk in bytes.chunks(35) {
                encode_part(&HEX, chunk, true, &mut lines, out);
            }
        },
    );
}

#[test]
fn a_length_that_does_not_fit_is_none() {
    for options in [
        PLAIN,
        EncodeOptions::default(),
        EncodeOptions {
            padded: true,
            wrapcol: 8,
        },
    ] {
        assert_eq!(encoded_len(usize::MAX, &options), None);
        assert!(encoded_len(usize::MAX / 2, &options).is_some());
    }
    assert_eq!(
        encoded_len(
            usize::MAX / 8 * 5,
            &EncodeOptions {
                padded: true,
                wrapcol: 1
            }
        ),
        None
    );
}

#[test]
fn each_kernel_gives_the_bytes_back_where_they_have_just_room() {
    for len in LENGTHS {
        let bytes = noise(len, 3);
        for alphabet in &alphabets() {
            for padded in [true, false] {
                let options = EncodeOptions { padded, wrapcol: 0 };
                let text = encoded(Kernel::Scalar, alphabet, &bytes, &options);
                assert_eq!(decoded_len(&text), len);
                for kernel in cpu::kernels() {
                    let options = DecodeOptions {
                        padded,
                        canonical: true,
                        ..Default::default()
                    };
                    let result = decoded(kernel, alphabet, &text, &options);
                    assert_eq!(result.as_ref(), Ok(&bytes), "{len} bytes by {kernel:?}");
                }
            }
        }
    }
}

#[test]
fn each_kernel_finds_a_bad_character_wherever_it_stands() {
    let options = DecodeOptions {
        padded: false,
        ..Default::default()
    };
    for len in [5, 39, 40, 163] {
        testing::assert_finds(
            &encoded(Kernel::Scalar, &STANDARD, &noise(len, 4), &PLAIN),
            &[0, b'\n', b'1', b'a', PAD, 0x80, 0xC1, 0xFF],
            |kernel, text| decoded(kernel, &STANDARD, text, &options),
            |bad, at| Error {
                kind: match bad {
                    PAD => ErrorKind::Padding,
                    _ => ErrorKind::NotInAlphabet,
                },
                at,
            },
        );
    }
}

#[test]
fn each_kernel_skips_what_is_ignored() {
    testing::assert_skips(
        |bytes| encoded(Kernel::Scalar, &STANDARD, bytes, &Default::default()),
        |kernel, text, ignored| {
            let options = DecodeOptions {
                ignored,
                ..Default::default()
            };
            decoded(kernel, &STANDARD, text, &options)
        },
        b'1',
        |at| Error {
            kind: ErrorKind::NotInAlphabet,
            at,
        },
    );
}

#[test]
fn an_error_names_what_is_wrong_and_where() {
    use ErrorKind::*;
    let ignored = ByteSet::new(b"\n");
    for (text, kind, at) in [
        ("=", LeadingPadding, 0),
        ("\n=", LeadingPadding, 1),
        ("AAAAAAAA=", ExcessPadding, 8),
        ("AA=======", ExcessPadding, 8),
        ("AA======A", ExcessData, 8),
        ("AA=====A", DiscontinuousPadding, 7),
        ("A", Characters(1), 1),
        ("AAAAAAAA\nAAA=", Characters(11), 12),
        ("AAAAAAAAAAAAAA", Characters(14), 14),
        ("AA", Truncated, 2),
        ("AAAAAAA", Truncated, 7),
        ("AA=====", Truncated, 7),
        ("AB======", NonZeroBits, 8),
        ("AAAAAAA?", NotInAlphabet, 7),
        ("aa======", NotInAlphabet, 0),
    ] {
        let options = DecodeOptions {
            padded: true,
            ignored,
            canonical: true,
        };
        for kernel in cpu::kernels() {
            let result = decoded(kernel, &STANDARD, text.as_bytes(), &options);
            assert_eq!(result, Err(Error { kind, at }), "{text}");
        }
    }
    let options = DecodeOptions {
        padded: false,
        ..Default::default()
    };
    let result = decoded(Kernel::Scalar, &STANDARD, b"AA======", &options);
    assert_eq!(
        result,
        Err(Error {
            kind: Padding,
            at: 2
        })
    );
}

#[test]
fn padding_that_is_ignored_counts_in_its_quantum() {
    let ignored = ByteSet::new(b"=");
    let truncated = |at| {
        Err(Error {
            kind: ErrorKind::Truncated,
            at,
        })
    };
    for kernel in cpu::kernels() {
        let len = |text: &[u8], padded| {
            let options = DecodeOptions {
                padded,
                ignored,
                canonical: false,
            };
            decoded(kernel, &STANDARD, text, &options).map(|bytes| bytes.len())
        };
        assert_eq!(len(b"AAAA=AA=A=", true), Ok(4));
        assert_eq!(len(b"AA==AAAAAA", true), Ok(5));
        assert_eq!(len(b"AA==AAAAAAAA======", true), Ok(6));
        assert_eq!(len(b"AA==AAAAAAAA=====", true), truncated(17));
        // Before its characters, too.
        assert_eq!(len(b"AAAAAAAA====================AA", true), Ok(6));
        assert_eq!(len(b"AAAAAAAA====================AA", false), Ok(6));
        assert_eq!(len(b"=A=A=", false), Ok(1));
    }
}
