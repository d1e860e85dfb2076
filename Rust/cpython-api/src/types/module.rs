//! Modules as objects, and importing.

use cpython_ffi::{self as ffi, sys};

use super::check::builtin_type;
use crate::error::{is_set, new_object};
use crate::{Bound, IntoPy, PyDict, PyResult, PyStr, Python, Raised};

builtin_type! {
    /// The type of modules, and its subclasses.
    PyModule, c"module", sys::PyModule_Check, PyModule_Type
}

impl<'py> Python<'py> {
    /// Imports a module, by its full name, as the statement does:
    /// [`PyImport_Import`](https://docs.python.org/3/c-api/import.html#c.PyImport_Import).
    ///
    /// # Errors
    ///
    /// What importing raises. TypeError if `sys.modules` has something under that name that is no module.
    pub fn import(self, name: impl IntoPy<'py>) -> PyResult<Bound<'py, PyModule>> {
        let name = name.into_py(self)?;
        // SAFETY: the token says that the thread is attached.
        let module = unsafe { ffi::PyImport_Import(name.object()) };
        Ok(new_object(self, module)?.cast_into()?)
    }

    /// What `sys.modules` has under a name, which need not be a module:
    /// [`PyImport_GetModule`](https://docs.python.org/3/c-api/import.html#c.PyImport_GetModule).
    ///
    /// # Errors
    ///
    /// RuntimeError if there is no `sys.modules`, or what looking the name up raises.
    pub fn imported(self, name: impl IntoPy<'py>) -> PyResult<Option<Bound<'py>>> {
        let name = name.into_py(self)?;
        // SAFETY: the token says that the thread is attached.
        match unsafe { ffi::PyImport_GetModule(name.object()) } {
            Some(module) => new_object(self, Some(module)).map(Some),
            // SAFETY: it is set.
            None if is_set(self) => Err(unsafe { Raised::assume_set() }),
            None => Ok(None),
        }
    }
}

impl<'py> Bound<'py, PyModule> {
    /// Its `__name__`:
    /// [`PyModule_GetNameObject`](https://docs.python.org/3/c-api/module.html#c.PyModule_GetNameObject).
    ///
    /// # Errors
    ///
    /// SystemError if that is gone or no `str`.
    pub fn name(&self) -> PyResult<Bound<'py, PyStr>> {
        // SAFETY: the handle says that the thread is attached; a module.
        let name = unsafe { ffi::PyModule_GetNameObject(self.object()) };
        new_object(self.py(), name)?.cast_into().map_err(Into::into)
    }

    /// Its `__dict__`: [`PyModule_GetDict`](https://docs.python.org/3/c-api/module.html#c.PyModule_GetDict).
    pub fn dict(&self) -> Bound<'py, PyDict> {
        // SAFETY: the handle says that the thread is attached; a module.
        let dict = unsafe { ffi::PyModule_GetDict(self.object()) };
        // SAFETY: attached, for as long as the result lives.
        let dict = unsafe { dict.to_owned() };
        // SAFETY: it is a dict, and the token is borrowed for `'py`.
        unsafe { Bound::from_owned(dict) }
    }
}
