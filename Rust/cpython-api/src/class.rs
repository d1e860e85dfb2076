//! Classes: heap types whose instances have a payload of Rust.
//!
//! | file | what is in it |
//! |---|---|
//! | `class.rs` | the definition, instances and their life |
//! | `class/slots.rs` | the special methods, as the slots of the type |
//! | `class/getset.rs` | attributes that are computed |
//!
//! A payload is seen by shared reference only, from several threads: what changes in it is an atomic, a
//! slot for objects, or behind a [`Locked`](crate::Locked). Each interpreter has a type of its own, which
//! its module keeps.

pub mod getset;
pub mod slots;

use alloc::vec::Vec;
use core::ffi::{CStr, c_int, c_void};
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ops::Deref;
use core::ptr;

use cpython_ffi::{self as ffi, BorrowedPtr, OwnedPtr, sys};

use crate::class::getset::GetSet;
use crate::class::slots::TypeSlot;
use crate::lock::ObjectLock;
use crate::method::{Methods, Receiver};
use crate::module::InModule;
use crate::slot::{Container, Field, Storage, clear_all, traverse_all};
use crate::state::{Module, is_class};
use crate::{Arg, Borrowed, Bound, PyResult, PyTypeCheck, Python, Raised};

/// The payload of a class.
///
/// # Safety
///
/// For the expansion of `pyclass` alone: `DEFINITION` is made by [`ClassDef::new`] for this type.
pub unsafe trait PyClass: Storage {
    /// The definition.
    const DEFINITION: ClassDef;
}

/// What `#[pymethods]` has for the class with the payload `C`, and for no other.
pub struct ClassMethods<C> {
    tables: Tables,
    payload: PhantomData<fn() -> C>,
}

impl<C> ClassMethods<C> {
    const NONE: Self = ClassMethods {
        tables: Tables::NONE,
        payload: PhantomData,
    };

    /// # Safety
    ///
    /// For the expansion of `pymethods` alone: the functions are those of `C`.
    pub const unsafe fn new(tables: Tables) -> Self {
        ClassMethods {
            tables,
            payload: PhantomData,
        }
    }
}

/// The functions of a class, as CPython finds them.
#[derive(Clone, Copy)]
pub struct Tables {
    /// `tp_new`; without it the class cannot be called.
    pub new: Option<TypeSlot>,
    /// Methods, class methods and static methods.
    pub methods: Option<&'static Methods>,
    /// Attributes that are computed. It ends with [`GetSet::END`].
    pub getset: &'static [GetSet],
    /// Special methods.
    pub slots: &'static [TypeSlot],
    /// What `inspect` shows, as it stands before the docstring: `Name(a, b=1)` and a line of dashes.
    pub signature: Option<&'static CStr>,
}

impl Tables {
    const NONE: Tables = Tables {
        new: None,
        methods: None,
        getset: &[GetSet::END],
        slots: &[],
        signature: None,
    };
}

/// What a class without `#[pymethods]` has: an inherent constant of the same name comes before this one.
pub trait DefaultMethods: Sized {
    /// None.
    const PYMETHODS: ClassMethods<Self> = ClassMethods::NONE;
}

impl<T> DefaultMethods for T {}

/// The definition of a class, from which each interpreter makes its own type.
pub struct ClassDef {
    name: &'static CStr,
    /// `__module__`, if it is not the module that the class is in.
    module: Option<&'static CStr>,
    doc: &'static CStr,
    basicsize: usize,
    /// Where the head of the list of weak references is, if there can be any.
    weaklist_offset: Option<usize>,
    is_subclassable: bool,
    /// `tp_traverse`, `tp_clear`, `tp_dealloc`.
    lifecycle: [TypeSlot; 3],
    methods: Tables,
}

/// What `#[pyclass]` says of a class.
pub struct ClassOptions {
    /// The name, without the module's.
    pub name: &'static CStr,
    /// `__module__`, if it is not the module that the class is in.
    pub module: Option<&'static CStr>,
    /// The docstring.
    pub doc: &'static CStr,
    /// Whether there can be weak references to instances.
    pub weakref: bool,
    /// Whether code in Python can derive from it.
    pub subclass: bool,
}

impl ClassDef {
    /// A place in an array that is filled later.
    pub(crate) const NONE: ClassDef = ClassDef {
        name: c"",
        module: None,
        doc: c"",
        basicsize: 0,
        weaklist_offset: None,
        is_subclassable: false,
        lifecycle: [TypeSlot::END; 3],
        methods: Tables::NONE,
    };

