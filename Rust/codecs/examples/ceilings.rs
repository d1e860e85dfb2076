//! Times the codecs alone: no Python around them, and memory that was touched before.
//!
//! `Tools/bench/bench_codecs.py` starts it and gives it a turn in every round. A request is a line:
//!
//! | request | what it does | answer |
//! |---|---|---|
//! | `operations` | | the names of all operations, with spaces between them |
//! | `kernels` | | the names of the kernels that this machine has, slowest first |
//! | `force KERNEL` | has all codecs use it, or what is below it | none |
//! | `input LEN`, and LEN bytes after the line | sets what is coded from now on | none |
//! | `time OPERATION CALLS` | codes the input so many times into the same memory | the nanoseconds of all calls, or `rejected` |
//!
//! It ends with its input.

#![forbid(unsafe_code)]

use std::error::Error;
use std::hint::black_box;
use std::io::{self, BufRead, Read, Write};
use std::time::Instant;

use codecs::base64::{self, Rules};
use codecs::quoted_printable::{self, Options};
use codecs::{ByteSet, Output, ascii85, base16, base32, base85, cpu, crc, uu};

/// Codes a slice; `false` if it is rejected.
type Operation = fn(&[u8], &mut Output<'_>) -> bool;

/// Of quoted-printable, the longest output: three characters and a share of line breaks for a byte.
const OUT_BYTES_PER_BYTE: usize = 4;

/// What the output may have beyond that: quanta filled up, ends of lines.
const OUT_BYTES_MORE: usize = 64;

/// On x86-64; a line of more bytes is a multiple of it.
const CACHE_LINE: usize = 64;

/// Their names are those of the column `ceiling` in `Tools/bench/codec_calls.py`.
const OPERATIONS: &[(&str, Operation)] = &[
    ("base16.encode", |bytes, out| {
        encode_base16(None, bytes, out)
    }),
    ("base16.encode-separated", |bytes, out| {
        encode_base16(Some((b'-', 1)), bytes, out)
    }),
    ("base16.encode-separated-4", |bytes, out| {
        encode_base16(Some((b':', 4)), bytes, out)
    }),
    ("base16.decode", |text, out| {
        base16::decode(base16::Digits::AnyCase, &ByteSet::EMPTY, text, out).is_ok()
    }),
    ("base32.encode", |bytes, out| {
        base32::encode(&base32::STANDARD, bytes, &Default::default(), out);
        true
    }),
    ("base32.decode", |text, out| {
        base32::decode(&base32::STANDARD, text, &Default::default(), out).is_ok()
    }),
    ("base32.decode-hex", |text, out| {
        base32::decode(&base32::HEX, text, &Default::default(), out).is_ok()
    }),
    ("base64.encode", |bytes, out| {
        encode_base64(&base64::STANDARD, 0, bytes, out)
    }),
    ("base64.encode-url-safe", |bytes, out| {
        encode_base64(&base64::URL_SAFE, 0, bytes, out)
    }),
    ("base64.encode-lines", |bytes, out| {
        encode_base64(&base64::STANDARD, 76, bytes, out)
    }),
    ("base64.decode", |text, out| {
        decode_base64(&base64::STANDARD, text, out)
    }),
    ("base64.decode-url-safe", |text, out| {
        decode_base64(&base64::URL_SAFE, text, out)
    }),
    ("base64.decode-lines", |text, out| {
        decode_base64(&base64::STANDARD, text, out)
    }),
    ("base85.encode", |bytes, out| {
        base85::encode(&base85::STANDARD, bytes, &Default::default(), out);
        true
    }),
    ("base85.decode", |text, out| {
        base85::decode(&base85::STANDARD, text, &Default::default(), out).is_ok()
    }),
    ("base85.decode-z85", |text, out| {
        base85::decode(&base85::Z85, text, &Default::default(), out).is_ok()
    }),
    ("ascii85.encode", |bytes, out| {
        ascii85::encode(bytes, &Default::default(), out);
        true
    }),
    // How much it becomes must be counted before.
    ("ascii85.decode", |text, out| {
        ascii85::decoded_len(text, &Default::default()) <= out.room()
            && ascii85::decode(text, &Default::default(), out).is_ok()
    }),
    ("quoted_printable.encode", |bytes, out| {
        quoted_printable::encode(Options::default(), bytes, out);
        true
    }),
    ("quoted_printable.encode-header", |bytes, out| {
        let header = Options {
            header: true,
            ..Options::default()
        };
        quoted_printable::encode(header, bytes, out);
        true
    }),
    ("quoted_printable.decode", |text, out| {
        quoted_printable::decode(false, text, out);
        true
    }),
    ("uu.encode", |bytes, out| {
        uu::encode(false, bytes, out).is_ok()
    }),
    ("uu.decode", |text, out| uu::decode(text, out).is_ok()),
    ("crc32", |bytes, _| {
        black_box(crc::crc32(bytes, 0));
        true
    }),
    ("crc_hqx", |bytes, _| {
        black_box(crc::crc_xmodem(bytes, 0));
        true
    }),
];

fn encode_base16(separator: Option<(u8, isize)>, bytes: &[u8], out: &mut Output<'_>) -> bool {
    let separator = separator.map(|(byte, bytes_per_sep)| base16::Separator {
        byte,
        bytes_per_sep,
    });
    base16::encode(base16::Case::Lower, separator, bytes, out);
    true
}

/// In lines with a newline at the end, if `wrapcol` is not zero.
fn encode_base64(
    alphabet: &base64::Alphabet,
    wrapcol: usize,
    bytes: &[u8],
    out: &mut Output<'_>,
) -> bool {
    let options = base64::EncodeOptions {
        wrapcol,
        newline: wrapcol != 0,
        ..base64::EncodeOptions::new(alphabet)
    };
    base64::encode(&options, bytes, out);
    true
}

fn decode_base64(alphabet: &base64::Alphabet, text: &[u8], out: &mut Output<'_>) -> bool {
    let options = base64::DecodeOptions::new(alphabet, Rules::V3_14);
    base64::decode(&options, text, out).is_ok()
}

/// Returns the nanoseconds of all calls, or `None` if the input is rejected.
fn time(operation: Operation, calls: u64, input: &[u8], out: &mut [u8]) -> Option<u128> {
    let start = Instant::now();
    for _ in 0..calls {
        if !black_box(operation)(black_box(input), black_box(&mut Output::over(out))) {
            return None;
        }
    }
    Some(start.elapsed().as_nanos())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut requests = io::stdin().lock();
    let mut answers = io::stdout().lock();
    let (mut input, mut out) = (Vec::new(), Vec::new());
    let mut request = String::new();
    while requests.read_line(&mut request)? > 0 {
        let words: Vec<&str> = request.split_whitespace().collect();
        match words[..] {
            ["operations"] => {
                let names: Vec<&str> = OPERATIONS.iter().map(|&(name, _)| name).collect();
                writeln!(answers, "{}", names.join(" "))?;
            }
            ["kernels"] => {
                let names: Vec<&str> = cpu::kernels().map(cpu::Kernel::name).collect();
                writeln!(answers, "{}", names.join(" "))?;
            }
            ["force", name] => {
                cpu::force_named(name).map_err(|error| format!("{name}: {error}"))?;
            }
            ["input", len] => {
                input.clear();
                input.resize(len.parse()?, 0);
                requests.read_exact(&mut input)?;
                // Not zeros, which may be one page many times.
                out.clear();
                out.resize(
                    input.len() * OUT_BYTES_PER_BYTE + OUT_BYTES_MORE + CACHE_LINE,
                    1,
                );
            }
            ["time", name, calls] => {
                let &(_, operation) = OPERATIONS
                    .iter()
                    .find(|(other, _)| *other == name)
                    .ok_or_else(|| format!("no operation {name}"))?;
                // As good as memory gets: no vector of the output is in two cache lines.
                let aligned = out.as_ptr().align_offset(CACHE_LINE).min(CACHE_LINE);
                match time(operation, calls.parse()?, &input, &mut out[aligned..]) {
                    Some(nanoseconds) => writeln!(answers, "{nanoseconds}")?,
                    None => writeln!(answers, "rejected")?,
                }
            }
            _ => return Err(format!("not a request: {request}").into()),
        }
        answers.flush()?;
        request.clear();
    }
    Ok(())
}
