//! Storage for objects: [`Slot`], [`SlotVec`], [`SlotMap`].
//!
//! A reference that outlives a call stands in a slot, and a slot is a field of a module's state or of the
//! payload of a class. It is read and written through its own object alone, so what is stored can be
//! reached only in the interpreter that stored it, and the garbage collector sees it. A slot anywhere
//! else, in a static or a local, stays empty.

use alloc::vec::Vec;
use core::cell::UnsafeCell;
use core::ffi::{c_int, c_void};
use core::hash::Hash;
use core::marker::PhantomData;
use core::mem;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, Ordering::Relaxed};

use cpython_ffi::{OwnedPtr, sys};
use hashbrown::HashMap;

use crate::lock::ObjectLock;
use crate::{Bound, PyAny, PyResult, Python, Raised};

/// A place for a reference, or none.
///
/// It says what type the object has, as handles do. Read and write it through [`Field`].
#[repr(transparent)]
pub struct Slot<T = PyAny> {
    object: AtomicPtr<sys::PyObject>,
    marker: PhantomData<fn() -> T>,
}

/// A sequence of references.
pub struct SlotVec<T = PyAny> {
    objects: UnsafeCell<Vec<NonNull<sys::PyObject>>>,
    marker: PhantomData<fn() -> T>,
}

/// References by a key, which is a value of Rust.
pub struct SlotMap<K, T = PyAny> {
    objects: UnsafeCell<HashMap<K, NonNull<sys::PyObject>>>,
    marker: PhantomData<fn() -> T>,
}

// SAFETY: what is in it is reached through the object that it is a field of, under that one's lock.
unsafe impl<T> Sync for SlotVec<T> {}
// SAFETY: only an empty one can be moved: whoever has filled one borrowed the object that it is in.
unsafe impl<T> Send for SlotVec<T> {}
// SAFETY: as above; a key is reached by the same threads as the object.
unsafe impl<K: Send + Sync, T> Sync for SlotMap<K, T> {}
// SAFETY: as above.
unsafe impl<K: Send, T> Send for SlotMap<K, T> {}

impl<T> Slot<T> {
    /// An empty slot.
    pub const fn new() -> Self {
        Slot {
            object: AtomicPtr::new(ptr::null_mut()),
            marker: PhantomData,
        }
    }
}

impl<T> SlotVec<T> {
    /// An empty sequence.
    pub const fn new() -> Self {
        SlotVec {
            objects: UnsafeCell::new(Vec::new()),
            marker: PhantomData,
        }
    }
}

impl<K, T> SlotMap<K, T> {
    /// An empty map.
    pub fn new() -> Self {
        SlotMap {
            objects: UnsafeCell::new(HashMap::new()),
            marker: PhantomData,
        }
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Default for SlotVec<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, T> Default for SlotMap<K, T> {
    fn default() -> Self {
        Self::new()
    }
}

/// A type with slots: a module's state, or the payload of a class.
///
/// # Safety
///
/// For the expansions of `pymodule` and `pyclass` alone: `SLOTS` has each field that is a slot, once, and
/// nothing else.
pub unsafe trait Storage: Send + Sync + Sized + 'static {
    /// The fields that hold objects.
    const SLOTS: &'static [SlotField];
}

/// Where in a [`Storage`] there is a slot, and what the garbage collector does with it.
pub struct SlotField {
    offset: usize,
    traverse: Traverse,
    clear: unsafe fn(*const (), &ObjectLock),
}

type Traverse = unsafe fn(*const (), &ObjectLock, sys::visitproc, *mut c_void) -> c_int;

impl SlotField {
    /// A field of `S` of type `F` at `offset`.
    ///
    /// # Panics
    ///
    /// If it may be unaligned.
    pub const fn new<S, F: Container>(offset: usize) -> SlotField {
        assert!(
            offset.is_multiple_of(align_of::<F>()) && align_of::<S>() >= align_of::<F>(),
            "what has slots is not packed: the collector reads them where they are"
        );
        SlotField {
            offset,
            traverse: traverse::<F>,
            clear: clear::<F>,
        }
    }

    /// # Safety
    ///
    /// There is such a field at `field`, in an object with that lock, and the garbage collector is asking.
    pub(crate) unsafe fn traverse(
        &self,
        field: *const (),
        lock: &ObjectLock,
        visit: sys::visitproc,
        arg: *mut c_void,
    ) -> c_int {
        // SAFETY: the caller's promises.
        unsafe { (self.traverse)(field, lock, visit, arg) }
    }

