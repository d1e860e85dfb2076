//! Quoted-printable with AVX-512: 64 bytes that stand for themselves at once, 16 with quoted ones among them, and
//! 64 characters of any to decode.

use core::arch::x86_64::*;

use super::scalar::{BLANK, CLASSES, Encoder, decode_quote, quoted_at_end, quoted_classes};
use super::{Counts, LINE, Options, QUOTE};
use crate::Output;
use crate::x86::{load128, load512, load512_up_to, mask64};

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
struct Classifier {
    /// The classes of ASCII.
    classes: [__m512i; 2],
    /// Those that are quoted wherever they stand, 64 times.
    quoted: __m512i,
    /// All bits if line ends are.
    text: u64,
}

impl Classifier {
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn new(options: Options) -> Self {
        let (chunks, _) = CLASSES.as_chunks();
        Classifier {
            classes: [load512(&chunks[0]), load512(&chunks[1])],
            quoted: _mm512_set1_epi8(quoted_classes(options) as i8),
            text: if options.istext { u64::MAX } else { 0 },
        }
    }

    /// Those that are quoted wherever they stand, and blanks (with others that are not ASCII).
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    fn classify(&self, bytes: __m512i) -> (u64, u64) {
        let classes = _mm512_permutex2var_epi8(self.classes[0], bytes, self.classes[1]);
        let quoted = _mm512_test_epi8_mask(classes, self.quoted) | _mm512_movepi8_mask(bytes);
        let blank = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(BLANK as i8));
        (quoted, blank)
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn equal(bytes: __m512i, byte: u8) -> u64 {
    _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte as i8))
}

