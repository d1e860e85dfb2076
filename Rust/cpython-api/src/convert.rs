//! Arguments into Rust, results into Python.

use alloc::string::String;
use cpython_ffi::{self as ffi, BorrowedPtr, sys};

use crate::{Arg, Borrowed, Bound, PyResult, Python, Raised};

/// A type that a parameter of a [`pyfunction`](crate::pyfunction) can have.
///
/// Implemented in this crate only, since the promises of both methods are kept by the expansion of
/// `pyfunction` alone.
pub trait FromArg<'a>: Sized {
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
    ) -> PyResult<Self>;

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

/// The argument as it is.
impl<'a> FromArg<'a> for Arg<'a> {
    type Holder = ();

    #[inline(always)]
    unsafe fn from_arg<'c: 'a>(_: Python<'_>, arg: Arg<'c>, (): &'a mut ()) -> PyResult<Self> {
        Ok(arg)
    }

    #[inline(always)]
    unsafe fn take_arg<'c: 'a>(_: Python<'_>, arg: Arg<'c>, (): &'a mut ()) -> Option<Self> {
        Some(arg)
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
    ) -> PyResult<Self> {
        if arg.bind(py).is_none() {
            return Ok(None);
        }
        // SAFETY: the caller promises for the holder.
        unsafe { T::from_arg(py, arg, holder) }.map(Some)
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

/// Whether the argument is true.
impl<'a> FromArg<'a> for bool {
    type Holder = ();

    #[inline(always)]
    unsafe fn from_arg<'c: 'a>(py: Python<'_>, arg: Arg<'c>, (): &'a mut ()) -> PyResult<Self> {
        match arg.bind(py).as_bool() {
            Some(value) => Ok(value),
            None => arg.bind(py).is_true(),
        }
    }

    #[inline(always)]
    unsafe fn take_arg<'c: 'a>(py: Python<'_>, arg: Arg<'c>, (): &'a mut ()) -> Option<Self> {
        arg.bind(py).as_bool()
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

    /// The `tp_name` of the object's type.
    pub(crate) fn type_name(self) -> String {
        // SAFETY: an object.
        let class = unsafe { sys::Py_TYPE(self.as_ptr().as_ptr()) };
        // SAFETY: the type is alive while the object is.
        let name = unsafe { (*class).tp_name };
        // SAFETY: a C string that lives as long as the type.
        let name = unsafe { core::ffi::CStr::from_ptr(name) };
        name.to_string_lossy().into_owned()
    }
}

/// A reference to None, True or False.
#[inline(always)]
fn singleton(py: Python<'_>, object: *mut sys::PyObject) -> Bound<'_> {
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

impl<'py> IntoPy<'py> for bool {
    #[inline(always)]
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
        let value = if self {
            sys::Py_True()
        } else {
            sys::Py_False()
        };
        Ok(singleton(py, value))
    }
}

impl<'py> IntoPy<'py> for usize {
    fn into_py(self, _: Python<'py>) -> PyResult<Bound<'py>> {
        // SAFETY: the token says that the thread is attached.
        let value = unsafe { ffi::PyLong_FromSize_t(self) };
        // SAFETY: NULL says that an exception is set.
        let value = value.ok_or_else(|| unsafe { Raised::assume_set() })?;
        // SAFETY: the token is borrowed for `'py`.
        Ok(unsafe { Bound::from_owned(value) })
    }
}