    /// # Safety
    ///
    /// There is such a field at `field`, in an object with that lock, and the thread is attached.
    pub(crate) unsafe fn clear(&self, field: *const (), lock: &ObjectLock) {
        // SAFETY: the caller's promises.
        unsafe { (self.clear)(field, lock) }
    }
}

/// `Slot`, `SlotVec` and `SlotMap`.
///
/// # Safety
///
/// For this file alone: the methods neither run code in Python nor panic.
pub unsafe trait Container: Sync + 'static {
    /// What was in it.
    type Contents: IntoIterator<Item = NonNull<sys::PyObject>>;

    /// Calls `visit` with each object until that returns `false`.
    ///
    /// # Safety
    ///
    /// Nobody changes it meanwhile: the lock of its object is held, or no other thread knows of it.
    unsafe fn visit(&self, visit: &mut dyn FnMut(NonNull<sys::PyObject>) -> bool);

    /// Takes out what is in it. The caller owns the references.
    ///
    /// # Safety
    ///
    /// As `visit`.
    unsafe fn take_all(&self) -> Self::Contents;
}

// SAFETY: loads and stores of a pointer.
unsafe impl<T: 'static> Container for Slot<T> {
    type Contents = Option<NonNull<sys::PyObject>>;

    unsafe fn visit(&self, visit: &mut dyn FnMut(NonNull<sys::PyObject>) -> bool) {
        if let Some(object) = NonNull::new(self.object.load(Relaxed)) {
            visit(object);
        }
    }

    unsafe fn take_all(&self) -> Self::Contents {
        NonNull::new(self.object.swap(ptr::null_mut(), Relaxed))
    }
}

// SAFETY: the elements are pointers: neither moving nor dropping them does anything.
unsafe impl<T: 'static> Container for SlotVec<T> {
    type Contents = Vec<NonNull<sys::PyObject>>;

    unsafe fn visit(&self, visit: &mut dyn FnMut(NonNull<sys::PyObject>) -> bool) {
        // SAFETY: the caller says that nobody changes it.
        let objects = unsafe { &*self.objects.get() };
        objects.iter().all(|&object| visit(object));
    }

    unsafe fn take_all(&self) -> Self::Contents {
        // SAFETY: the caller says that nobody else looks at it.
        mem::take(unsafe { &mut *self.objects.get() })
    }
}

// SAFETY: as above. Keys are hashed and dropped by code that has no token.
unsafe impl<K: Send + Sync + 'static, T: 'static> Container for SlotMap<K, T> {
    type Contents = hashbrown::hash_map::IntoValues<K, NonNull<sys::PyObject>>;

    unsafe fn visit(&self, visit: &mut dyn FnMut(NonNull<sys::PyObject>) -> bool) {
        // SAFETY: the caller says that nobody changes it.
        let objects = unsafe { &*self.objects.get() };
        objects.values().all(|&object| visit(object));
    }

    unsafe fn take_all(&self) -> Self::Contents {
        // SAFETY: the caller says that nobody else looks at it.
        mem::take(unsafe { &mut *self.objects.get() }).into_values()
    }
}

/// What has several objects.
trait Collection: Container {
    type Objects;

    fn objects(&self) -> &UnsafeCell<Self::Objects>;
}

impl<T: 'static> Collection for SlotVec<T> {
    type Objects = Vec<NonNull<sys::PyObject>>;

    fn objects(&self) -> &UnsafeCell<Self::Objects> {
        &self.objects
    }
}

impl<K: Send + Sync + 'static, T: 'static> Collection for SlotMap<K, T> {
    type Objects = HashMap<K, NonNull<sys::PyObject>>;

    fn objects(&self) -> &UnsafeCell<Self::Objects> {
        &self.objects
    }
}

/// # Safety
///
/// There is an `F` at `field`, in an object with that lock, and the garbage collector is asking.
unsafe fn traverse<F: Container>(
    field: *const (),
    lock: &ObjectLock,
    visit: sys::visitproc,
    arg: *mut c_void,
) -> c_int {
    // SAFETY: the caller says so.
    let field: &F = unsafe { &*field.cast() };
    let mut status = 0;
    let mut visit_one = |object: NonNull<sys::PyObject>| {
        // SAFETY: an object that this one owns, and what CPython passed beside the function.
        status = unsafe { visit(object.as_ptr(), arg) };
        status == 0
    };
    // SAFETY: its lock is held. `gc.get_referents()` asks beside running threads, and this keeps them away;
    // a collection stops them, where none holds the lock.
    let visit_all = || unsafe { field.visit(&mut visit_one) };
    // SAFETY: what a collector calls runs no code in Python.
    unsafe { lock.locked(visit_all) };
    status
}

