//! Calls: signatures, conventions, converters.
//!
//! Each function stands beside one of the same name in `twin.c`, which is what Argument Clinic would have
//! written. `test_rust_functions` compares the two, `Tools/bench/bench_call.py` times them.

use core::ffi::CStr;
use core::num::Wrapping;

use cpython_api::{
    Arg, AsciiInput, Bound, ByteInput, Class, Exception, Filler, Flag, FromPyObject, Given, Input,
    PyByteArray, PyBytes, PyDict, PyResult, PyStr, Python, Raised, pyclass, pyfunction, pymethods,
};

/// What a parameter with a default is, if it is not given.
type Optional<'c> = Option<Arg<'c>>;

/// What `**kwargs` is.
type Keywords<'c> = Option<Arg<'c, PyDict>>;

type Bytes<'py> = Bound<'py, PyBytes>;

// Conventions.

/// Take nothing.
#[pyfunction]
pub fn no_args() -> PyResult<()> {
    Ok(())
}

/// Return the argument.
#[pyfunction(signature = (object, /))]
pub fn one_arg<'c>(object: Arg<'c>) -> PyResult<Arg<'c>> {
    Ok(object)
}

/// Take two to three arguments.
///
/// The docstring has
///   * several lines.
#[pyfunction(signature = (a, b, c = None, /))]
pub fn positional<'c>(
    a: Arg<'c>,
    b: Arg<'c>,
    c: Optional<'c>,
) -> PyResult<(Arg<'c>, Arg<'c>, Optional<'c>)> {
    Ok((a, b, c))
}

/// Take any number up to two.
#[pyfunction(signature = (a = None, b = None, /))]
pub fn positional_optional<'c>(
    a: Optional<'c>,
    b: Optional<'c>,
) -> PyResult<(Optional<'c>, Optional<'c>)> {
    Ok((a, b))
}

#[pyfunction]
pub fn keyword<'c>(first: Arg<'c>, second: Arg<'c>) -> PyResult<(Arg<'c>, Arg<'c>)> {
    Ok((first, second))
}

#[pyfunction(signature = (a, b = None, *, c = None))]
pub fn keyword_optional<'c>(
    a: Arg<'c>,
    b: Optional<'c>,
    c: Optional<'c>,
) -> PyResult<(Arg<'c>, Optional<'c>, Optional<'c>)> {
    Ok((a, b, c))
}

#[pyfunction(signature = (*, first, second = None))]
pub fn keyword_only<'c>(first: Arg<'c>, second: Optional<'c>) -> PyResult<(Arg<'c>, Optional<'c>)> {
    Ok((first, second))
}

/// Have a parameter of each kind, required and not.
#[pyfunction(signature = (a, b = None, /, c = None, *, d, e = None))]
pub fn mixed<'c>(
    a: Arg<'c>,
    b: Optional<'c>,
    c: Optional<'c>,
    d: Arg<'c>,
    e: Optional<'c>,
) -> PyResult<(Arg<'c>, Optional<'c>, Optional<'c>, Arg<'c>, Optional<'c>)> {
    Ok((a, b, c, d, e))
}

/// The arguments of `*args` as far as a test needs them: how many there are, and the last.
fn last<'c>(args: &[Arg<'c>]) -> (usize, Optional<'c>) {
    (args.len(), args.last().copied())
}

#[pyfunction(signature = (*args))]
pub fn var_positional<'c>(args: &[Arg<'c>]) -> PyResult<(usize, Optional<'c>)> {
    Ok(last(args))
}

#[pyfunction(signature = (a, b = None, /, *args))]
pub fn positional_and_var<'c>(
    a: Arg<'c>,
    b: Optional<'c>,
    args: &[Arg<'c>],
) -> PyResult<(Arg<'c>, Optional<'c>, usize, Optional<'c>)> {
    let (len, last) = last(args);
    Ok((a, b, len, last))
}

#[pyfunction(signature = (a, /, *args, b = None))]
pub fn var_and_keyword<'c>(
    a: Arg<'c>,
    args: &[Arg<'c>],
    b: Optional<'c>,
) -> PyResult<(Arg<'c>, usize, Optional<'c>, Optional<'c>)> {
    let (len, last) = last(args);
    Ok((a, len, last, b))
}

#[pyfunction(signature = (**kwargs))]
pub fn var_keyword<'c>(kwargs: Keywords<'c>) -> PyResult<Keywords<'c>> {
    Ok(kwargs)
}

