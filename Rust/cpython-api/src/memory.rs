//! Memory whose lack is a MemoryError.
//!
//! What grows without asking (`Vec::push`, `format!`) ends the process when there is none left, so it is
//! not used where Python code chooses the size.

use alloc::string::String;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::fmt::{self, Write};

use crate::{Exception, PyResult, Python, Raised};

impl Python<'_> {
    /// An empty vector that `capacity` values can be pushed to.
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn try_vec<T>(self, capacity: usize) -> PyResult<Vec<T>> {
        let mut vec = Vec::new();
        self.try_reserve(&mut vec, capacity)?;
        Ok(vec)
    }

    /// Makes room for `additional` more values.
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn try_reserve<T>(self, vec: &mut Vec<T>, additional: usize) -> PyResult<()> {
        vec.try_reserve(additional)
            .map_err(|_| Raised::no_memory(self))
    }

    /// Appends a value.
    ///
    /// # Errors
    ///
    /// MemoryError; the value is dropped then.
    #[expect(
        clippy::disallowed_methods,
        reason = "there is room, which was reserved before"
    )]
    pub fn try_push<T>(self, vec: &mut Vec<T>, value: T) -> PyResult<()> {
        self.try_reserve(vec, 1)?;
        vec.push(value);
        Ok(())
    }

    /// Appends copies of all values.
    ///
    /// # Errors
    ///
    /// MemoryError; nothing is appended then.
    #[expect(
        clippy::disallowed_methods,
        reason = "there is room, which was reserved before"
    )]
    pub fn try_extend<T: Copy>(self, vec: &mut Vec<T>, values: &[T]) -> PyResult<()> {
        self.try_reserve(vec, values.len())?;
        vec.extend_from_slice(values);
        Ok(())
    }

    /// Formats a text, as `format!` does.
    ///
    /// # Errors
    ///
    /// MemoryError, or SystemError if a `Display` fails of itself.
    pub fn try_format(self, arguments: fmt::Arguments<'_>) -> PyResult<String> {
        let mut writer = Writer {
            text: String::new(),
            is_out_of_memory: false,
        };
        match writer.write_fmt(arguments) {
            Ok(()) => Ok(writer.text),
            Err(fmt::Error) if writer.is_out_of_memory => Err(Raised::no_memory(self)),
            Err(fmt::Error) => {
                let text = "a value could not be formatted";
                Err(Raised::new(self, Exception::SystemError, text))
            }
        }
    }
}

/// A text that grows while there is memory.
struct Writer {
    text: String,
    is_out_of_memory: bool,
}

impl Write for Writer {
    #[expect(
        clippy::disallowed_methods,
        reason = "there is room, which was reserved before"
    )]
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        if self.text.try_reserve(piece.len()).is_err() {
            self.is_out_of_memory = true;
            return Err(fmt::Error);
        }
        self.text.push_str(piece);
        Ok(())
    }
}

/// A C string in a message; a precision cuts it after so many bytes, as it does in C.
pub(crate) struct Lossy<'a>(pub(crate) &'a CStr);

impl fmt::Display for Lossy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.to_bytes();
        let len = f
            .precision()
            .map_or(bytes.len(), |len| len.min(bytes.len()));
        for chunk in bytes[..len].utf8_chunks() {
            f.write_str(chunk.valid())?;
            if !chunk.invalid().is_empty() {
                f.write_char(char::REPLACEMENT_CHARACTER)?;
            }
        }
        Ok(())
    }
}