    /// Describes the class with the payload `C`.
    ///
    /// # Panics
    ///
    /// If code in Python could derive from it and then make instances without a payload.
    pub const fn new<C: PyClass>(options: ClassOptions, methods: ClassMethods<C>) -> ClassDef {
        let methods = methods.tables;
        // What object allocation gives; a payload is behind a head that is aligned so.
        assert!(
            align_of::<Instance<C>>() <= 16,
            "no field is aligned to more than 16"
        );
        assert!(
            methods.new.is_some() || !options.subclass,
            "a class with `subclass` has a #[new]"
        );
        if let Some(signature) = methods.signature {
            assert!(
                starts_with(signature, options.name),
                "#[new] has the name of the class: #[pymethod(name = ..)]"
            );
        }
        // A class that adds nothing to the layout of `object` is one that Python code may combine with
        // others, and assign to `__class__`: its methods would then see a payload that nobody made.
        let size = match size_of::<C>() {
            0 => size_of::<Instance<C>>() + 1,
            _ => size_of::<Instance<C>>(),
        };
        let size = size.next_multiple_of(size_of::<usize>());
        ClassDef {
            name: options.name,
            module: options.module,
            doc: options.doc,
            basicsize: match options.weakref {
                true => size + size_of::<usize>(),
                false => size,
            },
            weaklist_offset: match options.weakref {
                true => Some(size),
                false => None,
            },
            is_subclassable: options.subclass,
            lifecycle: [
                TypeSlot::new(sys::Py_tp_traverse, traverse::<C> as *mut c_void),
                TypeSlot::new(sys::Py_tp_clear, clear::<C> as *mut c_void),
                TypeSlot::new(sys::Py_tp_dealloc, dealloc::<C> as *mut c_void),
            ],
            methods,
        }
    }

    /// Makes the type and puts it into the module.
    ///
    /// # Safety
    ///
    /// `module` is a module that has this class, of the interpreter that the thread is attached to.
    pub(crate) unsafe fn create<'py>(
        &self,
        py: Python<'py>,
        module: BorrowedPtr<'_>,
    ) -> PyResult<Bound<'py>> {
        let name = self.full_name(py, module)?;
        let mut members = [
            sys::PyMemberDef {
                name: c"__weaklistoffset__".as_ptr(),
                type_: sys::T_PYSSIZET,
                offset: self.weaklist_offset.unwrap_or(0) as sys::Py_ssize_t,
                flags: sys::READONLY,
                doc: ptr::null(),
            },
            sys::PyMemberDef::default(),
        ];
        let doc = self.full_doc(py)?;
        let mut slots = self
            .slots(&doc, &mut members)
            .ok_or_else(|| Raised::no_memory(py))?;
        let mut spec = sys::PyType_Spec {
            name: name.as_ptr().cast(),
            basicsize: self.basicsize as c_int,
            itemsize: 0,
            flags: self.flags() as _,
            slots: slots.as_mut_ptr(),
        };
        // SAFETY: attached; a module and a specification, of which CPython keeps what is static.
        let class = unsafe { ffi::PyType_FromModuleAndSpec(Some(module), &mut spec, None) };
        // SAFETY: NULL says that an exception is set.
        let class = class.ok_or_else(|| unsafe { Raised::assume_set() })?;
        let value = class.as_borrowed();
        // SAFETY: attached; a module, a C string, an object.
        if unsafe { ffi::PyModule_AddObjectRef(module, self.name.as_ptr(), value) } != 0 {
            // SAFETY: it says that an exception is set.
            return Err(unsafe { Raised::assume_set() });
        }
        // SAFETY: attached for `'py`.
        Ok(unsafe { Bound::from_owned(class) })
    }

    const fn flags(&self) -> core::ffi::c_ulong {
        let mut flags =
            sys::Py_TPFLAGS_DEFAULT | sys::Py_TPFLAGS_HAVE_GC | sys::Py_TPFLAGS_IMMUTABLETYPE;
        if self.is_subclassable {
            flags |= sys::Py_TPFLAGS_BASETYPE;
        }
        if self.methods.new.is_none() {
            flags |= sys::Py_TPFLAGS_DISALLOW_INSTANTIATION;
        }
        flags
    }

    /// `module.name`, from which CPython takes `__module__`, as a C string.
    fn full_name(&self, py: Python<'_>, module: BorrowedPtr<'_>) -> PyResult<Vec<u8>> {
        // SAFETY: a module has a definition, if a class is made in it.
        let definition = unsafe { sys::PyModule_GetDef(module.as_ptr()) };
        // SAFETY: the definition is a static.
        let module_name = unsafe { (*definition).m_name };
        // SAFETY: its name is a C string.
        let module_name = unsafe { CStr::from_ptr(module_name) };
        let module_name = self.module.unwrap_or(module_name).to_bytes();
        concat(py, [module_name, b".", self.name.to_bytes_with_nul()])
    }

    /// The docstring with the signature in front, as `inspect` expects it, as a C string.
    fn full_doc(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        let doc = self.doc.to_bytes_with_nul();
        match self.methods.signature {
            Some(signature) => concat(py, [signature.to_bytes(), doc, b""]),
            None => concat(py, [doc, b"", b""]),
        }
    }

    /// What CPython reads while it makes the type; `None` if there is no memory.
    #[expect(
        clippy::disallowed_methods,
        reason = "there is room, which was reserved before"
    )]
    fn slots(
        &self,
        doc: &[u8],
        members: &mut [sys::PyMemberDef; 2],
    ) -> Option<Vec<sys::PyType_Slot>> {
        let Tables {
            new,
            methods,
            getset,
            slots,
            signature: _,
        } = &self.methods;
        let optional = [
            Some(TypeSlot::new(
                sys::Py_tp_doc,
                doc.as_ptr().cast_mut().cast(),
            )),
            *new,
            methods.map(|methods| TypeSlot::new(sys::Py_tp_methods, methods.as_ptr().cast())),
            (getset.len() > 1)
                .then(|| TypeSlot::new(sys::Py_tp_getset, getset.as_ptr() as *mut c_void)),
            self.weaklist_offset
                .map(|_| TypeSlot::new(sys::Py_tp_members, members.as_mut_ptr().cast())),
        ];
        let all = self
            .lifecycle
            .iter()
            .copied()
            .chain(optional.into_iter().flatten());
        let mut vec = Vec::new();
        vec.try_reserve_exact(self.lifecycle.len() + optional.len() + slots.len() + 1)
            .ok()?;
        vec.extend(all.chain(slots.iter().copied()).map(TypeSlot::into_raw));
        vec.push(TypeSlot::END.into_raw());
        Some(vec)
    }
}