#[pyfunction(signature = (a, b, /, **kwargs))]
pub fn positional_and_var_keyword<'c>(
    a: Arg<'c>,
    b: Arg<'c>,
    kwargs: Keywords<'c>,
) -> PyResult<(Arg<'c>, Arg<'c>, Keywords<'c>)> {
    Ok((a, b, kwargs))
}

#[pyfunction(signature = (*args, **kwargs))]
pub fn var_both<'c>(
    args: &[Arg<'c>],
    kwargs: Keywords<'c>,
) -> PyResult<(usize, Optional<'c>, Keywords<'c>)> {
    let (len, last) = last(args);
    Ok((len, last, kwargs))
}

// Argument Clinic cannot do this one: it has no twin.
#[pyfunction(signature = (a, /, b, *args, c, d = None, **kwargs))]
pub fn everything<'c>(
    a: Arg<'c>,
    b: Arg<'c>,
    args: &[Arg<'c>],
    c: Arg<'c>,
    d: Optional<'c>,
    kwargs: Keywords<'c>,
) -> PyResult<(Arg<'c>, Arg<'c>, usize, Arg<'c>, Optional<'c>, Keywords<'c>)> {
    Ok((a, b, args.len(), c, d, kwargs))
}

// Names and texts.

/// Have names that are keywords.
#[pyfunction(name = "class", signature = (r#type = None))]
pub fn renamed(r#type: Optional<'_>) -> PyResult<Optional<'_>> {
    Ok(r#type)
}

/// Show a signature that does not follow from the parameters.
#[pyfunction(signature = (object, /), text_signature = "(object=<unrepresentable>, /)")]
pub fn described<'c>(object: Arg<'c>) -> PyResult<Arg<'c>> {
    Ok(object)
}

/// Have a default of each kind.
#[pyfunction(signature = (
    number = -1, real = 2.5, flag = true, text = c"it's", data = Input::Lent(b"\xff\n"), mask = Wrapping(0)
))]
pub fn defaults<'py>(
    py: Python<'py>,
    number: i32,
    real: f64,
    flag: bool,
    text: &CStr,
    data: Input<'_>,
    mask: Wrapping<u32>,
) -> PyResult<(i32, f64, bool, Bytes<'py>, Bytes<'py>, u32)> {
    let text = copy(py, Input::Lent(text.to_bytes()))?;
    Ok((number, real, flag, text, copy(py, data)?, mask.0))
}

/// Return the arguments, None for one that is not given.
#[pyfunction(signature = (data = Given(None), flag = Given(None)))]
pub fn given<'py>(
    py: Python<'py>,
    data: Given<Input<'_>>,
    flag: Given<bool>,
) -> PyResult<(Option<Bytes<'py>>, Option<bool>)> {
    let data = data.0.map(|data| copy(py, data)).transpose()?;
    Ok((data, flag.0))
}

/// The default of `limited()`, which the module has under this name.
pub const LIMIT: i32 = 7;

/// Have a constant as the default.
#[pyfunction(signature = (limit = LIMIT))]
pub fn limited(limit: i32) -> PyResult<i32> {
    Ok(limit)
}

/// Have another parameter on some versions.
#[pyfunction(signature = (
    a, /, #[cfg(Py_3_13)] new = None, #[cfg(not(Py_3_13))] old = None, *, #[cfg(Py_3_12)] late = None
))]
pub fn versioned<'c>(
    a: Arg<'c>,
    #[cfg(Py_3_13)] new: Optional<'c>,
    #[cfg(not(Py_3_13))] old: Optional<'c>,
    #[cfg(Py_3_12)] late: Optional<'c>,
) -> PyResult<(Arg<'c>, Optional<'c>, Optional<'c>)> {
    #[cfg(Py_3_13)]
    let old = new;
    #[cfg(not(Py_3_12))]
    let late = None;
    Ok((a, old, late))
}

/// Take nothing on some versions, which is another convention.
#[pyfunction(signature = (#[cfg(Py_3_12)] a, /))]
pub fn nothing_before(#[cfg(Py_3_12)] a: Arg<'_>) -> PyResult<bool> {
    #[cfg(Py_3_12)]
    let _ = a;
    Ok(cfg!(Py_3_12))
}

// Converters, called as METH_O, where texts have no name of the argument.

