//! What kernels with vectors have in common: everything but what is done to one vector.
//!
//! [`vectors!`] makes a kernel's functions, [`lines!`] only those that decode lines. A kernel's file calls one of them, once, as CPython's `Objects/stringlib`
//! is included once for each width of characters. What they name is that file's:
//!
//! | name | what it is |
//! |---|---|
//! | `Vector` | `CHARS` characters, what they stand for, or a *verdict* on each of them |
//! | `BYTES`, `CHARS`, `LOADED` | the bytes that a vector is made of, its characters, and the bytes that must be there to make it |
//! | `AT_ONCE` | how many vectors are worth being coded together |
//! | `load(&[u8; CHARS]) -> Vector` | loads characters, or what they stand for |
//! | `push(&mut Output, Vector, keep)` | writes the first characters, or what they stand for |
//! | `push_bytes(&mut Output, sextets, keep)` | writes the first bytes of what characters stand for |
//! | `chars_of(impl Chars) -> impl Fn(&[u8; LOADED]) -> Vector` | finds the characters of the first `BYTES` bytes |
//! | `with_newline(Vector, is_newline) -> Vector` | puts newlines where there is 0xFF, not zero |
//! | `none_rejected() -> Vector` | the verdict to start with |
//! | `both(Vector, Vector) -> Vector` | the verdict that rejects what either of them rejects |
//! | `rejected(Vector) -> u64` | of a verdict, a bit for each character, the first one lowest |
//! | `is_any_rejected(Vector) -> bool` | of a verdict, whether there is such a character |
//! | `others_than(&[u8; CHARS]) -> impl Fn(Vector) -> u64` | finds a bit for each character that is another one |

/// The characters that are collected before they are joined: enough for what was stored to have arrived where it is loaded.
pub const STAGED: usize = 2048;

/// How often they are, before it is seen whether there are lines.
pub const ROUNDS: usize = 16;

/// The most characters that end a line.
pub const MAX_ENDING: usize = 4;

/// What finds the characters of six bits each.
pub trait Chars<V>: Fn(V) -> V + Copy {}

impl<V, T: Fn(V) -> V + Copy> Chars<V> for T {}

/// What tells for each character what it stands for, and has a verdict on it.
pub trait Sextets<V>: Fn(V) -> (V, V) + Copy {}

impl<V, T: Fn(V) -> (V, V) + Copy> Sextets<V> for T {}

/// How to go on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// There are characters with nothing between.
    Blocks,
    /// There are fewer of them than a vector is good for.
    Chars,
    /// The text has no vector more, or a byte that must be left.
    End,
}

/// A mask of the `len` lowest of 64 bits; all of them from 64 on.
#[inline]
pub fn mask(len: usize) -> u64 {
    let behind = u64::MAX.checked_shl(len as u32);
    behind.map_or(u64::MAX, |behind| !behind)
}

