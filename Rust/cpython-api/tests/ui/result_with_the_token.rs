//! What a function returns is converted with a token of the call, so it has not the token itself in it.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Arg, Bound, IntoPy, PyResult, Python, Thread, pyfunction};

pub struct Result<'t, 'c, 'a> {
    thread: &'t mut Thread<'c>,
    object: Arg<'a>,
}

impl<'t> IntoPy<'t> for Result<'t, '_, '_> {
    fn into_py(self, py: Python<'t>) -> PyResult<Bound<'t>> {
        let handle = self.object.bind(py).to_owned();
        self.thread.detach(|| drop(handle));
        Ok(py.None().to_owned())
    }
}

#[pyfunction(signature = (object, /))] //~ E0277
pub fn function<'t, 'c, 'a>(
    thread: &'t mut Thread<'c>,
    object: Arg<'a>,
) -> PyResult<Result<'t, 'c, 'a>> { //-
    Ok(Result { thread, object }) //-
    //+ ) -> PyResult<Bound<'t>> {
    //+ Ok(object.bind(thread.py()).to_owned())
}
