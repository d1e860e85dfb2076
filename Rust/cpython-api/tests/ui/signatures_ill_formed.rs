//! A signature is one that Python has, of the parameters that the function has.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, PyDict, PyResult, Python, Thread, pyfunction};

#[pyfunction(signature = (a = 1, b))] //~ "`b` has no default and follows `a`, which has one" //-
//+ #[pyfunction(signature = (a = 1, b = 2))]
pub fn default_before(a: usize, b: usize) -> PyResult<usize> {
    Ok(a.max(b))
}

#[pyfunction(signature = (*, a, /))] //~ "`/` stands behind a parameter and before `*`" //-
//+ #[pyfunction(signature = (a, /))]
pub fn slash_behind_star(a: usize) -> PyResult<usize> {
    Ok(a)
}

#[pyfunction(signature = (*, **kwargs))] //~ "a parameter that can be given by keyword only follows `*`" //-
//+ #[pyfunction(signature = (**kwargs))]
pub fn star_alone(kwargs: Option<Arg<'_, PyDict>>) -> PyResult<bool> {
    Ok(kwargs.is_some())
}

#[pyfunction(signature = (b))] //-
//+ #[pyfunction(signature = (a))]
pub fn another_name(
    a: usize, //~ "`signature` has `b` in the place of `a`"
) -> PyResult<usize> {
    Ok(a)
}

#[pyfunction(signature = (a))] //-
//+ #[pyfunction(signature = (a, b))]
pub fn one_more(
    a: usize,
    b: usize, //~ "`b` is not in `signature`"
) -> PyResult<usize> {
    Ok(a.max(b))
}

#[pyfunction(signature = (a, b))] //~ "`b` is no parameter of `one_less`" //-
//+ #[pyfunction(signature = (a))]
pub fn one_less(a: usize) -> PyResult<usize> {
    Ok(a)
}

const LIMIT: usize = 1;

#[pyfunction(signature = (a = LIMIT + 1))] //~ "have a known spelling in Python: give text_signature" //-
//+ #[pyfunction(signature = (a = LIMIT + 1), text_signature = "(a=2)")]
pub fn named_default(a: usize) -> PyResult<usize> {
    Ok(a)
}

#[pyfunction(signature = (a), text_signature = "a")] //~ "b=None, ..)" //-
//+ #[pyfunction(signature = (a), text_signature = "(a)")]
pub fn no_parentheses(a: usize) -> PyResult<usize> {
    Ok(a)
}

#[pyfunction(signatur = (a))] //~ "expected `name`, `signature`, `text_signature` or `fallback`" //-
//+ #[pyfunction(signature = (a))]
pub fn misspelt(a: usize) -> PyResult<usize> {
    Ok(a)
}

#[pyfunction]
pub fn token_last(
    a: usize, //-
    py: Python<'_>, //~ "the token stands before the parameters"
    //+ a: usize,
) -> PyResult<bool> {
    Ok(py.None().is_none() && a > 0)
}

#[pyfunction]
pub fn two_tokens(
    py: Python<'_>, //-
    _thread: &mut Thread<'_>, //~ "there is one token: `Python<'_>` or, to detach, `&mut Thread<'_>`"
) -> PyResult<()> {
    Ok(())
}
