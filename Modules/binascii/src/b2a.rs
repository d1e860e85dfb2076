//! From bytes to ASCII.

use core::convert::Infallible;

use codecs::base16::{self, Case, Separator};
#[cfg(not(Py_3_15))]
use codecs::base64::STANDARD;
use codecs::base64::{self, EncodeOptions, Encoder};
use codecs::{Output, Speed, quoted_printable, uu};
#[cfg(Py_3_15)]
use codecs::{ascii85, base32, base85};
use cpython_api::{
    Arg, Exception, FewBytes, Flag, Given, Input, LazyModule, PyBytes, PyResult, PyStr, PyStrData,
    Python, Raised, Thread, pyfunction,
};

#[cfg(Py_3_15)]
use crate::alphabet::b2a::{BASE32_ALPHABET, BASE64_ALPHABET, BASE85_ALPHABET};
#[cfg(Py_3_15)]
use crate::alphabet::{find32, find64, find85};
use crate::error::{self, Module};
use crate::module::State;
use crate::output::{Bytes, new_bytes};

/// Encode a line of data with uuencode.
#[pyfunction(signature = (data, /, *, backtick = Flag(false)))]
pub fn b2a_uu<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: Input<'_>,
    backtick: Flag,
) -> Bytes<'py> {
    let Some(len) = uu::encoded_len(data.len()) else {
        let too_long = uu::Error {
            kind: uu::ErrorKind::TooLong,
            at: uu::LINE_BYTES,
        };
        return Err(error::raise(module)(thread.py(), too_long));
    };
    let data = data.to_bytes(thread.py())?;
    new_bytes(
        thread,
        (base64::ENCODING, data.len()),
        len,
        |out| uu::encode(backtick.0, &data, out),
        error::raise(module),
    )
}

/// Encode a line of data with base64.
#[cfg(not(Py_3_15))]
#[pyfunction(signature = (data, /, *, newline = Flag(true)))]
pub fn b2a_base64<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: Input<'_>,
    newline: Flag,
) -> Bytes<'py> {
    let options = EncodeOptions {
        newline: newline.0,
        ..EncodeOptions::new(&STANDARD)
    };
    encode_base64(thread, module, data, &options)
}

/// Encode a line of data with base64.
///
///   padded
///     Whether the result is padded to whole groups of characters.
#[cfg(Py_3_15)]
#[pyfunction(signature = (
    data, /, *, padded = true, wrapcol = 0, newline = Flag(true), alphabet = BASE64_ALPHABET
))]
pub fn b2a_base64<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: Input<'_>,
    padded: bool,
    wrapcol: usize,
    newline: Flag,
    alphabet: Input<'_>,
) -> Bytes<'py> {
    let (chars, mut custom) = (alphabet.to_bytes(thread.py())?, None);
    let options = EncodeOptions {
        padded,
        wrapcol,
        newline: newline.0,
        ..EncodeOptions::new(find64(thread.py(), &chars, &mut custom)?)
    };
    encode_base64(thread, module, data, &options)
}

#[inline(always)]
fn encode_base64<'py>(
    thread: &'py mut Thread<'_>,
    module: Module<'_>,
    data: Input<'_>,
    options: &EncodeOptions<'_>,
) -> Bytes<'py> {
    if let Input::Lent(bytes) = data
        && bytes.len() < Speed::SHORT
        && let Some(len) = options.encoded_len(bytes.len())
    {
        return PyBytes::new_with(thread.py(), len, |buffer| {
            let mut out = Output::new(buffer);
            base64::encode(options, bytes, &mut out);
            out.finish()
        });
    }
    encode_base64_at_length(thread, module, data, options)
}

/// What is long, or shared. Not inlined: what is short shall not pay for it.
#[inline(never)]
fn encode_base64_at_length<'py>(
    thread: &'py mut Thread<'_>,
    module: Module<'_>,
    data: Input<'_>,
    options: &EncodeOptions<'_>,
) -> Bytes<'py> {
    if let Input::Shared(shared) = data
        && let Some(bytes) = shared.copy_few(&mut FewBytes::new())
    {
        return encode_base64(thread, module, Input::Lent(bytes), options);
    }
    let fill = |out: &mut Output<'_>| {
        let mut encoder = Encoder::new(*options);
        data.try_pieces(|bytes, is_last| {
            if is_last {
                encoder.clone().finish(bytes, out);
            } else {
                encoder.update(bytes, out);
            }
            Ok(())
        })
    };
    let work = (base64::ENCODING, data.len());
    let len = options.encoded_len(data.len());
    encoded(thread, module, work, (len, TOO_MUCH), fill)
}

