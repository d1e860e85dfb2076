//! The text of a `str` lives as long as the `str`.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Bound, PyResult, PyStr};

pub fn function(object: Bound<'_, PyStr>) -> PyResult<usize> {
    let text = object.to_str()?;
    drop(object); //~ E0505 //-
    Ok(text.len())
}
