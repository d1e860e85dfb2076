//! Functions as CPython calls them: method tables, and one trampoline for each calling convention.
//!
//! For the expansion of [`pyfunction`](crate::pyfunction).
//!
//! A panic ends the process: the profiles say `panic = "abort"`, and `extern "C"` says it again. No
//! exception of Rust may run through frames of C.

use core::ffi::CStr;
use core::marker::PhantomData;
use core::ptr;

use cpython_ffi::sys::PyMethodDefPointer as MethodPointer;
use cpython_ffi::{BorrowedPtr, OwnedPtr, sys};

use crate::arguments::Arguments;
use crate::fallback::fall_back;
use crate::{Arg, FromArg, IntoPy, PyDict, PyResult, Python, Thread};

pub use crate::convert::{Place, ThreadResult};
pub use crate::returned::{IntoNumber, Number, Returned};
pub use crate::signature::Signature;

/// A function with `N` parameters.
///
/// # Safety
///
/// For the expansion of `pyfunction` alone, which keeps the promises of [`convert`] and [`token_behind`].
pub unsafe trait Function<const N: usize> {
    /// The parameters.
    const SIGNATURE: Signature<N>;

    /// Calls the function. What is `None` has a default.
    fn call<'c>(
        thread: &mut Thread<'c>,
        receiver: Receiver<'c>,
        args: &[Option<Arg<'c>>; N],
        rest: Rest<'c>,
    ) -> Returned;
}

/// A function that leaves some calls to the function of the same name in a Python module.
///
/// # Safety
///
/// For the expansion of `pyfunction` alone, which keeps the promises of [`take`] and [`token_behind`].
pub unsafe trait FunctionWithFallback<const N: usize> {
    /// The parameters.
    const SIGNATURE: Signature<N>;

    /// The module.
    const FALLBACK: &'static CStr;

    /// Calls the function. `None` means that the fallback is to be called; no exception is set then.
    fn call<'c>(
        thread: &mut Thread<'c>,
        receiver: Receiver<'c>,
        args: &[Option<Arg<'c>>; N],
        rest: Rest<'c>,
    ) -> Option<Returned>;
}

/// The arguments that no parameter of their own takes.
#[derive(Clone, Copy)]
pub struct Rest<'c> {
    /// `*args`, if the function has it; else empty.
    pub positional: &'c [Arg<'c>],
    /// `**kwargs`, if the function has it: `None` if there are none.
    pub keywords: Option<Arg<'c, PyDict>>,
}

impl Rest<'_> {
    /// What a function without `*args` and `**kwargs` gets.
    const NONE: Rest<'static> = Rest {
        positional: &[],
        keywords: None,
    };
}

/// What a function is called on: for a function of a module, that module.
///
/// Nobody looks at it unless the Rust function asks for it, so it costs nothing.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Receiver<'c> {
    object: *mut sys::PyObject,
    call: PhantomData<&'c ()>,
}

impl<'c> Receiver<'c> {
    /// # Safety
    ///
    /// The first argument of a function that CPython calls, which the caller of `'c` keeps.
    #[inline(always)]
    pub(crate) unsafe fn from_raw(thread: &Thread<'c>, object: *mut sys::PyObject) -> Self {
        let _ = thread;
        Receiver {
            object,
            call: PhantomData,
        }
    }

    /// The object, for a method.
    ///
    /// # Safety
    ///
    /// It is a `T`.
    #[inline(always)]
    pub unsafe fn instance<T>(self) -> Arg<'c, T> {
        // SAFETY: CPython keeps it for the call.
        let object = unsafe { BorrowedPtr::from_ptr(self.object) };
        // SAFETY: the caller says what it is.
        unsafe { Arg::from_borrowed(object.expect("a method has an object")) }
    }
}

/// An argument is left to the fallback.
pub struct NotTaken;

impl From<NotTaken> for Option<Returned> {
    #[inline(always)]
    fn from(_: NotTaken) -> Self {
        None
    }
}

/// Converts an argument.
///
/// # Errors
///
/// The exception that the converter raises.
///
/// # Safety
///
/// The holder is a local of the callback, declared before the result and not moved.
#[inline(always)]
pub unsafe fn convert<'a, 'c: 'a, T: FromArg<'a>>(
    py: Python<'_>,
    arg: Arg<'c>,
    holder: &'a mut T::Holder,
    place: &'static Place,
) -> PyResult<T> {
    // SAFETY: a local of a callback is dropped when that returns, on its thread, attached.
    unsafe { T::from_arg(py, arg, holder, place) }
}

