//! Arguments into Rust, results into Python.

use core::ffi::CStr;

use cpython_ffi::{self as ffi, BorrowedPtr, sys};

use crate::memory::Lossy;
use crate::panic::Message;
use crate::{Arg, Borrowed, Bound, Exception, PyResult, PyStr, Python, Raised, clinic};

/// An argument that may be left out and that None does not stand in for: what Argument Clinic has with NULL as its
/// default. The default is `Given(None)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given<T>(pub Option<T>);

/// Which argument of which function: what texts of exceptions begin with.
pub struct Place {
    /// The name of the function.
    pub function: &'static CStr,
    /// "argument 1", "argument 'x'", or just "argument".
    pub argument: &'static CStr,
}

impl Place {
    /// Raises TypeError: "f() argument 'x' must be EXPECTED, not int".
    #[cold]
    pub fn bad_argument(&self, py: Python<'_>, expected: &CStr, arg: Arg<'_>) -> Raised {
        let _ = py;
        let [function, argument, expected] =
            [self.function, self.argument, expected].map(CStr::as_ptr);
        // SAFETY: the token says that the thread is attached; three C strings and an object.
        unsafe { clinic::_PyArg_BadArgument(function, argument, expected, arg.as_ptr().as_ptr()) };
        // SAFETY: it has raised.
        unsafe { Raised::assume_set() }
    }

    /// Raises TypeError: "f() argument 'x' must be EXPECTED or None, not int".
    #[cold]
    pub fn bad_optional(&self, py: Python<'_>, expected: &CStr, arg: Arg<'_>) -> Raised {
        let expected = Message::new(format_args!("{} or None", Lossy(expected)));
        self.bad_argument(py, expected.as_c_str(), arg)
    }
}

/// A type that objects are converted to. A parameter of a [`pyfunction`](crate::pyfunction) can have
/// it, and so can a module's own types that implement this.
pub trait FromPyObject<'a>: Sized {
    /// Converts an object.
    ///
    /// # Errors
    ///
    /// The exception that Argument Clinic's converter raises.
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self>;

    /// Converts an argument.
    ///
    /// # Errors
    ///
    /// As [`extract`](Self::extract); the text may say which argument it is.
    #[inline(always)]
    fn extract_argument(py: Python<'_>, arg: Arg<'a>, place: &Place) -> PyResult<Self> {
        let _ = place;
        Self::extract(py, arg)
    }

    /// Converts an argument that may be None.
    ///
    /// # Errors
    ///
    /// As [`extract_argument`](Self::extract_argument); the text may say that None is taken, too.
    #[inline(always)]
    fn extract_optional(py: Python<'_>, arg: Arg<'a>, place: &Place) -> PyResult<Option<Self>> {
        if arg.bind(py).is_none() {
            return Ok(None);
        }
        Self::extract_argument(py, arg, place).map(Some)
    }

    /// Converts an object, if that needs no code in Python. No exception is set afterwards.
    #[inline]
    fn extract_quietly(py: Python<'_>, object: Arg<'a>) -> Option<Self> {
        if object.bind(py).is_of_python_class() {
            return None;
        }
        match Self::extract(py, object) {
            Ok(value) => Some(value),
            Err(raised) => {
                raised.clear(py);
                None
            }
        }
    }
}

/// A type that a parameter of a [`pyfunction`](crate::pyfunction) can have: what implements
/// [`FromPyObject`], and what needs something else to live while it does.
///
/// Only this crate can implement it, since the promises of its methods are kept by the expansion of
/// `pyfunction` alone.
#[diagnostic::on_unimplemented(
    message = "no argument is converted to `{Self}`",
    label = "not a type of a parameter",
    note = "allowed are integers, `f64`, `bool`, `Flag`, `&str`, `&CStr`, `Input`, `AsciiInput`, `ByteInput`, `Arg`, an `Option` of \
            or a `Given` of these, and what implements `FromPyObject`; `*args` is `&[Arg<'_>]`, `**kwargs` is \
            `Option<Arg<'_, PyDict>>`"
)]
pub trait FromArg<'a>: Sized + sealed::Sealed<'a> {
    /// What must live while the value does: the frame of the callback has it.
    type Holder: Default;

    /// Converts an argument, as Argument Clinic's converter does.
    ///
    /// # Errors
    ///
    /// The exception that the converter raises.
    ///
    /// # Safety
    ///
    /// The holder does not move any more. It is dropped on this thread, attached, before the call ends.
    unsafe fn from_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut Self::Holder,
        place: &Place,
    ) -> PyResult<Self>;

    /// Converts an argument that may be None.
    ///
    /// # Errors
    ///
    /// As [`from_arg`](Self::from_arg).
    ///
    /// # Safety
    ///
    /// As `from_arg`.
    #[inline(always)]
    unsafe fn from_optional<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut Self::Holder,
        place: &Place,
    ) -> PyResult<Option<Self>> {
        if arg.bind(py).is_none() {
            return Ok(None);
        }
        // SAFETY: the caller promises for the holder.
        unsafe { Self::from_arg(py, arg, holder, place) }.map(Some)
    }

    /// Converts an argument that needs no code in Python to be converted: for a function with a
    /// fallback, which converts the others, and must be the first to ask them.
    ///
    /// No exception is set afterwards.
    ///
    /// # Safety
    ///
    /// As [`from_arg`](Self::from_arg).
    unsafe fn take_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut Self::Holder,
    ) -> Option<Self>;
}

