//! Base64 with SSSE3 and SSE4.1: any alphabet of ASCII characters.
//!
//! Vectors are looked up 16 bytes at a time: a row of a table for each high half of the index. What the rows differ by is combined with
//! XOR, so that no row has to be chosen. For the usual alphabets, less will do: see [`Alphabet::offsets`] and [`Nibbles`].

use core::arch::x86_64::*;
use core::hint::black_box;
use core::mem::MaybeUninit;

use super::alphabet::Nibbles;
use super::{Alphabet, QUANTUM_BYTES, QUANTUM_CHARS, scalar};
use crate::x86::load128;
use crate::{ByteSet, Output};

/// The bytes and characters of a vector.
const BYTES: usize = 12;
const CHARS: usize = 16;

/// The bytes that are loaded for a vector.
const LOADED: usize = 16;

/// What looks up `N` rows by indices that are less than 16 × `N`.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn lookup_in<const N: usize>(rows: &[[u8; 16]]) -> impl Fn(__m128i) -> __m128i + Copy {
    let mut differences = [_mm_setzero_si128(); N];
    for i in 0..N {
        differences[i] = load128(&rows[i]);
        if i > 0 {
            differences[i] = _mm_xor_si128(differences[i], load128(&rows[i - 1]));
        }
    }
    move |indices| {
        let mut found = _mm_shuffle_epi8(differences[0], indices);
        for (i, &row) in differences.iter().enumerate().skip(1) {
            // An index that is less than nothing finds zero.
            let indices = _mm_sub_epi8(indices, _mm_set1_epi8(16 * i as i8));
            let difference = _mm_shuffle_epi8(row, indices);
            found = _mm_xor_si128(found, difference);
        }
        found
    }
}

/// What finds the characters of six bits each.
trait Chars: Fn(__m128i) -> __m128i + Copy {}

impl<T: Fn(__m128i) -> __m128i + Copy> Chars for T {}

/// The way for all alphabets.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn chars_by_row(alphabet: &Alphabet) -> impl Chars {
    lookup_in::<4>(alphabet.chars().as_chunks().0)
}

/// The shorter way.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn chars_by_offset(offsets: &[u8; 16]) -> impl Chars {
    let offsets = load128(offsets);
    move |sextets| {
        let beyond = _mm_subs_epu8(sextets, _mm_set1_epi8(51));
        let is_second = _mm_cmpgt_epi8(sextets, _mm_set1_epi8(25));
        let range = _mm_sub_epi8(beyond, is_second);
        _mm_add_epi8(sextets, _mm_shuffle_epi8(offsets, range))
    }
}

/// What finds the characters of the first 12 bytes of 16.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn chars_of(chars: impl Chars) -> impl Fn(&[u8; LOADED]) -> __m128i + Copy {
    // A compiler that knows the factors makes several shifts of the multiplication.
    let to_left = black_box(_mm_set1_epi32(0x0100_0010));
    move |bytes| {
        // Three bytes over four: each two have the bits of two characters, which multiplications bring into their places.
        let spread = load128(&[1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10]);
        let spread = _mm_shuffle_epi8(load128(bytes), spread);
        // Half of it, as this multiplication is of signed numbers; its product is divided by 2 to the 15th. (The unsigned one is of
        // the kind that compilers take apart.)
        let even = _mm_srli_epi16::<1>(spread);
        let even = _mm_and_si128(even, _mm_set1_epi32(0x07E0_7E00));
        let odd = _mm_and_si128(spread, _mm_set1_epi32(0x003F_03F0));
        chars(_mm_or_si128(
            _mm_mulhrs_epi16(even, _mm_set1_epi32(0x0400_0040)),
            _mm_mullo_epi16(odd, to_left),
        ))
    }
}

/// See `scalar.rs`; so for those below.
#[target_feature(enable = "ssse3,sse4.1")]
pub fn encode(alphabet: &Alphabet, bytes: &[u8], out: &mut Output<'_>) {
    let read = match alphabet.offsets() {
        _ if bytes.len() < LOADED => 0,
        Some(offsets) => encode_blocks(chars_by_offset(offsets), bytes, out),
        None => encode_blocks(chars_by_row(alphabet), bytes, out),
    };
    scalar::encode(alphabet, &bytes[read..], out);
}