/// # Safety
///
/// There is an `F` at `field`, in an object with that lock, and the thread is attached.
unsafe fn clear<F: Container>(field: *const (), lock: &ObjectLock) {
    // SAFETY: the caller says so.
    let field: &F = unsafe { &*field.cast() };
    // SAFETY: its lock is held.
    let take = || unsafe { field.take_all() };
    // SAFETY: taking out runs no code in Python. Releasing does, and is done below.
    let contents = unsafe { lock.locked(take) };
    for object in contents {
        // SAFETY: its reference was the slot's, and is ours now.
        drop(unsafe { OwnedPtr::from_ptr(object.as_ptr()) });
    }
}

/// Visits all that a storage holds: `tp_traverse` without the type.
///
/// # Safety
///
/// `storage` points to an `S`, or to as many zeros, in an object with that lock; the garbage collector is
/// asking.
pub(crate) unsafe fn traverse_all<S: Storage>(
    storage: *const S,
    lock: &ObjectLock,
    visit: sys::visitproc,
    arg: *mut c_void,
) -> c_int {
    for slot in S::SLOTS {
        // SAFETY: the offset of a field of `S`.
        let field = unsafe { storage.byte_add(slot.offset) };
        // SAFETY: that field, and the caller's promises.
        let status = unsafe { slot.traverse(field.cast(), lock, visit, arg) };
        if status != 0 {
            return status;
        }
    }
    0
}

/// Empties all slots of a storage: `tp_clear`.
///
/// # Safety
///
/// `storage` points to an `S`, in an object with that lock; the thread is attached.
pub(crate) unsafe fn clear_all<S: Storage>(storage: *const S, lock: &ObjectLock) {
    for slot in S::SLOTS {
        // SAFETY: the offset of a field of `S`.
        let field = unsafe { storage.byte_add(slot.offset) };
        // SAFETY: that field, and the caller's promises.
        unsafe { slot.clear(field.cast(), lock) };
    }
}

/// A slot together with the object that it is in, and the token: what can be read and written.
pub struct Field<'a, 'py, F> {
    contents: &'a F,
    lock: &'a ObjectLock,
    py: Python<'py>,
}

