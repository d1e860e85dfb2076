//! Binding: which argument of a call is which parameter.
//!
//! A regular call is bound here. What is irregular is left to CPython's own parser, so that the
//! exception and its text are the interpreter's on every version.

use alloc::vec::Vec;
use core::ffi::{CStr, c_char, c_int};
use core::mem;
use core::{iter, ptr, slice};

use cpython_ffi::{self as ffi, BorrowedPtr, OwnedPtr, sys};

use crate::method::Signature;
use crate::{Arg, Exception, Python, Raised, Thread};

/// The arguments of a vectorcall.
#[derive(Clone, Copy)]
pub(crate) struct Arguments<'c> {
    /// Positional ones, then the values of keywords.
    all: &'c [Arg<'c>],
    positional: usize,
    /// A tuple with the names of the keywords, if there are any.
    names: Option<BorrowedPtr<'c>>,
}

impl<'c> Arguments<'c> {
    /// # Safety
    ///
    /// The arguments of a function with `METH_FASTCALL`, and with `METH_KEYWORDS` unless `names` is NULL.
    #[inline(always)]
    pub(crate) unsafe fn from_raw(
        thread: &Thread<'c>,
        args: *const *mut sys::PyObject,
        n: sys::Py_ssize_t,
        names: *mut sys::PyObject,
    ) -> Self {
        let _ = thread;
        // SAFETY: a tuple that lives as long as the call, or NULL.
        let names: Option<BorrowedPtr<'c>> = unsafe { BorrowedPtr::from_ptr(names) };
        let mut len = n as usize;
        if let Some(names) = names {
            // SAFETY: a tuple.
            len += unsafe { sys::PyTuple_GET_SIZE(names.as_ptr()) } as usize;
        }
        let all: &[Arg] = if len == 0 {
            // C may pass NULL for no arguments.
            &[]
        } else {
            // SAFETY: positional arguments, then one value for each name, which the caller keeps for the call.
            unsafe { slice::from_raw_parts(args.cast(), len) }
        };
        Arguments {
            all,
            positional: n as usize,
            names,
        }
    }

    /// What a vectorcall takes.
    pub(crate) fn as_raw(self) -> (*const *mut sys::PyObject, usize, Option<BorrowedPtr<'c>>) {
        (self.all.as_ptr().cast(), self.positional, self.names)
    }