/// Encodes vectors, while as many bytes are left as are loaded; returns the number of bytes.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn encode_blocks(chars: impl Chars, bytes: &[u8], out: &mut Output<'_>) -> usize {
    let chars = chars_of(chars);
    let mut rest = bytes;
    while let Some(block) = rest.first_chunk::<{ 3 * BYTES + LOADED }>() {
        for i in 0..4 {
            let bytes = block[i * BYTES..].first_chunk().expect("four overlap");
            out.push128(chars(bytes), CHARS);
        }
        rest = &rest[4 * BYTES..];
    }
    while let Some(block) = rest.first_chunk() {
        out.push128(chars(block), CHARS);
        rest = &rest[BYTES..];
    }
    bytes.len() - rest.len()
}

#[target_feature(enable = "ssse3,sse4.1")]
pub fn encode_lines(alphabet: &Alphabet, line: usize, bytes: &[u8], out: &mut Output<'_>) {
    let read = match alphabet.offsets() {
        Some(offsets) => encode_whole_lines(chars_by_offset(offsets), line, bytes, out),
        None => encode_whole_lines(chars_by_row(alphabet), line, bytes, out),
    };
    scalar::encode_lines(alphabet, line, &bytes[read..], out);
}

/// Encodes lines, while as many bytes are left as are loaded; returns the number of bytes.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn encode_whole_lines(chars: impl Chars, line: usize, bytes: &[u8], out: &mut Output<'_>) -> usize {
    let chars = chars_of(chars);
    let blocks = line / BYTES;
    // The vector with the end of the line has room for the newline.
    let last = line % BYTES / QUANTUM_BYTES * QUANTUM_CHARS;
    let is_newline = load128(&core::array::from_fn(|i| if i == last { 0xFF } else { 0 }));
    let newline = _mm_set1_epi8(b'\n' as i8);

    let mut rest = bytes;
    while rest.len() >= line + LOADED {
        for i in 0..blocks {
            let block = rest[i * BYTES..].first_chunk();
            out.push128(chars(block.expect("it is long enough")), CHARS);
        }
        let block = rest[blocks * BYTES..].first_chunk();
        let text = chars(block.expect("so is its end"));
        out.push128(_mm_blendv_epi8(text, newline, is_newline), last + 1);
        rest = &rest[line..];
    }
    bytes.len() - rest.len()
}

/// What tells for each character what it stands for, and has no bit set where that is of no use.
trait Sextets: Fn(__m128i) -> (__m128i, __m128i) + Copy {}

impl<T: Fn(__m128i) -> (__m128i, __m128i) + Copy> Sextets for T {}

/// The way for all alphabets.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn sextets_by_row(alphabet: &Alphabet) -> impl Sextets {
    let lookup = lookup_in::<8>(alphabet.sextets().as_chunks().0);
    move |text| {
        let sextets = lookup(text);
        let rejected = _mm_or_si128(text, sextets);
        let is_rejected = _mm_set1_epi8(Alphabet::REJECTED as i8);
        (sextets, _mm_andnot_si128(rejected, is_rejected))
    }
}

/// The shorter way.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn sextets_by_nibbles(nibbles: &Nibbles) -> impl Sextets {
    let accepted = load128(&nibbles.accepted);
    let bits = load128(&[1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0]);
    let offsets = load128(&nibbles.offsets);
    let exception = _mm_set1_epi8(nibbles.exception as i8);
    let exceptional = _mm_set1_epi8(nibbles.exceptional as i8);
    move |text| {
        let high = _mm_and_si128(_mm_srli_epi32::<4>(text), _mm_set1_epi8(0x0F));
        // Of an ASCII character, a shuffle takes the low half, and nothing of others.
        let is_accepted = _mm_and_si128(
            _mm_shuffle_epi8(accepted, text),
            _mm_shuffle_epi8(bits, high),
        );
        let sextets = _mm_add_epi8(text, _mm_shuffle_epi8(offsets, high));
        let is_exception = _mm_cmpeq_epi8(text, exception);
        let sextets = _mm_blendv_epi8(sextets, exceptional, is_exception);
        (sextets, is_accepted)
    }
}

/// The 12 bytes of 16 times six bits.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn bytes_of(sextets: __m128i) -> __m128i {
    let pairs = _mm_maddubs_epi16(sextets, _mm_set1_epi16(0x0140));
    let quanta = _mm_madd_epi16(pairs, _mm_set1_epi32(0x0001_1000));
    let pack = load128(&[2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255]);
    _mm_shuffle_epi8(quanta, pack)
}

