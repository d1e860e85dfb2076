//! Exceptions and warnings.

use cpython_api::{
    Arg, Bound, Exception, IntoPy, PyBaseException, PyDict, PyErr, PyList, PyResult, PyStr, PyType,
    Python, Raised, pyfunction,
};

/// The classes that Rust has names for.
#[pyfunction]
pub fn error_classes(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    let classes = Exception::ALL.iter().map(|class| class.get_type(py));
    PyList::new(py, classes)
}

/// `raise class(text)`
#[pyfunction(signature = (class_, text, /))]
pub fn error_raise(py: Python<'_>, class_: Arg<'_>, text: &str) -> PyResult<()> {
    Err(Raised::new(py, class_.bind(py), text))
}

/// Raise the class with this name.
#[pyfunction(signature = (name, text, /))]
pub fn error_raise_named(py: Python<'_>, name: &str, text: &str) -> PyResult<()> {
    for &class in Exception::ALL {
        if class.get_type(py).name()?.to_str()? == name {
            return Err(Raised::from_fmt(py, class, format_args!("{name}: {text}")));
        }
    }
    Err(Raised::new(py, Exception::KeyError, name))
}

/// Raise a class with arguments, as PyErr_SetObject takes them.
#[pyfunction(signature = (class_, args, /))]
pub fn error_raise_args(py: Python<'_>, class_: Arg<'_>, args: Arg<'_>) -> PyResult<()> {
    Err(Raised::new_with_args(py, &*class_.bind(py), args))
}

/// `raise exception from cause`
#[pyfunction(signature = (exception, cause, /))]
pub fn error_raise_from(
    py: Python<'_>,
    exception: Arg<'_, PyBaseException>,
    cause: Option<Arg<'_, PyBaseException>>,
) -> PyResult<()> {
    let error =
        |exception: Arg<'_, PyBaseException>| PyErr::from_value(exception.bind(py).to_owned());
    let exception = error(exception);
    exception.set_cause(cause.map(error));
    Err(exception.restore())
}

/// Set an exception's context, or none.
#[pyfunction(signature = (exception, context, /))]
pub fn error_set_context(
    py: Python<'_>,
    exception: Arg<'_, PyBaseException>,
    context: Option<Arg<'_, PyBaseException>>,
) -> PyResult<()> {
    let error =
        |exception: Arg<'_, PyBaseException>| PyErr::from_value(exception.bind(py).to_owned());
    error(exception).set_context(context.map(error));
    Ok(())
}

/// `(type, traceback, cause, context)` of what a call raises.
#[pyfunction(signature = (callable, /))]
pub fn error_parts<'py>(py: Python<'py>, callable: Arg<'_>) -> PyResult<Bound<'py>> {
    let error = raised_by(py, callable)?;
    let cause = error.cause().map(PyErr::into_value);
    let context = error.context().map(PyErr::into_value);
    (error.get_type(), error.traceback(), cause, context).into_py(py)
}

/// What a call raises; AssertionError if nothing.
fn raised_by<'py>(py: Python<'py>, callable: Arg<'_>) -> PyResult<PyErr<'py>> {
    match callable.bind(py).call0() {
        Ok(_) => Err(Raised::new(py, Exception::AssertionError, "nothing raised")),
        Err(raised) => Ok(raised.take(py)),
    }
}

/// What a call raises, if it is of these classes, and whether it still is when it was taken.
#[pyfunction(signature = (callable, classes, /))]
pub fn error_catch<'py>(
    py: Python<'py>,
    callable: Arg<'_>,
    classes: Arg<'_>,
) -> PyResult<(Bound<'py, PyBaseException>, bool)> {
    let classes = classes.bind(py);
    let Err(raised) = callable.bind(py).call0() else {
        return Err(Raised::new(py, Exception::AssertionError, "nothing raised"));
    };
    if !raised.matches(py, classes) {
        return Err(raised);
    }
    let error = raised.take(py);
    let still = error.matches(classes);
    Ok((error.into_value(), still))
}

