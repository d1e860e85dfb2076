//! From ASCII to bytes.

use codecs::ByteSet;
use codecs::base16::{self, Digits};
use codecs::base64::{self, DecodeOptions, Decoder, Rules, max_decoded_len};
use codecs::{Output, quoted_printable, uu};
#[cfg(Py_3_15)]
use codecs::{ascii85, base32, base85};
#[cfg(Py_3_15)]
use cpython_api::Given;
use cpython_api::{
    AsciiInput, FewBytes, Flag, Input, LazyModule, SharedBuffer, Thread, pyfunction,
};

#[cfg(Py_3_15)]
use crate::alphabet::a2b::{BASE32_ALPHABET, BASE64_ALPHABET, BASE85_ALPHABET};
#[cfg(Py_3_15)]
use crate::alphabet::{Chars, find32, find64, find85};
use crate::error::{self, Module};
use crate::module::State;
use crate::output::{Bytes, new_bytes};

/// Decode a line of uuencoded data.
#[pyfunction(signature = (data, /))]
pub fn a2b_uu<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: AsciiInput<'_>,
) -> Bytes<'py> {
    let text = data.0.to_bytes(thread.py())?;
    // Some versions read what is behind the end, which is a NUL.
    let text = match &*text {
        [] if cfg!(not(binascii_uu_needs_length)) => b"\0",
        text => text,
    };
    new_bytes(
        thread,
        (base64::DECODING, text.len()),
        uu::decoded_len(text),
        |out| uu::decode(text, out),
        error::raise(module),
    )
}

/// What padding means to the base's version.
const RULES: Rules = if cfg!(binascii_skips_padding) {
    Rules::V3_14
} else if cfg!(binascii_rejects_excess_padding) {
    Rules::V3_13
} else {
    Rules::V3_11
};

/// Decode a line of base64 data.
///
///   strict_mode
///     Whether anything but base64 data, and anything behind its padding, is an
///     error.
#[cfg(not(Py_3_15))]
#[pyfunction(signature = (data, /, *, strict_mode = Flag(false)))]
pub fn a2b_base64<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: AsciiInput<'_>,
    strict_mode: Flag,
) -> Bytes<'py> {
    let options = DecodeOptions {
        strict: strict_mode.0,
        ..DecodeOptions::new(&base64::STANDARD, RULES)
    };
    decode_base64(thread, module, data.0, options)
}

/// Decode a line of base64 data.
///
///   strict_mode
///     Whether anything but base64 data, and anything behind its padding, is an
///     error.  It is by default if ignorechars is given.
///   padded
///     Whether the data must be padded.
///   ignorechars
///     Bytes that are skipped in strict mode.
///   canonical
///     Whether padding bits must be zero (RFC 4648, section 3.5).
#[cfg(Py_3_15)]
#[pyfunction(signature = (
    data, /, *, strict_mode = Given(None), padded = true, alphabet = BASE64_ALPHABET,
    ignorechars = Given(None), canonical = false
))]
#[expect(clippy::too_many_arguments, reason = "Python's function has so many")]
pub fn a2b_base64<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: AsciiInput<'_>,
    strict_mode: Given<bool>,
    padded: bool,
    alphabet: Chars<'_>,
    ignorechars: Given<Input<'_>>,
    canonical: bool,
) -> Bytes<'py> {
    let mut custom = None;
    let mut options = DecodeOptions {
        strict: strict_mode.0.unwrap_or(ignorechars.0.is_some()),
        padded,
        canonical,
        ..DecodeOptions::new(find64(thread.py(), alphabet.0, &mut custom)?, RULES)
    };
    if let Some(ignorechars) = ignorechars.0 {
        options.ignored = ByteSet::new(&ignorechars.to_bytes(thread.py())?);
    }
    decode_base64(thread, module, data.0, options)
}

#[inline(always)]
fn decode_base64<'py>(
    thread: &'py mut Thread<'_>,
    module: Module<'_>,
    text: Input<'_>,
    options: DecodeOptions<'_>,
) -> Bytes<'py> {
    match text {
        Input::Lent(text) => decode_base64_bytes(thread, module, text, &options),
        Input::Shared(text) => decode_base64_shared(thread, module, text, &options),
    }
}

#[inline]
fn decode_base64_bytes<'py>(
    thread: &'py mut Thread<'_>,
    module: Module<'_>,
    text: &[u8],
    options: &DecodeOptions<'_>,
) -> Bytes<'py> {
    new_bytes(
        thread,
        (base64::DECODING, text.len()),
        options.decoded_len(text),
        |out| base64::decode(options, text, out),
        error::raise(module),
    )
}