#[pyfunction(signature = (value, /))]
pub fn as_int(value: i32) -> PyResult<i32> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_long_long(value: i64) -> PyResult<i64> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_ssize_t(value: isize) -> PyResult<isize> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_optional_ssize_t(value: Option<isize>) -> PyResult<Option<isize>> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_unsigned_char(value: u8) -> PyResult<u8> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_unsigned_int(value: u32) -> PyResult<u32> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_mask(value: Wrapping<u32>) -> PyResult<u32> {
    Ok(value.0)
}

#[pyfunction(signature = (value, /))]
pub fn as_unsigned_long_long(value: u64) -> PyResult<u64> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_size_t(value: usize) -> PyResult<usize> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_double(value: f64) -> PyResult<f64> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_bool(value: bool) -> PyResult<bool> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_flag(value: Flag) -> PyResult<bool> {
    Ok(value.0)
}

#[pyfunction(signature = (value, /))]
pub fn as_text<'py>(py: Python<'py>, value: &CStr) -> PyResult<Bytes<'py>> {
    copy(py, Input::Lent(value.to_bytes()))
}

#[pyfunction(signature = (value, /))]
pub fn as_optional_text<'py>(
    py: Python<'py>,
    value: Option<&CStr>,
) -> PyResult<Option<Bytes<'py>>> {
    value
        .map(|value| copy(py, Input::Lent(value.to_bytes())))
        .transpose()
}

#[pyfunction(signature = (value, /))]
pub fn as_str<'c>(value: Arg<'c, PyStr>) -> PyResult<Arg<'c, PyStr>> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_bytes<'c>(value: Arg<'c, PyBytes>) -> PyResult<Arg<'c, PyBytes>> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_bytearray<'c>(value: Arg<'c, PyByteArray>) -> PyResult<Arg<'c, PyByteArray>> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_dict<'c>(value: Arg<'c, PyDict>) -> PyResult<Arg<'c, PyDict>> {
    Ok(value)
}

#[pyfunction(signature = (value, /))]
pub fn as_buffer<'py>(py: Python<'py>, value: Input<'_>) -> PyResult<Bytes<'py>> {
    copy(py, value)
}

#[pyfunction(signature = (value, /))]
pub fn as_ascii_buffer<'py>(py: Python<'py>, value: AsciiInput<'_>) -> PyResult<Bytes<'py>> {
    copy(py, value.0)
}

#[pyfunction(signature = (value, /))]
pub fn as_single_bytes<'py>(py: Python<'py>, value: ByteInput<'_>) -> PyResult<Bytes<'py>> {
    copy(py, value.0)
}

// [begin converter]
/// An int that is even: a converter of the module's own.
pub struct Even(i32);

impl<'a> FromPyObject<'a> for Even {
    fn extract(py: Python<'_>, object: Arg<'a>) -> PyResult<Self> {
        let value = i32::extract(py, object)?;
        if value % 2 != 0 {
            return Err(Raised::new(py, Exception::ValueError, "the number is odd"));
        }
        Ok(Even(value))
    }
}

#[pyfunction(signature = (value, /))]
pub fn as_even(value: Even) -> PyResult<i32> {
    Ok(value.0)
}
// [end converter]

// The same where texts name the argument, by number and by name. The first to fail is what is raised.

#[pyfunction(signature = (number, text, data = Input::Lent(b""), /))]
pub fn convert_positional(number: isize, text: &CStr, data: Input<'_>) -> PyResult<isize> {
    Ok(number.wrapping_add_unsigned(text.count_bytes() + data.len()))
}

#[pyfunction(signature = (number, text, *, data = Input::Lent(b""), more = None))]
pub fn convert_keyword(
    number: isize,
    text: &CStr,
    data: Input<'_>,
    more: Option<&CStr>,
) -> PyResult<isize> {
    let more = more.map_or(0, CStr::count_bytes);
    Ok(number.wrapping_add_unsigned(text.count_bytes() + data.len() + more))
}

/// Have typed arguments, whose types the texts name.
#[pyfunction(signature = (a, b = None, /, c = None, *, d = None))]
pub fn typed<'c>(
    a: Arg<'c, PyStr>,
    b: Option<Arg<'c, PyStr>>,
    c: Option<Arg<'c, PyBytes>>,
    d: Option<Arg<'c, PyDict>>,
) -> PyResult<()> {
    let _ = (a, b, c, d);
    Ok(())
}

// Methods.

