//! Tests of the codec, and of each kernel against `scalar.rs`.

extern crate std;
use std::vec::Vec;

use super::alphabet::BASE;
use super::*;
use crate::testing::{self, noise, written};

/// Some vectors of each kernel, and every remainder.
const LENGTHS: std::ops::Range<usize> = 0..300;

const PLAIN: EncodeOptions = EncodeOptions {
    pad: false,
    wrapcol: 0,
};

/// One with a character that no ASCII is, one with a control, and those that have names.
fn alphabets() -> [Alphabet; 5] {
    let mut chars: [u8; BASE] = STANDARD.chars()[..BASE].try_into().unwrap();
    chars[7] = 0xE9;
    let beyond = Alphabet::new(&chars);
    chars[7] = 0x07;
    [beyond, Alphabet::new(&chars), STANDARD, Z85, ASCII85]
}

/// The definition, with numbers that are large enough.
fn digits(group: &[u8]) -> [u8; GROUP_CHARS] {
    let mut number = group
        .iter()
        .chain(&[0; 3])
        .take(4)
        .fold(0, |n, &byte| n << 8 | u64::from(byte));
    let mut digits = [0; GROUP_CHARS];
    for digit in digits.iter_mut().rev() {
        *digit = (number % 85) as u8;
        number /= 85;
    }
    digits
}

