//! Module state: what a module keeps between calls, in each interpreter its own.
//!
//! CPython allocates it, zeroed, when it executes the module, and tells its collector's functions of it
//! from the moment the module is there. Hence the flag that says whether the state is one yet.

use core::cell::UnsafeCell;
use core::ffi::{CStr, c_int, c_void};
use core::marker::PhantomData;
use core::mem::{self, MaybeUninit};
use core::ops::Deref;
use core::ptr::NonNull;
use core::slice;
use core::sync::atomic::{AtomicBool, Ordering};

use cpython_ffi::{self as ffi, BorrowedPtr, sys};

use crate::class::{self, ClassDef, PyClass};
use crate::lock::ObjectLock;
use crate::method::Receiver;
use crate::module::{InModule, ModuleDef};
use crate::slot::{Container, Field, SlotField, Storage, clear_all, traverse_all};
use crate::{Borrowed, Bound, Exception, IntoPy, PyAny, PyResult, Python, Raised, Slot, Thread};

/// The state of a module.
///
/// # Safety
///
/// For the expansion of `pymodule` alone: no two modules have the same type of state, and `definition`
/// is that of the one that has this.
pub unsafe trait ModuleState: Storage + Default {
    /// The classes of the module.
    const CLASSES: &'static [&'static ClassDef];

    /// The definition of the module.
    fn definition() -> &'static ModuleDef;

    /// What is done when the module is executed: its `#[init]`.
    ///
    /// # Errors
    ///
    /// What the import raises.
    fn init<'c>(thread: &mut Thread<'c>, module: Module<'c, Self>) -> PyResult<()>;
}

/// A module, for its own functions: its state is `S`.
///
/// Fields are reached through it as through a reference to the state. Those that hold objects are used with
/// [`slot`](Module::slot).
pub struct Module<'c, S> {
    object: BorrowedPtr<'c>,
    cell: &'c StateCell<S>,
}

/// A module, for those of its functions that need its state in few calls: to look it up takes time.
pub struct LazyModule<'c, S> {
    object: BorrowedPtr<'c>,
    state: PhantomData<&'c S>,
}

impl<'c, S: ModuleState> LazyModule<'c, S> {
    /// The module.
    ///
    /// # Errors
    ///
    /// SystemError if it was never executed.
    #[inline]
    pub fn get(self, py: Python<'_>) -> PyResult<Module<'c, S>> {
        // SAFETY: whoever made this said so.
        unsafe { Module::from_borrowed(py, self.object) }
    }
}

/// What CPython allocates: the state, and a place for each class behind it.
#[repr(C, align(16))]
pub(crate) struct StateCell<S> {
    lock: ObjectLock,
    is_ready: AtomicBool,
    state: UnsafeCell<MaybeUninit<S>>,
}

impl<S: ModuleState> StateCell<S> {
    /// `m_size`.
    pub(crate) const SIZE: usize = {
        // What PyMem_Malloc() gives.
        assert!(
            align_of::<Self>() == 16,
            "no field is aligned to more than 16"
        );
        size_of::<Self>() + size_of::<Slot>() * S::CLASSES.len()
    };

