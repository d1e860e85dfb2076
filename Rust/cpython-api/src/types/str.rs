//! `str`. It does not change, so its characters, and its UTF-8, are lent.

use alloc::string::String;
use core::ffi::{CStr, c_void};
use core::{fmt, slice, str};

use cpython_ffi::{self as ffi, OwnedPtr, sys};

use super::check::{derefs_to_any, static_type};
use super::ssize;
use crate::convert::{FromPyObject, Place};
use crate::error::{new_object, size};
use crate::{
    Arg, Borrowed, Bound, IntoPy, PyResult, PyType, PyTypeCheck, PyTypeInfo, Python, Raised,
};

/// The type of `str` objects, and its subclasses.
pub struct PyStr(());

derefs_to_any!(PyStr);

// SAFETY: the check is CPython's own, and what passes has its characters in an array.
unsafe impl PyTypeCheck for PyStr {
    const NAME: &'static CStr = c"str";

    #[inline]
    fn type_check(object: Borrowed<'_, '_>) -> bool {
        // SAFETY: an object.
        let is_str = unsafe { sys::PyUnicode_Check(object.as_ptr().as_ptr()) } != 0;
        is_str && is_ready(object)
    }
}

// SAFETY: the check is for this type.
unsafe impl PyTypeInfo for PyStr {
    #[inline]
    fn type_object<'py>(py: Python<'py>) -> Borrowed<'py, 'py, PyType> {
        let class = &raw mut sys::PyUnicode_Type;
        // SAFETY: a static type, which lives as long as the interpreter.
        unsafe { static_type(py, class) }
    }
}

#[cfg(Py_3_12)]
const fn is_ready(_: Borrowed<'_, '_>) -> bool {
    true
}

/// Before 3.12, C code can make a `str` of `wchar_t`, whose characters are looked at when it is first used. If there is
/// no memory for that, it passes for no `str`.
#[cfg(not(Py_3_12))]
#[inline]
fn is_ready(object: Borrowed<'_, '_>) -> bool {
    // SAFETY: a str begins with a PyASCIIObject.
    let state = unsafe { &(*object.as_ptr().as_ptr().cast::<sys::PyASCIIObject>()).state };
    if state.ready() != 0 {
        return true;
    }
    // SAFETY: the handle says that the thread is attached; a str.
    let failed = unsafe { sys::_PyUnicode_Ready(object.as_ptr().as_ptr()) } != 0;
    if failed {
        // SAFETY: it says that an exception is set.
        unsafe { Raised::assume_set() }.clear(object.py());
    }
    !failed
}

/// The characters of a `str`: code points, lone surrogates among them, in the width that the largest of them needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PyStrData<'a> {
    /// All are less than U+0100.
    Ucs1(&'a [u8]),
    /// All are less than U+10000.
    Ucs2(&'a [u16]),
    /// Any.
    Ucs4(&'a [u32]),
}

impl PyStrData<'_> {
    /// The number of characters.
    pub const fn len(self) -> usize {
        match self {
            PyStrData::Ucs1(chars) => chars.len(),
            PyStrData::Ucs2(chars) => chars.len(),
            PyStrData::Ucs4(chars) => chars.len(),
        }
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// A code point, if there is one with this index.
    pub fn get(self, index: usize) -> Option<u32> {
        match self {
            PyStrData::Ucs1(chars) => chars.get(index).copied().map(u32::from),
            PyStrData::Ucs2(chars) => chars.get(index).copied().map(u32::from),
            PyStrData::Ucs4(chars) => chars.get(index).copied(),
        }
    }
}

impl PyStr {
    /// A `str` of a text: [`PyUnicode_FromStringAndSize`][c].
    ///
    /// # Errors
    ///
    /// MemoryError.
    ///
    /// [c]: https://docs.python.org/3/c-api/unicode.html#c.PyUnicode_FromStringAndSize
    pub fn new<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyStr>> {
        let (start, len) = (text.as_ptr().cast(), ssize(text.len()));
        // SAFETY: the token says that the thread is attached; so many bytes.
        let text = new_object(py, unsafe { ffi::PyUnicode_FromStringAndSize(start, len) })?;
        // SAFETY: it is a str.
        Ok(unsafe { text.cast_into_unchecked() })
    }

    /// As [`new`](Self::new), the one `str` that all who intern this text get: [`PyUnicode_InternInPlace`][c].
    ///
    /// # Errors
    ///
    /// MemoryError.
    ///
    /// [c]: https://docs.python.org/3/c-api/unicode.html#c.PyUnicode_InternInPlace
    pub fn intern<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyStr>> {
        let mut text = Self::new(py, text)?.into_owned_ptr().into_ptr();
        // SAFETY: the token says that the thread is attached; a place with a reference to a str, for another one.
        unsafe { ffi::PyUnicode_InternInPlace(&mut text) };
        // SAFETY: what it left there is a reference.
        let text = new_object(py, unsafe { OwnedPtr::from_ptr(text) })?;
        // SAFETY: it is a str.
        Ok(unsafe { text.cast_into_unchecked() })
    }

    /// A `str` of a text that is formatted: `format_args!("{n} bytes")`.
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn from_fmt<'py>(py: Python<'py>, text: fmt::Arguments<'_>) -> PyResult<Bound<'py, PyStr>> {
        match text.as_str() {
            Some(text) => Self::new(py, text),
            None => Self::new(py, &py.try_format(text)?),
        }
    }

    /// A `str` of texts, one behind the other.
    ///
    /// # Errors
    ///
    /// MemoryError.
    #[expect(
        clippy::disallowed_methods,
        reason = "there is room, which was reserved before"
    )]
    pub fn from_pieces<'py>(py: Python<'py>, pieces: &[&str]) -> PyResult<Bound<'py, PyStr>> {
        let mut text = String::new();
        for piece in pieces {
            text.try_reserve(piece.len())
                .map_err(|_| Raised::no_memory(py))?;
            text.push_str(piece);
        }
        Self::new(py, &text)
    }

    /// A `str` of bytes, each of which is a code point less than U+0100:
    /// [`PyUnicode_DecodeLatin1`](https://docs.python.org/3/c-api/unicode.html#c.PyUnicode_DecodeLatin1).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn from_latin1<'py>(py: Python<'py>, chars: &[u8]) -> PyResult<Bound<'py, PyStr>> {
        let (start, len) = (chars.as_ptr().cast(), ssize(chars.len()));
        let errors = core::ptr::null();
        // SAFETY: the token says that the thread is attached; so many bytes.
        let text = new_object(py, unsafe {
            ffi::PyUnicode_DecodeLatin1(start, len, errors)
        })?;
        // SAFETY: it is a str.
        Ok(unsafe { text.cast_into_unchecked() })
    }
}

