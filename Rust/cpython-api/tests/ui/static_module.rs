//! No function asks for a module that outlives its call.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::pymodule;

#[pymodule(name = "_testrust")] //~ E0521
mod module {
    use cpython_api::{Module, PyResult};

    #[state]
    #[derive(Default)]
    pub struct State {}

    #[pyfunction]
    fn function(_module: Module<'static, State>) -> PyResult<()> { //-
    //+ fn function(_module: Module<'_, State>) -> PyResult<()> {
        Ok(())
    }
}
