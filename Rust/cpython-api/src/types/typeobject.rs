//! `type`: classes as objects.

use cpython_ffi::{self as ffi, sys};

use super::check::builtin_type;
use crate::error::new_object;
use crate::{Borrowed, Bound, PyResult, PyStr, PyTypeInfo, Python};

builtin_type! {
    /// The type of classes, and its subclasses, the metaclasses.
    PyType, c"type", sys::PyType_Check, PyType_Type
}

impl<'py> Python<'py> {
    /// The class of a type that Rust has a marker for.
    pub fn get_type<T: PyTypeInfo>(self) -> Borrowed<'py, 'py, PyType> {
        T::type_object(self)
    }
}

impl<'py> Bound<'py, PyType> {
    const fn class(&self) -> *mut sys::PyTypeObject {
        self.object().as_ptr().cast()
    }

    /// Its `__name__`: [`PyType_GetName`](https://docs.python.org/3/c-api/type.html#c.PyType_GetName).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn name(&self) -> PyResult<Bound<'py, PyStr>> {
        // SAFETY: the handle says that the thread is attached; a type.
        let name = unsafe { ffi::PyType_GetName(self.class()) };
        new_object(self.py(), name)?.cast_into().map_err(Into::into)
    }

    /// Its `__qualname__`: [`PyType_GetQualName`](https://docs.python.org/3/c-api/type.html#c.PyType_GetQualName).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn qualname(&self) -> PyResult<Bound<'py, PyStr>> {
        // SAFETY: the handle says that the thread is attached; a type.
        let name = unsafe { ffi::PyType_GetQualName(self.class()) };
        new_object(self.py(), name)?.cast_into().map_err(Into::into)
    }

    /// Its `__module__`, which need not be a `str`.
    ///
    /// # Errors
    ///
    /// AttributeError if it has none.
    pub fn module(&self) -> PyResult<Bound<'py>> {
        self.getattr("__module__")
    }

    /// `module.qualname`, with neither `builtins` nor `__main__`:
    /// [`PyType_GetFullyQualifiedName`](https://docs.python.org/3/c-api/type.html#c.PyType_GetFullyQualifiedName).
    ///
    /// # Errors
    ///
    /// MemoryError, and UnicodeEncodeError if a name has a lone surrogate.
    pub fn fully_qualified_name(&self) -> PyResult<Bound<'py, PyStr>> {
        let qualname = self.qualname()?;
        let Ok(module) = self.module()?.cast_into::<PyStr>() else {
            return Ok(qualname);
        };
        match module.to_str()? {
            "builtins" | "__main__" => Ok(qualname),
            module => PyStr::from_pieces(self.py(), &[module, ".", qualname.to_str()?]),
        }
    }

    /// Whether the class is that of `T` or derives from it. `__subclasscheck__` is not asked.
    pub fn is_subclass_of<T: PyTypeInfo>(&self) -> bool {
        let base = T::type_object(self.py());
        // SAFETY: the handles say that the thread is attached; two types.
        unsafe { ffi::PyType_IsSubtype(self.class(), base.class()) != 0 }
    }
}
