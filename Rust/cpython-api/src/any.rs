//! What any object can do: attributes, calls, comparison, items, iteration, arithmetic.
//!
//! All of it may run Python code, which may do anything but end the call: what is borrowed from an
//! object that others can change is not kept over it.

use core::ffi::CStr;
use core::ptr;

use cpython_ffi::{self as ffi, BorrowedPtr, OwnedPtr, sys};

use crate::call::PyCallArgs;
use crate::error::{new_object, size, status, truth};
use crate::memory::Lossy;
use crate::{
    Borrowed, Bound, Exception, IntoPy, PyAny, PyDict, PyIterator, PyResult, PyStr, PyTuple,
    PyType, Python, Raised,
};

/// What [`rich_compare`](Bound::rich_compare) asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum CompareOp {
    /// `<`
    Lt = sys::Py_LT,
    /// `<=`
    Le = sys::Py_LE,
    /// `==`
    Eq = sys::Py_EQ,
    /// `!=`
    Ne = sys::Py_NE,
    /// `>`
    Gt = sys::Py_GT,
    /// `>=`
    Ge = sys::Py_GE,
}

#[expect(non_snake_case, reason = "their names in Python, and in PyO3")]
impl<'py> Python<'py> {
    /// `None`.
    pub fn None(self) -> Borrowed<'py, 'py> {
        // SAFETY: it lives as long as the interpreter.
        unsafe { constant(self, sys::Py_None()) }
    }

    /// `NotImplemented`, which a comparison or an operator returns to let the other operand try.
    pub fn NotImplemented(self) -> Borrowed<'py, 'py> {
        // SAFETY: it lives as long as the interpreter.
        unsafe { constant(self, sys::Py_NotImplemented()) }
    }

    /// `...`.
    pub fn Ellipsis(self) -> Borrowed<'py, 'py> {
        // SAFETY: it lives as long as the interpreter.
        unsafe { constant(self, sys::Py_Ellipsis()) }
    }
}

/// # Safety
///
/// An object that lives as long as the interpreter.
unsafe fn constant<'py>(py: Python<'py>, object: *mut sys::PyObject) -> Borrowed<'py, 'py> {
    // SAFETY: the caller promises it.
    let object = unsafe { BorrowedPtr::from_ptr(object) };
    let object = object.expect("a static has an address");
    // SAFETY: any object is a PyAny.
    unsafe { Borrowed::from_borrowed(py, object) }
}

impl<T> Bound<'_, T> {
    /// The pointer, for the typed level.
    #[inline(always)]
    pub(crate) const fn object(&self) -> BorrowedPtr<'_> {
        self.as_borrowed().as_ptr()
    }

    /// Whether both are the same object: `is`.
    #[inline]
    pub fn is<U>(&self, other: &Bound<'_, U>) -> bool {
        self.object().as_ptr() == other.object().as_ptr()
    }
}

impl<'a> Borrowed<'a, '_> {
    /// The name of the type as C code writes it into messages: with the module's name before it for some
    /// types in C.
    pub(crate) fn tp_name(self) -> Lossy<'a> {
        // SAFETY: an object.
        let class = unsafe { sys::Py_TYPE(self.as_ptr().as_ptr()) };
        // SAFETY: the type is alive while the object is.
        let name = unsafe { (*class).tp_name };
        // SAFETY: a C string that lives as long as the type.
        Lossy(unsafe { CStr::from_ptr(name) })
    }

    /// The name of the type, without the module that a type of C has in front of it: `type(object).__name__`.
    pub(crate) fn type_name(self) -> Lossy<'a> {
        let Lossy(name) = self.tp_name();
        let dot = name.to_bytes().iter().rposition(|&byte| byte == b'.');
        let start = dot.map_or(0, |dot| dot + 1);
        Lossy(&name[start..])
    }
}

