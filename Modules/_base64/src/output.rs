//! Results: new `bytes` objects that codecs write to, if a call is well-formed.

use core::mem::MaybeUninit;

use codecs::{Output, Speed};
use cpython_api::{Bound, PyBytes, PyResult, Python, Thread};

/// A new `bytes` object, or `None`: the call is not well-formed, and goes to the fallback.
pub type BytesOrFallback<'py> = PyResult<Option<Bound<'py, PyBytes>>>;

/// Makes a `bytes` object of what `fill` writes, which is at most `capacity` bytes, from `len` bytes at a `speed`.
///
/// The call goes to the fallback if `capacity` is none, or if `fill` fails.
#[inline]
pub fn new_bytes<'py, E>(
    thread: &'py mut Thread<'_>,
    (speed, len): (Speed, usize),
    capacity: Option<usize>,
    fill: impl FnOnce(&mut Output<'_>) -> Result<(), E>,
) -> BytesOrFallback<'py> {
    let Some(capacity) = capacity else {
        return Ok(None);
    };
    let nanoseconds = speed.nanoseconds(len);
    let bytes = PyBytes::try_new_with_work(thread, nanoseconds, capacity, written(fill))?;
    Ok(bytes.ok())
}

/// As [`new_bytes`], for work that is not long.
#[inline]
pub fn new_bytes_attached<'py, E>(
    py: Python<'py>,
    capacity: usize,
    fill: impl FnOnce(&mut Output<'_>) -> Result<(), E>,
) -> BytesOrFallback<'py> {
    let bytes = PyBytes::try_new_with(py, capacity, written(fill))?;
    Ok(bytes.ok())
}

/// What writes to an [`Output`], as what fills a buffer.
#[inline]
fn written<E>(
    fill: impl FnOnce(&mut Output<'_>) -> Result<(), E>,
) -> impl for<'b> FnOnce(&'b mut [MaybeUninit<u8>]) -> Result<&'b mut [u8], E> {
    |buffer| {
        let mut out = Output::new(buffer);
        fill(&mut out)?;
        Ok(out.finish())
    }
}
