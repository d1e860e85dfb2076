//! References to objects: [`Bound`], [`Borrowed`], [`Arg`].
//!
//! All have the layout of `PyObject *`, and none is NULL. `T` says which type the object is known
//! to have: a marker such as [`PyAny`] or [`PyBytes`](crate::PyBytes), never a value.

use core::marker::PhantomData;

use cpython_ffi::{BorrowedPtr, OwnedPtr};

use crate::Python;

/// Any object.
pub struct PyAny(());

/// A reference of ours, released when it is dropped.
///
/// It borrows the token, so it is dropped while the thread is attached, before the call ends.
#[repr(transparent)]
pub struct Bound<'py, T = PyAny> {
    object: OwnedPtr,
    marker: PhantomData<(Python<'py>, T)>,
}

/// A reference that someone else holds for `'a`.
#[repr(transparent)]
pub struct Borrowed<'a, 'py, T = PyAny> {
    object: BorrowedPtr<'a>,
    marker: PhantomData<(Python<'py>, T)>,
}

/// An argument of a call: its caller keeps it alive for `'c`, detached or not.
///
/// It can be kept over a detach, because it can do nothing without a token.
#[repr(transparent)]
pub struct Arg<'c, T = PyAny> {
    object: BorrowedPtr<'c>,
    marker: PhantomData<T>,
}

impl<'py, T> Bound<'py, T> {
    /// # Safety
    ///
    /// The object is a `T`, and the thread is attached for `'py`.
    #[inline(always)]
    pub(crate) const unsafe fn from_owned(object: OwnedPtr) -> Self {
        Bound {
            object,
            marker: PhantomData,
        }
    }

    /// Gives the reference away.
    #[inline(always)]
    pub(crate) fn into_owned_ptr(self) -> OwnedPtr {
        self.object
    }

    /// The token.
    #[inline(always)]
    pub const fn py(&self) -> Python<'py> {
        // SAFETY: this borrows the token for `'py`.
        unsafe { Python::assume_attached() }
    }

    /// Lends the reference.
    #[inline(always)]
    pub const fn as_borrowed(&self) -> Borrowed<'_, 'py, T> {
        Borrowed {
            object: self.object.as_borrowed(),
            marker: PhantomData,
        }
    }

    /// Forgets which type the object has.
    #[inline(always)]
    pub fn into_any(self) -> Bound<'py, PyAny> {
        Bound {
            object: self.object,
            marker: PhantomData,
        }
    }
}

impl<'a, 'py, T> Borrowed<'a, 'py, T> {
    /// # Safety
    ///
    /// The object is a `T`.
    #[inline(always)]
    pub(crate) const unsafe fn from_borrowed(py: Python<'py>, object: BorrowedPtr<'a>) -> Self {
        let _ = py;
        Borrowed {
            object,
            marker: PhantomData,
        }
    }

    #[inline(always)]
    pub(crate) const fn as_ptr(self) -> BorrowedPtr<'a> {
        self.object
    }

    /// The token.
    #[inline(always)]
    pub const fn py(self) -> Python<'py> {
        // SAFETY: this borrows the token for `'py`.
        unsafe { Python::assume_attached() }
    }

    /// Takes a reference of our own.
    #[inline]
    pub fn to_owned(self) -> Bound<'py, T> {
        Bound {
            // SAFETY: the thread is attached for `'py`, and the result lives no longer.
            object: unsafe { self.object.to_owned() },
            marker: PhantomData,
        }
    }
}

impl<'c, T> Arg<'c, T> {
    /// # Safety
    ///
    /// The object is a `T`.
    #[inline(always)]
    pub(crate) const unsafe fn from_borrowed(object: BorrowedPtr<'c>) -> Self {
        Arg {
            object,
            marker: PhantomData,
        }
    }

    #[inline(always)]
    pub(crate) const fn as_ptr(self) -> BorrowedPtr<'c> {
        self.object
    }

    /// Makes the argument usable.
    #[inline(always)]
    pub const fn bind<'py>(self, py: Python<'py>) -> Borrowed<'c, 'py, T> {
        let _ = py;
        Borrowed {
            object: self.object,
            marker: PhantomData,
        }
    }
}

impl<T> Clone for Borrowed<'_, '_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Borrowed<'_, '_, T> {}

impl<T> Clone for Arg<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Arg<'_, T> {}

// A result fits a register, and an array of arguments is CPython's.
const _: () = {
    assert!(size_of::<crate::PyResult<Bound>>() == size_of::<*mut ()>());
    assert!(size_of::<Option<Arg>>() == size_of::<*mut ()>());
};
