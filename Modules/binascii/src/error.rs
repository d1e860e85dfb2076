//! Exceptions: what a codec rejects, in CPython's words.

use core::convert::Infallible;
use core::fmt::{self, Display};

#[cfg(Py_3_15)]
use codecs::{ascii85, base32, base85};
use codecs::{base16, base64, uu};
use cpython_api::{Exception, LazyModule, Python, Raised};

use crate::module::State;

/// The module, for what it raises.
pub type Module<'c> = LazyModule<'c, State>;

/// The text of an exception.
pub trait Rejected {
    /// Writes it.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// Raises `binascii.Error` for what a codec rejects.
pub fn raise<R: Rejected>(module: Module<'_>) -> impl FnOnce(Python<'_>, R) -> Raised {
    move |py, rejected| set(py, module, &rejected)
}

/// For what rejects nothing.
pub fn never(_: Python<'_>, error: Infallible) -> Raised {
    match error {}
}

#[cold]
#[inline(never)]
fn set(py: Python<'_>, module: Module<'_>, rejected: &dyn Rejected) -> Raised {
    struct Text<'a>(&'a dyn Rejected);

    impl Display for Text<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.write(f)
        }
    }

    let module = match module.get(py) {
        Ok(module) => module,
        Err(raised) => return raised,
    };
    let text = Text(rejected);
    let text = format_args!("{text}");
    match module.slot(py, |state| &state.error).get() {
        Some(class) => Raised::from_fmt(py, &class, text),
        // The collector has cleared the module. The class was a ValueError.
        None => Raised::from_fmt(py, Exception::ValueError, text),
    }
}

/// A text that is the same for all data.
impl Rejected for &str {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl Rejected for base16::Error {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use base16::ErrorKind::{NotADigit, Odd};
        f.write_str(match self.kind {
            NotADigit => "Non-hexadecimal digit found",
            Odd if cfg!(Py_3_15) => "Odd number of hexadecimal digits",
            Odd => "Odd-length string",
        })
    }
}

const LEADING_PADDING: &str = "Leading padding not allowed";
const EXCESS_PADDING: &str = "Excess padding not allowed";
const DISCONTINUOUS_PADDING: &str = "Discontinuous padding not allowed";
const EXCESS_DATA: &str = "Excess data after padding";
const PADDING: &str = "Padding not allowed";
const INCORRECT_PADDING: &str = "Incorrect padding";
const NON_ZERO_BITS: &str = "Non-zero padding bits";

impl Rejected for base64::Error {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use base64::ErrorKind::{
            DiscontinuousPadding, ExcessData, ExcessPadding, IncorrectPadding, LeadingPadding,
            LoneCharacter, NonZeroPaddingBits, NotInAlphabet, PaddingNotAllowed,
        };
        f.write_str(match self.kind {
            NotInAlphabet => "Only base64 data is allowed",
            LeadingPadding => LEADING_PADDING,
            ExcessPadding => EXCESS_PADDING,
            DiscontinuousPadding => DISCONTINUOUS_PADDING,
            ExcessData => EXCESS_DATA,
            PaddingNotAllowed => PADDING,
            IncorrectPadding => INCORRECT_PADDING,
            NonZeroPaddingBits => NON_ZERO_BITS,
            LoneCharacter(number) => {
                return write!(
                    f,
                    "Invalid base64-encoded string: number of data characters ({number}) cannot be 1 more than a \
                     multiple of 4"
                );
            }
        })
    }
}

#[cfg(Py_3_15)]
impl Rejected for base32::Error {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use base32::ErrorKind::{
            Characters, DiscontinuousPadding, ExcessData, ExcessPadding, LeadingPadding,
            NonZeroBits, NotInAlphabet, Padding, Truncated,
        };
        f.write_str(match self.kind {
            NotInAlphabet => "Only base32 data is allowed",
            LeadingPadding => LEADING_PADDING,
            ExcessPadding => EXCESS_PADDING,
            DiscontinuousPadding => DISCONTINUOUS_PADDING,
            ExcessData => EXCESS_DATA,
            Padding => PADDING,
            Truncated => INCORRECT_PADDING,
            NonZeroBits => NON_ZERO_BITS,
            Characters(number) => {
                return write!(
                    f,
                    "Invalid base32-encoded string: number of data characters ({number}) cannot be 1, 3, or 6 more \
                     than a multiple of 8"
                );
            }
        })
    }
}

#[cfg(Py_3_15)]
impl Rejected for base85::Error {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use base85::ErrorKind::{Incomplete, NonZeroBits, NotInAlphabet, Overflow};
        let at = self.at;
        match self.kind {
            NotInAlphabet => write!(f, "bad Base85 character at position {at}"),
            Overflow => write!(f, "Base85 overflow in hunk starting at byte {at}"),
            Incomplete => f.write_str("Incomplete Base85 group"),
            NonZeroBits => f.write_str(NON_ZERO_BITS),
        }
    }
}

#[cfg(Py_3_15)]
impl Rejected for ascii85::Error {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ascii85::ErrorKind::{
            InGroup, Incomplete, LongZeros, NoEnd, NonZeroBits, NotInAlphabet, Overflow,
        };
        f.write_str(match self.kind {
            NoEnd => "Ascii85 encoded byte sequences must end with b'~>'",
            NotInAlphabet(byte) => {
                return write!(f, "Non-Ascii85 digit found: {}", char::from(byte));
            }
            InGroup(byte) => return write!(f, "'{}' inside Ascii85 5-tuple", char::from(byte)),
            Overflow => "Ascii85 overflow",
            Incomplete => "Incomplete Ascii85 group",
            NonZeroBits => NON_ZERO_BITS,
            LongZeros => "Non-canonical encoding, use 'z' for all-zero groups",
        })
    }
}

impl Rejected for uu::Error {
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use uu::ErrorKind::{NoLength, NotInAlphabet, TooLong, TrailingGarbage};
        f.write_str(match self.kind {
            NoLength => "Missing length byte",
            TooLong => "At most 45 bytes at once",
            NotInAlphabet => "Illegal char",
            TrailingGarbage => "Trailing garbage",
        })
    }
}
