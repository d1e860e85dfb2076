//! The traits that only the macros implement are `unsafe`, so a module does not.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::method::Method;
use cpython_api::module::Export;
use cpython_api::slot::{SlotField, Storage};
use cpython_api::{Borrowed, PyTypeCheck, pyclass};

pub struct Node {} //-
//+ #[pyclass] pub struct Node {}

impl Storage for Node { //~ E0200 //-
    const SLOTS: &'static [SlotField] = &[]; //-
} //-

impl Export for Node { //~ E0200 //-
    const METHOD: Option<Method> = None; //-
} //-

impl PyTypeCheck for Node { //~ E0200 //-
    const NAME: &'static core::ffi::CStr = c"Node"; //-
    fn type_check(_: Borrowed<'_, '_>) -> bool { //-
        true //-
    } //-
} //-
