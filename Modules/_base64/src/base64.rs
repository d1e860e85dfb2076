//! Base64: [`codecs::base64`] by the rules of Python's functions.

use codecs::base64::{
    self, Alphabet, DecodeOptions, Decoder, EncodeOptions, Encoder, PAD, QUANTUM_CHARS, Rules,
    STANDARD,
};
use codecs::{ByteSet, Output};
use cpython_api::{FewBytes, Input, Python, SharedBuffer, Thread};

use crate::output::{BytesOrFallback, new_bytes, new_bytes_attached};

/// The characters of a line, and the newline behind it, of `encodebytes()`.
const LINE: usize = 76;

/// Encodes in one line or several.
#[inline]
pub fn encode<'py>(
    thread: &'py mut Thread<'_>,
    options: &EncodeOptions<'_>,
    data: Input<'_>,
) -> BytesOrFallback<'py> {
    match data {
        Input::Lent(bytes) => encode_bytes(thread, options, bytes),
        Input::Shared(shared) => encode_shared(thread, options, shared),
    }
}

fn encode_bytes<'py>(
    thread: &'py mut Thread<'_>,
    options: &EncodeOptions<'_>,
    bytes: &[u8],
) -> BytesOrFallback<'py> {
    let work = (base64::ENCODING, bytes.len());
    new_bytes(thread, work, options.encoded_len(bytes.len()), |out| {
        base64::encode(options, bytes, out);
        Ok::<_, ()>(())
    })
}

#[inline(never)]
fn encode_shared<'py>(
    thread: &'py mut Thread<'_>,
    options: &EncodeOptions<'_>,
    data: &SharedBuffer,
) -> BytesOrFallback<'py> {
    if let Some(bytes) = data.copy_few(&mut FewBytes::new()) {
        return encode_bytes(thread, options, bytes);
    }
    let data = Input::Shared(data);
    let work = (base64::ENCODING, data.len());
    new_bytes(thread, work, options.encoded_len(data.len()), |out| {
        let mut encoder = Encoder::new(*options);
        data.try_pieces::<()>(|bytes, is_last| {
            if is_last {
                encoder.clone().finish(bytes, out);
            } else {
                encoder.update(bytes, out);
            }
            Ok(())
        })
    })
}

/// Encodes in lines that all end with a newline, as MIME has it. No line becomes of nothing.
pub fn encode_lines<'py>(thread: &'py mut Thread<'_>, data: Input<'_>) -> BytesOrFallback<'py> {
    let mut options = EncodeOptions::new(&STANDARD);
    options.wrapcol = LINE;
    options.newline = !data.is_empty();
    encode(thread, &options, data)
}

/// How a decoding function was asked to decode.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The characters.
    pub alphabet: &'a Alphabet,
    /// What is skipped: of a text that passes, the base makes the same bytes.
    pub skipped: &'a ByteSet,
    /// Whether the padding must be there.
    pub padded: bool,
    /// Whether the bits behind the last byte must be zero.
    pub canonical: bool,
}

/// What lenient decoding skips: everything, but for padding where it must be there. On padding in the wrong place the versions of CPython do not
/// agree, so that goes to the fallback.
pub const fn junk(padded: bool) -> &'static ByteSet {
    static ALL_BUT_PADDING: ByteSet = ByteSet::FULL.without(&ByteSet::new(&[PAD]));
    if padded {
        &ALL_BUT_PADDING
    } else {
        &ByteSet::FULL
    }
}

impl<'a> Asked<'a> {
    /// Nothing is skipped, and the padding must be there.
    pub const fn strict(alphabet: &'a Alphabet) -> Self {
        Asked {
            alphabet,
            skipped: &ByteSet::EMPTY,
            padded: true,
            canonical: false,
        }
    }

    /// All [`junk`] is skipped, and the padding must be there.
    pub const fn lenient(alphabet: &'a Alphabet) -> Self {
        let mut asked = Asked::strict(alphabet);
        asked.skipped = junk(true);
        asked
    }

