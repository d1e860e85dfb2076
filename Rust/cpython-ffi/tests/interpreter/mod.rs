//! The interpreter that the tests run in.

use std::sync::Once;

use cpython_ffi::sys::{
    self, Py_ssize_t, PyEval_SaveThread, PyGILState_Ensure, PyGILState_Release, PyGILState_STATE,
    PyObject,
};

/// Runs `body` on a thread that is attached to an interpreter.
pub fn attached<R>(body: impl FnOnce() -> R) -> R {
    static INIT: Once = Once::new();
    INIT.call_once(|| {
        // SAFETY: it is done once, and before anything else of the C API.
        unsafe {
            sys::Py_InitializeEx(0);
            PyEval_SaveThread();
        }
    });

    /// Lets other threads in also if a test fails.
    struct Attached(PyGILState_STATE);

    impl Drop for Attached {
        fn drop(&mut self) {
            // SAFETY: it is the state of the call below.
            unsafe { PyGILState_Release(self.0) }
        }
    }

    // SAFETY: there is an interpreter, and it stays.
    let _attached = Attached(unsafe { PyGILState_Ensure() });
    body()
}

/// How many references there are to an object that is alive. The thread is attached.
pub fn count(object: *mut PyObject) -> Py_ssize_t {
    // SAFETY: as the callers know.
    unsafe { sys::shim::Py_REFCNT(object) }
}
