//! A payload borrows nothing, and CPython knows its size.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Slot, pyclass};

#[pyclass] //-
pub struct Borrowing<'a> { //~ "CPython cannot know the size of what is generic" //-
    argument: Arg<'a>, //-
} //-

#[pyclass] //-
pub struct Generic<T> { //~ "CPython cannot know the size of what is generic" //-
    value: T, //-
} //-

//+ #[pyclass]
//+ pub struct Node { next: Slot }
