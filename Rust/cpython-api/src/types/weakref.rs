//! Weak references.

use cpython_ffi::{self as ffi, OwnedPtr, sys};

use super::check::builtin_type;
use crate::error::new_object;
use crate::{Bound, PyResult};

builtin_type! {
    /// The type of weak references, and its subclasses. Proxies are none.
    PyWeakrefReference, c"weakref.ReferenceType", sys::PyWeakref_CheckRef, _PyWeakref_RefType
}

impl PyWeakrefReference {
    /// `weakref.ref(object)`: [`PyWeakref_NewRef`](https://docs.python.org/3/c-api/weakref.html#c.PyWeakref_NewRef).
    ///
    /// # Errors
    ///
    /// TypeError if there can be none to this object, or MemoryError.
    pub fn new<'py, T>(object: &Bound<'py, T>) -> PyResult<Bound<'py, PyWeakrefReference>> {
        make(object.as_any(), None)
    }

    /// `weakref.ref(object, callback)`: the callback is called with the reference when the object is gone.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn new_with<'py, T>(
        object: &Bound<'py, T>,
        callback: &Bound<'py>,
    ) -> PyResult<Bound<'py, PyWeakrefReference>> {
        make(object.as_any(), Some(callback))
    }
}

fn make<'py>(
    object: &Bound<'py>,
    callback: Option<&Bound<'py>>,
) -> PyResult<Bound<'py, PyWeakrefReference>> {
    // SAFETY: the handles say that the thread is attached.
    let reference = unsafe { ffi::PyWeakref_NewRef(object.object(), callback.map(Bound::object)) };
    let reference = new_object(object.py(), reference)?;
    // SAFETY: it is a weak reference.
    Ok(unsafe { reference.cast_into_unchecked() })
}

impl<'py> Bound<'py, PyWeakrefReference> {
    /// The object, unless it is gone: [`PyWeakref_GetRef`](https://docs.python.org/3/c-api/weakref.html#c.PyWeakref_GetRef).
    pub fn upgrade(&self) -> Option<Bound<'py>> {
        let object = self.object_if_alive()?;
        // SAFETY: the token is borrowed for `'py`.
        Some(unsafe { Bound::from_owned(object) })
    }

    #[cfg(Py_3_13)]
    fn object_if_alive(&self) -> Option<OwnedPtr> {
        let mut object = core::ptr::null_mut();
        // SAFETY: the handle says that the thread is attached; a weak reference, so it does not fail, and a place for
        // a reference.
        unsafe { ffi::PyWeakref_GetRef(self.object(), &mut object) };
        // SAFETY: it is a new reference, or NULL.
        unsafe { OwnedPtr::from_ptr(object) }
    }

    #[cfg(not(Py_3_13))]
    fn object_if_alive(&self) -> Option<OwnedPtr> {
        // SAFETY: the handle says that the thread is attached; a weak reference, so it does not fail.
        let object = unsafe { ffi::PyWeakref_GetObject(self.object()) };
        if object == sys::Py_None() {
            return None;
        }
        // SAFETY: it is alive, and nothing ran that could change that.
        let object = unsafe { ffi::BorrowedPtr::from_ptr(object) }?;
        // SAFETY: attached, for as long as the result lives.
        Some(unsafe { object.to_owned() })
    }
}
