//! Bytes that a function reads: [`Input`], [`AsciiInput`].
//!
//! Nobody can change a `bytes` object or an ASCII `str`, so those are lent. Any other exporter's
//! memory may be written while we read it: by another thread, or by whoever else has a view of it.
//! A `&[u8]` of that would be undefined behaviour, so it is only copied out, by a C function that
//! no optimiser sees into.

use alloc::vec::Vec;
use core::ffi::{CStr, c_int};
use core::mem::MaybeUninit;
use core::ops::Deref;
use core::slice;

use cpython_ffi::{self as ffi, BorrowedPtr, sys};

use crate::convert::{FromArg, Place};
use crate::memory::Lossy;
use crate::types::bytes::as_slice;
use crate::{Arg, Exception, PyResult, Python, Raised};

/// A bytes-like argument, as Argument Clinic's `Py_buffer` takes it: a contiguous buffer.
#[derive(Clone, Copy)]
pub enum Input<'a> {
    /// Nobody can change these bytes.
    Lent(&'a [u8]),
    /// Others may write here while it is read.
    Shared(&'a SharedBuffer),
}

/// A bytes-like or ASCII `str` argument, as Argument Clinic's `ascii_buffer` takes it.
#[derive(Clone, Copy)]
pub struct AsciiInput<'a>(pub Input<'a>);

/// An argument whose elements are single bytes in one dimension, as the old functions of `base64` want them.
///
/// A function with a fallback takes exactly `bytes`, `bytearray` and `memoryview`.
#[derive(Clone, Copy)]
pub struct ByteInput<'a>(pub Input<'a>);

/// All the bytes of an [`Input`] in one piece, which dereferences to them.
pub struct InputBytes<'a>(Piece<'a>);

/// So many bytes are copied to where the [`InputBytes`] is: for fewer, allocating would take longer than the work.
const FEW: usize = 64;

enum Piece<'a> {
    Lent(&'a [u8]),
    /// A copy; of the array so many are initialised.
    Few([MaybeUninit<u8>; FEW], usize),
    Many(Vec<u8>),
}

impl Deref for InputBytes<'_> {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match &self.0 {
            Piece::Lent(bytes) => bytes,
            Piece::Few(bytes, len) => {
                let bytes = &bytes[..*len];
                // SAFETY: these are initialised.
                unsafe { slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) }
            }
            Piece::Many(bytes) => bytes,
        }
    }
}

/// The place of a copy of a few bytes: see [`SharedBuffer::copy_few`].
pub struct FewBytes([MaybeUninit<u8>; FEW]);

impl FewBytes {
    /// A place with nothing in it.
    #[inline]
    #[expect(clippy::new_without_default, reason = "it has no value")]
    pub const fn new() -> FewBytes {
        FewBytes([MaybeUninit::uninit(); FEW])
    }
}

/// Memory of an exporter, which cannot resize or free it while this is there.
pub struct SharedBuffer {
    start: *const u8,
    len: usize,
}

/// The bytes of a copied piece: they and what becomes of them stay in the first-level cache, or nearly so, and
/// groups of any usual size are whole.
const PIECE: usize = 68 * 240;

/// What is done with a piece, and whether it is the last.
type OnPiece<'f, E> = dyn FnMut(&[u8], bool) -> Result<(), E> + 'f;

/// The place of copies. Vectors of it are in one cache line each.
#[repr(align(64))]
struct Aligned<const N: usize>([MaybeUninit<u8>; N]);

impl<'a> Input<'a> {
    /// All the bytes in one piece: lent, or a copy of shared memory.
    ///
    /// # Errors
    ///
    /// MemoryError.
    #[inline]
    pub fn to_bytes(self, py: Python<'_>) -> PyResult<InputBytes<'a>> {
        match self {
            Input::Lent(bytes) => Ok(InputBytes(Piece::Lent(bytes))),
            Input::Shared(buffer) => buffer.to_bytes(py),
        }
    }

    /// The number of bytes.
    #[inline]
    pub const fn len(self) -> usize {
        match self {
            Input::Lent(bytes) => bytes.len(),
            Input::Shared(buffer) => buffer.len,
        }
    }

    /// Whether there are none.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Calls `f` with `N` bytes after the other, and with what remains, until it fails.
    ///
    /// Shared memory is copied before `f` sees it, so what `f` sees does not change under it. Not at
    /// all called for an empty input.
    ///
    /// # Errors
    ///
    /// The first error of `f`.
    #[inline]
    pub fn try_chunks<const N: usize, E>(
        self,
        mut f: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Input::Lent(bytes) => bytes.chunks(N).try_for_each(f),
            Input::Shared(buffer) if buffer.is_empty() => Ok(()),
            Input::Shared(buffer) => buffer.try_copies::<N, E>(&mut |chunk, _| f(chunk)),
        }
    }