/// What both calls raise: the first is held while the second is raised.
#[pyfunction(signature = (first, second, /))]
pub fn error_both<'py>(
    py: Python<'py>,
    first: Arg<'_>,
    second: Arg<'_>,
) -> PyResult<(Bound<'py, PyBaseException>, Bound<'py, PyBaseException>)> {
    let first = raised_by(py, first)?;
    let second = raised_by(py, second)?;
    // Each can be set, and taken again, while the other is held.
    let first = first.restore().take(py);
    let second = second.restore().take(py);
    Ok((first.into_value(), second.into_value()))
}

/// Call, and forget what is raised.
#[pyfunction(signature = (callable, /))]
pub fn error_drop(py: Python<'_>, callable: Arg<'_>) -> PyResult<bool> {
    let result = callable.bind(py).call0();
    let is_raised = result.is_err();
    drop(result);
    Ok(is_raised)
}

/// `try: raise exception` and then `except: return callable()`
#[pyfunction(signature = (exception, callable, /))]
pub fn error_handling<'py>(
    py: Python<'py>,
    exception: Arg<'_, PyBaseException>,
    callable: Arg<'_>,
) -> PyResult<Bound<'py>> {
    let exception = PyErr::from_value(exception.bind(py).to_owned());
    exception.handling(|| callable.bind(py).call0())
}

/// Give what a call raises to sys.unraisablehook.
#[pyfunction(signature = (callable, object, /))]
pub fn error_unraisable(
    py: Python<'_>,
    callable: Arg<'_>,
    object: Option<Arg<'_>>,
) -> PyResult<()> {
    let object = object.map(|object| object.bind(py));
    raised_by(py, callable)?.write_unraisable(object.as_deref());
    Ok(())
}

/// `class Error(base): """Text."""`
#[pyfunction(signature = (base, dict, /))]
pub fn error_new_type<'py>(
    py: Python<'py>,
    base: Option<Arg<'_>>,
    dict: Option<Arg<'_, PyDict>>,
) -> PyResult<Bound<'py, PyType>> {
    let base = base.map(|base| base.bind(py));
    let dict = dict.map(|dict| dict.bind(py));
    let (name, doc) = (c"_testrust.Error", Some(c"Text."));
    PyErr::new_type(py, name, doc, base.as_deref(), dict.as_deref())
}

/// `raise OSError(errno, os.strerror(errno), filename)`
#[pyfunction(signature = (errno, filename, /))]
pub fn error_errno(py: Python<'_>, errno: i32, filename: Option<Arg<'_>>) -> PyResult<()> {
    let filename = filename.map(|filename| filename.bind(py));
    Err(Raised::from_errno(py, errno, filename.as_deref()))
}

/// `raise MemoryError`
#[pyfunction]
pub fn error_no_memory(py: Python<'_>) -> PyResult<()> {
    Err(Raised::no_memory(py))
}

/// `warnings.warn(text, category, stacklevel)`
#[pyfunction(signature = (category, text, stacklevel, /))]
pub fn error_warn(
    py: Python<'_>,
    category: Arg<'_>,
    text: &str,
    stacklevel: isize,
) -> PyResult<()> {
    PyErr::warn(py, category.bind(py), text, stacklevel)
}

/// `warnings.warn_explicit(text, category, filename, line, module)`
#[pyfunction(signature = (category, text, filename, line, module, /))]
pub fn error_warn_explicit(
    py: Python<'_>,
    category: Arg<'_>,
    text: Arg<'_, PyStr>,
    filename: Arg<'_, PyStr>,
    line: i32,
    module: Option<Arg<'_, PyStr>>,
) -> PyResult<()> {
    let module = module.map(|module| module.bind(py));
    let place = (&*filename.bind(py), line);
    PyErr::warn_explicit(
        py,
        category.bind(py),
        &text.bind(py),
        place,
        module.as_deref(),
    )
}
