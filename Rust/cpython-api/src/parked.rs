//! [`Parked`]: a reference of ours that is kept over a detach.

use core::marker::PhantomData;

use cpython_ffi::{BorrowedPtr, OwnedPtr};

use crate::thread::{Brand, is_attached};
use crate::{Borrowed, Bound, PyAny, Thread};

/// A reference of ours that can do nothing: it may be held while the thread is detached.
///
/// It belongs to the call `'c`, as the token does that it comes from and goes back to.
pub struct Parked<'c, T = PyAny> {
    /// Taken by `unpark` and by the drop.
    object: Option<OwnedPtr>,
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
        if is_attached() {
            drop(object);
        } else {
            let _ = object.leak();
        }
    }
}
