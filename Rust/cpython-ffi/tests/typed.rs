//! What the types of the typed level say happens to reference counts does happen.

#![cfg(interpreter)]

mod interpreter;

use cpython_ffi::sys::Py_None;
use cpython_ffi::{
    BorrowedPtr, OwnedPtr, PyBytes_FromStringAndSize, PyErr_Clear, PyErr_Occurred, PyList_Append,
    PyList_New, PyObject_GetAttrString, PyObject_Repr, PyTuple_GetItem, PyTuple_New,
    PyTuple_SetItem,
};
use interpreter::{attached, count};

/// An object that nobody else has.
fn list() -> OwnedPtr {
    // SAFETY: the callers are attached.
    unsafe { PyList_New(0) }.expect("there is memory for an empty list")
}

#[test]
fn an_owned_reference_is_released_on_drop() {
    attached(|| {
        let object = list();
        assert_eq!(count(object.as_ptr()), 1);
        // SAFETY: the thread is attached, and stays so.
        let another = unsafe { object.as_borrowed().to_owned() };
        assert_eq!(another.as_ptr(), object.as_ptr());
        assert_eq!(count(object.as_ptr()), 2);
        drop(another);
        assert_eq!(count(object.as_ptr()), 1);
    });
}

#[test]
fn a_reference_that_is_given_away_is_not_released() {
    attached(|| {
        let object = list();
        // SAFETY: the thread is attached; the reference given away is taken back.
        unsafe {
            let pointer = object.as_borrowed().to_owned().into_ptr();
            assert_eq!(count(object.as_ptr()), 2);
            let again = OwnedPtr::from_ptr(pointer).expect("it is not NULL");
            assert_eq!(count(object.as_ptr()), 2);
            drop(again);
        }
        assert_eq!(count(object.as_ptr()), 1);
    });
}

#[test]
fn null_is_none() {
    attached(|| {
        let null = std::ptr::null_mut();
        // SAFETY: NULL is allowed, and None is alive.
        unsafe {
            assert!(OwnedPtr::from_ptr(null).is_none());
            assert!(BorrowedPtr::from_ptr(null).is_none());
            assert!(BorrowedPtr::from_ptr(Py_None()).is_some());

            let object = list();
            assert!(PyObject_GetAttrString(object.as_borrowed(), c"nothing".as_ptr()).is_none());
            assert!(!PyErr_Occurred().is_null());
            PyErr_Clear();
        }
    });
}

#[test]
fn a_new_reference_is_ours() {
    attached(|| {
        // SAFETY: the thread is attached, and the arguments are what the functions take.
        unsafe {
            let bytes = PyBytes_FromStringAndSize(c"ab".as_ptr(), 2).expect("there is memory");
            assert_eq!(count(bytes.as_ptr()), 1);
            let text = PyObject_Repr(bytes.as_borrowed()).expect("bytes have a repr");
            assert_eq!(count(text.as_ptr()), 1);
            assert_eq!(count(bytes.as_ptr()), 1);
        }
    });
}

#[test]
fn what_is_borrowed_stays_ours_and_what_is_stolen_does_not() {
    attached(|| {
        let (object, container) = (list(), list());
        // SAFETY: the thread is attached; the tuple has room for one item, and nobody else has it.
        unsafe {
            assert_eq!(
                PyList_Append(container.as_borrowed(), object.as_borrowed()),
                0
            );
            // The container has taken a reference of its own.
            assert_eq!(count(object.as_ptr()), 2);
            drop(container);
            assert_eq!(count(object.as_ptr()), 1);

            let tuple = PyTuple_New(1).expect("there is memory");
            let stolen = object.as_borrowed().to_owned();
            assert_eq!(PyTuple_SetItem(tuple.as_borrowed(), 0, stolen), 0);
            assert_eq!(count(object.as_ptr()), 2);

            let item = PyTuple_GetItem(tuple.as_borrowed(), 0).expect("it was put there");
            assert_eq!(item.as_ptr(), object.as_ptr());
            assert_eq!(count(object.as_ptr()), 2);

            // A reference is stolen also if the function fails: here, the index is out of range.
            let stolen = object.as_borrowed().to_owned();
            assert_eq!(PyTuple_SetItem(tuple.as_borrowed(), 7, stolen), -1);
            PyErr_Clear();
            assert_eq!(count(object.as_ptr()), 2);
            drop(tuple);
        }
        assert_eq!(count(object.as_ptr()), 1);
    });
}