    /// Puts each argument where its parameter stands, and `None` for what is not given.
    ///
    /// `false` if the call does not fit the signature; `bound` is then of no use.
    #[inline(always)]
    pub(crate) fn bind<const N: usize>(
        self,
        signature: &Signature<N>,
        bound: &mut [Option<Arg<'c>>; N],
    ) -> bool {
        let (positional, values) = self.all.split_at(self.positional);
        let n = positional.len();
        if n > signature.positional {
            return false;
        }
        for (slot, &arg) in iter::zip(&mut *bound, positional) {
            *slot = Some(arg);
        }
        if !values.is_empty() && !self.bind_keywords(values, signature, bound) {
            return false;
        }
        let last = signature.positional + signature.required_keyword_only;
        let is_given = |i: usize| bound[i].is_some();
        (n..signature.required_positional).all(is_given)
            && (signature.positional..last).all(is_given)
    }

    #[inline(always)]
    fn bind_keywords<const N: usize>(
        self,
        values: &[Arg<'c>],
        signature: &Signature<N>,
        bound: &mut [Option<Arg<'c>>; N],
    ) -> bool {
        for (i, &value) in values.iter().enumerate() {
            let named = (signature.positional_only..N)
                .find(|&parameter| self.is_named(i, signature.parameters[parameter]));
            match named {
                Some(parameter) if bound[parameter].is_none() => bound[parameter] = Some(value),
                _ => return false,
            }
        }
        true
    }

    /// Whether the keyword `i` is `name`, which is ASCII. Comparing is as fast as interning.
    #[inline(always)]
    fn is_named(self, i: usize, name: &CStr) -> bool {
        let Some(names) = self.names else {
            return false;
        };
        // SAFETY: a tuple with more than `i` items, since each value has its name.
        let keyword = unsafe { sys::PyTuple_GET_ITEM(names.as_ptr(), i as sys::Py_ssize_t) };
        // SAFETY: the interpreter sees to it that keywords are str.
        if unsafe { sys::PyUnicode_IS_COMPACT_ASCII(keyword) } == 0 {
            return false;
        }
        // SAFETY: a str.
        let len = unsafe { sys::PyUnicode_GET_LENGTH(keyword) };
        // SAFETY: a str that is compact and ASCII.
        let start = unsafe { sys::PyUnicode_1BYTE_DATA(keyword) };
        // SAFETY: it has one byte a character.
        let keyword = unsafe { slice::from_raw_parts(start, len as usize) };
        keyword == name.to_bytes()
    }

    /// Raises what a function in C with this signature raises for this call.
    #[cold]
    #[inline(never)]
    pub(crate) fn refuse<const N: usize>(self, py: Python<'_>, signature: &Signature<N>) -> Raised {
        let only_positional = signature.positional_only == N;
        if only_positional {
            // SAFETY: the token says that the thread is attached; a C string and three numbers.
            unsafe {
                _PyArg_CheckPositional(
                    signature.name.as_ptr(),
                    self.positional as sys::Py_ssize_t,
                    signature.required_positional as sys::Py_ssize_t,
                    signature.positional as sys::Py_ssize_t,
                )
            };
        } else {
            self.parse(py, signature);
        }
        if !crate::error::is_set(py) {
            return Raised::new(py, Exception::SystemError, "the argument parsers disagree");
        }
        // SAFETY: asked just now.
        unsafe { Raised::assume_set() }
    }

    /// Has CPython's parser look at the call, for the exception that it raises.
    fn parse<const N: usize>(self, py: Python<'_>, signature: &Signature<N>) {
        let mut keywords: Vec<*const c_char> = Vec::with_capacity(N + 1);
        for (i, name) in signature.parameters.iter().enumerate() {
            let is_keyword = i >= signature.positional_only;
            keywords.push(if is_keyword {
                name.as_ptr()
            } else {
                c"".as_ptr()
            });
        }
        keywords.push(ptr::null());

        let names = &signature.parameters[signature.positional_only..];
        let Some(kwtuple) = tuple_of_names(py, names) else {
            return;
        };

        // SAFETY: zeros and null pointers are what C has in a static parser.
        let mut parser: sys::_PyArg_Parser = unsafe { mem::zeroed() };
        parser.keywords = keywords.as_ptr();
        parser.fname = signature.name.as_ptr();
        parser.pos = signature.positional_only as c_int;
        parser.min = signature.required_positional as c_int;
        parser.max = signature.positional as c_int;
        parser.kwtuple = kwtuple.as_ptr();
        // A parser that is initialised is not put into the interpreter's list of parsers, which
        // would outlive it.
        #[cfg(Py_3_13)]
        {
            parser.once.v = INITIALIZED;
        }
        #[cfg(all(Py_3_12, not(Py_3_13)))]
        {
            parser.initialized = 1;
        }

        let (args, n, names) = self.as_raw();
        let mut buffer = [ptr::null_mut(); N];
        // SAFETY: attached; the call's arguments, a parser that is complete, and a place for each
        // of its parameters.
        unsafe {
            _PyArg_UnpackKeywords(
                args,
                n as sys::Py_ssize_t,
                ptr::null_mut(),
                names.map_or(ptr::null_mut(), BorrowedPtr::as_ptr),
                &mut parser,
                signature.required_positional as c_int,
                signature.positional as c_int,
                signature.required_keyword_only as c_int,
                #[cfg(Py_3_14)]
                0,
                buffer.as_mut_ptr(),
            )
        };
    }
}

/// `None` if an exception is set.
fn tuple_of_names(py: Python<'_>, names: &[&CStr]) -> Option<OwnedPtr> {
    let _ = py;
    // SAFETY: the token says that the thread is attached.
    let tuple = unsafe { ffi::PyTuple_New(names.len() as sys::Py_ssize_t) }?;
    for (i, name) in names.iter().enumerate() {
        // SAFETY: attached; a C string.
        let name = unsafe { ffi::PyUnicode_InternFromString(name.as_ptr()) }?;
        // SAFETY: attached; a new tuple, an index within it, and a reference to give away.
        unsafe { ffi::PyTuple_SetItem(tuple.as_borrowed(), i as sys::Py_ssize_t, name) };
    }
    Some(tuple)
}

/// `_Py_ONCE_INITIALIZED` of `pycore_lock.h`.
#[cfg(Py_3_13)]
const INITIALIZED: u8 = 4;

// What the functions that Argument Clinic writes call. Exported by every version, and since 3.13
// declared in internal headers only.
unsafe extern "C" {
    fn _PyArg_CheckPositional(
        name: *const c_char,
        nargs: sys::Py_ssize_t,
        min: sys::Py_ssize_t,
        max: sys::Py_ssize_t,
    ) -> c_int;

    fn _PyArg_UnpackKeywords(
        args: *const *mut sys::PyObject,
        nargs: sys::Py_ssize_t,
        kwargs: *mut sys::PyObject,
        kwnames: *mut sys::PyObject,
        parser: *mut sys::_PyArg_Parser,
        minpos: c_int,
        maxpos: c_int,
        minkw: c_int,
        #[cfg(Py_3_14)] varpos: c_int,
        buf: *mut *mut sys::PyObject,
    ) -> *const *mut sys::PyObject;
}
