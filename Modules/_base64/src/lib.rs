//! `_base64`: the functions of `base64` for well-formed calls.
//!
//! Stands beside `Lib/base64.py`, which takes these functions as its own. A call is well-formed if its
//! arguments are of the types that they are meant to be, its data are one piece of memory, and the base encodes or
//! decodes that without a word. Every other call goes to the function of the same name in `_pybase64`, the base's own file, so that
//! what it raises, warns or accepts is the base's own.
//!
//! The work is done by `codecs`. Here are the signatures (this file), and which options of a codec they mean (a file for each).
//!
//! Not here: what works on files, which is in `_pybase64`.

#![no_std]
#![forbid(unsafe_code)]

mod base16;
mod base32;
mod base64;
mod base85;
mod output;

/// Base16, Base32, Base64, Base85 and Ascii85 data encodings: the part of base64 that is native.
#[cpython_api::pymodule(name = "_base64", functions_module = "base64")]
mod module {
    use codecs::ByteSet;
    use codecs::ascii85 as a85;
    use codecs::base32::{self as b32, HEX};
    #[cfg(not(Py_3_15))]
    use codecs::base64::EITHER;
    use codecs::base64::{Alphabet, EncodeOptions, PAD, STANDARD, URL_SAFE};
    use codecs::base85 as b85;
    #[cfg(Py_3_13)]
    use codecs::base85::Z85;
    use codecs::cpu;
    use cpython_api::{
        Arg, AsciiInput, ByteInput, Given, Input, PyBytes, PyResult, Python, Thread,
    };

    use crate::base64::Asked;
    use crate::output::BytesOrFallback;
    use crate::{base16, base32, base64, base85};

    #[init]
    fn init(py: Python<'_>) -> PyResult<()> {
        // Where this is a file of its own, so are its codecs.
        py.apply_x_option("rust_kernel", cpu::force_named)
    }

    /// The characters that nearly everybody means by two characters of one's own.
    const URL_SAFE_ALTCHARS: [u8; 2] = *b"-_";

    /// The standard alphabet with two characters of one's own in the places of `+` and `/`.
    fn with_altchars([a, b]: [u8; 2]) -> Alphabet {
        let mut chars = *STANDARD.chars();
        chars[62] = a;
        chars[63] = b;
        Alphabet::new(&chars)
    }

    /// The same for decoding: `None` if they stand for something already.
    fn also_altchars([a, b]: [u8; 2]) -> Option<Alphabet> {
        let is_new = |char| char != PAD && !STANDARD.contains(char);
        if !is_new(a) || !is_new(b) || a == b {
            return None;
        }
        Some(if cfg!(Py_3_15) {
            with_altchars([a, b])
        } else {
            // Both stand for the same, since one is translated to the other.
            Alphabet::new(STANDARD.chars()).also(a, b'+').also(b, b'/')
        })
    }

    /// What two characters an argument has; `None` if it has not two.
    fn two(altchars: Arg<'_, PyBytes>) -> Option<[u8; 2]> {
        altchars.as_bytes().try_into().ok()
    }

