//! What any object can do.

use alloc::vec::Vec;

use cpython_api::{
    Arg, Borrowed, Bound, CompareOp, Exception, PyDict, PyFloat, PyInt, PyList, PyResult, PyStr,
    PyTuple, PyType, Python, Raised, pyfunction,
};

/// A function of the operator's name in Python.
type Unary = for<'py> fn(&Bound<'py>) -> PyResult<Bound<'py>>;
type Binary = for<'py> fn(&Bound<'py>, &Bound<'py>) -> PyResult<Bound<'py>>;

const UNARY: &[(&str, Unary)] = &[
    ("neg", |a| a.neg()),
    ("pos", |a| a.pos()),
    ("abs", |a| a.abs()),
    ("invert", |a| a.bitnot()),
];

const BINARY: &[(&str, Binary)] = &[
    ("add", |a, b| a.add(b)),
    ("sub", |a, b| a.sub(b)),
    ("mul", |a, b| a.mul(b)),
    ("matmul", |a, b| a.matmul(b)),
    ("truediv", |a, b| a.div(b)),
    ("floordiv", |a, b| a.floor_div(b)),
    ("mod", |a, b| a.rem(b)),
    ("divmod", |a, b| a.divmod(b)),
    ("lshift", |a, b| a.lshift(b)),
    ("rshift", |a, b| a.rshift(b)),
    ("and", |a, b| a.bitand(b)),
    ("or", |a, b| a.bitor(b)),
    ("xor", |a, b| a.bitxor(b)),
    ("iadd", |a, b| a.iadd(b)),
    ("isub", |a, b| a.isub(b)),
    ("imul", |a, b| a.imul(b)),
    ("imatmul", |a, b| a.imatmul(b)),
    ("itruediv", |a, b| a.itruediv(b)),
    ("ifloordiv", |a, b| a.ifloordiv(b)),
    ("imod", |a, b| a.imod(b)),
    ("ilshift", |a, b| a.ilshift(b)),
    ("irshift", |a, b| a.irshift(b)),
    ("iand", |a, b| a.iand(b)),
    ("ior", |a, b| a.ior(b)),
    ("ixor", |a, b| a.ixor(b)),
];

/// What is listed under a name.
fn named<'a, T>(py: Python<'_>, list: &'a [(&str, T)], name: &str) -> PyResult<&'a T> {
    match list.iter().find(|(listed, _)| *listed == name) {
        Some((_, value)) => Ok(value),
        None => Err(Raised::new(py, Exception::KeyError, name)),
    }
}

/// The operator with this name and one operand.
#[pyfunction(signature = (name, operand, /))]
pub fn any_unary<'py>(py: Python<'py>, name: &str, operand: Arg<'_>) -> PyResult<Bound<'py>> {
    named(py, UNARY, name)?(&operand.bind(py))
}

/// The operator with this name and two operands.
#[pyfunction(signature = (name, left, right, /))]
pub fn any_binary<'py>(
    py: Python<'py>,
    name: &str,
    left: Arg<'_>,
    right: Arg<'_>,
) -> PyResult<Bound<'py>> {
    named(py, BINARY, name)?(&left.bind(py), &right.bind(py))
}

/// The names that the two above know.
#[pyfunction]
pub fn any_operators(py: Python<'_>) -> PyResult<(Bound<'_, PyList>, Bound<'_, PyList>)> {
    let unary = PyList::new(py, UNARY.iter().map(|(name, _)| *name))?;
    let binary = PyList::new(py, BINARY.iter().map(|(name, _)| *name))?;
    Ok((unary, binary))
}

/// `pow(base, exponent, modulus)`
#[pyfunction(signature = (base, exponent, modulus, /))]
pub fn any_pow<'py>(
    py: Python<'py>,
    base: Arg<'_>,
    exponent: Arg<'_>,
    modulus: Arg<'_>,
) -> PyResult<Bound<'py>> {
    base.bind(py).pow(exponent, modulus)
}

/// `base **= exponent`
#[pyfunction(signature = (base, exponent, /))]
pub fn any_ipow<'py>(py: Python<'py>, base: Arg<'_>, exponent: Arg<'_>) -> PyResult<Bound<'py>> {
    base.bind(py).ipow(exponent)
}

const COMPARISONS: &[(&str, CompareOp)] = &[
    ("lt", CompareOp::Lt),
    ("le", CompareOp::Le),
    ("eq", CompareOp::Eq),
    ("ne", CompareOp::Ne),
    ("gt", CompareOp::Gt),
    ("ge", CompareOp::Ge),
];