/// Converts an argument, or leaves it to the fallback.
///
/// # Errors
///
/// If it is left to the fallback.
///
/// # Safety
///
/// As [`convert`].
#[inline(always)]
pub unsafe fn take<'a, 'c: 'a, T: FromArg<'a>>(
    py: Python<'_>,
    arg: Arg<'c>,
    holder: &'a mut T::Holder,
) -> Result<T, NotTaken> {
    // SAFETY: a local of a callback is dropped when that returns, on its thread, attached.
    unsafe { T::take_arg(py, arg, holder) }.ok_or(NotTaken)
}

/// The token of a function that has `&mut Thread`: its result may have borrowed that for `'py`, which is
/// why there is no other way to it.
///
/// # Safety
///
/// The thread is attached for `'py`: it is the result of a callback.
#[inline(always)]
pub unsafe fn token_behind<'py, T: ThreadResult>(_: &PyResult<T>) -> Python<'py> {
    // SAFETY: the caller says so, and the result has not the thread in it, which could detach.
    unsafe { Python::assume_attached() }
}

/// Converts the result of a function.
#[inline(always)]
pub fn finish<'py, T: IntoPy<'py>>(py: Python<'py>, result: PyResult<T>) -> Returned {
    match result.and_then(|value| value.into_py(py)) {
        Ok(object) => Returned::new(object.into_owned_ptr()),
        Err(raised) => raised.into(),
    }
}

/// Converts the result of a function with a fallback.
#[inline(always)]
pub fn finish_or_fall_back<'py, T: IntoPy<'py>>(
    py: Python<'py>,
    result: PyResult<Option<T>>,
) -> Option<Returned> {
    result.transpose().map(|result| finish(py, result))
}

/// Converts the result of a method that returns no object.
#[inline(always)]
pub fn finish_number<T: IntoNumber>(py: Python<'_>, result: PyResult<T>) -> Number {
    match result.and_then(|value| value.into_number(py)) {
        Ok(number) => Number(number),
        Err(raised) => raised.into(),
    }
}

/// Converts the result of `__next__`: `None` ends the iteration.
#[inline(always)]
pub fn finish_next<'py, T: IntoPy<'py>>(py: Python<'py>, result: PyResult<Option<T>>) -> Returned {
    match result.transpose() {
        Some(result) => finish(py, result),
        None => Returned::NULL,
    }
}

/// An entry of a method table.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct Method(sys::PyMethodDef);

// SAFETY: the pointers are to constants.
unsafe impl Sync for Method {}