    /// The cell of a module, unless it was never executed.
    ///
    /// # Safety
    ///
    /// A module of the definition that has `S`, which stays for `'c`.
    unsafe fn of<'c>(module: BorrowedPtr<'c>) -> Option<&'c StateCell<S>> {
        // SAFETY: a module. The function needs no attached thread.
        let cell = unsafe { ffi::PyModule_GetState(module) };
        let cell = NonNull::new(cell.cast::<Self>())?;
        // SAFETY: as large as this, for the module's life, zeros at first: which is an unlocked lock, a flag
        // that says "not ready", and anything.
        Some(unsafe { cell.as_ref() })
    }

    /// The state, unless it is none yet.
    fn state(&self) -> Option<&S> {
        if !self.is_ready.load(Ordering::Acquire) {
            return None;
        }
        // SAFETY: it is written once, before the flag is set.
        let state = unsafe { &*self.state.get() };
        // SAFETY: the flag says that it was written.
        Some(unsafe { state.assume_init_ref() })
    }

    fn classes(&self) -> &[Slot] {
        let start: *const Self = self;
        // SAFETY: `SIZE` has room for the classes behind this.
        let start = unsafe { start.add(1) };
        // SAFETY: so many slots, empty as zeros are; they are aligned because this is.
        unsafe { slice::from_raw_parts(start.cast(), S::CLASSES.len()) }
    }

    /// The place of the class with an index; empty if the collector has cleared the module.
    ///
    /// # Safety
    ///
    /// The thread is attached to the interpreter of the module that this is in.
    unsafe fn class<'a, 'py>(&'a self, py: Python<'py>, index: usize) -> Field<'a, 'py, Slot> {
        // SAFETY: a slot in an object of this interpreter, with this lock.
        unsafe { Field::in_object(py, &self.classes()[index], &self.lock) }
    }
}

/// Makes the state and the classes, and runs the module's `#[init]`.
///
/// # Errors
///
/// What the import raises.
///
/// # Safety
///
/// CPython is executing `module`, which is of the definition that has `S`.
pub(crate) unsafe fn execute<'c, S: ModuleState>(
    thread: &mut Thread<'c>,
    module: BorrowedPtr<'c>,
) -> PyResult<()> {
    // SAFETY: CPython has allocated the state of a module that it executes.
    let cell = unsafe { ffi::PyModule_GetState(module) }.cast::<StateCell<S>>();
    // SAFETY: it is as large, and zeroed.
    let cell = unsafe { &*cell };
    if cell.state().is_some() {
        // As for C: a second execution of the same module does nothing.
        return Ok(());
    }
    let state = MaybeUninit::new(S::default());
    // SAFETY: nobody reads it before the flag is set.
    unsafe { cell.state.get().write(state) };
    cell.is_ready.store(true, Ordering::Release);

    for (index, class) in S::CLASSES.iter().enumerate() {
        let py = thread.py();
        // SAFETY: the class is of this module's, which is of the interpreter that executes it.
        let object = unsafe { class.create(py, module) }?;
        // SAFETY: as above.
        unsafe { cell.class(py, index) }.set(object);
    }
    // SAFETY: the state was made above.
    let module = unsafe { Module::from_borrowed(thread.py(), module) }?;
    S::init(thread, module)
}

/// `m_traverse`.
///
/// # Safety
///
/// CPython's collector calls it with a module of the definition that has `S`.
pub(crate) unsafe extern "C" fn traverse<S: ModuleState>(
    module: *mut sys::PyObject,
    visit: sys::visitproc,
    arg: *mut c_void,
) -> c_int {
    // SAFETY: a module, alive while it is traversed.
    let cell = unsafe { BorrowedPtr::from_ptr(module) }.and_then(|module| {
        // SAFETY: of this definition.
        unsafe { StateCell::<S>::of(module) }
    });
    let Some(cell) = cell else { return 0 };
    for class in cell.classes() {
        let class: *const Slot = class;
        // SAFETY: a slot in an object with this lock; the collector asks.
        let status = unsafe { SLOT.traverse(class.cast(), &cell.lock, visit, arg) };
        if status != 0 {
            return status;
        }
    }
    match cell.state() {
        // SAFETY: the state of a module with this lock; the collector asks.
        Some(state) => unsafe { traverse_all(state, &cell.lock, visit, arg) },
        None => 0,
    }
}

