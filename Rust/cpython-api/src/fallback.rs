//! Calls that a function hands to the function of the same name in a Python module.

use core::ffi::CStr;

use cpython_ffi as ffi;

use crate::arguments::Arguments;
use crate::returned::Returned;
use crate::{Python, Raised};

/// Calls `module.name` with exactly these arguments. The module is imported when it is first needed.
///
/// There is no frame of ours between the caller and that function, so tracebacks and the stack levels
/// of warnings are what they are without us.
#[cold]
#[inline(never)]
pub(crate) fn fall_back(
    py: Python<'_>,
    module: &CStr,
    name: &CStr,
    arguments: Arguments<'_>,
) -> Returned {
    match call(py, module, name, arguments) {
        Some(object) => Returned::new(object),
        // SAFETY: each of the calls sets an exception if it fails.
        None => unsafe { Raised::assume_set() }.into(),
    }
}

fn call(
    py: Python<'_>,
    module: &CStr,
    name: &CStr,
    arguments: Arguments<'_>,
) -> Option<ffi::OwnedPtr> {
    let _ = py;
    // An absolute import needs no globals, and then not __import__() either.
    // SAFETY: the token says that the thread is attached; a C string, and an absolute import.
    let module = unsafe { ffi::PyImport_ImportModuleLevel(module.as_ptr(), None, None, None, 0) }?;
    // SAFETY: attached; an object and a C string.
    let function = unsafe { ffi::PyObject_GetAttrString(module.as_borrowed(), name.as_ptr()) }?;
    let (args, n, names) = arguments.as_raw();
    // SAFETY: attached; the arguments of a vectorcall that is under way.
    unsafe { ffi::PyObject_Vectorcall(function.as_borrowed(), args, n, names) }
}