/// Attributes.
impl<'py> Bound<'py, PyAny> {
    /// `self.name`: [`PyObject_GetAttr`](https://docs.python.org/3/c-api/object.html#c.PyObject_GetAttr).
    ///
    /// # Errors
    ///
    /// AttributeError, or what looking it up raises.
    #[inline]
    pub fn getattr(&self, name: impl IntoPy<'py>) -> PyResult<Bound<'py>> {
        let name = name.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached.
        let value = unsafe { ffi::PyObject_GetAttr(self.object(), name.object()) };
        new_object(self.py(), value)
    }

    /// `self.name`, or `None` if there is no such attribute:
    /// [`PyObject_GetOptionalAttr`](https://docs.python.org/3/c-api/object.html#c.PyObject_GetOptionalAttr).
    ///
    /// # Errors
    ///
    /// What looking it up raises, AttributeError apart.
    #[inline]
    pub fn getattr_opt(&self, name: impl IntoPy<'py>) -> PyResult<Option<Bound<'py>>> {
        self.getattr_opt_of(&name.into_py(self.py())?)
    }

    fn getattr_opt_of(&self, name: &Bound<'py>) -> PyResult<Option<Bound<'py>>> {
        #[cfg(not(Py_3_13))]
        use ffi::_PyObject_LookupAttr as lookup;
        #[cfg(Py_3_13)]
        use ffi::PyObject_GetOptionalAttr as lookup;

        let mut value = ptr::null_mut();
        // SAFETY: the handles say that the thread is attached; a place for a reference.
        let found = unsafe { lookup(self.object(), name.object(), &mut value) };
        // SAFETY: it is a new reference, or NULL.
        let value = unsafe { OwnedPtr::from_ptr(value) };
        truth(self.py(), found)?;
        value
            .map(|value| new_object(self.py(), Some(value)))
            .transpose()
    }

    /// Whether there is such an attribute:
    /// [`PyObject_HasAttrWithError`](https://docs.python.org/3/c-api/object.html#c.PyObject_HasAttrWithError).
    ///
    /// # Errors
    ///
    /// What looking it up raises, AttributeError apart.
    #[inline]
    pub fn hasattr(&self, name: impl IntoPy<'py>) -> PyResult<bool> {
        Ok(self.getattr_opt(name)?.is_some())
    }

    /// `self.name = value`: [`PyObject_SetAttr`](https://docs.python.org/3/c-api/object.html#c.PyObject_SetAttr).
    ///
    /// # Errors
    ///
    /// AttributeError, or what setting it raises.
    #[inline]
    pub fn setattr(&self, name: impl IntoPy<'py>, value: impl IntoPy<'py>) -> PyResult<()> {
        let name = name.into_py(self.py())?;
        let value = value.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached.
        let set =
            unsafe { ffi::PyObject_SetAttr(self.object(), name.object(), Some(value.object())) };
        status(self.py(), set)
    }

    /// `del self.name`: [`PyObject_DelAttr`](https://docs.python.org/3/c-api/object.html#c.PyObject_DelAttr).
    ///
    /// # Errors
    ///
    /// AttributeError, or what deleting it raises.
    #[inline]
    pub fn delattr(&self, name: impl IntoPy<'py>) -> PyResult<()> {
        let name = name.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached. No value deletes the attribute.
        let deleted = unsafe { ffi::PyObject_SetAttr(self.object(), name.object(), None) };
        status(self.py(), deleted)
    }
}

/// Calls.
impl<'py> Bound<'py, PyAny> {
    /// Whether the object can be called.
    pub fn is_callable(&self) -> bool {
        // SAFETY: the handle says that the thread is attached.
        unsafe { ffi::PyCallable_Check(self.object()) != 0 }
    }

    /// `self(*args, **kwargs)`:
    /// [`PyObject_VectorcallDict`](https://docs.python.org/3/c-api/call.html#c.PyObject_VectorcallDict).
    ///
    /// # Errors
    ///
    /// What the call raises.
    #[inline]
    pub fn call(
        &self,
        args: impl PyCallArgs<'py>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py>> {
        args.call(self, kwargs)
    }

    /// `self()`: [`PyObject_CallNoArgs`](https://docs.python.org/3/c-api/call.html#c.PyObject_CallNoArgs).
    ///
    /// # Errors
    ///
    /// What the call raises.
    #[inline]
    pub fn call0(&self) -> PyResult<Bound<'py>> {
        // SAFETY: the handle says that the thread is attached.
        let result = unsafe { ffi::PyObject_CallNoArgs(self.object()) };
        new_object(self.py(), result)
    }

    /// `self(*args)`: [`PyObject_Vectorcall`](https://docs.python.org/3/c-api/call.html#c.PyObject_Vectorcall).
    ///
    /// # Errors
    ///
    /// What the call raises.
    #[inline]
    pub fn call1(&self, args: impl PyCallArgs<'py>) -> PyResult<Bound<'py>> {
        args.call(self, None)
    }

    /// A call whose last arguments are keywords, one for each of `names`:
    /// [`PyObject_Vectorcall`](https://docs.python.org/3/c-api/call.html#c.PyObject_Vectorcall).
    ///
    /// # Errors
    ///
    /// What the call raises. TypeError if there are more names than arguments, or a name is no `str`.
    pub fn vectorcall(
        &self,
        args: &[Borrowed<'_, 'py>],
        names: &Bound<'py, PyTuple>,
    ) -> PyResult<Bound<'py>> {
        let py = self.py();
        let Some(positional) = args.len().checked_sub(names.len()) else {
            let text = "there are more names than arguments";
            return Err(Raised::new(py, Exception::TypeError, text));
        };
        // What is called relies on it.
        if !names.iter().all(|name| name.is_instance_of::<PyStr>()) {
            return Err(Raised::new(
                py,
                Exception::TypeError,
                "keywords must be strings",
            ));
        }
        let names = (!names.is_empty()).then(|| names.object());
        // SAFETY: attached; a Borrowed is a pointer to an object, so this is an array of as many arguments as there
        // are, and each name has its value.
        let result = unsafe {
            ffi::PyObject_Vectorcall(self.object(), args.as_ptr().cast(), positional, names)
        };
        new_object(py, result)
    }

    /// `self.name(*args, **kwargs)`.
    ///
    /// # Errors
    ///
    /// What looking up the method, or the call, raises.
    #[inline]
    pub fn call_method(
        &self,
        name: impl IntoPy<'py>,
        args: impl PyCallArgs<'py>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py>> {
        match kwargs {
            None => self.call_method1(name, args),
            Some(_) => self.getattr(name)?.call(args, kwargs),
        }
    }

    /// `self.name()`:
    /// [`PyObject_CallMethodNoArgs`](https://docs.python.org/3/c-api/call.html#c.PyObject_CallMethodNoArgs).
    ///
    /// # Errors
    ///
    /// What looking up the method, or the call, raises.
    #[inline]
    pub fn call_method0(&self, name: impl IntoPy<'py>) -> PyResult<Bound<'py>> {
        self.call_method1(name, ())
    }

    /// `self.name(*args)`:
    /// [`PyObject_VectorcallMethod`](https://docs.python.org/3/c-api/call.html#c.PyObject_VectorcallMethod).
    ///
    /// # Errors
    ///
    /// What looking up the method, or the call, raises.
    #[inline]
    pub fn call_method1(
        &self,
        name: impl IntoPy<'py>,
        args: impl PyCallArgs<'py>,
    ) -> PyResult<Bound<'py>> {
        args.call_method(self, &name.into_py(self.py())?)
    }
}

/// Types, text, truth, comparison.
impl<'py> Bound<'py, PyAny> {
    /// `type(self)`: [`PyObject_Type`](https://docs.python.org/3/c-api/object.html#c.PyObject_Type).
    pub fn get_type(&self) -> Bound<'py, PyType> {
        // SAFETY: the handle says that the thread is attached.
        let class = unsafe { ffi::PyObject_Type(self.object()) };
        // SAFETY: it is a type, and the token is borrowed for `'py`.
        unsafe { Bound::from_owned(class) }
    }

    /// `isinstance(self, class)`, with a class or a tuple of them:
    /// [`PyObject_IsInstance`](https://docs.python.org/3/c-api/object.html#c.PyObject_IsInstance).
    ///
    /// # Errors
    ///
    /// TypeError if `class` is neither, or what its `__instancecheck__` raises.
    pub fn is_instance<T>(&self, class: &Bound<'py, T>) -> PyResult<bool> {
        // SAFETY: the handles say that the thread is attached.
        let answer = unsafe { ffi::PyObject_IsInstance(self.object(), class.object()) };
        truth(self.py(), answer)
    }

    /// `issubclass(self, class)`, with a class or a tuple of them:
    /// [`PyObject_IsSubclass`](https://docs.python.org/3/c-api/object.html#c.PyObject_IsSubclass).
    ///
    /// # Errors
    ///
    /// TypeError if one of the two is no class, or what a `__subclasscheck__` raises.
    pub fn is_subclass<T>(&self, class: &Bound<'py, T>) -> PyResult<bool> {
        // SAFETY: the handles say that the thread is attached.
        let answer = unsafe { ffi::PyObject_IsSubclass(self.object(), class.object()) };
        truth(self.py(), answer)
    }

    /// Whether it is `None`.
    #[inline]
    pub fn is_none(&self) -> bool {
        self.as_borrowed().is_none()
    }

    /// Whether it is `...`.
    pub fn is_ellipsis(&self) -> bool {
        self.is(&self.py().Ellipsis())
    }

    /// Whether it is `NotImplemented`.
    pub fn is_not_implemented(&self) -> bool {
        self.is(&self.py().NotImplemented())
    }

    /// `bool(self)`: [`PyObject_IsTrue`](https://docs.python.org/3/c-api/object.html#c.PyObject_IsTrue).
    ///
    /// # Errors
    ///
    /// What its `__bool__` or `__len__` raises.
    #[inline]
    pub fn is_truthy(&self) -> PyResult<bool> {
        // SAFETY: the handle says that the thread is attached.
        let answer = unsafe { ffi::PyObject_IsTrue(self.object()) };
        truth(self.py(), answer)
    }

    /// `repr(self)`: [`PyObject_Repr`](https://docs.python.org/3/c-api/object.html#c.PyObject_Repr).
    ///
    /// # Errors
    ///
    /// What its `__repr__` raises, or TypeError if that returns no `str`.
    pub fn repr(&self) -> PyResult<Bound<'py, PyStr>> {
        // SAFETY: the handle says that the thread is attached.
        let text = new_object(self.py(), unsafe { ffi::PyObject_Repr(self.object()) })?;
        // SAFETY: it is a str.
        Ok(unsafe { text.cast_into_unchecked() })
    }

