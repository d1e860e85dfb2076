//! Every kernel by itself, whatever the process uses.

extern crate std;
use std::{string::String, vec, vec::Vec};

use super::*;
use crate::cpu::{Kernel, kernels};
use crate::testing::written;

/// Some more than two blocks.
const LENGTHS: std::ops::Range<usize> = 0..140;

/// Those that are not like others.
const SPECIAL: [u8; 13] = *b"\r\n\t =._\0A\x1F\x7F\x80\xFF";

fn all_options() -> impl Iterator<Item = Options> {
    (0..8).map(|bits| Options {
        quotetabs: bits & 1 != 0,
        istext: bits & 2 != 0,
        header: bits & 4 != 0,
    })
}

fn encode_by(kernel: Kernel, options: Options, bytes: &[u8], out: &mut Output<'_>) {
    dispatch!(kernel => [avx512, avx2, neon, simd128] encode(options, bytes, out))
}

fn count_by(kernel: Kernel, options: Options, bytes: &[u8]) -> Counts {
    dispatch!(kernel => [avx512, avx2, neon, simd128] count(options, bytes))
}

fn decode_by(kernel: Kernel, header: bool, text: &[u8], out: &mut Output<'_>) {
    dispatch!(kernel => [avx512, avx2, neon, simd128] decode(header, text, out))
}

/// What a kernel makes of `bytes`, for which room for `encoded_len` must do.
fn encoded_by(kernel: Kernel, options: Options, bytes: &[u8]) -> Vec<u8> {
    let room = encoded_len(options, bytes).unwrap();
    written(room, |out| encode_by(kernel, options, bytes, out)).0
}

fn decoded_by(kernel: Kernel, header: bool, text: &[u8]) -> Vec<u8> {
    let room = decoded_len(text.len());
    written(room, |out| decode_by(kernel, header, text, out)).0
}

/// Sees each kernel encode as the scalar one does, with as much room as that and with what was counted.
fn compare_encoders(bytes: &[u8]) {
    for options in all_options() {
        let expected = encoded_by(Kernel::Scalar, options, bytes);
        let counts = scalar::count(options, bytes);
        let counted = encoded_len(options, bytes).unwrap();
        if expected.len() <= BEFORE_BREAK {
            assert_eq!(counted, expected.len());
        }
        assert!((counted - expected.len()) * 24 <= expected.len());

        for kernel in kernels() {
            let hint = || std::format!("{} {options:?} {}", kernel.name(), bytes.escape_ascii());
            let encoded = encoded_by(kernel, options, bytes);
            assert_eq!(encoded, expected, "{}", hint());
            let (exact, ()) = written(expected.len(), |out| encode_by(kernel, options, bytes, out));
            assert_eq!(exact, expected, "{}", hint());
            assert_eq!(count_by(kernel, options, bytes), counts, "{}", hint());
        }
    }
}

fn compare_decoders(text: &[u8]) {
    for header in [false, true] {
        let expected = decoded_by(Kernel::Scalar, header, text);
        for kernel in kernels() {
            let hint = || std::format!("{} {header} {}", kernel.name(), text.escape_ascii());
            let decoded = decoded_by(kernel, header, text);
            assert_eq!(decoded, expected, "{}", hint());
            let (exact, ()) = written(expected.len(), |out| decode_by(kernel, header, text, out));
            assert_eq!(exact, expected, "{}", hint());
        }
    }
}

/// `len` bytes, one in `every` of those that are special.
fn mixed(len: usize, every: u32) -> Vec<u8> {
    let mut state = (len as u32 + 1).wrapping_mul(2_654_435_761) ^ every;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state >> 8
    };
    let byte = || {
        if next() % every == 0 {
            SPECIAL[next() as usize % SPECIAL.len()]
        } else {
            b'a' + (next() % 26) as u8
        }
    };
    std::iter::repeat_with(byte).take(len).collect()
}

#[test]
fn the_rfc_s_examples_are_decoded() {
    // RFC 2045, section 6.7, and RFC 2047, section 8.
    for kernel in kernels() {
        let text = b"Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.";
        let bytes = b"Now's the time for all folk to come to the aid of their country.";
        assert_eq!(decoded_by(kernel, false, text), bytes);
        assert_eq!(
            decoded_by(kernel, true, b"Keld_J=F8rn_Simonsen"),
            b"Keld J\xF8rn Simonsen"
        );
    }
}

