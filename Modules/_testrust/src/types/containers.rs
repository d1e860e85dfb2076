//! `tuple`, `list`, `dict`, `set`, `frozenset`, `slice`.

use cpython_api::{
    Arg, Bound, IntoPy, PyDict, PyFrozenSet, PyList, PyResult, PySet, PySlice, PyTuple, Python,
    pyfunction,
};

/// `tuple(items)`
#[pyfunction(signature = (items, /))]
pub fn tuple_new<'py>(py: Python<'py>, items: Arg<'_, PyList>) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, items.bind(py).iter())
}

/// `(object, object), ()`
#[pyfunction(signature = (object, /))]
pub fn tuple_from_array<'py>(
    py: Python<'py>,
    object: Arg<'_>,
) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyTuple>)> {
    let object = object.bind(py).to_owned();
    let pair = PyTuple::from_array(py, [object.clone(), object])?;
    Ok((pair, PyTuple::empty(py)?))
}

/// `(len(items), [*items], list(items))`
#[pyfunction(signature = (items, /))]
pub fn tuple_items<'py>(
    py: Python<'py>,
    items: Arg<'_, PyTuple>,
) -> PyResult<(usize, Bound<'py, PyList>, Bound<'py, PyList>)> {
    let items = items.bind(py);
    assert_eq!(items.is_empty(), items.as_slice().is_empty());
    Ok((
        items.len(),
        PyList::new(py, items.iter())?,
        items.to_list()?,
    ))
}

/// `items[index]`
#[pyfunction(signature = (items, index, /))]
pub fn tuple_get<'py>(
    py: Python<'py>,
    items: Arg<'_, PyTuple>,
    index: usize,
) -> PyResult<Bound<'py>> {
    items.bind(py).get_item(index)
}

/// `items[low:high]`
#[pyfunction(signature = (items, low, high, /))]
pub fn tuple_slice<'py>(
    py: Python<'py>,
    items: Arg<'_, PyTuple>,
    low: usize,
    high: usize,
) -> PyResult<Bound<'py, PyTuple>> {
    items.bind(py).get_slice(low, high)
}

/// `a, b = items`, and `(b, a)`
#[pyfunction(signature = (items, /))]
pub fn tuple_swap<'py>(py: Python<'py>, items: Arg<'_, PyTuple>) -> PyResult<Bound<'py, PyTuple>> {
    let items = items.bind(py);
    let [a, b] = items.unpack()?;
    PyTuple::new(py, [b, a])
}

/// A tuple of all types that Rust makes objects of.
#[pyfunction]
pub fn tuple_of_all<'py>(py: Python<'py>) -> PyResult<Bound<'py>> {
    let text = py.try_format(format_args!("{}", "owned"))?;
    let none: Option<i32> = None;
    let inner = ((1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), (1, 2, 3, 4, 5));
    (
        none,
        Some(1),
        "text",
        text,
        'c',
        b"bytes".as_slice(),
        true,
        inner,
    )
        .into_py(py)
}

/// `list(items)`
#[pyfunction(signature = (items, /))]
pub fn list_new<'py>(py: Python<'py>, items: Arg<'_, PyTuple>) -> PyResult<Bound<'py, PyList>> {
    PyList::new(py, items.bind(py).iter())
}

/// `[item for item in items]`, after `each(item)`.
#[pyfunction(signature = (items, each, /))]
pub fn list_iterate<'py>(
    py: Python<'py>,
    items: Arg<'_, PyList>,
    each: Arg<'_>,
) -> PyResult<Bound<'py, PyList>> {
    let seen = PyList::empty(py)?;
    let mut items = items.bind(py).iter();
    for item in items.by_ref() {
        each.bind(py).call1((&item,))?;
        seen.append(item)?;
    }
    // The end is one for good.
    assert!(items.next().is_none());
    Ok(seen)
}

/// `len(items)`
#[pyfunction(signature = (items, /))]
pub fn list_len(py: Python<'_>, items: Arg<'_, PyList>) -> PyResult<usize> {
    let items = items.bind(py);
    assert_eq!(items.is_empty(), items.iter().next().is_none());
    Ok(items.len())
}

/// `items[index]`
#[pyfunction(signature = (items, index, /))]
pub fn list_get<'py>(
    py: Python<'py>,
    items: Arg<'_, PyList>,
    index: usize,
) -> PyResult<Bound<'py>> {
    items.bind(py).get_item(index)
}

/// `items[index] = item`
#[pyfunction(signature = (items, index, item, /))]
pub fn list_set(
    py: Python<'_>,
    items: Arg<'_, PyList>,
    index: usize,
    item: Arg<'_>,
) -> PyResult<()> {
    items.bind(py).set_item(index, item)
}

