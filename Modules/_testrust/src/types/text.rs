//! `str`, `bytes`, `bytearray`, `memoryview`.

use alloc::vec::Vec;
use core::mem::MaybeUninit;

use cpython_api::{
    Arg, Bound, Exception, PyByteArray, PyBytes, PyList, PyMemoryView, PyResult, PyStr, PyStrData,
    Python, Raised, pyfunction,
};

/// The text, from its UTF-8 and back.
#[pyfunction(signature = (text, /))]
pub fn str_copy<'py>(py: Python<'py>, text: Arg<'_, PyStr>) -> PyResult<Bound<'py, PyStr>> {
    PyStr::new(py, text.bind(py).to_str()?)
}

/// A parameter that is `&str`.
#[pyfunction(signature = (text, /))]
pub fn str_parameter<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyStr>> {
    PyStr::new(py, text)
}

/// `sys.intern(text)`
#[pyfunction(signature = (text, /))]
pub fn str_intern<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyStr>> {
    PyStr::intern(py, text)
}

/// `(len(text), text.isascii(), kind, [ord(c) for c in text])`
#[pyfunction(signature = (text, /))]
pub fn str_data<'py>(
    py: Python<'py>,
    text: Arg<'_, PyStr>,
) -> PyResult<(usize, bool, u32, Bound<'py, PyList>)> {
    let text = text.bind(py);
    let data = text.data();
    let kind = match data {
        PyStrData::Ucs1(_) => 1,
        PyStrData::Ucs2(_) => 2,
        PyStrData::Ucs4(_) => 4,
    };
    assert_eq!(data.len(), text.len());
    assert_eq!(data.is_empty(), text.is_empty());
    assert_eq!(data.get(text.len()), None);
    let chars = (0..data.len()).filter_map(|index| data.get(index));
    Ok((text.len(), text.is_ascii(), kind, PyList::new(py, chars)?))
}

/// `f'{left}-{right}'`
#[pyfunction(signature = (left, right, /))]
pub fn str_format<'py>(py: Python<'py>, left: &str, right: isize) -> PyResult<Bound<'py, PyStr>> {
    PyStr::from_fmt(py, format_args!("{left}-{right}"))
}

/// `a + b + c`
#[pyfunction(signature = (a, b, c, /))]
pub fn str_pieces<'py>(py: Python<'py>, a: &str, b: &str, c: &str) -> PyResult<Bound<'py, PyStr>> {
    PyStr::from_pieces(py, &[a, b, c])
}

/// `left + right`
#[pyfunction(signature = (left, right, /))]
pub fn str_concat<'py>(
    py: Python<'py>,
    left: Arg<'_, PyStr>,
    right: Arg<'_, PyStr>,
) -> PyResult<Bound<'py, PyStr>> {
    left.bind(py).concat(&right.bind(py))
}

/// `separator.join(items)`
#[pyfunction(signature = (separator, items, /))]
pub fn str_join<'py>(
    py: Python<'py>,
    separator: Arg<'_, PyStr>,
    items: Arg<'_>,
) -> PyResult<Bound<'py, PyStr>> {
    separator.bind(py).join(items)
}

/// `text[low:high]`
#[pyfunction(signature = (text, low, high, /))]
pub fn str_substring<'py>(
    py: Python<'py>,
    text: Arg<'_, PyStr>,
    low: usize,
    high: usize,
) -> PyResult<Bound<'py, PyStr>> {
    text.bind(py).substring(low, high)
}

/// `text.find(part)`, with None for nowhere.
#[pyfunction(signature = (text, part, /))]
pub fn str_find(
    py: Python<'_>,
    text: Arg<'_, PyStr>,
    part: Arg<'_, PyStr>,
) -> PyResult<Option<usize>> {
    text.bind(py).find(&part.bind(py))
}

/// `data.decode('latin-1')`
#[pyfunction(signature = (data, /))]
pub fn str_from_latin1<'py>(
    py: Python<'py>,
    data: Arg<'_, PyBytes>,
) -> PyResult<Bound<'py, PyStr>> {
    PyStr::from_latin1(py, data.as_bytes())
}

/// `chr(code)`
#[pyfunction(signature = (code, /))]
pub fn str_of_char(py: Python<'_>, code: u32) -> PyResult<char> {
    let refused = || Raised::new(py, Exception::ValueError, "not a character");
    char::from_u32(code).ok_or_else(refused)
}

