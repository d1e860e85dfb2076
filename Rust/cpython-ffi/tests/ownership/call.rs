//! A call of one function, with everything that is handed to it under watch.

use std::cell::UnsafeCell;
use std::ffi::{CStr, CString, c_char, c_int, c_long, c_uint, c_ulong, c_void};
use std::ptr;

use cpython_ffi::sys::{
    self, Py_DECREF, Py_INCREF, Py_eval_input, Py_file_input, Py_ssize_t, PyErr_Clear,
    PyLongObject, PyObject, PyObject_CallNoArgs, PyRun_String, PyTypeObject,
};

use crate::interpreter::count;
use crate::memory;
use crate::table::{Entry, Kind, Word};

/// So many references of ours keep a watched object, or a result, alive whatever the function does with those it has
/// or says that it gives: a wrong line is then a wrong count, and no crash.
const MARGIN: usize = 8;

/// The names that the expressions and programs of the cases see.
pub struct Namespace(*mut PyObject);

impl Namespace {
    /// Runs a program to make them. The thread is attached.
    pub fn new(program: &CStr) -> Self {
        // SAFETY: the thread is attached.
        let names = Self(unsafe { sys::PyDict_New() });
        assert!(names.run(program), "the program raises");
        names
    }

    /// Runs a program and returns whether it succeeded; if not, its exception is set.
    pub fn run(&self, program: &CStr) -> bool {
        // SAFETY: the thread is attached, and the dictionary is alive.
        unsafe {
            let result = PyRun_String(program.as_ptr(), Py_file_input, self.0, self.0);
            sys::Py_XDECREF(result);
            !result.is_null()
        }
    }

    /// A new reference to the value of an expression.
    pub fn value(&self, expression: &str) -> *mut PyObject {
        let code = CString::new(expression).expect("an expression has no zero byte");
        // SAFETY: the thread is attached, and the dictionary is alive.
        unsafe {
            let value = PyRun_String(code.as_ptr(), Py_eval_input, self.0, self.0);
            assert!(!value.is_null(), "{expression} raises");
            value
        }
    }
}

/// An object that was handed to the function.
struct Watched {
    /// Which argument it is; none if it is an item of one.
    index: Option<usize>,
    object: *mut PyObject,
    /// The references that we have: the one that it was made with, and the margin.
    ours: usize,
    /// The references that others had before the call.
    others: Py_ssize_t,
    given: Given,
}

/// How an object is handed to the function.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Shared,
    /// With the only reference that there is.
    Sole,
    /// Without any, as a deallocator has it.
    Dead,
}

impl Watched {
    /// How many references the call has added, and not released. The object is alive.
    fn kept(&self) -> Py_ssize_t {
        count(self.object) - self.ours as Py_ssize_t - self.others
    }

    /// Releases ours, unless that would be more than there are.
    fn release(&mut self) -> Result<(), String> {
        if is_mortal(self.object) && self.kept() < 0 {
            return self.expect_as_before();
        }
        release(self.object, self.ours);
        self.ours = 0;
        Ok(())
    }

    fn expect_as_before(&self) -> Result<(), String> {
        let name = match self.index {
            Some(index) => format!("argument {}", index + 1),
            None => "an item".to_owned(),
        };
        expect_none(self.kept(), &name)
    }
}

/// A call, before, while and after it is made.
pub struct Call<'a> {
    pub names: &'a Namespace,
    entry: &'a Entry<'a>,
    /// How many allocations succeed before one fails; none fails if it is `None`.
    memory: Option<usize>,
    given: Option<fn(&Call)>,
    /// How many arguments are made.
    made: usize,
    watched: Vec<Watched>,
    /// Places that the function writes a reference to which becomes ours, or that have one.
    places: Vec<*mut *mut PyObject>,
    /// Memory for places, and for what else a function writes to.
    scratch: Box<[UnsafeCell<[u64; 16]>; 8]>,
    scratch_used: usize,
    items: Vec<Vec<*mut PyObject>>,
    denied: bool,
    /// What came out of the call: the result, and what is in places. Each has a margin.
    results: Vec<*mut PyObject>,
    /// Those of which one more reference is ours.
    became_ours: Vec<*mut PyObject>,
}

impl<'a> Call<'a> {
    pub fn new(
        names: &'a Namespace,
        entry: &'a Entry<'a>,
        memory: Option<usize>,
        given: Option<fn(&Call)>,
    ) -> Self {
        Self {
            names,
            entry,
            memory,
            given,
            made: 0,
            watched: Vec::new(),
            places: Vec::new(),
            scratch: Box::default(),
            scratch_used: 0,
            items: Vec::new(),
            denied: false,
            results: Vec::new(),
            became_ours: Vec::new(),
        }
    }

