//! Ascii85 with AVX-512 VBMI2: sixteen groups at once, and what is folded is left out of their characters.

use core::arch::x86_64::*;

use super::{ASCII85, EncodeOptions, GROUP_BYTES, GROUP_CHARS, SPACES, ZEROS};
use crate::Output;
use crate::base85::avx512::{CHARS, Encoder, decode_groups as decode_chars};
use crate::base85::line_len;
use crate::strip::EMPTY_STAGE;
use crate::x86::{load128, load512, load512_up_to, mask64};

/// See [`super::count`].
#[target_feature(enable = "avx512f,avx512bw,bmi2,popcnt")]
pub fn count(text: &[u8], [one, other]: [u8; 2]) -> usize {
    let (one, other) = (_mm512_set1_epi8(one as i8), _mm512_set1_epi8(other as i8));
    let are = |bytes| _mm512_cmpeq_epi8_mask(bytes, one) | _mm512_cmpeq_epi8_mask(bytes, other);
    let (blocks, rest) = text.as_chunks::<64>();
    let mut count = 0;
    for block in blocks {
        count += are(load512(block)).count_ones() as usize;
    }
    let last = are(load512_up_to(rest, _mm512_setzero_si512())) & mask64(rest.len());
    count + last.count_ones() as usize
}

/// See [`super::encode`]; into one line, without the marks of Adobe.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi2,popcnt")]
pub fn encode(bytes: &[u8], options: &EncodeOptions, out: &mut Output<'_>) {
    let encoder = Encoder::new(&ASCII85);
    let zero = _mm512_setzero_si512();
    // If they are not folded, zeros are looked for twice.
    let spaces = _mm512_set1_epi8(if options.foldspaces { b' ' as i8 } else { 0 });

    let (blocks, rest) = bytes.as_chunks::<64>();
    for block in blocks {
        let groups = load512(block);
        let (chars, more) = encoder.encode(groups);
        let are_zeros = _mm512_cmpeq_epi32_mask(groups, zero);
        let are_folded = are_zeros | _mm512_cmpeq_epi32_mask(groups, spaces);
        if are_folded == 0 {
            out.push512(chars, 64);
            out.push128(more, CHARS - 64);
        } else if are_zeros == u16::MAX {
            out.push128(_mm_set1_epi8(ZEROS as i8), 16);
        } else {
            push_folded(chars, more, CHARS, are_zeros, are_folded, out);
        }
    }
    if !rest.is_empty() {
        let groups = load512_up_to(rest, zero);
        let (chars, more) = encoder.encode(groups);
        // A group that is not written whole is not folded.
        let whole = match options.pad {
            true => rest.len().div_ceil(GROUP_BYTES),
            false => rest.len() / GROUP_BYTES,
        };
        let whole = mask64(whole) as u16;
        let are_zeros = _mm512_mask_cmpeq_epi32_mask(whole, groups, zero);
        let are_folded = are_zeros | _mm512_mask_cmpeq_epi32_mask(whole, groups, spaces);
        let len = line_len(rest.len(), options.pad).expect("some characters");
        if are_folded == 0 {
            out.push512(chars, len.min(64));
            out.push128(more, len.saturating_sub(64));
        } else {
            push_folded(chars, more, len, are_zeros, are_folded, out);
        }
    }
}

/// Writes the characters of sixteen groups, `len` before some are folded.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi2,bmi2,popcnt")]
fn push_folded(
    chars: __m512i,
    more: __m128i,
    len: usize,
    are_zeros: u16,
    are_folded: u16,
    out: &mut Output<'_>,
) {
    let halves = |mask: u128| (mask as u64, (mask >> 64) as u16);
    let folded = first_chars(are_folded);
    let left_out = folded << 1 | folded << 2 | folded << 3 | folded << 4;
    let (kept, kept_more) = halves(!left_out & ((1 << len) - 1));
    let (folded, folded_more) = halves(folded);
    let (zeros, zeros_more) = halves(first_chars(are_zeros));

    let chars = _mm512_mask_set1_epi8(chars, folded, SPACES as i8);
    let chars = _mm512_mask_set1_epi8(chars, zeros, ZEROS as i8);
    let more = _mm_mask_set1_epi8(more, folded_more, SPACES as i8);
    let more = _mm_mask_set1_epi8(more, zeros_more, ZEROS as i8);
    let chars = _mm512_maskz_compress_epi8(kept, chars);
    out.push512(chars, kept.count_ones() as usize);
    let more = _mm_maskz_compress_epi8(kept_more, more);
    out.push128(more, kept_more.count_ones() as usize);
}

