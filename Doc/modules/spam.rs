//! `_spam`: a function, a class and an exception. Doc/modules/c-and-rust.rst puts it beside spam.c.

#![no_std]
#![forbid(unsafe_code)]

/// Spam, in cans.
#[cpython_api::pymodule(name = "_spam")]
mod module {
    use core::convert::Infallible;
    use core::num::Wrapping;

    use cpython_api::{
        Arg, Bound, Class, Exception, Input, Module, PyErr, PyResult, PyType, Python, Raised, Slot,
        pyclass, pymethods,
    };

    // The state of the module

    #[state]
    #[derive(Default)]
    pub struct State {
        empty: Slot<PyType>,
    }

    // A function

    /// Return the sum of the bytes and a start, modulo 2**32.
    #[pyfunction(signature = (data, /, *, start = Wrapping(0)))]
    fn sum(data: Input<'_>, start: Wrapping<u32>) -> PyResult<u32> {
        let mut sum = start;
        let Ok(()) = data.try_chunks::<4096, Infallible>(|bytes| {
            for &byte in bytes {
                sum += u32::from(byte);
            }
            Ok(())
        });
        Ok(sum.0)
    }

    // A class

    /// Something that holds an object until it is opened.
    #[pyclass]
    pub struct Can {
        content: Slot,
    }

    #[pymethods]
    impl Can {
        #[new]
        fn new<'py>(
            class: Class<'_, Self>,
            py: Python<'py>,
            content: Arg<'_>,
        ) -> PyResult<Bound<'py, Self>> {
            let empty = Can {
                content: Slot::new(),
            };
            let can = class.instantiate(py, empty)?;
            let slot = can.as_borrowed().slot(|can| &can.content);
            slot.set(content.bind(py).to_owned());
            Ok(can)
        }

        /// Take the content out; raise Empty if it was taken out before.
        fn open<'py>(slf: Arg<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py>> {
            let content = slf.bind(py).slot(|can| &can.content).take();
            content.ok_or_else(|| was_opened(slf, py))
        }
    }

    fn was_opened(can: Arg<'_, Can>, py: Python<'_>) -> Raised {
        let empty = match can.module(py) {
            Ok(module) => module.slot(py, |state| &state.empty).get(),
            Err(raised) => return raised,
        };
        match empty {
            Some(empty) => Raised::new(py, &empty, "the can was opened before"),
            None => Raised::new(py, Exception::SystemError, "the module was cleared"),
        }
    }

    // The module

    #[init]
    fn init(py: Python<'_>, module: Module<'_, State>) -> PyResult<()> {
        let doc = c"Nothing is in the can.";
        let empty = PyErr::new_type(py, c"_spam.Empty", Some(doc), None, None)?;
        module.add(py, c"Empty", empty.clone())?;
        module.slot(py, |state| &state.empty).set(empty);
        Ok(())
    }
}