    /// Whether what [`decode_clean`] accepts is accepted.
    const fn takes_clean(&self) -> bool {
        self.padded && !self.canonical
    }

    /// Strict for the decoder, which skips all the same what was asked for.
    const fn options(&self) -> DecodeOptions<'a> {
        DecodeOptions {
            alphabet: self.alphabet,
            rules: Rules::V3_14,
            strict: true,
            ignored: *self.skipped,
            padded: self.padded,
            canonical: self.canonical,
        }
    }
}

/// Decodes what needs no exception.
#[inline]
pub fn decode<'py>(
    thread: &'py mut Thread<'_>,
    asked: Asked<'_>,
    text: Input<'_>,
) -> BytesOrFallback<'py> {
    match text {
        Input::Lent(_) => decode_input(thread, asked, text),
        Input::Shared(shared) => decode_shared(thread, asked, shared),
    }
}

#[inline(never)]
fn decode_shared<'py>(
    thread: &'py mut Thread<'_>,
    asked: Asked<'_>,
    text: &SharedBuffer,
) -> BytesOrFallback<'py> {
    match text.copy_few(&mut FewBytes::new()) {
        Some(text) => decode_input(thread, asked, Input::Lent(text)),
        None => decode_input(thread, asked, Input::Shared(text)),
    }
}

fn decode_input<'py>(
    thread: &'py mut Thread<'_>,
    asked: Asked<'_>,
    text: Input<'_>,
) -> BytesOrFallback<'py> {
    let capacity = base64::max_decoded_len(text.len());
    let fill = |out: &mut Output<'_>| decode_into(asked.options(), text, out);
    // What is long is not tried twice: it is decoded while other threads run.
    if Thread::is_worth_a_detach(base64::DECODING.nanoseconds(text.len())) {
        return new_bytes(thread, (base64::DECODING, text.len()), Some(capacity), fill);
    }
    let py = thread.py();
    if asked.takes_clean() && text.len().is_multiple_of(QUANTUM_CHARS) {
        let bytes = decode_clean(py, asked.alphabet, text)?;
        if bytes.is_some() || asked.skipped.is_empty() {
            return Ok(bytes);
        }
    }
    new_bytes_attached(py, capacity, fill)
}

/// Decodes a padded text that has nothing but characters of the alphabet.
#[inline]
fn decode_clean<'py>(
    py: Python<'py>,
    alphabet: &Alphabet,
    text: Input<'_>,
) -> BytesOrFallback<'py> {
    let capacity = match text {
        Input::Lent(text) => base64::decoded_len(text),
        // How it ends can change until it is copied.
        Input::Shared(text) => base64::max_decoded_len(text.len()),
    };
    new_bytes_attached(py, capacity, |out| {
        let is_clean = match text {
            Input::Lent(text) => base64::decode_clean(alphabet, text, out),
            Input::Shared(_) => decode_clean_chunks(alphabet, text, out),
        };
        is_clean.then_some(()).ok_or(())
    })
}

#[inline(never)]
fn decode_clean_chunks(alphabet: &Alphabet, text: Input<'_>, out: &mut Output<'_>) -> bool {
    let mut is_padded = false;
    let result = text.try_pieces(|chars, _| {
        // Padding ends a chunk, and so the text.
        if is_padded || !base64::decode_clean(alphabet, chars, out) {
            return Err(());
        }
        is_padded = chars.ends_with(&[PAD]);
        Ok(())
    });
    result.is_ok()
}

#[inline(never)]
fn decode_into(
    options: DecodeOptions<'_>,
    text: Input<'_>,
    out: &mut Output<'_>,
) -> Result<(), base64::Error> {
    if let Input::Lent(text) = text {
        return base64::decode(&options, text, out);
    }
    let mut decoder = Decoder::new(options);
    text.try_pieces(|chars, _| decoder.update(chars, out))?;
    decoder.finish(out)
}