    /// Calls `f` with the bytes until it fails, and tells it which call is the last: in one piece if they are lent, else with copies of
    /// 16,320 bytes after the other, a multiple of 240, and of what remains. Called once for an empty input.
    ///
    /// # Errors
    ///
    /// The first error of `f`.
    #[inline]
    pub fn try_pieces<E>(self, mut f: impl FnMut(&[u8], bool) -> Result<(), E>) -> Result<(), E> {
        match self {
            Input::Lent(bytes) => f(bytes, true),
            // A small place is had for less.
            Input::Shared(buffer) if buffer.len <= FEW => buffer.try_copies::<FEW, E>(&mut f),
            Input::Shared(buffer) => buffer.try_copies::<PIECE, E>(&mut f),
        }
    }
}

impl SharedBuffer {
    /// The number of bytes.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// A copy in `place` of all of it, if it is up to 64 bytes: to go on with as with what is lent takes less time than with pieces.
    #[inline]
    pub fn copy_few<'b>(&self, place: &'b mut FewBytes) -> Option<&'b [u8]> {
        (self.len <= FEW).then(|| &*self.copy_to(0, &mut place.0))
    }

    /// [`Input::try_pieces`]. Not inlined, and one for all that `f` can be: bytes that are lent shall not pay for the place of the copies.
    #[inline(never)]
    fn try_copies<const N: usize, E>(&self, f: &mut OnPiece<'_, E>) -> Result<(), E> {
        let mut place = Aligned([MaybeUninit::uninit(); N]);
        let mut offset = 0;
        loop {
            let piece = self.copy_to(offset, &mut place.0);
            offset += piece.len();
            let is_last = offset == self.len;
            f(piece, is_last)?;
            if is_last {
                return Ok(());
            }
        }
    }

    /// A copy of all of it.
    fn to_bytes<'a>(&self, py: Python<'_>) -> PyResult<InputBytes<'a>> {
        if self.len <= FEW {
            let mut bytes = [MaybeUninit::uninit(); FEW];
            let len = self.copy_to(0, &mut bytes).len();
            return Ok(InputBytes(Piece::Few(bytes, len)));
        }
        let mut bytes = py.try_vec(self.len)?;
        let len = self
            .copy_to(0, &mut bytes.spare_capacity_mut()[..self.len])
            .len();
        // SAFETY: the copy has initialised these.
        unsafe { bytes.set_len(len) };
        Ok(InputBytes(Piece::Many(bytes)))
    }

    /// Copies what starts at `offset` to the front of `out`, as far as it goes; returns that.
    ///
    /// # Panics
    ///
    /// If `offset` is beyond the end.
    pub fn copy_to<'b>(&self, offset: usize, out: &'b mut [MaybeUninit<u8>]) -> &'b mut [u8] {
        assert!(offset <= self.len, "the offset is beyond the end");
        let len = out.len().min(self.len - offset);
        let to: *mut u8 = out.as_mut_ptr().cast();
        // SAFETY: within the exporter's memory, as asserted.
        let from = unsafe { self.start.add(offset) };
        // SAFETY: `len` bytes are there on both sides, and `out` is ours alone. Whoever writes
        // meanwhile races with C code that Rust's optimiser does not see.
        unsafe { sys::PyRust_CopyShared(to.cast(), from.cast(), len as sys::Py_ssize_t) };
        // SAFETY: the copy has initialised these.
        unsafe { slice::from_raw_parts_mut(to, len) }
    }
}

/// Where the view of an exporter lives: in the frame of the callback, and at one address from
/// `PyObject_GetBuffer` to `PyBuffer_Release`, since exporters may point into it.
#[derive(Default)]
pub struct BufferHolder {
    view: View,
    /// The memory that `view` describes, if there is a view.
    shared: Option<SharedBuffer>,
}

struct View(MaybeUninit<sys::Py_buffer>);

impl Default for View {
    #[inline(always)]
    fn default() -> Self {
        View(MaybeUninit::uninit())
    }
}

impl BufferHolder {
    /// # Safety
    ///
    /// The holder does not move any more, and is dropped attached, before the call ends.
    pub(crate) unsafe fn export(
        &mut self,
        py: Python<'_>,
        exporter: BorrowedPtr<'_>,
        flags: c_int,
    ) -> PyResult<&SharedBuffer> {
        let _ = py;
        assert!(self.shared.is_none(), "a holder is used once");
        let view = self.view.0.as_mut_ptr();
        // SAFETY: the token says that the thread is attached; an object and a place for a view.
        let status = unsafe { sys::PyObject_GetBuffer(exporter.as_ptr(), view, flags) };
        if status != 0 {
            // SAFETY: it says that an exception is set.
            return Err(unsafe { Raised::assume_set() });
        }
        // SAFETY: the view was filled just now.
        let view = unsafe { self.view.0.assume_init_ref() };
        Ok(self.shared.insert(SharedBuffer {
            start: view.buf.cast(),
            len: view.len as usize,
        }))
    }

