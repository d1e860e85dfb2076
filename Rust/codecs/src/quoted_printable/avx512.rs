//! Quoted-printable with AVX-512: 64 bytes that stand for themselves at once, 16 with quoted ones among them, and
//! 64 characters of any to decode.

use core::arch::x86_64::*;

use super::block::{Block, Counter, Quotes, decode_behind};
use super::scalar::{self, CLASSES, DIGITS, Encoder, VALUES, quoted_classes};
use super::vectors::count;
use super::{Counts, LINE, Options, QUOTE};
use crate::Output;
use crate::x86::{load128, load512, load512_up_to, mask64};

count!("avx512f,avx512bw,avx512vbmi,bmi1,bmi2,popcnt");

/// Nothing is not worth a vector.
const LEAST: usize = 1;

/// Each of 16 bytes four times.
static FOUR_TIMES: [u8; 64] = four_times();

const fn four_times() -> [u8; 64] {
    let mut places = [0; 64];
    let mut i = 0;
    while i < 64 {
        places[i] = i as u8 / 4;
        i += 1;
    }
    places
}

/// The first of each four bytes, those with the digits, and so on.
const FIRST: u64 = 0x1111_1111_1111_1111;

/// What tells the bytes apart.
#[derive(Clone, Copy)]
struct Classifier {
    /// The classes of ASCII.
    classes: [__m512i; 2],
    /// Those that are quoted wherever they stand, 64 times.
    quoted: __m512i,
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn classifier(options: Options) -> Classifier {
    let (chunks, _) = CLASSES.as_chunks();
    Classifier {
        classes: [load512(&chunks[0]), load512(&chunks[1])],
        quoted: _mm512_set1_epi8(quoted_classes(options) as i8),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn classify(classifier: Classifier, bytes: __m512i) -> Block {
    let [low, high] = classifier.classes;
    let classes = _mm512_permutex2var_epi8(low, bytes, high);
    Block {
        quoted: _mm512_test_epi8_mask(classes, classifier.quoted) | _mm512_movepi8_mask(bytes),
        spaces: equal(bytes, b' '),
        tabs: equal(bytes, b'\t'),
        line_feeds: equal(bytes, b'\n'),
        returns: equal(bytes, b'\r'),
        dots: equal(bytes, b'.'),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn equal(bytes: __m512i, byte: u8) -> u64 {
    _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte as i8))
}

/// Loads up to 64 bytes, with zeros behind them.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,bmi2")]
fn load_up_to(bytes: &[u8]) -> __m512i {
    match bytes.first_chunk() {
        Some(block) => load512(block),
        None => load512_up_to(bytes, _mm512_setzero_si512()),
    }
}

/// See [`super::encode`].
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
pub fn encode(options: Options, bytes: &[u8], out: &mut Output<'_>) {
    let classifier = classifier(options);
    let mut encoder = Encoder::new(options, bytes, uses_crlf(bytes));
    let space = _mm512_set1_epi8(encoder.space as i8);

    while let Some(rest) = encoder.block() {
        let bytes = load_up_to(rest);
        let block = classify(classifier, bytes);
        let plain = _mm512_mask_mov_epi8(bytes, block.spaces & !block.quoted, space);
        let plan = encoder.plan(&block, rest.len().min(64) - 1);
        out.push512(plain, plan.clean);
        if !encoder.follow(&plan, &block, out) {
            continue;
        }

        let mut offset = plan.clean;
        while offset < plan.size {
            let (len, quoted, may_exceed) = plan.mixed(&block, offset);
            if quoted == 0 {
                break;
            }
            push_mixed(&mut encoder, plain, offset, len, quoted, may_exceed, out);
            offset += len;
        }
    }
    encoder.rest(out);
}

/// Writes `len` bytes of a block from `offset` on, up to 16, of which those of the mask are quoted, with a soft break if they
/// need one. A literal at their end that a LF follows needs none.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
fn push_mixed(
    encoder: &mut Encoder<'_>,
    plain: __m512i,
    offset: usize,
    len: usize,
    quoted: u64,
    may_exceed: bool,
    out: &mut Output<'_>,
) {
    let places = _mm512_add_epi8(load512(&FOUR_TIMES), _mm512_set1_epi8(offset as i8));
    let bytes = _mm512_permutexvar_epi8(places, plain);
    let nibbles = _mm512_mask_mov_epi8(bytes, FIRST << 2, _mm512_srli_epi16::<4>(bytes));
    let nibbles = _mm512_and_si512(nibbles, _mm512_set1_epi8(15));
    let digits = _mm512_broadcast_i32x4(load128(&DIGITS));
    let digits = _mm512_shuffle_epi8(digits, nibbles);
    // Each byte has become itself, QUOTE and its two digits: the first or the other three are kept.
    let four = _mm512_mask_mov_epi8(bytes, FIRST << 2 | FIRST << 3, digits);
    let four = _mm512_mask_mov_epi8(four, FIRST << 1, _mm512_set1_epi8(QUOTE as i8));
    let three = _pdep_u64(quoted, FIRST);
    let keep = (FIRST ^ (three * 0b1111)) & mask64(4 * len);
    let chars = _mm512_maskz_compress_epi8(keep, four);
    let count = keep.count_ones() as usize;

    let room = (LINE - 1).saturating_sub(encoder.column);
    // A quoted byte that starts one or two characters before the end of the line does not fit.
    let quotes = equal(chars, QUOTE) << 2 >> room.min(63);
    // Both cannot be; a table with another number there would become branches, which nobody foresees.
    let back = [0, 2, 1, 2][(quotes & 3) as usize];
    let cut = room - back.min(room);
    let needs_break = count > room && !(may_exceed && count == room + 1);
    let soft_break = if needs_break {
        encoder.soft_break.len()
    } else {
        0
    };
    let gap = mask64(soft_break) << (cut & 63);
    let filled = _mm512_maskz_expand_epi8(
        gap,
        load512_up_to(encoder.soft_break, _mm512_setzero_si512()),
    );
    let chars = _mm512_mask_expand_epi8(filled, !gap, chars);
    out.push512(chars, count + soft_break);
    encoder.column = if needs_break {
        count - cut
    } else {
        encoder.column + count
    };
    encoder.at += len;
}

/// See [`super::decode`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
pub fn decode(header: bool, text: &[u8], out: &mut Output<'_>) {
    let (values, _) = VALUES.as_chunks();
    let values = [load512(&values[0]), load512(&values[1])];
    // QUOTE is not replaced: neither is anything, then.
    let underscore = _mm512_set1_epi8(if header { b'_' } else { QUOTE } as i8);
    let replacement = _mm512_set1_epi8(if header { b' ' } else { QUOTE } as i8);

    let mut rest = text;
    // The characters of the block that belong to a quoted byte, or a soft break, of the block before.
    let mut done = 0;
    while !rest.is_empty() {
        let block = load_up_to(rest);
        let size = rest.len().min(64);
        let is_underscore = _mm512_cmpeq_epi8_mask(block, underscore);
        let plain = _mm512_mask_mov_epi8(block, is_underscore, replacement);
        let quotes = equal(block, QUOTE);
        if quotes | done == 0 {
            out.push512(plain, size);
            rest = &rest[size..];
            continue;
        }

        let (first, second) = (
            load_up_to(&rest[1..]),
            load_up_to(rest.get(2..).unwrap_or_default()),
        );
        let high = _mm512_permutex2var_epi8(values[0], first, values[1]);
        let low = _mm512_permutex2var_epi8(values[0], second, values[1]);
        let others = _mm512_or_si512(_mm512_or_si512(first, second), _mm512_or_si512(high, low));
        let quotes = Quotes {
            all: quotes,
            bytes: quotes & !_mm512_movepi8_mask(others),
            breaks: quotes & equal(first, b'\n'),
            long_breaks: quotes & equal(first, b'\r') & equal(second, b'\n'),
        };
        // The bits that the shift takes over from the neighbour are those of `low`.
        let high = _mm512_slli_epi16::<4>(high);
        let values = _mm512_ternarylogic_epi64::<0xD8>(high, low, _mm512_set1_epi8(15));
        let plain = _mm512_mask_mov_epi8(plain, quotes.bytes, values);

        let (clean, keep, behind) = quotes.plan(size, done);
        let chars = _mm512_maskz_compress_epi8(keep, plain);
        out.push512(chars, keep.count_ones() as usize);
        (rest, done) = decode_behind(header, rest, (clean, size), behind, out);
    }
}
