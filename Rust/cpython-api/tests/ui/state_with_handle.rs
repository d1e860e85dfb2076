//! Module state holds no handle: it outlives the call.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::pymodule;

#[pymodule(name = "_testrust")]
mod module {
    use cpython_api::{Bound, Slot};

    #[state]
    #[derive(Default)]
    pub struct State { //~ E0277 E0277
        kept: Option<Bound<'static>>, //-
        //+ kept: Slot,
    }
}