    /// `ascii(self)`: [`PyObject_ASCII`](https://docs.python.org/3/c-api/object.html#c.PyObject_ASCII).
    ///
    /// # Errors
    ///
    /// What its `__repr__` raises, or TypeError if that returns no `str`.
    pub fn ascii(&self) -> PyResult<Bound<'py, PyStr>> {
        // SAFETY: the handle says that the thread is attached.
        let text = new_object(self.py(), unsafe { ffi::PyObject_ASCII(self.object()) })?;
        // SAFETY: it is a str.
        Ok(unsafe { text.cast_into_unchecked() })
    }

    /// `str(self)`: [`PyObject_Str`](https://docs.python.org/3/c-api/object.html#c.PyObject_Str).
    ///
    /// # Errors
    ///
    /// What its `__str__` raises, or TypeError if that returns no `str`.
    pub fn str(&self) -> PyResult<Bound<'py, PyStr>> {
        // SAFETY: the handle says that the thread is attached.
        let text = new_object(self.py(), unsafe { ffi::PyObject_Str(self.object()) })?;
        // SAFETY: it is a str.
        Ok(unsafe { text.cast_into_unchecked() })
    }

    /// `hash(self)`: [`PyObject_Hash`](https://docs.python.org/3/c-api/object.html#c.PyObject_Hash).
    ///
    /// # Errors
    ///
    /// TypeError if it has none, or what its `__hash__` raises.
    pub fn hash(&self) -> PyResult<isize> {
        // SAFETY: the handle says that the thread is attached.
        match unsafe { ffi::PyObject_Hash(self.object()) } {
            // SAFETY: it says that an exception is set.
            -1 => Err(unsafe { Raised::assume_set() }),
            hash => Ok(hash),
        }
    }

    /// `self <op> other`, whatever object that gives:
    /// [`PyObject_RichCompare`](https://docs.python.org/3/c-api/object.html#c.PyObject_RichCompare).
    ///
    /// # Errors
    ///
    /// What the comparison raises.
    pub fn rich_compare(&self, other: impl IntoPy<'py>, op: CompareOp) -> PyResult<Bound<'py>> {
        let other = other.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached.
        let result = unsafe { ffi::PyObject_RichCompare(self.object(), other.object(), op as i32) };
        new_object(self.py(), result)
    }

    /// As containers compare their items: an object is equal to itself, whatever its `__eq__` says.
    /// [`PyObject_RichCompareBool`](https://docs.python.org/3/c-api/object.html#c.PyObject_RichCompareBool).
    ///
    /// # Errors
    ///
    /// What the comparison, or the truth of its result, raises.
    pub fn rich_compare_bool(&self, other: impl IntoPy<'py>, op: CompareOp) -> PyResult<bool> {
        let other = other.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached.
        let answer =
            unsafe { ffi::PyObject_RichCompareBool(self.object(), other.object(), op as i32) };
        truth(self.py(), answer)
    }
}

