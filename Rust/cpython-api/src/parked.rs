//! [`Parked`]: a reference of ours that is kept over a detach.

use core::marker::PhantomData;

use cpython_ffi::{BorrowedPtr, OwnedPtr, sys};

use crate::thread::Brand;
use crate::{Borrowed, Bound, PyAny, Thread};

/// A reference of ours that can do nothing: it may be held while the thread is detached.
///
/// It belongs to the call `'c`, as the token does that it comes from and goes back to.
pub struct Parked<'c, T = PyAny> {
    /// Taken by `unpark` and by the drop.
    object: Option<OwnedPtr>,
    /// What this thread is attached with during the call.
    state: *mut sys::PyThreadState,
    call: Brand<'c>,
    marker: PhantomData<T>,
}

impl<'py, T> Bound<'py, T> {
    /// Makes the reference one that can be kept over a detach.
    #[inline]
    pub fn park<'c>(self, thread: &Thread<'c>) -> Parked<'c, T> {
        let _ = thread;
        Parked {
            object: Some(self.into_owned_ptr()),
            // SAFETY: the token says that the thread is attached.
            state: unsafe { sys::PyThreadState_Get() },
            call: PhantomData,
            marker: PhantomData,
        }
    }
}

impl<'c, T> Parked<'c, T> {
    /// Makes the reference usable again.
    #[inline]
    pub fn unpark<'py>(mut self, thread: &'py Thread<'c>) -> Bound<'py, T> {
        let _ = thread;
        let object = self.object.take().expect("only this and the drop take it");
        // SAFETY: `park` had a T, and the result borrows the token.
        unsafe { Bound::from_owned(object) }
    }

    /// Lends the reference.
    #[inline]
    pub fn bind<'py>(&self, thread: &'py Thread<'c>) -> Borrowed<'_, 'py, T> {
        let object = self
            .object
            .as_ref()
            .expect("only unpark and the drop take it");
        let object: BorrowedPtr<'_> = object.as_borrowed();
        // SAFETY: `park` had a T; the token is borrowed.
        unsafe { Borrowed::from_borrowed(thread.py(), object) }
    }
}

impl<T> Drop for Parked<'_, T> {
    /// Releases the reference, unless the thread is detached: then it is lost, which is less than to
    /// touch an object that another thread is using.
    fn drop(&mut self) {
        let Some(object) = self.object.take() else {
            return;
        };
        // SAFETY: needs no attached thread. Up to 3.11 it is the state of whichever thread holds the GIL, which is
        // another one then.
        let current = unsafe { sys::_PyThreadState_UncheckedGet() };
        if current == self.state {
            drop(object);
        } else {
            let _ = object.leak();
        }
    }
}