#[inline(never)]
fn decode_base64_shared<'py>(
    thread: &'py mut Thread<'_>,
    module: Module<'_>,
    text: &SharedBuffer,
    options: &DecodeOptions<'_>,
) -> Bytes<'py> {
    /// Fewer characters than these are copied at once, so that how they end is known.
    const MANY: usize = 16 * 1024;

    if let Some(text) = text.copy_few(&mut FewBytes::new()) {
        return decode_base64_bytes(thread, module, text, options);
    }
    let text = Input::Shared(text);
    if text.len() < MANY {
        let text = text.to_bytes(thread.py())?;
        return decode_base64_bytes(thread, module, &text, options);
    }
    let fill = |out: &mut Output<'_>| {
        let mut decoder = Decoder::new(*options);
        text.try_pieces(|text, _| decoder.update(text, out))?;
        decoder.finish(out)
    };
    let len = max_decoded_len(text.len());
    new_bytes(
        thread,
        (base64::DECODING, text.len()),
        len,
        fill,
        error::raise(module),
    )
}

/// Decode Ascii85 data.
///
///   foldspaces
///     Whether 'y' stands for four spaces.
///   adobe
///     Whether the data ends with '~>', and may begin with '<~', as Adobe's does.
///   ignorechars
///     Bytes that are skipped.
///   canonical
///     Whether what no encoder writes is an error.
#[cfg(Py_3_15)]
#[pyfunction(signature = (
    data, /, *, foldspaces = false, adobe = false, ignorechars = Input::Lent(b""),
    canonical = false
))]
pub fn a2b_ascii85<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: AsciiInput<'_>,
    foldspaces: bool,
    adobe: bool,
    ignorechars: Input<'_>,
    canonical: bool,
) -> Bytes<'py> {
    let options = ascii85::DecodeOptions {
        foldspaces,
        adobe,
        canonical,
        ignored: ByteSet::new(&ignorechars.to_bytes(thread.py())?),
        ..Default::default()
    };
    let text = data.0.to_bytes(thread.py())?;
    new_bytes(
        thread,
        (base85::DECODING, text.len()),
        ascii85::decoded_len(&text, &options),
        |out| ascii85::decode(&text, &options, out),
        error::raise(module),
    )
}

/// Decode a line of Base85 data.
///
///   ignorechars
///     Bytes that are skipped.
///   canonical
///     Whether what no encoder writes is an error.
#[cfg(Py_3_15)]
#[pyfunction(signature = (
    data, /, *, alphabet = BASE85_ALPHABET, ignorechars = Input::Lent(b""), canonical = false
))]
pub fn a2b_base85<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: AsciiInput<'_>,
    alphabet: Chars<'_>,
    ignorechars: Input<'_>,
    canonical: bool,
) -> Bytes<'py> {
    let mut custom = None;
    let alphabet = find85(thread.py(), alphabet.0, &mut custom)?;
    let options = base85::DecodeOptions {
        canonical,
        ignored: ByteSet::new(&ignorechars.to_bytes(thread.py())?),
        ..Default::default()
    };
    let text = data.0.to_bytes(thread.py())?;
    new_bytes(
        thread,
        (base85::DECODING, text.len()),
        base85::decoded_len(text.len()),
        |out| base85::decode(alphabet, &text, &options, out),
        error::raise(module),
    )
}

/// Decode a line of base32 data.
///
///   padded
///     Whether the data must be padded.
///   ignorechars
///     Bytes that are skipped.
///   canonical
///     Whether padding bits must be zero (RFC 4648, section 3.5).
#[cfg(Py_3_15)]
#[pyfunction(signature = (
    data, /, *, padded = true, alphabet = BASE32_ALPHABET, ignorechars = Input::Lent(b""),
    canonical = false
))]
pub fn a2b_base32<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    data: AsciiInput<'_>,
    padded: bool,
    alphabet: Chars<'_>,
    ignorechars: Input<'_>,
    canonical: bool,
) -> Bytes<'py> {
    let mut custom = None;
    let alphabet = find32(thread.py(), alphabet.0, &mut custom)?;
    let options = base32::DecodeOptions {
        padded,
        canonical,
        ignored: ByteSet::new(&ignorechars.to_bytes(thread.py())?),
    };
    let text = data.0.to_bytes(thread.py())?;
    new_bytes(
        thread,
        (base32::DECODING, text.len()),
        base32::decoded_len(&text),
        |out| base32::decode(alphabet, &text, &options, out),
        error::raise(module),
    )
}

