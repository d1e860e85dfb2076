//! Tracebacks.

use cpython_ffi::sys;

use super::check::builtin_type;

builtin_type! {
    /// The type of traceback objects.
    PyTraceback, c"traceback", sys::PyTraceBack_Check, PyTraceBack_Type
}
