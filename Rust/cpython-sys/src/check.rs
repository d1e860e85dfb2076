//! Type checks: `PyBytes_Check` and its like.
//!
//! Only those of types that codecs and converters meet; the shim has the others.

#![expect(non_snake_case, reason = "the names are C's")]

use core::ffi::c_int;

use crate::{
    Py_IS_TYPE, Py_TPFLAGS_BASE_EXC_SUBCLASS, Py_TPFLAGS_BYTES_SUBCLASS, Py_TPFLAGS_DICT_SUBCLASS,
    Py_TPFLAGS_LIST_SUBCLASS, Py_TPFLAGS_LONG_SUBCLASS, Py_TPFLAGS_TUPLE_SUBCLASS,
    Py_TPFLAGS_TYPE_SUBCLASS, Py_TPFLAGS_UNICODE_SUBCLASS, Py_TYPE, PyByteArray_Type, PyBytes_Type,
    PyDict_Type, PyFloat_Type, PyList_Type, PyLong_Type, PyMemoryView_Type, PyObject,
    PyObject_TypeCheck, PyTuple_Type, PyType_HasFeature, PyUnicode_Type,
};

/// Checks of types that have a flag of their own, which subtypes inherit.
macro_rules! by_flag {
    ($($name:ident: $flag:ident;)*) => {$(
        #[doc = concat!("Whether the type of `op` has `", stringify!($flag), "`.")]
        #[inline]
        pub unsafe fn $name(op: *mut PyObject) -> c_int {
            // SAFETY: the object is alive, and so then is its type.
            unsafe { PyType_HasFeature(Py_TYPE(op), $flag) }
        }
    )*};
}

by_flag! {
    PyBytes_Check: Py_TPFLAGS_BYTES_SUBCLASS;
    PyDict_Check: Py_TPFLAGS_DICT_SUBCLASS;
    PyExceptionInstance_Check: Py_TPFLAGS_BASE_EXC_SUBCLASS;
    PyList_Check: Py_TPFLAGS_LIST_SUBCLASS;
    PyLong_Check: Py_TPFLAGS_LONG_SUBCLASS;
    PyTuple_Check: Py_TPFLAGS_TUPLE_SUBCLASS;
    PyType_Check: Py_TPFLAGS_TYPE_SUBCLASS;
    PyUnicode_Check: Py_TPFLAGS_UNICODE_SUBCLASS;
}

/// Checks for exactly one type.
macro_rules! exact {
    ($($name:ident: $type:ident;)*) => {$(
        #[doc = concat!("Whether the type of `op` is `", stringify!($type), "` and not a subtype.")]
        #[inline]
        pub unsafe fn $name(op: *mut PyObject) -> c_int {
            // SAFETY: the object is alive.
            unsafe { Py_IS_TYPE(op, &raw mut $type) }
        }
    )*};
}

exact! {
    PyByteArray_CheckExact: PyByteArray_Type;
    PyBytes_CheckExact: PyBytes_Type;
    PyDict_CheckExact: PyDict_Type;
    PyFloat_CheckExact: PyFloat_Type;
    PyList_CheckExact: PyList_Type;
    PyLong_CheckExact: PyLong_Type;
    // It cannot be subclassed.
    PyMemoryView_Check: PyMemoryView_Type;
    PyTuple_CheckExact: PyTuple_Type;
    PyUnicode_CheckExact: PyUnicode_Type;
}

/// Checks that look through the bases of the type.
macro_rules! by_base {
    ($($name:ident: $type:ident;)*) => {$(
        #[doc = concat!("Whether the type of `op` is `", stringify!($type), "` or a subtype.")]
        #[inline]
        pub unsafe fn $name(op: *mut PyObject) -> c_int {
            // SAFETY: the object is alive.
            unsafe { PyObject_TypeCheck(op, &raw mut $type) }
        }
    )*};
}

by_base! {
    PyByteArray_Check: PyByteArray_Type;
    PyFloat_Check: PyFloat_Type;
}