mod sealed {
    use alloc::string::String;

    use super::{FromPyObject, Given};
    use crate::{Arg, AsciiInput, Borrowed, Bound, ByteInput, Input};

    /// What [`FromArg`](super::FromArg) is implemented for.
    pub trait Sealed<'a> {}

    impl<'a, T: FromPyObject<'a>> Sealed<'a> for T {}
    impl<'a> Sealed<'a> for Input<'a> {}
    impl<'a> Sealed<'a> for AsciiInput<'a> {}
    impl<'a> Sealed<'a> for ByteInput<'a> {}
    impl<'a, T: super::FromArg<'a>> Sealed<'a> for Option<T> {}
    impl<'a, T: super::FromArg<'a>> Sealed<'a> for Given<T> {}

    /// What [`ThreadResult`](super::ThreadResult) is implemented for.
    pub trait ThreadResult {}

    impl<T> ThreadResult for Bound<'_, T> {}
    impl<T> ThreadResult for &Bound<'_, T> {}
    impl<T> ThreadResult for Borrowed<'_, '_, T> {}
    impl<T> ThreadResult for Arg<'_, T> {}
    impl<T: ThreadResult> ThreadResult for Option<T> {}

    macro_rules! thread_results {
        ($($T:ident),+) => {
            impl<$($T: ThreadResult),+> ThreadResult for ($($T,)+) {}
        };
        ($($type:ty)*) => {
            $(impl ThreadResult for $type {})*
        };
    }

    thread_results! { () bool u8 i32 u32 i64 u64 isize usize f64 char &str String &[u8] }
    thread_results!(A);
    thread_results!(A, B);
    thread_results!(A, B, C);
    thread_results!(A, B, C, D);
    thread_results!(A, B, C, D, E);
    thread_results!(A, B, C, D, E, F);
    thread_results!(A, B, C, D, E, F, G);
    thread_results!(A, B, C, D, E, F, G, H);
}

impl<'a, T: FromPyObject<'a>> FromArg<'a> for T {
    type Holder = ();

    #[inline(always)]
    unsafe fn from_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        (): &'a mut (),
        place: &Place,
    ) -> PyResult<Self> {
        T::extract_argument(py, arg, place)
    }

    #[inline(always)]
    unsafe fn from_optional<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        (): &'a mut (),
        place: &Place,
    ) -> PyResult<Option<Self>> {
        T::extract_optional(py, arg, place)
    }

    #[inline(always)]
    unsafe fn take_arg<'c: 'a>(py: Python<'_>, arg: Arg<'c>, (): &'a mut ()) -> Option<Self> {
        T::extract_quietly(py, arg)
    }
}

/// The argument as it is.
impl<'a> FromPyObject<'a> for Arg<'a> {
    #[inline(always)]
    fn extract(_: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        Ok(object)
    }

    #[inline(always)]
    fn extract_quietly(_: Python<'_>, object: Arg<'a>) -> Option<Self> {
        Some(object)
    }
}

/// `str`: the text in UTF-8, with no NUL in it. The object keeps it.
impl<'a> FromPyObject<'a> for &'a CStr {
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        let object = object.cast::<PyStr>(py)?;
        let mut len = 0;
        // SAFETY: the token says that the thread is attached; a str, and a place for the length.
        let start = unsafe { ffi::PyUnicode_AsUTF8AndSize(object.as_ptr(), &mut len) };
        if start.is_null() {
            // SAFETY: NULL says that an exception is set.
            return Err(unsafe { Raised::assume_set() });
        }
        // SAFETY: a C string, which the str keeps as long as it lives, which is as long as the call.
        let text: &'a CStr = unsafe { CStr::from_ptr(start) };
        if text.count_bytes() != len as usize {
            let text = "embedded null character";
            return Err(Raised::new(py, Exception::ValueError, text));
        }
        Ok(text)
    }

    fn extract_argument(py: Python<'_>, arg: Arg<'a>, place: &Place) -> PyResult<Self> {
        Arg::<PyStr>::extract_argument(py, arg, place)?;
        Self::extract(py, arg)
    }

    fn extract_optional(py: Python<'_>, arg: Arg<'a>, place: &Place) -> PyResult<Option<Self>> {
        let text = Arg::<PyStr>::extract_optional(py, arg, place)?;
        text.map(|_| Self::extract(py, arg)).transpose()
    }
}

/// `None` is None, anything else must be a `T`.
impl<'a, T: FromArg<'a>> FromArg<'a> for Option<T> {
    type Holder = T::Holder;

    #[inline(always)]
    unsafe fn from_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut T::Holder,
        place: &Place,
    ) -> PyResult<Self> {
        // SAFETY: the caller promises for the holder.
        unsafe { T::from_optional(py, arg, holder, place) }
    }

    #[inline(always)]
    unsafe fn take_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut T::Holder,
    ) -> Option<Self> {
        if arg.bind(py).is_none() {
            return Some(None);
        }
        // SAFETY: the caller promises for the holder.
        unsafe { T::take_arg(py, arg, holder) }.map(Some)
    }
}

