//! `bytesobject.h`: length and data of a `bytes`, without a check of the type.

#![expect(non_snake_case, reason = "the names are C's")]

use core::ffi::c_char;

use crate::{Py_SIZE, Py_ssize_t, PyBytesObject, PyObject};

/// The length of a `bytes`, without the zero that follows its data.
#[inline]
pub unsafe fn PyBytes_GET_SIZE(op: *mut PyObject) -> Py_ssize_t {
    // SAFETY: a bytes begins with a PyVarObject.
    unsafe { Py_SIZE(op) }
}

/// The data of a `bytes`. It may be written to only while nobody else has seen the object.
#[inline]
pub unsafe fn PyBytes_AS_STRING(op: *mut PyObject) -> *mut c_char {
    // SAFETY: the caller says that it is a bytes. No reference is made, so the pointer is good for all of the data.
    unsafe { (&raw mut (*op.cast::<PyBytesObject>()).ob_sval).cast() }
}