/// `left <name> right`, whatever that gives.
#[pyfunction(signature = (name, left, right, /))]
pub fn any_compare<'py>(
    py: Python<'py>,
    name: &str,
    left: Arg<'_>,
    right: Arg<'_>,
) -> PyResult<Bound<'py>> {
    let op = *named(py, COMPARISONS, name)?;
    left.bind(py).rich_compare(right, op)
}

/// Whether `left <name> right`, as containers ask.
#[pyfunction(signature = (name, left, right, /))]
pub fn any_compare_bool(
    py: Python<'_>,
    name: &str,
    left: Arg<'_>,
    right: Arg<'_>,
) -> PyResult<bool> {
    let op = *named(py, COMPARISONS, name)?;
    left.bind(py).rich_compare_bool(right, op)
}

/// All six comparisons.
#[pyfunction(signature = (left, right, /))]
pub fn any_comparisons<'py>(
    py: Python<'py>,
    left: Arg<'_>,
    right: Arg<'_>,
) -> PyResult<Bound<'py, PyTuple>> {
    let left = left.bind(py);
    let answers = [
        left.lt(right)?,
        left.le(right)?,
        left.eq(right)?,
        left.ne(right)?,
        left.gt(right)?,
        left.ge(right)?,
    ];
    PyTuple::new(py, answers)
}

/// `getattr(object, name)`
#[pyfunction(signature = (object, name, /))]
pub fn any_getattr<'py>(py: Python<'py>, object: Arg<'_>, name: Arg<'_>) -> PyResult<Bound<'py>> {
    object.bind(py).getattr(name)
}

/// `(getattr(object, name),)`, or None if there is no such attribute.
#[pyfunction(signature = (object, name, /))]
pub fn any_getattr_opt<'py>(
    py: Python<'py>,
    object: Arg<'_>,
    name: Arg<'_>,
) -> PyResult<Option<(Bound<'py>,)>> {
    let value = object.bind(py).getattr_opt(name)?;
    Ok(value.map(|value| (value,)))
}

/// `hasattr(object, name)`
#[pyfunction(signature = (object, name, /))]
pub fn any_hasattr(py: Python<'_>, object: Arg<'_>, name: Arg<'_>) -> PyResult<bool> {
    object.bind(py).hasattr(name)
}

/// `setattr(object, name, value)`
#[pyfunction(signature = (object, name, value, /))]
pub fn any_setattr(py: Python<'_>, object: Arg<'_>, name: Arg<'_>, value: Arg<'_>) -> PyResult<()> {
    object.bind(py).setattr(name, value)
}

/// `delattr(object, name)`
#[pyfunction(signature = (object, name, /))]
pub fn any_delattr(py: Python<'_>, object: Arg<'_>, name: Arg<'_>) -> PyResult<()> {
    object.bind(py).delattr(name)
}

/// `callable(object)`
#[pyfunction(signature = (object, /))]
pub fn any_is_callable(py: Python<'_>, object: Arg<'_>) -> PyResult<bool> {
    Ok(object.bind(py).is_callable())
}

/// `callable(*args, **kwargs)`
#[pyfunction(signature = (callable, args, kwargs, /))]
pub fn any_call<'py>(
    py: Python<'py>,
    callable: Arg<'_>,
    args: Arg<'_, PyTuple>,
    kwargs: Option<Arg<'_, PyDict>>,
) -> PyResult<Bound<'py>> {
    let kwargs = kwargs.map(|kwargs| kwargs.bind(py));
    callable.bind(py).call(args.bind(py), kwargs.as_deref())
}

/// `callable(*args, **kwargs)` by the size of the tuple, each in its own way.
#[pyfunction(signature = (callable, args, kwargs, /))]
pub fn any_call_by_size<'py>(
    py: Python<'py>,
    callable: Arg<'_>,
    args: Arg<'_, PyTuple>,
    kwargs: Option<Arg<'_, PyDict>>,
) -> PyResult<Bound<'py>> {
    let callable = callable.bind(py);
    let args = args.bind(py);
    let kwargs = kwargs.map(|kwargs| kwargs.bind(py));
    match (args.as_slice(), kwargs.as_deref()) {
        ([], None) => callable.call0(),
        ([], kwargs) => callable.call((), kwargs),
        ([a], None) => callable.call1((a,)),
        ([a, b], None) => callable.call1((a, b)),
        ([a, b], kwargs) => callable.call((a, b), kwargs),
        (args, kwargs) => callable.call(args, kwargs),
    }
}

