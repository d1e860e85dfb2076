//! What a panic does: it ends the process, with Python's traceback beside Rust's message.
//!
//! No panic crosses into C, and none is caught: an interpreter whose module broke its own
//! assumption is not safe to go on with.

use core::ffi::CStr;
use core::fmt::{self, Write};
use core::panic::PanicInfo;

use cpython_ffi::sys;

/// The length of the message, with its NUL. A longer one is cut.
const MESSAGE_LEN: usize = 512;

/// A C string that is written piece by piece; nothing is allocated, since memory may be why.
pub(crate) struct Message {
    text: [u8; MESSAGE_LEN],
    len: usize,
}

impl Message {
    /// Writes what is formatted, as far as there is room.
    pub(crate) fn new(text: fmt::Arguments<'_>) -> Self {
        let mut message = Message {
            text: [0; MESSAGE_LEN],
            len: 0,
        };
        // What fails is a `Display`, and what it has written stays.
        let _ = message.write_fmt(text);
        message
    }

    /// What was written, up to the first NUL.
    pub(crate) fn as_c_str(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.text).expect("the last byte stays a NUL")
    }
}

impl Write for Message {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        // The last byte stays the NUL.
        let room = MESSAGE_LEN - 1 - self.len;
        let piece = &piece.as_bytes()[..piece.len().min(room)];
        self.text[self.len..][..piece.len()].copy_from_slice(piece);
        self.len += piece.len();
        Ok(())
    }
}

/// Ends the process as [`Py_FatalError()`][c] does, with the panic's message and place.
///
/// [c]: https://docs.python.org/3/c-api/sys.html#c.Py_FatalError
pub fn end_process(info: &PanicInfo<'_>) -> ! {
    let message = Message::new(format_args!("{info}"));
    // SAFETY: a C string. The function may be called attached or not, and does not return.
    unsafe { sys::Py_FatalError(message.as_c_str().as_ptr()) }
}
