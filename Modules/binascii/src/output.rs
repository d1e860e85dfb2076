//! Results: new `bytes` objects that codecs write to.

use core::mem::MaybeUninit;

use codecs::{Output, Speed};
use cpython_api::{Bound, Input, PyBytes, PyResult, Python, Raised, SharedBuffer, Thread};

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

/// Calls `f` with pieces of the data, of `N` bytes all but the last; it is told of that. Lent data is one piece.
///
/// # Errors
///
/// The first error of `f`.
#[inline]
pub fn try_pieces<const N: usize, E>(
    data: Input<'_>,
    mut f: impl FnMut(&[u8], bool) -> Result<(), E>,
) -> Result<(), E> {
    match data {
        Input::Lent(bytes) => f(bytes, true),
        Input::Shared(shared) => try_shared_pieces::<N, E>(shared, &mut f),
    }
}

/// What is done with a piece, and whether it is the last.
type OnPiece<'f, E> = dyn FnMut(&[u8], bool) -> Result<(), E> + 'f;

/// One copy for all that `f` can be, away from what is done with lent data.
#[inline(never)]
fn try_shared_pieces<const N: usize, E>(
    shared: &SharedBuffer,
    f: &mut OnPiece<'_, E>,
) -> Result<(), E> {
    let mut piece = [MaybeUninit::uninit(); N];
    let mut offset = 0;
    loop {
        let piece = shared.copy_to(offset, &mut piece);
        offset += piece.len();
        let is_last = offset == shared.len();
        f(piece, is_last)?;
        if is_last {
            return Ok(());
        }
    }
}
