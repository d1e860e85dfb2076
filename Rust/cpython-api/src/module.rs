//! Module definitions: what an init function returns, and what CPython then makes a module of.
//!
//! For the expansion of [`pymodule`](crate::pymodule). Initialisation is multi-phase (PEP 489), so each
//! interpreter has its own module and its own state. Nothing is shared between them but constants, which
//! is what the slots say: a GIL of its own for each interpreter (PEP 684), and none at all (PEP 703).

use core::cell::UnsafeCell;
use core::ffi::{CStr, c_int, c_void};
use core::marker::PhantomData;
use core::ptr;

use cpython_ffi::{self as ffi, BorrowedPtr, sys};

pub use sys::PyObject;

use crate::class::ClassDef;
use crate::method::{Method, Methods, arg_of, enter};
use crate::state::{self, ModuleState, StateCell};
use crate::{PyResult, Python, Raised, Thread};

/// Something that a module has under its name in Python: a function or a class.
///
/// # Safety
///
/// For the expansions of `pyfunction` and `pyclass` alone: what is called with a module asks for the state of the
/// one that it belongs to, as [`InModule`] says of this type.
pub unsafe trait Export {
    /// The entry of the method table, of a function.
    const METHOD: Option<Method> = None;

    /// The definition, of a class.
    const CLASS: Option<&'static ClassDef> = None;
}

/// What a module exports: it belongs to that one.
///
/// # Safety
///
/// For the expansion of `pymodule` alone: a class stands at `CLASS_INDEX` in `State::CLASSES`.
pub unsafe trait InModule {
    /// The state of the module.
    type State: ModuleState;

    /// Which of the module's classes it is, if it is one.
    const CLASS_INDEX: usize;
}

/// How many of these are classes.
pub const fn count_classes(classes: &[Option<&'static ClassDef>]) -> usize {
    let mut count = 0;
    let mut i = 0;
    while i < classes.len() {
        count += classes[i].is_some() as usize;
        i += 1;
    }
    count
}

/// Those that are there.
///
/// # Panics
///
/// If there are not `N`.
pub const fn collect_classes<const N: usize>(
    classes: &[Option<&'static ClassDef>],
) -> [&'static ClassDef; N] {
    let mut collected = [&ClassDef::NONE; N];
    let mut count = 0;
    let mut i = 0;
    while i < classes.len() {
        if let Some(class) = classes[i] {
            collected[count] = class;
            count += 1;
        }
        i += 1;
    }
    assert!(count == N, "as many as were counted");
    collected
}

/// The definition of a module: a static, since CPython keeps a pointer to it.
pub struct ModuleDef {
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
    pub const fn new<S: ModuleState>(
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
            m_size: StateCell::<S>::SIZE as sys::Py_ssize_t,
            m_methods: match functions_module {
                None => first.as_raw(),
                Some(_) => ptr::null_mut(),
            },
            m_slots: (&raw const SlotsOf::<S>::SLOTS.0)
                .cast::<sys::PyModuleDef_Slot>()
                .cast_mut(),
            m_traverse: Some(state::traverse::<S>),
            m_clear: Some(state::clear::<S>),
            m_free: Some(state::free::<S>),
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

    /// The C structure, which says of a module or a class that it is one of this definition.
    pub(crate) const fn as_raw(&'static self) -> *mut sys::PyModuleDef {
        self.def.get()
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
unsafe extern "C" fn exec<S: ModuleState>(module: *mut PyObject) -> c_int {
    let execute = |thread: &mut Thread<'_>| {
        // SAFETY: CPython keeps the module while it executes it.
        let module = unsafe { arg_of(thread, module) };
        let module = module.expect("there is a module to execute").as_ptr();
        S::definition().add_functions(thread.py(), module)?;
        // SAFETY: CPython executes the module, which is of this definition.
        unsafe { state::execute::<S>(thread, module) }
    };
    // SAFETY: CPython calls this.
    match unsafe { enter(execute) } {
        Ok(()) => 0,
        Err(raised) => {
            raised.leave();
            -1
        }
    }
}

const SLOT_COUNT: usize = 2 + cfg!(Py_3_12) as usize + cfg!(Py_3_13) as usize;

#[repr(transparent)]
struct Slots([sys::PyModuleDef_Slot; SLOT_COUNT]);

// SAFETY: CPython reads them, and nobody writes them.
unsafe impl Sync for Slots {}

/// The slots of the module with the state `S`.
struct SlotsOf<S>(PhantomData<S>);

impl<S: ModuleState> SlotsOf<S> {
    const SLOTS: &'static Slots = &Slots([
        slot(sys::Py_mod_exec, exec::<S> as *mut c_void),
        #[cfg(Py_3_12)]
        slot(
            sys::Py_mod_multiple_interpreters,
            sys::Py_MOD_PER_INTERPRETER_GIL_SUPPORTED,
        ),
        #[cfg(Py_3_13)]
        slot(sys::Py_mod_gil, sys::Py_MOD_GIL_NOT_USED),
        slot(0, ptr::null_mut()),
    ]);
}

const fn slot(slot: c_int, value: *mut c_void) -> sys::PyModuleDef_Slot {
    sys::PyModuleDef_Slot { slot, value }
}
