//! Exceptions: [`Raised`] says that one is set, [`PyErr`] holds one.

use core::ffi::{CStr, c_int};
use core::fmt;
use core::marker::PhantomData;
use core::mem;
use core::ptr;

use cpython_ffi::{self as ffi, BorrowedPtr, OwnedPtr, sys};

use crate::thread::is_attached;
use crate::types::check::derefs_to_any;
use crate::{
    Borrowed, Bound, IntoPy, PyDict, PyStr, PyTraceback, PyType, PyTypeCheck, PyTypeInfo, Python,
};

/// A value, or the marker that an exception is set.
pub type PyResult<T> = Result<T, Raised>;

/// An exception is set on this thread, as after a C function that returned NULL.
///
/// It holds nothing, so a [`PyResult`] of a handle fits a register and `?` costs a test. Let it
/// return to the interpreter, look at the exception with [`take`](Raised::take), or drop it: that
/// clears the exception.
#[must_use = "dropping it clears the exception"]
pub struct Raised {
    this_thread: PhantomData<*mut ()>,
}

impl Raised {
    /// After a call of the C API that says it has raised. Debug builds check that it has.
    ///
    /// # Safety
    ///
    /// The calling thread is attached, and an exception is set on it.
    #[inline(always)]
    pub(crate) unsafe fn assume_set() -> Raised {
        debug_assert!(
            // SAFETY: attached, as the caller says.
            !unsafe { sys::PyErr_Occurred() }.is_null(),
            "no exception is set"
        );
        Raised {
            this_thread: PhantomData,
        }
    }

    /// Sets an exception with a text, and says so.
    ///
    /// The exception that is being handled, if any, becomes its context, as with `raise` in Python.
    #[cold]
    pub fn new<'py>(py: Python<'py>, class: impl ExceptionClass<'py>, text: &str) -> Raised {
        match PyStr::new(py, text) {
            Ok(text) => Self::set(class.class(py), text.as_any()),
            Err(raised) => raised,
        }
    }

    /// As [`new`](Self::new), with a text that is formatted: `format_args!("{n} bytes")`.
    #[cold]
    pub fn from_fmt<'py>(
        py: Python<'py>,
        class: impl ExceptionClass<'py>,
        text: fmt::Arguments<'_>,
    ) -> Raised {
        match PyStr::from_fmt(py, text) {
            Ok(text) => Self::set(class.class(py), text.as_any()),
            Err(raised) => raised,
        }
    }

    /// As [`new`](Self::new), with arguments as [`PyErr_SetObject`][c] takes them: those of a tuple, an
    /// instance of the class as it is, nothing for None, or one object.
    ///
    /// [c]: https://docs.python.org/3/c-api/exceptions.html#c.PyErr_SetObject
    #[cold]
    pub fn new_with_args<'py>(
        py: Python<'py>,
        class: impl ExceptionClass<'py>,
        args: impl IntoPy<'py>,
    ) -> Raised {
        match args.into_py(py) {
            Ok(args) => Self::set(class.class(py), &args),
            Err(raised) => raised,
        }
    }

    fn set(class: Borrowed<'_, '_>, value: &Bound<'_>) -> Raised {
        debug_assert!(!is_set(value.py()), "an exception is set already");
        // SAFETY: the handles say that the thread is attached. What is no class of exceptions it refuses, with an
        // exception.
        unsafe { ffi::PyErr_SetObject(class.as_ptr(), Some(value.object())) };
        // SAFETY: it was set just now.
        unsafe { Raised::assume_set() }
    }

    /// Sets MemoryError, and says so.
    #[cold]
    pub fn no_memory(py: Python<'_>) -> Raised {
        let _ = py;
        // SAFETY: the token says that the thread is attached. NULL is all that it returns.
        let _ = unsafe { ffi::PyErr_NoMemory() };
        // SAFETY: it was set just now.
        unsafe { Raised::assume_set() }
    }

    /// Sets the OSError of an error number, of the subclass that is for it, with the system's text and the file
    /// that it is about: [`PyErr_SetFromErrnoWithFilenameObject`][c].
    ///
    /// [c]: https://docs.python.org/3/c-api/exceptions.html#c.PyErr_SetFromErrnoWithFilenameObject
    #[cold]
    pub fn from_errno<'py>(py: Python<'py>, errno: i32, filename: Option<&Bound<'py>>) -> Raised {
        let _ = py;
        let filename = filename.map_or(ptr::null_mut(), |name| name.object().as_ptr());
        // SAFETY: the token says that the thread is attached. NULL is all that it returns.
        let _ = unsafe { sys::PyRust_SetFromErrno(errno, filename) };
        // SAFETY: it was set just now.
        unsafe { Raised::assume_set() }
    }

    /// Whether the exception is of the class, or of one of a tuple of classes.
    ///
    /// Before 3.12 its object may be made only when it is [taken](Raised::take), and if that fails, it is another.
    pub fn matches<'py>(&self, py: Python<'py>, class: impl ExceptionClass<'py>) -> bool {
        // SAFETY: the token says that the thread is attached.
        is_set(py) && unsafe { ffi::PyErr_ExceptionMatches(class.class(py).as_ptr()) != 0 }
    }

    /// Takes the exception off the thread.
    pub fn take(self, py: Python<'_>) -> PyErr<'_> {
        mem::forget(self);
        let value = take_raised(py).unwrap_or_else(|| {
            // Two markers stood for one exception, and this is the second.
            let text = "an exception was taken twice";
            Raised::new(py, Exception::SystemError, text).leave();
            take_raised(py).expect("an exception was set just now")
        });
        // SAFETY: what is set is an exception.
        let value = unsafe { value.cast_into_unchecked() };
        PyErr { value }
    }

    /// Clears the exception. Unlike a drop, this needs not ask whether the thread is attached.
    #[inline]
    pub fn clear(self, py: Python<'_>) {
        let _ = py;
        mem::forget(self);
        // SAFETY: the token says that the thread is attached.
        unsafe { ffi::PyErr_Clear() }
    }

    /// Leaves the exception set, for the interpreter to see.
    #[inline(always)]
    pub(crate) fn leave(self) {
        mem::forget(self);
    }
}

