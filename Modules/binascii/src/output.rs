//! Results: new `bytes` objects that codecs write to.

use codecs::{Output, Speed};
use cpython_api::{Bound, PyBytes, PyResult, Python, Raised, Thread};

/// What nearly all functions return.
pub type Bytes<'py> = PyResult<Bound<'py, PyBytes>>;

/// Makes a `bytes` object of what `fill` writes, which is at most `capacity` bytes.
///
/// `fill` works at a `speed` on `len` bytes. If that takes long, the thread is detached meanwhile.
///
/// # Errors
///
/// MemoryError, or what `raise` makes of the error of `fill`.
#[inline]
pub fn new_bytes<'py, E>(
    thread: &'py mut Thread<'_>,
    (speed, len): (Speed, usize),
    capacity: usize,
    fill: impl FnOnce(&mut Output<'_>) -> Result<(), E>,
    raise: impl FnOnce(Python<'py>, E) -> Raised,
) -> Bytes<'py> {
    let nanoseconds = speed.nanoseconds(len);
    let bytes = PyBytes::try_new_with_work(thread, nanoseconds, capacity, |buffer| {
        let mut out = Output::new(buffer);
        fill(&mut out)?;
        Ok(out.finish())
    })?;
    bytes.map_err(|(py, error)| raise(py, error))
}