/// `encode`, `encode_lines`, `decode_whole` and `decode_skipping`, which `scalar.rs` describes.
///
/// The target features; then what finds characters by the alphabet, and what tells what they stand for, and if there is a shorter way for some alphabets, that one and what
/// the alphabet has for it.
macro_rules! vectors {
    (
        $features:literal,
        encode: $chars:ident $(or $by_offsets:ident($offsets:ident))?,
        decode: $sextets:ident $(or $by_nibbles:ident($nibbles:ident))? $(,)?
    ) => {
        use core::mem::MaybeUninit;

        use crate::ByteSet;
        use crate::base64::vectors::{Chars, MAX_ENDING, Next, ROUNDS, STAGED, Sextets, mask};
        use crate::base64::{QUANTUM_BYTES, QUANTUM_CHARS, scalar};

        lines!($features);

        #[target_feature(enable = $features)]
        pub fn encode(alphabet: &Alphabet, bytes: &[u8], out: &mut Output<'_>) {
            let read = if bytes.len() < LOADED {
                0
            } $(else if let Some(offsets) = alphabet.$offsets() {
                encode_blocks($by_offsets(offsets), bytes, out)
            })? else {
                encode_blocks($chars(alphabet), bytes, out)
            };
            scalar::encode(alphabet, &bytes[read..], out);
        }

        /// Encodes vectors, while as many bytes are left as are loaded; returns the number of bytes.
        #[inline]
        #[target_feature(enable = $features)]
        fn encode_blocks(chars: impl Chars<Vector>, bytes: &[u8], out: &mut Output<'_>) -> usize {
            let chars = chars_of(chars);
            let mut rest = bytes;
            while let Some(blocks) = rest.first_chunk::<{ (AT_ONCE - 1) * BYTES + LOADED }>() {
                for i in 0..AT_ONCE {
                    let block = blocks[i * BYTES..].first_chunk();
                    push(out, chars(block.expect("they overlap")), CHARS);
                }
                rest = &rest[AT_ONCE * BYTES..];
            }
            while let Some(block) = rest.first_chunk() {
                push(out, chars(block), CHARS);
                rest = &rest[BYTES..];
            }
            bytes.len() - rest.len()
        }

        #[target_feature(enable = $features)]
        pub fn encode_lines(
            alphabet: &Alphabet,
            line: usize,
            bytes: &[u8],
            out: &mut Output<'_>,
        ) {
            let read = if bytes.len() < LOADED {
                0
            } $(else if let Some(offsets) = alphabet.$offsets() {
                encode_whole_lines($by_offsets(offsets), line, bytes, out)
            })? else {
                encode_whole_lines($chars(alphabet), line, bytes, out)
            };
            scalar::encode_lines(alphabet, line, &bytes[read..], out);
        }

        /// Encodes lines, while as many bytes are left as are loaded; returns the number of bytes.
        #[inline]
        #[target_feature(enable = $features)]
        fn encode_whole_lines(
            chars: impl Chars<Vector>,
            line: usize,
            bytes: &[u8],
            out: &mut Output<'_>,
        ) -> usize {
            let chars = chars_of(chars);
            let blocks = line / BYTES;
            // The vector with the end of the line has room for the newline.
            let last = line % BYTES / QUANTUM_BYTES * QUANTUM_CHARS;
            let is_newline = load(&core::array::from_fn(|i| if i == last { 0xFF } else { 0 }));

            let mut rest = bytes;
            while rest.len() >= line + LOADED {
                for i in 0..blocks {
                    let block = rest[i * BYTES..].first_chunk();
                    push(out, chars(block.expect("it is long enough")), CHARS);
                }
                let block = rest[blocks * BYTES..].first_chunk();
                let text = chars(block.expect("so is its end"));
                push(out, with_newline(text, is_newline), last + 1);
                rest = &rest[line..];
            }
            bytes.len() - rest.len()
        }

        #[target_feature(enable = $features)]
        pub fn decode_whole(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
            let read = if text.len() < CHARS {
                0
            } $(else if let Some(nibbles) = alphabet.$nibbles() {
                decode_blocks($by_nibbles(nibbles), text, out)
            })? else {
                decode_blocks($sextets(alphabet), text, out)
            };
            read + scalar::decode_whole(alphabet, &text[read..], out)
        }

        /// Decodes vectors from the front of a text while all their characters are in the alphabet; returns the number of characters.
        #[inline]
        #[target_feature(enable = $features)]
        fn decode_blocks(lookup: impl Sextets<Vector>, text: &[u8], out: &mut Output<'_>) -> usize {
            let mut rest = text;
            while let Some(blocks) = rest.first_chunk::<{ AT_ONCE * CHARS }>() {
                let mut all = none_rejected();
                let mut sextets = [all; AT_ONCE];
                for (block, sextets) in blocks.as_chunks().0.iter().zip(&mut sextets) {
                    let verdict;
                    (*sextets, verdict) = lookup(load(block));
                    all = both(all, verdict);
                }
                if is_any_rejected(all) {
                    break;
                }
                for sextets in sextets {
                    push_bytes(out, sextets, BYTES);
                }
                rest = &rest[AT_ONCE * CHARS..];
            }
            while let Some(block) = rest.first_chunk() {
                let (sextets, verdict) = lookup(load(block));
                if is_any_rejected(verdict) {
                    break;
                }
                push_bytes(out, sextets, BYTES);
                rest = &rest[CHARS..];
            }
            text.len() - rest.len()
        }

        #[target_feature(enable = $features)]
        pub fn decode_skipping(
            alphabet: &Alphabet,
            skipped: &ByteSet,
            text: &[u8],
            out: &mut Output<'_>,
        ) -> usize {
            let read = if text.len() < 2 * CHARS {
                0
            } $(else if let Some(nibbles) = alphabet.$nibbles() {
                skip($by_nibbles(nibbles), alphabet, skipped, text, out)
            })? else {
                skip($sextets(alphabet), alphabet, skipped, text, out)
            };
            read + scalar::decode_skipping(alphabet, skipped, &text[read..], out)
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn skip(
            lookup: impl Sextets<Vector>,
            alphabet: &Alphabet,
            skipped: &ByteSet,
            text: &[u8],
            out: &mut Output<'_>,
        ) -> usize {
            let mut read = 0;
            loop {
                read += decode_blocks(lookup, &text[read..], out);
                read += decode_even(lookup, alphabet, skipped, &text[read..], out);
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

        /// Collects the characters between what is skipped and decodes them, for a while, or while there are any to skip. Returns the number of bytes read, up to
        /// the end of a quantum.
        #[inline]
        #[target_feature(enable = $features)]
        fn decode_staged(
            lookup: impl Sextets<Vector>,
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
                    let (sextets, verdict) = lookup(load(block));
                    let end = rejected(verdict);
                    if end == 0 {
                        // The next vector need not wait for the length.
                        push(&mut staged, sextets, CHARS);
                        rest = &rest[CHARS..];
                        continue;
                    }
                    let len = end.trailing_zeros() as usize;
                    push(&mut staged, sextets, len);
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
                    push_bytes(out, load(block), BYTES);
                }
                let len = last.len();
                let mut block = [0; CHARS];
                block[..len].copy_from_slice(last);
                let last = load(&block);
                if let Some(next) = next {
                    push_bytes(out, last, len / QUANTUM_CHARS * QUANTUM_BYTES);
                    let read = &text[..text.len() - rest.len()];
                    let left = scalar::length_of_last(alphabet, read, len % QUANTUM_CHARS);
                    return (read.len() - left, next);
                }
                staged.truncate(0);
                push(&mut staged, last, len);
            }
            unreachable!("the last round returns")
        }
    };
}

/// `decode_even`: what is at the front of a text that has no vector of characters alone, and can be decoded without a look at each of its bytes.
macro_rules! lines {
    ($features:literal) => {
        /// Skips the end of a line, and decodes the lines behind it that are alike. Returns the number of bytes read.
        #[inline]
        #[target_feature(enable = $features)]
        fn decode_even(
            lookup: impl Sextets<Vector>,
            alphabet: &Alphabet,
            skipped: &ByteSet,
            text: &[u8],
            out: &mut Output<'_>,
        ) -> usize {
            let ending = &text[..text.len().min(MAX_ENDING)];
            let mut read = scalar::length_of_skipped(alphabet, skipped, ending);
            if text.len() - read >= STAGED / 8 {
                // The first is what remains of a line, often.
                for _ in 0..2 {
                    read += decode_lines(lookup, alphabet, skipped, &text[read..], out);
                }
            }
            read
        }

        /// Decodes lines that are all as long as the first, which has whole quanta, and end as that. Returns the number of characters read: zero where there
        /// are no such lines.
        ///
        /// As the ends need not be searched, one line does not wait for the one before.
        #[inline]
        #[target_feature(enable = $features)]
        fn decode_lines(
            lookup: impl Sextets<Vector>,
            alphabet: &Alphabet,
            skipped: &ByteSet,
            text: &[u8],
            out: &mut Output<'_>,
        ) -> usize {
            let line = length_of_line(lookup, text);
            let ending = &text[line..text.len().min(line + MAX_ENDING + 1)];
            let ending = scalar::length_of_skipped(alphabet, skipped, ending);
            if line == 0
                || !line.is_multiple_of(QUANTUM_CHARS)
                || ending == 0
                || ending > MAX_ENDING
            {
                return 0;
            }

            let blocks = line / CHARS;
            // The last vector: characters, the ending, and the next line.
            let last = line % CHARS;
            let is_char = mask(last);
            let is_end = mask(last + ending) & !is_char;
            let Some(first) = text[blocks * CHARS..].first_chunk() else {
                return 0;
            };
            let others = others_than(first);

            let mut rest = text;
            while let Some(vectors) = rest.get(..blocks * CHARS + CHARS)
                && let Some((block, blocks)) = vectors.as_chunks().0.split_last()
            {
                let before = out.len();
                let mut all = none_rejected();
                for block in blocks {
                    let (sextets, verdict) = lookup(load(block));
                    all = both(all, verdict);
                    push_bytes(out, sextets, BYTES);
                }
                let block = load(block);
                let (sextets, verdict) = lookup(block);
                if rejected(all) | rejected(verdict) & is_char | others(block) & is_end != 0 {
                    out.truncate(before);
                    break;
                }
                push_bytes(out, sextets, last / QUANTUM_CHARS * QUANTUM_BYTES);
                rest = &rest[line + ending..];
            }
            text.len() - rest.len()
        }

        /// The number of characters before the first that is not in the alphabet, or before the last vector.
        #[inline]
        #[target_feature(enable = $features)]
        fn length_of_line(lookup: impl Sextets<Vector>, text: &[u8]) -> usize {
            for (i, block) in text.as_chunks().0.iter().enumerate() {
                let (_, verdict) = lookup(load(block));
                let end = rejected(verdict);
                if end != 0 {
                    return i * CHARS + end.trailing_zeros() as usize;
                }
            }
            text.len() / CHARS * CHARS
        }
    };
}