impl Drop for Raised {
    /// A marker may be dropped anywhere, in a detached region or when the thread ends, too.
    #[cold]
    fn drop(&mut self) {
        if is_attached() {
            // SAFETY: attached, as asked just now.
            unsafe { ffi::PyErr_Clear() }
        }
    }
}

/// Whether an exception is set.
pub(crate) fn is_set(py: Python<'_>) -> bool {
    let _ = py;
    // SAFETY: the token says that the thread is attached.
    !unsafe { sys::PyErr_Occurred() }.is_null()
}

/// What the typed level returns as a new reference, or NULL with an exception set.
#[inline(always)]
pub(crate) fn new_object(py: Python<'_>, object: Option<OwnedPtr>) -> PyResult<Bound<'_>> {
    let _ = py;
    match object {
        // SAFETY: the token is borrowed for as long as the result lives.
        Some(object) => Ok(unsafe { Bound::from_owned(object) }),
        // SAFETY: NULL says that an exception is set.
        None => Err(unsafe { Raised::assume_set() }),
    }
}

/// What the typed level returns as -1 with an exception set, or something else.
#[inline(always)]
pub(crate) fn status(py: Python<'_>, status: c_int) -> PyResult<()> {
    truth(py, status).map(drop)
}

/// What the typed level returns as -1 with an exception set, or 0 or 1.
#[inline(always)]
pub(crate) fn truth(py: Python<'_>, answer: c_int) -> PyResult<bool> {
    let _ = py;
    match answer {
        // SAFETY: -1 says that an exception is set.
        -1 => Err(unsafe { Raised::assume_set() }),
        answer => Ok(answer != 0),
    }
}

/// What the typed level returns as -1 with an exception set, or a length.
#[inline(always)]
pub(crate) fn size(py: Python<'_>, size: sys::Py_ssize_t) -> PyResult<usize> {
    let _ = py;
    // SAFETY: -1 says that an exception is set.
    usize::try_from(size).map_err(|_| unsafe { Raised::assume_set() })
}

/// `BaseException` and its subclasses.
pub struct PyBaseException(());

derefs_to_any!(PyBaseException);

// SAFETY: the check is CPython's own.
unsafe impl PyTypeCheck for PyBaseException {
    const NAME: &'static CStr = c"BaseException";

    #[inline]
    fn type_check(object: Borrowed<'_, '_>) -> bool {
        // SAFETY: an object.
        unsafe { sys::PyExceptionInstance_Check(object.as_ptr().as_ptr()) != 0 }
    }
}

// SAFETY: an instance of BaseException.
unsafe impl PyTypeInfo for PyBaseException {
    fn type_object<'py>(py: Python<'py>) -> Borrowed<'py, 'py, PyType> {
        Exception::BaseException.get_type(py)
    }
}

