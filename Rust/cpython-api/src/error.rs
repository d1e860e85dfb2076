//! Exceptions: [`Raised`] says that one is set, [`PyErr`] holds one.

use core::marker::PhantomData;
use core::mem;

#[cfg(not(Py_3_12))]
use cpython_ffi::OwnedPtr;
use cpython_ffi::{self as ffi, BorrowedPtr, sys};

use crate::thread::is_attached;
use crate::{Bound, PyAny, Python};

/// A value, or the marker that an exception is set.
pub type PyResult<T> = Result<T, Raised>;

/// An exception is set on this thread, as after a C function that returned NULL.
///
/// It holds nothing, so a [`PyResult`] of a handle fits a register and `?` costs a test. Let it
/// return to the interpreter, look at the exception with [`take`](Raised::take), or drop it: that
/// clears the exception.
#[must_use = "dropping it clears the exception"]
pub struct Raised {
    this_thread: PhantomData<*mut ()>,
}

impl Raised {
    /// # Safety
    ///
    /// An exception is set on the calling thread.
    #[inline(always)]
    pub(crate) const unsafe fn assume_set() -> Raised {
        Raised {
            this_thread: PhantomData,
        }
    }

    /// Sets an exception with a text, and says so.
    #[cold]
    pub fn new(py: Python<'_>, exception: Exception, text: &str) -> Raised {
        debug_assert!(!is_set(py), "an exception is set already");
        // SAFETY: the token says that the thread is attached. A slice is no longer than isize::MAX.
        let text =
            unsafe { ffi::PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as _) };
        if let Some(text) = text {
            let exception = exception.class(py);
            // SAFETY: attached; a class of exceptions and a str.
            unsafe { ffi::PyErr_SetObject(exception, Some(text.as_borrowed())) };
        }
        // SAFETY: it was set just now, or no text could be made, which sets another.
        unsafe { Raised::assume_set() }
    }

    /// Sets MemoryError, and says so.
    #[cold]
    pub fn no_memory(py: Python<'_>) -> Raised {
        let _ = py;
        // SAFETY: the token says that the thread is attached. NULL is all that it returns.
        let _ = unsafe { ffi::PyErr_NoMemory() };
        // SAFETY: it was set just now.
        unsafe { Raised::assume_set() }
    }

    /// Takes the exception off the thread.
    pub fn take(self, py: Python<'_>) -> PyErr<'_> {
        mem::forget(self);
        let value = take_raised(py).unwrap_or_else(|| {
            // Two markers stood for one exception, and this is the second.
            mem::forget(Raised::new(
                py,
                Exception::SystemError,
                "an exception was taken twice",
            ));
            take_raised(py).expect("an exception was set just now")
        });
        PyErr { value }
    }

    /// Clears the exception. Unlike a drop, this needs not ask whether the thread is attached.
    #[inline]
    pub fn clear(self, py: Python<'_>) {
        let _ = py;
        mem::forget(self);
        // SAFETY: the token says that the thread is attached.
        unsafe { ffi::PyErr_Clear() }
    }

    /// Leaves the exception set, for the interpreter to see.
    #[inline(always)]
    pub(crate) fn leave(self) {
        mem::forget(self);
    }
}

impl Drop for Raised {
    /// A marker may be dropped anywhere, in a detached region or when the thread ends, too.
    #[cold]
    fn drop(&mut self) {
        if is_attached() {
            // SAFETY: attached, as asked just now.
            unsafe { ffi::PyErr_Clear() }
        }
    }
}

/// Whether an exception is set.
pub(crate) fn is_set(py: Python<'_>) -> bool {
    let _ = py;
    // SAFETY: the token says that the thread is attached.
    !unsafe { sys::PyErr_Occurred() }.is_null()
}

/// An exception that is not set: it can be kept while others are raised.
pub struct PyErr<'py> {
    value: Bound<'py, PyAny>,
}

impl<'py> PyErr<'py> {
    /// The exception object.
    pub const fn value(&self) -> &Bound<'py, PyAny> {
        &self.value
    }

    /// Sets the exception again.
    pub fn restore(self) -> Raised {
        debug_assert!(!is_set(self.value.py()), "an exception is set already");
        set_raised(self.value);
        // SAFETY: it was set just now.
        unsafe { Raised::assume_set() }
    }
}