/// What `fill` encodes: Error with the text `too_much` if there is no `len` for the result.
fn encoded<'py>(
    thread: &'py mut Thread<'_>,
    module: Module<'_>,
    work: (Speed, usize),
    (len, too_much): (Option<usize>, &str),
    fill: impl FnOnce(&mut Output<'_>) -> Result<(), Infallible>,
) -> Bytes<'py> {
    match len {
        Some(len) => new_bytes(thread, work, len, fill, error::never),
        None => Err(error::raise(module)(thread.py(), too_much)),
    }
}

const TOO_MUCH: &str = if cfg!(Py_3_15) {
    "Too much data for base64"
} else {
    "Too much data for base64 line"
};

/// Encode data with Ascii85.
///
///   foldspaces
///     Whether 'y' stands for four spaces.
///   wrapcol
///     The width of the lines that the result is split into.
///   pad
///     Whether the zeros that fill the last group are kept.
///   adobe
///     Whether the result is put between '<~' and '~>', as Adobe does.
#[cfg(Py_3_15)]
#[pyfunction(signature = (
    data, /, *, foldspaces = false, wrapcol = 0, pad = false, adobe = false
))]
pub fn b2a_ascii85<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: Input<'_>,
    foldspaces: bool,
    wrapcol: usize,
    pad: bool,
    adobe: bool,
) -> Bytes<'py> {
    let options = ascii85::EncodeOptions {
        foldspaces,
        wrapcol,
        pad,
        adobe,
    };
    let fill = |out: &mut Output<'_>| {
        let mut encoder = ascii85::Encoder::new(&options, out);
        let Ok(()) = data.try_pieces::<Infallible>(|bytes, _| {
            encoder.encode(bytes, out);
            Ok(())
        });
        encoder.finish(out);
        Ok(())
    };
    let work = (ascii85::ENCODING, data.len());
    let len = ascii85::encoded_len(data.len(), &options);
    encoded(
        thread,
        module,
        work,
        (len, "Too much data for Ascii85"),
        fill,
    )
}

/// Encode a line of data with Base85.
///
///   pad
///     Whether the zeros that fill the last group are kept.
#[cfg(Py_3_15)]
#[pyfunction(signature = (data, /, *, pad = false, wrapcol = 0, alphabet = BASE85_ALPHABET))]
pub fn b2a_base85<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: Input<'_>,
    pad: bool,
    wrapcol: usize,
    alphabet: Input<'_>,
) -> Bytes<'py> {
    let (chars, mut custom) = (alphabet.to_bytes(thread.py())?, None);
    let alphabet = find85(thread.py(), &chars, &mut custom)?;
    let options = base85::EncodeOptions { pad, wrapcol };
    let fill = |out: &mut Output<'_>| {
        let mut lines = options.lines();
        data.try_pieces(|bytes, _| {
            base85::encode_part(alphabet, bytes, pad, &mut lines, out);
            Ok(())
        })
    };
    let work = (base85::ENCODING, data.len());
    let len = base85::encoded_len(data.len(), &options);
    encoded(
        thread,
        module,
        work,
        (len, "Too much data for Base85"),
        fill,
    )
}

/// Encode a line of data with base32.
///
///   padded
///     Whether the result is padded to whole groups of characters.
#[cfg(Py_3_15)]
#[pyfunction(signature = (data, /, *, padded = true, wrapcol = 0, alphabet = BASE32_ALPHABET))]
pub fn b2a_base32<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: Input<'_>,
    padded: bool,
    wrapcol: usize,
    alphabet: Input<'_>,
) -> Bytes<'py> {
    let (chars, mut custom) = (alphabet.to_bytes(thread.py())?, None);
    let alphabet = find32(thread.py(), &chars, &mut custom)?;
    let options = base32::EncodeOptions { padded, wrapcol };
    let fill = |out: &mut Output<'_>| {
        let mut lines = options.lines();
        data.try_pieces(|bytes, _| {
            base32::encode_part(alphabet, bytes, padded, &mut lines, out);
            Ok(())
        })
    };
    let work = (base32::ENCODING, data.len());
    let len = base32::encoded_len(data.len(), &options);
    encoded(
        thread,
        module,
        work,
        (len, "Too much data for base32"),
        fill,
    )
}