/// Comparisons whose result is asked for its truth.
macro_rules! comparisons {
    ($($name:ident $op:ident $python:literal)*) => {
        impl<'py> Bound<'py, PyAny> {$(
            #[doc = concat!("`bool(self ", $python, " other)`.")]
            ///
            /// # Errors
            ///
            /// What the comparison, or the truth of its result, raises.
            pub fn $name(&self, other: impl IntoPy<'py>) -> PyResult<bool> {
                self.rich_compare(other, CompareOp::$op)?.is_truthy()
            }
        )*}
    };
}

comparisons! {
    lt Lt "<"
    le Le "<="
    eq Eq "=="
    ne Ne "!="
    gt Gt ">"
    ge Ge ">="
}

/// Items and iteration.
impl<'py> Bound<'py, PyAny> {
    /// `len(self)`: [`PyObject_Size`](https://docs.python.org/3/c-api/object.html#c.PyObject_Size).
    ///
    /// # Errors
    ///
    /// TypeError if it has none, or what its `__len__` raises.
    pub fn len(&self) -> PyResult<usize> {
        // SAFETY: the handle says that the thread is attached.
        let len = unsafe { ffi::PyObject_Size(self.object()) };
        size(self.py(), len)
    }

    /// `self[key]`: [`PyObject_GetItem`](https://docs.python.org/3/c-api/object.html#c.PyObject_GetItem).
    ///
    /// # Errors
    ///
    /// KeyError, IndexError, TypeError, or what its `__getitem__` raises.
    pub fn get_item(&self, key: impl IntoPy<'py>) -> PyResult<Bound<'py>> {
        let key = key.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached.
        let item = unsafe { ffi::PyObject_GetItem(self.object(), key.object()) };
        new_object(self.py(), item)
    }

    /// `self[key] = value`: [`PyObject_SetItem`](https://docs.python.org/3/c-api/object.html#c.PyObject_SetItem).
    ///
    /// # Errors
    ///
    /// IndexError, TypeError, or what its `__setitem__` raises.
    pub fn set_item(&self, key: impl IntoPy<'py>, value: impl IntoPy<'py>) -> PyResult<()> {
        let key = key.into_py(self.py())?;
        let value = value.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached.
        let set = unsafe { ffi::PyObject_SetItem(self.object(), key.object(), value.object()) };
        status(self.py(), set)
    }

    /// `del self[key]`: [`PyObject_DelItem`](https://docs.python.org/3/c-api/object.html#c.PyObject_DelItem).
    ///
    /// # Errors
    ///
    /// KeyError, IndexError, TypeError, or what its `__delitem__` raises.
    pub fn del_item(&self, key: impl IntoPy<'py>) -> PyResult<()> {
        let key = key.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached.
        let deleted = unsafe { ffi::PyObject_DelItem(self.object(), key.object()) };
        status(self.py(), deleted)
    }

    /// `value in self`: [`PySequence_Contains`](https://docs.python.org/3/c-api/sequence.html#c.PySequence_Contains).
    ///
    /// # Errors
    ///
    /// TypeError if it is no container, or what its `__contains__`, iteration or a comparison raises.
    pub fn contains(&self, value: impl IntoPy<'py>) -> PyResult<bool> {
        let value = value.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached.
        let answer = unsafe { ffi::PySequence_Contains(self.object(), value.object()) };
        truth(self.py(), answer)
    }

    /// `iter(self)`: [`PyObject_GetIter`](https://docs.python.org/3/c-api/object.html#c.PyObject_GetIter).
    ///
    /// # Errors
    ///
    /// TypeError if it cannot be iterated over, or what its `__iter__` raises.
    pub fn try_iter(&self) -> PyResult<Bound<'py, PyIterator>> {
        // SAFETY: the handle says that the thread is attached.
        let iterator = unsafe { ffi::PyObject_GetIter(self.object()) };
        let iterator = new_object(self.py(), iterator)?;
        // SAFETY: the function has seen to it that it is an iterator.
        Ok(unsafe { iterator.cast_into_unchecked() })
    }
}

