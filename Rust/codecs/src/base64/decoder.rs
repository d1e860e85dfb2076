//! Decoding by the rules of `binascii.a2b_base64`, in one piece or several.
//!
//! The kernels decode what needs no thought: quanta of the alphabet, and what is skipped between their characters. [`Decoder`]
//! takes each character that they leave, one at a time, and then goes back to them.

use super::{Alphabet, PAD, QUANTUM_BYTES, QUANTUM_CHARS, kernel, max_decoded_len};
use crate::{ByteSet, Output};

/// What padding means where it does not end the text. CPython has changed its mind, in maintenance releases too: ask the base
/// by trying, not its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rules {
    /// A padded quantum ends the text, and what follows it is ignored if lenient. 3.11.0 and 3.12.1 have these. If strict, a
    /// pad behind a whole quantum is ignored, at the end of the text.
    V3_11,
    /// The same, but a pad behind a whole quantum is [`ErrorKind::ExcessPadding`] if strict: `b'AAAA='`. 3.13.0 has these.
    V3_13,
    /// Lenient decoding skips padding, and goes on: `b'AAA=A'` has four characters. Only that at the end of the text counts.
    /// 3.13.5 and 3.14.8 have these, and 3.15.
    V3_14,
}

/// How to decode. [`new`](Self::new) has the defaults of `binascii.a2b_base64`.
#[derive(Clone, Copy, Debug)]
pub struct DecodeOptions<'a> {
    /// The characters.
    pub alphabet: &'a Alphabet,
    /// Which CPython's.
    pub rules: Rules,
    /// Whether bytes that cannot stand where they stand are errors. Lenient decoding skips them.
    pub strict: bool,
    /// What strict decoding skips. [`PAD`] among them is skipped as lenient decoding skips it, by [`Rules::V3_14`]. The alphabet comes first.
    pub ignored: ByteSet,
    /// Whether the last quantum must be filled with [`PAD`]. If not, strict decoding rejects padding. By [`Rules::V3_14`] only.
    pub padded: bool,
    /// Whether the last character may have no bits set behind the last byte.
    pub canonical: bool,
}

impl<'a> DecodeOptions<'a> {
    /// Lenient, padded, canonical or not.
    pub const fn new(alphabet: &'a Alphabet, rules: Rules) -> Self {
        DecodeOptions {
            alphabet,
            rules,
            strict: false,
            ignored: ByteSet::EMPTY,
            padded: true,
            canonical: false,
        }
    }

    /// The number of bytes that `text` becomes at most, and exactly if all of it is characters of the alphabet but up to four bytes at the end, such as padding and a
    /// newline.
    #[inline]
    pub fn decoded_len(&self, text: &[u8]) -> usize {
        let behind = text.iter().rev().take(4);
        let behind = behind.take_while(|&&char| !self.alphabet.contains(char));
        max_decoded_len(text.len() - behind.count())
    }

    /// What is skipped. [`PAD`] is, if it counts at the end of the text alone: within a quantum, kernels leave what follows it.
    fn skipped(&self) -> ByteSet {
        let skipped = if self.strict {
            self.ignored
        } else {
            ByteSet::FULL
        };
        match self.rules {
            Rules::V3_14 => skipped,
            Rules::V3_11 | Rules::V3_13 => skipped.without(&ByteSet::new(&[PAD])),
        }
    }

    /// What of a text could be clean: decoded as by [`decode_clean`](super::decode_clean), and if padding is demanded, all that there is to decode.
    #[inline]
    fn perhaps_clean<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        if self.canonical {
            return None;
        }
        if !self.padded {
            let quanta = text.len() / QUANTUM_CHARS * QUANTUM_CHARS;
            // To padding, other rules apply.
            return Some(&text[..quanta]).filter(|quanta| !quanta.ends_with(&[PAD]));
        }
        // Padding may be before the newline.
        let skips_behind = self.rules == Rules::V3_14 || !self.strict;
        let is_skipped = |char| {
            skips_behind
                && (!self.strict || self.ignored.contains(char))
                && !self.alphabet.contains(char)
        };
        let text = match text {
            [front @ .., b'\r', b'\n'] if is_skipped(b'\r') && is_skipped(b'\n') => front,
            [front @ .., b'\n'] if is_skipped(b'\n') => front,
            _ => text,
        };
        Some(text).filter(|text| text.len().is_multiple_of(QUANTUM_CHARS))
    }

    /// Whether padding is skipped, and merely counted.
    const fn skips_padding(&self) -> bool {
        !self.strict || self.ignored.contains(PAD)
    }
}

