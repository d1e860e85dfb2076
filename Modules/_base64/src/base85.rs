//! Base85, Z85 and Ascii85: [`codecs::base85`] and [`codecs::ascii85`] by the rules of Python's functions.

use codecs::ascii85;
use codecs::base85::{self, Alphabet};
use cpython_api::{Input, Thread};

use crate::output::{BytesOrFallback, new_bytes};

/// Whether a last character that holds no byte is accepted.
pub const LONE: bool = cfg!(not(Py_3_15));

/// Encodes in one line or several.
pub fn encode<'py>(
    thread: &'py mut Thread<'_>,
    alphabet: &Alphabet,
    options: base85::EncodeOptions,
    data: Input<'_>,
) -> BytesOrFallback<'py> {
    let capacity = base85::encoded_len(data.len(), &options);
    new_bytes(thread, (base85::ENCODING, data.len()), capacity, |out| {
        let mut lines = options.lines();
        data.try_pieces::<()>(|bytes, _| {
            base85::encode_part(alphabet, bytes, options.pad, &mut lines, out);
            Ok(())
        })
    })
}

/// Decodes what needs no exception.
pub fn decode<'py>(
    thread: &'py mut Thread<'_>,
    alphabet: &Alphabet,
    options: base85::DecodeOptions,
    text: Input<'_>,
) -> BytesOrFallback<'py> {
    let text = text.to_bytes(thread.py())?;
    let capacity = Some(base85::decoded_len(text.len()));
    new_bytes(thread, (base85::DECODING, text.len()), capacity, |out| {
        base85::decode(alphabet, &text, &options, out)
    })
}

/// Encodes as Ascii85.
pub fn encode_ascii85<'py>(
    thread: &'py mut Thread<'_>,
    options: ascii85::EncodeOptions,
    data: Input<'_>,
) -> BytesOrFallback<'py> {
    let capacity = ascii85::encoded_len(data.len(), &options);
    new_bytes(thread, (ascii85::ENCODING, data.len()), capacity, |out| {
        let mut encoder = ascii85::Encoder::new(&options, out);
        data.try_pieces::<()>(|bytes, _| {
            encoder.encode(bytes, out);
            Ok(())
        })?;
        encoder.finish(out);
        Ok::<_, ()>(())
    })
}

/// Decodes Ascii85 that needs no exception.
pub fn decode_ascii85<'py>(
    thread: &'py mut Thread<'_>,
    options: ascii85::DecodeOptions,
    text: Input<'_>,
) -> BytesOrFallback<'py> {
    let text = text.to_bytes(thread.py())?;
    let capacity = Some(ascii85::decoded_len(&text, &options));
    new_bytes(thread, (ascii85::DECODING, text.len()), capacity, |out| {
        ascii85::decode(&text, &options, out)
    })
}