/// What is given must be a `T`.
impl<'a, T: FromArg<'a>> FromArg<'a> for Given<T> {
    type Holder = T::Holder;

    #[inline(always)]
    unsafe fn from_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut T::Holder,
        place: &Place,
    ) -> PyResult<Self> {
        // SAFETY: the caller promises for the holder.
        let value = unsafe { T::from_arg(py, arg, holder, place) }?;
        Ok(Given(Some(value)))
    }

    #[inline(always)]
    unsafe fn take_arg<'c: 'a>(
        py: Python<'_>,
        arg: Arg<'c>,
        holder: &'a mut T::Holder,
    ) -> Option<Self> {
        // SAFETY: the caller promises for the holder.
        let value = unsafe { T::take_arg(py, arg, holder) }?;
        Some(Given(Some(value)))
    }
}

impl<'py, T> Borrowed<'_, 'py, T> {
    /// Whether the object is None.
    #[inline(always)]
    pub fn is_none(self) -> bool {
        self.as_ptr().as_ptr() == sys::Py_None()
    }

    /// The value of True and False, `None` for any other object.
    #[inline(always)]
    pub fn as_bool(self) -> Option<bool> {
        let object = self.as_ptr().as_ptr();
        if object == sys::Py_True() {
            Some(true)
        } else if object == sys::Py_False() {
            Some(false)
        } else {
            None
        }
    }

    /// The truth value, as [`PyObject_IsTrue`](https://docs.python.org/3/c-api/object.html#c.PyObject_IsTrue) finds it.
    ///
    /// # Errors
    ///
    /// What the object's `__bool__` or `__len__` raises.
    pub fn is_true(self) -> PyResult<bool> {
        // SAFETY: this borrows the token, so the thread is attached.
        match unsafe { ffi::PyObject_IsTrue(self.as_ptr()) } {
            // SAFETY: it says that an exception is set.
            -1 => Err(unsafe { Raised::assume_set() }),
            value => Ok(value != 0),
        }
    }

    /// Whether the object's class is one that code in Python made, and can change.
    pub(crate) fn is_of_python_class(self) -> bool {
        // SAFETY: an object.
        let class = unsafe { sys::Py_TYPE(self.as_ptr().as_ptr()) };
        let has = |flag| {
            // SAFETY: the type is alive while the object is.
            let has = unsafe { sys::PyType_HasFeature(class, flag) };
            has != 0
        };
        has(sys::Py_TPFLAGS_HEAPTYPE) && !has(sys::Py_TPFLAGS_IMMUTABLETYPE)
    }
}

/// What a function of `&mut Thread` can return: a type that has not the thread in it.
///
/// Only this crate implements it. Another type could detach while its [`IntoPy`] has the token.
#[diagnostic::on_unimplemented(
    message = "a function of `&mut Thread` does not return `{Self}`",
    label = "not a type of a result",
    note = "a result that is a type of the module's own could have the thread in it: make the object in the function, \
            `value.into_py(thread.py())`, and return that"
)]
pub trait ThreadResult: sealed::ThreadResult {}

impl<T: sealed::ThreadResult> ThreadResult for T {}

/// A reference to None, True or False.
#[inline(always)]
pub(crate) fn singleton(py: Python<'_>, object: *mut sys::PyObject) -> Bound<'_> {
    let _ = py;
    // SAFETY: a static object of the interpreter, alive as long as anything is.
    let object = unsafe { BorrowedPtr::from_ptr(object) };
    let object = object.expect("a static has an address");
    // SAFETY: the token says that the thread is attached.
    let object = unsafe { object.to_owned() };
    // SAFETY: the result borrows the token.
    unsafe { Bound::from_owned(object) }
}

/// A type that a [`pyfunction`](crate::pyfunction) can return.
#[diagnostic::on_unimplemented(
    message = "no object is made of `{Self}`",
    label = "not a type of a result",
    note = "a function returns `PyResult<T>`, with `T` a handle, a number, `bool`, `()`, text or bytes, or an `Option` \
            or a tuple of these"
)]
pub trait IntoPy<'py> {
    /// Makes the object.
    ///
    /// # Errors
    ///
    /// MemoryError.
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>>;
}

impl<'py, T> IntoPy<'py> for Bound<'py, T> {
    #[inline(always)]
    fn into_py(self, _: Python<'py>) -> PyResult<Bound<'py>> {
        Ok(self.into_any())
    }
}

/// None.
impl<'py> IntoPy<'py> for () {
    #[inline(always)]
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
        Ok(singleton(py, sys::Py_None()))
    }
}

/// `None` is None.
impl<'py, T: IntoPy<'py>> IntoPy<'py> for Option<T> {
    #[inline(always)]
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
        match self {
            Some(value) => value.into_py(py),
            None => ().into_py(py),
        }
    }
}
