//! CPython's C API as it is: raw, unsafe, complete for one version and one build of CPython.
//!
//! Everything is generated from the headers of an installed CPython, except what a header cannot give:
//!
//! - Inline functions and macros that are hot are written in Rust ([`object`], [`bytes`], [`unicode`],
//!   [`sequence`], [`check`]). The shim has them all as C compiles them; tests compare the two.
//! - Macros that are code or structures: [`module`], [`object`], [`mod@critical_section`].
//!
//! Names are C's, so the C API reference is the documentation. A macro that is a function, or an expression,
//! is a function here: `Py_None()`. The cfgs `Py_3_N`, `Py_DEBUG` and `Py_GIL_DISABLED` say which CPython this is.
//!
//! # Safety
//!
//! What each function asks of its caller is in the C API reference. Nearly all need a thread that is
//! attached to an interpreter; object arguments are alive, of the type that the function is for, and, if a
//! macro does not check for NULL, not NULL.

#![no_std]
#![expect(
    clippy::missing_safety_doc,
    reason = "the section above is that of each function"
)]

include!(concat!(env!("OUT_DIR"), "/include.rs"));

/// What is generated, including what a function written in Rust hides.
#[expect(missing_docs, reason = "the C API reference has them")]
#[expect(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    reason = "the names are C's"
)]
#[expect(
    clippy::all,
    clippy::undocumented_unsafe_blocks,
    reason = "generated; what C owes is in C's documentation"
)]
#[expect(
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    reason = "bindgen writes them"
)]
pub mod bindings {
    include_bindings!();
}

pub mod bytes;
pub mod check;
pub mod critical_section;
pub mod module;
pub mod object;
pub mod sequence;
pub mod unicode;

pub use bindings::*;

// A name given here hides that of the shim.
pub use bytes::{PyBytes_AS_STRING, PyBytes_GET_SIZE};
pub use check::{
    PyByteArray_Check, PyByteArray_CheckExact, PyBytes_Check, PyBytes_CheckExact, PyDict_Check,
    PyDict_CheckExact, PyExceptionInstance_Check, PyFloat_Check, PyFloat_CheckExact, PyList_Check,
    PyList_CheckExact, PyLong_Check, PyLong_CheckExact, PyMemoryView_Check, PyTuple_Check,
    PyTuple_CheckExact, PyType_Check, PyUnicode_Check, PyUnicode_CheckExact,
};
pub use critical_section::critical_section;
#[cfg(Py_3_13)]
pub use module::{Py_MOD_GIL_NOT_USED, Py_MOD_GIL_USED};
#[cfg(Py_3_12)]
pub use module::{
    Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED, Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED,
    Py_MOD_PER_INTERPRETER_GIL_SUPPORTED,
};
#[cfg(not(Py_3_13))]
pub use module::{PyCFunctionFast, PyCFunctionFastWithKeywords};
pub use module::{PyMethodDefPointer, PyModuleDef_HEAD_INIT, PyObject_HEAD_INIT};
pub use object::{
    Py_CLEAR, Py_DECREF, Py_Ellipsis, Py_False, Py_INCREF, Py_IS_TYPE, Py_NewRef, Py_None,
    Py_NotImplemented, Py_SETREF, Py_SIZE, Py_TYPE, Py_True, Py_VISIT, Py_XDECREF, Py_XINCREF,
    Py_XNewRef, Py_XSETREF, PyObject_GC_New, PyObject_New, PyObject_TypeCheck, PyType_FastSubclass,
    PyType_HasFeature, PyType_IS_GC,
};
pub use sequence::{PyList_GET_ITEM, PyList_GET_SIZE, PyTuple_GET_ITEM, PyTuple_GET_SIZE};
pub use unicode::{
    PyUnicode_1BYTE_DATA, PyUnicode_2BYTE_DATA, PyUnicode_4BYTE_DATA, PyUnicode_GET_LENGTH,
    PyUnicode_IS_COMPACT_ASCII,
};