/// An exception that is not set: it can be kept while others are raised.
pub struct PyErr<'py> {
    value: Bound<'py, PyBaseException>,
}

impl<'py> PyErr<'py> {
    /// Holds an exception object.
    pub const fn from_value(value: Bound<'py, PyBaseException>) -> Self {
        PyErr { value }
    }

    /// The exception object.
    pub const fn value(&self) -> &Bound<'py, PyBaseException> {
        &self.value
    }

    /// The exception object.
    pub fn into_value(self) -> Bound<'py, PyBaseException> {
        self.value
    }

    /// The class of the exception.
    pub fn get_type(&self) -> Bound<'py, PyType> {
        self.value.get_type()
    }

    /// Whether the exception is of the class, or of one of a tuple of classes.
    pub fn matches(&self, class: impl ExceptionClass<'py>) -> bool {
        let value = Some(self.value.object());
        let class = class.class(self.value.py());
        // SAFETY: the handles say that the thread is attached.
        unsafe { ffi::PyErr_GivenExceptionMatches(value, Some(class.as_ptr())) != 0 }
    }

    /// Its `__traceback__`: [`PyException_GetTraceback`](https://docs.python.org/3/c-api/exceptions.html#c.PyException_GetTraceback).
    pub fn traceback(&self) -> Option<Bound<'py, PyTraceback>> {
        // SAFETY: the handle says that the thread is attached; an exception.
        let traceback = unsafe { ffi::PyException_GetTraceback(self.value.object()) };
        // SAFETY: a traceback, and the token is borrowed for `'py`.
        traceback.map(|traceback| unsafe { Bound::from_owned(traceback) })
    }

    /// Its `__cause__`: [`PyException_GetCause`](https://docs.python.org/3/c-api/exceptions.html#c.PyException_GetCause).
    pub fn cause(&self) -> Option<PyErr<'py>> {
        // SAFETY: the handle says that the thread is attached; an exception.
        let cause = unsafe { ffi::PyException_GetCause(self.value.object()) };
        self.another(cause)
    }

    /// Sets its `__cause__`, as `raise .. from cause` does:
    /// [`PyException_SetCause`](https://docs.python.org/3/c-api/exceptions.html#c.PyException_SetCause).
    pub fn set_cause(&self, cause: Option<PyErr<'py>>) {
        let cause = cause.map(|cause| cause.value.into_owned_ptr());
        // SAFETY: the handle says that the thread is attached; two exceptions.
        unsafe { ffi::PyException_SetCause(self.value.object(), cause) }
    }

    /// Its `__context__`: [`PyException_GetContext`](https://docs.python.org/3/c-api/exceptions.html#c.PyException_GetContext).
    pub fn context(&self) -> Option<PyErr<'py>> {
        // SAFETY: the handle says that the thread is attached; an exception.
        let context = unsafe { ffi::PyException_GetContext(self.value.object()) };
        self.another(context)
    }

    /// Sets its `__context__`:
    /// [`PyException_SetContext`](https://docs.python.org/3/c-api/exceptions.html#c.PyException_SetContext).
    /// What is raised inside [`handling`](Self::handling) has it already.
    pub fn set_context(&self, context: Option<PyErr<'py>>) {
        let context = context.map(|context| context.value.into_owned_ptr());
        // SAFETY: the handle says that the thread is attached; two exceptions.
        unsafe { ffi::PyException_SetContext(self.value.object(), context) }
    }

    fn another(&self, exception: Option<OwnedPtr>) -> Option<PyErr<'py>> {
        let exception = new_object(self.value.py(), Some(exception?)).ok()?;
        exception.cast_into().ok().map(PyErr::from_value)
    }

    /// Runs `f` as the body of an `except` for this exception: `sys.exception()` is this one, and what is raised
    /// has it as its context.
    ///
    /// [`PyErr_SetHandledException`](https://docs.python.org/3/c-api/exceptions.html#c.PyErr_SetHandledException)
    /// before and after it.
    pub fn handling<R>(&self, f: impl FnOnce() -> R) -> R {
        let outer = Handled::begin(&self.value);
        let result = f();
        drop(outer);
        result
    }

    /// Sets the exception again.
    pub fn restore(self) -> Raised {
        let py = self.value.py();
        debug_assert!(!is_set(py), "an exception is set already");
        set_raised(self.value);
        // SAFETY: it was set just now.
        unsafe { Raised::assume_set() }
    }

    /// Gives the exception to `sys.unraisablehook`, for where nobody could catch it; `object` says where:
    /// [`PyErr_WriteUnraisable`](https://docs.python.org/3/c-api/exceptions.html#c.PyErr_WriteUnraisable).
    pub fn write_unraisable(self, object: Option<&Bound<'py>>) {
        self.restore().leave();
        // SAFETY: the handles say that the thread is attached. It clears the exception.
        unsafe { ffi::PyErr_WriteUnraisable(object.map(Bound::object)) }
    }

    /// Makes a class of exceptions: `name` is `module.Class`, and `base` a class or a tuple of them, `Exception`
    /// if there is none. [`PyErr_NewExceptionWithDoc`][c].
    ///
    /// # Errors
    ///
    /// SystemError if the name has no dot, or what making a class raises.
    ///
    /// [c]: https://docs.python.org/3/c-api/exceptions.html#c.PyErr_NewExceptionWithDoc
    pub fn new_type(
        py: Python<'py>,
        name: &CStr,
        doc: Option<&CStr>,
        base: Option<&Bound<'py>>,
        dict: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyType>> {
        let doc = doc.map_or(ptr::null(), CStr::as_ptr);
        let (base, dict) = (base.map(Bound::object), dict.map(Bound::object));
        // SAFETY: the token says that the thread is attached; C strings, a dict.
        let class = unsafe { ffi::PyErr_NewExceptionWithDoc(name.as_ptr(), doc, base, dict) };
        new_object(py, class)?.cast_into().map_err(Raised::from)
    }

    /// Warns, as [`PyErr_WarnEx`](https://docs.python.org/3/c-api/exceptions.html#c.PyErr_WarnEx) does: with a
    /// stack level of 1 the warning is about the line in Python that is running.
    ///
    /// # Errors
    ///
    /// The warning, if a filter makes it an error, or what showing it raises.
    pub fn warn(
        py: Python<'py>,
        category: impl ExceptionClass<'py>,
        text: &str,
        stack_level: isize,
    ) -> PyResult<()> {
        let text = PyStr::new(py, text)?;
        let category = category.class(py).as_ptr().as_ptr();
        let text = text.object().as_ptr();
        // SAFETY: the token says that the thread is attached; a class, and an object for %U, a str.
        let warned = unsafe { sys::PyErr_WarnFormat(category, stack_level, c"%U".as_ptr(), text) };
        status(py, warned)
    }

    /// Warns about a line of a file: `warnings.warn_explicit()`, by
    /// [`PyErr_WarnExplicitObject`](https://docs.python.org/3/c-api/exceptions.html#c.PyErr_WarnExplicitObject).
    ///
    /// # Errors
    ///
    /// The warning, if a filter makes it an error, or what showing it raises.
    pub fn warn_explicit(
        py: Python<'py>,
        category: impl ExceptionClass<'py>,
        text: &Bound<'py, PyStr>,
        (filename, line): (&Bound<'py, PyStr>, i32),
        module: Option<&Bound<'py, PyStr>>,
    ) -> PyResult<()> {
        let category = Some(category.class(py));
        // SAFETY: the token says that the thread is attached; a class, and three times a str. There need be no
        // registry of what was shown.
        let warned = unsafe {
            ffi::PyErr_WarnExplicitObject(
                category.map(Borrowed::as_ptr),
                text.object(),
                filename.object(),
                line,
                module.map(Bound::object),
                None,
            )
        };
        status(py, warned)
    }
}

/// What was being handled before [`PyErr::handling`].
struct Handled<'py> {
    outer: Option<OwnedPtr>,
    py: Python<'py>,
}

