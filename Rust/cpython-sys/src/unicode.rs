//! `unicodeobject.h`: what a converter of `str` needs. `PyUnicode_KIND`, `PyUnicode_DATA` and the rest are in the shim.
//!
//! A `str` that is compact and ASCII has its characters, one byte each, right after a `PyASCIIObject`.

#![expect(non_snake_case, reason = "the names are C's")]

use core::ffi::c_int;

use crate::shim::PyUnicode_DATA;
use crate::{Py_UCS1, Py_UCS2, Py_UCS4, Py_ssize_t, PyASCIIObject, PyObject};

/// Whether the characters are ASCII and stand right after the `PyASCIIObject`, as they do unless the type is a
/// subtype of `str`.
#[inline]
pub unsafe fn PyUnicode_IS_COMPACT_ASCII(op: *mut PyObject) -> c_int {
    // SAFETY: a str begins with a PyASCIIObject. The two bits are set when it is made.
    let state = unsafe { &(*op.cast::<PyASCIIObject>()).state };
    (state.ascii() != 0 && state.compact() != 0).into()
}

/// The number of characters.
#[inline]
pub unsafe fn PyUnicode_GET_LENGTH(op: *mut PyObject) -> Py_ssize_t {
    // SAFETY: a str begins with a PyASCIIObject.
    unsafe { (*op.cast::<PyASCIIObject>()).length }
}

/// The characters of a `str` whose kind is `PyUnicode_1BYTE_KIND`.
#[inline]
pub unsafe fn PyUnicode_1BYTE_DATA(op: *mut PyObject) -> *mut Py_UCS1 {
    // SAFETY: it is a str; if it is compact and ASCII, its characters stand right after its PyASCIIObject.
    unsafe {
        if PyUnicode_IS_COMPACT_ASCII(op) != 0 {
            op.cast::<PyASCIIObject>().add(1).cast()
        } else {
            PyUnicode_DATA(op).cast()
        }
    }
}

/// The characters of a `str` whose kind is `PyUnicode_2BYTE_KIND`.
#[inline]
pub unsafe fn PyUnicode_2BYTE_DATA(op: *mut PyObject) -> *mut Py_UCS2 {
    // SAFETY: it is a str.
    unsafe { PyUnicode_DATA(op).cast() }
}

/// The characters of a `str` whose kind is `PyUnicode_4BYTE_KIND`.
#[inline]
pub unsafe fn PyUnicode_4BYTE_DATA(op: *mut PyObject) -> *mut Py_UCS4 {
    // SAFETY: it is a str.
    unsafe { PyUnicode_DATA(op).cast() }
}