/// `(len(data), a copy of data)`
#[pyfunction(signature = (data, /))]
pub fn bytes_copy<'py>(
    py: Python<'py>,
    data: Arg<'_, PyBytes>,
) -> PyResult<(usize, Bound<'py, PyBytes>)> {
    let data = data.bind(py);
    assert_eq!(data.is_empty(), data.as_bytes().is_empty());
    Ok((data.len(), PyBytes::new(py, data.as_bytes())?))
}

/// A slice as the result.
#[pyfunction(signature = (data, /))]
pub fn bytes_of_slice<'a>(data: Arg<'a, PyBytes>) -> PyResult<&'a [u8]> {
    Ok(data.as_bytes())
}

/// `bytes(object)`, but for an int.
#[pyfunction(signature = (object, /))]
pub fn bytes_from_object<'py>(py: Python<'py>, object: Arg<'_>) -> PyResult<Bound<'py, PyBytes>> {
    PyBytes::from_object(py, object)
}

/// `bytearray(data)`
#[pyfunction(signature = (data, /))]
pub fn bytearray_new<'py>(
    py: Python<'py>,
    data: Arg<'_, PyBytes>,
) -> PyResult<Bound<'py, PyByteArray>> {
    PyByteArray::new(py, data.as_bytes())
}

/// `(len(array), bytes(array))`
#[pyfunction(signature = (array, /))]
pub fn bytearray_copy<'py>(
    py: Python<'py>,
    array: Arg<'_, PyByteArray>,
) -> PyResult<(usize, Bound<'py, PyBytes>)> {
    let array = array.bind(py);
    let copy: Vec<u8> = array.to_vec()?;
    assert_eq!(array.is_empty(), copy.is_empty());
    Ok((array.len(), PyBytes::new(py, &copy)?))
}

/// `bytes(array[offset:offset + 4])`
#[pyfunction(signature = (array, offset, /))]
pub fn bytearray_read<'py>(
    py: Python<'py>,
    array: Arg<'_, PyByteArray>,
    offset: usize,
) -> PyResult<Bound<'py, PyBytes>> {
    let mut out = [MaybeUninit::uninit(); 4];
    PyBytes::new(py, array.bind(py).read(offset, &mut out)?)
}

/// `array[offset:offset + len(data)] = data`
#[pyfunction(signature = (array, offset, data, /))]
pub fn bytearray_write(
    py: Python<'_>,
    array: Arg<'_, PyByteArray>,
    offset: usize,
    data: Arg<'_, PyBytes>,
) -> PyResult<()> {
    array.bind(py).write(offset, data.as_bytes())
}

/// `array.resize(len)`
#[pyfunction(signature = (array, len, /))]
pub fn bytearray_resize(py: Python<'_>, array: Arg<'_, PyByteArray>, len: usize) -> PyResult<()> {
    array.bind(py).resize(len)
}

/// `array.extend(data)`
#[pyfunction(signature = (array, data, /))]
pub fn bytearray_extend(
    py: Python<'_>,
    array: Arg<'_, PyByteArray>,
    data: Arg<'_, PyBytes>,
) -> PyResult<()> {
    array.bind(py).extend(data.as_bytes())
}

/// `memoryview(object)`
#[pyfunction(signature = (object, /))]
pub fn memoryview_new<'py>(py: Python<'py>, object: Arg<'_>) -> PyResult<Bound<'py, PyMemoryView>> {
    PyMemoryView::from_object(py, object)
}

/// The capacity of a vector of so many `u64`.
#[pyfunction(signature = (len, /))]
pub fn memory_vec(py: Python<'_>, len: usize) -> PyResult<bool> {
    Ok(py.try_vec::<u64>(len)?.capacity() >= len)
}

/// `data * 2`, by way of a vector.
#[pyfunction(signature = (data, /))]
pub fn memory_extend<'py>(
    py: Python<'py>,
    data: Arg<'_, PyBytes>,
) -> PyResult<Bound<'py, PyBytes>> {
    let mut twice = py.try_vec(0)?;
    py.try_extend(&mut twice, data.as_bytes())?;
    py.try_extend(&mut twice, data.as_bytes())?;
    PyBytes::new(py, &twice)
}
