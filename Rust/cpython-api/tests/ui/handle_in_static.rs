//! No handle is in a static.
#![forbid(unsafe_code)]

use std::sync::Mutex;

use cpython_api::{Bound, Slot};

static KEPT: Mutex<Option<Bound<'static>>> = Mutex::new(None); //~ E0277 //-
//+ static KEPT: Mutex<Option<Slot>> = Mutex::new(None);
