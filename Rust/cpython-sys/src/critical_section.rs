//! `critical_section.h`, as a function instead of a pair of macros.

use crate::PyObject;

/// `Py_BEGIN_CRITICAL_SECTION(op)`, `body`, `Py_END_CRITICAL_SECTION()`.
///
/// With a GIL it is `body` alone. Without one, the lock of `op` is held, except while the thread waits for
/// something: `body` must expect that any call into the C API lets others in.
#[inline]
pub unsafe fn critical_section<R>(op: *mut PyObject, body: impl FnOnce() -> R) -> R {
    #[cfg(not(Py_GIL_DISABLED))]
    {
        let _ = op;
        body()
    }
    #[cfg(Py_GIL_DISABLED)]
    {
        use crate::{PyCriticalSection, PyCriticalSection_Begin, PyCriticalSection_End};

        /// Ends the section also if `body` panics.
        struct Section<'a>(&'a mut PyCriticalSection);

        impl Drop for Section<'_> {
            fn drop(&mut self) {
                // SAFETY: it was begun on this thread, and sections end in reverse order.
                unsafe { PyCriticalSection_End(self.0) }
            }
        }

        let mut section = PyCriticalSection::default();
        // SAFETY: the object is alive; the section stays where it is until it ends.
        unsafe { PyCriticalSection_Begin(&mut section, op) };
        let _section = Section(&mut section);
        body()
    }
}
