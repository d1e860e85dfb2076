//! Module state: objects and values that a module keeps, in each interpreter its own.

use core::sync::atomic::Ordering::Relaxed;

use cpython_api::{
    Arg, Bound, LazyModule, Locked, Module, PyResult, Python, Slot, Thread, pyfunction,
};

use crate::module::State;

/// Keep an object, and return the one that was kept before, or None.
#[pyfunction(signature = (object, /))]
pub fn keep<'py>(
    py: Python<'py>,
    module: Module<'_, State>,
    object: Arg<'_>,
) -> PyResult<Option<Bound<'py>>> {
    let kept = module.slot(py, |state| &state.kept);
    Ok(kept.replace(Some(object.bind(py).to_owned())))
}

/// Return the object that is kept, or None.
#[pyfunction]
pub fn kept<'py>(py: Python<'py>, module: Module<'_, State>) -> PyResult<Option<Bound<'py>>> {
    Ok(module.slot(py, |state| &state.kept).get())
}

/// Keep nothing any more.
#[pyfunction]
pub fn forget(py: Python<'_>, module: Module<'_, State>) -> PyResult<()> {
    module.slot(py, |state| &state.kept).clear();
    Ok(())
}

/// Return how often this was called in this interpreter before.
#[pyfunction]
pub fn count_calls(module: Module<'_, State>) -> PyResult<usize> {
    Ok(module.calls.fetch_add(1, Relaxed))
}

/// As count_calls(), but the state is looked up only if `is_counted`.
#[pyfunction(signature = (is_counted, /))]
pub fn count_some_calls(
    py: Python<'_>,
    module: LazyModule<'_, State>,
    is_counted: bool,
) -> PyResult<Option<usize>> {
    if !is_counted {
        return Ok(None);
    }
    count_calls(module.get(py)?).map(Some)
}

/// Add a number to a total, of this interpreter, and return that.
#[pyfunction(signature = (number, /))]
pub fn add_to_total(
    thread: &mut Thread<'_>,
    module: Module<'_, State>,
    number: usize,
) -> PyResult<usize> {
    Ok(module.total.with(thread, |total| {
        *total = total.wrapping_add(number);
        *total
    }))
}

/// A total of all interpreters.
static TOTAL: Locked<usize> = Locked::new(0);

/// Add a number to a total of all interpreters, and return that.
#[pyfunction(signature = (number, /))]
pub fn add_to_common_total(thread: &mut Thread<'_>, number: usize) -> PyResult<usize> {
    Ok(TOTAL.with(thread, |total| {
        *total = total.wrapping_add(number);
        *total
    }))
}

/// Move an amount from the total of this interpreter to that of all, and return both.
#[pyfunction(signature = (amount, /))]
pub fn move_to_common_total(
    thread: &mut Thread<'_>,
    module: Module<'_, State>,
    amount: usize,
) -> PyResult<usize> {
    Ok(module.total.with2(&TOTAL, thread, |own, common| {
        *own = own.wrapping_sub(amount);
        *common = common.wrapping_add(amount);
        *own
    }))
}

/// A slot that is in no object.
static ROGUE: Slot = Slot::new();

/// Store an object in a slot that is not the module's: the process ends.
#[pyfunction(signature = (object, /))]
pub fn store_in_static(py: Python<'_>, module: Module<'_, State>, object: Arg<'_>) -> PyResult<()> {
    module.slot(py, |_| &ROGUE).set(object.bind(py).to_owned());
    Ok(())
}
