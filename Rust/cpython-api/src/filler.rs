//! Filling memory that holds nothing yet, without a way to claim what was not written.

use core::mem::MaybeUninit;
use core::{ptr, slice};

/// Fills a buffer from the front, piece by piece.
pub struct Filler<'b> {
    buffer: &'b mut [MaybeUninit<u8>],
    /// This many bytes at the front have been written.
    filled: usize,
}

impl<'b> Filler<'b> {
    /// Starts at the front of `buffer`.
    pub const fn new(buffer: &'b mut [MaybeUninit<u8>]) -> Self {
        Filler { buffer, filled: 0 }
    }

    /// Lets `f` write the next piece into `len` zeros and say how many bytes of it to keep.
    ///
    /// Pieces of some KiB stay in the cache between the zeros and what is written over them.
    ///
    /// # Panics
    ///
    /// If fewer than `len` bytes of the buffer are left, or `f` keeps more than it was given.
    #[inline]
    pub fn append(&mut self, len: usize, f: impl FnOnce(&mut [u8]) -> usize) {
        let piece = &mut self.buffer[self.filled..][..len];
        piece.fill(MaybeUninit::new(0));
        // SAFETY: every byte of the piece was written just now.
        let piece = unsafe { slice::from_raw_parts_mut(piece.as_mut_ptr().cast(), len) };
        let kept = f(piece);
        assert!(kept <= len, "more was kept than there is");
        self.filled += kept;
    }

    /// Lets `f` write the next piece into what is left, which need not be initialised.
    ///
    /// `f` proves what it wrote by returning it: the front of what it was given, as a slice.
    ///
    /// # Errors
    ///
    /// That of `f`. Nothing counts as written then.
    ///
    /// # Panics
    ///
    /// If `f` returns anything else.
    #[inline]
    pub fn try_append_with<E>(
        &mut self,
        f: impl for<'r> FnOnce(&'r mut [MaybeUninit<u8>]) -> Result<&'r mut [u8], E>,
    ) -> Result<(), E> {
        let room = &mut self.buffer[self.filled..];
        self.filled += front_len(room, f)?;
        Ok(())
    }

    /// Copies `bytes` into the next piece.
    ///
    /// # Panics
    ///
    /// If fewer bytes of the buffer are left.
    #[inline]
    pub fn append_slice(&mut self, bytes: &[u8]) {
        let piece = &mut self.buffer[self.filled..][..bytes.len()];
        // SAFETY: the same bytes, as what need not be initialised.
        let bytes = unsafe { slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) };
        piece.copy_from_slice(bytes);
        self.filled += bytes.len();
    }

    /// Writes a byte.
    ///
    /// # Panics
    ///
    /// If no room is left.
    #[inline]
    pub fn push(&mut self, byte: u8) {
        self.buffer[self.filled].write(byte);
        self.filled += 1;
    }

    /// What was written: the front of the buffer.
    #[inline]
    pub const fn finish(self) -> &'b mut [u8] {
        let start = self.buffer.as_mut_ptr().cast();
        // SAFETY: what moves `filled` moves it over bytes that were written.
        unsafe { slice::from_raw_parts_mut(start, self.filled) }
    }
}

/// Has `fill` write to the front of a buffer, and returns how many bytes it wrote.
///
/// # Panics
///
/// If it returns anything but the front of the buffer.
#[inline]
pub(crate) fn front_len<E>(
    buffer: &mut [MaybeUninit<u8>],
    fill: impl for<'b> FnOnce(&'b mut [MaybeUninit<u8>]) -> Result<&'b mut [u8], E>,
) -> Result<usize, E> {
    let (start, capacity) = (buffer.as_ptr(), buffer.len());
    let filled = fill(buffer)?;

    // An initialised slice at the buffer's own address is its front.
    let len = filled.len();
    let is_front = len <= capacity && (len == 0 || ptr::eq(filled.as_ptr(), start.cast()));
    assert!(is_front, "`fill` returns the front of its buffer");
    Ok(len)
}

#[cfg(test)]
mod tests {
    use core::convert::Infallible;

    use super::*;

    #[test]
    fn pieces_follow_each_other_and_the_rest_is_left_out() {
        let mut buffer = [MaybeUninit::uninit(); 8];
        let mut filler = Filler::new(&mut buffer);
        filler.append(3, |piece| {
            assert_eq!(piece, [0; 3]);
            piece.copy_from_slice(b"ab?");
            2
        });
        filler.append(0, |_| 0);
        filler.append(6, |piece| {
            piece[..1].copy_from_slice(b"c");
            1
        });
        filler.append_slice(b"d");
        let Ok(()) = filler.try_append_with(|room| {
            assert_eq!(room.len(), 4);
            Ok::<_, Infallible>(Filler::new(room).finish())
        });
        let result = filler.try_append_with(|room| {
            let mut piece = Filler::new(room);
            piece.append_slice(b"e");
            Ok::<_, Infallible>(piece.finish())
        });
        assert_eq!(result, Ok(()));
        assert_eq!(filler.try_append_with(|_| Err(1)), Err(1));
        filler.push(b'f');
        assert_eq!(filler.finish(), b"abcdef");
    }

    #[test]
    #[should_panic(expected = "out of range")]
    fn a_piece_does_not_exceed_the_buffer() {
        let mut buffer = [MaybeUninit::uninit(); 8];
        let mut filler = Filler::new(&mut buffer);
        filler.append(5, |piece| piece.len());
        filler.append(4, |piece| piece.len());
    }

    #[test]
    #[should_panic(expected = "the front of its buffer")]
    fn a_piece_is_at_the_front() {
        let mut buffer = [MaybeUninit::uninit(); 8];
        let _ = Filler::new(&mut buffer).try_append_with(|room| {
            let mut piece = Filler::new(room);
            piece.append_slice(b"ab");
            Ok::<_, Infallible>(&mut piece.finish()[1..])
        });
    }

    #[test]
    #[should_panic(expected = "out of range")]
    fn a_slice_does_not_exceed_the_buffer() {
        let mut buffer = [MaybeUninit::uninit(); 8];
        Filler::new(&mut buffer).append_slice(&[0; 9]);
    }

    #[test]
    #[should_panic(expected = "out of bounds")]
    fn a_byte_does_not_exceed_the_buffer() {
        let mut buffer = [MaybeUninit::uninit(); 2];
        let mut filler = Filler::new(&mut buffer);
        filler.append_slice(b"ab");
        filler.push(b'c');
    }

    #[test]
    #[should_panic(expected = "more was kept")]
    fn no_more_is_kept_than_there_is() {
        let mut buffer = [MaybeUninit::uninit(); 8];
        Filler::new(&mut buffer).append(2, |_| 3);
    }
}