/// A bit for each byte that is zero: for each character that is not in the alphabet.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn zeros(bytes: __m128i) -> u32 {
    _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_setzero_si128())) as u32
}

#[target_feature(enable = "ssse3,sse4.1")]
pub fn decode_whole(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
    let read = match alphabet.nibbles() {
        _ if text.len() < CHARS => 0,
        Some(nibbles) => decode_blocks(sextets_by_nibbles(nibbles), text, out),
        None => decode_blocks(sextets_by_row(alphabet), text, out),
    };
    read + scalar::decode_whole(alphabet, &text[read..], out)
}

/// Decodes vectors from the front of a text while all their characters are in the alphabet; returns the number of characters.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn decode_blocks(lookup: impl Sextets, text: &[u8], out: &mut Output<'_>) -> usize {
    let mut rest = text;
    while let Some(block) = rest.first_chunk::<{ 4 * CHARS }>() {
        let mut sextets = [_mm_setzero_si128(); 4];
        let mut all = _mm_set1_epi8(-1);
        for (block, sextets) in block.as_chunks().0.iter().zip(&mut sextets) {
            let accepted;
            (*sextets, accepted) = lookup(load128(block));
            all = _mm_min_epu8(all, accepted);
        }
        if zeros(all) != 0 {
            break;
        }
        for sextets in sextets {
            out.push128(bytes_of(sextets), BYTES);
        }
        rest = &rest[4 * CHARS..];
    }
    while let Some(block) = rest.first_chunk() {
        let (sextets, accepted) = lookup(load128(block));
        if zeros(accepted) != 0 {
            break;
        }
        out.push128(bytes_of(sextets), BYTES);
        rest = &rest[CHARS..];
    }
    text.len() - rest.len()
}

/// The characters that are collected before they are joined: enough for what was stored to have arrived where it is loaded.
const STAGED: usize = 2048;

/// How often they are, before it is seen whether there are lines.
const ROUNDS: usize = 16;

#[target_feature(enable = "ssse3,sse4.1")]
pub fn decode_skipping(
    alphabet: &Alphabet,
    skipped: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> usize {
    let read = match alphabet.nibbles() {
        _ if text.len() < 2 * CHARS => 0,
        Some(nibbles) => skip(sextets_by_nibbles(nibbles), alphabet, skipped, text, out),
        None => skip(sextets_by_row(alphabet), alphabet, skipped, text, out),
    };
    read + scalar::decode_skipping(alphabet, skipped, &text[read..], out)
}

#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn skip(
    lookup: impl Sextets,
    alphabet: &Alphabet,
    skipped: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> usize {
    let mut read = 0;
    loop {
        read += decode_blocks(lookup, &text[read..], out);
        let ending = &text[read..text.len().min(read + MAX_ENDING)];
        read += scalar::length_of_skipped(alphabet, skipped, ending);
        if text.len() - read >= STAGED / 8 {
            // The first is what remains of a line, often.
            for _ in 0..2 {
                read += decode_lines(lookup, alphabet, skipped, &text[read..], out);
            }
        }
        let (staged, next) = decode_staged(lookup, alphabet, skipped, &text[read..], out);
        read += staged;
        match next {
            Next::Blocks => {}
            Next::Chars => {
                let rest = &text[read..];
                let (chars, is_end) =
                    scalar::decode_chars(alphabet, skipped, rest, STAGED / 2, out);
                read += chars;
                if is_end {
                    return read;
                }
            }
            Next::End => return read,
        }
    }
}

/// The most characters that end a line.
const MAX_ENDING: usize = 4;

/// Decodes lines that are all as long as the first, which has whole quanta, and end as that. Returns the number of characters read: zero where there
/// are no such lines.
///
/// As the ends need not be searched, one line does not wait for the one before.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn decode_lines(
    lookup: impl Sextets,
    alphabet: &Alphabet,
    skipped: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> usize {
    let line = length_of_line(lookup, text);
    let ending = &text[line..text.len().min(line + MAX_ENDING + 1)];
    let ending = scalar::length_of_skipped(alphabet, skipped, ending);
    if line == 0 || !line.is_multiple_of(QUANTUM_CHARS) || ending == 0 || ending > MAX_ENDING {
        return 0;
    }

    let blocks = line / CHARS;
    // The last vector: characters, the ending, and the next line.
    let last = line % CHARS;
    let Some(block) = text[blocks * CHARS..].first_chunk() else {
        return 0;
    };
    let first = load128(block);
    let is_char = (1 << last) - 1;
    let is_end = ((1 << (last + ending)) - 1) & !is_char;

    let mut rest = text;
    while rest.len() >= blocks * CHARS + CHARS {
        let before = out.len();
        let mut all = _mm_set1_epi8(-1);
        for i in 0..blocks {
            let block = rest[i * CHARS..].first_chunk();
            let (sextets, accepted) = lookup(load128(block.expect("it is long enough")));
            all = _mm_min_epu8(all, accepted);
            out.push128(bytes_of(sextets), BYTES);
        }
        let block = rest[blocks * CHARS..].first_chunk();
        let block = load128(block.expect("so is its end"));
        let (sextets, accepted) = lookup(block);
        let is_other = zeros(_mm_cmpeq_epi8(block, first));
        if zeros(all) | zeros(accepted) & is_char | is_other & is_end != 0 {
            out.truncate(before);
            break;
        }
        out.push128(bytes_of(sextets), last / QUANTUM_CHARS * QUANTUM_BYTES);
        rest = &rest[line + ending..];
    }
    text.len() - rest.len()
}

/// The number of characters before the first that is not in the alphabet, or before the last vector.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn length_of_line(lookup: impl Sextets, text: &[u8]) -> usize {
    for (i, block) in text.as_chunks().0.iter().enumerate() {
        let (_, accepted) = lookup(load128(block));
        let end = zeros(accepted);
        if end != 0 {
            return i * CHARS + end.trailing_zeros() as usize;
        }
    }
    text.len() / CHARS * CHARS
}