type Unary = unsafe extern "C" fn(BorrowedPtr<'_>) -> Option<OwnedPtr>;
type Binary = unsafe extern "C" fn(BorrowedPtr<'_>, BorrowedPtr<'_>) -> Option<OwnedPtr>;
type Ternary =
    unsafe extern "C" fn(BorrowedPtr<'_>, BorrowedPtr<'_>, BorrowedPtr<'_>) -> Option<OwnedPtr>;

impl<'py> Bound<'py, PyAny> {
    /// # Safety
    ///
    /// The function takes any object, and returns a new reference or NULL with an exception set.
    unsafe fn unary(&self, f: Unary) -> PyResult<Bound<'py>> {
        // SAFETY: the handle says that the thread is attached.
        let result = unsafe { f(self.object()) };
        new_object(self.py(), result)
    }

    /// # Safety
    ///
    /// The function takes any objects, and returns a new reference or NULL with an exception set.
    unsafe fn binary(&self, f: Binary, other: &Bound<'py>) -> PyResult<Bound<'py>> {
        // SAFETY: the handles say that the thread is attached.
        let result = unsafe { f(self.object(), other.object()) };
        new_object(self.py(), result)
    }

    /// # Safety
    ///
    /// The function takes any objects, and returns a new reference or NULL with an exception set.
    unsafe fn ternary(
        &self,
        f: Ternary,
        second: &Bound<'py>,
        third: &Bound<'py>,
    ) -> PyResult<Bound<'py>> {
        // SAFETY: the handles say that the thread is attached.
        let result = unsafe { f(self.object(), second.object(), third.object()) };
        new_object(self.py(), result)
    }
}

/// The link to a function of `PyNumber_*`.
macro_rules! number_doc {
    ($python:literal, $function:ident) => {
        concat!(
            $python,
            ": [`",
            stringify!($function),
            "`](https://docs.python.org/3/c-api/number.html#c.",
            stringify!($function),
            ")."
        )
    };
}

macro_rules! unary_operators {
    ($($name:ident $python:literal $function:ident)*) => {
        /// Operators with one operand.
        impl<'py> Bound<'py, PyAny> {$(
            #[doc = number_doc!($python, $function)]
            ///
            /// # Errors
            ///
            /// TypeError if the operand has no such operator, or what it raises.
            pub fn $name(&self) -> PyResult<Bound<'py>> {
                // SAFETY: as the C API documents it.
                unsafe { self.unary(ffi::$function) }
            }
        )*}
    };
}