fn encoded(kernel: Kernel, alphabet: &Alphabet, bytes: &[u8], options: &EncodeOptions) -> Vec<u8> {
    let len = encoded_len(bytes.len(), options).unwrap();
    let (text, ()) = written(len, |out| {
        encode_by(
            kernel,
            alphabet,
            bytes,
            options.pad,
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
    let (bytes, result) = written(decoded_len(text.len()), |out| {
        decode_by(kernel, alphabet, text, options, out)
    });
    result.map(|()| bytes)
}

fn not_in_alphabet(at: usize) -> Error {
    Error {
        kind: ErrorKind::NotInAlphabet,
        at,
    }
}

#[test]
fn the_example_of_z85_goes_both_ways() {
    // RFC 32 of ZeroMQ.
    let (bytes, text) = (
        [0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B],
        b"HelloWorld",
    );
    for kernel in cpu::kernels() {
        assert_eq!(encoded(kernel, &Z85, &bytes, &PLAIN), text);
        assert_eq!(
            decoded(kernel, &Z85, text, &Default::default()).as_deref(),
            Ok(&bytes[..])
        );
    }
}

#[test]
fn each_kernel_encodes_each_length_as_it_is_defined() {
    for len in LENGTHS {
        let bytes = noise(len, len as u32);
        for alphabet in &alphabets() {
            for pad in [false, true] {
                let mut expected = Vec::new();
                for group in bytes.chunks(GROUP_BYTES) {
                    let chars = digits(group).map(|digit| alphabet.chars()[usize::from(digit)]);
                    let len = if pad { GROUP_CHARS } else { group.len() + 1 };
                    expected.extend_from_slice(&chars[..len]);
                }
                for kernel in cpu::kernels() {
                    let options = EncodeOptions { pad, wrapcol: 0 };
                    assert_eq!(encoded(kernel, alphabet, &bytes, &options), expected);
                }
            }
        }
    }
}

#[test]
fn each_kernel_divides_numbers_at_and_beside_the_multiples() {
    let mut numbers = Vec::new();
    for factor in [85_u64, 85 * 85, 85 * 85 * 85, 85 * 85 * 85 * 85] {
        let last = u64::from(u32::MAX) / factor;
        // All multiples of the largest, and many of the others.
        let step = (last / 3000).max(1);
        for n in (0..=last).step_by(step as usize).chain([last]) {
            numbers.extend([n * factor, n * factor + 1, (n * factor).saturating_sub(1)]);
        }
    }
    numbers.extend([u32::MAX.into(), u64::from(u32::MAX) - 1]);
    let bytes: Vec<u8> = numbers
        .iter()
        .flat_map(|&n| (n as u32).to_be_bytes())
        .collect();
    let expected: Vec<u8> = bytes.chunks(4).flat_map(digits).collect();
    for kernel in cpu::kernels() {
        let text = encoded(kernel, &STANDARD, &bytes, &PLAIN);
        let values: Vec<u8> = text
            .iter()
            .map(|&char| STANDARD.values().get(char))
            .collect();
        assert!(values == expected, "{kernel:?}");
        let back = decoded(kernel, &STANDARD, &text, &Default::default());
        assert!(back == Ok(bytes.clone()), "{kernel:?}");
    }
}

#[test]
fn lines_hold_whole_groups_and_chunks_do_not_show() {
    let options = |wrapcol| EncodeOptions {
        pad: false,
        wrapcol,
    };
    testing::assert_breaks_lines(
        &[0, 1, 4, 63, 64, 65, 400, 1023, 1024, 1025, 2405],
        &[
            (1, 5),
            (4, 5),
            (5, 5),
            (9, 5),
            (76, 75),
            (130, 130),
            (9999, 9995),
        ],
        |kernel, bytes, wrapcol| encoded(kernel, &Z85, bytes, &options(wrapcol)),
        |bytes, wrapcol, out| {
            let mut lines = options(wrapcol).lines();
            for chunk in bytes.chunks(36) {
                encode_part(&Z85, chunk, false, &mut lines, out);
            }
        },
    );
}

#[test]
fn a_length_that_does_not_fit_is_none() {
    for wrapcol in [0, 5] {
        let options = EncodeOptions { pad: true, wrapcol };
        assert_eq!(encoded_len(usize::MAX, &options), None);
        assert!(encoded_len(usize::MAX / 2, &options).is_some());
    }
    assert!(encoded_len(usize::MAX / 5 * 4, &PLAIN).is_some());
    assert_eq!(
        encoded_len(
            usize::MAX / 5 * 4,
            &EncodeOptions {
                pad: false,
                wrapcol: 5
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
            let text = encoded(Kernel::Scalar, alphabet, &bytes, &PLAIN);
            assert_eq!(decoded_len(text.len()), len);
            for kernel in cpu::kernels() {
                let options = DecodeOptions {
                    canonical: true,
                    ..Default::default()
                };
                let result = decoded(kernel, alphabet, &text, &options);
                assert_eq!(result.as_ref(), Ok(&bytes), "{len} bytes by {kernel:?}");
            }
        }
    }
}

#[test]
fn each_kernel_finds_a_bad_character_wherever_it_stands() {
    for len in [4, 15, 32, 64, 67, 128, 160] {
        testing::assert_finds(
            &encoded(Kernel::Scalar, &STANDARD, &noise(len, 4), &PLAIN),
            &[0, b'\n', b'"', b'\'', 0x7F, 0x80, 0xC1, 0xFF],
            |kernel, text| decoded(kernel, &STANDARD, text, &Default::default()),
            |_, at| not_in_alphabet(at),
        );
    }
}

#[test]
fn each_kernel_finds_a_number_too_large_wherever_it_stands() {
    // The largest that fits, and what is larger by a unit of each digit.
    let largest = b"|NsC0";
    for groups in [1, 7, 8, 15, 16, 17, 35] {
        let clean = largest.repeat(groups);
        for kernel in cpu::kernels() {
            let result = decoded(kernel, &STANDARD, &clean, &Default::default());
            assert!(result.unwrap().iter().all(|&byte| byte == 0xFF));
        }
        for group in 0..groups {
            for large in [
                b"|NsC1", b"|NsD0", b"|Nt00", b"|O000", b"}0000", b"~~~~~", b"~0000",
            ] {
                let at = group * GROUP_CHARS;
                let mut text = clean.clone();
                text[at..][..GROUP_CHARS].copy_from_slice(large);
                for kernel in cpu::kernels() {
                    let result = decoded(kernel, &STANDARD, &text, &Default::default());
                    let error = Error {
                        kind: ErrorKind::Overflow,
                        at,
                    };
                    assert_eq!(result, Err(error), "{large:?} by {kernel:?}");
                }
            }
        }
    }
}

#[test]
fn each_kernel_skips_what_is_ignored() {
    testing::assert_skips(
        |bytes| encoded(Kernel::Scalar, &STANDARD, bytes, &PLAIN),
        |kernel, text, ignored| {
            let options = DecodeOptions {
                ignored,
                ..Default::default()
            };
            decoded(kernel, &STANDARD, text, &options)
        },
        b'"',
        not_in_alphabet,
    );
}

#[test]
fn an_error_names_what_is_wrong_and_where() {
    use ErrorKind::*;
    let ignored = ByteSet::new(b" ");
    for (text, kind, at) in [
        ("0", Incomplete, 1),
        ("00000 0", Incomplete, 7),
        ("00 ?\"", NotInAlphabet, 4),
        ("~", Overflow, 0),
        ("~ ", Overflow, 5),
        ("00 0 0 0~~~", Overflow, 10),
        ("|O", Overflow, 0),
        ("01", NonZeroBits, 2),
        ("|M", NonZeroBits, 2),
    ] {
        let options = DecodeOptions {
            ignored,
            canonical: true,
            lone: false,
        };
        for kernel in cpu::kernels() {
            let result = decoded(kernel, &STANDARD, text.as_bytes(), &options);
            assert_eq!(result, Err(Error { kind, at }), "{text}");
        }
    }
    let lone = DecodeOptions {
        lone: true,
        ..Default::default()
    };
    assert_eq!(
        decoded(Kernel::Scalar, &STANDARD, b"0", &lone).as_deref(),
        Ok(&[][..])
    );
    let error = Error {
        kind: Overflow,
        at: 0,
    };
    assert_eq!(decoded(Kernel::Scalar, &STANDARD, b"~", &lone), Err(error));
}