    /// Makes the next argument.
    pub fn argument<T>(&mut self, argument: impl Argument<T>) -> T {
        let value = argument.make(self);
        self.made += 1;
        value
    }

    /// The arguments are made, and the function is called next.
    pub fn begin(&mut self) {
        for watched in &mut self.watched {
            watched.others = count(watched.object) - watched.ours as Py_ssize_t;
            let word = watched.index.map(|index| self.entry.arguments[index].kind);
            if word == Some(Kind::Stolen) {
                // SAFETY: the thread is attached, and the object is alive. This is the one that is stolen.
                unsafe { Py_INCREF(watched.object) };
            }
            if watched.given == Given::Dead {
                // SAFETY: as above; `end` gives the references back.
                unsafe { sys::Py_SET_REFCNT(watched.object, 0) };
            }
        }
        if let Some(given) = self.given {
            given(self);
        }
        memory::grant(self.memory);
    }

    /// The function has returned this.
    pub fn end(&mut self, result: *mut PyObject) {
        self.denied = self.memory.is_some() && memory::was_denied();
        memory::grant(None);
        for watched in &mut self.watched {
            let more = match watched.given {
                Given::Shared => continue,
                Given::Sole => 0,
                Given::Dead => watched.ours as Py_ssize_t + watched.others,
            };
            // SAFETY: the thread is attached. A dead object is still there; it has its references again.
            unsafe { sys::Py_SET_REFCNT(watched.object, count(watched.object) + more) };
            if watched.given == Given::Sole {
                keep(watched.object, MARGIN);
                watched.ours += MARGIN;
            }
        }
        for &place in &self.places {
            // SAFETY: the memory is ours, and the function has returned.
            self.became_ours.push(unsafe { *place });
        }
        match self.entry.result.kind {
            Kind::NoObject => {}
            Kind::New => self.became_ours.push(result),
            _ => self.results.push(result),
        }
        self.results.retain(|object| !object.is_null());
        self.became_ours.retain(|object| !object.is_null());
        self.results.extend(&self.became_ours);
        for &object in &self.results {
            keep(object, MARGIN);
        }
        settle();
    }

    /// Whether an allocation failed.
    pub fn was_denied(&self) -> bool {
        self.denied
    }

    /// The object that was handed over as this argument, counted from 0.
    pub fn object(&self, index: usize) -> *mut PyObject {
        let watched = self.watched.iter().find(|w| w.index == Some(index));
        watched.map_or(ptr::null_mut(), |watched| watched.object)
    }

    fn watch(&mut self, index: Option<usize>, object: *mut PyObject, given: Given) {
        let mut ours = 1;
        if given != Given::Sole {
            keep(object, MARGIN);
            ours += MARGIN;
        }
        self.watched.push(Watched {
            index,
            object,
            ours,
            others: 0,
            given,
        });
    }

    /// Memory that is zero.
    fn scratch<T>(&mut self) -> *mut T {
        const { assert!(size_of::<T>() <= size_of::<[u64; 16]>()) };
        let memory = self.scratch[self.scratch_used].get();
        self.scratch_used += 1;
        memory.cast()
    }

    fn place(&mut self, object: *mut PyObject) -> *mut *mut PyObject {
        let place = self.scratch();
        // SAFETY: it is memory for that, and nobody else knows of it.
        unsafe { *place = object };
        self.places.push(place);
        place
    }

    /// Which arguments were NULL, though the table calls them objects.
    pub fn null_arguments(&self) -> impl Iterator<Item = usize> {
        let is_object = |(index, word): (usize, &Word)| {
            (word.kind != Kind::NoObject && self.object(index).is_null()).then_some(index)
        };
        self.entry
            .arguments
            .iter()
            .enumerate()
            .filter_map(is_object)
    }

    /// Releases what came out of the call, then the arguments, and counts the references to each of these. Returns
    /// which of those that the table speaks of could be counted.
    pub fn count_arguments(mut self) -> Result<Vec<usize>, String> {
        self.release_results();
        settle();
        let mut counted = Vec::new();
        for watched in &mut self.watched {
            if is_mortal(watched.object) {
                counted.extend(watched.index);
                if watched.kept() > 0 && dies(watched.object, watched.ours) {
                    continue;
                }
                watched.expect_as_before()?;
            }
            watched.release()?;
            settle();
        }
        Ok(counted)
    }