/// `m_clear`: what it takes leaves the state a state, with empty slots.
///
/// # Safety
///
/// As [`traverse`].
pub(crate) unsafe extern "C" fn clear<S: ModuleState>(module: *mut sys::PyObject) -> c_int {
    // SAFETY: a module, alive while it is cleared.
    let cell = unsafe { BorrowedPtr::from_ptr(module) }.and_then(|module| {
        // SAFETY: of this definition.
        unsafe { StateCell::<S>::of(module) }
    });
    let Some(cell) = cell else { return 0 };
    for class in cell.classes() {
        let class: *const Slot = class;
        // SAFETY: a slot in an object with this lock; the thread is attached.
        unsafe { SLOT.clear(class.cast(), &cell.lock) };
    }
    if let Some(state) = cell.state() {
        // SAFETY: the state of a module with this lock; the thread is attached.
        unsafe { clear_all(state, &cell.lock) };
    }
    0
}

/// `m_free`: the module goes, and its state with it.
///
/// # Safety
///
/// CPython calls it with a module of the definition that has `S`, which nobody else can reach.
pub(crate) unsafe extern "C" fn free<S: ModuleState>(module: *mut c_void) {
    // SAFETY: the caller says so.
    unsafe { clear::<S>(module.cast()) };
    // SAFETY: a module.
    let cell = unsafe { sys::PyModule_GetState(module.cast()) }.cast::<StateCell<S>>();
    // SAFETY: its state, or NULL. Nobody else can reach it.
    let Some(cell) = (unsafe { cell.as_mut() }) else {
        return;
    };
    if mem::replace(cell.is_ready.get_mut(), false) {
        // SAFETY: it was ready, and is dropped once. Its code has no token.
        unsafe { cell.state.get_mut().assume_init_drop() };
    }
}

/// Whether a type is the class of `C` in its interpreter, or derived from it.
///
/// # Safety
///
/// A type that stays alive for the call.
pub(crate) unsafe fn is_class<C: PyClass + InModule>(
    py: Python<'_>,
    class: *mut sys::PyTypeObject,
) -> bool {
    // SAFETY: the caller says so.
    let module = match unsafe { Module::<C::State>::of_class(py, class) } {
        Ok(module) => module,
        // What it has raised says less than what our caller has to say.
        Err(raised) => {
            raised.clear(py);
            return false;
        }
    };
    // SAFETY: a type is of the interpreter that its objects are of.
    let ours = unsafe { module.cell.class(py, C::CLASS_INDEX) }.get();
    ours.is_some_and(|ours| {
        let ours = ours.as_borrowed().as_ptr().as_ptr().cast();
        // SAFETY: two types.
        class == ours || unsafe { sys::PyType_IsSubtype(class, ours) } != 0
    })
}

/// What the collector does with the place of a class.
const SLOT: SlotField = SlotField::new::<Slot, Slot>(0);

