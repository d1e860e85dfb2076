//! Base16 with AVX-512: 32 bytes, 64 digits, at a time.

use core::arch::x86_64::*;

use super::scalar::{self, alphabet, value_table};
use super::{Case, Digits, Error, LONG_GROUP};
use crate::x86::{load256, load512, load512_up_to, mask64};
use crate::{ByteSet, Output};

/// The digits four times, as of an index of six bits only the lower four are its value.
const fn digits_by_index(case: Case) -> [u8; 64] {
    let mut digits = [0; 64];
    let mut i = 0;
    while i < 64 {
        digits[i] = alphabet(case)[i & 15];
        i += 1;
    }
    digits
}

static LOWER: [u8; 64] = digits_by_index(Case::Lower);
static UPPER: [u8; 64] = digits_by_index(Case::Upper);

#[inline]
#[target_feature(enable = "avx512f")]
fn digits_of(case: Case) -> __m512i {
    load512(match case {
        Case::Lower => &LOWER,
        Case::Upper => &UPPER,
    })
}

/// The digits of 32 bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512vbmi")]
fn chars(digits: __m512i, bytes: __m256i) -> __m512i {
    // Eight digits from the lower four bytes of each word: of each byte the upper half comes first.
    let shifts = _mm512_set1_epi64(0x18_1C_10_14_08_0C_00_04);
    let indices = _mm512_multishift_epi64_epi8(shifts, _mm512_cvtepu32_epi64(bytes));
    _mm512_permutexvar_epi8(indices, digits)
}

/// See [`super::encode`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
pub fn encode(case: Case, bytes: &[u8], out: &mut Output<'_>) {
    let digits = digits_of(case);
    let (fours, rest) = bytes.as_chunks::<128>();
    for four in fours {
        for block in four.as_chunks().0 {
            out.push512(chars(digits, load256(block)), 64);
        }
    }
    let (blocks, rest) = rest.as_chunks::<32>();
    for block in blocks {
        out.push512(chars(digits, load256(block)), 64);
    }
    if !rest.is_empty() {
        let last = load512_up_to(rest, _mm512_setzero_si512());
        let last = chars(digits, _mm512_castsi512_si256(last));
        out.push512(last, 2 * rest.len());
    }
}

static IN_ORDER: [u8; 64] = {
    let mut indices = [0; 64];
    let mut i = 0;
    while i < 64 {
        indices[i] = i as u8;
        i += 1;
    }
    indices
};

/// See [`super::encode_groups`]. A group of less than [`LONG_GROUP`] and its separator fit in a vector.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
pub fn encode_groups(case: Case, separator: u8, group: usize, bytes: &[u8], out: &mut Output<'_>) {
    // The characters of a group and of its separator, and the groups that fit in a vector.
    let stride = 2 * group + 1;
    let fit = 64 / stride;

    // The character at `i` is number `i % stride` of group `i / stride`; all separators before it are no digits. The
    // division is a multiplication with the inverse, rounded up; it is exact for numbers as small as these.
    let inverse = _mm512_set1_epi16((65536 / stride + 1) as i16);
    let quotient = |half: __m256i| {
        let numbers = _mm512_cvtepu8_epi16(half);
        _mm512_cvtepi16_epi8(_mm512_mulhi_epu16(numbers, inverse))
    };
    let numbers = load512(&IN_ORDER);
    let (front, back) = (
        _mm512_castsi512_si256(numbers),
        _mm512_extracti64x4_epi64(numbers, 1),
    );
    let before = _mm512_inserti64x4(_mm512_castsi256_si512(quotient(front)), quotient(back), 1);
    let numbers_of_digits = _mm512_sub_epi8(numbers, before);
    // The byte of a digit, and whether it is the upper half.
    let indices = _mm512_and_si512(
        _mm512_srli_epi16(numbers_of_digits, 1),
        _mm512_set1_epi8(0x7F),
    );
    let is_lower = _mm512_test_epi8_mask(numbers_of_digits, _mm512_set1_epi8(1));
    // Bits are taken from the byte's place in its word of eight.
    let places = _mm512_set1_epi64(0x38_30_28_20_18_10_08_00);
    let uppers = _mm512_add_epi8(places, _mm512_set1_epi8(4));
    let shifts = _mm512_mask_blend_epi8(is_lower, uppers, places);
    let are_digits = !SEPARATORS[group];

    let digits = digits_of(case);
    let separators = _mm512_set1_epi8(separator as i8);
    let spread = |bytes: __m512i| {
        let bytes = _mm512_permutexvar_epi8(indices, bytes);
        let halves = _mm512_multishift_epi64_epi8(shifts, bytes);
        _mm512_mask_permutexvar_epi8(separators, are_digits, halves, digits)
    };

    // Whole vectors as long as a group is behind them, so that each group has its separator.
    let step = fit * group;
    let mut rest = bytes;
    while rest.len() > step.max(63) {
        let block = rest.first_chunk().expect("64 bytes");
        out.push512(spread(load512(block)), fit * stride);
        rest = &rest[step..];
    }
    while rest.len() > step {
        let block = load512_up_to(&rest[..step], _mm512_setzero_si512());
        out.push512(spread(block), fit * stride);
        rest = &rest[step..];
    }
    if !rest.is_empty() {
        let block = load512_up_to(rest, _mm512_setzero_si512());
        out.push512(spread(block), 2 * rest.len() + (rest.len() - 1) / group);
    }
}