impl<'py> Handled<'py> {
    fn begin(exception: &Bound<'py, PyBaseException>) -> Self {
        let py = exception.py();
        // SAFETY: the handle says that the thread is attached.
        let outer = unsafe { ffi::PyErr_GetHandledException() };
        // That may be an exception of a frame further out, while the running generator handles none: such a
        // one stays in its place if the nearest is cleared, and needs not be put back.
        // SAFETY: attached.
        unsafe { ffi::PyErr_SetHandledException(None) };
        // SAFETY: attached.
        let further_out = unsafe { ffi::PyErr_GetHandledException() };
        let pointer = |object: &Option<OwnedPtr>| object.as_ref().map(OwnedPtr::as_ptr);
        let is_further_out = pointer(&outer) == pointer(&further_out);
        // SAFETY: attached; an exception.
        unsafe { ffi::PyErr_SetHandledException(Some(exception.object())) };
        let outer = if is_further_out { None } else { outer };
        Handled { outer, py }
    }
}

impl Drop for Handled<'_> {
    fn drop(&mut self) {
        let _ = self.py;
        let outer = self.outer.as_ref().map(OwnedPtr::as_borrowed);
        // SAFETY: the token says that the thread is attached; what was handled before.
        unsafe { ffi::PyErr_SetHandledException(outer) }
    }
}