    fn encode64<'py>(
        thread: &'py mut Thread<'_>,
        altchars: Option<Arg<'_, PyBytes>>,
        (padded, wrapcol): (bool, usize),
        data: Input<'_>,
    ) -> BytesOrFallback<'py> {
        let own;
        let alphabet = match altchars {
            None => &STANDARD,
            Some(altchars) => {
                let Some(altchars) = two(altchars) else {
                    return Ok(None);
                };
                if altchars == URL_SAFE_ALTCHARS {
                    &URL_SAFE
                } else {
                    own = with_altchars(altchars);
                    &own
                }
            }
        };
        let mut options = EncodeOptions::new(alphabet);
        options.padded = padded;
        options.wrapcol = wrapcol;
        base64::encode(thread, &options, data)
    }

    /// Encode a bytes-like object with the standard alphabet, or with two characters of one's own.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64", signature = (s, altchars = None))]
    fn b64encode<'py>(
        thread: &'py mut Thread<'_>,
        s: Input<'_>,
        altchars: Option<Arg<'_, PyBytes>>,
    ) -> BytesOrFallback<'py> {
        encode64(thread, altchars, (true, 0), s)
    }

    /// Encode a bytes-like object with the standard alphabet, or with two characters of one's own.
    #[cfg(Py_3_15)]
    #[pyfunction(fallback = "_pybase64", signature = (s, altchars = None, *, padded = true, wrapcol = 0))]
    fn b64encode<'py>(
        thread: &'py mut Thread<'_>,
        s: Input<'_>,
        altchars: Option<Arg<'_, PyBytes>>,
        padded: bool,
        wrapcol: usize,
    ) -> BytesOrFallback<'py> {
        encode64(thread, altchars, (padded, wrapcol), s)
    }

    /// Decode a bytes-like object or ASCII string, with the standard alphabet or with two characters of one's own.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64", signature = (s, altchars = None, validate = false))]
    fn b64decode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
        altchars: Option<Arg<'_, PyBytes>>,
        validate: bool,
    ) -> BytesOrFallback<'py> {
        let own;
        let alphabet = match altchars {
            None => &STANDARD,
            Some(altchars) if altchars.as_bytes() == URL_SAFE_ALTCHARS => &EITHER,
            Some(altchars) => {
                let Some(alphabet) = two(altchars).and_then(also_altchars) else {
                    return Ok(None);
                };
                own = alphabet;
                &own
            }
        };
        let asked = if validate {
            Asked::strict(alphabet)
        } else {
            Asked::lenient(alphabet)
        };
        base64::decode(thread, asked, s.0)
    }

    /// Decode a bytes-like object or ASCII string, with the standard alphabet or with two characters of one's own.
    #[cfg(Py_3_15)]
    #[pyfunction(
        fallback = "_pybase64",
        signature = (s, altchars = None, validate = Given(None), *, padded = true, ignorechars = Given(None), canonical = false)
    )]
    fn b64decode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
        altchars: Option<Arg<'_, PyBytes>>,
        validate: Given<bool>,
        padded: bool,
        ignorechars: Given<Arg<'_, PyBytes>>,
        canonical: bool,
    ) -> BytesOrFallback<'py> {
        let validate = validate.0.unwrap_or(ignorechars.0.is_some());
        let ignored;
        let mut skipped = if validate {
            ignored = ByteSet::new(ignorechars.0.map_or(b"", Arg::as_bytes));
            &ignored
        } else {
            base64::junk(padded)
        };
        let (own, without_odd);
        let alphabet = match altchars {
            None => &STANDARD,
            Some(altchars) => {
                let Some(altchars) = two(altchars) else {
                    return Ok(None);
                };
                own = match ignorechars.0 {
                    Some(_) => with_altchars(altchars),
                    None => {
                        // These draw a warning.
                        without_odd = skipped.without(&ByteSet::new(b"+/"));
                        skipped = &without_odd;
                        match also_altchars(altchars) {
                            Some(alphabet) => alphabet,
                            None => return Ok(None),
                        }
                    }
                };
                &own
            }
        };
        let asked = Asked {
            alphabet,
            skipped,
            padded,
            canonical,
        };
        base64::decode(thread, asked, s.0)
    }

    /// Encode a bytes-like object with the standard alphabet.
    #[pyfunction(fallback = "_pybase64")]
    fn standard_b64encode<'py>(thread: &'py mut Thread<'_>, s: Input<'_>) -> BytesOrFallback<'py> {
        base64::encode(thread, &EncodeOptions::new(&STANDARD), s)
    }

    /// Decode a bytes-like object or ASCII string with the standard alphabet.
    #[pyfunction(fallback = "_pybase64")]
    fn standard_b64decode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
    ) -> BytesOrFallback<'py> {
        base64::decode(thread, Asked::lenient(&STANDARD), s.0)
    }

    /// Encode a bytes-like object with the URL- and filename-safe alphabet.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64")]
    fn urlsafe_b64encode<'py>(thread: &'py mut Thread<'_>, s: Input<'_>) -> BytesOrFallback<'py> {
        base64::encode(thread, &EncodeOptions::new(&URL_SAFE), s)
    }

    /// Encode a bytes-like object with the URL- and filename-safe alphabet.
    #[cfg(Py_3_15)]
    #[pyfunction(fallback = "_pybase64", signature = (s, *, padded = true))]
    fn urlsafe_b64encode<'py>(
        thread: &'py mut Thread<'_>,
        s: Input<'_>,
        padded: bool,
    ) -> BytesOrFallback<'py> {
        let mut options = EncodeOptions::new(&URL_SAFE);
        options.padded = padded;
        base64::encode(thread, &options, s)
    }

    /// Decode a bytes-like object or ASCII string with the URL- and filename-safe alphabet, or with the standard one.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64")]
    fn urlsafe_b64decode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
    ) -> BytesOrFallback<'py> {
        base64::decode(thread, Asked::lenient(&EITHER), s.0)
    }

    /// Decode a bytes-like object or ASCII string with the URL- and filename-safe alphabet.
    #[cfg(Py_3_15)]
    #[pyfunction(fallback = "_pybase64", signature = (s, *, padded = false))]
    fn urlsafe_b64decode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
        padded: bool,
    ) -> BytesOrFallback<'py> {
        let asked = Asked {
            alphabet: &URL_SAFE,
            // These draw a warning.
            skipped: &base64::junk(padded).without(&ByteSet::new(b"+/")),
            padded,
            canonical: false,
        };
        base64::decode(thread, asked, s.0)
    }

    /// Encode a bytes-like object in lines of 76 characters.
    #[pyfunction(fallback = "_pybase64")]
    fn encodebytes<'py>(thread: &'py mut Thread<'_>, s: ByteInput<'_>) -> BytesOrFallback<'py> {
        base64::encode_lines(thread, s.0)
    }

    /// Decode a bytes-like object.
    #[pyfunction(fallback = "_pybase64")]
    fn decodebytes<'py>(thread: &'py mut Thread<'_>, s: ByteInput<'_>) -> BytesOrFallback<'py> {
        base64::decode(thread, Asked::lenient(&STANDARD), s.0)
    }

    /// Encode a bytes-like object with the standard alphabet of Base32.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64")]
    fn b32encode<'py>(thread: &'py mut Thread<'_>, s: Input<'_>) -> BytesOrFallback<'py> {
        base32::encode(thread, &b32::STANDARD, b32::EncodeOptions::default(), s)
    }

    /// Encode a bytes-like object with the standard alphabet of Base32.
    #[cfg(Py_3_15)]
    #[pyfunction(fallback = "_pybase64", signature = (s, *, padded = true, wrapcol = 0))]
    fn b32encode<'py>(
        thread: &'py mut Thread<'_>,
        s: Input<'_>,
        padded: bool,
        wrapcol: usize,
    ) -> BytesOrFallback<'py> {
        base32::encode(
            thread,
            &b32::STANDARD,
            b32::EncodeOptions { padded, wrapcol },
            s,
        )
    }

    /// Decode a bytes-like object or ASCII string with the standard alphabet of Base32.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64", signature = (s, casefold = false, map01 = None))]
    fn b32decode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
        casefold: bool,
        map01: Option<Arg<'_, PyBytes>>,
    ) -> BytesOrFallback<'py> {
        let map01 = match map01.map(Arg::as_bytes) {
            None => None,
            Some(&[letter]) => Some(letter),
            Some(_) => return Ok(None),
        };
        let asked = base32::Asked {
            alphabet: &b32::STANDARD,
            casefold,
            map01,
            padded: true,
            ignored: b"",
            canonical: false,
        };
        base32::decode(thread, asked, s.0)
    }

    /// Decode a bytes-like object or ASCII string with the standard alphabet of Base32.
    #[cfg(Py_3_15)]
    #[pyfunction(
        fallback = "_pybase64",
        signature = (s, casefold = false, map01 = None, *, padded = true, ignorechars = Given(None), canonical = false)
    )]
    fn b32decode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
        casefold: bool,
        map01: Option<Arg<'_, PyBytes>>,
        padded: bool,
        ignorechars: Given<Arg<'_, PyBytes>>,
        canonical: bool,
    ) -> BytesOrFallback<'py> {
        let map01 = match map01.map(Arg::as_bytes) {
            None => None,
            Some(&[letter]) => Some(letter),
            Some(_) => return Ok(None),
        };
        let asked = base32::Asked {
            alphabet: &b32::STANDARD,
            casefold,
            map01,
            padded,
            ignored: ignorechars.0.map_or(b"", Arg::as_bytes),
            canonical,
        };
        base32::decode(thread, asked, s.0)
    }

    /// Encode a bytes-like object with the extended hex alphabet of Base32.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64")]
    fn b32hexencode<'py>(thread: &'py mut Thread<'_>, s: Input<'_>) -> BytesOrFallback<'py> {
        base32::encode(thread, &HEX, b32::EncodeOptions::default(), s)
    }

    /// Encode a bytes-like object with the extended hex alphabet of Base32.
    #[cfg(Py_3_15)]
    #[pyfunction(fallback = "_pybase64", signature = (s, *, padded = true, wrapcol = 0))]
    fn b32hexencode<'py>(
        thread: &'py mut Thread<'_>,
        s: Input<'_>,
        padded: bool,
        wrapcol: usize,
    ) -> BytesOrFallback<'py> {
        base32::encode(thread, &HEX, b32::EncodeOptions { padded, wrapcol }, s)
    }

    /// Decode a bytes-like object or ASCII string with the extended hex alphabet of Base32.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64", signature = (s, casefold = false))]
    fn b32hexdecode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
        casefold: bool,
    ) -> BytesOrFallback<'py> {
        let asked = base32::Asked {
            alphabet: &HEX,
            casefold,
            map01: None,
            padded: true,
            ignored: b"",
            canonical: false,
        };
        base32::decode(thread, asked, s.0)
    }

    /// Decode a bytes-like object or ASCII string with the extended hex alphabet of Base32.
    #[cfg(Py_3_15)]
    #[pyfunction(
        fallback = "_pybase64",
        signature = (s, casefold = false, *, padded = true, ignorechars = Given(None), canonical = false)
    )]
    fn b32hexdecode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
        casefold: bool,
        padded: bool,
        ignorechars: Given<Arg<'_, PyBytes>>,
        canonical: bool,
    ) -> BytesOrFallback<'py> {
        let asked = base32::Asked {
            alphabet: &HEX,
            casefold,
            map01: None,
            padded,
            ignored: ignorechars.0.map_or(b"", Arg::as_bytes),
            canonical,
        };
        base32::decode(thread, asked, s.0)
    }

    /// Encode a bytes-like object as upper case hexadecimal digits.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64")]
    fn b16encode<'py>(thread: &'py mut Thread<'_>, s: Input<'_>) -> BytesOrFallback<'py> {
        base16::encode(thread, 0, s)
    }

    /// Encode a bytes-like object as upper case hexadecimal digits.
    #[cfg(Py_3_15)]
    #[pyfunction(fallback = "_pybase64", signature = (s, *, wrapcol = 0))]
    fn b16encode<'py>(
        thread: &'py mut Thread<'_>,
        s: Input<'_>,
        wrapcol: usize,
    ) -> BytesOrFallback<'py> {
        base16::encode(thread, wrapcol, s)
    }

    /// Decode a bytes-like object or ASCII string of hexadecimal digits.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64", signature = (s, casefold = false))]
    fn b16decode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
        casefold: bool,
    ) -> BytesOrFallback<'py> {
        base16::decode(thread, casefold, b"", s.0)
    }

    /// Decode a bytes-like object or ASCII string of hexadecimal digits.
    #[cfg(Py_3_15)]
    #[pyfunction(fallback = "_pybase64", signature = (s, casefold = false, *, ignorechars = Given(None)))]
    fn b16decode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
        casefold: bool,
        ignorechars: Given<Arg<'_, PyBytes>>,
    ) -> BytesOrFallback<'py> {
        base16::decode(
            thread,
            casefold,
            ignorechars.0.map_or(b"", Arg::as_bytes),
            s.0,
        )
    }

    /// Encode a bytes-like object as Ascii85.
    #[pyfunction(
        fallback = "_pybase64",
        signature = (b, *, foldspaces = false, wrapcol = 0, pad = false, adobe = false)
    )]
    fn a85encode<'py>(
        thread: &'py mut Thread<'_>,
        b: Input<'_>,
        foldspaces: bool,
        wrapcol: usize,
        pad: bool,
        adobe: bool,
    ) -> BytesOrFallback<'py> {
        let options = a85::EncodeOptions {
            foldspaces,
            pad,
            adobe,
            wrapcol,
        };
        base85::encode_ascii85(thread, options, b)
    }

    /// What `a85decode()` skips unless told otherwise.
    const WHITE_SPACE: &[u8] = b" \t\n\r\x0b";

    /// Decode a bytes-like object or ASCII string of Ascii85.
    #[cfg(not(Py_3_15))]
    #[pyfunction(
        fallback = "_pybase64",
        signature = (b, *, foldspaces = false, adobe = false, ignorechars = Given(None))
    )]
    fn a85decode<'py>(
        thread: &'py mut Thread<'_>,
        b: AsciiInput<'_>,
        foldspaces: bool,
        adobe: bool,
        ignorechars: Given<Arg<'_, PyBytes>>,
    ) -> BytesOrFallback<'py> {
        let options = a85::DecodeOptions {
            foldspaces,
            adobe,
            ignored: ByteSet::new(ignorechars.0.map_or(WHITE_SPACE, Arg::as_bytes)),
            canonical: false,
            lone: base85::LONE,
        };
        base85::decode_ascii85(thread, options, b.0)
    }

    /// Decode a bytes-like object or ASCII string of Ascii85.
    #[cfg(Py_3_15)]
    #[pyfunction(
        fallback = "_pybase64",
        signature = (b, *, foldspaces = false, adobe = false, ignorechars = Given(None), canonical = false)
    )]
    fn a85decode<'py>(
        thread: &'py mut Thread<'_>,
        b: AsciiInput<'_>,
        foldspaces: bool,
        adobe: bool,
        ignorechars: Given<Arg<'_, PyBytes>>,
        canonical: bool,
    ) -> BytesOrFallback<'py> {
        let options = a85::DecodeOptions {
            foldspaces,
            adobe,
            ignored: ByteSet::new(ignorechars.0.map_or(WHITE_SPACE, Arg::as_bytes)),
            canonical,
            lone: base85::LONE,
        };
        base85::decode_ascii85(thread, options, b.0)
    }

    /// Encode a bytes-like object as Base85.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64", signature = (b, pad = false))]
    fn b85encode<'py>(
        thread: &'py mut Thread<'_>,
        b: Input<'_>,
        pad: bool,
    ) -> BytesOrFallback<'py> {
        let options = b85::EncodeOptions { pad, wrapcol: 0 };
        base85::encode(thread, &b85::STANDARD, options, b)
    }

    /// Encode a bytes-like object as Base85.
    #[cfg(Py_3_15)]
    #[pyfunction(fallback = "_pybase64", signature = (b, pad = false, *, wrapcol = 0))]
    fn b85encode<'py>(
        thread: &'py mut Thread<'_>,
        b: Input<'_>,
        pad: bool,
        wrapcol: usize,
    ) -> BytesOrFallback<'py> {
        let options = b85::EncodeOptions { pad, wrapcol };
        base85::encode(thread, &b85::STANDARD, options, b)
    }

    /// Encode a bytes-like object as Z85.
    #[cfg(all(Py_3_13, not(Py_3_15)))]
    #[pyfunction(fallback = "_pybase64")]
    fn z85encode<'py>(thread: &'py mut Thread<'_>, s: Input<'_>) -> BytesOrFallback<'py> {
        let options = b85::EncodeOptions {
            pad: false,
            wrapcol: 0,
        };
        base85::encode(thread, &Z85, options, s)
    }

    /// Encode a bytes-like object as Z85.
    #[cfg(Py_3_15)]
    #[pyfunction(fallback = "_pybase64", signature = (s, pad = false, *, wrapcol = 0))]
    fn z85encode<'py>(
        thread: &'py mut Thread<'_>,
        s: Input<'_>,
        pad: bool,
        wrapcol: usize,
    ) -> BytesOrFallback<'py> {
        let options = b85::EncodeOptions { pad, wrapcol };
        base85::encode(thread, &Z85, options, s)
    }

    /// Decode a bytes-like object or ASCII string of Base85.
    #[cfg(not(Py_3_15))]
    #[pyfunction(fallback = "_pybase64")]
    fn b85decode<'py>(thread: &'py mut Thread<'_>, b: AsciiInput<'_>) -> BytesOrFallback<'py> {
        let options = b85::DecodeOptions {
            lone: base85::LONE,
            ..b85::DecodeOptions::default()
        };
        base85::decode(thread, &b85::STANDARD, options, b.0)
    }

    /// Decode a bytes-like object or ASCII string of Base85.
    #[cfg(Py_3_15)]
    #[pyfunction(fallback = "_pybase64", signature = (b, *, ignorechars = Given(None), canonical = false))]
    fn b85decode<'py>(
        thread: &'py mut Thread<'_>,
        b: AsciiInput<'_>,
        ignorechars: Given<Arg<'_, PyBytes>>,
        canonical: bool,
    ) -> BytesOrFallback<'py> {
        let options = b85::DecodeOptions {
            ignored: ByteSet::new(ignorechars.0.map_or(b"", Arg::as_bytes)),
            canonical,
            lone: base85::LONE,
        };
        base85::decode(thread, &b85::STANDARD, options, b.0)
    }

    /// Decode a bytes-like object or ASCII string of Z85.
    #[cfg(all(Py_3_13, not(Py_3_15)))]
    #[pyfunction(fallback = "_pybase64")]
    fn z85decode<'py>(thread: &'py mut Thread<'_>, s: AsciiInput<'_>) -> BytesOrFallback<'py> {
        let options = b85::DecodeOptions {
            lone: base85::LONE,
            ..b85::DecodeOptions::default()
        };
        base85::decode(thread, &Z85, options, s.0)
    }

    /// Decode a bytes-like object or ASCII string of Z85.
    #[cfg(Py_3_15)]
    #[pyfunction(fallback = "_pybase64", signature = (s, *, ignorechars = Given(None), canonical = false))]
    fn z85decode<'py>(
        thread: &'py mut Thread<'_>,
        s: AsciiInput<'_>,
        ignorechars: Given<Arg<'_, PyBytes>>,
        canonical: bool,
    ) -> BytesOrFallback<'py> {
        let options = b85::DecodeOptions {
            ignored: ByteSet::new(ignorechars.0.map_or(b"", Arg::as_bytes)),
            canonical,
            lone: base85::LONE,
        };
        base85::decode(thread, &Z85, options, s.0)
    }
}