#[test]
fn what_is_quoted_depends_on_the_options_and_the_place() {
    let text = Options::default();
    let binary = Options {
        istext: false,
        ..text
    };
    let tabs = Options {
        quotetabs: true,
        ..text
    };
    let header = Options {
        header: true,
        ..text
    };
    let cases: [(Options, &[u8], &[u8]); 22] = [
        (text, b"", b""),
        (text, b"a=b\x7F\x80\0", b"a=3Db=7F=80=00"),
        // Blanks at the end of a line.
        (text, b"a b \t\nc ", b"a b =09\nc=20"),
        (text, b"a \rb \r\nc", b"a \rb=20\r\nc"),
        (binary, b"a b \nc\r\n", b"a b =0Ac=0D=0A"),
        (tabs, b"a b\tc \n", b"a=20b=09c=20\n"),
        (tabs, b" ", b"=20"),
        (header, b"a b_c\td \n\t\n ", b"a_b=5Fc\td_\n=09\n=20"),
        // All ends of lines are as the first.
        (text, b"a\nb\r\nc", b"a\nb\nc"),
        (text, b"a\r\nb\nc\r", b"a\r\nb\r\nc\r"),
        (text, b"\n\r\n", b"\n\n"),
        (binary, b"a\r\nb", b"a=0D=0Ab"),
        // Dots alone.
        (text, b".", b"=2E"),
        (text, b".\n.\r\n.\0.a\n..\n", b"=2E\n=2E\n=2E=00.a\n..\n"),
        (text, b"a\n.", b"a\n=2E"),
        (text, b"a\r.\n", b"a\r.\n"),
        (binary, b".\n.\n", b"=2E=0A.=0A"),
        (header, b"._", b".=5F"),
        (text, b"\r", b"\r"),
        (text, b"\r\r\n", b"\r\r\n"),
        (text, b" \n", b"=20\n"),
        (text, b"\n\n ", b"\n\n=20"),
    ];
    for kernel in kernels() {
        for (options, bytes, expected) in cases {
            let encoded = encoded_by(kernel, options, bytes);
            let hint = bytes.escape_ascii();
            assert_eq!(encoded, expected, "{} {options:?} {hint}", kernel.name());
        }
    }
}

#[test]
fn a_line_is_cut_before_what_does_not_fit() {
    let text = Options::default();
    let binary = Options {
        istext: false,
        ..text
    };
    let x = |n| "x".repeat(n);
    let cases: [(Options, String, String); 10] = [
        (text, x(76), x(76)),
        (text, x(77), x(75) + "=\n" + &x(2)),
        // The last before a LF has the place of the soft break, the last before a CR has not.
        (text, x(76) + "\n", x(76) + "\n"),
        (text, x(77) + "\n", x(75) + "=\n" + &x(2) + "\n"),
        (text, x(76) + "\r\n", x(75) + "=\r\nx\r\n"),
        (binary, x(76) + "\n", x(76) + "=\n=0A"),
        // Three characters that are not parted.
        (text, x(72) + "=xx", x(72) + "=3D=\nxx"),
        (text, x(72) + "=", x(72) + "=3D"),
        (text, x(73) + "=x", x(73) + "=\n=3Dx"),
        // A dot that a soft break puts first is not one that starts a line.
        (text, x(75) + ".\r", x(75) + "=\n.\r"),
    ];
    for kernel in kernels() {
        for (options, bytes, expected) in &cases {
            let encoded = encoded_by(kernel, *options, bytes.as_bytes());
            assert_eq!(encoded, expected.as_bytes(), "{} {bytes:?}", kernel.name());
        }
    }
}

#[test]
fn kernels_encode_each_special_byte_at_each_place() {
    for len in [1, 2, 63, 64, 65, 66, 77, LENGTHS.end] {
        for at in 0..len {
            for special in SPECIAL {
                let mut bytes = vec![b'x'; len];
                bytes[at] = special;
                compare_encoders(&bytes);
            }
        }
    }
}

#[test]
fn kernels_encode_each_pair_at_each_place() {
    for at in (0..3).chain(60..66).chain(73..78) {
        for first in SPECIAL {
            for second in SPECIAL {
                for line in [b"\r\nx", b"xx\n"] {
                    let mut bytes = vec![b'x'; 100];
                    bytes[at..at + 2].copy_from_slice(&[first, second]);
                    bytes[97..].copy_from_slice(line);
                    compare_encoders(&bytes);
                }
            }
        }
    }
}

#[test]
fn kernels_encode_the_end_of_a_line_at_each_place() {
    let ends: [&[u8]; 9] = [
        b" \n", b" \r\n", b"\t\r\n", b" \r", b"\n.\n", b"\n.\r", b"\n.\0", b"\n.x", b"\n \n",
    ];
    for len in [64, 65, 66, 130] {
        for end in ends {
            for at in 0..=len - end.len() {
                let mut bytes = vec![b'x'; len];
                bytes[at..at + end.len()].copy_from_slice(end);
                compare_encoders(&bytes);
            }
        }
    }
}

#[test]
fn kernels_encode_noise_of_each_length_and_density() {
    for len in LENGTHS.chain([1000]) {
        for every in [1, 2, 4, 16, 64] {
            let bytes = mixed(len, every);
            compare_encoders(&bytes);
            // With no ends of lines but CR LF.
            let mut lines = Vec::new();
            for &byte in bytes.iter().filter(|&&byte| byte != b'\r') {
                lines.extend_from_slice(if byte == b'\n' {
                    b"\r\n"
                } else {
                    std::slice::from_ref(&byte)
                });
            }
            compare_encoders(&lines);
        }
    }
}