    /// As [`export`](Self::export), of an exporter whose elements are single bytes in one dimension.
    ///
    /// # Safety
    ///
    /// As `export`.
    #[inline(never)]
    unsafe fn export_bytes(&mut self, py: Python<'_>, arg: Arg<'_>) -> PyResult<&SharedBuffer> {
        let flags = sys::PyBUF_CONTIG_RO | sys::PyBUF_FORMAT;
        // SAFETY: the caller promises.
        let exported = unsafe { self.export(py, arg.as_ptr(), flags) };
        let name = arg.bind(py).type_name();
        if let Err(raised) = exported {
            raised.clear(py);
            let text = format_args!("expected bytes-like object, not {name}");
            return Err(Raised::from_fmt(py, Exception::TypeError, text));
        }
        // SAFETY: the view was filled just now.
        let view = unsafe { self.view.0.assume_init_ref() };
        let format = if view.format.is_null() {
            c"B"
        } else {
            // SAFETY: a C string, which lives as long as the view.
            unsafe { CStr::from_ptr(view.format) }
        };
        if ![c"c", c"b", c"B"].contains(&format) {
            let format = Lossy(format);
            let text = format_args!("expected single byte elements, not '{format}' from {name}");
            return Err(Raised::from_fmt(py, Exception::TypeError, text));
        }
        if view.ndim != 1 {
            let text = format_args!("expected 1-D data, not {}-D data from {name}", view.ndim);
            return Err(Raised::from_fmt(py, Exception::TypeError, text));
        }
        Ok(self.shared.as_ref().expect("it is exported"))
    }
}

impl Drop for BufferHolder {
    #[inline]
    fn drop(&mut self) {
        if self.shared.is_some() {
            // SAFETY: there is a view, at the address where it was filled, and whoever filled it
            // promised that the thread is attached.
            unsafe { sys::PyBuffer_Release(self.view.0.as_mut_ptr()) }
        }
    }
}

impl<'a> FromArg<'a> for Input<'a> {
    type Holder = BufferHolder;

    #[inline(always)]
    unsafe fn from_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut BufferHolder,
        _: &Place,
    ) -> PyResult<Self> {
        match lent_bytes(arg) {
            Some(bytes) => Ok(Input::Lent(bytes)),
            None => {
                // SAFETY: the caller promises for the holder.
                unsafe { holder.export(py, arg.as_ptr(), sys::PyBUF_SIMPLE) }.map(Input::Shared)
            }
        }
    }

    #[inline(always)]
    unsafe fn take_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut BufferHolder,
    ) -> Option<Self> {
        match lent_bytes(arg) {
            Some(bytes) => Some(Input::Lent(bytes)),
            // SAFETY: the caller promises for the holder.
            None => unsafe { take_exporter(py, arg, holder) },
        }
    }
}

impl<'a> FromArg<'a> for AsciiInput<'a> {
    type Holder = BufferHolder;

    #[inline(always)]
    unsafe fn from_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut BufferHolder,
        _: &Place,
    ) -> PyResult<Self> {
        if let Some(bytes) = lent_bytes(arg).or_else(|| lent_ascii(arg)) {
            return Ok(AsciiInput(Input::Lent(bytes)));
        }
        // SAFETY: the caller promises for the holder.
        unsafe { ascii_from_other(py, arg, holder) }
    }

    #[inline(always)]
    unsafe fn take_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut BufferHolder,
    ) -> Option<Self> {
        if let Some(bytes) = lent_bytes(arg).or_else(|| lent_ascii(arg)) {
            return Some(AsciiInput(Input::Lent(bytes)));
        }
        // SAFETY: the caller promises for the holder.
        unsafe { take_exporter(py, arg, holder) }.map(AsciiInput)
    }
}

impl<'a> FromArg<'a> for ByteInput<'a> {
    type Holder = BufferHolder;

    #[inline(always)]
    unsafe fn from_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut BufferHolder,
        _: &Place,
    ) -> PyResult<Self> {
        let input = match lent_bytes(arg) {
            Some(bytes) => Input::Lent(bytes),
            // SAFETY: the caller promises for the holder.
            None => Input::Shared(unsafe { holder.export_bytes(py, arg) }?),
        };
        Ok(ByteInput(input))
    }

    #[inline(always)]
    unsafe fn take_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut BufferHolder,
    ) -> Option<Self> {
        if let Some(bytes) = lent_bytes(arg) {
            return Some(ByteInput(Input::Lent(bytes)));
        }
        let object = arg.as_ptr().as_ptr();
        // What code in Python does with others depends on more than their buffers.
        // SAFETY: an object.
        let is_bytearray = unsafe { sys::PyByteArray_CheckExact(object) } != 0;
        // SAFETY: the same.
        if !is_bytearray && unsafe { sys::PyMemoryView_Check(object) } == 0 {
            return None;
        }
        // SAFETY: the caller promises for the holder.
        match unsafe { holder.export_bytes(py, arg) } {
            Ok(buffer) => Some(ByteInput(Input::Shared(buffer))),
            Err(raised) => {
                raised.clear(py);
                None
            }
        }
    }
}

