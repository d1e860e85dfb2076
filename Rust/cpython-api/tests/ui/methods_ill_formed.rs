//! A method that cannot be one is refused with a reason.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Bound, Class, PyResult, Python, pyclass, pymethods};

#[pyclass]
pub struct ByMut {}

#[pymethods]
impl ByMut {
    fn method(&mut self) -> PyResult<()> { //~ "others may use the object meanwhile: a method has `&self`" //-
    //+ fn method(&self) -> PyResult<()> {
        Ok(())
    }
}

#[pyclass]
pub struct ByValue {}

#[pymethods]
impl ByValue {
    fn method(self) -> PyResult<()> { //~ "others may use the object meanwhile: a method has `&self`" //-
    //+ fn method(&self) -> PyResult<()> {
        Ok(())
    }
}

#[pyclass]
pub struct WithoutSelf {}

#[pymethods]
impl WithoutSelf {
    //+ #[staticmethod]
    fn method(_number: usize) -> PyResult<()> { //~ "a method's first parameter is `&self` or `slf: Arg<'_, Self>`"
        Ok(())
    }
}

#[pyclass]
pub struct TwoNew {}

#[pymethods]
impl TwoNew {
    #[new]
    #[pymethod(name = "TwoNew")]
    fn new<'py>(class: Class<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py, Self>> {
        class.instantiate(py, TwoNew {})
    }

    #[new] //-
    //+ #[classmethod]
    fn another<'py>(class: Class<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py, Self>> { //~ "a class has one #[new]"
        class.instantiate(py, TwoNew {})
    }
}

#[pyclass]
pub struct NewWithoutClass {}

#[pymethods]
impl NewWithoutClass {
    #[new] //-
    //+ #[staticmethod]
    fn new() -> PyResult<()> { //~ "the first parameter is `class: Class<'_, Self>`"
        Ok(())
    }
}

#[pyclass]
pub struct TwoKinds {}

#[pymethods]
impl TwoKinds {
    #[getter] //~ "a method is of one kind"
    #[classmethod] //-
    fn attribute(&self) -> PyResult<usize> {
        Ok(0)
    }
}

#[pyclass]
pub struct SetterAlone {}

#[pymethods]
impl SetterAlone {
    //+ #[getter]
    //+ fn value(&self) -> PyResult<usize> { Ok(0) }
    #[setter]
    fn set_value(&self, _value: usize) -> PyResult<()> { //~ "`value` has no #[getter]"
        Ok(())
    }
}

#[pyclass]
pub struct SetterWithoutName {}

#[pymethods]
impl SetterWithoutName {
    //+ #[getter]
    //+ fn value(&self) -> PyResult<usize> { Ok(0) }
    #[setter] //-
    //+ #[setter(value)]
    fn change(&self, _value: usize) -> PyResult<()> { //~ "a setter is named `set_` and the attribute, or #[setter(attribute)]"
        Ok(())
    }
}

pub trait Trait {
    fn method(&self) -> PyResult<()>;
}

#[pyclass]
pub struct OfATrait {}

#[pymethods] //-
impl Trait for OfATrait { //~ "methods in Python stand in an `impl` of the class, not of a trait"
    fn method(&self) -> PyResult<()> {
        Ok(())
    }
}