impl<'a, 'py, F: Container> Field<'a, 'py, F> {
    /// The slot of `storage` that `project` chooses.
    ///
    /// # Safety
    ///
    /// `storage` is in an object of the interpreter that the thread is attached to, and `lock` is that
    /// object's.
    ///
    /// # Panics
    ///
    /// If `project` returns a slot that is not in `storage`.
    #[inline(always)]
    pub(crate) unsafe fn new<S: Storage>(
        py: Python<'py>,
        storage: &'a S,
        lock: &'a ObjectLock,
        project: impl for<'x> FnOnce(&'x S) -> &'x F,
    ) -> Self {
        let contents = project(storage);
        let start = ptr::from_ref(storage).addr();
        let offset = ptr::from_ref(contents).addr().wrapping_sub(start);
        // What is at the offset of a slot, and is a slot, is that slot: it has no slot in front in it.
        assert!(
            S::SLOTS.iter().any(|slot| slot.offset == offset),
            "the slot is not one of this object"
        );
        // SAFETY: the caller's promises.
        unsafe { Self::in_object(py, contents, lock) }
    }

    /// A slot that is known to be in an object.
    ///
    /// # Safety
    ///
    /// `contents` is in an object of the interpreter that the thread is attached to, and `lock` is that
    /// object's.
    #[inline(always)]
    pub(crate) const unsafe fn in_object(
        py: Python<'py>,
        contents: &'a F,
        lock: &'a ObjectLock,
    ) -> Self {
        Field { contents, lock, py }
    }

    /// Calls `f` with the slot while nobody else changes it.
    ///
    /// # Safety
    ///
    /// `f` runs no code in Python.
    #[inline(always)]
    unsafe fn locked<R>(&self, f: impl FnOnce(&F) -> R) -> R {
        // SAFETY: the token says that the thread is attached, and `new`'s caller to which interpreter.
        unsafe { self.lock.locked(|| f(self.contents)) }
    }

    /// Calls `f` with the vector or the map.
    ///
    /// # Safety
    ///
    /// `f` runs no code in Python: it releases no reference. Keys may be compared, hashed and dropped, since their code
    /// has no token.
    unsafe fn with<R>(&self, f: impl FnOnce(&mut F::Objects) -> R) -> R
    where
        F: Collection,
    {
        let call = |slots: &F| {
            // SAFETY: under the lock nobody else is there, and `f` cannot come here again.
            f(unsafe { &mut *slots.objects().get() })
        };
        // SAFETY: the caller promises for `f`.
        unsafe { self.locked(call) }
    }

    /// Takes a reference of our own.
    ///
    /// # Safety
    ///
    /// The object is a `T` that the slot has a reference to, under the lock.
    #[inline(always)]
    unsafe fn own<T>(py: Python<'py>, object: NonNull<sys::PyObject>) -> Bound<'py, T> {
        // SAFETY: an object that is alive.
        unsafe { sys::Py_INCREF(object.as_ptr()) };
        // SAFETY: the reference that was just taken.
        unsafe { Self::give(py, object) }
    }

    /// # Safety
    ///
    /// The object is a `T`, and the reference is nobody else's.
    #[inline(always)]
    unsafe fn give<T>(_: Python<'py>, object: NonNull<sys::PyObject>) -> Bound<'py, T> {
        // SAFETY: the caller gives the reference.
        let object = unsafe { OwnedPtr::from_non_null(object) };
        // SAFETY: the token is borrowed for `'py`.
        unsafe { Bound::from_owned(object) }
    }

    /// Releases everything in it.
    pub fn clear(&self) {
        let contents: *const F = self.contents;
        // SAFETY: a field in an object with that lock; the thread is attached.
        unsafe { clear::<F>(contents.cast(), self.lock) }
    }
}

impl<'py, T: 'static> Field<'_, 'py, Slot<T>> {
    /// What is in the slot.
    #[inline]
    pub fn get(&self) -> Option<Bound<'py, T>> {
        let own = |slot: &Slot<T>| {
            let object = NonNull::new(slot.object.load(Relaxed))?;
            // SAFETY: what is in a Slot<T> is a T, and the slot has a reference.
            Some(unsafe { Self::own(self.py, object) })
        };
        // SAFETY: a load and an increment.
        unsafe { self.locked(own) }
    }

    /// Puts an object into the slot, and releases what was there.
    #[inline]
    pub fn set(&self, object: Bound<'py, T>) {
        drop(self.replace(Some(object)));
    }

    /// Empties the slot.
    #[inline]
    pub fn take(&self) -> Option<Bound<'py, T>> {
        self.replace(None)
    }

    /// Puts an object into the slot, or none, and returns what was there.
    pub fn replace(&self, object: Option<Bound<'py, T>>) -> Option<Bound<'py, T>> {
        let new = object.map_or(ptr::null_mut(), |object| object.into_owned_ptr().into_ptr());
        // SAFETY: a swap of pointers.
        let old = unsafe { self.locked(|slot| slot.object.swap(new, Relaxed)) };
        // SAFETY: what was in a Slot<T> is a T, and its reference was the slot's.
        NonNull::new(old).map(|old| unsafe { Self::give(self.py, old) })
    }

    /// What is in the slot; `make` is called if there is nothing. If several threads make something, that of
    /// the first stays.
    ///
    /// # Errors
    ///
    /// What `make` raises.
    pub fn get_or_try_init(
        &self,
        make: impl FnOnce() -> PyResult<Bound<'py, T>>,
    ) -> PyResult<Bound<'py, T>> {
        if let Some(object) = self.get() {
            return Ok(object);
        }
        let made = make()?;
        let keep = |slot: &Slot<T>| match NonNull::new(slot.object.load(Relaxed)) {
            // SAFETY: as in `get`.
            Some(first) => unsafe { Self::own(self.py, first) },
            None => {
                let object = made.as_borrowed().to_owned();
                slot.object
                    .store(object.into_owned_ptr().into_ptr(), Relaxed);
                made.as_borrowed().to_owned()
            }
        };
        // SAFETY: loads, stores and increments. `made` is released outside.
        Ok(unsafe { self.locked(keep) })
    }
}

