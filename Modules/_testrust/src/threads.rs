//! Threads: detached regions, what is kept over them, calls back.

use core::cell::Cell;
use core::convert::Infallible;

use cpython_api::{Arg, Bound, Filler, Input, PyBytes, PyResult, Python, Thread, pyfunction};

/// Return the sum of the bytes, computed while the thread is detached.
#[pyfunction(signature = (data, /))]
pub fn sum_detached(thread: &mut Thread<'_>, data: Input<'_>) -> PyResult<usize> {
    Ok(thread.detach(|| sum(data)))
}

/// Return the number, from a place that only this thread may use: a detached region is still on it.
#[pyfunction(signature = (number, /))]
pub fn pass_through_detach(thread: &mut Thread<'_>, number: usize) -> PyResult<usize> {
    let place = Cell::new(0);
    thread.detach(|| place.set(number));
    Ok(place.get())
}

/// Return the sum of the bytes.
#[pyfunction(signature = (data, /))]
pub fn sum_attached(data: Input<'_>) -> PyResult<usize> {
    Ok(sum(data))
}

fn sum(data: Input<'_>) -> usize {
    let mut sum: usize = 0;
    let Ok(()) = data.try_chunks::<4096, Infallible>(|chunk| {
        sum += chunk.iter().map(|&byte| usize::from(byte)).sum::<usize>();
        Ok(())
    });
    sum
}

/// Call a function, detach, attach and call it again, detach; return what the first call returned.
#[pyfunction(signature = (function, /))]
pub fn call_around_detach<'py>(
    thread: &'py mut Thread<'_>,
    function: Arg<'_>,
) -> PyResult<Bound<'py>> {
    let first = call(thread.py(), function)?.park(thread);
    let second = thread.detach_with(|detached| {
        detached.attach(|thread| call(thread.py(), function).map(|result| result.park(thread)))
    })?;
    thread.detach(|| ());
    drop(second);
    Ok(first.unpark(thread))
}

/// Hold a reference while the thread is detached and drop it there: it is lost, and nothing else happens.
#[pyfunction(signature = (object, /))]
pub fn drop_detached(thread: &mut Thread<'_>, object: Arg<'_>) -> PyResult<()> {
    let parked = object.bind(thread.py()).to_owned().park(thread);
    thread.detach(move || drop(parked));
    Ok(())
}

/// Return bytes complemented up to the first zero, by work that is said to take so long.
#[pyfunction(signature = (data, nanoseconds = 1_000_000_000, /))]
pub fn complement_detached<'py>(
    thread: &'py mut Thread<'_>,
    data: Input<'_>,
    nanoseconds: u64,
) -> PyResult<Bound<'py, PyBytes>> {
    let len = data.len();
    let Ok(bytes) = PyBytes::try_new_with_work(thread, nanoseconds, len, |buffer| {
        let mut filler = Filler::new(buffer);
        let _ = data.try_chunks::<1024, _>(|chunk| {
            let end = chunk.iter().position(|&byte| byte == 0);
            let chunk = &chunk[..end.unwrap_or(chunk.len())];
            filler.append(chunk.len(), |out| {
                for (out, byte) in out.iter_mut().zip(chunk) {
                    *out = !byte;
                }
                chunk.len()
            });
            end.map_or(Ok(()), Err)
        });
        Ok::<_, Infallible>(filler.finish())
    })?;
    Ok(bytes)
}

fn call<'py>(py: Python<'py>, function: Arg<'_>) -> PyResult<Bound<'py>> {
    function.bind(py).call0()
}