/// Whether a text starts with a name and a parenthesis.
const fn starts_with(text: &CStr, name: &CStr) -> bool {
    let (text, name) = (text.to_bytes(), name.to_bytes());
    let mut i = 0;
    while i < name.len() {
        if i >= text.len() || text[i] != name[i] {
            return false;
        }
        i += 1;
    }
    i < text.len() && text[i] == b'('
}

/// The three behind each other.
///
/// # Errors
///
/// MemoryError.
#[expect(
    clippy::disallowed_methods,
    reason = "there is room, which was reserved before"
)]
fn concat(py: Python<'_>, parts: [&[u8]; 3]) -> PyResult<Vec<u8>> {
    let mut whole = Vec::new();
    whole
        .try_reserve_exact(parts.iter().map(|part| part.len()).sum())
        .map_err(|_| Raised::no_memory(py))?;
    for part in parts {
        whole.extend_from_slice(part);
    }
    Ok(whole)
}

/// The memory of an instance, as far as it is ours: behind it are what `weakref` and a class in Python add.
#[repr(C)]
struct Instance<C> {
    head: sys::PyObject,
    lock: ObjectLock,
    /// Written by `instantiate`, which is all that makes one.
    payload: MaybeUninit<C>,
}

/// Makes an instance of a class.
///
/// # Errors
///
/// MemoryError.
///
/// # Safety
///
/// `class` is the class of `C` in this interpreter, or one derived from it.
pub(crate) unsafe fn instantiate<'py, C: PyClass>(
    class: Borrowed<'_, 'py>,
    payload: C,
) -> PyResult<Bound<'py, C>> {
    let class: *mut sys::PyTypeObject = class.as_ptr().as_ptr().cast();
    // SAFETY: a type; all have this slot.
    let allocate = unsafe { (*class).tp_alloc }.expect("types inherit tp_alloc");
    // SAFETY: attached, as the handle says; no items.
    let object = unsafe { allocate(class, 0) };
    // SAFETY: a new reference, or NULL.
    let object = unsafe { OwnedPtr::from_ptr(object) };
    // SAFETY: NULL says that an exception is set.
    let object = object.ok_or_else(|| unsafe { Raised::assume_set() })?;

    let instance: *mut Instance<C> = object.as_ptr().cast();
    // SAFETY: an instance of the class of `C` is as large, and zeroed. The collector knows of it, but
    // nothing has run since that could collect.
    let place = unsafe { &raw mut (*instance).payload };
    // SAFETY: as above.
    unsafe { place.write(MaybeUninit::new(payload)) };
    // SAFETY: attached for `'py`; a `C`.
    Ok(unsafe { Bound::from_owned(object) })
}