/// See [`super::uses_crlf`].
#[inline]
#[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2")]
pub fn uses_crlf(bytes: &[u8]) -> bool {
    for (i, block) in bytes.chunks(64).enumerate() {
        let line_feeds = equal(load_up_to(block), b'\n');
        if line_feeds != 0 {
            let at = i * 64 + line_feeds.trailing_zeros() as usize;
            return bytes[..at].ends_with(b"\r");
        }
    }
    false
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

/// See [`Counts`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi1,bmi2,popcnt")]
pub fn count(options: Options, bytes: &[u8]) -> Counts {
    let classifier = Classifier::new(options);
    let when = |stands| if stands { u64::MAX } else { 0 };
    let tabs = when(!options.quotetabs);
    let spaces = when(!options.quotetabs && !options.header);

    let mut counts = Counts::default();
    // What stood before the block, in the low bits: the last byte, and for blanks, the last two.
    let (mut blanks_before, mut returns_before, mut dots_before) = (0, 0, 0);
    let mut line_starts = 1;
    for block in bytes.chunks(64) {
        let size = mask64(block.len());
        let block = load_up_to(block);
        let (quoted, _) = classifier.classify(block);
        let line_feeds = equal(block, b'\n') & classifier.text;
        let returns = equal(block, b'\r');
        let blanks = (equal(block, b' ') & spaces) | (equal(block, b'\t') & tabs);
        let dots = equal(block, b'.');

        let behind_return = returns << 1 | returns_before;
        let behind_blank = blanks << 1 | blanks_before >> 1;
        let behind_return_behind_blank = blanks << 2 | blanks_before;
        let blanks_at_end = line_feeds
            & ((behind_return & behind_return_behind_blank) | (!behind_return & behind_blank));
        let first_dots = dots & (line_feeds << 1 | line_starts);
        let behind_first_dot = first_dots << 1 | dots_before;
        if behind_first_dot & size != 0 {
            let line_feeds = equal(block, b'\n');
            let ends = (line_feeds | returns | equal(block, 0)) & size;
            counts.quoted += (behind_first_dot & ends).count_ones() as usize;
        }

        counts.quoted += (quoted & size).count_ones() as usize;
        counts.quoted += blanks_at_end.count_ones() as usize;
        counts.bare_line_ends += (line_feeds & !behind_return).count_ones() as usize;
        counts.crlf_line_ends += (line_feeds & behind_return).count_ones() as usize;

        blanks_before = blanks >> 62;
        returns_before = returns >> 63;
        dots_before = first_dots >> 63;
        line_starts = line_feeds >> 63;
    }
    counts.quoted += quoted_at_end(options, bytes);
    counts
}

/// See [`super::encode`].
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
pub fn encode(options: Options, bytes: &[u8], out: &mut Output<'_>) {
    let is_crlf = uses_crlf(bytes);
    let classifier = Classifier::new(options);
    let mut encoder = Encoder::new(options, bytes, is_crlf);
    let space = _mm512_set1_epi8(encoder.space as i8);
    let crlf = if is_crlf { u64::MAX } else { 0 };

    loop {
        let rest = &bytes[encoder.at..];
        // The last byte is left to `step`: blanks and dots are quoted there.
        let (size, block, next) = match rest {
            [] | [_] => break,
            _ => match rest.first_chunk::<65>() {
                Some([block @ .., last]) => {
                    let [_, next @ ..]: &[u8; 65] = rest.first_chunk().expect("as above");
                    let _ = last;
                    (64, load512(block), load512(next))
                }
                None => {
                    let size = rest.len() - 1;
                    (size, load_up_to(&rest[..size]), load_up_to(&rest[1..]))
                }
            },
        };

        let (quoted, blanks) = classifier.classify(block);
        let line_feeds = equal(block, b'\n');
        let returns = equal(block, b'\r');
        let before_line_feed = equal(next, b'\n');
        let before_return = equal(next, b'\r');
        // The first characters of those ends of lines that stay as they are, and the others.
        let pairs = returns & before_line_feed;
        let split = pairs & (1 << (size - 1));
        let ends = if is_crlf { pairs } else { line_feeds } & classifier.text;
        let other_ends =
            ((line_feeds & !(pairs << 1) | split) & crlf | pairs & !crlf) & classifier.text;
        // Dots that start a line, and blanks that end one.
        let starts = line_feeds << 1 & classifier.text | u64::from(encoder.column == 0);
        let dots = equal(block, b'.') & starts;
        let blanks = blanks & (before_line_feed | before_return);

        let doubts = quoted | other_ends | dots | blanks | !mask64(size);
        // `size`, if there are 64 without a doubt.
        let clean = doubts.trailing_zeros() as usize;
        let spaces = equal(block, b' ') & !quoted;
        let plain = _mm512_mask_mov_epi8(block, spaces, space);

        // The characters up to the first end of a line, or all; other lines that are here whole are short.
        let line = (ends & mask64(clean)).trailing_zeros().min(clean as u32) as usize;
        let room = (LINE - 1).saturating_sub(encoder.column);
        if line > room && before_line_feed >> room & 1 == 0 {
            out.push512(plain, room);
            out.push_slice(encoder.soft_break);
            let byte = rest[room];
            out.push(if byte == b' ' { encoder.space } else { byte });
            encoder.column = 1;
            encoder.at += room + 1;
            continue;
        }

        out.push512(plain, clean);
        encoder.at += clean;
        let line_feeds = line_feeds & classifier.text & mask64(clean);
        if line_feeds == 0 {
            encoder.column += clean;
        } else {
            encoder.column = clean + line_feeds.leading_zeros() as usize - 64;
        }
        if clean == size {
            continue;
        }
        if quoted >> clean & 1 == 0 {
            // A blank is quoted when the end of the line behind it is encoded.
            if blanks >> clean & 1 != 0 {
                encoder.step(out);
            }
            encoder.step(out);
            continue;
        }

        let stops = doubts & !quoted | ends | equal(block, b'\n');
        let first_only = if options.istext { u64::MAX } else { !1 };
        let mut offset = clean;
        while offset < size {
            let stop = stops >> offset & first_only;
            let len = (stop.trailing_zeros() as usize).min(16).min(size - offset);
            let quoted = quoted >> offset & mask64(len);
            if quoted == 0 {
                break;
            }
            let literal_at_end =
                before_line_feed >> (offset + len - 1) & !(quoted >> (len - 1)) & 1;
            push_mixed(
                &mut encoder,
                plain,
                offset,
                len,
                quoted,
                literal_at_end != 0,
                out,
            );
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
    let digits = _mm512_broadcast_i32x4(load128(b"0123456789ABCDEF"));
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

/// The value of each hexadecimal digit of ASCII, and this of all else.
const NOT_A_DIGIT: u8 = 0x80;

static VALUES: [u8; 128] = values();

const fn values() -> [u8; 128] {
    let mut values = [NOT_A_DIGIT; 128];
    let mut value = 0;
    while value < 16 {
        let digit = b"0123456789abcdef"[value];
        values[digit as usize] = value as u8;
        values[digit.to_ascii_uppercase() as usize] = value as u8;
        value += 1;
    }
    values
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
        let bytes = quotes & !_mm512_movepi8_mask(others);
        // The bits that the shift takes over from the neighbour are those of `low`.
        let values = _mm512_ternarylogic_epi64::<0xD8>(
            _mm512_slli_epi16::<4>(high),
            low,
            _mm512_set1_epi8(15),
        );
        let plain = _mm512_mask_mov_epi8(plain, bytes, values);

        let breaks = quotes & equal(first, b'\n');
        let long_breaks = quotes & equal(first, b'\r') & equal(second, b'\n');
        let doubts = quotes & !(bytes | breaks | long_breaks);
        let clean = (doubts.trailing_zeros() as usize).min(size);

        let three = bytes | long_breaks;
        let drop = breaks | long_breaks | (breaks | three) << 1 | three << 2 | done;
        let keep = !drop & mask64(clean);
        let chars = _mm512_maskz_compress_epi8(keep, plain);
        out.push512(chars, keep.count_ones() as usize);
        if clean < size {
            rest = decode_quote(&rest[clean + 1..], out);
            done = 0;
        } else {
            rest = &rest[size..];
            done = (breaks | three) >> 63 | three >> 62;
        }
    }
}