/// The masks of the first characters of sixteen groups.
#[inline]
#[target_feature(enable = "bmi2")]
fn first_chars(groups: u16) -> u128 {
    let eight = |groups: u64| u128::from(_pdep_u64(groups, 0x08_4210_8421));
    let [low, high] = groups.to_le_bytes();
    eight(low.into()) | eight(high.into()) << (8 * GROUP_CHARS)
}

/// See [`super::decode_dense`].
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
pub fn decode_dense(text: &[u8], foldspaces: bool, out: &mut Output<'_>) -> usize {
    let mut stage = EMPTY_STAGE;
    let mut at = 0;
    loop {
        let mut chars = Output::new(&mut stage);
        let expanded = expand(&text[at..], foldspaces, &mut chars);
        let read = decode_chars(&ASCII85, chars.as_slice(), out);
        let unread = chars.len() - read;
        if unread >= GROUP_CHARS {
            // A doubt: so what was read is looked for.
            let is_short = |byte| byte == ZEROS || (foldspaces && byte == SPACES);
            let mut len = 0;
            while len < read {
                len += if is_short(text[at]) { GROUP_CHARS } else { 1 };
                at += 1;
            }
            return at;
        }
        // What is left is a part of a group, in which there is no short form.
        at += expanded - unread;
        // Where less than every eighth is a short form, they are not many.
        if chars.len() - expanded < expanded / 2 || chars.room() >= 64 {
            return at;
        }
    }
}

/// Writes out what short forms stand for, and all else as it is, up to one within a group, or where fewer than 64 places are
/// left; returns how many characters of `text` that were.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi2,bmi2,popcnt")]
fn expand(text: &[u8], foldspaces: bool, out: &mut Output<'_>) -> usize {
    /// So many characters at once become less than 64 if each is a short form.
    const CHARS: usize = 12;
    /// Every fifth place of a vector, and so many of them as there are characters.
    const FIFTH: u64 = 0x1084_2108_4210_8421;
    const FIRST: u64 = FIFTH & ((1 << (CHARS * GROUP_CHARS)) - 1);

    let [zero, space] =
        [ZEROS, if foldspaces { SPACES } else { ZEROS }].map(|c| _mm_set1_epi8(c as i8));
    let mut rest = text;
    while out.room() >= 64
        && let Some(block) = rest.first_chunk::<16>()
    {
        let chars = load128(block);
        let among = (1 << CHARS) - 1;
        let are_zeros = _mm_mask_cmpeq_epi8_mask(among, chars, zero);
        let are_spaces = _mm_mask_cmpeq_epi8_mask(among, chars, space) & !are_zeros;

        // If each had five places: those that it takes, and among all that are taken the first of each. They are where groups
        // start, if it is a short form.
        let short = _pdep_u64((are_zeros | are_spaces).into(), FIRST);
        let taken = FIRST | short << 1 | short << 2 | short << 3 | short << 4;
        let first = _pext_u64(FIRST, taken);
        let short = _pext_u64(short, taken);
        let starts = match out.len() % GROUP_CHARS {
            0 => FIFTH,
            started => FIFTH << (GROUP_CHARS - started),
        };
        if short & !starts != 0 {
            break;
        }

        let digits = _mm_mask_set1_epi8(chars, are_zeros, b'!' as i8);
        let fill = _mm512_set1_epi8(b'!' as i8);
        let mut digits = _mm512_mask_expand_epi8(fill, first, _mm512_castsi128_si512(digits));
        if are_spaces != 0 {
            let spaces = _pdep_u64(are_spaces.into(), FIRST);
            let spaces = _pext_u64(spaces, taken);
            for (i, digit) in b"+<VdL".iter().enumerate() {
                digits = _mm512_mask_set1_epi8(digits, spaces << i, *digit as i8);
            }
        }
        out.push512(digits, taken.count_ones() as usize);
        rest = &rest[CHARS..];
    }
    text.len() - rest.len()
}
