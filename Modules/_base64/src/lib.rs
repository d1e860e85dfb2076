//! `_base64`: the functions of `base64` for well-formed calls.
//!
//! Stands beside `Lib/base64.py`, which takes these functions as its own. A call is well-formed if its
//! arguments are data as it stands and the base decodes or encodes that without a word. Every
//! other call goes to the function of the same name in `_pybase64`, the base's own file, so that what it
//! raises, warns or accepts is the base's own.
//!
//! Not here: other alphabets than the RFC's two, text with anything but the alphabet and its
//! padding, unpadded text.

#![no_std]
#![forbid(unsafe_code)]

use core::mem::MaybeUninit;

use codecs::Output;
use codecs::base64::{
    self, Alphabet, EncodeOptions, PAD, QUANTUM_BYTES, QUANTUM_CHARS, STANDARD, URL_SAFE,
};
use cpython_api::{AsciiInput, Bound, Input, PyBytes, PyResult, Python, pymodule};

/// What is copied and coded at a time: quanta that stay in the first-level cache with what becomes of them.
const CHUNK_BYTES: usize = 1024 * QUANTUM_BYTES;
const CHUNK_CHARS: usize = 1024 * QUANTUM_CHARS;

/// A new `bytes` object, or `None`: the call is not well-formed.
type BytesOrFallback<'py> = PyResult<Option<Bound<'py, PyBytes>>>;

/// The call goes to the fallback.
struct NotWellFormed;

fn encode<'py>(py: Python<'py>, alphabet: &Alphabet, data: Input<'_>) -> BytesOrFallback<'py> {
    let Some(len) = base64::encoded_len(data.len()) else {
        return Ok(None);
    };
    let text = PyBytes::try_new_with(py, len, |text| encode_into(alphabet, data, text))?;
    Ok(text.ok())
}

fn encode_into<'b>(
    alphabet: &Alphabet,
    data: Input<'_>,
    text: &'b mut [MaybeUninit<u8>],
) -> Result<&'b mut [u8], NotWellFormed> {
    let mut text = Output::new(text);
    let options = EncodeOptions::new(alphabet);
    if let Input::Lent(bytes) = data {
        base64::encode(&options, bytes, &mut text);
        return Ok(text.finish());
    }
    // A chunk that is not whole quanta is the last.
    data.try_chunks::<CHUNK_BYTES, _>(|bytes| {
        base64::encode(&options, bytes, &mut text);
        Ok(())
    })?;
    Ok(text.finish())
}

/// Decodes strictly. Of a text that passes, the base's lenient decoding makes the same bytes.
fn decode<'py>(py: Python<'py>, alphabet: &Alphabet, text: Input<'_>) -> BytesOrFallback<'py> {
    if !text.len().is_multiple_of(QUANTUM_CHARS) {
        return Ok(None);
    }
    let capacity = match text {
        Input::Lent(text) => base64::decoded_len(text),
        // How it ends can change until it is copied.
        Input::Shared(text) => full_len(text.len()),
    };
    let bytes = PyBytes::try_new_with(py, capacity, |bytes| decode_into(alphabet, text, bytes))?;
    Ok(bytes.ok())
}

fn decode_into<'b>(
    alphabet: &Alphabet,
    text: Input<'_>,
    bytes: &'b mut [MaybeUninit<u8>],
) -> Result<&'b mut [u8], NotWellFormed> {
    let mut bytes = Output::new(bytes);
    if let Input::Lent(text) = text {
        let is_clean = base64::decode_clean(alphabet, text, &mut bytes);
        return is_clean.then(|| bytes.finish()).ok_or(NotWellFormed);
    }
    let mut is_padded = false;
    text.try_chunks::<CHUNK_CHARS, _>(|chars| {
        // Padding ends a chunk, and so the text.
        if is_padded || !base64::decode_clean(alphabet, chars, &mut bytes) {
            return Err(NotWellFormed);
        }
        is_padded = chars.ends_with(&[PAD]);
        Ok(())
    })?;
    Ok(bytes.finish())
}

/// The number of bytes that so many characters become if none of them is padding.
const fn full_len(chars: usize) -> usize {
    chars / QUANTUM_CHARS * QUANTUM_BYTES
}

/// Base16, Base32, Base64, Base85 and Ascii85 data encodings: the part of base64 that is native.
#[pymodule(name = "_base64", functions_module = "base64")]
mod module {
    use super::*;
    use cpython_api::Arg;

    /// Encode a bytes-like object with the standard alphabet, or with two characters of one's own.
    #[pyfunction(fallback = "_pybase64", signature = (s, altchars = None))]
    fn b64encode<'py>(
        py: Python<'py>,
        s: Input<'_>,
        altchars: Option<Arg<'_>>,
    ) -> BytesOrFallback<'py> {
        match altchars {
            None => encode(py, &STANDARD, s),
            Some(_) => Ok(None),
        }
    }

    /// Decode a bytes-like object or ASCII string, with the standard alphabet or with two characters of one's own.
    #[pyfunction(fallback = "_pybase64", signature = (s, altchars = None, validate = false))]
    fn b64decode<'py>(
        py: Python<'py>,
        s: AsciiInput<'_>,
        altchars: Option<Arg<'_>>,
        validate: bool,
    ) -> BytesOrFallback<'py> {
        // What strict decoding accepts is valid.
        let _ = validate;
        match altchars {
            None => decode(py, &STANDARD, s.0),
            Some(_) => Ok(None),
        }
    }

    /// Encode a bytes-like object with the standard alphabet.
    #[pyfunction(fallback = "_pybase64")]
    fn standard_b64encode<'py>(py: Python<'py>, s: Input<'_>) -> BytesOrFallback<'py> {
        encode(py, &STANDARD, s)
    }

    /// Decode a bytes-like object or ASCII string with the standard alphabet.
    #[pyfunction(fallback = "_pybase64")]
    fn standard_b64decode<'py>(py: Python<'py>, s: AsciiInput<'_>) -> BytesOrFallback<'py> {
        decode(py, &STANDARD, s.0)
    }

    /// Encode a bytes-like object with the URL- and filename-safe alphabet.
    #[pyfunction(fallback = "_pybase64")]
    fn urlsafe_b64encode<'py>(py: Python<'py>, s: Input<'_>) -> BytesOrFallback<'py> {
        encode(py, &URL_SAFE, s)
    }

    /// Decode a bytes-like object or ASCII string with the URL- and filename-safe alphabet.
    #[pyfunction(fallback = "_pybase64")]
    fn urlsafe_b64decode<'py>(py: Python<'py>, s: AsciiInput<'_>) -> BytesOrFallback<'py> {
        decode(py, &URL_SAFE, s.0)
    }
}
