//! The tokens: who may touch Python, and when.

use core::marker::PhantomData;

use cpython_ffi::sys;

/// A lifetime that can be neither lengthened nor shortened: it stands for one call and no other.
pub(crate) type Brand<'c> = PhantomData<fn(&'c ()) -> &'c ()>;

/// Neither `Send` nor `Sync`: an attached thread is this thread.
type ThisThread = PhantomData<*mut ()>;

/// The right to touch Python: this thread is attached to an interpreter for the call `'c`.
///
/// Only the callbacks that CPython calls make one, and functions see no more than `&mut` of it.
/// Every handle that can touch Python borrows it.
pub struct Thread<'c> {
    brand: Brand<'c>,
    this_thread: ThisThread,
}

/// A shared borrow of the [`Thread`]: what most functions take, and handles carry.
#[derive(Clone, Copy)]
pub struct Python<'py> {
    borrow: PhantomData<&'py ()>,
    this_thread: ThisThread,
}

impl<'c> Thread<'c> {
    /// Makes the token of a call.
    ///
    /// # Safety
    ///
    /// The calling thread is attached for the whole of `'c`, except where this token itself
    /// detaches it. There is no other token of this thread meanwhile, and nothing chooses `'c`:
    /// whoever gets the token is generic over it.
    pub(crate) const unsafe fn assume_attached() -> Thread<'c> {
        Thread {
            brand: PhantomData,
            this_thread: PhantomData,
        }
    }

    /// Borrows the token, for everything that does not detach.
    #[inline(always)]
    pub const fn py(&self) -> Python<'_> {
        Python {
            borrow: PhantomData,
            this_thread: PhantomData,
        }
    }

    /// Runs `f` detached, so that other threads can run Python meanwhile: [`PyEval_SaveThread`] and
    /// [`PyEval_RestoreThread`] around it.
    ///
    /// `f` need not be `Send`, since it runs on this thread. It cannot hold anything that can touch
    /// Python, whatever that is wrapped in: handles borrow the token that this takes exclusively.
    ///
    /// [`PyEval_SaveThread`]: https://docs.python.org/3/c-api/init.html#c.PyEval_SaveThread
    /// [`PyEval_RestoreThread`]: https://docs.python.org/3/c-api/init.html#c.PyEval_RestoreThread
    #[inline]
    pub fn detach<R>(&mut self, f: impl FnOnce() -> R) -> R {
        self.detach_with(|_| f())
    }

    /// Whether work that takes about so long is worth a detach.
    ///
    /// Beside a thread that is busy with Python, attaching again waits for about one switch interval
    /// ([`sys.getswitchinterval`]), 5 ms: less work than two of them ends later if it detaches.
    ///
    /// [`sys.getswitchinterval`]: https://docs.python.org/3/library/sys.html#sys.getswitchinterval
    #[inline]
    pub const fn is_worth_a_detach(nanoseconds: u64) -> bool {
        const SWITCH_INTERVAL: u64 = 5_000_000;
        nanoseconds > 2 * SWITCH_INTERVAL
    }

    /// Runs `f`, which takes about so long: detached if that [is worth it](Self::is_worth_a_detach).
    #[inline]
    pub fn detach_for_work<R>(&mut self, nanoseconds: u64, f: impl FnOnce() -> R) -> R {
        // One copy of `f`, whichever way it goes.
        let state = Self::is_worth_a_detach(nanoseconds).then(|| {
            // SAFETY: the token says that this thread is attached.
            unsafe { sys::PyEval_SaveThread() }
        });
        let result = f();
        if let Some(state) = state {
            // SAFETY: this thread's state, as the detach returned it.
            unsafe { sys::PyEval_RestoreThread(state) };
        }
        result
    }

    /// As [`detach`](Self::detach), with a closure that can attach again for a while.
    #[inline]
    pub fn detach_with<R>(&mut self, f: impl FnOnce(&mut Detached<'c>) -> R) -> R {
        let mut detached = Detached {
            // SAFETY: the token says that this thread is attached.
            state: unsafe { sys::PyEval_SaveThread() },
            brand: PhantomData,
        };
        let result = f(&mut detached);
        // SAFETY: this thread's state, as the last detach returned it. A panic of `f` does not come here:
        // it ends the process.
        unsafe { sys::PyEval_RestoreThread(detached.state) };
        result
    }
}

/// A thread that has detached from the interpreter of the call `'c`, and can attach to that one again.
///
/// There is no other way to attach: nothing else says to which interpreter.
pub struct Detached<'c> {
    state: *mut sys::PyThreadState,
    brand: Brand<'c>,
}

impl<'c> Detached<'c> {
    /// Runs `f` attached.
    #[inline]
    pub fn attach<R>(&mut self, f: impl FnOnce(&mut Thread<'c>) -> R) -> R {
        // SAFETY: this thread's state, as the last detach returned it.
        unsafe { sys::PyEval_RestoreThread(self.state) };
        // SAFETY: attached until the end of `f`. The call's own token is borrowed exclusively by the
        // detach that made this, so this is the one in use; it is of the same call.
        let result = f(&mut unsafe { Thread::assume_attached() });
        // SAFETY: attached above, and again by the end of each detach in `f`.
        self.state = unsafe { sys::PyEval_SaveThread() };
        result
    }
}

impl Python<'_> {
    /// Makes a token where a type says that one must exist.
    ///
    /// # Safety
    ///
    /// The calling thread is attached for the whole of `'py`.
    pub(crate) const unsafe fn assume_attached<'py>() -> Python<'py> {
        Python {
            borrow: PhantomData,
            this_thread: PhantomData,
        }
    }
}

/// Whether the calling thread is attached, for what may be dropped anywhere.
///
/// Up to 3.11 this is `false`, too, on a thread that is attached to a sub-interpreter.
pub(crate) fn is_attached() -> bool {
    // SAFETY: needs no attached thread. From 3.12 on the result is this thread's own.
    let current = unsafe { sys::_PyThreadState_UncheckedGet() };
    if cfg!(Py_3_12) {
        return !current.is_null();
    }
    // Before, it is that of whichever thread holds the GIL.
    // SAFETY: needs no attached thread.
    !current.is_null() && current == unsafe { sys::PyGILState_GetThisThreadState() }
}

const _: () = {
    assert!(size_of::<Thread>() == 0);
    assert!(size_of::<Python>() == 0);
};