impl<'a> Borrowed<'a, '_, PyStr> {
    /// The text: [`PyUnicode_AsUTF8AndSize`][c]. The object keeps its UTF-8 when it was asked for once.
    ///
    /// # Errors
    ///
    /// UnicodeEncodeError if there is a lone surrogate, or MemoryError.
    ///
    /// [c]: https://docs.python.org/3/c-api/unicode.html#c.PyUnicode_AsUTF8AndSize
    pub fn to_str(self) -> PyResult<&'a str> {
        let mut len = 0;
        // SAFETY: the handle says that the thread is attached; a str, and a place for the length.
        let start = unsafe { ffi::PyUnicode_AsUTF8AndSize(self.as_ptr(), &mut len) };
        if start.is_null() {
            // SAFETY: it says that an exception is set.
            return Err(unsafe { Raised::assume_set() });
        }
        // SAFETY: so many bytes, which the object keeps as they are for as long as it lives.
        let bytes = unsafe { slice::from_raw_parts(start.cast(), len as usize) };
        // SAFETY: what CPython encodes is valid.
        Ok(unsafe { str::from_utf8_unchecked(bytes) })
    }

    /// The characters, without a copy.
    pub fn data(self) -> PyStrData<'a> {
        let object = self.as_ptr().as_ptr();
        // SAFETY: a str.
        let kind = unsafe { sys::PyUnicode_KIND(object) };
        // SAFETY: a str.
        let start = unsafe { sys::PyUnicode_DATA(object) };
        let len = self.len();
        match kind as _ {
            sys::PyUnicode_1BYTE_KIND => {
                // SAFETY: so many characters of this width, which live as long as the object.
                PyStrData::Ucs1(unsafe { chars(start, len) })
            }
            sys::PyUnicode_2BYTE_KIND => {
                // SAFETY: the same.
                PyStrData::Ucs2(unsafe { chars(start, len) })
            }
            _ => {
                // SAFETY: the same; there is no other kind.
                PyStrData::Ucs4(unsafe { chars(start, len) })
            }
        }
    }
}

/// # Safety
///
/// So many characters that do not change for as long as `'a`.
unsafe fn chars<'a, T>(start: *mut c_void, len: usize) -> &'a [T] {
    // SAFETY: the caller says so.
    unsafe { slice::from_raw_parts(start.cast(), len) }
}

