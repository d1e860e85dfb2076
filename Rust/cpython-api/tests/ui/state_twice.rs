//! A module has one state and one `#[init]`.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::pymodule;

#[pymodule(name = "_testrust")]
mod module {
    use cpython_api::{Module, PyResult, Python};

    #[state]
    #[derive(Default)]
    pub struct State {}

    #[state] //~ "a module has one #[state]" //-
    #[derive(Default)]
    pub struct More {}
}

#[pymodule(name = "_base64")]
mod other {
    use cpython_api::{Module, PyResult, Python};

    #[state]
    #[derive(Default)]
    pub struct State {}

    #[init]
    fn init(_py: Python<'_>, _module: Module<'_, State>) -> PyResult<()> {
        Ok(())
    }

    #[init] //~ "a module has one #[init]" //-
    fn more(_py: Python<'_>, _module: Module<'_, State>) -> PyResult<()> {
        Ok(())
    }
}