/// A method table; it ends with [`Method::END`].
pub struct Methods(pub &'static [Method]);

impl Methods {
    /// The first entry. CPython reads them for as long as there are functions of it.
    pub(crate) const fn as_ptr(&'static self) -> *mut sys::PyMethodDef {
        self.0.as_ptr().cast::<sys::PyMethodDef>().cast_mut()
    }
}

impl Method {
    /// The end of a table.
    pub const END: Method = Method(sys::PyMethodDef {
        ml_name: ptr::null(),
        ml_meth: MethodPointer::NULL,
        ml_flags: 0,
        ml_doc: ptr::null(),
    });

    /// A function without parameters: `METH_NOARGS`.
    pub const fn no_args<F: Function<0>>(_: PhantomData<F>, doc: &'static CStr) -> Method {
        let pointer = MethodPointer {
            PyCFunction: no_args::<F>,
        };
        Self::new(F::SIGNATURE.name, pointer, sys::METH_NOARGS, doc)
    }

    /// A function of one positional-only parameter: `METH_O`.
    pub const fn one_arg<F: Function<1>>(_: PhantomData<F>, doc: &'static CStr) -> Method {
        let pointer = MethodPointer {
            PyCFunction: one_arg::<F>,
        };
        Self::new(F::SIGNATURE.name, pointer, sys::METH_O, doc)
    }

    /// A function of positional-only parameters: `METH_FASTCALL`.
    pub const fn positional<F: Function<N>, const N: usize>(
        _: PhantomData<F>,
        doc: &'static CStr,
    ) -> Method {
        let pointer = MethodPointer {
            PyCFunctionFast: positional::<F, N>,
        };
        Self::new(F::SIGNATURE.name, pointer, sys::METH_FASTCALL, doc)
    }

    /// Any function: `METH_FASTCALL | METH_KEYWORDS`.
    pub const fn keywords<F: Function<N>, const N: usize>(
        _: PhantomData<F>,
        doc: &'static CStr,
    ) -> Method {
        let pointer = MethodPointer {
            PyCFunctionFastWithKeywords: keywords::<F, N>,
        };
        let flags = sys::METH_FASTCALL | sys::METH_KEYWORDS;
        Self::new(F::SIGNATURE.name, pointer, flags, doc)
    }

    /// A function with a fallback: `METH_FASTCALL | METH_KEYWORDS`, whatever its parameters are, since the
    /// fallback gets the irregular calls, too.
    pub const fn with_fallback<F: FunctionWithFallback<N>, const N: usize>(
        _: PhantomData<F>,
        doc: &'static CStr,
    ) -> Method {
        let pointer = MethodPointer {
            PyCFunctionFastWithKeywords: with_fallback::<F, N>,
        };
        let flags = sys::METH_FASTCALL | sys::METH_KEYWORDS;
        Self::new(F::SIGNATURE.name, pointer, flags, doc)
    }

    const fn new(
        name: &'static CStr,
        pointer: MethodPointer,
        flags: core::ffi::c_int,
        doc: &'static CStr,
    ) -> Method {
        Method(sys::PyMethodDef {
            ml_name: name.as_ptr(),
            ml_meth: pointer,
            ml_flags: flags,
            ml_doc: doc.as_ptr(),
        })
    }

    /// The length of the table that [`Method::table`] makes of these.
    pub const fn table_len(methods: &[Option<Method>]) -> usize {
        let mut len = 1;
        let mut i = 0;
        while i < methods.len() {
            len += methods[i].is_some() as usize;
            i += 1;
        }
        len
    }

    /// Those that are there, and the end.
    pub const fn table<const N: usize>(methods: &[Option<Method>]) -> [Method; N] {
        let mut table = [Method::END; N];
        let mut len = 0;
        let mut i = 0;
        while i < methods.len() {
            if let Some(method) = methods[i] {
                table[len] = method;
                len += 1;
            }
            i += 1;
        }
        table
    }

    /// The same as a class method.
    pub const fn of_class(mut self) -> Method {
        self.0.ml_flags |= sys::METH_CLASS;
        self
    }

    /// The same as a static method.
    pub const fn of_nothing(mut self) -> Method {
        self.0.ml_flags |= sys::METH_STATIC;
        self
    }

    /// The C structure. CPython reads it for as long as the function lives, and never writes it.
    pub(crate) const fn as_raw(&'static self) -> *mut sys::PyMethodDef {
        (&raw const self.0).cast_mut()
    }

    /// The name, unless this is the end of a table.
    pub(crate) const fn name(&self) -> Option<&'static CStr> {
        if self.0.ml_name.is_null() {
            return None;
        }
        // SAFETY: made of a `&'static CStr`.
        Some(unsafe { CStr::from_ptr(self.0.ml_name) })
    }
}

/// Runs a callback with the token of its call.
///
/// # Safety
///
/// CPython is calling a function on this thread.
#[inline(always)]
pub(crate) unsafe fn enter<R>(f: impl for<'c> FnOnce(&mut Thread<'c>) -> R) -> R {
    // SAFETY: the interpreter calls functions on attached threads only. `f` works for every `'c`, and
    // gets the one token of this call.
    f(&mut unsafe { Thread::assume_attached() })
}

unsafe extern "C" fn no_args<F: Function<0>>(
    receiver: *mut sys::PyObject,
    _args: *mut sys::PyObject,
) -> *mut sys::PyObject {
    let call = |thread: &mut Thread<'_>| {
        // SAFETY: what CPython calls this with.
        let receiver = unsafe { Receiver::from_raw(thread, receiver) };
        F::call(thread, receiver, &[], Rest::NONE)
    };
    // SAFETY: CPython calls this.
    unsafe { enter(call) }.into_ptr()
}

unsafe extern "C" fn one_arg<F: Function<1>>(
    receiver: *mut sys::PyObject,
    arg: *mut sys::PyObject,
) -> *mut sys::PyObject {
    let call = |thread: &mut Thread<'_>| {
        // SAFETY: what CPython calls this with.
        let receiver = unsafe { Receiver::from_raw(thread, receiver) };
        // SAFETY: with METH_O, the argument, which the caller keeps for the call.
        let arg = unsafe { arg_of(thread, arg) };
        F::call(thread, receiver, &[arg], Rest::NONE)
    };
    // SAFETY: CPython calls this.
    unsafe { enter(call) }.into_ptr()
}

