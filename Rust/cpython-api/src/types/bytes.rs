//! `bytes`: read as a slice, and built in place.

use core::convert::Infallible;
use core::mem::MaybeUninit;
use core::{ptr, slice};

use cpython_ffi::{self as ffi, BorrowedPtr, OwnedPtr, sys};

use super::check::builtin_type;
use super::ssize;
use crate::error::new_object;
use crate::filler::front_len;
use crate::{Arg, Borrowed, Bound, IntoPy, PyResult, Python, Raised, Thread};

builtin_type! {
    /// The type of `bytes` objects, and its subclasses.
    PyBytes, c"bytes", sys::PyBytes_Check, PyBytes_Type
}

/// From this size on a result may be a mapping of its own, in bytes: two of the huge pages of x86-64.
const LARGE: usize = 4 << 20;

impl PyBytes {
    /// A copy of bytes:
    /// [`PyBytes_FromStringAndSize`](https://docs.python.org/3/c-api/bytes.html#c.PyBytes_FromStringAndSize).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn new<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        let (start, len) = (bytes.as_ptr().cast(), ssize(bytes.len()));
        // SAFETY: the token says that the thread is attached; so many bytes.
        let bytes = new_object(py, unsafe { ffi::PyBytes_FromStringAndSize(start, len) })?;
        // SAFETY: it is a bytes object.
        Ok(unsafe { bytes.cast_into_unchecked() })
    }

    /// A copy of what an object exports, or of the numbers that it gives when iterated over; exactly a `bytes`
    /// object is returned as it is. [`PyBytes_FromObject`](https://docs.python.org/3/c-api/bytes.html#c.PyBytes_FromObject).
    ///
    /// # Errors
    ///
    /// TypeError, ValueError, MemoryError, or what exporting or iterating raises.
    pub fn from_object<'py>(
        py: Python<'py>,
        object: impl IntoPy<'py>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let object = object.into_py(py)?;
        // SAFETY: the handle says that the thread is attached.
        let bytes = new_object(py, unsafe { ffi::PyBytes_FromObject(object.object()) })?;
        // SAFETY: it is a bytes object.
        Ok(unsafe { bytes.cast_into_unchecked() })
    }

    /// Makes a `bytes` object of at most `capacity` bytes, written by `fill` where it will stay.
    ///
    /// `fill` proves what it wrote by returning it: the front of the buffer, as a slice. The object
    /// is shrunk if that is shorter.
    ///
    /// # Errors
    ///
    /// MemoryError, or OverflowError if `capacity` is beyond what `bytes` can have.
    ///
    /// # Panics
    ///
    /// If `fill` returns anything but the front of its buffer.
    #[inline]
    pub fn new_with<'py>(
        py: Python<'py>,
        capacity: usize,
        fill: impl for<'b> FnOnce(&'b mut [MaybeUninit<u8>]) -> &'b mut [u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        Self::try_new_with(py, capacity, |buffer| Ok::<_, Infallible>(fill(buffer)))
            .map(|Ok(bytes)| bytes)
    }

    /// As [`new_with`](Self::new_with), with a `fill` that may give up.
    ///
    /// # Errors
    ///
    /// As `new_with`. The error of `fill` is in the inner result: it is not an exception.
    #[inline]
    pub fn try_new_with<'py, E>(
        py: Python<'py>,
        capacity: usize,
        fill: impl for<'b> FnOnce(&'b mut [MaybeUninit<u8>]) -> Result<&'b mut [u8], E>,
    ) -> PyResult<Result<Bound<'py, PyBytes>, E>> {
        let bytes = uninitialized(py, capacity)?;
        match fill_front(&bytes, capacity, fill) {
            Ok(len) => finish(py, bytes, capacity, len).map(Ok),
            Err(error) => Ok(Err(error)),
        }
    }

    /// As [`try_new_with`](Self::try_new_with), with `fill` called while the thread is detached if it takes so long that this
    /// [is worth it](Thread::is_worth_a_detach): nobody else knows of the object yet.
    ///
    /// # Errors
    ///
    /// As `try_new_with`. The error of `fill` comes with a token: the thread is lent for as long as a result would be.
    #[inline]
    pub fn try_new_with_work<'py, E>(
        thread: &'py mut Thread<'_>,
        nanoseconds: u64,
        capacity: usize,
        fill: impl for<'b> FnOnce(&'b mut [MaybeUninit<u8>]) -> Result<&'b mut [u8], E>,
    ) -> PyResult<Result<Bound<'py, PyBytes>, (Python<'py>, E)>> {
        let bytes = uninitialized(thread.py(), capacity)?;
        match thread.detach_for_work(nanoseconds, || fill_front(&bytes, capacity, fill)) {
            Ok(len) => finish(thread.py(), bytes, capacity, len).map(Ok),
            Err(error) => Ok(Err((thread.py(), error))),
        }
    }
}

