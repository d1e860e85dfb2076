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
    // Interned names have a hash already, and are what the caches of the interpreter are for.
    // SAFETY: the token says that the thread is attached; a C string.
    let module = unsafe { ffi::PyUnicode_InternFromString(module.as_ptr()) }?;
    // SAFETY: as above.
    let name = unsafe { ffi::PyUnicode_InternFromString(name.as_ptr()) }?;
    // It waits for a thread that is importing the module. An absolute import needs no globals, and then not
    // __import__() either.
    let module = module.as_borrowed();
    // SAFETY: attached; a str, and an absolute import.
    let module = unsafe { ffi::PyImport_ImportModuleLevelObject(module, None, None, None, 0) }?;
    // SAFETY: attached; an object and a str.
    let function = unsafe { ffi::PyObject_GetAttr(module.as_borrowed(), name.as_borrowed()) }?;
    let (args, n, names) = arguments.as_raw();
    // SAFETY: attached; the arguments of a vectorcall that is under way.
    unsafe { ffi::PyObject_Vectorcall(function.as_borrowed(), args, n, names) }
}
