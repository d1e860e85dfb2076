//! Panics: each ends the process, wherever it happens.

use cpython_api::{
    Bound, Class, Locked, PyBytes, PyResult, Python, Thread, pyclass, pyfunction, pymethods,
};

/// Panic in a function.
#[pyfunction]
pub fn panic_attached() -> PyResult<()> {
    panic!("in a function");
}

/// Panic with an index that is out of range.
#[pyfunction(signature = (index, /))]
pub fn panic_index(index: usize) -> PyResult<usize> {
    let squares = [0, 1, 4, 9];
    Ok(squares[index])
}

/// Panic while the thread is detached.
#[pyfunction]
pub fn panic_detached(thread: &mut Thread<'_>) -> PyResult<()> {
    thread.detach(|| panic!("while detached"))
}

/// Panic under a lock.
#[pyfunction]
pub fn panic_locked(thread: &mut Thread<'_>) -> PyResult<()> {
    static NOTHING: Locked<()> = Locked::new(());
    NOTHING.with(thread, |()| panic!("under a lock"))
}

/// Fill a `bytes` object with bytes that are elsewhere.
#[pyfunction]
pub fn panic_fill(py: Python<'_>) -> PyResult<Bound<'_, PyBytes>> {
    let mut elsewhere = py.try_vec(4)?;
    py.try_extend(&mut elsewhere, &[1, 2, 3, 4])?;
    PyBytes::new_with(py, 4, |_| elsewhere.leak())
}

/// An object that panics at some time of its life.
#[pyclass]
pub struct Panicking {
    when: usize,
}

#[pymethods]
impl Panicking {
    #[new]
    fn new<'py>(
        class: Class<'_, Self>,
        py: Python<'py>,
        when: usize,
    ) -> PyResult<Bound<'py, Self>> {
        class.instantiate(py, Panicking { when })
    }

    #[getter]
    fn attribute(&self) -> PyResult<usize> {
        panic!("in a getter");
    }

    fn __len__(&self) -> PyResult<usize> {
        panic!("in a special method");
    }
}

impl Drop for Panicking {
    fn drop(&mut self) {
        assert!(self.when == 0, "in a drop");
    }
}
