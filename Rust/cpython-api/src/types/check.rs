//! Which type an object has: checks, and casts that check.

use core::ffi::CStr;
use core::ops::Deref;
use core::ptr;

use cpython_ffi::{BorrowedPtr, sys};

use crate::convert::{FromPyObject, Place};
use crate::memory::Lossy;
use crate::{Arg, Borrowed, Bound, Exception, PyResult, PyType, Python, Raised};

/// A marker that stands for a type, or for several of one kind.
///
/// # Safety
///
/// An object that [`type_check`](Self::type_check) accepts is what the operations of the marker need,
/// for as long as it lives.
pub unsafe trait PyTypeCheck {
    /// What messages call the type.
    const NAME: &'static CStr;

    /// Whether the object is of this type, or of a subclass.
    fn type_check(object: Borrowed<'_, '_>) -> bool;
}

/// A marker that stands for one type.
///
/// # Safety
///
/// As [`PyTypeCheck`], for the type object: what is an instance of it passes the check.
pub unsafe trait PyTypeInfo: PyTypeCheck {
    /// The type.
    fn type_object<'py>(py: Python<'py>) -> Borrowed<'py, 'py, PyType>;
}

/// Whether the object is of exactly this type.
fn is_exact<T: PyTypeInfo>(object: Borrowed<'_, '_>) -> bool {
    let class = T::type_object(object.py()).as_ptr().as_ptr();
    // SAFETY: an object and a type.
    unsafe { sys::Py_IS_TYPE(object.as_ptr().as_ptr(), class.cast()) != 0 }
}

/// An object is not of the type that it is to be cast to.
///
/// It becomes a TypeError where `?` makes a [`Raised`] of it.
pub struct CastError<'a, 'py> {
    object: Borrowed<'a, 'py>,
    expected: &'static CStr,
}

/// As [`CastError`], with the object.
pub struct CastIntoError<'py> {
    object: Bound<'py>,
    expected: &'static CStr,
}

impl<'py> CastIntoError<'py> {
    /// The object.
    pub fn into_inner(self) -> Bound<'py> {
        self.object
    }
}

impl From<CastError<'_, '_>> for Raised {
    /// Writes what Argument Clinic's functions write of an argument.
    #[cold]
    fn from(error: CastError<'_, '_>) -> Raised {
        let CastError { object, expected } = error;
        let name = if object.is_none() {
            Lossy(c"None")
        } else {
            object.tp_name()
        };
        let expected = Lossy(expected);
        let text = format_args!("must be {expected}, not {name:.50}");
        Raised::from_fmt(object.py(), Exception::TypeError, text)
    }
}

impl From<CastIntoError<'_>> for Raised {
    #[cold]
    fn from(error: CastIntoError<'_>) -> Raised {
        let object = error.object.as_borrowed();
        let expected = error.expected;
        CastError { object, expected }.into()
    }
}