#[cfg(Py_3_12)]
fn take_raised(py: Python<'_>) -> Option<Bound<'_>> {
    let _ = py;
    // SAFETY: the token says that the thread is attached.
    let value = unsafe { ffi::PyErr_GetRaisedException() };
    // SAFETY: the result borrows the token.
    value.map(|value| unsafe { Bound::from_owned(value) })
}

#[cfg(Py_3_12)]
fn set_raised(value: Bound<'_, PyBaseException>) {
    // SAFETY: a Bound says that the thread is attached, and a PyErr holds an exception.
    unsafe { ffi::PyErr_SetRaisedException(Some(value.into_owned_ptr())) }
}

/// Up to 3.11 an exception is set in three parts.
#[cfg(not(Py_3_12))]
fn take_raised(py: Python<'_>) -> Option<Bound<'_>> {
    let _ = py;
    let [mut class, mut value, mut traceback] = [core::ptr::null_mut(); 3];
    // SAFETY: the token says that the thread is attached; three places for references.
    unsafe { sys::PyErr_Fetch(&mut class, &mut value, &mut traceback) };
    // SAFETY: attached; the three parts as fetched. It makes an exception object of them.
    unsafe { sys::PyErr_NormalizeException(&mut class, &mut value, &mut traceback) };
    let [class, value, traceback] = [class, value, traceback].map(|part| {
        // SAFETY: PyErr_Fetch gave us the reference, or NULL.
        unsafe { OwnedPtr::from_ptr(part) }
    });
    drop(class);
    let value = value?;
    if let Some(traceback) = traceback {
        // SAFETY: attached; an exception and its traceback.
        unsafe { ffi::PyException_SetTraceback(value.as_borrowed(), traceback.as_borrowed()) };
    }
    // SAFETY: the result borrows the token.
    Some(unsafe { Bound::from_owned(value) })
}

#[cfg(not(Py_3_12))]
fn set_raised(value: Bound<'_, PyBaseException>) {
    // SAFETY: a Bound says that the thread is attached, and the object is alive.
    let class = unsafe { sys::Py_TYPE(value.as_borrowed().as_ptr().as_ptr()) };
    // SAFETY: attached; the type of an object is alive while the object is.
    let class = unsafe { BorrowedPtr::from_ptr(class.cast()) };
    // SAFETY: attached, now and when the reference is given away.
    let class = class.map(|class| unsafe { class.to_owned() });
    // SAFETY: attached; an exception.
    let traceback = unsafe { ffi::PyException_GetTraceback(value.object()) };
    // SAFETY: attached; a class, an instance of it, its traceback.
    unsafe { ffi::PyErr_Restore(class, Some(value.into_owned_ptr()), traceback) }
}

/// What can be raised, or caught: an [`Exception`], or a class object of one's own.
pub trait ExceptionClass<'py>: sealed::Sealed {
    /// The class object.
    fn class<'a>(&'a self, py: Python<'py>) -> Borrowed<'a, 'py>
    where
        'py: 'a;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Exception {}
    impl<T> Sealed for &super::Bound<'_, T> {}
    impl<T> Sealed for super::Borrowed<'_, '_, T> {}
}

impl<'py> ExceptionClass<'py> for Exception {
    fn class<'a>(&'a self, py: Python<'py>) -> Borrowed<'a, 'py>
    where
        'py: 'a,
    {
        self.get_type(py).into_any()
    }
}

/// A class, or for what is caught, a tuple of classes.
impl<'py, T> ExceptionClass<'py> for &Bound<'py, T> {
    fn class<'a>(&'a self, _: Python<'py>) -> Borrowed<'a, 'py>
    where
        'py: 'a,
    {
        self.as_any().as_borrowed()
    }
}