    /// Releases the arguments, and returns what came out of the call, each with its references.
    pub fn keep_results(&mut self) -> Result<Vec<(*mut PyObject, Py_ssize_t)>, String> {
        for watched in &mut self.watched {
            watched.release()?;
        }
        settle();
        Ok(self.results.iter().map(|&o| (o, count(o))).collect())
    }

    /// Releases what came out of the call.
    pub fn release_results(&mut self) {
        for object in self.became_ours.drain(..) {
            release(object, 1);
        }
        for object in self.results.drain(..) {
            release(object, MARGIN);
        }
    }

    /// Releases the arguments, then what came out of the call, and counts the references to each of these. `known`
    /// has those to some of them before the call. Returns whether there was one that could be counted.
    pub fn count_results(mut self, known: &[(*mut PyObject, Py_ssize_t)]) -> Result<bool, String> {
        for object in self.became_ours.drain(..) {
            release(object, 1);
        }
        let results = std::mem::take(&mut self.results);
        let before: Vec<_> = results
            .iter()
            .map(|&object| {
                let known = known.iter().find(|known| known.0 == object);
                let argument = self.watched.iter().find(|w| w.object == object);
                known.map_or_else(|| argument.map_or(0, |w| w.others), |known| known.1)
            })
            .collect();

        let lender = match self.entry.result.kind {
            Kind::BorrowedFrom(index) => Some(index),
            _ => None,
        };
        for watched in self.watched.iter_mut().filter(|w| w.index != lender) {
            watched.release()?;
        }
        settle();
        for (&object, before) in results.iter().zip(&before) {
            let lent = count(object) - MARGIN as Py_ssize_t - before;
            if let Some(index) = lender
                && is_mortal(object)
                && lent <= 0
            {
                let index = index + 1;
                return Err(format!("argument {index} does not keep what it lends"));
            }
        }
        for watched in self.watched.iter_mut().filter(|w| w.index == lender) {
            watched.release()?;
        }
        settle();

        let mut left: Vec<_> = results.into_iter().zip(before).collect();
        let counted = left.iter().any(|&(object, _)| is_mortal(object));
        let kept = |&(object, before): &(*mut PyObject, Py_ssize_t)| {
            count(object) - MARGIN as Py_ssize_t - before
        };
        // One may have a reference to another: an exception to its type.
        while let Some(i) = left.iter().position(|of| !is_mortal(of.0) || kept(of) == 0) {
            release(left.swap_remove(i).0, MARGIN);
        }
        left.retain(|of| kept(of) < 0 || !dies(of.0, MARGIN));
        match left.first() {
            Some(of) => expect_none(kept(of), "what comes out")?,
            None => settle(),
        }
        Ok(counted)
    }
}

/// Whether an object goes with our references, as one does that has others to itself only. If not, they are still ours.
fn dies(object: *mut PyObject, ours: usize) -> bool {
    // SAFETY: the thread is attached, and the object is alive.
    let reference = unsafe { sys::PyWeakref_NewRef(object, ptr::null_mut()) };
    if reference.is_null() {
        // SAFETY: the thread is attached.
        unsafe { PyErr_Clear() };
        return false;
    }
    release(object, ours);
    settle();
    // SAFETY: the thread is attached; it is a weak reference, and calling one does not fail.
    let found = unsafe { PyObject_CallNoArgs(reference) };
    let died = found == sys::Py_None();
    if !died {
        keep(found, ours);
    }
    release(found, 1);
    release(reference, 1);
    died
}

fn expect_none(kept: Py_ssize_t, object: &str) -> Result<(), String> {
    match kept {
        0 => Ok(()),
        1.. => Err(format!(
            "{object} has {kept} more references than the line says"
        )),
        _ => Err(format!(
            "{object} has {} fewer references than the line says",
            -kept
        )),
    }
}

/// Takes references. The thread is attached, and the object is alive.
pub fn keep(object: *mut PyObject, references: usize) {
    for _ in 0..references {
        // SAFETY: as the callers know.
        unsafe { Py_INCREF(object) };
    }
}

/// Releases references of ours. The thread is attached.
pub fn release(object: *mut PyObject, references: usize) {
    for _ in 0..references {
        // SAFETY: as the callers know.
        unsafe { Py_DECREF(object) };
    }
}

/// Whether references to an object are counted at all. The thread is attached, and the object is alive.
pub fn is_mortal(object: *mut PyObject) -> bool {
    let before = count(object);
    keep(object, 1);
    let counted = count(object) != before;
    release(object, 1);
    counted
}

/// Lets the interpreter forget what it holds for itself: exceptions, cycles, caches of names.
pub fn settle() {
    // SAFETY: the callers are attached.
    unsafe {
        PyErr_Clear();
        sys::PyErr_SetHandledException(ptr::null_mut());
        sys::PyType_ClearCache();
        sys::PyGC_Collect();
    }
}

