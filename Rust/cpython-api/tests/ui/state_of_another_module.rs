//! A function has the state of the module that exports it, and of no other.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::pymodule;

mod function {
    use cpython_api::{Module, PyResult, pyfunction};

    #[pyfunction] //~ E0308
    pub fn function(
        _module: Module<'_, super::other::State>, //-
        //+ _module: Module<'_, super::module::State>,
    ) -> PyResult<()> {
        Ok(())
    }
}

#[pymodule(name = "_testrust")]
mod module {
    #[state]
    #[derive(Default)]
    pub struct State {}

    #[pymodule_export]
    use super::function::function;
}

#[pymodule(name = "_base64")]
mod other {
    #[state]
    #[derive(Default)]
    pub struct State {}
}