/// `del items[index]`
#[pyfunction(signature = (items, index, /))]
pub fn list_del(py: Python<'_>, items: Arg<'_, PyList>, index: usize) -> PyResult<()> {
    items.bind(py).del_item(index)
}

/// `items.insert(index, item)`
#[pyfunction(signature = (items, index, item, /))]
pub fn list_insert(
    py: Python<'_>,
    items: Arg<'_, PyList>,
    index: usize,
    item: Arg<'_>,
) -> PyResult<()> {
    items.bind(py).insert(index, item)
}

/// `items.append(item)`
#[pyfunction(signature = (items, item, /))]
pub fn list_append(py: Python<'_>, items: Arg<'_, PyList>, item: Arg<'_>) -> PyResult<()> {
    items.bind(py).append(item)
}

/// `items.extend(more)`
#[pyfunction(signature = (items, more, /))]
pub fn list_extend(py: Python<'_>, items: Arg<'_, PyList>, more: Arg<'_>) -> PyResult<()> {
    items.bind(py).extend(more)
}

/// `items[low:high]`
#[pyfunction(signature = (items, low, high, /))]
pub fn list_slice<'py>(
    py: Python<'py>,
    items: Arg<'_, PyList>,
    low: usize,
    high: usize,
) -> PyResult<Bound<'py, PyList>> {
    items.bind(py).get_slice(low, high)
}

/// `items.sort()`
#[pyfunction(signature = (items, /))]
pub fn list_sort(py: Python<'_>, items: Arg<'_, PyList>) -> PyResult<()> {
    items.bind(py).sort()
}

/// `items.reverse()`
#[pyfunction(signature = (items, /))]
pub fn list_reverse(py: Python<'_>, items: Arg<'_, PyList>) -> PyResult<()> {
    items.bind(py).reverse()
}

/// `tuple(items)`
#[pyfunction(signature = (items, /))]
pub fn list_to_tuple<'py>(
    py: Python<'py>,
    items: Arg<'_, PyList>,
) -> PyResult<Bound<'py, PyTuple>> {
    items.bind(py).to_tuple()
}

/// `{key: value}`
#[pyfunction(signature = (key, value, /))]
pub fn dict_new<'py>(
    py: Python<'py>,
    key: Arg<'_>,
    value: Arg<'_>,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py)?;
    assert!(dict.is_empty());
    dict.set_item(key, value)?;
    Ok(dict)
}

/// `len(mapping)`
#[pyfunction(signature = (mapping, /))]
pub fn dict_len(py: Python<'_>, mapping: Arg<'_, PyDict>) -> PyResult<usize> {
    Ok(mapping.bind(py).len())
}

/// `(mapping[key],)`, or None.
#[pyfunction(signature = (mapping, key, /))]
pub fn dict_get<'py>(
    py: Python<'py>,
    mapping: Arg<'_, PyDict>,
    key: Arg<'_>,
) -> PyResult<Option<(Bound<'py>,)>> {
    let value = mapping.bind(py).get_item(key)?;
    Ok(value.map(|value| (value,)))
}

/// `mapping[key] = value`
#[pyfunction(signature = (mapping, key, value, /))]
pub fn dict_set(
    py: Python<'_>,
    mapping: Arg<'_, PyDict>,
    key: Arg<'_>,
    value: Arg<'_>,
) -> PyResult<()> {
    mapping.bind(py).set_item(key, value)
}

/// `del mapping[key]`
#[pyfunction(signature = (mapping, key, /))]
pub fn dict_del(py: Python<'_>, mapping: Arg<'_, PyDict>, key: Arg<'_>) -> PyResult<()> {
    mapping.bind(py).del_item(key)
}

/// `key in mapping`
#[pyfunction(signature = (mapping, key, /))]
pub fn dict_contains(py: Python<'_>, mapping: Arg<'_, PyDict>, key: Arg<'_>) -> PyResult<bool> {
    mapping.bind(py).contains(key)
}

/// `mapping.setdefault(key, value)`
#[pyfunction(signature = (mapping, key, value, /))]
pub fn dict_setdefault<'py>(
    py: Python<'py>,
    mapping: Arg<'_, PyDict>,
    key: Arg<'_>,
    value: Arg<'_>,
) -> PyResult<Bound<'py>> {
    mapping.bind(py).setdefault(key, value)
}

/// `mapping.update(more)`
#[pyfunction(signature = (mapping, more, /))]
pub fn dict_update(py: Python<'_>, mapping: Arg<'_, PyDict>, more: Arg<'_>) -> PyResult<()> {
    mapping.bind(py).update(more)
}