#[cfg(Py_3_12)]
fn take_raised(py: Python<'_>) -> Option<Bound<'_>> {
    let _ = py;
    // SAFETY: the token says that the thread is attached.
    let value = unsafe { ffi::PyErr_GetRaisedException() };
    // SAFETY: the result borrows the token.
    value.map(|value| unsafe { Bound::from_owned(value) })
}

#[cfg(Py_3_12)]
fn set_raised(value: Bound<'_>) {
    // SAFETY: a Bound says that the thread is attached, and a PyErr holds an exception.
    unsafe { ffi::PyErr_SetRaisedException(Some(value.into_owned_ptr())) }
}

/// Up to 3.11 an exception is set in three parts.
#[cfg(not(Py_3_12))]
fn take_raised(py: Python<'_>) -> Option<Bound<'_>> {
    let _ = py;
    let [mut class, mut value, mut traceback] = [core::ptr::null_mut(); 3];
    // SAFETY: the token says that the thread is attached; three places for references.
    unsafe { sys::PyErr_Fetch(&mut class, &mut value, &mut traceback) };
    // SAFETY: attached; the three parts as fetched. It makes an exception object of them.
    unsafe { sys::PyErr_NormalizeException(&mut class, &mut value, &mut traceback) };
    let [class, value, traceback] = [class, value, traceback].map(|part| {
        // SAFETY: PyErr_Fetch gave us the reference, or NULL.
        unsafe { OwnedPtr::from_ptr(part) }
    });
    drop(class);
    let value = value?;
    if let Some(traceback) = traceback {
        // SAFETY: attached; an exception and its traceback.
        unsafe { ffi::PyException_SetTraceback(value.as_borrowed(), traceback.as_borrowed()) };
    }
    // SAFETY: the result borrows the token.
    Some(unsafe { Bound::from_owned(value) })
}

#[cfg(not(Py_3_12))]
fn set_raised(value: Bound<'_>) {
    // SAFETY: a Bound says that the thread is attached, and the object is alive.
    let class = unsafe { sys::Py_TYPE(value.as_borrowed().as_ptr().as_ptr()) };
    // SAFETY: attached; the type of an object is alive while the object is.
    let class = unsafe { BorrowedPtr::from_ptr(class.cast()) };
    // SAFETY: attached, now and when the reference is given away.
    let class = class.map(|class| unsafe { class.to_owned() });
    // SAFETY: attached; PyErr holds an exception.
    let traceback = unsafe { sys::PyException_GetTraceback(value.as_borrowed().as_ptr().as_ptr()) };
    // SAFETY: a new reference, or NULL.
    let traceback = unsafe { OwnedPtr::from_ptr(traceback) };
    // SAFETY: attached; a class, an instance of it, its traceback.
    unsafe { ffi::PyErr_Restore(class, Some(value.into_owned_ptr()), traceback) }
}

/// The classes of exceptions that modules raise with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exception {
    /// An operation got an object of the wrong type.
    TypeError,
    /// An attribute is not there, or cannot be set or deleted.
    AttributeError,
    /// A number does not fit.
    OverflowError,
    /// An operation got an object of the right type and the wrong value.
    ValueError,
    /// The module, or the interpreter, has a fault.
    SystemError,
}

impl Exception {
    fn class<'py>(self, py: Python<'py>) -> BorrowedPtr<'py> {
        let _ = py;
        let class = match self {
            Exception::TypeError => &raw const sys::PyExc_TypeError,
            Exception::AttributeError => &raw const sys::PyExc_AttributeError,
            Exception::OverflowError => &raw const sys::PyExc_OverflowError,
            Exception::ValueError => &raw const sys::PyExc_ValueError,
            Exception::SystemError => &raw const sys::PyExc_SystemError,
        };
        // SAFETY: the interpreter set the variable before any module could run, and never changes it.
        let class = unsafe { class.read() };
        // SAFETY: the class lives as long as the interpreter.
        let class = unsafe { BorrowedPtr::from_ptr(class) };
        class.expect("exceptions are there while a thread is attached")
    }
}

const _: () = assert!(size_of::<Raised>() == 0 && size_of::<PyResult<()>>() == 1);