impl<'py, T: 'static> Field<'_, 'py, SlotVec<T>> {
    /// How many there are.
    pub fn len(&self) -> usize {
        // SAFETY: a load.
        unsafe { self.with(|objects| objects.len()) }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The object at an index, if there is one.
    pub fn get(&self, index: usize) -> Option<Bound<'py, T>> {
        let own = |objects: &mut Vec<_>| {
            let &object = objects.get(index)?;
            // SAFETY: what is in a SlotVec<T> is a T, with a reference.
            Some(unsafe { Self::own(self.py, object) })
        };
        // SAFETY: an increment.
        unsafe { self.with(own) }
    }

    /// Puts an object at the end.
    ///
    /// # Errors
    ///
    /// MemoryError.
    #[expect(
        clippy::disallowed_methods,
        reason = "there is room, which was reserved before"
    )]
    pub fn push(&self, object: Bound<'py, T>) -> PyResult<()> {
        let push = |objects: &mut Vec<_>| {
            objects.try_reserve(1).ok()?;
            objects.push(
                object
                    .as_borrowed()
                    .to_owned()
                    .into_owned_ptr()
                    .into_non_null(),
            );
            Some(())
        };
        // SAFETY: memory and an increment. `object` is released outside.
        unsafe { self.with(push) }.ok_or_else(|| Raised::no_memory(self.py))
    }

    /// Takes the last one out.
    pub fn pop(&self) -> Option<Bound<'py, T>> {
        // SAFETY: no reference is released.
        let object = unsafe { self.with(Vec::pop) };
        // SAFETY: a T, whose reference was the slot's.
        object.map(|object| unsafe { Self::give(self.py, object) })
    }

    /// Takes the one at an index out, if there is one; those behind it move up.
    pub fn remove(&self, index: usize) -> Option<Bound<'py, T>> {
        let remove = |objects: &mut Vec<_>| (index < objects.len()).then(|| objects.remove(index));
        // SAFETY: no reference is released.
        let object = unsafe { self.with(remove) };
        // SAFETY: a T, whose reference was the slot's.
        object.map(|object| unsafe { Self::give(self.py, object) })
    }

    /// Puts an object at an index, and returns what was there.
    ///
    /// # Errors
    ///
    /// The object, if there is no such index.
    pub fn replace(
        &self,
        index: usize,
        object: Bound<'py, T>,
    ) -> Result<Bound<'py, T>, Bound<'py, T>> {
        let replace = |objects: &mut Vec<_>| {
            let place = objects.get_mut(index)?;
            let new = object.as_borrowed().to_owned().into_owned_ptr();
            Some(mem::replace(place, new.into_non_null()))
        };
        // SAFETY: an increment. `object` is released outside.
        match unsafe { self.with(replace) } {
            // SAFETY: a T, whose reference was the slot's.
            Some(old) => Ok(unsafe { Self::give(self.py, old) }),
            None => Err(object),
        }
    }
}

impl<'py, K, T> Field<'_, 'py, SlotMap<K, T>>
where
    K: Eq + Hash + Send + Sync + 'static,
    T: 'static,
{
    /// How many there are.
    pub fn len(&self) -> usize {
        // SAFETY: a load.
        unsafe { self.with(|objects| objects.len()) }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The object with a key.
    pub fn get(&self, key: &K) -> Option<Bound<'py, T>> {
        let own = |objects: &mut HashMap<K, _>| {
            let &object = objects.get(key)?;
            // SAFETY: what is in a SlotMap<K, T> is a T, with a reference.
            Some(unsafe { Self::own(self.py, object) })
        };
        // SAFETY: an increment.
        unsafe { self.with(own) }
    }

    /// Puts an object under a key, and returns what was there.
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn insert(&self, key: K, object: Bound<'py, T>) -> PyResult<Option<Bound<'py, T>>> {
        let insert = |objects: &mut HashMap<_, _>| {
            objects.try_reserve(1).ok()?;
            let new = object.as_borrowed().to_owned().into_owned_ptr();
            Some(objects.insert(key, new.into_non_null()))
        };
        // SAFETY: memory and an increment. `object` is released outside.
        let old = unsafe { self.with(insert) }.ok_or_else(|| Raised::no_memory(self.py))?;
        // SAFETY: a T, whose reference was the slot's.
        Ok(old.map(|old| unsafe { Self::give(self.py, old) }))
    }

    /// Takes the object with a key out.
    pub fn remove(&self, key: &K) -> Option<Bound<'py, T>> {
        // SAFETY: no reference is released.
        let object = unsafe { self.with(|objects| objects.remove(key)) };
        // SAFETY: a T, whose reference was the slot's.
        object.map(|object| unsafe { Self::give(self.py, object) })
    }
}