impl<'c> Arg<'c, PyStr> {
    /// The text, which lives as long as the call. See [`Borrowed::to_str`].
    ///
    /// # Errors
    ///
    /// UnicodeEncodeError if there is a lone surrogate, or MemoryError.
    pub fn to_str(self, py: Python<'_>) -> PyResult<&'c str> {
        self.bind(py).to_str()
    }
}

impl<'py> Bound<'py, PyStr> {
    /// The number of characters: [`PyUnicode_GetLength`][c].
    ///
    /// [c]: https://docs.python.org/3/c-api/unicode.html#c.PyUnicode_GetLength
    pub fn len(&self) -> usize {
        // SAFETY: a str.
        let len = unsafe { sys::PyUnicode_GET_LENGTH(self.object().as_ptr()) };
        len as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether all characters are ASCII:
    /// [`PyUnicode_IS_ASCII`](https://docs.python.org/3/c-api/unicode.html#c.PyUnicode_IS_ASCII).
    pub fn is_ascii(&self) -> bool {
        // SAFETY: a str.
        unsafe { sys::PyUnicode_IS_ASCII(self.object().as_ptr()) != 0 }
    }

    /// The text. See [`Borrowed::to_str`].
    ///
    /// # Errors
    ///
    /// UnicodeEncodeError if there is a lone surrogate, or MemoryError.
    pub fn to_str(&self) -> PyResult<&str> {
        self.as_borrowed().to_str()
    }

    /// The characters, without a copy.
    pub fn data(&self) -> PyStrData<'_> {
        self.as_borrowed().data()
    }

    /// `self + other`: [`PyUnicode_Concat`](https://docs.python.org/3/c-api/unicode.html#c.PyUnicode_Concat).
    ///
    /// # Errors
    ///
    /// MemoryError, or OverflowError.
    pub fn concat(&self, other: &Bound<'py, PyStr>) -> PyResult<Bound<'py, PyStr>> {
        // SAFETY: the handles say that the thread is attached; two str.
        let text = unsafe { ffi::PyUnicode_Concat(self.object(), other.object()) };
        let text = new_object(self.py(), text)?;
        // SAFETY: it is a str.
        Ok(unsafe { text.cast_into_unchecked() })
    }

    /// `self.join(items)`: [`PyUnicode_Join`](https://docs.python.org/3/c-api/unicode.html#c.PyUnicode_Join).
    ///
    /// # Errors
    ///
    /// TypeError if an item is no `str`, MemoryError, or what iterating raises.
    pub fn join(&self, items: impl IntoPy<'py>) -> PyResult<Bound<'py, PyStr>> {
        let items = items.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached; a str.
        let text = unsafe { ffi::PyUnicode_Join(self.object(), items.object()) };
        let text = new_object(self.py(), text)?;
        // SAFETY: it is a str.
        Ok(unsafe { text.cast_into_unchecked() })
    }

    /// `self[low:high]`: [`PyUnicode_Substring`](https://docs.python.org/3/c-api/unicode.html#c.PyUnicode_Substring).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn substring(&self, low: usize, high: usize) -> PyResult<Bound<'py, PyStr>> {
        // SAFETY: the handle says that the thread is attached; a str. It takes any bounds that are not negative.
        let text = unsafe { ffi::PyUnicode_Substring(self.object(), ssize(low), ssize(high)) };
        let text = new_object(self.py(), text)?;
        // SAFETY: it is a str.
        Ok(unsafe { text.cast_into_unchecked() })
    }

    /// The index of the first place at which `text` stands, if there is one:
    /// [`PyUnicode_Find`](https://docs.python.org/3/c-api/unicode.html#c.PyUnicode_Find).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn find(&self, text: &Bound<'py, PyStr>) -> PyResult<Option<usize>> {
        let (start, end) = (0, sys::PY_SSIZE_T_MAX);
        // SAFETY: the handles say that the thread is attached; two str.
        match unsafe { ffi::PyUnicode_Find(self.object(), text.object(), start, end, 1) } {
            -1 => Ok(None),
            found => size(self.py(), found).map(Some),
        }
    }
}

/// The text, which lives as long as the call.
impl<'a> FromPyObject<'a> for &'a str {
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        object.cast::<PyStr>(py)?.to_str(py)
    }

    fn extract_argument(py: Python<'_>, arg: Arg<'a>, place: &Place) -> PyResult<Self> {
        Arg::<PyStr>::extract_argument(py, arg, place)?.to_str(py)
    }

    fn extract_optional(py: Python<'_>, arg: Arg<'a>, place: &Place) -> PyResult<Option<Self>> {
        let text = Arg::<PyStr>::extract_optional(py, arg, place)?;
        text.map(|text| text.to_str(py)).transpose()
    }
}

impl<'py> IntoPy<'py> for &str {
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
        Ok(PyStr::new(py, self)?.into_any())
    }
}

impl<'py> IntoPy<'py> for String {
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
        self.as_str().into_py(py)
    }
}

impl<'py> IntoPy<'py> for char {
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
        (&*self.encode_utf8(&mut [0; 4])).into_py(py)
    }
}