/// How to go on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// There are characters with nothing between.
    Blocks,
    /// There are fewer of them than a vector is good for.
    Chars,
    /// The text has no vector more, or a byte that must be left.
    End,
}

/// Collects the characters between what is skipped and decodes them, for a while, or while there are any to skip. Returns the number of bytes read, up to
/// the end of a quantum.
#[inline]
#[target_feature(enable = "ssse3,sse4.1")]
fn decode_staged(
    lookup: impl Sextets,
    alphabet: &Alphabet,
    skipped: &ByteSet,
    text: &[u8],
    out: &mut Output<'_>,
) -> (usize, Next) {
    let mut staged = [MaybeUninit::uninit(); STAGED + 2 * CHARS];
    let mut staged = Output::new(&mut staged);
    let mut rest = text;
    for round in 1.. {
        let mut next = None;
        let mut skips = 0;
        while staged.len() < STAGED && next.is_none() {
            let Some(block) = rest.first_chunk() else {
                next = Some(Next::End);
                break;
            };
            let (sextets, accepted) = lookup(load128(block));
            let end = zeros(accepted);
            if end == 0 {
                // The next vector need not wait for the length.
                staged.push128(sextets, CHARS);
                rest = &rest[CHARS..];
                continue;
            }
            let len = end.trailing_zeros() as usize;
            staged.push128(sextets, len);
            rest = &rest[len..];
            let len = scalar::length_of_skipped(alphabet, skipped, rest);
            rest = &rest[len..];
            skips += 1;
            if len == 0 {
                next = Some(Next::End);
            } else if skips > 16 + staged.len() / 16 {
                next = Some(Next::Chars);
            }
        }
        if skips == 0 || round == ROUNDS {
            next = next.or(Some(Next::Blocks));
        }

        let (blocks, last) = staged.as_slice().as_chunks();
        for block in blocks {
            out.push128(bytes_of(load128(block)), BYTES);
        }
        let len = last.len();
        let mut block = [0; CHARS];
        block[..len].copy_from_slice(last);
        let last = load128(&block);
        if let Some(next) = next {
            out.push128(bytes_of(last), len / QUANTUM_CHARS * QUANTUM_BYTES);
            let read = &text[..text.len() - rest.len()];
            let left = scalar::length_of_last(alphabet, read, len % QUANTUM_CHARS);
            return (read.len() - left, next);
        }
        staged.truncate(0);
        staged.push128(last, len);
    }
    unreachable!("the last round returns")
}
