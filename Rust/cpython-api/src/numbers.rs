//! Integers, floats and truth values: arguments into Rust, results into Python.
//!
//! Each conversion is the one that Argument Clinic writes for the C type on that version, so the texts
//! of exceptions are CPython's own.

use core::ffi::{c_int, c_long, c_longlong, c_uchar, c_uint, c_ulonglong, c_void};
use core::num::Wrapping;
use core::ptr;

use cpython_ffi::{OwnedPtr, sys};

use crate::convert::{FromPyObject, IntoPy, Place, singleton};
use crate::{Arg, Bound, Exception, PyResult, Python, Raised, clinic, error};

// The types of Rust that stand for those of C.
const _: () = {
    assert!(size_of::<c_int>() == size_of::<i32>());
    assert!(size_of::<c_longlong>() == size_of::<i64>());
    assert!(size_of::<sys::Py_ssize_t>() == size_of::<isize>());
};

/// Raises if C's result is the one that says that an exception may be set, and one is.
#[inline(always)]
fn checked<T: PartialEq>(py: Python<'_>, value: T, error: T) -> PyResult<T> {
    if value == error && error::is_set(py) {
        // SAFETY: asked just now.
        return Err(unsafe { Raised::assume_set() });
    }
    Ok(value)
}

/// A converter of `O&`.
type Converter = unsafe extern "C" fn(*mut sys::PyObject, *mut c_void) -> c_int;

/// Runs a converter.
///
/// # Safety
///
/// It writes a `T`, or raises and returns 0.
#[inline(always)]
unsafe fn run<T: Default>(converter: Converter, py: Python<'_>, object: Arg<'_>) -> PyResult<T> {
    let _ = py;
    let mut value = T::default();
    let place = ptr::from_mut(&mut value).cast();
    // SAFETY: the token says that the thread is attached; an object, and a place for the value.
    match unsafe { converter(object.as_ptr().as_ptr(), place) } {
        // SAFETY: 0 says that an exception is set.
        0 => Err(unsafe { Raised::assume_set() }),
        _ => Ok(value),
    }
}

/// `int`
impl<'a> FromPyObject<'a> for i32 {
    #[inline]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        #[cfg(not(Py_3_13))]
        use sys::_PyLong_AsInt as as_int;
        #[cfg(Py_3_13)]
        use sys::PyLong_AsInt as as_int;
        // SAFETY: the token says that the thread is attached; an object.
        let value = unsafe { as_int(object.as_ptr().as_ptr()) };
        checked(py, value, -1)
    }
}

/// `long long`
impl<'a> FromPyObject<'a> for i64 {
    #[inline]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        // SAFETY: the token says that the thread is attached; an object.
        let value = unsafe { sys::PyLong_AsLongLong(object.as_ptr().as_ptr()) };
        checked(py, value, -1)
    }
}

/// `Py_ssize_t`
impl<'a> FromPyObject<'a> for isize {
    #[inline]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        let object = object.as_ptr();
        // SAFETY: an object.
        if unsafe { sys::PyLong_CheckExact(object.as_ptr()) } != 0 {
            // SAFETY: the token says that the thread is attached; an int.
            let value = unsafe { sys::PyLong_AsSsize_t(object.as_ptr()) };
            return checked(py, value, -1);
        }
        // SAFETY: attached; an object.
        let index = unsafe { cpython_ffi::PyNumber_Index(object) };
        // SAFETY: NULL says that an exception is set.
        let index = index.ok_or_else(|| unsafe { Raised::assume_set() })?;
        // SAFETY: attached; an int.
        let value = unsafe { sys::PyLong_AsSsize_t(index.as_ptr()) };
        checked(py, value, -1)
    }

    /// `Py_ssize_t(accept={int, NoneType})`
    #[inline]
    fn extract_optional(py: Python<'_>, arg: Arg<'a>, _: &Place) -> PyResult<Option<Self>> {
        if arg.bind(py).is_none() {
            return Ok(None);
        }
        // SAFETY: it writes a Py_ssize_t.
        unsafe { run(clinic::_Py_convert_optional_to_ssize_t, py, arg) }.map(Some)
    }
}

/// `unsigned char`
impl<'a> FromPyObject<'a> for u8 {
    #[inline]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        // SAFETY: the token says that the thread is attached; an object.
        let value: c_long = unsafe { sys::PyLong_AsLong(object.as_ptr().as_ptr()) };
        let value = checked(py, value, -1)?;
        c_uchar::try_from(value).map_err(|_| {
            let text = if value < 0 {
                "unsigned byte integer is less than minimum"
            } else {
                "unsigned byte integer is greater than maximum"
            };
            Raised::new(py, Exception::OverflowError, text)
        })
    }
}

/// `unsigned int`
impl<'a> FromPyObject<'a> for u32 {
    #[inline]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        // SAFETY: it writes an unsigned int.
        unsafe { run::<c_uint>(clinic::_PyLong_UnsignedInt_Converter, py, object) }
    }
}

/// `unsigned long long`
impl<'a> FromPyObject<'a> for u64 {
    #[inline]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        // SAFETY: it writes an unsigned long long.
        unsafe { run::<c_ulonglong>(clinic::_PyLong_UnsignedLongLong_Converter, py, object) }
    }
}

/// `size_t`
impl<'a> FromPyObject<'a> for usize {
    #[inline]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        // SAFETY: it writes a size_t.
        unsafe { run(clinic::_PyLong_Size_t_Converter, py, object) }
    }
}

/// `unsigned int(bitwise=True)`: the value modulo 2³², as checksums take it.
impl<'a> FromPyObject<'a> for Wrapping<u32> {
    #[inline]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        mask(py, object).map(Wrapping)
    }
}

