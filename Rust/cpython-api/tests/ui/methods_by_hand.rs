//! The tables of a class are put together by the macros alone.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::class::{ClassMethods, Tables};

#[cpython_api::pyclass]
pub struct Node {}

pub const fn function(tables: Tables) -> Option<ClassMethods<Node>> {
    Some(ClassMethods::new(tables)) //~ E0133 //-
    //+ let _ = tables;
    //+ None
}