/// Has `fill` write into a new object, and returns how many bytes it wrote.
#[inline]
fn fill_front<E>(
    bytes: &OwnedPtr,
    capacity: usize,
    fill: impl for<'b> FnOnce(&'b mut [MaybeUninit<u8>]) -> Result<&'b mut [u8], E>,
) -> Result<usize, E> {
    // SAFETY: the object is a bytes object.
    let start: *mut u8 = unsafe { sys::PyBytes_AS_STRING(bytes.as_ptr()) }.cast();
    // SAFETY: the object has this many bytes, nobody else has seen it, and they need not be initialised.
    let buffer = unsafe { slice::from_raw_parts_mut(start.cast(), capacity) };
    front_len(buffer, fill)
}

/// Makes an object that is filled the one that everybody sees.
#[inline]
fn finish<'py>(
    py: Python<'py>,
    bytes: OwnedPtr,
    capacity: usize,
    len: usize,
) -> PyResult<Bound<'py, PyBytes>> {
    let bytes = if len == capacity {
        bytes
    } else {
        shrink(py, bytes, len)?
    };
    // SAFETY: a bytes object, and the token is borrowed for `'py`.
    Ok(unsafe { Bound::from_owned(bytes) })
}

fn uninitialized(py: Python<'_>, len: usize) -> PyResult<OwnedPtr> {
    let _ = py;
    // Beyond isize::MAX there is no memory: that CPython refuses with its own text.
    // SAFETY: the token says that the thread is attached. NULL leaves the bytes uninitialised.
    let bytes = unsafe { ffi::PyBytes_FromStringAndSize(ptr::null(), ssize(len)) };
    // SAFETY: NULL says that an exception is set.
    let bytes = bytes.ok_or_else(|| unsafe { Raised::assume_set() })?;
    if len >= LARGE {
        advise_huge_pages(&bytes, len);
    }
    Ok(bytes)
}

#[cold]
fn advise_huge_pages(bytes: &OwnedPtr, len: usize) {
    let size = size_of::<sys::PyBytesObject>() + len;
    // SAFETY: the object is a block of its own, so many bytes at least, and nobody writes to what stands before it.
    unsafe { sys::PyRust_AdviseHugePages(bytes.as_ptr().cast(), size as sys::Py_ssize_t) };
}

/// Shrinks a bytes object that nobody else has seen.
#[cold]
fn shrink(py: Python<'_>, bytes: OwnedPtr, len: usize) -> PyResult<OwnedPtr> {
    let _ = py;
    let mut object = bytes.into_ptr();
    // SAFETY: attached; the only reference, and no longer than before, so it fits. On failure the
    // object is released, and NULL is in its place.
    unsafe { ffi::_PyBytes_Resize(&mut object, len as sys::Py_ssize_t) };
    // SAFETY: the object's reference, or NULL.
    let bytes = unsafe { OwnedPtr::from_ptr(object) };
    // SAFETY: NULL says that an exception is set.
    bytes.ok_or_else(|| unsafe { Raised::assume_set() })
}

/// # Safety
///
/// The object is a bytes object, and stays alive for `'a`.
#[inline(always)]
pub(crate) unsafe fn as_slice<'a>(bytes: BorrowedPtr<'a>) -> &'a [u8] {
    // SAFETY: a bytes object, as the caller says.
    let start = unsafe { sys::PyBytes_AS_STRING(bytes.as_ptr()) };
    // SAFETY: the same.
    let len = unsafe { sys::PyBytes_GET_SIZE(bytes.as_ptr()) };
    // SAFETY: it has this many bytes, which never change once others can see it.
    unsafe { slice::from_raw_parts(start.cast(), len as usize) }
}

impl<'a> Borrowed<'a, '_, PyBytes> {
    /// The bytes.
    #[inline]
    pub fn as_bytes(self) -> &'a [u8] {
        // SAFETY: the object is a bytes object, and held for `'a`.
        unsafe { as_slice(self.as_ptr()) }
    }
}

impl<'c> Arg<'c, PyBytes> {
    /// The bytes, which need no token: they cannot change, and the caller keeps them for the call.
    #[inline]
    pub fn as_bytes(self) -> &'c [u8] {
        // SAFETY: the object is a bytes object, and held for `'c`.
        unsafe { as_slice(self.as_ptr()) }
    }
}

impl Bound<'_, PyBytes> {
    /// The bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        self.as_borrowed().as_bytes()
    }

    /// The number of bytes: [`PyBytes_Size`](https://docs.python.org/3/c-api/bytes.html#c.PyBytes_Size).
    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A `bytes` object with a copy of the bytes.
impl<'py> IntoPy<'py> for &[u8] {
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
        Ok(PyBytes::new(py, self)?.into_any())
    }
}
