//! Base32: [`codecs::base32`] by the rules of Python's functions.

use codecs::ByteSet;
use codecs::base32::{self, Alphabet, DecodeOptions, EncodeOptions};
use cpython_api::{Input, Thread};

use crate::output::{BytesOrFallback, new_bytes};

/// Encodes in one line or several.
pub fn encode<'py>(
    thread: &'py mut Thread<'_>,
    alphabet: &Alphabet,
    options: EncodeOptions,
    data: Input<'_>,
) -> BytesOrFallback<'py> {
    let capacity = base32::encoded_len(data.len(), &options);
    new_bytes(thread, (base32::ENCODING, data.len()), capacity, |out| {
        let mut lines = options.lines();
        data.try_pieces::<()>(|bytes, _| {
            base32::encode_part(alphabet, bytes, options.padded, &mut lines, out);
            Ok(())
        })
    })
}

/// How a decoding function was asked to decode.
pub struct Asked<'a> {
    /// The characters.
    pub alphabet: &'a Alphabet,
    /// Whether small letters are taken, too.
    pub casefold: bool,
    /// The letter that the digit one is taken for; zero is then taken for O.
    pub map01: Option<u8>,
    /// Whether the padding must be there.
    pub padded: bool,
    /// What is skipped.
    pub ignored: &'a [u8],
    /// Whether the bits behind the last byte must be zero.
    pub canonical: bool,
}

/// Decodes what needs no exception.
pub fn decode<'py>(
    thread: &'py mut Thread<'_>,
    asked: Asked<'_>,
    text: Input<'_>,
) -> BytesOrFallback<'py> {
    // Characters are mapped before it is asked which of them are ignored.
    let is_mapped = |byte: &u8| match byte {
        b'0' | b'1' => asked.map01.is_some(),
        byte => asked.casefold && byte.is_ascii_alphabetic(),
    };
    if asked.ignored.iter().any(is_mapped) {
        return Ok(None);
    }
    let mapped;
    let mut alphabet = asked.alphabet;
    if asked.map01.is_some() || asked.casefold {
        let mut letters = *alphabet;
        if let Some(letter) = asked.map01 {
            if !letter.is_ascii_uppercase() {
                return Ok(None);
            }
            letters = letters.map01(letter);
        }
        if asked.casefold {
            letters = letters.casefold();
        }
        mapped = letters;
        alphabet = &mapped;
    }

    let options = DecodeOptions {
        padded: asked.padded,
        ignored: ByteSet::new(asked.ignored),
        canonical: asked.canonical,
    };
    let text = text.to_bytes(thread.py())?;
    let capacity = Some(base32::decoded_len(&text));
    new_bytes(thread, (base32::DECODING, text.len()), capacity, |out| {
        base32::decode(alphabet, &text, &options, out)
    })
}
