//! Pairs of functions that do the same on both levels, for `main.rs` to compare what they compile to.

use core::ffi::c_int;
use core::ptr::NonNull;

use cpython_ffi::sys::{Py_ssize_t, PyObject};

/// As it would be written with C's declarations.
mod raw {
    use super::*;
    use cpython_ffi::sys;

    #[unsafe(no_mangle)]
    unsafe extern "C" fn raw_owned_result(
        object: NonNull<PyObject>,
        name: NonNull<PyObject>,
    ) -> bool {
        // SAFETY: the caller is attached, and the objects are alive.
        unsafe {
            let value = sys::PyObject_GetAttr(object.as_ptr(), name.as_ptr());
            if value.is_null() {
                return false;
            }
            sys::Py_DECREF(value);
            true
        }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn raw_borrowed_argument(
        list: NonNull<PyObject>,
        item: NonNull<PyObject>,
    ) -> c_int {
        // SAFETY: the caller is attached, and the objects are alive.
        unsafe { sys::PyList_Append(list.as_ptr(), item.as_ptr()) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn raw_optional_result(
        tuple: NonNull<PyObject>,
        i: Py_ssize_t,
    ) -> *mut PyObject {
        // SAFETY: the caller is attached, and it is a tuple.
        unsafe { sys::PyTuple_GetItem(tuple.as_ptr(), i) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn raw_stolen_argument(tuple: NonNull<PyObject>) -> c_int {
        // SAFETY: the caller is attached, and it is a tuple.
        unsafe {
            let item = sys::PyLong_FromLong(1);
            if item.is_null() {
                return -1;
            }
            sys::PyTuple_SetItem(tuple.as_ptr(), 0, item)
        }
    }
}

mod typed {
    use super::*;
    use cpython_ffi::BorrowedPtr;

    #[unsafe(no_mangle)]
    unsafe extern "C" fn typed_owned_result(object: BorrowedPtr, name: BorrowedPtr) -> bool {
        // SAFETY: the caller is attached.
        unsafe { cpython_ffi::PyObject_GetAttr(object, name) }.is_some()
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn typed_borrowed_argument(list: BorrowedPtr, item: BorrowedPtr) -> c_int {
        // SAFETY: the caller is attached.
        unsafe { cpython_ffi::PyList_Append(list, item) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn typed_optional_result(
        tuple: BorrowedPtr<'_>,
        i: Py_ssize_t,
    ) -> Option<BorrowedPtr<'_>> {
        // SAFETY: the caller is attached, and it is a tuple.
        unsafe { cpython_ffi::PyTuple_GetItem(tuple, i) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn typed_stolen_argument(tuple: BorrowedPtr) -> c_int {
        // SAFETY: the caller is attached, and it is a tuple.
        unsafe {
            match cpython_ffi::PyLong_FromLong(1) {
                Some(item) => cpython_ffi::PyTuple_SetItem(tuple, 0, item),
                None => -1,
            }
        }
    }
}
