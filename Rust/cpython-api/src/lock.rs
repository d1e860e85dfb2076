//! Locks under which no code in Python can run: [`Locked`] for a module's own values, and the lock of
//! each object for its slots.
//!
//! A thread that waits for a lock detaches. What it waits for cannot need it: who holds the lock has no
//! token, so it runs no Python, detaches from nothing and takes no other lock.

use core::cell::UnsafeCell;
#[cfg(not(Py_3_13))]
use core::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Relaxed, Release},
};

#[cfg(any(Py_3_13, Py_GIL_DISABLED))]
use cpython_ffi::sys;

use crate::Thread;

/// A value that is changed under a lock: `const`, so that it can be in a static, in module state or in
/// the payload of a class.
///
/// It is a real lock also where there is a GIL: a static is reached from interpreters that each have
/// their own.
#[derive(Default)]
pub struct Locked<T> {
    lock: Lock,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached by one thread at a time, which the lock sees to; `T: Send` says that it may
// be another each time.
unsafe impl<T: Send> Sync for Locked<T> {}

impl<T: Send> Locked<T> {
    /// Puts a value behind a lock.
    pub const fn new(value: T) -> Self {
        Locked {
            lock: Lock::new(),
            value: UnsafeCell::new(value),
        }
    }

    /// Calls `f` with the value while no other thread can reach it.
    ///
    /// `f` should be short. It can use no handle, whatever that is wrapped in, and take no other lock:
    /// all that needs the token that this takes exclusively.
    #[inline]
    pub fn with<R>(&self, thread: &mut Thread<'_>, f: impl FnOnce(&mut T) -> R) -> R {
        let _held = self.lock.hold(thread);
        // SAFETY: the lock is held, and `f` cannot take it again.
        f(unsafe { &mut *self.value.get() })
    }

    /// Calls `f` with two values while no other thread can reach either.
    ///
    /// The locks are taken in the order of their addresses, so two threads with the same two do not wait
    /// for each other.
    ///
    /// # Panics
    ///
    /// If the two are one.
    pub fn with2<U: Send, R>(
        &self,
        other: &Locked<U>,
        thread: &mut Thread<'_>,
        f: impl FnOnce(&mut T, &mut U) -> R,
    ) -> R {
        let (here, there) = (
            (&raw const self.lock).addr(),
            (&raw const other.lock).addr(),
        );
        assert_ne!(here, there, "two locks are wanted, and this is one");
        let (first, second) = if here < there {
            (&self.lock, &other.lock)
        } else {
            (&other.lock, &self.lock)
        };
        let _first = first.hold(thread);
        let _second = second.hold(thread);
        // SAFETY: its lock is held, and `f` cannot take it again.
        let here = unsafe { &mut *self.value.get() };
        // SAFETY: the same, and it is another value.
        let there = unsafe { &mut *other.value.get() };
        f(here, there)
    }

    /// Calls `f` with the value, which nobody else can reach.
    pub const fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

/// From 3.13 on this is CPython's own mutex, of one byte, at which threads sleep.
#[cfg(Py_3_13)]
struct Lock(UnsafeCell<sys::PyMutex>);

/// Before, only interpreters with a GIL of their own (3.12) can ever meet here: `f` does not let go of the
/// GIL, so nobody else comes by. They take turns.
#[cfg(not(Py_3_13))]
#[derive(Default)]
struct Lock(AtomicBool);

/// The lock is held until this is dropped.
struct Held<'a>(&'a Lock);

#[cfg(Py_3_13)]
impl Lock {
    const fn new() -> Lock {
        Lock(UnsafeCell::new(sys::PyMutex { _bits: 0 }))
    }

    #[inline]
    fn hold(&self, _: &mut Thread<'_>) -> Held<'_> {
        // SAFETY: the token says that the thread is attached.
        unsafe { sys::PyMutex_Lock(self.0.get()) }
        Held(self)
    }

    #[inline]
    fn release(&self) {
        // SAFETY: it is held by this thread.
        unsafe { sys::PyMutex_Unlock(self.0.get()) }
    }
}

#[cfg(Py_3_13)]
impl Default for Lock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(not(Py_3_13))]
impl Lock {
    const fn new() -> Lock {
        Lock(AtomicBool::new(false))
    }

    #[inline]
    fn hold(&self, thread: &mut Thread<'_>) -> Held<'_> {
        while self
            .0
            .compare_exchange_weak(false, true, Acquire, Relaxed)
            .is_err()
        {
            thread.detach(core::hint::spin_loop);
        }
        Held(self)
    }

    #[inline]
    fn release(&self) {
        self.0.store(false, Release);
    }
}

impl Drop for Held<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.release();
    }
}

/// The lock of an object, for its slots. With a GIL it is nothing: no code in Python runs under it, so
/// nobody can come between.
#[repr(transparent)]
pub(crate) struct ObjectLock {
    #[cfg(Py_GIL_DISABLED)]
    mutex: UnsafeCell<sys::PyMutex>,
}

// SAFETY: a mutex is for several threads; its memory is touched by CPython's functions alone.
unsafe impl Sync for ObjectLock {}

impl ObjectLock {
    /// Calls `f` while no other thread is in here for the same object.
    ///
    /// # Safety
    ///
    /// The thread is attached to the interpreter of the object. `f` runs no code in Python and does not
    /// come here again.
    #[inline(always)]
    pub(crate) unsafe fn locked<R>(&self, f: impl FnOnce() -> R) -> R {
        #[cfg(Py_GIL_DISABLED)]
        {
            // SAFETY: the thread is attached.
            unsafe { sys::PyMutex_Lock(self.mutex.get()) };
            let result = f();
            // SAFETY: locked above. A panic of `f` ends the process.
            unsafe { sys::PyMutex_Unlock(self.mutex.get()) };
            result
        }
        #[cfg(not(Py_GIL_DISABLED))]
        f()
    }
}