/// The places of the separators, the bits of which are set, for groups of each length.
static SEPARATORS: [u64; LONG_GROUP] = {
    let mut places = [0; LONG_GROUP];
    let mut group = 1;
    while group < LONG_GROUP {
        let mut at = 2 * group;
        while at < 64 {
            places[group] |= 1 << at;
            at += 2 * group + 1;
        }
        group += 1;
    }
    places
};

/// The values of digits, and a bit 7 in those of all other characters.
struct Values {
    front: __m512i,
    back: __m512i,
}

impl Values {
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn new(digits: Digits) -> Values {
        let (halves, _) = value_table(digits).as_chunks::<64>();
        Values {
            front: load512(&halves[0]),
            back: load512(&halves[1]),
        }
    }

    /// The values of 64 characters.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vbmi")]
    fn of(&self, chars: __m512i) -> __m512i {
        // Bit 7 of a character is not looked at, so it is kept.
        let values = _mm512_permutex2var_epi8(self.front, chars, self.back);
        let bit_7 = _mm512_set1_epi8(i8::MIN);
        _mm512_ternarylogic_epi64(values, chars, bit_7, OR_AND)
    }
}

/// `a | b & c`, for `vpternlog`.
const OR_AND: i32 = 0xF8;

/// Two values as a byte, in 16 bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn pairs(values: __m512i) -> __m512i {
    _mm512_maddubs_epi16(values, _mm512_set1_epi16(0x0110))
}

static EVEN: [u8; 64] = {
    let mut indices = [0; 64];
    let mut i = 0;
    while i < 64 {
        indices[i] = 2 * i as u8;
        i += 1;
    }
    indices
};

/// See [`super::decode`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,bmi2")]
pub fn decode(digits: Digits, text: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let table = Values::new(digits);
    let even = load512(&EVEN);
    let pack = |a: __m512i, b: __m512i| _mm512_permutex2var_epi8(pairs(a), even, pairs(b));
    let is_any_wrong = |values: __m512i| _mm512_movepi8_mask(values) != 0;

    let mut rest = text;
    while let Some(block) = rest.first_chunk::<256>() {
        let (quarters, _) = block.as_chunks();
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| table.of(load512(&quarters[i])));
        let any = _mm512_or_si512(_mm512_or_si512(a, b), _mm512_or_si512(c, d));
        if is_any_wrong(any) {
            break;
        }
        out.push512(pack(a, b), 64);
        out.push512(pack(c, d), 64);
        rest = &rest[256..];
    }
    while !rest.is_empty() {
        let (block, behind) = rest.split_at(rest.len().min(64));
        let values = table.of(load512_up_to(block, _mm512_set1_epi8(b'0' as i8)));
        if is_any_wrong(values) || block.len() % 2 == 1 {
            return scalar::decode_from(digits, text, text.len() - rest.len(), out);
        }
        out.push512(pack(values, values), block.len() / 2);
        rest = behind;
    }
    Ok(())
}

/// See [`super::decode`].
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi2,lzcnt,popcnt")]
pub fn decode_ignoring(
    digits: Digits,
    ignored: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let table = Values::new(digits);
    let even = load512(&EVEN);
    let (words, _) = ignored.rows().as_chunks();
    let sets = [0, 1, 2, 3].map(|i| _mm512_movm_epi8(u64::from_le_bytes(words[i])));
    let is_ignored = |chars: __m512i| {
        let [a, b, c, d] = sets;
        let ascii = _mm512_movepi8_mask(_mm512_permutex2var_epi8(a, chars, b));
        let others = _mm512_movepi8_mask(_mm512_permutex2var_epi8(c, chars, d));
        let is_other = _mm512_movepi8_mask(chars);
        ascii & !is_other | others & is_other
    };

    // A digit without a partner: its value, in the first byte, and where it is.
    let (mut first, mut first_at) = (_mm512_setzero_si512(), None);
    let in_order = load512(&IN_ORDER);

    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let chars = match rest.first_chunk() {
            Some(block) => load512(block),
            None => load512_up_to(rest, _mm512_setzero_si512()),
        };
        let behind = !mask64(rest.len());
        let values = table.of(chars);
        let digits_at = !_mm512_movepi8_mask(values) & !behind;
        if digits_at | is_ignored(chars) | behind != u64::MAX {
            break;
        }

        // What is not ignored moves together, and one up if a digit is there already.
        let count = digits_at.count_ones() as usize;
        let others = _mm512_maskz_compress_epi8(digits_at, values);
        let up = u64::from(first_at.is_some());
        let indices = _mm512_sub_epi8(in_order, _mm512_set1_epi8(up as i8));
        let values = _mm512_mask_permutexvar_epi8(first, !up, indices, others);
        let bytes = _mm512_permutexvar_epi8(even, pairs(values));
        let total = count + up as usize;
        out.push512(bytes, total / 2);

        if total.is_multiple_of(2) {
            first_at = None;
        } else if count > 0 {
            first = _mm512_permutexvar_epi8(_mm512_set1_epi8((count - 1) as i8), others);
            first_at = Some(at + digits_at.ilog2() as usize);
        }
        at += 64;
    }
    if at >= text.len() && first_at.is_none() {
        return Ok(());
    }
    scalar::decode_ignoring_from(digits, ignored, text, first_at.unwrap_or(at), out)
}
