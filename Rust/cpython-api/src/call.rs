//! The arguments of a call that Rust makes.

use core::ptr;

use cpython_ffi::{self as ffi, sys};

use crate::error::new_object;
use crate::{Borrowed, Bound, IntoPy, PyDict, PyResult, PyTuple};

/// Positional arguments: `()`, a Rust tuple of anything that is [`IntoPy`], a `tuple` object, or a slice.
pub trait PyCallArgs<'py>: sealed::Sealed<'py> {}

impl<'py, T: sealed::Sealed<'py>> PyCallArgs<'py> for T {}

pub(crate) mod sealed {
    use super::{Bound, PyDict, PyResult};

    pub trait Sealed<'py>: Sized {
        fn call(
            self,
            callable: &Bound<'py>,
            kwargs: Option<&Bound<'py, PyDict>>,
        ) -> PyResult<Bound<'py>>;

        fn call_method(self, receiver: &Bound<'py>, name: &Bound<'py>) -> PyResult<Bound<'py>>;
    }
}

/// The array of a vectorcall, with the place before the arguments that lets the callee put its
/// `self` there instead of copying them.
#[repr(C)]
struct Frame<'a, 'py, const N: usize> {
    first: *mut sys::PyObject,
    args: [Borrowed<'a, 'py>; N],
}

impl<'a, 'py, const N: usize> Frame<'a, 'py, N> {
    const fn new(args: [Borrowed<'a, 'py>; N]) -> Self {
        Frame {
            first: ptr::null_mut(),
            args,
        }
    }

    #[inline(always)]
    fn call(
        &mut self,
        callable: &Bound<'py>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py>> {
        let all: *mut *mut sys::PyObject = ptr::from_mut(self).cast();
        // SAFETY: the arguments stand behind the first place.
        let args = unsafe { all.add(1) };
        let n = N | sys::PY_VECTORCALL_ARGUMENTS_OFFSET;
        let kwargs = kwargs.map(|kwargs| kwargs.object());
        // SAFETY: the handles say that the thread is attached; `N` objects, and a place before them that
        // the callee may use.
        let result = unsafe { ffi::PyObject_VectorcallDict(callable.object(), args, n, kwargs) };
        new_object(callable.py(), result)
    }

    #[inline(always)]
    fn call_method(&mut self, receiver: &Bound<'py>, name: &Bound<'py>) -> PyResult<Bound<'py>> {
        self.first = receiver.object().as_ptr();
        let all: *mut *mut sys::PyObject = ptr::from_mut(self).cast();
        let n = (N + 1) | sys::PY_VECTORCALL_ARGUMENTS_OFFSET;
        // SAFETY: attached; the receiver and `N` objects, of which the callee may overwrite the first.
        let result = unsafe { ffi::PyObject_VectorcallMethod(name.object(), all, n, None) };
        new_object(receiver.py(), result)
    }
}

/// No arguments.
impl<'py> sealed::Sealed<'py> for () {
    #[inline]
    fn call(
        self,
        callable: &Bound<'py>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py>> {
        Frame::new([]).call(callable, kwargs)
    }

    #[inline]
    fn call_method(self, receiver: &Bound<'py>, name: &Bound<'py>) -> PyResult<Bound<'py>> {
        Frame::new([]).call_method(receiver, name)
    }
}

macro_rules! tuples {
    ($($T:ident $t:ident),+) => {
        impl<'py, $($T: IntoPy<'py>),+> sealed::Sealed<'py> for ($($T,)+) {
            #[inline]
            fn call(
                self,
                callable: &Bound<'py>,
                kwargs: Option<&Bound<'py, PyDict>>,
            ) -> PyResult<Bound<'py>> {
                let ($($t,)+) = self;
                $(let $t = $t.into_py(callable.py())?;)+
                Frame::new([$($t.as_borrowed()),+]).call(callable, kwargs)
            }

            #[inline]
            fn call_method(self, receiver: &Bound<'py>, name: &Bound<'py>) -> PyResult<Bound<'py>> {
                let ($($t,)+) = self;
                $(let $t = $t.into_py(receiver.py())?;)+
                Frame::new([$($t.as_borrowed()),+]).call_method(receiver, name)
            }
        }

        /// A `tuple`.
        impl<'py, $($T: IntoPy<'py>),+> IntoPy<'py> for ($($T,)+) {
            fn into_py(self, py: $crate::Python<'py>) -> PyResult<Bound<'py>> {
                let ($($t,)+) = self;
                let items = [$($t.into_py(py)?),+];
                Ok(PyTuple::from_array(py, items)?.into_any())
            }
        }
    };
}

tuples!(A a);
tuples!(A a, B b);
tuples!(A a, B b, C c);
tuples!(A a, B b, C c, D d);
tuples!(A a, B b, C c, D d, E e);
tuples!(A a, B b, C c, D d, E e, F f);
tuples!(A a, B b, C c, D d, E e, F f, G g);
tuples!(A a, B b, C c, D d, E e, F f, G g, H h);

/// The items of the tuple.
impl<'py> sealed::Sealed<'py> for &Bound<'py, PyTuple> {
    fn call(
        self,
        callable: &Bound<'py>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py>> {
        let kwargs = kwargs.map(|kwargs| kwargs.object());
        // SAFETY: the handles say that the thread is attached; a tuple, and a dict.
        let result = unsafe { ffi::PyObject_Call(callable.object(), self.object(), kwargs) };
        new_object(callable.py(), result)
    }

    fn call_method(self, receiver: &Bound<'py>, name: &Bound<'py>) -> PyResult<Bound<'py>> {
        self.call(&receiver.getattr(name)?, None)
    }
}

/// The items of the tuple.
impl<'py> sealed::Sealed<'py> for Borrowed<'_, 'py, PyTuple> {
    fn call(
        self,
        callable: &Bound<'py>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py>> {
        (&*self).call(callable, kwargs)
    }

    fn call_method(self, receiver: &Bound<'py>, name: &Bound<'py>) -> PyResult<Bound<'py>> {
        (&*self).call_method(receiver, name)
    }
}

/// The objects of the slice.
impl<'py> sealed::Sealed<'py> for &[Borrowed<'_, 'py>] {
    fn call(
        self,
        callable: &Bound<'py>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py>> {
        let kwargs = kwargs.map(|kwargs| kwargs.object());
        let (args, n) = (self.as_ptr().cast(), self.len());
        // SAFETY: the handles say that the thread is attached; a Borrowed is a pointer to an object.
        let result = unsafe { ffi::PyObject_VectorcallDict(callable.object(), args, n, kwargs) };
        new_object(callable.py(), result)
    }

    fn call_method(self, receiver: &Bound<'py>, name: &Bound<'py>) -> PyResult<Bound<'py>> {
        self.call(&receiver.getattr(name)?, None)
    }
}
