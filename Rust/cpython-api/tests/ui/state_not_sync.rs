//! Module state is for all threads of its interpreter.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::pymodule;

#[pymodule(name = "_testrust")]
mod module {
    use core::cell::Cell;
    use core::sync::atomic::AtomicUsize;

    #[state]
    #[derive(Default)]
    pub struct State { //~ E0277
        calls: Cell<usize>, //-
        //+ calls: AtomicUsize,
    }
}
