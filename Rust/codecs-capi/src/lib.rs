//! The codecs for C: what `Include/cpython_codecs.h` declares, and where it is documented.
//!
//! Each function makes slices of what C passes and calls `codecs`. That each has the declared type is asserted at
//! compile time, by assigning it to what the generator made of the declaration.

#![no_std]

use core::ffi::{CStr, c_char, c_int};
use core::slice;

use codecs::ascii85;
use codecs::base16::{self, Case, Digits};
use codecs::cpu;
use codecs::quoted_printable as qp;
use codecs::{ByteSet, Output, base32, base64, base85, crc, uu};
use cpython_sys::{
    PyRustCodec, PyRustCodec_ASCII85, PyRustCodec_BASE16, PyRustCodec_BASE32,
    PyRustCodec_BASE32HEX, PyRustCodec_BASE64, PyRustCodec_BASE64_LENIENT, PyRustCodec_BASE64URL,
    PyRustCodec_BASE85, PyRustCodec_QUOTED_PRINTABLE, PyRustCodec_UU, PyRustCodec_Z85,
    PyRustCodecStatus, PyRustCodecStatus_CHARACTER, PyRustCodecStatus_NO_CODEC,
    PyRustCodecStatus_NO_ROOM, PyRustCodecStatus_OK, PyRustCodecStatus_OVERFLOW,
    PyRustCodecStatus_PADDING, PyRustCodecStatus_TOO_LONG, PyRustCodecStatus_TRUNCATED, exports,
};

