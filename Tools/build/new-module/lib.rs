//! `@NAME@`: say here what the module is for, and which file of CPython it stands beside.

#![no_std]
#![forbid(unsafe_code)]

/// Say here what the module is for.
#[cpython_api::pymodule(name = "@NAME@")]
mod module {
    use core::convert::Infallible;
    use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use cpython_api::{Input, Module, PyResult};

    /// What the module keeps between calls, in each interpreter its own.
    #[state]
    #[derive(Default)]
    pub struct State {
        /// How many bytes `count()` was given.
        seen: AtomicUsize,
    }

    /// Return how often a byte is in a bytes-like object.
    #[pyfunction(signature = (data, /, byte = 0))]
    fn count(module: Module<'_, State>, data: Input<'_>, byte: u8) -> PyResult<usize> {
        module.seen.fetch_add(data.len(), Relaxed);
        let mut count = 0;
        let Ok(()) = data.try_chunks::<4096, Infallible>(|chunk| {
            count += chunk.iter().filter(|&&other| other == byte).count();
            Ok(())
        });
        Ok(count)
    }

    /// Return how many bytes count() was given, in this interpreter.
    #[pyfunction]
    fn seen(module: Module<'_, State>) -> PyResult<usize> {
        Ok(module.seen.load(Relaxed))
    }
}
