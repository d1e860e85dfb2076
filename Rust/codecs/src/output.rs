//! Where results go: a caller's buffer that need not be initialised.

#![expect(unsafe_code, reason = "what was written is initialised")]

use core::mem::MaybeUninit;
use core::slice;

/// Writes to the front of a buffer and knows how much of it has been written.
///
/// The buffer may be uninitialised: what [`finish`](Output::finish) returns was written, all of it. No
/// write goes beyond its end: a codec that has no room left panics.
pub struct Output<'b> {
    buffer: &'b mut [MaybeUninit<u8>],
    /// This many bytes at the front are initialised.
    written: usize,
}

impl<'b> Output<'b> {
    /// Starts at the front of `buffer`.
    #[inline]
    pub const fn new(buffer: &'b mut [MaybeUninit<u8>]) -> Self {
        Output { buffer, written: 0 }
    }

    /// Starts at the front of a buffer that has been initialised before.
    #[inline]
    pub const fn over(buffer: &'b mut [u8]) -> Self {
        let (start, len) = (buffer.as_mut_ptr().cast(), buffer.len());
        // SAFETY: the same bytes. Only initialised ones are ever written through it.
        Output::new(unsafe { slice::from_raw_parts_mut(start, len) })
    }

    /// The number of bytes written so far.
    #[inline]
    pub const fn len(&self) -> usize {
        self.written
    }

    /// Whether none has been written.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.written == 0
    }

    /// The number of bytes that there is room for.
    #[inline]
    pub const fn room(&self) -> usize {
        self.buffer.len() - self.written
    }

    /// What was written so far.
    #[inline]
    pub const fn as_slice(&self) -> &[u8] {
        // SAFETY: what was written is initialised.
        unsafe { slice::from_raw_parts(self.buffer.as_ptr().cast(), self.written) }
    }

    /// What was written so far, to change it.
    #[inline]
    pub const fn as_mut_slice(&mut self) -> &mut [u8] {
        // SAFETY: as above, and a `u8` leaves it initialised.
        unsafe { slice::from_raw_parts_mut(self.buffer.as_mut_ptr().cast(), self.written) }
    }

    /// What was written: the front of the buffer.
    #[inline]
    pub const fn finish(self) -> &'b mut [u8] {
        // SAFETY: what was written is initialised.
        unsafe { slice::from_raw_parts_mut(self.buffer.as_mut_ptr().cast(), self.written) }
    }

    /// Forgets all but the first `len` bytes written.
    ///
    /// # Panics
    ///
    /// If there are fewer.
    #[inline]
    pub const fn truncate(&mut self, len: usize) {
        assert!(len <= self.written, "there is less to keep");
        self.written = len;
    }

    /// Writes one byte.
    ///
    /// # Panics
    ///
    /// If there is no room; so do all that write.
    #[inline]
    pub fn push(&mut self, byte: u8) {
        self.buffer[self.written].write(byte);
        self.written += 1;
    }

    /// Writes an array.
    #[inline]
    pub fn push_array<const N: usize>(&mut self, bytes: [u8; N]) {
        *self.array() = bytes.map(MaybeUninit::new);
        self.written += N;
    }

    /// Writes the first `keep` bytes of an array; those behind may be written, too, where there is room, but do not count.
    #[inline]
    pub fn push_prefix<const N: usize>(&mut self, bytes: &[u8; N], keep: usize) {
        assert!(keep <= N);
        match self.buffer[self.written..].first_chunk_mut::<N>() {
            // SAFETY: the same bytes, as what need not be initialised.
            Some(place) => *place = unsafe { *(&raw const *bytes).cast::<[MaybeUninit<u8>; N]>() },
            None => return self.push_slice(&bytes[..keep]),
        }
        self.written += keep;
    }

    /// Writes a slice.
    #[inline]
    pub fn push_slice(&mut self, bytes: &[u8]) {
        // SAFETY: the same bytes, as what need not be initialised.
        let bytes: &[MaybeUninit<u8>] =
            unsafe { slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) };
        self.buffer[self.written..][..bytes.len()].copy_from_slice(bytes);
        self.written += bytes.len();
    }

    /// Writes `byte` so many times.
    #[inline]
    pub fn push_times(&mut self, byte: u8, times: usize) {
        self.buffer[self.written..][..times].fill(MaybeUninit::new(byte));
        self.written += times;
    }

    /// The place of the next `N` bytes.
    #[inline]
    fn array<const N: usize>(&mut self) -> &mut [MaybeUninit<u8>; N] {
        let room = &mut self.buffer[self.written..];
        room.first_chunk_mut().expect("there is room")
    }

    /// The place of the next `N` bytes, if there is room for so many. Whoever writes there says so with [`advance`](Self::advance).
    #[inline]
    pub(crate) fn next_array<const N: usize>(&mut self) -> Option<&mut [MaybeUninit<u8>; N]> {
        self.buffer[self.written..].first_chunk_mut()
    }

    /// The number of bytes up to the next address that is a multiple of `N`: what is stored there crosses fewer cache lines.
    #[inline]
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn to_multiple_of<const N: usize>(&self) -> usize {
        let next = self.buffer.as_ptr().addr() + self.written;
        next.next_multiple_of(N) - next
    }

    /// The place of the next `len` bytes.
    #[inline]
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn next_slice(&mut self, len: usize) -> &mut [MaybeUninit<u8>] {
        &mut self.buffer[self.written..][..len]
    }

    /// Counts `len` bytes more as written.
    ///
    /// # Safety
    ///
    /// They were.
    #[inline]
    pub(crate) unsafe fn advance(&mut self, len: usize) {
        self.written += len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_follows_and_the_rest_is_left_out() {
        let mut buffer = [MaybeUninit::uninit(); 12];
        let mut out = Output::new(&mut buffer);
        out.push(b'a');
        out.push_array(*b"bc");
        out.push_prefix(b"def?????", 3);
        out.push_prefix(b"gh??????", 2);
        out.push_slice(b"ij");
        out.push_times(b'k', 2);
        assert_eq!((out.len(), out.room()), (12, 0));
        out.truncate(11);
        out.as_mut_slice()[10] = b'l';
        assert_eq!(out.finish(), b"abcdefghijl");
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn the_next_boundary_is_as_far_as_the_address_says() {
        let mut buffer = [0; 100];
        let start = buffer.as_ptr().addr();
        let mut out = Output::over(&mut buffer);
        for _ in 0..100 {
            let lead = out.to_multiple_of::<64>();
            assert!(lead < 64 && (start + out.len() + lead).is_multiple_of(64));
            out.push(0);
        }
    }

    #[test]
    fn a_buffer_that_was_initialised_keeps_what_is_behind() {
        let mut buffer = *b"....";
        Output::over(&mut buffer).push_slice(b"ab");
        assert_eq!(&buffer, b"ab..");
    }

    #[test]
    #[should_panic(expected = "out of range")]
    fn a_slice_does_not_exceed_the_buffer() {
        Output::over(&mut [0; 8]).push_slice(&[0; 9]);
    }

    #[test]
    #[should_panic(expected = "there is room")]
    fn an_array_does_not_exceed_the_buffer() {
        Output::over(&mut [0; 8]).push_array([0; 9]);
    }

    #[test]
    #[should_panic(expected = "out of range")]
    fn a_prefix_does_not_exceed_the_buffer() {
        Output::over(&mut [0; 8]).push_prefix(&[0; 16], 9);
    }
}