/// A class, or for what is caught, a tuple of classes.
impl<'py, T> ExceptionClass<'py> for Borrowed<'_, 'py, T> {
    fn class<'a>(&'a self, _: Python<'py>) -> Borrowed<'a, 'py>
    where
        'py: 'a,
    {
        self.as_any().as_borrowed()
    }
}

/// Declares the variables of `pyerrors.h`.
macro_rules! exceptions {
    ($($(#[$cfg:meta])* $name:ident $variable:ident,)*) => {
        /// The built-in classes of exceptions, as far as this version of CPython has them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Exception {$(
            $(#[$cfg])*
            #[doc = concat!("[`", stringify!($name), "`](https://docs.python.org/3/library/exceptions.html#", stringify!($name), ").")]
            $name,
        )*}

        impl Exception {
            /// All of them.
            pub const ALL: &[Exception] = &[$($(#[$cfg])* Exception::$name,)*];

            const fn variable(self) -> *const *mut sys::PyObject {
                match self {$(
                    $(#[$cfg])*
                    Exception::$name => &raw const sys::$variable,
                )*}
            }
        }
    };
}

exceptions! {
    BaseException PyExc_BaseException,
    Exception PyExc_Exception,
    BaseExceptionGroup PyExc_BaseExceptionGroup,
    StopAsyncIteration PyExc_StopAsyncIteration,
    StopIteration PyExc_StopIteration,
    GeneratorExit PyExc_GeneratorExit,
    ArithmeticError PyExc_ArithmeticError,
    LookupError PyExc_LookupError,
    AssertionError PyExc_AssertionError,
    AttributeError PyExc_AttributeError,
    BufferError PyExc_BufferError,
    EOFError PyExc_EOFError,
    FloatingPointError PyExc_FloatingPointError,
    OSError PyExc_OSError,
    ImportError PyExc_ImportError,
    ModuleNotFoundError PyExc_ModuleNotFoundError,
    #[cfg(Py_3_15)]
    ImportCycleError PyExc_ImportCycleError,
    IndexError PyExc_IndexError,
    KeyError PyExc_KeyError,
    KeyboardInterrupt PyExc_KeyboardInterrupt,
    MemoryError PyExc_MemoryError,
    NameError PyExc_NameError,
    OverflowError PyExc_OverflowError,
    RuntimeError PyExc_RuntimeError,
    RecursionError PyExc_RecursionError,
    NotImplementedError PyExc_NotImplementedError,
    #[cfg(Py_3_13)]
    PythonFinalizationError PyExc_PythonFinalizationError,
    SyntaxError PyExc_SyntaxError,
    IndentationError PyExc_IndentationError,
    TabError PyExc_TabError,
    ReferenceError PyExc_ReferenceError,
    SystemError PyExc_SystemError,
    SystemExit PyExc_SystemExit,
    TypeError PyExc_TypeError,
    UnboundLocalError PyExc_UnboundLocalError,
    UnicodeError PyExc_UnicodeError,
    UnicodeEncodeError PyExc_UnicodeEncodeError,
    UnicodeDecodeError PyExc_UnicodeDecodeError,
    UnicodeTranslateError PyExc_UnicodeTranslateError,
    ValueError PyExc_ValueError,
    ZeroDivisionError PyExc_ZeroDivisionError,
    BlockingIOError PyExc_BlockingIOError,
    BrokenPipeError PyExc_BrokenPipeError,
    ChildProcessError PyExc_ChildProcessError,
    ConnectionError PyExc_ConnectionError,
    ConnectionAbortedError PyExc_ConnectionAbortedError,
    ConnectionRefusedError PyExc_ConnectionRefusedError,
    ConnectionResetError PyExc_ConnectionResetError,
    FileExistsError PyExc_FileExistsError,
    FileNotFoundError PyExc_FileNotFoundError,
    InterruptedError PyExc_InterruptedError,
    IsADirectoryError PyExc_IsADirectoryError,
    NotADirectoryError PyExc_NotADirectoryError,
    PermissionError PyExc_PermissionError,
    ProcessLookupError PyExc_ProcessLookupError,
    TimeoutError PyExc_TimeoutError,
    Warning PyExc_Warning,
    UserWarning PyExc_UserWarning,
    DeprecationWarning PyExc_DeprecationWarning,
    PendingDeprecationWarning PyExc_PendingDeprecationWarning,
    SyntaxWarning PyExc_SyntaxWarning,
    RuntimeWarning PyExc_RuntimeWarning,
    FutureWarning PyExc_FutureWarning,
    ImportWarning PyExc_ImportWarning,
    UnicodeWarning PyExc_UnicodeWarning,
    BytesWarning PyExc_BytesWarning,
    EncodingWarning PyExc_EncodingWarning,
    ResourceWarning PyExc_ResourceWarning,
}

impl Exception {
    /// The class object.
    pub fn get_type<'py>(self, py: Python<'py>) -> Borrowed<'py, 'py, PyType> {
        // SAFETY: the interpreter set the variable before any module could run, and never changes it.
        let class = unsafe { self.variable().read() };
        // SAFETY: the class lives as long as the interpreter.
        let class = unsafe { BorrowedPtr::from_ptr(class) };
        let class = class.expect("exceptions are there while a thread is attached");
        // SAFETY: it is a class.
        unsafe { Borrowed::from_borrowed(py, class) }
    }
}

const _: () = assert!(size_of::<Raised>() == 0 && size_of::<PyResult<()>>() == 1);