/// A vectorcall: the last arguments are keywords.
#[pyfunction(signature = (callable, args, names, /))]
pub fn any_vectorcall<'py>(
    py: Python<'py>,
    callable: Arg<'_>,
    args: Arg<'_, PyTuple>,
    names: Arg<'_, PyTuple>,
) -> PyResult<Bound<'py>> {
    let args = args.bind(py);
    callable
        .bind(py)
        .vectorcall(args.as_slice(), &names.bind(py))
}

/// `object.name(*args, **kwargs)` by the size of the tuple, each in its own way.
#[pyfunction(signature = (object, name, args, kwargs, /))]
pub fn any_call_method<'py>(
    py: Python<'py>,
    object: Arg<'_>,
    name: Arg<'_>,
    args: Arg<'_, PyTuple>,
    kwargs: Option<Arg<'_, PyDict>>,
) -> PyResult<Bound<'py>> {
    let object = object.bind(py);
    let args = args.bind(py);
    let kwargs = kwargs.map(|kwargs| kwargs.bind(py));
    match (args.as_slice(), kwargs.as_deref()) {
        ([], None) => object.call_method0(name),
        ([a], None) => object.call_method1(name, (a,)),
        ([a, b], None) => object.call_method1(name, (a, b)),
        ([a, b, c], None) => object.call_method1(name, &[*a, *b, *c][..]),
        (_, kwargs) => object.call_method(name, args, kwargs),
    }
}

/// `type(object)`
#[pyfunction(signature = (object, /))]
pub fn any_type<'py>(py: Python<'py>, object: Arg<'_>) -> PyResult<Bound<'py, PyType>> {
    Ok(object.bind(py).get_type())
}

/// `isinstance(object, class_)`
#[pyfunction(signature = (object, class_, /))]
pub fn any_isinstance(py: Python<'_>, object: Arg<'_>, class_: Arg<'_>) -> PyResult<bool> {
    object.bind(py).is_instance(&class_.bind(py))
}

/// `issubclass(object, class_)`
#[pyfunction(signature = (object, class_, /))]
pub fn any_issubclass(py: Python<'_>, object: Arg<'_>, class_: Arg<'_>) -> PyResult<bool> {
    object.bind(py).is_subclass(&class_.bind(py))
}

/// Whether the object is None, Ellipsis, NotImplemented, and the other one.
#[pyfunction(signature = (object, other, /))]
pub fn any_is(
    py: Python<'_>,
    object: Arg<'_>,
    other: Arg<'_>,
) -> PyResult<(bool, bool, bool, bool)> {
    let object = object.bind(py);
    Ok((
        object.is_none(),
        object.is_ellipsis(),
        object.is_not_implemented(),
        object.is(&other.bind(py)),
    ))
}

/// `None, ..., NotImplemented`
#[pyfunction]
pub fn any_constants<'py>(
    py: Python<'py>,
) -> PyResult<(Borrowed<'py, 'py>, Borrowed<'py, 'py>, Borrowed<'py, 'py>)> {
    Ok((py.None(), py.Ellipsis(), py.NotImplemented()))
}

/// `bool(object)`
#[pyfunction(signature = (object, /))]
pub fn any_truth(py: Python<'_>, object: Arg<'_>) -> PyResult<bool> {
    object.bind(py).is_truthy()
}

/// `repr(object)`
#[pyfunction(signature = (object, /))]
pub fn any_repr<'py>(py: Python<'py>, object: Arg<'_>) -> PyResult<Bound<'py, PyStr>> {
    object.bind(py).repr()
}

/// `str(object)`
#[pyfunction(signature = (object, /))]
pub fn any_str<'py>(py: Python<'py>, object: Arg<'_>) -> PyResult<Bound<'py, PyStr>> {
    object.bind(py).str()
}

/// `ascii(object)`
#[pyfunction(signature = (object, /))]
pub fn any_ascii<'py>(py: Python<'py>, object: Arg<'_>) -> PyResult<Bound<'py, PyStr>> {
    object.bind(py).ascii()
}

/// `hash(object)`
#[pyfunction(signature = (object, /))]
pub fn any_hash(py: Python<'_>, object: Arg<'_>) -> PyResult<isize> {
    object.bind(py).hash()
}

