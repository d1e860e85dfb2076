//! Types, modules, capsules, weak references.

use core::ffi::CStr;
use core::sync::atomic::{AtomicUsize, Ordering};

use cpython_api::{
    Arg, Bound, IntoPy, PyBaseException, PyCapsule, PyDict, PyModule, PyResult, PyStr, PyType,
    PyWeakrefReference, Python, pyfunction,
};

/// `(name, qualname, module, module.qualname)` of a class.
#[pyfunction(signature = (class_, /))]
pub fn type_names<'py>(py: Python<'py>, class_: Arg<'_, PyType>) -> PyResult<Bound<'py>> {
    let class = class_.bind(py);
    let full_name = class.fully_qualified_name()?;
    (class.name()?, class.qualname()?, class.module()?, full_name).into_py(py)
}

/// Whether a class derives from `dict`, and from `BaseException`.
#[pyfunction(signature = (class_, /))]
pub fn type_is_subclass_of(py: Python<'_>, class_: Arg<'_, PyType>) -> PyResult<(bool, bool)> {
    let class = class_.bind(py);
    Ok((
        class.is_subclass_of::<PyDict>(),
        class.is_subclass_of::<PyBaseException>(),
    ))
}

/// `importlib.import_module(name)`
#[pyfunction(signature = (name, /))]
pub fn module_import<'py>(py: Python<'py>, name: Arg<'_>) -> PyResult<Bound<'py, PyModule>> {
    py.import(name)
}

/// `sys.modules.get(name)`
#[pyfunction(signature = (name, /))]
pub fn module_imported<'py>(py: Python<'py>, name: Arg<'_>) -> PyResult<Option<Bound<'py>>> {
    py.imported(name)
}

/// `(module.__name__, module.__dict__)`
#[pyfunction(signature = (module, /))]
pub fn module_parts<'py>(
    py: Python<'py>,
    module: Arg<'_, PyModule>,
) -> PyResult<(Bound<'py, PyStr>, Bound<'py, PyDict>)> {
    let module = module.bind(py);
    Ok((module.name()?, module.dict()))
}

const CAPSULE: &CStr = c"_testrust.capsule";

/// How many payloads there are.
static PAYLOADS: AtomicUsize = AtomicUsize::new(0);

/// What is in a capsule.
struct Payload {
    number: i64,
}

impl Payload {
    fn new(number: i64) -> Self {
        PAYLOADS.fetch_add(1, Ordering::Relaxed);
        Payload { number }
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        PAYLOADS.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A capsule with a number in it.
#[pyfunction(signature = (number, /))]
pub fn capsule_new<'py>(py: Python<'py>, number: i64) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new(py, Payload::new(number), CAPSULE)
}

/// A capsule of the same name, with something else in it.
#[pyfunction]
pub fn capsule_of_another_type(py: Python<'_>) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new(py, 1_i64, CAPSULE)
}

/// Whether the name is the one, and the number if it is in it.
#[pyfunction(signature = (capsule, /))]
pub fn capsule_get(py: Python<'_>, capsule: Arg<'_, PyCapsule>) -> PyResult<(bool, Option<i64>)> {
    let capsule = capsule.bind(py);
    assert!(capsule.get::<Payload>(c"_testrust.another").is_none());
    let payload = capsule.get::<Payload>(CAPSULE);
    Ok((
        capsule.is_valid(CAPSULE),
        payload.map(|payload| payload.number),
    ))
}

/// How many payloads there are.
#[pyfunction]
pub fn capsule_payloads() -> PyResult<usize> {
    Ok(PAYLOADS.load(Ordering::Relaxed))
}

/// `weakref.ref(object, callback)`
#[pyfunction(signature = (object, callback, /))]
pub fn weakref_new<'py>(
    py: Python<'py>,
    object: Arg<'_>,
    callback: Option<Arg<'_>>,
) -> PyResult<Bound<'py, PyWeakrefReference>> {
    let object = object.bind(py);
    match callback {
        None => PyWeakrefReference::new(&object),
        Some(callback) => PyWeakrefReference::new_with(&object, &callback.bind(py)),
    }
}

/// `(reference(),)`, or None.
#[pyfunction(signature = (reference, /))]
pub fn weakref_upgrade<'py>(
    py: Python<'py>,
    reference: Arg<'_, PyWeakrefReference>,
) -> PyResult<Option<(Bound<'py>,)>> {
    Ok(reference.bind(py).upgrade().map(|object| (object,)))
}

/// The value of `-X NAME`, or None.
#[pyfunction(signature = (name, /))]
pub fn x_option<'py>(py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py>>> {
    py.x_option(name)
}