#[cfg(not(Py_3_15))]
#[inline(always)]
fn mask(py: Python<'_>, object: Arg<'_>) -> PyResult<u32> {
    // SAFETY: the token says that the thread is attached; an object.
    let value = unsafe { sys::PyLong_AsUnsignedLongMask(object.as_ptr().as_ptr()) };
    checked(py, value as c_uint, c_uint::MAX)
}

/// Since 3.15, losing bits that say something is deprecated.
#[cfg(Py_3_15)]
#[inline(always)]
fn mask(py: Python<'_>, object: Arg<'_>) -> PyResult<u32> {
    let mut value: c_uint = 0;
    let flags = sys::Py_ASNATIVEBYTES_NATIVE_ENDIAN
        | sys::Py_ASNATIVEBYTES_ALLOW_INDEX
        | sys::Py_ASNATIVEBYTES_UNSIGNED_BUFFER;
    let place = ptr::from_mut(&mut value).cast();
    let size = size_of::<c_uint>() as sys::Py_ssize_t;
    // SAFETY: the token says that the thread is attached; an object, and a place of this size.
    let needed =
        unsafe { sys::PyLong_AsNativeBytes(object.as_ptr().as_ptr(), place, size, flags as c_int) };
    if needed < 0 {
        // SAFETY: it says that an exception is set.
        return Err(unsafe { Raised::assume_set() });
    }
    if needed > size {
        warn_of_lost_bits(py)?;
    }
    Ok(value)
}

#[cfg(Py_3_15)]
#[cold]
fn warn_of_lost_bits(py: Python<'_>) -> PyResult<()> {
    let _ = py;
    let text = c"integer value out of range";
    // SAFETY: the interpreter set the variable before any module could run.
    let category = unsafe { sys::PyExc_DeprecationWarning };
    // SAFETY: the token says that the thread is attached; a class of warnings and a C string.
    match unsafe { sys::PyErr_WarnEx(category, text.as_ptr(), 1) } {
        0 => Ok(()),
        // SAFETY: the warning became an exception.
        _ => Err(unsafe { Raised::assume_set() }),
    }
}

/// `double`
impl<'a> FromPyObject<'a> for f64 {
    #[inline]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        let object = object.as_ptr().as_ptr();
        // SAFETY: an object.
        if unsafe { sys::PyFloat_CheckExact(object) } != 0 {
            // SAFETY: a float.
            return Ok(unsafe { sys::PyFloat_AS_DOUBLE(object) });
        }
        // SAFETY: the token says that the thread is attached; an object.
        let value = unsafe { sys::PyFloat_AsDouble(object) };
        checked(py, value, -1.0)
    }
}

/// `bool`: whether the object is true.
impl<'a> FromPyObject<'a> for bool {
    #[inline(always)]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        match object.bind(py).as_bool() {
            Some(value) => Ok(value),
            None => object.bind(py).is_true(),
        }
    }

    #[inline(always)]
    fn extract_quietly(py: Python<'_>, object: Arg<'a>) -> Option<Self> {
        object.bind(py).as_bool()
    }
}

/// A flag, as most functions of the standard library take it: an int that is zero or not, up to 3.11, and
/// whether the object is true, since 3.12. `bool` is the latter on all versions.
///
/// For Argument Clinic it is `bool(accept={int})`, which became `bool`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag(pub bool);

impl<'a> FromPyObject<'a> for Flag {
    #[inline(always)]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        if let Some(value) = object.bind(py).as_bool() {
            return Ok(Flag(value));
        }
        if cfg!(Py_3_12) {
            bool::extract(py, object).map(Flag)
        } else {
            i32::extract(py, object).map(|value| Flag(value != 0))
        }
    }
}

impl<'py> IntoPy<'py> for bool {
    #[inline(always)]
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
        let value = if self {
            sys::Py_True()
        } else {
            sys::Py_False()
        };
        Ok(singleton(py, value))
    }
}

/// Takes the result of a function that makes an object, which is NULL if there is no memory.
#[inline(always)]
fn made(py: Python<'_>, object: *mut sys::PyObject) -> PyResult<Bound<'_>> {
    let _ = py;
    // SAFETY: a reference that the caller was given, or NULL.
    let object = unsafe { OwnedPtr::from_ptr(object) };
    // SAFETY: NULL says that an exception is set.
    let object = object.ok_or_else(|| unsafe { Raised::assume_set() })?;
    // SAFETY: the token is borrowed for `'py`.
    Ok(unsafe { Bound::from_owned(object) })
}

/// Declares the function that makes an object of a number.
macro_rules! into_py {
    ($($number:ty, $make:ident;)*) => {$(
        impl<'py> IntoPy<'py> for $number {
            #[inline]
            fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
                // SAFETY: the token says that the thread is attached; a number.
                made(py, unsafe { sys::$make(self.into()) })
            }
        }
    )*};
}

into_py! {
    i32, PyLong_FromLong;
    i64, PyLong_FromLongLong;
    u8, PyLong_FromLong;
    u32, PyLong_FromUnsignedLong;
    u64, PyLong_FromUnsignedLongLong;
    f64, PyFloat_FromDouble;
}

impl<'py> IntoPy<'py> for isize {
    #[inline]
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
        // SAFETY: the token says that the thread is attached; a number.
        made(py, unsafe { sys::PyLong_FromSsize_t(self) })
    }
}

impl<'py> IntoPy<'py> for usize {
    #[inline]
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
        // SAFETY: the token says that the thread is attached; a number.
        made(py, unsafe { sys::PyLong_FromSize_t(self) })
    }
}
