//! Tests of the codec, and of each kernel against `scalar.rs`.

extern crate std;
use std::vec::Vec;

use super::*;
use crate::ByteSet;
use crate::cpu::{self, Kernel};
use crate::testing::{noise, written};

/// Every remainder, and some of what any kernel takes at a time.
const LENGTHS: std::ops::Range<usize> = 0..400;

/// RFC 4648, section 10.
const VECTORS: [(&str, &str); 7] = [
    ("", ""),
    ("f", "Zg=="),
    ("fo", "Zm8="),
    ("foo", "Zm9v"),
    ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
];

/// Characters in no order, and one beyond ASCII.
static ODD: Alphabet = {
    let mut chars = *STANDARD.chars();
    let mut i = 0;
    while i < 63 {
        chars[i] = STANDARD.chars()[(i * 37 + 11) % 63];
        i += 1;
    }
    chars[63] = 0xE9;
    Alphabet::new(&chars)
};

static CRYPT: Alphabet =
    Alphabet::new(b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

/// Characters with gaps everywhere.
static BINHEX: Alphabet =
    Alphabet::new(b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr");

fn alphabets() -> [&'static Alphabet; 6] {
    [&STANDARD, &URL_SAFE, &EITHER, &CRYPT, &BINHEX, &ODD]
}

/// A kernel's functions.
struct Functions {
    kernel: Kernel,
    encode: fn(&Alphabet, &[u8], &mut Output<'_>),
    encode_lines: fn(&Alphabet, usize, &[u8], &mut Output<'_>),
    decode_whole: fn(&Alphabet, &[u8], &mut Output<'_>) -> usize,
    decode_skipping: fn(&Alphabet, &ByteSet, &[u8], &mut Output<'_>) -> usize,
}

macro_rules! functions {
    ($kernel:ident) => {
        functions!($kernel => [avx512, avx2, ssse3, neon, simd128])
    };
    ($kernel:ident => $files:tt) => {
        Functions {
            kernel: Kernel::$kernel,
            encode: |a, b, c| dispatch!(Kernel::$kernel => $files encode(a, b, c)),
            encode_lines: |a, b, c, d| dispatch!(Kernel::$kernel => $files encode_lines(a, b, c, d)),
            decode_whole: |a, b, c| dispatch!(Kernel::$kernel => $files decode_whole(a, b, c)),
            decode_skipping: |a, b, c, d| {
                dispatch!(Kernel::$kernel => $files decode_skipping(a, b, c, d))
            },
        }
    };
}

/// Those that this machine has, `scalar.rs` among them.
fn functions() -> Vec<Functions> {
    let all = [
        functions!(Scalar),
        #[cfg(target_arch = "x86_64")]
        functions!(Ssse3),
        #[cfg(target_arch = "x86_64")]
        functions!(Avx2),
        #[cfg(target_arch = "x86_64")]
        functions!(Avx512),
        #[cfg(target_arch = "aarch64")]
        functions!(Neon),
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        functions!(Simd128),
    ];
    let has = |f: &Functions| cpu::kernels().any(|kernel| kernel == f.kernel);
    all.into_iter().filter(has).collect()
}

/// The text of `bytes`, a character at a time.
fn text_of(alphabet: &Alphabet, bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    for quantum in bytes.chunks(QUANTUM_BYTES) {
        let mut bits = 0;
        for i in 0..QUANTUM_BYTES {
            bits = bits << 8 | usize::from(*quantum.get(i).unwrap_or(&0));
        }
        for i in 0..QUANTUM_CHARS {
            let char = alphabet.chars()[bits >> (18 - 6 * i) & 63];
            text.push(if i <= quantum.len() { char } else { PAD });
        }
    }
    text
}

fn encoded(options: &EncodeOptions<'_>, bytes: &[u8]) -> Vec<u8> {
    let room = options.encoded_len(bytes.len()).unwrap();
    let (text, ()) = written(room, |out| encode(options, bytes, out));
    assert_eq!(text.len(), room);
    text
}

fn decoded(options: &DecodeOptions<'_>, text: &[u8]) -> Result<Vec<u8>, Error> {
    let room = options.decoded_len(text);
    assert!(room <= max_decoded_len(text.len()));
    let (bytes, result) = written(room, |out| decode(options, text, out));
    result.map(|()| bytes)
}

#[test]
fn the_rfc_s_vectors_go_both_ways() {
    for (bytes, text) in VECTORS {
        let (bytes, text) = (bytes.as_bytes(), text.as_bytes());
        assert_eq!(encoded(&EncodeOptions::new(&STANDARD), bytes), text);
        let options = DecodeOptions::new(&STANDARD, Rules::V3_14);
        assert_eq!(decoded(&options, text).unwrap(), bytes);
        let (decoded, is_clean) =
            written(decoded_len(text), |out| decode_clean(&STANDARD, text, out));
        assert!(is_clean);
        assert_eq!(decoded, bytes);
    }
}

#[test]
fn each_kernel_encodes_each_length() {
    for functions in functions() {
        for len in LENGTHS {
            let bytes = noise(len, len as u32);
            let expected = alphabets().map(|alphabet| text_of(alphabet, &bytes));
            for (alphabet, expected) in alphabets().into_iter().zip(expected) {
                for more in [0, 3, 100] {
                    let (text, ()) = written(expected.len() + more, |out| {
                        (functions.encode)(alphabet, &bytes, out);
                    });
                    assert_eq!(text, expected, "{:?} {len}", functions.kernel);
                }
            }
        }
    }
}

#[test]
fn each_kernel_encodes_lines() {
    for functions in functions() {
        for line in (3..=150).step_by(3) {
            for lines in 0..7 {
                let bytes = noise(line * lines, 1);
                let mut expected = Vec::new();
                for line in bytes.chunks(line) {
                    expected.extend(text_of(&STANDARD, line));
                    expected.push(b'\n');
                }
                let (text, ()) = written(expected.len(), |out| {
                    (functions.encode_lines)(&STANDARD, line, &bytes, out);
                });
                assert_eq!(text, expected, "{:?} {line} {lines}", functions.kernel);
            }
        }
    }
}

#[test]
fn each_kernel_decodes_each_length() {
    for functions in functions() {
        for alphabet in alphabets() {
            for len in LENGTHS {
                let bytes = noise(len, len as u32);
                let text = text_of(alphabet, &bytes);
                for room in [len, len + 3, len + 100] {
                    let (decoded, read) =
                        written(room, |out| (functions.decode_whole)(alphabet, &text, out));
                    assert_eq!(
                        (decoded, read),
                        (bytes.clone(), text.len()),
                        "{:?}",
                        functions.kernel
                    );
                }
            }
        }
    }
}

#[test]
fn each_kernel_stops_at_the_quantum_of_a_bad_character() {
    for functions in functions() {
        for alphabet in alphabets() {
            for len in [1, 3, 47, 48, 95, 97, 500] {
                let bytes = noise(len, 3);
                let clean = text_of(alphabet, &bytes);
                let data = clean.iter().filter(|&&char| char != PAD).count();
                for at in 0..data {
                    for bad in [
                        b'\n', b'~', 0, 0xFF, PAD, b'+', b'/', b'-', b'_', b'.', b'@', b'[', b'`',
                        b'{', b':', 0xC1,
                    ] {
                        if alphabet.contains(bad) {
                            continue;
                        }
                        let mut text = clean.clone();
                        text[at] = bad;
                        let (decoded, read) =
                            written(len, |out| (functions.decode_whole)(alphabet, &text, out));
                        let [chars, bytes_read] =
                            [QUANTUM_CHARS, QUANTUM_BYTES].map(|n| at / QUANTUM_CHARS * n);
                        // Two pads are at home in the last quantum, and three are not.
                        if bad == PAD && at == data - 1 && at % 4 >= 2 {
                            assert_eq!(read, text.len());
                            continue;
                        }
                        assert_eq!(read, chars, "{:?} {len} {at} {bad}", functions.kernel);
                        assert_eq!(decoded, &bytes[..bytes_read]);
                    }
                }
            }
        }
    }
}

#[test]
fn each_kernel_starts_at_any_address() {
    let bytes = noise(1300, 9);
    let text = text_of(&STANDARD, &bytes);
    for functions in functions() {
        for start in 0..64 {
            let before = noise(start, 10);
            let (encoded, ()) = written(start + text.len(), |out| {
                out.push_slice(&before);
                (functions.encode)(&STANDARD, &bytes, out);
            });
            assert_eq!(
                encoded,
                [&before[..], &text].concat(),
                "{:?}",
                functions.kernel
            );
            for at in [None, Some(1), Some(90), Some(170), Some(260), Some(1000)] {
                let mut text = text.clone();
                if let Some(at) = at {
                    text[at] = b'~';
                }
                let quanta = at.map_or(text.len(), |at| at / QUANTUM_CHARS * QUANTUM_CHARS);
                let len = at.map_or(bytes.len(), |_| quanta / QUANTUM_CHARS * QUANTUM_BYTES);
                let (decoded, read) = written(start + bytes.len(), |out| {
                    out.push_slice(&before);
                    (functions.decode_whole)(&STANDARD, &text, out)
                });
                assert_eq!(read, quanta, "{:?} {at:?}", functions.kernel);
                assert_eq!(decoded, [&before[..], &bytes[..len]].concat());
            }
        }
    }
}

/// What [`Decoder`] makes of a text that has no padding, without any kernel.
fn skipped_by_hand(alphabet: &Alphabet, skipped: &ByteSet, text: &[u8]) -> Vec<u8> {
    let sextets = text.iter().filter_map(|&char| {
        let sextet = alphabet.sextets()[usize::from(char)];
        if sextet == Alphabet::REJECTED {
            assert!(skipped.contains(char), "{char} is an error");
        }
        (sextet != Alphabet::REJECTED).then_some(sextet)
    });
    let sextets: Vec<u8> = sextets.collect();
    let (quanta, rest) = sextets.as_chunks::<4>();
    assert!(rest.is_empty(), "it stopped within a quantum");
    let bytes = quanta
        .iter()
        .flat_map(|&[a, b, c, d]| [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
    bytes.collect()
}

#[test]
fn each_kernel_skips_what_it_may_and_stops_where_it_must() {
    let newline = ByteSet::new(b"\r\n");
    let all = ByteSet::FULL.without(&ByteSet::new(&[PAD]));
    for functions in functions() {
        for alphabet in alphabets() {
            for skipped in [&newline, &all, &ByteSet::FULL, &ByteSet::EMPTY] {
                for (line, ending) in [
                    (76, "\n"),
                    (64, "\r\n"),
                    (60, "\n"),
                    (75, "\n"),
                    (4, "\n"),
                    (1, "\n"),
                    (3, "~\n"),
                    (128, "\n"),
                    (1000, "\n\n\n"),
                    (30, "\u{e9}"),
                ] {
                    for stop in [None, Some(PAD), Some(b'~')] {
                        for len in [0, 1, 30, 57, 114, 171, 300, 700, 1500] {
                            let clean = text_of(alphabet, &noise(len, 5));
                            let mut text = Vec::new();
                            for line in clean.chunks(line) {
                                text.extend(line);
                                text.extend(ending.bytes());
                            }
                            if let Some(stop) = stop
                                && !text.is_empty()
                            {
                                let at = text.len() * 2 / 3;
                                text[at] = stop;
                            }
                            let (bytes, read) = written(max_decoded_len(text.len()), |out| {
                                (functions.decode_skipping)(alphabet, skipped, &text, out)
                            });
                            let expected = skipped_by_hand(alphabet, skipped, &text[..read]);
                            assert_eq!(bytes, expected, "{:?} {line}", functions.kernel);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn each_kernel_notices_what_differs_in_a_line() {
    let newline = ByteSet::new(b"\r\n");
    for functions in functions() {
        // What ends the line ends a vector, too, or follows one.
        for (line, ending) in [(60, "\n\n\n\n"), (76, "\r\n"), (64, "\n")] {
            let mut clean = Vec::new();
            for line in text_of(&STANDARD, &noise(450, 12)).chunks(line) {
                clean.extend(line);
                clean.extend(ending.bytes());
            }
            for at in 0..clean.len() {
                let mut text = clean.clone();
                text[at] = b'~';
                let (bytes, read) = written(max_decoded_len(text.len()), |out| {
                    (functions.decode_skipping)(&STANDARD, &newline, &text, out)
                });
                assert!(read <= at, "{:?} {line} {at}", functions.kernel);
                let expected = skipped_by_hand(&STANDARD, &newline, &text[..read]);
                assert_eq!(bytes, expected, "{:?} {line} {at}", functions.kernel);
            }
        }
    }
}

#[test]
fn each_kernel_gets_through_lines() {
    for functions in functions() {
        for ending in ["\n", "\r\n"] {
            let mut text = Vec::new();
            for line in text_of(&STANDARD, &noise(5700, 6)).chunks(76) {
                text.extend(line);
                text.extend(ending.bytes());
            }
            let (_, read) = written(max_decoded_len(text.len()), |out| {
                (functions.decode_skipping)(&STANDARD, &ByteSet::new(b"\r\n"), &text, out)
            });
            assert_eq!(read, text.len(), "{:?}", functions.kernel);
        }
    }
}

#[test]
fn lines_are_of_whole_quanta_and_newlines_between() {
    for (wrapcol, line) in [
        (1, 4),
        (3, 4),
        (4, 4),
        (7, 4),
        (8, 8),
        (76, 76),
        (79, 76),
        (usize::MAX, usize::MAX / 4 * 4),
    ] {
        for padded in [false, true] {
            for newline in [false, true] {
                for len in 0..130 {
                    let bytes = noise(len, 7);
                    let mut flat = text_of(&STANDARD, &bytes);
                    if !padded {
                        flat.retain(|&char| char != PAD);
                    }
                    let mut expected = flat.chunks(line).collect::<Vec<_>>().join(&b'\n');
                    if newline {
                        expected.push(b'\n');
                    }
                    let alphabet = &STANDARD;
                    let options = EncodeOptions {
                        alphabet,
                        padded,
                        wrapcol,
                        newline,
                    };
                    assert_eq!(encoded(&options, &bytes), expected);
                    for cut in (0..len).step_by(3) {
                        let (text, ()) = written(expected.len(), |out| {
                            let mut encoder = Encoder::new(options);
                            encoder.update(&bytes[..cut], out);
                            encoder.finish(&bytes[cut..], out);
                        });
                        assert_eq!(text, expected);
                    }
                }
            }
        }
    }
}

#[test]
fn lengths_do_not_overflow() {
    let mut options = EncodeOptions::new(&STANDARD);
    assert_eq!(options.encoded_len(usize::MAX), None);
    let most = usize::MAX / 4 * 3;
    assert_eq!(options.encoded_len(most), Some(usize::MAX / 4 * 4));
    options.wrapcol = 4;
    assert_eq!(options.encoded_len(most), None);
    for (len, most) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 3), (5, 3), (7, 5)] {
        assert_eq!(max_decoded_len(len), most);
    }
}

#[test]
fn the_length_of_a_clean_text_is_known_before() {
    for alphabet in alphabets() {
        let options = DecodeOptions::new(alphabet, Rules::V3_11);
        for len in 0..70 {
            for ending in ["", "\n", "\r\n"] {
                let text = [text_of(alphabet, &noise(len, 11)), ending.into()].concat();
                assert_eq!(options.decoded_len(&text), len);
                assert_eq!(decoded(&options, &text).unwrap().len(), len);
            }
        }
        assert_eq!(options.decoded_len(b"====\n====\n"), 4);
    }
}

#[test]
fn a_newline_of_the_alphabet_is_a_character() {
    let mut chars = *STANDARD.chars();
    chars[1] = b'\n';
    let alphabet = Alphabet::new(&chars);
    let options = DecodeOptions::new(&alphabet, Rules::V3_14);
    assert_eq!(decoded(&options, b"AAA\n").unwrap(), [0, 0, 1]);
    let error = decoded(&options, b"AAAA\n").unwrap_err();
    assert_eq!(error.kind, ErrorKind::LoneCharacter(5));
}

const ALL_RULES: [Rules; 3] = [Rules::V3_11, Rules::V3_13, Rules::V3_14];

#[test]
fn lenient_rules_differ_in_what_follows_padding() {
    let decoded =
        |rules, text: &str| decoded(&DecodeOptions::new(&STANDARD, rules), text.as_bytes());
    for rules in ALL_RULES {
        assert_eq!(decoded(rules, "?Zm\n9v=\nYg==").unwrap(), b"foob");
        assert_eq!(decoded(rules, "\n=").unwrap(), b"");
        let error = decoded(rules, "Zm9v\nZm8").unwrap_err();
        assert_eq!(
            error,
            Error {
                kind: ErrorKind::IncorrectPadding,
                at: 8
            }
        );
        let error = decoded(rules, "Zm9v\nZ=").unwrap_err();
        assert_eq!(
            error,
            Error {
                kind: ErrorKind::LoneCharacter(5),
                at: 7
            }
        );
    }
    for rules in [Rules::V3_11, Rules::V3_13] {
        assert_eq!(decoded(rules, "Zg==Zm9v").unwrap(), b"f");
        assert_eq!(decoded(rules, "Zm8=v").unwrap(), b"fo");
    }
    assert_eq!(decoded(Rules::V3_14, "Zm8=v").unwrap(), b"fo/");
    let error = decoded(Rules::V3_14, "Zg==Zm9v").unwrap_err();
    assert_eq!(error.kind, ErrorKind::IncorrectPadding);
}

#[test]
fn a_strict_error_says_what_and_where() {
    use ErrorKind::*;
    for (rules, text, kind, at) in [
        (Rules::V3_11, "Zm9?", NotInAlphabet, 3),
        (Rules::V3_11, "Z=9v", DiscontinuousPadding, 2),
        (Rules::V3_14, "Z=9v", LoneCharacter(1), 1),
        (Rules::V3_11, "Zg=v", DiscontinuousPadding, 3),
        (Rules::V3_14, "Zg=v", DiscontinuousPadding, 3),
        (Rules::V3_11, "====", LeadingPadding, 0),
        (Rules::V3_14, "====", LeadingPadding, 0),
        (Rules::V3_13, "Zm9v=", ExcessPadding, 4),
        (Rules::V3_14, "Zm9v=", ExcessPadding, 4),
        (Rules::V3_11, "Zg==Zg==", ExcessData, 4),
        (Rules::V3_14, "Zg==Zg==", ExcessData, 4),
        (Rules::V3_11, "Zg==\n", ExcessData, 4),
        (Rules::V3_14, "Zg==\n", NotInAlphabet, 4),
        (Rules::V3_14, "Zg===", ExcessPadding, 4),
        (Rules::V3_14, "Zm9vY", LoneCharacter(5), 5),
        (Rules::V3_14, "Zm9vYg=", IncorrectPadding, 7),
    ] {
        let options = DecodeOptions {
            strict: true,
            ..DecodeOptions::new(&STANDARD, rules)
        };
        let error = decoded(&options, text.as_bytes()).unwrap_err();
        assert_eq!(error, Error { kind, at }, "{text}");
    }
    let options = DecodeOptions {
        strict: true,
        ..DecodeOptions::new(&STANDARD, Rules::V3_11)
    };
    assert_eq!(decoded(&options, b"Zm9v=").unwrap(), b"foo");
}

#[test]
fn options_change_what_is_accepted() {
    let defaults = DecodeOptions {
        strict: true,
        ..DecodeOptions::new(&STANDARD, Rules::V3_14)
    };
    let kind = |options: &DecodeOptions<'_>, text: &[u8]| decoded(options, text).unwrap_err().kind;

    let options = DecodeOptions {
        padded: false,
        ..defaults
    };
    assert_eq!(decoded(&options, b"Zm9vYg").unwrap(), b"foob");
    assert_eq!(kind(&options, b"Zm9vYg=="), ErrorKind::PaddingNotAllowed);
    assert_eq!(kind(&options, b"Zm9vY"), ErrorKind::LoneCharacter(5));

    let options = DecodeOptions {
        ignored: ByteSet::new(b"\n"),
        ..defaults
    };
    assert_eq!(decoded(&options, b"\nZm9v\nYg=\n=").unwrap(), b"foob");
    assert_eq!(
        kind(&options, b"\nZm9v\r\nYg=\n="),
        ErrorKind::NotInAlphabet
    );
    assert_eq!(kind(&options, b"\n="), ErrorKind::LeadingPadding);

    let options = DecodeOptions {
        ignored: ByteSet::new(b"="),
        ..defaults
    };
    assert_eq!(decoded(&options, b"=Z=m9v=").unwrap(), b"foo");

    let options = DecodeOptions {
        canonical: true,
        ..defaults
    };
    assert_eq!(decoded(&options, b"Zm9vYg==").unwrap(), b"foob");
    assert_eq!(kind(&options, b"Zm9vYh=="), ErrorKind::NonZeroPaddingBits);
    assert_eq!(kind(&options, b"Zm9="), ErrorKind::NonZeroPaddingBits);
    assert_eq!(decoded(&defaults, b"Zm9=").unwrap(), b"fo");
}

#[test]
fn pieces_give_what_the_whole_gives() {
    let mut text = Vec::new();
    for line in text_of(&STANDARD, &noise(400, 8)).chunks(75) {
        text.extend(line);
        text.extend(b"\n");
    }
    for ending in ["", "=", "Z", "Zg==", "=Zm9v", "Zm8\n=\n", "~"] {
        text.extend(ending.bytes());
        for rules in ALL_RULES {
            for strict in [false, true] {
                let ignored = ByteSet::new(b"\n");
                let options = DecodeOptions {
                    strict,
                    ignored,
                    ..DecodeOptions::new(&STANDARD, rules)
                };
                let expected = decoded(&options, &text);
                for cut in 0..text.len() {
                    let (bytes, result) = written(max_decoded_len(text.len()), |out| {
                        let mut decoder = Decoder::new(options);
                        decoder.update(&text[..cut], out)?;
                        decoder.update(&text[cut..], out)?;
                        decoder.finish(out)
                    });
                    assert_eq!(result.map(|()| bytes), expected);
                }
            }
        }
    }
}
