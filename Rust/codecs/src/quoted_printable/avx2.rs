//! Quoted-printable with AVX2: 64 bytes that stand for themselves at once. Where many are quoted, `scalar.rs` does better.

use core::arch::x86_64::*;

use super::block::{Block, Counter, Quotes, SOON_DECODED};
use super::scalar::{self, Encoder, decode_doubts, decode_quote};
use super::{Counts, Options, QUOTE};
use crate::Output;
use crate::x86::load256;

/// As many quoted bytes of 64 are many.
const MANY: u32 = 6;

/// Less quotes than this in 64 characters are few.
const FEW: u32 = 4;

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

/// For each choice of eight bytes, the lowest bit for the first, those that are chosen.
static CHOICES: [[u8; 8]; 256] = choices();

const fn choices() -> [[u8; 8]; 256] {
    let mut choices = [[0; 8]; 256];
    let mut choice = 0;
    while choice < 256 {
        let (mut place, mut len) = (0, 0);
        while place < 8 {
            if choice >> place & 1 != 0 {
                choices[choice][len] = place as u8;
                len += 1;
            }
            place += 1;
        }
        choice += 1;
    }
    choices
}

/// Writes the bytes of the mask.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn push_chosen(pair: Pair, mask: u64, out: &mut Output<'_>) {
    for (i, half) in pair.into_iter().enumerate() {
        let lanes = [
            _mm256_castsi256_si128(half),
            _mm256_extracti128_si256::<1>(half),
        ];
        for (j, lane) in lanes.into_iter().enumerate() {
            let [low, high, ..] = (mask >> (32 * i + 16 * j)).to_le_bytes();
            let places = |mask: u8| _mm_set1_epi64x(i64::from_le_bytes(CHOICES[usize::from(mask)]));
            out.push128(
                _mm_shuffle_epi8(lane, places(low)),
                low.count_ones() as usize,
            );
            let second = _mm_unpackhi_epi64(lane, lane);
            out.push128(
                _mm_shuffle_epi8(second, places(high)),
                high.count_ones() as usize,
            );
        }
    }
}

/// The value of each hexadecimal digit, and whether it is one.
#[inline]
#[target_feature(enable = "avx2")]
fn values(chars: __m256i) -> (__m256i, __m256i) {
    let up_to = |bytes, most| _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, most), bytes);
    let digits = _mm256_sub_epi8(chars, _mm256_set1_epi8(b'0' as i8));
    let is_digit = up_to(digits, _mm256_set1_epi8(9));
    let lower = _mm256_or_si256(chars, _mm256_set1_epi8(0x20));
    let letters = _mm256_sub_epi8(lower, _mm256_set1_epi8(b'a' as i8));
    let is_letter = up_to(letters, _mm256_set1_epi8(5));
    let letters = _mm256_add_epi8(letters, _mm256_set1_epi8(10));
    (
        _mm256_blendv_epi8(digits, letters, is_letter),
        _mm256_or_si256(is_digit, is_letter),
    )
}

/// See [`super::decode`].
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
pub fn decode(header: bool, text: &[u8], out: &mut Output<'_>) {
    let underscore = _mm256_set1_epi8(b'_' as i8);
    let change = _mm256_set1_epi8(if header { b'_' ^ b' ' } else { 0 } as i8);
    let quote = _mm256_set1_epi8(QUOTE as i8);

    let mut rest = text;
    // The characters of the block that belong to a quoted byte, or a soft break, of the block before.
    let mut done = 0;
    while rest.len() >= LEAST || done != 0 {
        let size = rest.len().min(64);
        let block = load_up_to(rest);
        let plain = block.map(|bytes| {
            let is_underscore = _mm256_cmpeq_epi8(bytes, underscore);
            _mm256_xor_si256(bytes, _mm256_and_si256(is_underscore, change))
        });
        let all = equal(block, QUOTE);
        if all | done == 0 {
            push(plain, size, out);
            rest = &rest[size..];
            continue;
        }
        if all.count_ones() < FEW && done == 0 {
            let clean = all.trailing_zeros() as usize;
            push(plain, clean, out);
            rest = decode_quote(&rest[clean + 1..], out);
            continue;
        }

        let first = load_up_to(&rest[1..]);
        let second = load_up_to(rest.get(2..).unwrap_or_default());
        let quoted = [0, 1].map(|i| {
            let (high, is_high) = values(first[i]);
            let (low, is_low) = values(second[i]);
            let is_quote = _mm256_cmpeq_epi8(block[i], quote);
            let is_byte = _mm256_and_si256(is_quote, _mm256_and_si256(is_high, is_low));
            // The bits that the shift takes over from the neighbour are not the value's.
            let high = _mm256_and_si256(_mm256_slli_epi16::<4>(high), _mm256_set1_epi8(!15));
            let value = _mm256_or_si256(high, low);
            (is_byte, _mm256_blendv_epi8(plain[i], value, is_byte))
        });
        let quotes = Quotes {
            all,
            bytes: bits(quoted.map(|(is_byte, _)| is_byte)),
            breaks: all & equal(first, b'\n'),
            long_breaks: all & equal(first, b'\r') & equal(second, b'\n'),
        };

        let (clean, keep, behind) = quotes.plan(size, done);
        push_chosen(quoted.map(|(_, bytes)| bytes), keep, out);
        if clean < size {
            rest = match clean {
                ..SOON_DECODED => decode_doubts(header, &rest[clean..], out),
                _ => decode_quote(&rest[clean + 1..], out),
            };
            done = 0;
        } else {
            rest = &rest[size..];
            done = behind;
        }
    }
    scalar::decode(header, rest, out);
}
