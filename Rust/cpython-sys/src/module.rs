//! `moduleobject.h` and `methodobject.h`: initialisers and constants that are pointers.

#![expect(non_snake_case, non_upper_case_globals, reason = "the names are C's")]

#[cfg(Py_3_12)]
use core::ffi::c_void;
use core::mem;
use core::ptr;

use crate::{PyCFunction, PyCFunctionWithKeywords, PyCMethod, PyModuleDef_Base, PyObject};

/// The function of a `PyMethodDef`: its flags say which.
///
/// In C, `ml_meth` is a `PyCFunction` and the others are cast to it.
#[repr(C)]
#[derive(Clone, Copy)]
pub union PyMethodDefPointer {
    /// For `METH_NOARGS`, `METH_O`, `METH_VARARGS`.
    pub PyCFunction: PyCFunction,
    /// For `METH_VARARGS | METH_KEYWORDS`.
    pub PyCFunctionWithKeywords: PyCFunctionWithKeywords,
    /// For `METH_FASTCALL`.
    pub PyCFunctionFast: PyCFunctionFast,
    /// For `METH_FASTCALL | METH_KEYWORDS`.
    pub PyCFunctionFastWithKeywords: PyCFunctionFastWithKeywords,
    /// For `METH_METHOD | METH_FASTCALL | METH_KEYWORDS`.
    pub PyCMethod: PyCMethod,
    /// For the end of a table.
    pub NULL: Option<PyCFunction>,
}

impl PyMethodDefPointer {
    /// The end of a table of methods has this.
    pub const NULL: Self = Self { NULL: None };
}

impl Default for PyMethodDefPointer {
    fn default() -> Self {
        Self::NULL
    }
}

#[cfg(not(Py_3_13))]
pub use crate::_PyCFunctionFast as PyCFunctionFast;
#[cfg(not(Py_3_13))]
pub use crate::_PyCFunctionFastWithKeywords as PyCFunctionFastWithKeywords;
#[cfg(Py_3_13)]
use crate::{PyCFunctionFast, PyCFunctionFastWithKeywords};

/// `PyObject_HEAD_INIT(NULL)`: the head of an object that is a static.
pub const PyObject_HEAD_INIT: PyObject = {
    // SAFETY: every field of a PyObject may be zero.
    let mut head: PyObject = unsafe { mem::zeroed() };
    #[cfg(not(Py_3_12))]
    {
        head.ob_refcnt = 1;
    }
    #[cfg(all(Py_3_12, not(Py_3_13)))]
    {
        head._u1.ob_refcnt = 1;
    }
    #[cfg(all(Py_3_13, not(Py_3_14), not(Py_GIL_DISABLED)))]
    {
        head._u1.ob_refcnt = crate::_Py_IMMORTAL_REFCNT;
    }
    #[cfg(all(Py_3_14, not(Py_GIL_DISABLED)))]
    {
        head._u1.ob_refcnt_full = crate::_Py_STATIC_IMMORTAL_INITIAL_REFCNT;
    }
    #[cfg(Py_GIL_DISABLED)]
    {
        head.ob_ref_local = crate::_Py_IMMORTAL_REFCNT_LOCAL;
        #[cfg(Py_3_14)]
        {
            head.ob_flags = crate::_Py_STATICALLY_ALLOCATED_FLAG as _;
        }
    }
    head
};

/// What a `PyModuleDef` begins with.
pub const PyModuleDef_HEAD_INIT: PyModuleDef_Base = PyModuleDef_Base {
    ob_base: PyObject_HEAD_INIT,
    m_init: None,
    m_index: 0,
    m_copy: ptr::null_mut(),
};

/// `((void *)n)`: bindgen cannot read the value of a constant that is a pointer. A test compares these with C.
#[cfg(Py_3_12)]
macro_rules! pointers {
    ($($(#[$cfg:meta])* $name:ident = $value:literal: $doc:literal;)*) => {$(
        #[doc = $doc]
        $(#[$cfg])*
        pub const $name: *mut c_void = ptr::without_provenance_mut($value);
    )*};
}

#[cfg(Py_3_12)]
pointers! {
    Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED = 0: "For `Py_mod_multiple_interpreters`: one interpreter only.";
    Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED = 1: "For `Py_mod_multiple_interpreters`: only such that share a GIL.";
    Py_MOD_PER_INTERPRETER_GIL_SUPPORTED = 2: "For `Py_mod_multiple_interpreters`: also those with a GIL of their own.";
    #[cfg(Py_3_13)]
    Py_MOD_GIL_USED = 0: "For `Py_mod_gil`: a free-threaded interpreter gets a GIL when this is imported.";
    #[cfg(Py_3_13)]
    Py_MOD_GIL_NOT_USED = 1: "For `Py_mod_gil`: the module needs no GIL.";
}