/// # Safety
///
/// An instance of the class of `C`, which lives for `'a`.
#[inline(always)]
unsafe fn instance<'a, C: PyClass>(object: *mut sys::PyObject) -> &'a Instance<C> {
    // SAFETY: the caller says so. Nobody makes a `&mut` of it before it is freed.
    unsafe { &*object.cast() }
}

/// # Safety
///
/// As [`instance`].
#[inline(always)]
unsafe fn payload<'a, C: PyClass>(object: *mut sys::PyObject) -> &'a C {
    // SAFETY: the caller says so.
    let instance = unsafe { instance::<C>(object) };
    // SAFETY: `instantiate` has written it.
    unsafe { instance.payload.assume_init_ref() }
}

/// `tp_traverse`.
unsafe extern "C" fn traverse<C: PyClass>(
    object: *mut sys::PyObject,
    visit: sys::visitproc,
    arg: *mut c_void,
) -> c_int {
    // SAFETY: an object has a type.
    let class = unsafe { sys::Py_TYPE(object) };
    // SAFETY: instances own a reference to their type.
    let status = unsafe { visit(class.cast(), arg) };
    if status != 0 {
        return status;
    }
    // SAFETY: CPython calls this with an instance.
    let instance = unsafe { instance::<C>(object) };
    // SAFETY: the payload of an object with this lock; the collector asks.
    unsafe { traverse_all(instance.payload.as_ptr(), &instance.lock, visit, arg) }
}

/// `tp_clear`.
unsafe extern "C" fn clear<C: PyClass>(object: *mut sys::PyObject) -> c_int {
    // SAFETY: CPython calls this with an instance.
    let instance = unsafe { instance::<C>(object) };
    // SAFETY: the payload of an object with this lock; the thread is attached.
    unsafe { clear_all(instance.payload.as_ptr(), &instance.lock) };
    0
}

/// `tp_dealloc`. A chain of objects that each hold the next is freed in a loop, not in a recursion.
unsafe extern "C" fn dealloc<C: PyClass>(object: *mut sys::PyObject) {
    // SAFETY: the collector knows of instances, and nobody else does any more.
    unsafe { sys::PyObject_GC_UnTrack(object.cast()) };
    // What holds nothing ends no chain.
    if C::SLOTS.is_empty() {
        // SAFETY: the same.
        unsafe { free::<C>(object) };
        return;
    }
    // SAFETY: the deallocator of the object, and what it does.
    unsafe { sys::PyRust_DeallocInTrashcan(object, Some(dealloc::<C>), Some(free::<C>)) };
}

/// Ends an instance: weak references, what it holds, its payload, its memory.
unsafe extern "C" fn free<C: PyClass>(object: *mut sys::PyObject) {
    if C::DEFINITION.weaklist_offset.is_some() {
        // SAFETY: an object whose type has weak references.
        unsafe { sys::PyObject_ClearWeakRefs(object) };
    }
    // Before the payload is dropped as a `&mut`, so that no slot can be carried out of it.
    // SAFETY: an instance.
    unsafe { clear::<C>(object) };
    // SAFETY: an object has a type.
    let class = unsafe { sys::Py_TYPE(object) };
    let instance: *mut Instance<C> = object.cast();
    // SAFETY: an instance that nobody else can reach.
    let payload = unsafe { &mut (*instance).payload };
    // SAFETY: `instantiate` has written it, and it is dropped once. Its code has no token.
    unsafe { payload.assume_init_drop() };
    // SAFETY: a type; all have this slot.
    let free = unsafe { (*class).tp_free }.expect("types inherit tp_free");
    // SAFETY: memory that tp_alloc gave.
    unsafe { free(object.cast()) };
    // SAFETY: the instance's reference to its type.
    unsafe { sys::Py_DECREF(class.cast()) };
}

// SAFETY: what passes has a payload `C`, since only instances do; types that have some are immutable.
unsafe impl<C: PyClass + InModule> PyTypeCheck for C {
    const NAME: &'static CStr = C::DEFINITION.name;

