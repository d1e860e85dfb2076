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

use codecs::base64::{self, STANDARD, URL_SAFE};
use codecs::cpu;

/// Codes the first slice into the second; `false` if it is rejected.
type Operation = fn(&[u8], &mut [u8]) -> bool;

/// Of quoted-printable, the longest output: three characters and a share of line breaks for a byte.
const OUT_BYTES_PER_BYTE: usize = 4;

/// What the output may have beyond that: quanta filled up, ends of lines.
const OUT_BYTES_MORE: usize = 64;

/// Their names are those of the column `ceiling` in `Tools/bench/codec_calls.py`.
const OPERATIONS: &[(&str, Operation)] = &[
    ("base64.encode", |bytes, out| {
        base64::encode(&STANDARD, bytes, out);
        true
    }),
    ("base64.decode", |text, out| {
        base64::decode(&STANDARD, text, out).is_ok()
    }),
    ("base64.encode-url-safe", |bytes, out| {
        base64::encode(&URL_SAFE, bytes, out);
        true
    }),
    ("base64.decode-url-safe", |text, out| {
        base64::decode(&URL_SAFE, text, out).is_ok()
    }),
];

/// Returns the nanoseconds of all calls, or `None` if the input is rejected.
fn time(operation: Operation, calls: u64, input: &[u8], out: &mut [u8]) -> Option<u128> {
    let start = Instant::now();
    for _ in 0..calls {
        if !black_box(operation)(black_box(input), black_box(&mut *out)) {
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
                let kernel = cpu::kernels()
                    .find(|kernel| kernel.name() == name)
                    .ok_or_else(|| format!("no kernel {name}"))?;
                cpu::force(kernel).map_err(|_| format!("{name} cannot be forced"))?;
            }
            ["input", len] => {
                input.clear();
                input.resize(len.parse()?, 0);
                requests.read_exact(&mut input)?;
                // Not zeros, which may be one page many times.
                out.clear();
                out.resize(input.len() * OUT_BYTES_PER_BYTE + OUT_BYTES_MORE, 1);
            }
            ["time", name, calls] => {
                let &(_, operation) = OPERATIONS
                    .iter()
                    .find(|(other, _)| *other == name)
                    .ok_or_else(|| format!("no operation {name}"))?;
                match time(operation, calls.parse()?, &input, &mut out) {
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
