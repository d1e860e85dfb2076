//! The marker of an exception is not in a static: the exception is set on one thread.
#![forbid(unsafe_code)]

use std::sync::Mutex;

use cpython_api::Raised;

static KEPT: Mutex<Option<Raised>> = Mutex::new(None); //~ E0277 //-
//+ static KEPT: Mutex<Option<()>> = Mutex::new(None);