/// What an argument of type `T` is made of.
pub trait Argument<T> {
    fn make(self, call: &mut Call) -> T;
}

/// NULL.
#[derive(Clone, Copy)]
pub struct Null;

/// An object, made by an expression, that nobody else may have a reference to.
pub struct Sole(pub &'static str);

/// An object that has no reference any more.
pub struct Dead(pub &'static str);

/// An object that no expression makes.
pub struct Made(pub fn() -> *mut PyObject);

/// The address of some objects, one after the other.
pub struct Items(pub &'static [&'static str]);

/// A place for an object. What is there after the call is ours.
pub enum Place {
    Empty,
    With(&'static str),
    /// What is there after the call is not.
    Lent,
}

/// Memory that is zero.
pub struct Scratch;

macro_rules! impl_for_objects {
    ($($pointee:ty),*) => {$(
        impl Argument<*mut $pointee> for &'static str {
            fn make(self, call: &mut Call) -> *mut $pointee {
                let object = call.names.value(self);
                call.watch(Some(call.made), object, Given::Shared);
                object.cast()
            }
        }
    )*};
}

impl_for_objects!(PyObject, PyTypeObject, PyLongObject, c_void);

impl Argument<*mut PyObject> for Sole {
    fn make(self, call: &mut Call) -> *mut PyObject {
        let object = call.names.value(self.0);
        call.watch(Some(call.made), object, Given::Sole);
        object
    }
}

impl Argument<*mut PyObject> for Dead {
    fn make(self, call: &mut Call) -> *mut PyObject {
        let object = call.names.value(self.0);
        call.watch(Some(call.made), object, Given::Dead);
        object
    }
}

impl Argument<*mut PyObject> for Made {
    fn make(self, call: &mut Call) -> *mut PyObject {
        let object = (self.0)();
        assert!(!object.is_null(), "an argument is not made");
        call.watch(Some(call.made), object, Given::Sole);
        object
    }
}

impl Argument<*const *mut PyObject> for Items {
    fn make(self, call: &mut Call) -> *const *mut PyObject {
        let items: Vec<_> = self.0.iter().map(|item| call.names.value(item)).collect();
        for &item in &items {
            call.watch(None, item, Given::Shared);
        }
        let address = items.as_ptr();
        call.items.push(items);
        address
    }
}

impl Argument<*mut *mut PyObject> for Place {
    fn make(self, call: &mut Call) -> *mut *mut PyObject {
        match self {
            Self::Empty => call.place(ptr::null_mut()),
            Self::With(expression) => {
                let object = call.names.value(expression);
                call.place(object)
            }
            Self::Lent => call.scratch(),
        }
    }
}

impl<T> Argument<*mut T> for Scratch {
    fn make(self, call: &mut Call) -> *mut T {
        call.scratch()
    }
}

impl<T> Argument<*mut T> for Null {
    fn make(self, _: &mut Call) -> *mut T {
        ptr::null_mut()
    }
}

impl<T> Argument<*const T> for Null {
    fn make(self, _: &mut Call) -> *const T {
        ptr::null()
    }
}

impl Argument<*const c_char> for &'static CStr {
    fn make(self, _: &mut Call) -> *const c_char {
        self.as_ptr()
    }
}

impl<T> Argument<*mut T> for *mut T {
    fn make(self, _: &mut Call) -> *mut T {
        self
    }
}

impl<T> Argument<*const T> for *const T {
    fn make(self, _: &mut Call) -> *const T {
        self
    }
}

impl<T> Argument<Option<T>> for Option<T> {
    fn make(self, _: &mut Call) -> Option<T> {
        self
    }
}

/// What a function returns.
pub trait Returned {
    /// The address, if it is one.
    fn address(self) -> *mut c_void;
}

impl<T> Returned for *mut T {
    fn address(self) -> *mut c_void {
        self.cast()
    }
}

macro_rules! impl_returned {
    ($($other:ty),*) => {$(
        impl Returned for $other {
            fn address(self) -> *mut c_void {
                ptr::null_mut()
            }
        }
    )*};
}

impl_returned!((), *const c_char);

macro_rules! impl_for_numbers {
    ($($number:ty),*) => {$(
        impl Argument<$number> for $number {
            fn make(self, _: &mut Call) -> $number {
                self
            }
        }

        impl_returned!($number);
    )*};
}

impl_for_numbers!(
    c_int, c_long, c_uint, c_ulong, Py_ssize_t, usize, f64, c_char
);