/// `len(object)`
#[pyfunction(signature = (object, /))]
pub fn any_len(py: Python<'_>, object: Arg<'_>) -> PyResult<usize> {
    object.bind(py).len()
}

/// `object[key]`
#[pyfunction(signature = (object, key, /))]
pub fn any_get_item<'py>(py: Python<'py>, object: Arg<'_>, key: Arg<'_>) -> PyResult<Bound<'py>> {
    object.bind(py).get_item(key)
}

/// `object[key] = value`
#[pyfunction(signature = (object, key, value, /))]
pub fn any_set_item(py: Python<'_>, object: Arg<'_>, key: Arg<'_>, value: Arg<'_>) -> PyResult<()> {
    object.bind(py).set_item(key, value)
}

/// `del object[key]`
#[pyfunction(signature = (object, key, /))]
pub fn any_del_item(py: Python<'_>, object: Arg<'_>, key: Arg<'_>) -> PyResult<()> {
    object.bind(py).del_item(key)
}

/// `value in object`
#[pyfunction(signature = (object, value, /))]
pub fn any_contains(py: Python<'_>, object: Arg<'_>, value: Arg<'_>) -> PyResult<bool> {
    object.bind(py).contains(value)
}

/// `[item for item in iterable]`
#[pyfunction(signature = (iterable, /))]
pub fn any_iterate<'py>(py: Python<'py>, iterable: Arg<'_>) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py)?;
    for item in iterable.bind(py).try_iter()? {
        list.append(item?)?;
    }
    Ok(list)
}

/// The types that a marker finds an object to be of, of a subclass and exactly.
#[pyfunction(signature = (object, /))]
pub fn any_casts<'py>(
    py: Python<'py>,
    object: Arg<'_>,
) -> PyResult<(Bound<'py, PyList>, Bound<'py, PyList>)> {
    let mut inexact = Vec::new();
    let mut exact = Vec::new();
    macro_rules! look {
        ($($marker:ident)*) => {$(
            let bound = object.bind(py);
            assert_eq!(
                bound.cast::<cpython_api::$marker>().is_ok(),
                bound.is_instance_of::<cpython_api::$marker>()
            );
            assert_eq!(
                bound.to_owned().cast_into::<cpython_api::$marker>().is_ok(),
                object.is_instance_of::<cpython_api::$marker>(py)
            );
            assert_eq!(
                bound.cast_exact::<cpython_api::$marker>().is_ok(),
                bound.is_exact_instance_of::<cpython_api::$marker>()
            );
            if object.cast::<cpython_api::$marker>(py).is_ok() {
                py.try_push(&mut inexact, py.get_type::<cpython_api::$marker>())?;
            }
            if object.cast_exact::<cpython_api::$marker>(py).is_ok() {
                py.try_push(&mut exact, py.get_type::<cpython_api::$marker>())?;
            }
        )*};
    }
    look!(PyBaseException PyBool PyByteArray PyBytes PyCapsule PyDict PyFloat PyFrozenSet PyInt);
    look!(PyList PyMemoryView PyModule PySet PySlice PyStr PyTraceback PyTuple PyType);
    look!(PyWeakrefReference);
    Ok((PyList::new(py, inexact)?, PyList::new(py, exact)?))
}

/// A cast to `str`, with the error that `?` makes of it.
#[pyfunction(signature = (object, /))]
pub fn any_cast_str<'py>(py: Python<'py>, object: Arg<'_>) -> PyResult<Bound<'py, PyStr>> {
    Ok(object.bind(py).cast::<PyStr>()?.to_owned())
}

/// As any_cast_str, of a handle that is ours.
#[pyfunction(signature = (object, /))]
pub fn any_cast_into_str<'py>(py: Python<'py>, object: Arg<'_>) -> PyResult<Bound<'py, PyStr>> {
    Ok(object.bind(py).to_owned().cast_into::<PyStr>()?)
}

/// Whether an int is negative.
#[pyfunction(signature = (number, /))]
pub fn int_is_negative(py: Python<'_>, number: Arg<'_, PyInt>) -> PyResult<bool> {
    Ok(number.bind(py).is_negative())
}

/// `float(value)`, there and back.
#[pyfunction(signature = (value, /))]
pub fn float_copy<'py>(py: Python<'py>, value: Arg<'_, PyFloat>) -> PyResult<Bound<'py, PyFloat>> {
    PyFloat::new(py, value.bind(py).value())
}