impl<'py, T> Bound<'py, T> {
    /// As an object of unknown type.
    #[inline(always)]
    pub const fn as_any(&self) -> &Bound<'py> {
        // SAFETY: any object is a PyAny, and handles of all types have one layout.
        unsafe { self.cast_unchecked() }
    }

    /// # Safety
    ///
    /// The object is a `U`.
    #[inline(always)]
    pub(crate) const unsafe fn cast_unchecked<U>(&self) -> &Bound<'py, U> {
        // SAFETY: the marker is all that differs, and the caller promises for it.
        unsafe { &*ptr::from_ref(self).cast() }
    }

    /// # Safety
    ///
    /// The object is a `U`.
    #[inline(always)]
    pub(crate) unsafe fn cast_into_unchecked<U>(self) -> Bound<'py, U> {
        // SAFETY: the caller promises it, and this has borrowed the token.
        unsafe { Bound::from_owned(self.into_owned_ptr()) }
    }

    /// The same object as a `U`, of a subclass, too.
    ///
    /// # Errors
    ///
    /// If it is none; `?` makes that a TypeError.
    #[inline]
    pub fn cast<U: PyTypeCheck>(&self) -> Result<&Bound<'py, U>, CastError<'_, 'py>> {
        let object = self.as_any().as_borrowed();
        if U::type_check(object) {
            // SAFETY: it passed the check.
            return Ok(unsafe { self.cast_unchecked() });
        }
        let expected = U::NAME;
        Err(CastError { object, expected })
    }

    /// The same object as a `U`, if no subclass is between.
    ///
    /// # Errors
    ///
    /// If it is none; `?` makes that a TypeError.
    #[inline]
    pub fn cast_exact<U: PyTypeInfo>(&self) -> Result<&Bound<'py, U>, CastError<'_, 'py>> {
        let object = self.as_any().as_borrowed();
        if is_exact::<U>(object) {
            // SAFETY: it is of exactly this type.
            return Ok(unsafe { self.cast_unchecked() });
        }
        let expected = U::NAME;
        Err(CastError { object, expected })
    }

    /// As [`cast`](Self::cast), of the handle itself.
    ///
    /// # Errors
    ///
    /// If the object is no `U`: the error has it.
    pub fn cast_into<U: PyTypeCheck>(self) -> Result<Bound<'py, U>, CastIntoError<'py>> {
        if U::type_check(self.as_any().as_borrowed()) {
            // SAFETY: it passed the check.
            return Ok(unsafe { self.cast_into_unchecked() });
        }
        Err(CastIntoError {
            object: self.into_any(),
            expected: U::NAME,
        })
    }

    /// Whether the object is a `U`, of a subclass, too.
    #[inline]
    pub fn is_instance_of<U: PyTypeCheck>(&self) -> bool {
        U::type_check(self.as_any().as_borrowed())
    }

    /// Whether the object is of exactly the type `U`.
    #[inline]
    pub fn is_exact_instance_of<U: PyTypeInfo>(&self) -> bool {
        is_exact::<U>(self.as_any().as_borrowed())
    }
}

impl<'a, 'py, T> Borrowed<'a, 'py, T> {
    /// As an object of unknown type.
    #[inline(always)]
    pub fn into_any(self) -> Borrowed<'a, 'py> {
        // SAFETY: any object is a PyAny.
        unsafe { self.cast_unchecked() }
    }

    /// # Safety
    ///
    /// The object is a `U`.
    #[inline(always)]
    pub(crate) unsafe fn cast_unchecked<U>(self) -> Borrowed<'a, 'py, U> {
        // SAFETY: the caller promises it.
        unsafe { Borrowed::from_borrowed(self.py(), self.as_ptr()) }
    }

    /// The same object as a `U`, of a subclass, too.
    ///
    /// # Errors
    ///
    /// If it is none; `?` makes that a TypeError.
    #[inline]
    pub fn cast<U: PyTypeCheck>(self) -> Result<Borrowed<'a, 'py, U>, CastError<'a, 'py>> {
        let object = self.into_any();
        if U::type_check(object) {
            // SAFETY: it passed the check.
            return Ok(unsafe { self.cast_unchecked() });
        }
        let expected = U::NAME;
        Err(CastError { object, expected })
    }

    /// The same object as a `U`, if no subclass is between.
    ///
    /// # Errors
    ///
    /// If it is none; `?` makes that a TypeError.
    #[inline]
    pub fn cast_exact<U: PyTypeInfo>(self) -> Result<Borrowed<'a, 'py, U>, CastError<'a, 'py>> {
        let object = self.into_any();
        if is_exact::<U>(object) {
            // SAFETY: it is of exactly this type.
            return Ok(unsafe { self.cast_unchecked() });
        }
        let expected = U::NAME;
        Err(CastError { object, expected })
    }
}

impl<'c, T> Arg<'c, T> {
    /// The same argument as a `U`, of a subclass, too.
    ///
    /// # Errors
    ///
    /// If it is none; `?` makes that a TypeError.
    #[inline]
    pub fn cast<'py, U: PyTypeCheck>(
        self,
        py: Python<'py>,
    ) -> Result<Arg<'c, U>, CastError<'c, 'py>> {
        let object = self.bind(py).cast::<U>()?;
        // SAFETY: it passed the check.
        Ok(unsafe { Arg::from_borrowed(object.as_ptr()) })
    }

    /// The same argument as a `U`, if no subclass is between.
    ///
    /// # Errors
    ///
    /// If it is none; `?` makes that a TypeError.
    #[inline]
    pub fn cast_exact<'py, U: PyTypeInfo>(
        self,
        py: Python<'py>,
    ) -> Result<Arg<'c, U>, CastError<'c, 'py>> {
        let object = self.bind(py).cast_exact::<U>()?;
        // SAFETY: it passed the check.
        Ok(unsafe { Arg::from_borrowed(object.as_ptr()) })
    }

    /// Whether the argument is a `U`, of a subclass, too.
    #[inline]
    pub fn is_instance_of<U: PyTypeCheck>(self, py: Python<'_>) -> bool {
        U::type_check(self.bind(py).into_any())
    }
}