/// A codec, with what it needs to know.
enum Codec {
    Base16,
    Base32(&'static base32::Alphabet),
    Base64(base64::DecodeOptions<'static>),
    Base85(&'static base85::Alphabet),
    Ascii85,
    QuotedPrintable,
    Uu,
}

/// A status that is not OK, and where.
struct Failure {
    status: PyRustCodecStatus,
    at: usize,
}

const fn base64_options(
    alphabet: &'static base64::Alphabet,
    ignored: ByteSet,
) -> base64::DecodeOptions<'static> {
    base64::DecodeOptions {
        strict: true,
        ignored,
        ..base64::DecodeOptions::new(alphabet, base64::Rules::V3_14)
    }
}

impl Codec {
    fn of_number(codec: PyRustCodec) -> Option<Codec> {
        #[expect(non_upper_case_globals, reason = "names of C")]
        Some(match codec {
            PyRustCodec_BASE16 => Codec::Base16,
            PyRustCodec_BASE32 => Codec::Base32(&base32::STANDARD),
            PyRustCodec_BASE32HEX => Codec::Base32(&base32::HEX),
            PyRustCodec_BASE64 => Codec::Base64(base64_options(&base64::STANDARD, ByteSet::EMPTY)),
            PyRustCodec_BASE64URL => {
                Codec::Base64(base64_options(&base64::URL_SAFE, ByteSet::EMPTY))
            }
            PyRustCodec_BASE64_LENIENT => {
                let junk = ByteSet::FULL.without(&ByteSet::new(&[base64::PAD]));
                Codec::Base64(base64_options(&base64::STANDARD, junk))
            }
            PyRustCodec_BASE85 => Codec::Base85(&base85::STANDARD),
            PyRustCodec_Z85 => Codec::Base85(&base85::Z85),
            PyRustCodec_ASCII85 => Codec::Ascii85,
            PyRustCodec_QUOTED_PRINTABLE => Codec::QuotedPrintable,
            PyRustCodec_UU => Codec::Uu,
            _ => return None,
        })
    }

    fn encoded_len(&self, bytes: &[u8]) -> Option<usize> {
        let len = bytes.len();
        match self {
            Codec::Base16 => base16::encoded_len(len, None),
            Codec::Base32(_) => base32::encoded_len(len, &base32::EncodeOptions::default()),
            Codec::Base64(_) => base64::encoded_len(len),
            Codec::Base85(_) => base85::encoded_len(len, &base85::EncodeOptions::default()),
            Codec::Ascii85 => ascii85::encoded_len(len, &ascii85::EncodeOptions::default()),
            Codec::QuotedPrintable => qp::encoded_len(qp::Options::default(), bytes),
            Codec::Uu => uu::encoded_len(len),
        }
    }

    /// Writes no more than [`encoded_len`](Self::encoded_len), which is some.
    fn encode(&self, bytes: &[u8], out: &mut Output<'_>) {
        match self {
            Codec::Base16 => base16::encode(Case::Upper, None, bytes, out),
            Codec::Base32(alphabet) => {
                base32::encode(alphabet, bytes, &base32::EncodeOptions::default(), out);
            }
            Codec::Base64(options) => {
                base64::encode(&base64::EncodeOptions::new(options.alphabet), bytes, out);
            }
            Codec::Base85(alphabet) => {
                base85::encode(alphabet, bytes, &base85::EncodeOptions::default(), out);
            }
            Codec::Ascii85 => ascii85::encode(bytes, &ascii85::EncodeOptions::default(), out),
            Codec::QuotedPrintable => qp::encode(qp::Options::default(), bytes, out),
            // What is too long has no length.
            Codec::Uu => uu::encode(false, bytes, out).unwrap_or_default(),
        }
    }

    fn decoded_len(&self, text: &[u8]) -> usize {
        match self {
            Codec::Base16 => base16::decoded_len(text.len()),
            Codec::Base32(_) => base32::decoded_len(text),
            Codec::Base64(_) => base64::max_decoded_len(text.len()),
            Codec::Base85(_) => base85::decoded_len(text.len()),
            Codec::Ascii85 => ascii85::decoded_len(text, &ascii85::DecodeOptions::default()),
            Codec::QuotedPrintable => qp::decoded_len(text.len()),
            Codec::Uu => uu::decoded_len(text),
        }
    }

    /// Writes no more than [`decoded_len`](Self::decoded_len).
    fn decode(&self, text: &[u8], out: &mut Output<'_>) -> Result<(), Failure> {
        match self {
            Codec::Base16 => {
                base16::decode(Digits::AnyCase, &ByteSet::EMPTY, text, out).map_err(|error| {
                    match error.kind {
                        base16::ErrorKind::NotADigit => CHARACTER.at(error.at),
                        base16::ErrorKind::Odd => TRUNCATED.at(error.at),
                    }
                })
            }
            Codec::Base32(alphabet) => {
                use base32::ErrorKind::*;
                let options = base32::DecodeOptions::default();
                base32::decode(alphabet, text, &options, out).map_err(|error| {
                    match error.kind {
                        NotInAlphabet => CHARACTER,
                        Characters(_) | Truncated => TRUNCATED,
                        Padding | LeadingPadding | ExcessPadding | ExcessData
                        | DiscontinuousPadding | NonZeroBits => PADDING,
                    }
                    .at(error.at)
                })
            }
            Codec::Base64(options) => {
                use base64::ErrorKind::*;
                base64::decode(options, text, out).map_err(|error| {
                    match error.kind {
                        NotInAlphabet => CHARACTER,
                        LoneCharacter(_) | IncorrectPadding => TRUNCATED,
                        LeadingPadding | ExcessPadding | DiscontinuousPadding | ExcessData
                        | PaddingNotAllowed | NonZeroPaddingBits => PADDING,
                    }
                    .at(error.at)
                })
            }
            Codec::Base85(alphabet) => {
                use base85::ErrorKind::*;
                let options = base85::DecodeOptions::default();
                base85::decode(alphabet, text, &options, out).map_err(|error| {
                    match error.kind {
                        NotInAlphabet => CHARACTER,
                        Overflow => OVERFLOW,
                        Incomplete => TRUNCATED,
                        NonZeroBits => PADDING,
                    }
                    .at(error.at)
                })
            }
            Codec::Ascii85 => {
                use ascii85::ErrorKind::*;
                let options = ascii85::DecodeOptions::default();
                ascii85::decode(text, &options, out).map_err(|error| {
                    match error.kind {
                        NotInAlphabet(_) | InGroup(_) => CHARACTER,
                        Overflow => OVERFLOW,
                        Incomplete | NoEnd => TRUNCATED,
                        NonZeroBits | LongZeros => PADDING,
                    }
                    .at(error.at)
                })
            }
            Codec::QuotedPrintable => {
                qp::decode(false, text, out);
                Ok(())
            }
            Codec::Uu => uu::decode(text, out).map_err(|error| CHARACTER.at(error.at)),
        }
    }
}

/// A status on its way to a [`Failure`].
struct Status(PyRustCodecStatus);

const CHARACTER: Status = Status(PyRustCodecStatus_CHARACTER);
const PADDING: Status = Status(PyRustCodecStatus_PADDING);
const TRUNCATED: Status = Status(PyRustCodecStatus_TRUNCATED);
const OVERFLOW: Status = Status(PyRustCodecStatus_OVERFLOW);

impl Status {
    const fn at(self, at: usize) -> Failure {
        Failure { status: self.0, at }
    }
}

/// # Safety
///
/// There are `len` bytes, which nobody writes to for `'a`, or `len` is zero.
unsafe fn slice_of<'a>(bytes: *const u8, len: usize) -> &'a [u8] {
    if len == 0 {
        return &[];
    }
    // SAFETY: the caller says so.
    unsafe { slice::from_raw_parts(bytes, len) }
}

/// # Safety
///
/// There is a place for `room` bytes that is the caller's alone for `'a`, or `room` is zero.
unsafe fn output_of<'a>(place: *mut u8, room: usize) -> Output<'a> {
    if room == 0 {
        return Output::new(&mut []);
    }
    // SAFETY: the caller says so; nothing need be initialised.
    Output::new(unsafe { slice::from_raw_parts_mut(place.cast(), room) })
}

#[unsafe(no_mangle)]
unsafe extern "C" fn PyRustCodecs_EncodedLen(
    codec: PyRustCodec,
    bytes: *const u8,
    len: usize,
) -> usize {
    // SAFETY: the header says so.
    let bytes = unsafe { slice_of(bytes, len) };
    let len = Codec::of_number(codec).and_then(|codec| codec.encoded_len(bytes));
    len.unwrap_or(usize::MAX)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn PyRustCodecs_DecodedLen(
    codec: PyRustCodec,
    text: *const u8,
    len: usize,
) -> usize {
    // SAFETY: the header says so.
    let text = unsafe { slice_of(text, len) };
    Codec::of_number(codec).map_or(usize::MAX, |codec| codec.decoded_len(text))
}

#[unsafe(no_mangle)]
unsafe extern "C" fn PyRustCodecs_Encode(
    codec: PyRustCodec,
    bytes: *const u8,
    len: usize,
    text: *mut u8,
    room: usize,
    written: *mut usize,
) -> PyRustCodecStatus {
    // SAFETY: the header says so, of these three.
    let bytes = unsafe { slice_of(bytes, len) };
    // SAFETY: the same.
    let mut out = unsafe { output_of(text, room) };
    // SAFETY: the same.
    let written = unsafe { &mut *written };

    *written = 0;
    let Some(codec) = Codec::of_number(codec) else {
        return PyRustCodecStatus_NO_CODEC;
    };
    match codec.encoded_len(bytes) {
        None => return PyRustCodecStatus_TOO_LONG,
        Some(len) if len > room => return PyRustCodecStatus_NO_ROOM,
        Some(_) => {}
    }
    codec.encode(bytes, &mut out);
    *written = out.len();
    PyRustCodecStatus_OK
}

#[unsafe(no_mangle)]
unsafe extern "C" fn PyRustCodecs_Decode(
    codec: PyRustCodec,
    text: *const u8,
    len: usize,
    bytes: *mut u8,
    room: usize,
    written: *mut usize,
    at: *mut usize,
) -> PyRustCodecStatus {
    // SAFETY: the header says so, of these four.
    let text = unsafe { slice_of(text, len) };
    // SAFETY: the same.
    let mut out = unsafe { output_of(bytes, room) };
    // SAFETY: the same.
    let written = unsafe { &mut *written };
    // SAFETY: the same.
    let at = unsafe { &mut *at };

    (*written, *at) = (0, len);
    let Some(codec) = Codec::of_number(codec) else {
        return PyRustCodecStatus_NO_CODEC;
    };
    if codec.decoded_len(text) > room {
        return PyRustCodecStatus_NO_ROOM;
    }
    match codec.decode(text, &mut out) {
        Ok(()) => {
            *written = out.len();
            PyRustCodecStatus_OK
        }
        Err(failure) => {
            *at = failure.at;
            failure.status
        }
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn PyRustCodecs_Crc32(bytes: *const u8, len: usize, crc: u32) -> u32 {
    // SAFETY: the header says so.
    crc::crc32(unsafe { slice_of(bytes, len) }, crc)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn PyRustCodecs_CrcXmodem(bytes: *const u8, len: usize, crc: u16) -> u16 {
    // SAFETY: the header says so.
    crc::crc_xmodem(unsafe { slice_of(bytes, len) }, crc)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn PyRustCodecs_Kernel() -> *const c_char {
    cpu::active().c_name().as_ptr()
}

#[unsafe(no_mangle)]
unsafe extern "C" fn PyRustCodecs_ForceKernel(name: *const c_char) -> c_int {
    // SAFETY: the header says so: a C string.
    let name = unsafe { CStr::from_ptr(name) };
    let mut kernels = cpu::kernels();
    let kernel = kernels.find(|kernel| kernel.name().as_bytes() == name.to_bytes());
    match kernel.map(cpu::force) {
        Some(Ok(())) => 0,
        _ => -1,
    }
}

const _: exports::PyRustCodecs_EncodedLen = PyRustCodecs_EncodedLen;
const _: exports::PyRustCodecs_DecodedLen = PyRustCodecs_DecodedLen;
const _: exports::PyRustCodecs_Encode = PyRustCodecs_Encode;
const _: exports::PyRustCodecs_Decode = PyRustCodecs_Decode;
const _: exports::PyRustCodecs_Crc32 = PyRustCodecs_Crc32;
const _: exports::PyRustCodecs_CrcXmodem = PyRustCodecs_CrcXmodem;
const _: exports::PyRustCodecs_Kernel = PyRustCodecs_Kernel;
const _: exports::PyRustCodecs_ForceKernel = PyRustCodecs_ForceKernel;
