//! `bytearray`. Others can write to it and resize it, so its bytes are never lent: they are copied, in and out.

use alloc::vec::Vec;
use core::mem::MaybeUninit;

use cpython_ffi::{self as ffi, sys};

use super::check::builtin_type;
use super::ssize;
use crate::error::{new_object, status};
use crate::input::{BufferHolder, SharedBuffer};
use crate::{Bound, Exception, PyResult, Python, Raised};

builtin_type! {
    /// The type of `bytearray` objects, and its subclasses.
    PyByteArray, c"bytearray", sys::PyByteArray_Check, PyByteArray_Type
}

impl PyByteArray {
    /// A copy of bytes: [`PyByteArray_FromStringAndSize`][c].
    ///
    /// # Errors
    ///
    /// MemoryError.
    ///
    /// [c]: https://docs.python.org/3/c-api/bytearray.html#c.PyByteArray_FromStringAndSize
    pub fn new<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyByteArray>> {
        let (start, len) = (bytes.as_ptr().cast(), ssize(bytes.len()));
        // SAFETY: the token says that the thread is attached; so many bytes.
        let array = new_object(py, unsafe {
            ffi::PyByteArray_FromStringAndSize(start, len)
        })?;
        // SAFETY: it is a bytearray.
        Ok(unsafe { array.cast_into_unchecked() })
    }
}

impl Bound<'_, PyByteArray> {
    /// The number of bytes, which may be another one when next asked:
    /// [`PyByteArray_Size`](https://docs.python.org/3/c-api/bytearray.html#c.PyByteArray_Size).
    pub fn len(&self) -> usize {
        // SAFETY: the handle says that the thread is attached; a bytearray.
        let len = unsafe { ffi::PyByteArray_Size(self.object()) };
        len as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A copy of all bytes.
    ///
    /// # Errors
    ///
    /// MemoryError, or what a subclass raises that exports something of its own.
    pub fn to_vec(&self) -> PyResult<Vec<u8>> {
        self.exported(|buffer| {
            let mut bytes = self.py().try_vec(buffer.len())?;
            let len = buffer.copy_to(0, bytes.spare_capacity_mut()).len();
            // SAFETY: these were written just now.
            unsafe { bytes.set_len(len) };
            Ok(bytes)
        })
    }

    /// Copies what starts at `offset` to the front of `out`, as far as it goes; returns that.
    ///
    /// # Errors
    ///
    /// IndexError if the offset is beyond the end, or what a subclass raises that exports something of its own.
    pub fn read<'b>(
        &self,
        offset: usize,
        out: &'b mut [MaybeUninit<u8>],
    ) -> PyResult<&'b mut [u8]> {
        self.exported(|buffer| {
            if offset > buffer.len() {
                return Err(self.out_of_range());
            }
            Ok(buffer.copy_to(offset, out))
        })
    }

    /// Runs `f` while the bytes stay where they are, and are as many.
    fn exported<R>(&self, f: impl FnOnce(&SharedBuffer) -> PyResult<R>) -> PyResult<R> {
        let mut holder = BufferHolder::default();
        // SAFETY: the holder stays where it is, and is dropped before the handle.
        f(unsafe { holder.export(self.py(), self.object(), sys::PyBUF_SIMPLE) }?)
    }

    /// Overwrites what starts at `offset` with as many bytes.
    ///
    /// # Errors
    ///
    /// IndexError if there are fewer, or what a subclass raises that exports something of its own.
    pub fn write(&self, offset: usize, bytes: &[u8]) -> PyResult<()> {
        let mut view = MaybeUninit::uninit();
        let (object, flags) = (self.object().as_ptr(), sys::PyBUF_WRITABLE);
        // SAFETY: the handle says that the thread is attached; an object and a place for a view.
        let exported = unsafe { sys::PyObject_GetBuffer(object, view.as_mut_ptr(), flags) };
        status(self.py(), exported)?;
        // SAFETY: the view was filled just now.
        let view = Release(unsafe { view.assume_init_mut() });

        let end = offset.checked_add(bytes.len());
        if end.is_none_or(|end| end > view.0.len as usize) {
            return Err(self.out_of_range());
        }
        // SAFETY: the offset is not beyond the end.
        let to = unsafe { view.0.buf.cast::<u8>().add(offset) };
        // SAFETY: so many bytes are there on both sides. The view was asked for as a writable one; whoever reads or
        // writes meanwhile races with C code that Rust's optimiser does not see.
        unsafe { sys::PyRust_CopyShared(to.cast(), bytes.as_ptr().cast(), ssize(bytes.len())) };
        Ok(())
    }

    fn out_of_range(&self) -> Raised {
        let text = "bytearray index out of range";
        Raised::new(self.py(), Exception::IndexError, text)
    }

    /// Makes it shorter, or longer with zeros at the end:
    /// [`PyByteArray_Resize`](https://docs.python.org/3/c-api/bytearray.html#c.PyByteArray_Resize).
    ///
    /// # Errors
    ///
    /// BufferError while someone has a view of it, or MemoryError.
    pub fn resize(&self, len: usize) -> PyResult<()> {
        const ZEROS: [u8; 1024] = [0; 1024];
        self.resize_and_fill(
            |_| len,
            |old_len| {
                for offset in (old_len..len).step_by(ZEROS.len()) {
                    self.write(offset, &ZEROS[..ZEROS.len().min(len - offset)])?;
                }
                Ok(())
            },
        )
    }

    /// Appends bytes.
    ///
    /// # Errors
    ///
    /// BufferError while someone has a view of it, or MemoryError.
    pub fn extend(&self, bytes: &[u8]) -> PyResult<()> {
        let len = |old_len: usize| old_len.saturating_add(bytes.len());
        self.resize_and_fill(len, |old_len| self.write(old_len, bytes))
    }

    /// Gives it another length, which may depend on the old one; `fill` writes what stands behind that. If it cannot,
    /// nothing has changed.
    fn resize_and_fill(
        &self,
        len: impl FnOnce(usize) -> usize,
        fill: impl FnOnce(usize) -> PyResult<()>,
    ) -> PyResult<()> {
        let resize_and_fill = || {
            let old_len = self.len();
            self.resize_uninitialized(len(old_len))?;
            fill(old_len).map_err(|raised| {
                let error = raised.take(self.py());
                if let Err(raised) = self.resize_uninitialized(old_len) {
                    raised.clear(self.py());
                }
                error.restore()
            })
        };
        // SAFETY: the object is alive. This keeps other threads out without a GIL; what is called checks for itself
        // what it relies on.
        unsafe { sys::critical_section(self.object().as_ptr(), resize_and_fill) }
    }

    /// What it is longer by is what the memory had in it: the caller overwrites it.
    fn resize_uninitialized(&self, len: usize) -> PyResult<()> {
        // Newer versions hold such a length for a mistake of the caller.
        let Ok(len) = sys::Py_ssize_t::try_from(len) else {
            return Err(Raised::no_memory(self.py()));
        };
        // SAFETY: the handle says that the thread is attached; a bytearray, and a length that is not negative.
        let resized = unsafe { ffi::PyByteArray_Resize(self.object(), len) };
        status(self.py(), resized)
    }
}

/// A view, released where it was made, since exporters may point into it.
struct Release<'a>(&'a mut sys::Py_buffer);

impl Drop for Release<'_> {
    fn drop(&mut self) {
        // SAFETY: there is a view, and it is dropped in a function that has a handle.
        unsafe { sys::PyBuffer_Release(self.0) }
    }
}