/// The argument as it is, if its type is `T` or a subclass.
impl<'a, T: PyTypeCheck> FromPyObject<'a> for Arg<'a, T> {
    #[inline]
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        Ok(object.cast(py)?)
    }

    #[inline]
    fn extract_argument(py: Python<'_>, arg: Arg<'a>, place: &Place) -> PyResult<Self> {
        match arg.cast(py) {
            Ok(arg) => Ok(arg),
            Err(_) => Err(place.bad_argument(py, T::NAME, arg)),
        }
    }

    #[inline]
    fn extract_optional(py: Python<'_>, arg: Arg<'a>, place: &Place) -> PyResult<Option<Self>> {
        if arg.bind(py).is_none() {
            return Ok(None);
        }
        match arg.cast(py) {
            Ok(arg) => Ok(Some(arg)),
            Err(_) => Err(place.bad_optional(py, T::NAME, arg)),
        }
    }

    #[inline]
    fn extract_quietly(py: Python<'_>, object: Arg<'a>) -> Option<Self> {
        object.cast(py).ok()
    }
}

/// What takes a reference that someone has can take this one, while it is there.
impl<'py, T> Deref for Borrowed<'_, 'py, T> {
    type Target = Bound<'py, T>;

    #[inline(always)]
    fn deref(&self) -> &Bound<'py, T> {
        // SAFETY: both are a pointer to an object that lives as long as `self`. A Bound releases its
        // reference when it is dropped, and nobody drops what is behind a `&`.
        unsafe { &*ptr::from_ref(self).cast() }
    }
}

impl<T> Clone for Bound<'_, T> {
    /// Takes another reference.
    #[inline]
    fn clone(&self) -> Self {
        self.as_borrowed().to_owned()
    }
}

/// What any object can do, objects of this type can.
macro_rules! derefs_to_any {
    ($marker:ident) => {
        impl<'py> core::ops::Deref for $crate::Bound<'py, $marker> {
            type Target = $crate::Bound<'py>;

            #[inline(always)]
            fn deref(&self) -> &$crate::Bound<'py> {
                self.as_any()
            }
        }
    };
}
pub(crate) use derefs_to_any;

/// Declares the marker of a built-in type: its name, how to check, and the type object.
macro_rules! builtin_type {
    ($(#[$doc:meta])* $marker:ident, $name:literal, $check:path, $type:ident) => {
        $(#[$doc])*
        pub struct $marker(());

        $crate::types::check::derefs_to_any!($marker);

        // SAFETY: the check is CPython's own.
        unsafe impl $crate::PyTypeCheck for $marker {
            const NAME: &'static core::ffi::CStr = $name;

            #[inline]
            fn type_check(object: $crate::Borrowed<'_, '_>) -> bool {
                // SAFETY: an object.
                unsafe { $check(object.as_ptr().as_ptr()) != 0 }
            }
        }

        // SAFETY: the check is for this type.
        unsafe impl $crate::PyTypeInfo for $marker {
            #[inline]
            fn type_object<'py>(py: $crate::Python<'py>) -> $crate::Borrowed<'py, 'py, $crate::PyType> {
                // SAFETY: a static type, which lives as long as the interpreter.
                unsafe { $crate::types::check::static_type(py, &raw mut sys::$type) }
            }
        }
    };
}
pub(crate) use builtin_type;

/// # Safety
///
/// A type that lives as long as the interpreter.
#[inline(always)]
pub(crate) unsafe fn static_type<'py>(
    py: Python<'py>,
    class: *mut sys::PyTypeObject,
) -> Borrowed<'py, 'py, PyType> {
    // SAFETY: a type is an object, and the caller says how long it lives.
    let class = unsafe { BorrowedPtr::from_ptr(class.cast()) };
    let class = class.expect("a static has an address");
    // SAFETY: it is a type.
    unsafe { Borrowed::from_borrowed(py, class) }
}