unary_operators! {
    neg "`-self`" PyNumber_Negative
    pos "`+self`" PyNumber_Positive
    abs "`abs(self)`" PyNumber_Absolute
    bitnot "`~self`" PyNumber_Invert
}

macro_rules! binary_operators {
    ($($name:ident $python:literal $function:ident)*) => {
        /// Operators with two operands. The names of those that change the first one in place, if its type can, are
        /// the names that the `operator` module has for them.
        impl<'py> Bound<'py, PyAny> {$(
            #[doc = number_doc!($python, $function)]
            ///
            /// # Errors
            ///
            /// TypeError if the operands have no such operator, or what it raises.
            pub fn $name(&self, other: impl IntoPy<'py>) -> PyResult<Bound<'py>> {
                let other = other.into_py(self.py())?;
                // SAFETY: as the C API documents it.
                unsafe { self.binary(ffi::$function, &other) }
            }
        )*}
    };
}

binary_operators! {
    add "`self + other`" PyNumber_Add
    sub "`self - other`" PyNumber_Subtract
    mul "`self * other`" PyNumber_Multiply
    matmul "`self @ other`" PyNumber_MatrixMultiply
    div "`self / other`" PyNumber_TrueDivide
    floor_div "`self // other`" PyNumber_FloorDivide
    rem "`self % other`" PyNumber_Remainder
    divmod "`divmod(self, other)`" PyNumber_Divmod
    lshift "`self << other`" PyNumber_Lshift
    rshift "`self >> other`" PyNumber_Rshift
    bitand "`self & other`" PyNumber_And
    bitor "`self | other`" PyNumber_Or
    bitxor "`self ^ other`" PyNumber_Xor
    iadd "`self += other`" PyNumber_InPlaceAdd
    isub "`self -= other`" PyNumber_InPlaceSubtract
    imul "`self *= other`" PyNumber_InPlaceMultiply
    imatmul "`self @= other`" PyNumber_InPlaceMatrixMultiply
    itruediv "`self /= other`" PyNumber_InPlaceTrueDivide
    ifloordiv "`self //= other`" PyNumber_InPlaceFloorDivide
    imod "`self %= other`" PyNumber_InPlaceRemainder
    ilshift "`self <<= other`" PyNumber_InPlaceLshift
    irshift "`self >>= other`" PyNumber_InPlaceRshift
    iand "`self &= other`" PyNumber_InPlaceAnd
    ior "`self |= other`" PyNumber_InPlaceOr
    ixor "`self ^= other`" PyNumber_InPlaceXor
}

/// Powers.
impl<'py> Bound<'py, PyAny> {
    #[doc = number_doc!("`pow(self, exponent, modulus)`, with a modulus of `None` for none", PyNumber_Power)]
    ///
    /// # Errors
    ///
    /// TypeError if the operands have no such operator, or what it raises.
    pub fn pow(
        &self,
        exponent: impl IntoPy<'py>,
        modulus: impl IntoPy<'py>,
    ) -> PyResult<Bound<'py>> {
        let exponent = exponent.into_py(self.py())?;
        let modulus = modulus.into_py(self.py())?;
        // SAFETY: as the C API documents it.
        unsafe { self.ternary(ffi::PyNumber_Power, &exponent, &modulus) }
    }

    #[doc = number_doc!("`self **= exponent`", PyNumber_InPlacePower)]
    ///
    /// # Errors
    ///
    /// TypeError if the operands have no such operator, or what it raises.
    pub fn ipow(&self, exponent: impl IntoPy<'py>) -> PyResult<Bound<'py>> {
        let exponent = exponent.into_py(self.py())?;
        let none = self.py().None();
        // SAFETY: as the C API documents it.
        unsafe { self.ternary(ffi::PyNumber_InPlacePower, &exponent, &none) }
    }
}

impl<'py, T> IntoPy<'py> for &Bound<'py, T> {
    #[inline]
    fn into_py(self, _: Python<'py>) -> PyResult<Bound<'py>> {
        Ok(self.as_any().clone())
    }
}

impl<'py, T> IntoPy<'py> for Borrowed<'_, 'py, T> {
    #[inline]
    fn into_py(self, _: Python<'py>) -> PyResult<Bound<'py>> {
        Ok(self.to_owned().into_any())
    }
}

impl<'py, T> IntoPy<'py> for &Borrowed<'_, 'py, T> {
    #[inline]
    fn into_py(self, _: Python<'py>) -> PyResult<Bound<'py>> {
        Ok(self.to_owned().into_any())
    }
}

impl<'py, T> IntoPy<'py> for crate::Arg<'_, T> {
    #[inline]
    fn into_py(self, py: Python<'py>) -> PyResult<Bound<'py>> {
        Ok(self.bind(py).to_owned().into_any())
    }
}
