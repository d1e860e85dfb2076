//! Alphabets: arguments, and the constants of the module.

use codecs::{base32, base64, base85};
use cpython_api::{
    Arg, Exception, FromPyObject, Input, Module, Place, PyBytes, PyResult, Python, Raised,
};

use crate::module::State;

const BASE64: &[u8; 64] = base64::STANDARD.chars();
const BASE32: &[u8; 32] = base32::STANDARD.chars();
const BASE85: &[u8; 85] = base85::STANDARD.digits();

/// The constants that are defaults of encoders, which take any buffer.
pub mod b2a {
    use super::{BASE32, BASE64, BASE85, Input};

    pub const BASE64_ALPHABET: Input<'_> = Input::Lent(BASE64);
    pub const BASE32_ALPHABET: Input<'_> = Input::Lent(BASE32);
    pub const BASE85_ALPHABET: Input<'_> = Input::Lent(BASE85);
}

/// The constants that are defaults of decoders, which take `bytes` only.
pub mod a2b {
    use super::{BASE32, BASE64, BASE85, Chars};

    pub const BASE64_ALPHABET: Chars<'_> = Chars(BASE64);
    pub const BASE32_ALPHABET: Chars<'_> = Chars(BASE32);
    pub const BASE85_ALPHABET: Chars<'_> = Chars(BASE85);
}

/// The bytes of a `bytes` object.
pub struct Chars<'a>(pub &'a [u8]);

impl<'a> FromPyObject<'a> for Chars<'a> {
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        let bytes = Arg::<PyBytes>::extract(py, object)?;
        Ok(Chars(bytes.as_bytes()))
    }

    fn extract_argument(py: Python<'_>, arg: Arg<'a>, place: &Place) -> PyResult<Self> {
        let bytes = Arg::<PyBytes>::extract_argument(py, arg, place)?;
        Ok(Chars(bytes.as_bytes()))
    }
}

/// Adds the constants.
pub fn add_constants(py: Python<'_>, module: Module<'_, State>) -> PyResult<()> {
    let ascii = |first: u8| core::array::from_fn(|i| first + i as u8);
    let uu: [u8; 64] = ascii(b' ');
    let crypt = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let binhex = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
    for (name, chars) in [
        (c"BASE64_ALPHABET", &BASE64[..]),
        (c"URLSAFE_BASE64_ALPHABET", base64::URL_SAFE.chars()),
        (c"CRYPT_ALPHABET", crypt),
        (c"UU_ALPHABET", &uu),
        (c"BINHEX_ALPHABET", binhex),
        (c"BASE85_ALPHABET", BASE85),
        (c"ASCII85_ALPHABET", base85::ASCII85.digits()),
        (c"Z85_ALPHABET", base85::Z85.digits()),
        (c"BASE32_ALPHABET", BASE32),
        (c"BASE32HEX_ALPHABET", base32::HEX.chars()),
    ] {
        module.add(py, name, chars)?;
    }
    Ok(())
}

/// The characters of an alphabet as an array of their number.
fn array<'a, const N: usize>(py: Python<'_>, chars: &'a [u8]) -> PyResult<&'a [u8; N]> {
    chars.try_into().map_err(|_| {
        let text = format_args!("alphabet must have length {N}");
        Raised::from_fmt(py, Exception::ValueError, text)
    })
}

/// Declares the function that finds the alphabet with some characters, or makes it in `custom`.
macro_rules! find {
    ($find:ident, $codec:ident, $chars:ident, $known:expr) => {
        /// The alphabet with these characters: one that is there, or made in `custom`.
        ///
        /// # Errors
        ///
        /// ValueError if there are too few or too many.
        pub fn $find<'a>(
            py: Python<'_>,
            chars: &[u8],
            custom: &'a mut Option<$codec::Alphabet>,
        ) -> PyResult<&'a $codec::Alphabet> {
            let chars = array(py, chars)?;
            let known: [&'static $codec::Alphabet; _] = $known;
            Ok(
                match known.into_iter().find(|known| known.$chars() == chars) {
                    Some(known) => known,
                    None => custom.insert($codec::Alphabet::new(chars)),
                },
            )
        }
    };
}

find!(
    find64,
    base64,
    chars,
    [&base64::STANDARD, &base64::URL_SAFE]
);
find!(find32, base32, chars, [&base32::STANDARD, &base32::HEX]);
find!(find85, base85, digits, [&base85::STANDARD, &base85::Z85]);
