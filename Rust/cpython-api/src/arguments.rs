//! Binding: which argument of a call is which parameter.
//!
//! A regular call is bound here. What is irregular is left to CPython's own parser, so that the
//! exception and its text are the interpreter's on every version.

use alloc::vec::Vec;
use core::ffi::{CStr, c_char, c_int};
use core::mem;
use core::{ptr, slice};

use cpython_ffi::{self as ffi, BorrowedPtr, OwnedPtr, sys};

use crate::memory::Lossy;
use crate::signature::Signature;
use crate::{Arg, Exception, PyResult, Python, Raised, Thread, clinic};

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
        if n > signature.positional && !signature.var_positional {
            return false;
        }
        // As many turns as there are parameters, not arguments: the compiler unrolls that.
        for (i, slot) in bound[..signature.positional].iter_mut().enumerate() {
            *slot = positional.get(i).copied();
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
            match self.parameter(i, signature) {
                Some(parameter) if bound[parameter].is_none() => bound[parameter] = Some(value),
                None if signature.var_keyword => {}
                _ => return false,
            }
        }
        true
    }

    /// The place of the parameter that the keyword `i` names.
    #[inline(always)]
    fn parameter<const N: usize>(self, i: usize, signature: &Signature<N>) -> Option<usize> {
        let mut keywords = signature.keywords();
        keywords.find_map(|(parameter, name)| self.is_named(i, name).then_some(parameter))
    }

    /// The arguments for `*args`; none if the function has no such parameter.
    #[inline(always)]
    pub(crate) fn rest_positional<const N: usize>(self, signature: &Signature<N>) -> &'c [Arg<'c>] {
        if !signature.var_positional {
            return &[];
        }
        let positional = &self.all[..self.positional];
        positional.get(signature.positional..).unwrap_or_default()
    }

    /// The dict for `**kwargs`: `None` if it is empty, or the function has no such parameter.
    #[inline(always)]
    pub(crate) fn rest_keywords<const N: usize>(
        self,
        py: Python<'_>,
        signature: &Signature<N>,
    ) -> PyResult<Option<OwnedPtr>> {
        if !signature.var_keyword || self.all.len() == self.positional {
            return Ok(None);
        }
        self.dict(py, |i| self.parameter(i, signature).is_none())
    }

    /// A dict of the keywords that `is_wanted`; `None` if there are none.
    fn dict(self, py: Python<'_>, is_wanted: impl Fn(usize) -> bool) -> PyResult<Option<OwnedPtr>> {
        let _ = py;
        let values = &self.all[self.positional..];
        let mut dict = None;
        for (i, value) in values.iter().enumerate() {
            if !is_wanted(i) {
                continue;
            }
            let dict = match &mut dict {
                Some(dict) => dict,
                None => {
                    // SAFETY: the token says that the thread is attached.
                    let new = unsafe { ffi::PyDict_New() };
                    dict.insert(new.ok_or_else(raised)?)
                }
            };
            let Some(name) = self.keyword(i) else {
                break;
            };
            // SAFETY: attached; a dict, a str and an object.
            let status = unsafe { ffi::PyDict_SetItem(dict.as_borrowed(), name, value.as_ptr()) };
            if status != 0 {
                return Err(raised());
            }
        }
        Ok(dict)
    }

    /// The name of the keyword `i`; there is one for each value.
    #[inline(always)]
    fn keyword(self, i: usize) -> Option<BorrowedPtr<'c>> {
        let names = self.names?;
        // SAFETY: a tuple with more than `i` items, since each value has its name.
        let keyword = unsafe { sys::PyTuple_GET_ITEM(names.as_ptr(), i as sys::Py_ssize_t) };
        // SAFETY: the tuple has the str, and lives as long as the call.
        unsafe { BorrowedPtr::from_ptr(keyword) }
    }

    /// Whether the keyword `i` is `name`, which is ASCII. Comparing is as fast as interning.
    #[inline(always)]
    fn is_named(self, i: usize, name: &CStr) -> bool {
        let Some(keyword) = self.keyword(i) else {
            return false;
        };
        let keyword = keyword.as_ptr();
        // SAFETY: the interpreter sees to it that keywords are str; where it does not, `flatten` does.
        if unsafe { sys::PyUnicode_IS_COMPACT_ASCII(keyword) } == 0 {
            return is_str_of_subclass_named(keyword, name);
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
        let raised = if signature.has_keywords() {
            self.parse(py, signature).err()
        } else {
            self.count(py, signature)
        };
        raised.unwrap_or_else(|| {
            Raised::new(py, Exception::SystemError, "the argument parsers disagree")
        })
    }

    /// Has CPython count the arguments of a function that takes none by keyword, but `**kwargs`.
    fn count<const N: usize>(self, py: Python<'_>, signature: &Signature<N>) -> Option<Raised> {
        if let Some(what) = self.not_taken(signature) {
            let name = Lossy(signature.name);
            let text = format_args!("{name:.200}() takes no {what} arguments");
            return Some(Raised::from_fmt(py, Exception::TypeError, text));
        }
        let max = match signature.var_positional {
            true => sys::Py_ssize_t::MAX,
            false => signature.positional as sys::Py_ssize_t,
        };
        // SAFETY: the token says that the thread is attached; a C string and three numbers.
        let fits = unsafe {
            clinic::_PyArg_CheckPositional(
                signature.name.as_ptr(),
                self.positional as sys::Py_ssize_t,
                signature.required_positional as sys::Py_ssize_t,
                max,
            )
        };
        (fits == 0).then(raised)
    }

    /// What a function takes none of, though the call has some. The interpreter asks that of most functions
    /// before it calls them; of what makes objects, and of functions with `**kwargs`, it leaves it to them.
    fn not_taken<const N: usize>(self, signature: &Signature<N>) -> Option<&'static str> {
        let has_positional = self.positional > 0;
        let has_keywords = self.all.len() > self.positional;
        if has_positional && signature.positional == 0 && !signature.var_positional {
            Some("positional")
        } else if has_keywords && !signature.has_keywords() && !signature.var_keyword {
            Some("keyword")
        } else {
            None
        }
    }

    /// Has CPython's parser look at the call, for the exception that it raises.
    #[expect(
        clippy::disallowed_methods,
        reason = "there is room, which was reserved before"
    )]
    fn parse<const N: usize>(self, py: Python<'_>, signature: &Signature<N>) -> PyResult<()> {
        let mut keywords: Vec<*const c_char> = py.try_vec(N + 1)?;
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
        let kwtuple = tuple_of_names(py, names).ok_or_else(raised)?;

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
        self.unpack(py, signature, &mut parser)
    }

    /// Calls the parser.
    #[expect(
        clippy::disallowed_methods,
        reason = "there is room, which was reserved before"
    )]
    fn unpack<const N: usize>(
        self,
        py: Python<'_>,
        signature: &Signature<N>,
        parser: &mut sys::_PyArg_Parser,
    ) -> PyResult<()> {
        // It knows nothing of `**kwargs`: what would go there is kept from it.
        let mut kwargs = None;
        let (args, n, mut names) = self.as_raw();
        if signature.var_keyword {
            kwargs = self.dict(py, |i| self.parameter(i, signature).is_some())?;
            names = None;
        }
        let args = (args, n as sys::Py_ssize_t);
        let kwargs = as_ptr(kwargs.as_ref().map(OwnedPtr::as_borrowed));
        let names = as_ptr(names);
        let min = signature.required_positional as c_int;
        let max = signature.positional as c_int;
        let min_keywords = signature.required_keyword_only as c_int;
        // One more place is for a tuple of `*args`; up to 3.13, what follows that is put as many places too
        // far as there are before it.
        let mut buffer = py.try_vec(2 * N + 1)?;
        buffer.resize(2 * N + 1, ptr::null_mut());
        let buffer = buffer.as_mut_ptr();

        #[cfg(not(Py_3_14))]
        if signature.var_positional {
            // SAFETY: attached; the call's arguments, a parser that is complete, and a place for each
            // of its parameters.
            let unpacked = unsafe {
                clinic::_PyArg_UnpackKeywordsWithVararg(
                    args.0,
                    args.1,
                    kwargs,
                    names,
                    parser,
                    min,
                    max,
                    min_keywords,
                    max,
                    buffer,
                )
            };
            return if unpacked.is_null() {
                Err(raised())
            } else {
                Ok(())
            };
        }
        // SAFETY: the same.
        let unpacked = unsafe {
            clinic::_PyArg_UnpackKeywords(
                args.0,
                args.1,
                kwargs,
                names,
                parser,
                min,
                max,
                min_keywords,
                #[cfg(Py_3_14)]
                c_int::from(signature.var_positional),
                buffer,
            )
        };
        if unpacked.is_null() {
            Err(raised())
        } else {
            Ok(())
        }
    }
}

/// Whether a keyword that is no compact ASCII str is `name`: it can be, if it is of a subclass.
#[cold]
fn is_str_of_subclass_named(keyword: *mut sys::PyObject, name: &CStr) -> bool {
    // SAFETY: the interpreter sees to it that keywords are str; a C string. Nothing is raised.
    unsafe { sys::PyUnicode_CompareWithASCIIString(keyword, name.as_ptr()) == 0 }
}

/// After a call of the C API that says it has raised.
fn raised() -> Raised {
    // SAFETY: NULL, or a status that is not 0, says that an exception is set.
    unsafe { Raised::assume_set() }
}

fn as_ptr(object: Option<BorrowedPtr<'_>>) -> *mut sys::PyObject {
    object.map_or(ptr::null_mut(), BorrowedPtr::as_ptr)
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
