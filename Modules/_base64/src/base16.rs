//! Base16: [`codecs::base16`] by the rules of Python's functions.

use codecs::ByteSet;
use codecs::base16::{self, Case, Digits, Separator};
use cpython_api::{Input, Thread};

use crate::output::{BytesOrFallback, new_bytes};

/// Encodes in lines of `wrapcol` characters, or in one if it is zero. A line holds whole bytes, one at least.
pub fn encode<'py>(
    thread: &'py mut Thread<'_>,
    wrapcol: usize,
    data: Input<'_>,
) -> BytesOrFallback<'py> {
    let (len, work) = (data.len(), (base16::ENCODING, data.len()));
    if wrapcol == 0 {
        return new_bytes(thread, work, base16::encoded_len(len, None), |out| {
            data.try_pieces::<()>(|bytes, _| {
                base16::encode(Case::Upper, None, bytes, out);
                Ok(())
            })
        });
    }
    let Ok(group) = isize::try_from((wrapcol / 2).max(1)) else {
        return Ok(None);
    };
    let lines = Some(Separator {
        byte: b'\n',
        bytes_per_sep: -group,
    });
    let data = data.to_bytes(thread.py())?;
    new_bytes(thread, work, base16::encoded_len(len, lines), |out| {
        base16::encode(Case::Upper, lines, &data, out);
        Ok::<_, ()>(())
    })
}

/// Decodes, in lower case as well if it is to be folded, and skips what is ignored.
pub fn decode<'py>(
    thread: &'py mut Thread<'_>,
    casefold: bool,
    ignored: &[u8],
    text: Input<'_>,
) -> BytesOrFallback<'py> {
    let digits = if casefold {
        Digits::AnyCase
    } else {
        Digits::UpperCase
    };
    let capacity = Some(base16::decoded_len(text.len()));
    let work = (base16::DECODING, text.len());
    if !ignored.is_empty() {
        let ignored = ByteSet::new(ignored);
        let text = text.to_bytes(thread.py())?;
        return new_bytes(thread, work, capacity, |out| {
            base16::decode(digits, &ignored, &text, out)
        });
    }
    new_bytes(thread, work, capacity, |out| {
        text.try_pieces(|text, _| base16::decode(digits, &ByteSet::EMPTY, text, out))
    })
}