/// Why a text was rejected, and what `binascii` says then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A byte that is neither in the alphabet, nor [`PAD`], nor ignored: "Only base64 data is allowed".
    NotInAlphabet,
    /// [`PAD`] before any character: "Leading padding not allowed".
    LeadingPadding,
    /// [`PAD`] behind a whole quantum: "Excess padding not allowed".
    ExcessPadding,
    /// A character behind [`PAD`], within a quantum: "Discontinuous padding not allowed".
    DiscontinuousPadding,
    /// Anything behind a padded quantum: "Excess data after padding".
    ExcessData,
    /// [`PAD`] in a text that has none: "Padding not allowed".
    PaddingNotAllowed,
    /// The last quantum has two or three characters, and is not filled: "Incorrect padding".
    IncorrectPadding,
    /// The last quantum has one character, which is not a byte. The number of characters: "Invalid base64-encoded string: number of data characters
    /// (N) cannot be 1 more than a multiple of 4".
    LoneCharacter(usize),
    /// The last character has bits set behind the last byte: "Non-zero padding bits".
    NonZeroPaddingBits,
}

/// A rejected text: why, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub kind: ErrorKind,
    /// The position of the byte that cannot stand where it stands, or the length of a text that ends too early.
    pub at: usize,
}

/// The characters that are taken one by one before a kernel is asked again, which costs about as much; and those if it had nothing to do
/// each time.
const STEPS: usize = 32;
const MAX_STEPS: usize = 32 * STEPS;

/// Decodes a whole text into at most [`DecodeOptions::decoded_len`] bytes.
///
/// # Errors
///
/// The first that CPython would report. What `out` has then is of no use.
///
/// # Panics
///
/// If `out` has no room for the decoded text.
pub fn decode(options: &DecodeOptions<'_>, text: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
    let mut front = 0;
    if let Some(clean) = options.perhaps_clean(text) {
        front = kernel::decode_whole(options.alphabet, clean, out);
        if front == clean.len() && options.padded {
            return Ok(());
        }
    }
    decode_behind(options, text, front, out)
}

/// Decodes what is behind so many characters, which are whole quanta and decoded.
///
/// Not inlined: what is clean needs no decoder, which takes longer to make than a few quanta to decode.
#[inline(never)]
fn decode_behind(
    options: &DecodeOptions<'_>,
    text: &[u8],
    front: usize,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let mut decoder = Decoder::new(*options);
    decoder.skip_quanta(front);
    decoder.update(&text[front..], out)?;
    decoder.finish(out)
}

/// Decodes one piece after the other, to the same bytes as [`decode`] makes of all of them together, or the same error.
///
/// The pieces may be cut anywhere. After an error it is of no use.
#[derive(Clone, Debug)]
pub struct Decoder<'a> {
    options: DecodeOptions<'a>,
    skipped: ByteSet,
    /// The bytes read.
    position: usize,
    state: State,
}

/// What was read, as far as it bears on what follows.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// The quanta decoded.
    quanta: usize,
    /// The characters of the quantum that is not yet whole, six bits each, the last one lowest.
    bits: u32,
    /// How many they are.
    place: u8,
    /// The pads since the last character: up to 4, which are as good as more.
    pads: u8,
    /// Whether there was any padding: what follows is discontinuous by the rules before [`Rules::V3_14`].
    padding_started: bool,
    /// Whether a padded quantum has ended the text, by the rules before [`Rules::V3_14`].
    ended: bool,
}

impl<'a> Decoder<'a> {
    /// Starts a text.
    pub fn new(options: DecodeOptions<'a>) -> Self {
        Decoder {
            options,
            skipped: options.skipped(),
            position: 0,
            state: State::default(),
        }
    }

    /// Counts whole quanta at the front of the text that have been decoded.
    fn skip_quanta(&mut self, chars: usize) {
        self.position += chars;
        self.state.quanta += chars / QUANTUM_CHARS;
    }

    /// Decodes a piece. Of the quantum that is not whole yet, nothing is written.
    ///
    /// # Errors
    ///
    /// As [`decode`]: the position is that in the whole text.
    ///
    /// # Panics
    ///
    /// If `out` has no room.
    pub fn update(&mut self, text: &[u8], out: &mut Output<'_>) -> Result<(), Error> {
        let mut rest = text;
        // By value, so that it need not be in memory.
        let mut state = self.state;
        let mut steps = 1;
        let mut steps_in_doubt = STEPS;
        while !rest.is_empty() {
            if state.is_between_quanta() {
                let before = out.len();
                let read = kernel::decode_skipping(self.options.alphabet, &self.skipped, rest, out);
                self.position += read;
                state.quanta += (out.len() - before) / QUANTUM_BYTES;
                rest = &rest[read..];
                if read < STEPS {
                    steps = steps_in_doubt;
                    steps_in_doubt = MAX_STEPS.min(2 * steps);
                } else {
                    steps = 1;
                    steps_in_doubt = STEPS;
                }
            }
            let mut taken = 0;
            while let Some(&char) = rest.get(taken)
                && (taken < steps || !state.is_between_quanta())
            {
                if state.ended && !self.options.strict {
                    self.state = state;
                    return Ok(());
                }
                let step = state.step(&self.options, &self.skipped, char, out);
                step.map_err(|kind| Error {
                    kind,
                    at: self.position + taken,
                })?;
                taken += 1;
            }
            self.position += taken;
            rest = &rest[taken..];
        }
        self.state = state;
        Ok(())
    }

