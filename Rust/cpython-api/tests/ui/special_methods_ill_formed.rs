//! A special method is one that is known, with the parameters that it has in Python.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, PyResult, pyclass, pymethods, pymodule};

#[pyclass]
pub struct Unknown {}

#[pymethods]
impl Unknown {
    fn __await__(&self) -> PyResult<()> { //~ "`__await__` is not a special method that is known here" //-
    //+ fn __repr__(&self) -> PyResult<()> {
        Ok(())
    }
}

#[pyclass]
pub struct Many {}

#[pymethods]
impl Many {
    fn __repr__(&self, _width: usize) -> PyResult<()> { //~ "`__repr__` has no parameters in Python but the object" //-
    //+ fn __repr__(&self) -> PyResult<()> {
        Ok(())
    }
}

#[pyclass]
pub struct Few {}

#[pymethods]
impl Few {
    fn __contains__(&self) -> PyResult<bool> { //~ "`__contains__` has one parameter in Python, without a default" //-
    //+ fn __contains__(&self, _object: Arg<'_>) -> PyResult<bool> {
        Ok(false)
    }
}

#[pyclass]
pub struct WithCfg {}

#[pymethods]
impl WithCfg {
    #[cfg(Py_3_13)] //~ "a method that shares a slot with others is there on every version" //-
    fn __add__(&self, _other: Arg<'_>) -> PyResult<()> {
        Ok(())
    }
}

#[pymodule(name = "_testrust")]
mod module {
    #[pymodule_export]
    use super::WithCfg;
}