/// `mapping.copy()`
#[pyfunction(signature = (mapping, /))]
pub fn dict_copy<'py>(py: Python<'py>, mapping: Arg<'_, PyDict>) -> PyResult<Bound<'py, PyDict>> {
    mapping.bind(py).copy()
}

/// `mapping.clear()`
#[pyfunction(signature = (mapping, /))]
pub fn dict_clear(py: Python<'_>, mapping: Arg<'_, PyDict>) -> PyResult<()> {
    mapping.bind(py).clear();
    Ok(())
}

/// `[*mapping.keys()], [*mapping.values()], [*mapping.items()]`
#[pyfunction(signature = (mapping, /))]
pub fn dict_lists<'py>(
    py: Python<'py>,
    mapping: Arg<'_, PyDict>,
) -> PyResult<(Bound<'py, PyList>, Bound<'py, PyList>, Bound<'py, PyList>)> {
    let mapping = mapping.bind(py);
    Ok((mapping.keys()?, mapping.values()?, mapping.items()?))
}

/// `[(key, value) for key, value in mapping.items()]`, after `each(key, value)`.
#[pyfunction(signature = (mapping, each, /))]
pub fn dict_iterate<'py>(
    py: Python<'py>,
    mapping: Arg<'_, PyDict>,
    each: Arg<'_>,
) -> PyResult<Bound<'py, PyList>> {
    let seen = PyList::empty(py)?;
    let mut items = mapping.bind(py).iter();
    for item in items.by_ref() {
        let (key, value) = item?;
        each.bind(py).call1((&key, &value))?;
        seen.append((key, value))?;
    }
    // The end is one for good.
    assert!(items.next().is_none());
    Ok(seen)
}

/// `set(items), frozenset(items)`
#[pyfunction(signature = (items, /))]
pub fn set_new<'py>(
    py: Python<'py>,
    items: Arg<'_, PyTuple>,
) -> PyResult<(Bound<'py, PySet>, Bound<'py, PyFrozenSet>)> {
    let items = items.bind(py);
    let set = PySet::new(py, items.iter())?;
    let frozen = PyFrozenSet::new(py, items.iter())?;
    assert_eq!(set.len(), frozen.len());
    assert_eq!(set.is_empty(), frozen.is_empty());
    Ok((set, frozen))
}

/// `items.add(item)`
#[pyfunction(signature = (items, item, /))]
pub fn set_add(py: Python<'_>, items: Arg<'_, PySet>, item: Arg<'_>) -> PyResult<()> {
    items.bind(py).add(item)
}

/// Whether `items.discard(item)` found it.
#[pyfunction(signature = (items, item, /))]
pub fn set_discard(py: Python<'_>, items: Arg<'_, PySet>, item: Arg<'_>) -> PyResult<bool> {
    items.bind(py).discard(item)
}

/// `item in items`
#[pyfunction(signature = (items, item, /))]
pub fn set_contains(py: Python<'_>, items: Arg<'_, PySet>, item: Arg<'_>) -> PyResult<bool> {
    items.bind(py).contains(item)
}

/// `item in items`
#[pyfunction(signature = (items, item, /))]
pub fn frozenset_contains(
    py: Python<'_>,
    items: Arg<'_, PyFrozenSet>,
    item: Arg<'_>,
) -> PyResult<bool> {
    items.bind(py).contains(item)
}

/// `items.pop()`
#[pyfunction(signature = (items, /))]
pub fn set_pop<'py>(py: Python<'py>, items: Arg<'_, PySet>) -> PyResult<Bound<'py>> {
    items.bind(py).pop()
}

/// `items.clear()`
#[pyfunction(signature = (items, /))]
pub fn set_clear(py: Python<'_>, items: Arg<'_, PySet>) -> PyResult<()> {
    items.bind(py).clear();
    Ok(())
}

/// `slice(start, stop, step)`
#[pyfunction(signature = (start, stop, step, /))]
pub fn slice_new<'py>(
    py: Python<'py>,
    start: Option<isize>,
    stop: Option<isize>,
    step: Option<isize>,
) -> PyResult<Bound<'py, PySlice>> {
    PySlice::new(py, start, stop, step)
}

/// `(*part.indices(len(items)), len(items[part]))`
#[pyfunction(signature = (part, items, /))]
pub fn slice_indices(
    py: Python<'_>,
    part: Arg<'_, PySlice>,
    items: Arg<'_, PyList>,
) -> PyResult<(isize, isize, isize, usize)> {
    let items = items.bind(py);
    let indices = part.bind(py).indices(|| items.len())?;
    Ok((indices.start, indices.stop, indices.step, indices.len))
}
