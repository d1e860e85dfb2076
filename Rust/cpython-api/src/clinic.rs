//! What the functions that Argument Clinic writes call: C's own checks, converters and texts.
//!
//! Every version exports these. Since 3.13 their declarations are in internal headers, which the
//! bindings leave out.

use core::ffi::{c_char, c_int, c_void};

use cpython_ffi::sys;

unsafe extern "C" {
    /// Checks the number of arguments of a function whose parameters are positional-only.
    pub(crate) fn _PyArg_CheckPositional(
        name: *const c_char,
        nargs: sys::Py_ssize_t,
        min: sys::Py_ssize_t,
        max: sys::Py_ssize_t,
    ) -> c_int;

    /// Binds the arguments of any function.
    pub(crate) fn _PyArg_UnpackKeywords(
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

    /// The same with `*args`, which become a tuple at `buf[vararg]`.
    #[cfg(not(Py_3_14))]
    pub(crate) fn _PyArg_UnpackKeywordsWithVararg(
        args: *const *mut sys::PyObject,
        nargs: sys::Py_ssize_t,
        kwargs: *mut sys::PyObject,
        kwnames: *mut sys::PyObject,
        parser: *mut sys::_PyArg_Parser,
        minpos: c_int,
        maxpos: c_int,
        minkw: c_int,
        vararg: c_int,
        buf: *mut *mut sys::PyObject,
    ) -> *const *mut sys::PyObject;

    /// Raises "F() ARGUMENT must be EXPECTED, not TYPE".
    pub(crate) fn _PyArg_BadArgument(
        function: *const c_char,
        argument: *const c_char,
        expected: *const c_char,
        arg: *mut sys::PyObject,
    );

    // Converters of `O&`: each puts a C integer where the pointer says and returns 1, or raises and
    // returns 0.

    pub(crate) fn _PyLong_UnsignedInt_Converter(
        object: *mut sys::PyObject,
        value: *mut c_void,
    ) -> c_int;

    pub(crate) fn _PyLong_UnsignedLongLong_Converter(
        object: *mut sys::PyObject,
        value: *mut c_void,
    ) -> c_int;

    pub(crate) fn _PyLong_Size_t_Converter(object: *mut sys::PyObject, value: *mut c_void)
    -> c_int;

    pub(crate) fn _Py_convert_optional_to_ssize_t(
        object: *mut sys::PyObject,
        value: *mut c_void,
    ) -> c_int;
}