    /// No exception may be set: the question may raise one, which is cleared.
    fn type_check(object: Borrowed<'_, '_>) -> bool {
        let py = object.py();
        // SAFETY: an object has a type.
        let class = unsafe { sys::Py_TYPE(object.as_ptr().as_ptr()) };
        // SAFETY: a type.
        let its_dealloc = unsafe { (*class).tp_dealloc };
        let ours: unsafe extern "C" fn(*mut sys::PyObject) = dealloc::<C>;
        // Another class may have the same code. It is a quick way to say no.
        let is_candidate = its_dealloc.is_some_and(|its| ptr::fn_addr_eq(its, ours))
            || C::DEFINITION.is_subclassable;
        // SAFETY: a type, alive while the object is.
        is_candidate && unsafe { is_class::<C>(py, class) }
    }
}

/// The class that is called, for `#[new]`: that of `C`, or one derived from it.
#[derive(Clone, Copy)]
pub struct Class<'c, C> {
    object: Arg<'c>,
    payload: PhantomData<fn() -> C>,
}

impl<'c, C: PyClass> Class<'c, C> {
    /// # Safety
    ///
    /// The class of `C` in this interpreter, or one derived from it.
    pub(crate) const unsafe fn from_arg(object: Arg<'c>) -> Self {
        Class {
            object,
            payload: PhantomData,
        }
    }

    /// Makes an instance.
    ///
    /// # Errors
    ///
    /// MemoryError.
    #[inline]
    pub fn instantiate<'py>(self, py: Python<'py>, payload: C) -> PyResult<Bound<'py, C>> {
        // SAFETY: the class, as `from_arg`'s caller says.
        unsafe { instantiate(self.object.bind(py), payload) }
    }

    /// The class as an object.
    pub const fn as_arg(self) -> Arg<'c> {
        self.object
    }
}

impl<'c> Receiver<'c> {
    /// The class that is called, for `#[new]`.
    ///
    /// # Safety
    ///
    /// It is the class of `C`, or one derived from it.
    #[inline(always)]
    pub unsafe fn class<C: PyClass>(self) -> Class<'c, C> {
        // SAFETY: any object is a PyAny.
        let object = unsafe { self.instance() };
        // SAFETY: the caller says so.
        unsafe { Class::from_arg(object) }
    }
}

impl<'c, C: PyClass> Arg<'c, C> {
    /// The payload.
    #[inline(always)]
    pub fn get(self) -> &'c C {
        // SAFETY: an argument of this type is an instance, and lives for the call.
        unsafe { payload(self.as_ptr().as_ptr()) }
    }
}

impl<'c, C: PyClass + InModule> Arg<'c, C> {
    /// The module that the object's class is in.
    ///
    /// # Errors
    ///
    /// TypeError or SystemError, if the interpreter is shutting down and has cleared it.
    pub fn module(self, py: Python<'_>) -> PyResult<Module<'c, C::State>> {
        // SAFETY: an object has a type.
        let class = unsafe { sys::Py_TYPE(self.as_ptr().as_ptr()) };
        // SAFETY: a type, which the object keeps for the call.
        unsafe { Module::of_class(py, class) }
    }
}

impl<C: PyClass> Deref for Arg<'_, C> {
    type Target = C;

    #[inline(always)]
    fn deref(&self) -> &C {
        self.get()
    }
}

impl<C: PyClass> Deref for Bound<'_, C> {
    type Target = C;

    #[inline(always)]
    fn deref(&self) -> &C {
        // SAFETY: a handle of this type is of an instance, which it keeps.
        unsafe { payload(self.as_borrowed().as_ptr().as_ptr()) }
    }
}

impl<'a, 'py, C: PyClass> Borrowed<'a, 'py, C> {
    /// A field of the payload that holds objects.
    ///
    /// # Panics
    ///
    /// If `project` returns another slot than one of this object.
    #[inline]
    pub fn slot<F: Container>(
        self,
        project: impl for<'x> FnOnce(&'x C) -> &'x F,
    ) -> Field<'a, 'py, F> {
        // SAFETY: an instance, which is held for `'a`.
        let instance = unsafe { instance::<C>(self.as_ptr().as_ptr()) };
        // SAFETY: `instantiate` has written it.
        let payload = unsafe { instance.payload.assume_init_ref() };
        // SAFETY: an object of this interpreter, and its lock.
        unsafe { Field::new(self.py(), payload, &instance.lock, project) }
    }
}
