//! `object.h` and `objimpl.h`: reference counts, types, singletons, allocation.

#![expect(non_snake_case, reason = "the names are C's")]

use core::ffi::{c_int, c_ulong, c_void};
use core::ptr;

use crate::{
    _Py_EllipsisObject, _Py_FalseStruct, _Py_NoneStruct, _Py_NotImplementedStruct, _Py_TrueStruct,
    _PyObject_GC_New, _PyObject_New, Py_TPFLAGS_HAVE_GC, Py_ssize_t, PyObject, PyType_IsSubtype,
    PyTypeObject, PyVarObject, visitproc,
};

/// Takes a reference.
#[inline]
pub unsafe fn Py_INCREF(op: *mut PyObject) {
    // SAFETY: the caller's promise is the one that this asks for.
    unsafe { refcount::increment(op) }
}

/// Releases a reference, and destroys the object if it was the last one.
#[inline]
pub unsafe fn Py_DECREF(op: *mut PyObject) {
    // SAFETY: the caller's promise is the one that this asks for.
    unsafe { refcount::decrement(op) }
}

/// Counting as C's inline functions do it, for one thread at a time.
#[cfg(not(any(Py_REF_DEBUG, Py_GIL_DISABLED, target_pointer_width = "32")))]
mod refcount {
    use crate::{_Py_Dealloc, PyObject};

    // From 3.12 on, an object is immortal if the lower half of its count, as an `i32`, is negative. Such a count is
    // never lowered; C raises it to some limit, and so does this.

    #[inline]
    #[cfg(Py_3_14)]
    pub unsafe fn increment(op: *mut PyObject) {
        // SAFETY: the object is alive; with the GIL held, nobody else reads or writes the count.
        unsafe {
            let count = &raw mut (*op)._u1._u1.ob_refcnt;
            if *count < crate::_Py_IMMORTAL_INITIAL_REFCNT as u32 {
                *count += 1;
            }
        }
    }

    #[inline]
    #[cfg(all(Py_3_12, not(Py_3_14)))]
    pub unsafe fn increment(op: *mut PyObject) {
        // SAFETY: the object is alive; with the GIL held, nobody else reads or writes the count.
        unsafe {
            let lower_half =
                &raw mut (*op)._u1.ob_refcnt_split[cfg!(target_endian = "big") as usize];
            if let Some(more) = (*lower_half).checked_add(1) {
                *lower_half = more;
            }
        }
    }

    #[inline]
    #[cfg(not(Py_3_12))]
    pub unsafe fn increment(op: *mut PyObject) {
        // SAFETY: the object is alive; with the GIL held, nobody else reads or writes the count.
        unsafe { (*op).ob_refcnt += 1 }
    }

    #[inline]
    pub unsafe fn decrement(op: *mut PyObject) {
        // SAFETY: the object is alive; with the GIL held, nobody else reads or writes the count. The reference is the
        // caller's, so the object may be destroyed with the last one.
        unsafe {
            #[cfg(Py_3_14)]
            let count = &raw mut (*op)._u1._u1.ob_refcnt;
            #[cfg(all(Py_3_12, not(Py_3_14)))]
            let count = &raw mut (*op)._u1.ob_refcnt;
            #[cfg(not(Py_3_12))]
            let count = &raw mut (*op).ob_refcnt;

            #[cfg(Py_3_12)]
            if (*count as i32) < 0 {
                return;
            }
            *count -= 1;
            if *count == 0 {
                _Py_Dealloc(op);
            }
        }
    }
}

/// Counting where C does more: free-threaded objects have two counts, debug builds a total.
#[cfg(any(Py_REF_DEBUG, Py_GIL_DISABLED, target_pointer_width = "32"))]
mod refcount {
    pub use crate::shim::{Py_DECREF as decrement, Py_INCREF as increment};
}

/// `Py_INCREF`, unless `op` is NULL.
#[inline]
pub unsafe fn Py_XINCREF(op: *mut PyObject) {
    if !op.is_null() {
        // SAFETY: it is not NULL, so the caller says that it is an object.
        unsafe { Py_INCREF(op) }
    }
}

/// `Py_DECREF`, unless `op` is NULL.
#[inline]
pub unsafe fn Py_XDECREF(op: *mut PyObject) {
    if !op.is_null() {
        // SAFETY: it is not NULL, so the caller says that it is an object.
        unsafe { Py_DECREF(op) }
    }
}

/// Takes a reference and returns it.
#[inline]
pub unsafe fn Py_NewRef(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: the caller says that it is an object.
    unsafe { Py_INCREF(op) };
    op
}

/// `Py_NewRef`, unless `op` is NULL.
#[inline]
pub unsafe fn Py_XNewRef(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: the caller says that it is an object, or NULL.
    unsafe { Py_XINCREF(op) };
    op
}

/// Empties `place`, then releases what was there: releasing runs code, which must not find it there.
#[inline]
pub unsafe fn Py_CLEAR(place: *mut *mut PyObject) {
    // SAFETY: the caller says that `place` may be read and written, and that what it holds is a reference or NULL.
    unsafe { Py_XDECREF(place.replace(ptr::null_mut())) }
}

/// Puts `new` into `place`, then releases what was there. `place` takes the reference over.
#[inline]
pub unsafe fn Py_SETREF(place: *mut *mut PyObject, new: *mut PyObject) {
    // SAFETY: the caller says that `place` may be read and written, and that what it holds is a reference.
    unsafe { Py_DECREF(place.replace(new)) }
}