/// Return the hexadecimal digits of data, as bytes.
///
///   sep
///     A character or byte to stand between groups of bytes.
///   bytes_per_sep
///     The bytes in a group: counted from the right if the number is positive,
///     from the left if it is negative.
///
/// hexlify() does the same.
///
/// Example:
/// >>> binascii.b2a_hex(b'\x05\xaf\x80')
/// b'05af80'
/// >>> binascii.hexlify(b'\x05\xaf\x80', '-')
/// b'05-af-80'
/// >>> binascii.b2a_hex(b'\x05\xaf\x80', b' ', 2)
/// b'05 af80'
#[pyfunction(signature = (data, sep = Given(None), bytes_per_sep = 1))]
pub fn b2a_hex<'py>(
    thread: &'py mut Thread<'_>,
    data: Input<'_>,
    sep: Given<Arg<'_>>,
    bytes_per_sep: BytesPerSep,
) -> Bytes<'py> {
    encode_base16(thread, data, sep, bytes_per_sep)
}

/// Return the hexadecimal digits of data, as bytes.
///
///   sep
///     A character or byte to stand between groups of bytes.
///   bytes_per_sep
///     The bytes in a group: counted from the right if the number is positive,
///     from the left if it is negative.
///
/// b2a_hex() does the same.
#[pyfunction(signature = (data, sep = Given(None), bytes_per_sep = 1))]
pub fn hexlify<'py>(
    thread: &'py mut Thread<'_>,
    data: Input<'_>,
    sep: Given<Arg<'_>>,
    bytes_per_sep: BytesPerSep,
) -> Bytes<'py> {
    encode_base16(thread, data, sep, bytes_per_sep)
}

/// The C type of `bytes_per_sep`.
#[cfg(not(Py_3_15))]
type BytesPerSep = i32;
#[cfg(Py_3_15)]
type BytesPerSep = isize;

fn encode_base16<'py>(
    thread: &'py mut Thread<'_>,
    data: Input<'_>,
    sep: Given<Arg<'_>>,
    bytes_per_sep: BytesPerSep,
) -> Bytes<'py> {
    let separator = match sep {
        Given(None) => None,
        Given(Some(sep)) => Some(Separator {
            byte: separator(thread.py(), sep)?,
            bytes_per_sep: bytes_per_sep as isize,
        }),
    };
    let Some(len) = base16::encoded_len(data.len(), separator) else {
        return Err(Raised::no_memory(thread.py()));
    };
    let work = (base16::ENCODING, data.len());
    if separator.is_none() {
        let fill = |out: &mut Output<'_>| {
            data.try_pieces(|bytes, _| {
                base16::encode(Case::Lower, None, bytes, out);
                Ok(())
            })
        };
        return new_bytes(thread, work, len, fill, error::never);
    }
    let data = data.to_bytes(thread.py())?;
    let fill = |out: &mut Output<'_>| {
        base16::encode(Case::Lower, separator, &data, out);
        Ok(())
    };
    new_bytes(thread, work, len, fill, error::never)
}

/// The byte that an object of length one is.
fn separator(py: Python<'_>, sep: Arg<'_>) -> PyResult<u8> {
    let refuse = |class, text| Err(Raised::new(py, class, text));
    // Only what `len()` says counts. A subclass can have it say 1 where there is nothing: then it is the NUL behind.
    if sep.bind(py).len()? != 1 {
        return refuse(Exception::ValueError, "sep must be length 1.");
    }
    let first = |bytes: &[u8]| bytes.first().copied().unwrap_or(0);
    if let Ok(text) = sep.cast::<PyStr>(py) {
        return match text.bind(py).data() {
            PyStrData::Ucs1(chars) => Ok(first(chars)),
            _ => refuse(Exception::ValueError, "sep must be ASCII."),
        };
    }
    match sep.cast::<PyBytes>(py) {
        Ok(bytes) => Ok(first(bytes.as_bytes())),
        Err(_) => refuse(Exception::TypeError, "sep must be str or bytes."),
    }
}

/// Encode data as quoted-printable.
///
/// With istext, newlines stay as they are, and white space at the end of a line is
/// quoted; without, \r and \n are quoted.  With quotetabs, spaces and tabs are
/// quoted.
#[pyfunction(signature = (
    data, quotetabs = Flag(false), istext = Flag(true), header = Flag(false)
))]
pub fn b2a_qp<'py>(
    thread: &'py mut Thread<'_>,
    data: Input<'_>,
    quotetabs: Flag,
    istext: Flag,
    header: Flag,
) -> Bytes<'py> {
    let options = quoted_printable::Options {
        quotetabs: quotetabs.0,
        istext: istext.0,
        header: header.0,
    };
    let data = data.to_bytes(thread.py())?;
    let Some(len) = quoted_printable::encoded_len(options, &data) else {
        return Err(Raised::no_memory(thread.py()));
    };
    let work = (quoted_printable::ENCODING, data.len());
    let fill = |out: &mut Output<'_>| {
        quoted_printable::encode(options, &data, out);
        Ok(())
    };
    new_bytes(thread, work, len, fill, error::never)
}