/// # Safety
///
/// An object that the caller of the call `'c` keeps for it, or NULL.
#[inline(always)]
pub(crate) unsafe fn arg_of<'c>(
    thread: &Thread<'c>,
    object: *mut sys::PyObject,
) -> Option<Arg<'c>> {
    let _ = thread;
    // SAFETY: the caller promises it.
    let object: Option<BorrowedPtr<'c>> = unsafe { BorrowedPtr::from_ptr(object) };
    // SAFETY: any object is a PyAny.
    object.map(|object| unsafe { Arg::from_borrowed(object) })
}

unsafe extern "C" fn positional<F: Function<N>, const N: usize>(
    receiver: *mut sys::PyObject,
    args: *const *mut sys::PyObject,
    n: sys::Py_ssize_t,
) -> *mut sys::PyObject {
    let call = |thread: &mut Thread<'_>| {
        // SAFETY: what CPython calls this with.
        let receiver = unsafe { Receiver::from_raw(thread, receiver) };
        // SAFETY: the arguments of METH_FASTCALL.
        let arguments = unsafe { Arguments::from_raw(thread, args, n, ptr::null_mut()) };
        bind_and_call::<F, N>(thread, receiver, arguments)
    };
    // SAFETY: CPython calls this.
    unsafe { enter(call) }.into_ptr()
}

pub(crate) unsafe extern "C" fn keywords<F: Function<N>, const N: usize>(
    receiver: *mut sys::PyObject,
    args: *const *mut sys::PyObject,
    n: sys::Py_ssize_t,
    names: *mut sys::PyObject,
) -> *mut sys::PyObject {
    let call = |thread: &mut Thread<'_>| {
        // SAFETY: what CPython calls this with.
        let receiver = unsafe { Receiver::from_raw(thread, receiver) };
        // SAFETY: the arguments of METH_FASTCALL | METH_KEYWORDS.
        let arguments = unsafe { Arguments::from_raw(thread, args, n, names) };
        bind_and_call::<F, N>(thread, receiver, arguments)
    };
    // SAFETY: CPython calls this.
    unsafe { enter(call) }.into_ptr()
}

#[inline(always)]
fn bind_and_call<'c, F: Function<N>, const N: usize>(
    thread: &mut Thread<'c>,
    receiver: Receiver<'c>,
    arguments: Arguments<'c>,
) -> Returned {
    let signature = const { &F::SIGNATURE };
    let mut bound = [None; N];
    if !arguments.bind(signature, &mut bound) {
        return arguments.refuse(thread.py(), signature).into();
    }
    let keywords = match arguments.rest_keywords(thread.py(), signature) {
        Ok(keywords) => keywords,
        Err(raised) => return raised.into(),
    };
    let dict = keywords.as_ref().map_or(ptr::null_mut(), OwnedPtr::as_ptr);
    // SAFETY: ours until the function has returned, and what is `'c` goes nowhere else.
    let dict = unsafe { arg_of(thread, dict) };
    let rest = Rest {
        positional: arguments.rest_positional(signature),
        // SAFETY: a dict.
        keywords: dict.map(|dict| unsafe { Arg::from_borrowed(dict.as_ptr()) }),
    };
    F::call(thread, receiver, &bound, rest)
}

unsafe extern "C" fn with_fallback<F: FunctionWithFallback<N>, const N: usize>(
    receiver: *mut sys::PyObject,
    args: *const *mut sys::PyObject,
    n: sys::Py_ssize_t,
    names: *mut sys::PyObject,
) -> *mut sys::PyObject {
    let call = |thread: &mut Thread<'_>| {
        // SAFETY: what CPython calls this with.
        let receiver = unsafe { Receiver::from_raw(thread, receiver) };
        // SAFETY: the arguments of METH_FASTCALL | METH_KEYWORDS.
        let arguments = unsafe { Arguments::from_raw(thread, args, n, names) };
        let signature = const { &F::SIGNATURE };
        let mut bound = [None; N];
        if arguments.bind(signature, &mut bound)
            && let Some(returned) = F::call(thread, receiver, &bound, Rest::NONE)
        {
            return returned;
        }
        fall_back(thread.py(), F::FALLBACK, signature.name, arguments)
    };
    // SAFETY: CPython calls this.
    unsafe { enter(call) }.into_ptr()
}
