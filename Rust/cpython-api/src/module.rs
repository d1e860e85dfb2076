//! Module definitions: what an init function returns, and what CPython then makes a module of.
//!
//! For the expansion of [`pymodule`](crate::pymodule). Initialisation is multi-phase (PEP 489), so each
//! interpreter has its own module. Nothing is shared between them but constants, which is what the
//! slots say: a GIL of its own for each interpreter (PEP 684), and none at all (PEP 703).

use core::cell::UnsafeCell;
use core::ffi::{CStr, c_int, c_void};
use core::ptr;

use cpython_ffi::{self as ffi, BorrowedPtr, sys};

pub use sys::PyObject;

use crate::method::{Method, Methods, enter};
use crate::{PyResult, Python, Raised};

/// Something that a module has under its name in Python.
pub trait Export {
    /// The entry of the method table, of a function.
    const METHOD: Option<Method>;
}

/// The definition of a module: a static, since CPython keeps a pointer to it.
#[repr(C)]
pub struct ModuleDef {
    /// First, because CPython has a pointer to this and `exec` needs the others.
    def: UnsafeCell<sys::PyModuleDef>,
    /// What the functions have as `__module__`, if it is not the name of the module.
    functions_module: Option<&'static CStr>,
    methods: &'static Methods,
}

// SAFETY: CPython writes to `def` under its own locks; nobody else touches it.
unsafe impl Sync for ModuleDef {}

impl ModuleDef {
    /// Describes a module.
    ///
    /// # Panics
    ///
    /// If the method table does not end with [`Method::END`](crate::method::Method::END).
    pub const fn new(
        name: &'static CStr,
        doc: &'static CStr,
        functions_module: Option<&'static CStr>,
        methods: &'static Methods,
    ) -> ModuleDef {
        let [first, ..] = methods.0 else {
            panic!("a method table has an end");
        };
        let [.., last] = methods.0 else {
            panic!("a method table has an end");
        };
        assert!(last.name().is_none(), "a method table has an end");

        let def = sys::PyModuleDef {
            m_base: sys::PyModuleDef_HEAD_INIT,
            m_name: name.as_ptr(),
            m_doc: doc.as_ptr(),
            m_size: 0,
            m_methods: match functions_module {
                None => first.as_raw(),
                Some(_) => ptr::null_mut(),
            },
            m_slots: (&raw const SLOTS.0)
                .cast::<sys::PyModuleDef_Slot>()
                .cast_mut(),
            m_traverse: None,
            m_clear: None,
            m_free: None,
        };
        ModuleDef {
            def: UnsafeCell::new(def),
            functions_module,
            methods,
        }
    }

    /// What the init function returns.
    ///
    /// # Safety
    ///
    /// CPython is calling the init function.
    pub unsafe fn init(&'static self) -> *mut PyObject {
        // SAFETY: the thread is attached, and the definition is a static.
        unsafe { sys::PyModuleDef_Init(self.def.get()) }
    }

    /// Adds the functions that have another `__module__` than `PyModule_AddFunctions()` would give them.
    fn add_functions(&'static self, py: Python<'_>, module: BorrowedPtr<'_>) -> PyResult<()> {
        let _ = py;
        let Some(functions_module) = self.functions_module else {
            return Ok(());
        };
        // SAFETY: the token says that the thread is attached; a C string.
        let name = unsafe { ffi::PyUnicode_InternFromString(functions_module.as_ptr()) };
        let name = name.ok_or_else(raised)?;
        for method in self.methods.0 {
            let Some(method_name) = method.name() else {
                break;
            };
            let (owner, name) = (Some(module), Some(name.as_borrowed()));
            // SAFETY: attached; an entry of a method table, which is a static.
            let function = unsafe { ffi::PyCFunction_NewEx(method.as_raw(), owner, name) };
            let function = function.ok_or_else(raised)?;
            let function = function.as_borrowed();
            // SAFETY: attached; a module, a C string, an object.
            let status =
                unsafe { ffi::PyModule_AddObjectRef(module, method_name.as_ptr(), function) };
            if status != 0 {
                return Err(raised());
            }
        }
        Ok(())
    }
}

/// After a call of the C API that says it has raised.
fn raised() -> Raised {
    // SAFETY: NULL, or a status that is not 0, says that an exception is set.
    unsafe { Raised::assume_set() }
}

/// `Py_mod_exec`.
unsafe extern "C" fn exec(module: *mut PyObject) -> c_int {
    // SAFETY: CPython calls this with a module that was made from a definition.
    let def = unsafe { sys::PyModule_GetDef(module) };
    // SAFETY: all definitions with this slot are the first field of a ModuleDef, and statics.
    let def: &'static ModuleDef = unsafe { &*def.cast() };
    // SAFETY: the module is alive while it is executed.
    let module = unsafe { BorrowedPtr::from_ptr(module) };
    let module = module.expect("there is a module to execute");
    // SAFETY: CPython calls this.
    match unsafe { enter(|thread| def.add_functions(thread.py(), module)) } {
        Ok(()) => 0,
        Err(raised) => {
            raised.leave();
            -1
        }
    }
}

#[repr(transparent)]
struct Slots<const N: usize>([sys::PyModuleDef_Slot; N]);

// SAFETY: CPython reads them, and nobody writes them.
unsafe impl<const N: usize> Sync for Slots<N> {}

const fn slot(slot: c_int, value: *mut c_void) -> sys::PyModuleDef_Slot {
    sys::PyModuleDef_Slot { slot, value }
}

static SLOTS: Slots<{ 2 + cfg!(Py_3_12) as usize + cfg!(Py_3_13) as usize }> = Slots([
    slot(sys::Py_mod_exec, exec as *mut c_void),
    #[cfg(Py_3_12)]
    slot(
        sys::Py_mod_multiple_interpreters,
        sys::Py_MOD_PER_INTERPRETER_GIL_SUPPORTED,
    ),
    #[cfg(Py_3_13)]
    slot(sys::Py_mod_gil, sys::Py_MOD_GIL_NOT_USED),
    slot(0, ptr::null_mut()),
]);
