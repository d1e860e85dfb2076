//! Quoted-printable with AVX2: 64 bytes that stand for themselves at once. Where many are quoted, `scalar.rs` does better.

use core::arch::x86_64::*;

use super::block::{Block, Counter};
use super::scalar::{self, Encoder, decode_quote, decode_some};
use super::{Counts, Options, QUOTE};
use crate::Output;
use crate::x86::load256;

/// As many quoted bytes of 64 are many.
const MANY: u32 = 6;

/// Less than this is not worth a vector.
const LEAST: usize = 16;

/// 64 bytes.
type Pair = [__m256i; 2];

/// Loads up to 64 bytes, with zeros behind them.
#[inline]
#[target_feature(enable = "avx2")]
fn load_up_to(bytes: &[u8]) -> Pair {
    let load = |bytes: &[u8; 64]| {
        let (halves, _) = bytes.as_chunks();
        [load256(&halves[0]), load256(&halves[1])]
    };
    match bytes.first_chunk() {
        Some(block) => load(block),
        None => {
            let mut block = [0; 64];
            block[..bytes.len()].copy_from_slice(bytes);
            load(&block)
        }
    }
}

/// A bit of each byte that has its highest bit.
#[inline]
#[target_feature(enable = "avx2")]
fn bits([low, high]: Pair) -> u64 {
    let [low, high] = [low, high].map(|half| _mm256_movemask_epi8(half) as u32);
    u64::from(low) | u64::from(high) << 32
}

#[inline]
#[target_feature(enable = "avx2")]
fn equal(bytes: Pair, byte: u8) -> u64 {
    let byte = _mm256_set1_epi8(byte as i8);
    bits(bytes.map(|bytes| _mm256_cmpeq_epi8(bytes, byte)))
}

#[inline]
#[target_feature(enable = "avx2")]
fn classify(options: Options, bytes: Pair) -> Block {
    let spaces = equal(bytes, b' ');
    let tabs = equal(bytes, b'\t');
    let line_feeds = equal(bytes, b'\n');
    let returns = equal(bytes, b'\r');
    // Those that are not ASCII are negative. Space is the first that is no control character, DEL the only one behind it.
    let space = _mm256_set1_epi8(b' ' as i8);
    let controls = bits(bytes.map(|bytes| _mm256_cmpgt_epi8(space, bytes)));
    let mut quoted = controls & !(tabs | line_feeds | returns);
    quoted |= equal(bytes, QUOTE) | equal(bytes, 0x7F);
    if options.quotetabs {
        quoted |= spaces | tabs;
    }
    if options.header {
        quoted |= equal(bytes, b'_');
    }
    if !options.istext {
        quoted |= line_feeds | returns;
    }
    Block {
        quoted,
        spaces,
        tabs,
        line_feeds,
        returns,
        dots: equal(bytes, b'.'),
    }
}

/// See [`Counts`].
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
pub fn count(options: Options, bytes: &[u8]) -> Counts {
    if bytes.len() < LEAST {
        return scalar::count(options, bytes);
    }
    let mut counter = Counter::new(options);
    for chunk in bytes.chunks(64) {
        let bytes = load_up_to(chunk);
        counter.add(&classify(options, bytes), chunk.len(), || equal(bytes, 0));
    }
    counter.finish(bytes)
}

/// Whether the first LF has a CR before it.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn uses_crlf(bytes: &[u8]) -> bool {
    for (i, block) in bytes.chunks(64).enumerate() {
        let line_feeds = equal(load_up_to(block), b'\n');
        if line_feeds != 0 {
            let at = i * 64 + line_feeds.trailing_zeros() as usize;
            return bytes[..at].ends_with(b"\r");
        }
    }
    false
}

/// See [`super::encode`].
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
pub fn encode(options: Options, bytes: &[u8], out: &mut Output<'_>) {
    if bytes.len() < LEAST {
        return scalar::encode(options, bytes, out);
    }
    let mut encoder = Encoder::new(options, bytes, uses_crlf(bytes));
    // All bits that space and what stands for it do not share.
    let change = _mm256_set1_epi8((encoder.space ^ b' ') as i8);
    let space = _mm256_set1_epi8(b' ' as i8);

    while let Some(rest) = encoder.block() {
        let bytes = load_up_to(rest);
        let block = classify(options, bytes);
        // What is quoted is not pushed from here.
        let plain = bytes.map(|bytes| {
            let is_space = _mm256_cmpeq_epi8(bytes, space);
            _mm256_xor_si256(bytes, _mm256_and_si256(is_space, change))
        });
        let plan = encoder.plan(&block, rest.len().min(64) - 1);
        push(plain, plan.clean, out);
        if encoder.follow(&plan, &block, out) {
            encoder.step(out);
            if block.quoted.count_ones() >= MANY {
                encoder.run(out);
            }
        }
    }
    encoder.rest(out);
}

/// Writes the first `keep` bytes.
#[inline]
#[target_feature(enable = "avx2")]
fn push([low, high]: Pair, keep: usize, out: &mut Output<'_>) {
    out.push256(low, keep.min(32));
    out.push256(high, keep.saturating_sub(32));
}

/// See [`super::decode`].
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
pub fn decode(header: bool, text: &[u8], out: &mut Output<'_>) {
    let underscore = _mm256_set1_epi8(b'_' as i8);
    let change = _mm256_set1_epi8(if header { b'_' ^ b' ' } else { 0 } as i8);

    let mut rest = text;
    while rest.len() >= LEAST {
        let block = load_up_to(rest);
        let plain = block.map(|bytes| {
            let is_underscore = _mm256_cmpeq_epi8(bytes, underscore);
            _mm256_xor_si256(bytes, _mm256_and_si256(is_underscore, change))
        });
        let quotes = equal(block, QUOTE);
        let clean = (quotes.trailing_zeros() as usize).min(rest.len());
        push(plain, clean, out);
        rest = &rest[clean..];
        if quotes.count_ones() >= MANY {
            rest = decode_some(header, rest, out);
        } else if let [QUOTE, behind @ ..] = rest {
            rest = decode_quote(behind, out);
        }
    }
    scalar::decode(header, rest, out);
}
