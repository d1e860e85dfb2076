//! The built-in types: a file for each, with its marker, its operations and what becomes one in Rust.
//!
//! An operation that has the name of one of [`Bound<PyAny>`](crate::Bound) is the type's own: it does not see what a
//! subclass overrides, as `PyList_Size` does not see `__len__`.

mod bool;
mod bytearray;
pub(crate) mod bytes;
mod capsule;
pub(crate) mod check;
mod dict;
mod float;
mod int;
mod iterator;
mod list;
mod memoryview;
mod module;
mod set;
mod slice;
mod str;
mod traceback;
mod tuple;
mod typeobject;
mod weakref;

use cpython_ffi::sys::Py_ssize_t;

pub use bool::PyBool;
pub use bytearray::PyByteArray;
pub use bytes::PyBytes;
pub use capsule::PyCapsule;
pub use check::{CastError, CastIntoError, PyTypeCheck, PyTypeInfo};
pub use dict::{DictIterator, PyDict};
pub use float::PyFloat;
pub use int::PyInt;
pub use iterator::PyIterator;
pub use list::{ListIterator, PyList};
pub use memoryview::PyMemoryView;
pub use module::PyModule;
pub use set::{PyFrozenSet, PySet};
pub use slice::{PySlice, PySliceIndices};
pub use str::{PyStr, PyStrData};
pub use traceback::PyTraceback;
pub use tuple::PyTuple;
pub use typeobject::PyType;
pub use weakref::PyWeakrefReference;

/// An index or a length for C, to which what does not fit is out of range.
fn ssize(index: usize) -> Py_ssize_t {
    Py_ssize_t::try_from(index).unwrap_or(Py_ssize_t::MAX)
}