/// The bytes of exactly a `bytes` object. A subclass may export something else.
#[inline(always)]
fn lent_bytes(arg: Arg<'_>) -> Option<&[u8]> {
    // SAFETY: an object.
    let is_bytes = unsafe { sys::PyBytes_CheckExact(arg.as_ptr().as_ptr()) } != 0;
    // SAFETY: a bytes object, alive for the call.
    is_bytes.then(|| unsafe { as_slice(arg.as_ptr()) })
}

/// The characters of exactly a `str`, if all are ASCII.
#[inline(always)]
fn lent_ascii(arg: Arg<'_>) -> Option<&[u8]> {
    let object = arg.as_ptr().as_ptr();
    // SAFETY: an object.
    if unsafe { sys::PyUnicode_CheckExact(object) } == 0 {
        return None;
    }
    // SAFETY: a str.
    if unsafe { sys::PyUnicode_IS_COMPACT_ASCII(object) } == 0 {
        return None;
    }
    // SAFETY: a str that is compact and ASCII.
    let start = unsafe { sys::PyUnicode_1BYTE_DATA(object) };
    // SAFETY: a str.
    let len = unsafe { sys::PyUnicode_GET_LENGTH(object) };
    // SAFETY: it has one byte a character; they never change, and live as long as the call.
    Some(unsafe { slice::from_raw_parts(start, len as usize) })
}

/// What is neither exactly `bytes` nor exactly `str`: of a subclass, another exporter, or an error
/// with the text that `binascii` has for it.
///
/// # Safety
///
/// As [`FromArg::from_arg`].
#[inline(never)]
unsafe fn ascii_from_other<'a>(
    py: Python<'_>,
    arg: Arg<'a>,
    holder: &'a mut BufferHolder,
) -> PyResult<AsciiInput<'a>> {
    let object = arg.as_ptr();
    // SAFETY: an object.
    if unsafe { sys::PyUnicode_Check(object.as_ptr()) } != 0 {
        let mut len = 0;
        // SAFETY: the token says that the thread is attached; a str, and a place for the length.
        let start = unsafe { ffi::PyUnicode_AsUTF8AndSize(object, &mut len) };
        // SAFETY: a str.
        let is_ascii = len == unsafe { sys::PyUnicode_GET_LENGTH(object.as_ptr()) };
        if start.is_null() {
            // SAFETY: NULL says that an exception is set. A lone surrogate has no UTF-8.
            unsafe { Raised::assume_set() }.clear(py);
        } else if is_ascii {
            // SAFETY: the str keeps its UTF-8 for as long as it lives, which is as long as the call.
            let bytes = unsafe { slice::from_raw_parts(start.cast(), len as usize) };
            return Ok(AsciiInput(Input::Lent(bytes)));
        }
        let text = "string argument should contain only ASCII characters";
        return Err(Raised::new(py, Exception::ValueError, text));
    }
    // SAFETY: the caller promises for the holder.
    match unsafe { holder.export(py, object, sys::PyBUF_SIMPLE) } {
        Ok(buffer) => Ok(AsciiInput(Input::Shared(buffer))),
        Err(raised) => {
            raised.clear(py);
            let name = arg.bind(py).tp_name();
            let text =
                format_args!("argument should be bytes, buffer or ASCII string, not '{name:.100}'");
            Err(Raised::from_fmt(py, Exception::TypeError, text))
        }
    }
}

/// The memory of an exporter, if asking it runs no Python code.
///
/// # Safety
///
/// As [`FromArg::take_arg`].
#[inline(never)]
unsafe fn take_exporter<'a>(
    py: Python<'_>,
    arg: Arg<'a>,
    holder: &'a mut BufferHolder,
) -> Option<Input<'a>> {
    if arg.bind(py).is_of_python_class() {
        return None;
    }
    // SAFETY: the caller promises for the holder.
    match unsafe { holder.export(py, arg.as_ptr(), sys::PyBUF_SIMPLE) } {
        Ok(buffer) => Some(Input::Shared(buffer)),
        Err(raised) => {
            raised.clear(py);
            None
        }
    }
}