#[test]
fn decoding_gives_the_bytes_back() {
    for len in LENGTHS {
        for every in [1, 3, 20] {
            let bytes = mixed(len, every);
            for options in all_options().filter(|options| !options.istext) {
                for kernel in kernels() {
                    let text = encoded_by(kernel, options, &bytes);
                    assert_eq!(decoded_by(kernel, options.header, &text), bytes);
                }
            }
        }
    }
}

#[test]
fn a_quote_that_quotes_nothing_stands_for_itself() {
    let cases: [(&[u8], &[u8]); 14] = [
        (b"=", b""),
        (b"a=", b"a"),
        (b"==", b"="),
        (b"===", b"="),
        (b"==41", b"=41"),
        (b"=4", b"=4"),
        (b"=4G=G4=g", b"=4G=G4=g"),
        (b"=aF=Fa=\xFF0=0\xFF", b"\xAF\xFA=\xFF0=0\xFF"),
        (b"=\nb=\r\nc", b"bc"),
        (b"=\n", b""),
        (b"=\rlost\nb", b"b"),
        (b"=\rlost", b""),
        (b"= \nb", b"= \nb"),
        (b"=/0=:0=@0=`0=0/=0:=0@=0`", b"=/0=:0=@0=`0=0/=0:=0@=0`"),
    ];
    for kernel in kernels() {
        for (text, expected) in cases {
            for before in LENGTHS {
                let text = [&vec![b'x'; before][..], text].concat();
                let expected = [&vec![b'x'; before][..], expected].concat();
                let hint = || std::format!("{} {}", kernel.name(), text.escape_ascii());
                assert_eq!(decoded_by(kernel, false, &text), expected, "{}", hint());
            }
        }
        assert_eq!(decoded_by(kernel, true, b"_=5F=_"), b" _= ");
        assert_eq!(decoded_by(kernel, false, b"_=5F=_"), b"__=_");
    }
}

#[test]
fn kernels_decode_what_stands_at_each_place() {
    let parts: [&[u8]; 10] = [
        b"=41",
        b"=e9",
        b"=\n",
        b"=\r\n",
        b"=\r.\n",
        b"==",
        b"=4x",
        b"=",
        b"_",
        b"=C3=A9=\n==",
    ];
    for len in [1, 2, 3, 62, 63, 64, 65, 66, 67, LENGTHS.end] {
        for at in 0..len {
            for part in parts {
                let mut text = vec![b'x'; len];
                text[at..]
                    .iter_mut()
                    .zip(part)
                    .for_each(|(place, &char)| *place = char);
                compare_decoders(&text);
            }
        }
    }
}

#[test]
fn kernels_decode_each_pair_of_characters_after_a_quote() {
    let (mut text, mut expected) = (Vec::new(), Vec::new());
    for high in 0..=u8::MAX {
        for low in 0..=u8::MAX {
            let pair = [high, low];
            // What drops more than the pair, or has another meaning, is tested elsewhere.
            if !pair.iter().any(|char| b"=\r\n".contains(char)) {
                text.extend_from_slice(&[b'=', high, low, b'=', high, low]);
                let value = |digit: u8| char::from(digit).to_digit(16);
                match (value(high), value(low)) {
                    (Some(high), Some(low)) => expected.extend([(high * 16 + low) as u8; 2]),
                    _ => expected.extend_from_slice(&[b'=', high, low, b'=', high, low]),
                }
            }
        }
    }
    for kernel in kernels() {
        assert!(
            decoded_by(kernel, false, &text) == expected,
            "{}",
            kernel.name()
        );
    }
}

#[test]
fn kernels_decode_noise_of_each_length_and_density() {
    for len in LENGTHS.chain([1000]) {
        for every in [1, 2, 4, 16, 64] {
            let bytes = mixed(len, every);
            compare_decoders(&bytes);
            for options in all_options() {
                compare_decoders(&encoded_by(Kernel::Scalar, options, &bytes));
            }
        }
    }
}

#[test]
fn every_byte_is_quoted_and_read() {
    let options = Options {
        istext: false,
        ..Options::default()
    };
    for byte in 0..=u8::MAX {
        // Not at an end, where more is quoted.
        let stands = matches!(byte, b' '..=b'~' | b'\t') && byte != QUOTE;
        let expected = if stands {
            vec![b'x', byte, b'x']
        } else {
            std::format!("x={byte:02X}x").into_bytes()
        };
        for kernel in kernels() {
            assert_eq!(encoded_by(kernel, options, &[b'x', byte, b'x']), expected);
            for digits in [std::format!("={byte:02X}"), std::format!("={byte:02x}")] {
                assert_eq!(decoded_by(kernel, false, digits.as_bytes()), [byte]);
            }
        }
    }
}