    /// Ends the text: writes what its last quantum has, if that is not whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LoneCharacter`], [`ErrorKind::IncorrectPadding`] or [`ErrorKind::NonZeroPaddingBits`], at the end of the text.
    ///
    /// # Panics
    ///
    /// If `out` has no room.
    pub fn finish(self, out: &mut Output<'_>) -> Result<(), Error> {
        let error = |kind| {
            Err(Error {
                kind,
                at: self.position,
            })
        };
        let state = self.state;
        let is_filled = state.ended
            || match self.options.rules {
                Rules::V3_14 => !self.options.padded || state.place + state.pads >= 4,
                Rules::V3_11 | Rules::V3_13 => false,
            };
        // The bits that are no byte's.
        let behind = match state.place {
            0 => return Ok(()),
            1 => return error(state.lone_character()),
            _ if !is_filled => return error(ErrorKind::IncorrectPadding),
            2 => 4,
            _ => 2,
        };
        if self.options.canonical && state.bits & ((1 << behind) - 1) != 0 {
            return error(ErrorKind::NonZeroPaddingBits);
        }
        let [.., a, b] = (state.bits >> behind).to_be_bytes();
        if state.place == 3 {
            out.push(a);
        }
        out.push(b);
        Ok(())
    }
}

impl State {
    /// Whether a kernel can go on from here. If there were pads, they will not have counted.
    #[inline]
    const fn is_between_quanta(&self) -> bool {
        self.place == 0 && !self.padding_started
    }

    const fn lone_character(&self) -> ErrorKind {
        ErrorKind::LoneCharacter(self.quanta * QUANTUM_CHARS + 1)
    }

    /// Takes one byte.
    #[inline(always)]
    fn step(
        &mut self,
        options: &DecodeOptions<'_>,
        skipped: &ByteSet,
        char: u8,
        out: &mut Output<'_>,
    ) -> Result<(), ErrorKind> {
        if self.ended {
            return Err(ErrorKind::ExcessData);
        }
        let sextet = options.alphabet.sextets()[usize::from(char)];
        if sextet == Alphabet::REJECTED {
            return match char {
                PAD => self.pad(options),
                _ if skipped.contains(char) => Ok(()),
                _ => Err(ErrorKind::NotInAlphabet),
            };
        }
        if self.pads > 0 || self.padding_started {
            self.after_padding(options)?;
        }
        self.bits = self.bits << 6 | u32::from(sextet);
        self.place += 1;
        if self.place == 4 {
            let [_, bytes @ ..] = self.bits.to_be_bytes();
            out.push_array(bytes);
            self.bits = 0;
            self.place = 0;
            self.quanta += 1;
        }
        Ok(())
    }

    /// Takes a pad.
    #[inline(always)]
    fn pad(&mut self, options: &DecodeOptions<'_>) -> Result<(), ErrorKind> {
        let has_data = self.place > 0 || self.quanta > 0;
        match options.rules {
            Rules::V3_14 => {
                self.pads = (self.pads + 1).min(4);
                if options.skips_padding() {
                    return Ok(());
                }
                if !options.padded {
                    return Err(ErrorKind::PaddingNotAllowed);
                }
                match self.place {
                    0 if has_data => Err(ErrorKind::ExcessPadding),
                    0 => Err(ErrorKind::LeadingPadding),
                    1 => Err(self.lone_character()),
                    _ if self.place + self.pads > 4 => Err(ErrorKind::ExcessPadding),
                    _ => Ok(()),
                }
            }
            Rules::V3_11 | Rules::V3_13 => {
                if options.strict && self.place == 0 {
                    if !has_data && !self.padding_started {
                        return Err(ErrorKind::LeadingPadding);
                    }
                    if options.rules == Rules::V3_13 {
                        return Err(ErrorKind::ExcessPadding);
                    }
                }
                self.padding_started = options.strict;
                if self.place >= 2 {
                    self.pads += 1;
                    self.ended = self.place + self.pads >= 4;
                }
                Ok(())
            }
        }
    }

    /// Takes note that a character follows padding.
    #[inline(always)]
    fn after_padding(&mut self, options: &DecodeOptions<'_>) -> Result<(), ErrorKind> {
        let is_allowed = options.skips_padding();
        let pads = core::mem::take(&mut self.pads);
        if is_allowed {
            Ok(())
        } else if options.rules == Rules::V3_14 && self.place + pads == 4 {
            Err(ErrorKind::ExcessData)
        } else {
            Err(ErrorKind::DiscontinuousPadding)
        }
    }
}