/// Return what hexadecimal digits say, as bytes.
///
/// There is an even number of digits, in upper or lower case.  unhexlify() does the
/// same.
#[cfg(not(Py_3_15))]
#[pyfunction(signature = (hexstr, /))]
pub fn a2b_hex<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    hexstr: AsciiInput<'_>,
) -> Bytes<'py> {
    decode_base16(thread, module, hexstr.0)
}

/// Return what hexadecimal digits say, as bytes.
///
/// There is an even number of digits, in upper or lower case.
#[cfg(not(Py_3_15))]
#[pyfunction(signature = (hexstr, /))]
pub fn unhexlify<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    hexstr: AsciiInput<'_>,
) -> Bytes<'py> {
    decode_base16(thread, module, hexstr.0)
}

/// Return what hexadecimal digits say, as bytes.
///
///   ignorechars
///     Bytes that are skipped where they stand among the digits.
///
/// There is an even number of digits, in upper or lower case.  unhexlify() does the
/// same.
#[cfg(Py_3_15)]
#[pyfunction(signature = (hexstr, /, *, ignorechars = Input::Lent(b"")))]
pub fn a2b_hex<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    hexstr: AsciiInput<'_>,
    ignorechars: Input<'_>,
) -> Bytes<'py> {
    decode_base16_ignoring(thread, module, hexstr.0, ignorechars)
}

/// Return what hexadecimal digits say, as bytes.
///
///   ignorechars
///     Bytes that are skipped where they stand among the digits.
///
/// There is an even number of digits, in upper or lower case.
#[cfg(Py_3_15)]
#[pyfunction(signature = (hexstr, /, *, ignorechars = Input::Lent(b"")))]
pub fn unhexlify<'py>(
    thread: &'py mut Thread<'_>,
    module: LazyModule<'_, State>,
    hexstr: AsciiInput<'_>,
    ignorechars: Input<'_>,
) -> Bytes<'py> {
    decode_base16_ignoring(thread, module, hexstr.0, ignorechars)
}

fn decode_base16<'py>(
    thread: &'py mut Thread<'_>,
    module: Module<'_>,
    text: Input<'_>,
) -> Bytes<'py> {
    // Since 3.15 the digits are looked at first.
    if cfg!(not(Py_3_15)) && !text.len().is_multiple_of(2) {
        let odd = base16::Error {
            kind: base16::ErrorKind::Odd,
            at: text.len(),
        };
        return Err(error::raise(module)(thread.py(), odd));
    }
    let fill = |out: &mut Output<'_>| {
        text.try_pieces(|text, _| base16::decode(Digits::AnyCase, &ByteSet::EMPTY, text, out))
    };
    let len = base16::decoded_len(text.len());
    new_bytes(
        thread,
        (base16::DECODING, text.len()),
        len,
        fill,
        error::raise(module),
    )
}

#[cfg(Py_3_15)]
fn decode_base16_ignoring<'py>(
    thread: &'py mut Thread<'_>,
    module: Module<'_>,
    text: Input<'_>,
    ignorechars: Input<'_>,
) -> Bytes<'py> {
    if ignorechars.is_empty() {
        return decode_base16(thread, module, text);
    }
    let ignored = ByteSet::new(&ignorechars.to_bytes(thread.py())?);
    let text = text.to_bytes(thread.py())?;
    new_bytes(
        thread,
        (base16::DECODING, text.len()),
        base16::decoded_len(text.len()),
        |out| base16::decode(Digits::AnyCase, &ignored, &text, out),
        error::raise(module),
    )
}

/// Decode quoted-printable data.
#[pyfunction(signature = (data, header = Flag(false)))]
pub fn a2b_qp<'py>(thread: &'py mut Thread<'_>, data: AsciiInput<'_>, header: Flag) -> Bytes<'py> {
    let text = data.0.to_bytes(thread.py())?;
    let work = (quoted_printable::DECODING, text.len());
    let len = quoted_printable::decoded_len(text.len());
    let fill = |out: &mut Output<'_>| {
        quoted_printable::decode(header.0, &text, out);
        Ok(())
    };
    new_bytes(thread, work, len, fill, error::never)
}