/// A number in a box.
#[pyclass]
pub struct Value {
    number: isize,
}

#[pymethods]
impl Value {
    #[new]
    #[pymethod(signature = (number = 0, /))]
    fn new<'py>(
        class: Class<'_, Self>,
        py: Python<'py>,
        number: isize,
    ) -> PyResult<Bound<'py, Self>> {
        class.instantiate(py, Value { number })
    }

    fn __repr__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyStr>> {
        PyStr::from_fmt(py, format_args!("Value({})", self.number))
    }

    /// What is in the box.
    #[getter]
    fn number(&self) -> PyResult<isize> {
        Ok(self.number)
    }

    /// Take nothing.
    fn no_args(&self) -> PyResult<()> {
        Ok(())
    }

    #[pymethod(signature = (object, /))]
    fn one_arg<'c>(&self, object: Arg<'c>) -> PyResult<Arg<'c>> {
        Ok(object)
    }

    #[pymethod(signature = (a, /, b = None, *, c = 0))]
    fn keyword<'c>(
        &self,
        a: Arg<'c>,
        b: Optional<'c>,
        c: isize,
    ) -> PyResult<(isize, Arg<'c>, Optional<'c>, isize)> {
        Ok((self.number, a, b, c))
    }

    #[classmethod]
    #[pymethod(signature = (object, /))]
    fn of_class<'c>(class: Class<'_, Self>, object: Arg<'c>) -> PyResult<Arg<'c>> {
        let _ = class;
        Ok(object)
    }

    #[staticmethod]
    #[pymethod(signature = (a, b = None))]
    fn of_nothing<'c>(a: Arg<'c>, b: Optional<'c>) -> PyResult<(Arg<'c>, Optional<'c>)> {
        Ok((a, b))
    }
}

/// Take nothing to make an object.
#[pyclass]
pub struct Empty {}

#[pymethods]
impl Empty {
    #[new]
    fn new<'py>(class: Class<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py, Self>> {
        class.instantiate(py, Empty {})
    }

    fn __repr__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyStr>> {
        PyStr::from_fmt(py, format_args!("Empty()"))
    }
}

// What benchmarks call: the arguments of binascii's functions, and the least work.

#[pyfunction(signature = (first, second = None, /))]
pub fn take_positional<'c>(first: Arg<'c>, second: Optional<'c>) -> PyResult<()> {
    let _ = (first, second);
    Ok(())
}

#[pyfunction(signature = (first, second = None))]
pub fn take_keyword<'c>(first: Arg<'c>, second: Optional<'c>) -> PyResult<()> {
    let _ = (first, second);
    Ok(())
}

#[pyfunction(signature = (*args))]
pub fn take_any(args: &[Arg<'_>]) -> PyResult<()> {
    let _ = args;
    Ok(())
}

#[pyfunction(signature = (data, value = Wrapping(0), /))]
pub fn checksum(data: Input<'_>, value: Wrapping<u32>) -> PyResult<u32> {
    Ok((value + Wrapping(data.len() as u32)).0)
}

// [begin example]
/// Return the data, and a newline.
#[pyfunction(signature = (data, /, *, newline = Flag(true)))]
pub fn line<'py>(py: Python<'py>, data: Input<'_>, newline: Flag) -> PyResult<Bytes<'py>> {
    copy_with(py, data, newline.0.then_some(b'\n'))
}
// [end example]

fn copy<'py>(py: Python<'py>, data: Input<'_>) -> PyResult<Bytes<'py>> {
    copy_with(py, data, None)
}

/// A copy of the data, made of all of it in one piece.
#[pyfunction(signature = (data, /))]
pub fn whole<'py>(py: Python<'py>, data: Input<'_>) -> PyResult<Bytes<'py>> {
    PyBytes::new(py, &data.to_bytes(py)?)
}

/// A copy of the data, with a byte behind it or none.
#[inline(always)]
fn copy_with<'py>(py: Python<'py>, data: Input<'_>, end: Option<u8>) -> PyResult<Bytes<'py>> {
    let len = data.len() + usize::from(end.is_some());
    PyBytes::new_with(py, len, |buffer| {
        let mut filler = Filler::new(buffer);
        let Ok(()) = data.try_chunks::<4096, core::convert::Infallible>(|bytes| {
            filler.append_slice(bytes);
            Ok(())
        });
        if let Some(end) = end {
            filler.push(end);
        }
        filler.finish()
    })
}