/// `Py_SETREF`, for a `place` that may be empty.
#[inline]
pub unsafe fn Py_XSETREF(place: *mut *mut PyObject, new: *mut PyObject) {
    // SAFETY: the caller says that `place` may be read and written, and that what it holds is a reference or NULL.
    unsafe { Py_XDECREF(place.replace(new)) }
}

/// Calls `visit` for an object, unless `op` is NULL. Not 0 is for the `tp_traverse` that calls this to return at once.
#[inline]
pub unsafe fn Py_VISIT(op: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    if op.is_null() {
        return 0;
    }
    // SAFETY: `visit` and `arg` are those that the tp_traverse was given, and `op` is an object.
    unsafe { visit(op, arg) }
}

/// The type of an object. The reference is borrowed from it.
#[inline]
pub unsafe fn Py_TYPE(op: *mut PyObject) -> *mut PyTypeObject {
    #[cfg(not(Py_GIL_DISABLED))]
    // SAFETY: the object is alive.
    unsafe {
        (*op).ob_type
    }
    #[cfg(Py_GIL_DISABLED)]
    // SAFETY: the object is alive. Another thread may assign its __class__, so the load is atomic, as it is in C.
    unsafe {
        use core::sync::atomic::{AtomicPtr, Ordering};
        AtomicPtr::from_ptr(&raw mut (*op).ob_type).load(Ordering::Relaxed)
    }
}

/// Whether the type of `op` is `type_` and not a subtype.
#[inline]
pub unsafe fn Py_IS_TYPE(op: *mut PyObject, type_: *mut PyTypeObject) -> c_int {
    // SAFETY: the object is alive.
    (unsafe { Py_TYPE(op) } == type_).into()
}

/// Whether the type of `op` is `type_` or a subtype of it.
#[inline]
pub unsafe fn PyObject_TypeCheck(op: *mut PyObject, type_: *mut PyTypeObject) -> c_int {
    // SAFETY: the object is alive, and so then is its type.
    unsafe { (Py_IS_TYPE(op, type_) != 0 || PyType_IsSubtype(Py_TYPE(op), type_) != 0).into() }
}

/// The number of items of an object that has it in its head.
#[inline]
pub unsafe fn Py_SIZE(op: *mut PyObject) -> Py_ssize_t {
    // SAFETY: the object is alive and begins with a PyVarObject.
    unsafe { (*op.cast::<PyVarObject>()).ob_size }
}

/// Whether one of the `Py_TPFLAGS_*` is set.
#[inline]
pub unsafe fn PyType_HasFeature(type_: *mut PyTypeObject, feature: c_ulong) -> c_int {
    #[cfg(not(Py_GIL_DISABLED))]
    // SAFETY: the type is alive.
    let flags = unsafe { (*type_).tp_flags };
    #[cfg(Py_GIL_DISABLED)]
    // SAFETY: the type is alive. Another thread may change flags, so the load is atomic, as it is in C.
    let flags = unsafe {
        use core::sync::atomic::{AtomicUsize, Ordering};
        // A c_ulong is a usize on each platform that CPython is free-threaded on, Windows apart.
        const _: () = assert!(size_of::<c_ulong>() == size_of::<usize>());
        AtomicUsize::from_ptr((&raw mut (*type_).tp_flags).cast()).load(Ordering::Relaxed)
            as c_ulong
    };
    (flags & feature != 0).into()
}

/// `PyType_HasFeature`, under the name that it has for the flags of built-in types.
#[inline]
pub unsafe fn PyType_FastSubclass(type_: *mut PyTypeObject, flag: c_ulong) -> c_int {
    // SAFETY: the caller's promise is the one that this asks for.
    unsafe { PyType_HasFeature(type_, flag) }
}

/// Whether objects of this type take part in garbage collection.
#[inline]
pub unsafe fn PyType_IS_GC(type_: *mut PyTypeObject) -> c_int {
    // SAFETY: the caller's promise is the one that this asks for.
    unsafe { PyType_HasFeature(type_, Py_TPFLAGS_HAVE_GC) }
}

/// Allocates an object whose C structure is `T`.
#[inline]
pub unsafe fn PyObject_New<T>(type_: *mut PyTypeObject) -> *mut T {
    // SAFETY: the caller's promise is the one that this asks for.
    unsafe { _PyObject_New(type_).cast() }
}

/// Allocates an object whose C structure is `T`, for a type with `Py_TPFLAGS_HAVE_GC`.
#[inline]
pub unsafe fn PyObject_GC_New<T>(type_: *mut PyTypeObject) -> *mut T {
    // SAFETY: the caller's promise is the one that this asks for.
    unsafe { _PyObject_GC_New(type_).cast() }
}

/// `None`, borrowed.
#[inline]
pub fn Py_None() -> *mut PyObject {
    &raw mut _Py_NoneStruct
}

/// `True`, borrowed.
#[inline]
pub fn Py_True() -> *mut PyObject {
    (&raw mut _Py_TrueStruct).cast()
}

/// `False`, borrowed.
#[inline]
pub fn Py_False() -> *mut PyObject {
    (&raw mut _Py_FalseStruct).cast()
}

/// `NotImplemented`, borrowed.
#[inline]
pub fn Py_NotImplemented() -> *mut PyObject {
    &raw mut _Py_NotImplementedStruct
}

/// `...`, borrowed.
#[inline]
pub fn Py_Ellipsis() -> *mut PyObject {
    &raw mut _Py_EllipsisObject
}
