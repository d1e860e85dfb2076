//! `tupleobject.h` and `listobject.h`: sizes and items, without checks.
//!
//! Filling in a new tuple or list is in the shim: `PyTuple_SET_ITEM`, `PyList_SET_ITEM`.

#![expect(non_snake_case, reason = "the names are C's")]

use crate::{Py_SIZE, Py_ssize_t, PyListObject, PyObject, PyTupleObject};

/// The number of items of a tuple.
#[inline]
pub unsafe fn PyTuple_GET_SIZE(op: *mut PyObject) -> Py_ssize_t {
    // SAFETY: a tuple begins with a PyVarObject.
    unsafe { Py_SIZE(op) }
}

/// An item of a tuple, borrowed from it.
#[inline]
pub unsafe fn PyTuple_GET_ITEM(op: *mut PyObject, i: Py_ssize_t) -> *mut PyObject {
    // SAFETY: the caller says that it is a tuple with an item `i`. No reference is made, so the pointer is good for
    // all items.
    unsafe {
        *(&raw mut (*op.cast::<PyTupleObject>()).ob_item)
            .cast::<*mut PyObject>()
            .offset(i)
    }
}

/// The number of items of a list.
#[inline]
pub unsafe fn PyList_GET_SIZE(op: *mut PyObject) -> Py_ssize_t {
    #[cfg(not(Py_GIL_DISABLED))]
    // SAFETY: a list begins with a PyVarObject.
    unsafe {
        Py_SIZE(op)
    }
    #[cfg(Py_GIL_DISABLED)]
    // SAFETY: a list begins with a PyVarObject. Another thread may change its size, so the load is atomic, as it is
    // in C.
    unsafe {
        use core::sync::atomic::{AtomicIsize, Ordering};
        AtomicIsize::from_ptr(&raw mut (*op.cast::<crate::PyVarObject>()).ob_size)
            .load(Ordering::Relaxed)
    }
}

/// An item of a list, borrowed from it for as long as nobody changes the list.
#[inline]
pub unsafe fn PyList_GET_ITEM(op: *mut PyObject, i: Py_ssize_t) -> *mut PyObject {
    // SAFETY: the caller says that it is a list with an item `i`.
    unsafe { *(*op.cast::<PyListObject>()).ob_item.offset(i) }
}