impl<'c, S: ModuleState> Module<'c, S> {
    /// # Errors
    ///
    /// SystemError if the module was never executed.
    ///
    /// # Safety
    ///
    /// A module of the definition that has `S`, of the interpreter that the thread is attached to.
    #[inline]
    pub(crate) unsafe fn from_borrowed(
        py: Python<'_>,
        object: BorrowedPtr<'c>,
    ) -> PyResult<Module<'c, S>> {
        // SAFETY: the caller says so.
        match unsafe { StateCell::of(object) } {
            Some(cell) if cell.state().is_some() => Ok(Module { object, cell }),
            _ => Err(Raised::new(
                py,
                Exception::SystemError,
                "the module is not initialised",
            )),
        }
    }

    /// The module that a class is in.
    ///
    /// # Errors
    ///
    /// TypeError if it is in none of this definition, else as `from_borrowed`.
    ///
    /// # Safety
    ///
    /// A type that stays alive for `'c`.
    pub(crate) unsafe fn of_class(
        py: Python<'_>,
        class: *mut sys::PyTypeObject,
    ) -> PyResult<Module<'c, S>> {
        // SAFETY: attached, as the token says; a type, and a definition, which is a static.
        let module = unsafe { sys::PyType_GetModuleByDef(class, S::definition().as_raw()) };
        // SAFETY: a module, which the type keeps, or NULL.
        let module = unsafe { BorrowedPtr::from_ptr(module) };
        // SAFETY: NULL says that an exception is set.
        let module = module.ok_or_else(|| unsafe { Raised::assume_set() })?;
        // SAFETY: of this definition, and a type is of the interpreter that its objects are of.
        unsafe { Module::from_borrowed(py, module) }
    }

    /// The state.
    #[inline]
    pub fn state(self) -> &'c S {
        self.cell.state().expect("looked at when this was made")
    }

    /// A field of the state that holds objects.
    ///
    /// # Panics
    ///
    /// If `project` returns another slot than one of this state.
    #[inline]
    pub fn slot<'py, F: Container>(
        self,
        py: Python<'py>,
        project: impl for<'x> FnOnce(&'x S) -> &'x F,
    ) -> Field<'c, 'py, F> {
        // SAFETY: a module of this interpreter, and its lock.
        unsafe { Field::new(py, self.state(), &self.cell.lock, project) }
    }

    /// A class of this module.
    ///
    /// # Errors
    ///
    /// SystemError if the interpreter is shutting down and has cleared the module.
    pub fn class<'py, C: PyClass + InModule<State = S>>(
        self,
        py: Python<'py>,
    ) -> PyResult<Bound<'py>> {
        // SAFETY: a module of this interpreter.
        let class = unsafe { self.cell.class(py, C::CLASS_INDEX) };
        class.get().ok_or_else(|| {
            Raised::new(
                py,
                Exception::SystemError,
                "the module's classes were cleared",
            )
        })
    }

    /// Makes an instance of a class of this module.
    ///
    /// # Errors
    ///
    /// MemoryError, or as [`class`](Self::class).
    pub fn instantiate<'py, C: PyClass + InModule<State = S>>(
        self,
        py: Python<'py>,
        payload: C,
    ) -> PyResult<Bound<'py, C>> {
        let class = self.class::<C>(py)?;
        // SAFETY: it is the class of `C` in this interpreter.
        unsafe { class::instantiate(class.as_borrowed(), payload) }
    }

    /// Gives the module an attribute: a constant, an exception class.
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn add<'py>(self, py: Python<'py>, name: &CStr, value: impl IntoPy<'py>) -> PyResult<()> {
        let value = value.into_py(py)?;
        let value = value.as_borrowed().as_ptr();
        // SAFETY: attached; a module, a C string, an object.
        match unsafe { ffi::PyModule_AddObjectRef(self.object, name.as_ptr(), value) } {
            0 => Ok(()),
            // SAFETY: it says that an exception is set.
            _ => Err(unsafe { Raised::assume_set() }),
        }
    }

    /// The module as an object.
    pub fn as_any<'py>(self, py: Python<'py>) -> Borrowed<'c, 'py, PyAny> {
        // SAFETY: a module is any object.
        unsafe { Borrowed::from_borrowed(py, self.object) }
    }
}

impl<'c> Receiver<'c> {
    /// The module, for one of its functions.
    ///
    /// # Errors
    ///
    /// SystemError if the module was never executed.
    ///
    /// # Safety
    ///
    /// The function is one of the module that has `S`.
    #[inline(always)]
    pub unsafe fn module<S: ModuleState>(self, py: Python<'_>) -> PyResult<Module<'c, S>> {
        // SAFETY: the caller says so.
        unsafe { self.lazy_module() }.get(py)
    }

    /// The module, for one of its functions, which may not have been executed.
    ///
    /// # Safety
    ///
    /// As [`module`](Self::module).
    #[inline(always)]
    pub unsafe fn lazy_module<S: ModuleState>(self) -> LazyModule<'c, S> {
        // SAFETY: any object is a PyAny.
        let module = unsafe { self.instance::<PyAny>() };
        LazyModule {
            object: module.as_ptr(),
            state: PhantomData,
        }
    }
}

impl<S> Clone for LazyModule<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for LazyModule<'_, S> {}

impl<S> Clone for Module<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Module<'_, S> {}

impl<S: ModuleState> Deref for Module<'_, S> {
    type Target = S;

    #[inline]
    fn deref(&self) -> &S {
        self.state()
    }
}
