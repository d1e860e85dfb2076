//! Classes: payloads, special methods, what they hold.

use alloc::vec::Vec;
use core::sync::atomic::{AtomicIsize, AtomicUsize, Ordering::Relaxed};

use cpython_api::{
    Arg, Bound, Class, Exception, Input, IntoPy, Module, PyResult, Python, Raised, Slot, SlotMap,
    SlotVec, pyclass, pyfunction, pymethods,
};

use crate::module::State;

/// A node of a chain: it holds a value and the next node.
#[pyclass(weakref, subclass)]
pub struct Node {
    value: Slot,
    next: Slot<Node>,
    count: AtomicIsize,
}

#[pymethods]
impl Node {
    #[new]
    #[pymethod(signature = (value, next = None))]
    fn new<'py>(
        class: Class<'_, Self>,
        py: Python<'py>,
        value: Arg<'_>,
        next: Option<Arg<'_>>,
    ) -> PyResult<Bound<'py, Self>> {
        let node = class.instantiate(
            py,
            Node {
                value: Slot::new(),
                next: Slot::new(),
                count: AtomicIsize::new(0),
            },
        )?;
        let this = node.as_borrowed();
        this.slot(|node| &node.value).set(value.bind(py).to_owned());
        if let Some(next) = next {
            let next = next.bind(py).to_owned().cast_into::<Node>()?;
            this.slot(|node| &node.next).set(next);
        }
        Ok(node)
    }

    /// What the node holds.
    #[getter]
    fn value<'py>(slf: Arg<'_, Self>, py: Python<'py>) -> PyResult<Option<Bound<'py>>> {
        Ok(slf.bind(py).slot(|node| &node.value).get())
    }

    #[setter]
    fn set_value(slf: Arg<'_, Self>, py: Python<'_>, value: Arg<'_>) -> PyResult<()> {
        slf.bind(py)
            .slot(|node| &node.value)
            .set(value.bind(py).to_owned());
        Ok(())
    }

    /// The next node, or None.
    #[getter]
    fn next<'py>(slf: Arg<'_, Self>, py: Python<'py>) -> PyResult<Option<Bound<'py, Node>>> {
        Ok(slf.bind(py).slot(|node| &node.next).get())
    }

    /// Count up, by one or by some other number, and return the count.
    #[pymethod(signature = (by = 1, /))]
    fn bump(&self, by: isize) -> PyResult<isize> {
        Ok(self.count.fetch_add(by, Relaxed).wrapping_add(by))
    }

    /// Return the class that the method was called on.
    #[classmethod]
    fn which<'py>(class: Class<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py>> {
        Ok(class.as_arg().bind(py).to_owned())
    }

    /// Return the sum of two numbers.
    #[staticmethod]
    #[pymethod(signature = (a, b, /))]
    fn add(a: isize, b: isize) -> PyResult<isize> {
        Ok(a.wrapping_add(b))
    }

    /// Return how often `count_calls` was called in this interpreter, from the module's state.
    fn module_calls(slf: Arg<'_, Self>, py: Python<'_>) -> PyResult<usize> {
        Ok(slf.module(py)?.calls.load(Relaxed))
    }

    fn __hash__(&self) -> PyResult<isize> {
        Ok(self.count.load(Relaxed))
    }

    fn __bool__(&self) -> PyResult<bool> {
        Ok(self.count.load(Relaxed) != 0)
    }

    fn __eq__<'py>(&self, py: Python<'py>, other: Arg<'_>) -> PyResult<Bound<'py>> {
        match other.bind(py).cast::<Node>() {
            Ok(other) => (self.count.load(Relaxed) == other.count.load(Relaxed)).into_py(py),
            Err(_) => Ok(py.NotImplemented().to_owned()),
        }
    }

    fn __add__(slf: Arg<'_, Self>, other: isize) -> PyResult<isize> {
        Ok(slf.count.load(Relaxed).wrapping_add(other))
    }

    fn __rsub__(&self, other: isize) -> PyResult<isize> {
        Ok(other.wrapping_sub(self.count.load(Relaxed)))
    }

    fn __call__<'py>(&self, py: Python<'py>, object: Arg<'_>) -> PyResult<Bound<'py>> {
        Ok(object.bind(py).to_owned())
    }
}

/// A stack of objects, which can also be named by numbers.
#[pyclass]
pub struct Stack {
    items: SlotVec,
    names: SlotMap<isize>,
}

#[pymethods]
impl Stack {
    #[new]
    fn new<'py>(class: Class<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py, Self>> {
        class.instantiate(
            py,
            Stack {
                items: SlotVec::new(),
                names: SlotMap::new(),
            },
        )
    }

    /// Put an object on top.
    #[pymethod(signature = (object, /))]
    fn push(slf: Arg<'_, Self>, py: Python<'_>, object: Arg<'_>) -> PyResult<()> {
        let items = slf.bind(py).slot(|stack| &stack.items);
        items.push(object.bind(py).to_owned())
    }

    /// Take the top off and return it.
    fn pop<'py>(slf: Arg<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py>> {
        let items = slf.bind(py).slot(|stack| &stack.items);
        items
            .pop()
            .ok_or_else(|| Raised::new(py, Exception::IndexError, "pop from empty stack"))
    }

    /// Take the object at an index out and return it, or None.
    #[pymethod(signature = (index, /))]
    fn remove<'py>(
        slf: Arg<'_, Self>,
        py: Python<'py>,
        index: usize,
    ) -> PyResult<Option<Bound<'py>>> {
        Ok(slf.bind(py).slot(|stack| &stack.items).remove(index))
    }

    /// Name an object by a number; return what had that name, or None.
    #[pymethod(signature = (number, object, /))]
    fn name<'py>(
        slf: Arg<'_, Self>,
        py: Python<'py>,
        number: isize,
        object: Arg<'_>,
    ) -> PyResult<Option<Bound<'py>>> {
        let names = slf.bind(py).slot(|stack| &stack.names);
        names.insert(number, object.bind(py).to_owned())
    }

    /// Return the object that has a number as its name, or None.
    #[pymethod(signature = (number, /))]
    fn named<'py>(
        slf: Arg<'_, Self>,
        py: Python<'py>,
        number: isize,
    ) -> PyResult<Option<Bound<'py>>> {
        Ok(slf.bind(py).slot(|stack| &stack.names).get(&number))
    }

    /// Take a name away; return what had it, or None.
    #[pymethod(signature = (number, /))]
    fn unname<'py>(
        slf: Arg<'_, Self>,
        py: Python<'py>,
        number: isize,
    ) -> PyResult<Option<Bound<'py>>> {
        Ok(slf.bind(py).slot(|stack| &stack.names).remove(&number))
    }

    fn __enter__<'py>(slf: Arg<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py, Self>> {
        Ok(slf.bind(py).to_owned())
    }

    /// Release everything; exceptions go on.
    #[pymethod(signature = (*exception))]
    fn __exit__(slf: Arg<'_, Self>, py: Python<'_>, exception: &[Arg<'_>]) -> PyResult<bool> {
        let _ = exception;
        slf.bind(py).slot(|stack| &stack.items).clear();
        slf.bind(py).slot(|stack| &stack.names).clear();
        Ok(false)
    }

    fn __len__(slf: Arg<'_, Self>, py: Python<'_>) -> PyResult<usize> {
        Ok(slf.bind(py).slot(|stack| &stack.items).len())
    }

    fn __getitem__<'py>(slf: Arg<'_, Self>, py: Python<'py>, index: usize) -> PyResult<Bound<'py>> {
        let items = slf.bind(py).slot(|stack| &stack.items);
        items
            .get(index)
            .ok_or_else(|| Raised::new(py, Exception::IndexError, "stack index out of range"))
    }

    fn __setitem__(
        slf: Arg<'_, Self>,
        py: Python<'_>,
        index: usize,
        object: Arg<'_>,
    ) -> PyResult<()> {
        let items = slf.bind(py).slot(|stack| &stack.items);
        match items.replace(index, object.bind(py).to_owned()) {
            Ok(_) => Ok(()),
            Err(_) => Err(Raised::new(
                py,
                Exception::IndexError,
                "stack assignment index out of range",
            )),
        }
    }

    fn __contains__(slf: Arg<'_, Self>, py: Python<'_>, object: Arg<'_>) -> PyResult<bool> {
        let items = slf.bind(py).slot(|stack| &stack.items);
        let mut i = 0;
        while let Some(item) = items.get(i) {
            if item.eq(object)? {
                return Ok(true);
            }
            i += 1;
        }
        Ok(false)
    }

    fn __iter__<'py>(slf: Arg<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py, StackIterator>> {
        let iterator = slf.module(py)?.instantiate(
            py,
            StackIterator {
                stack: Slot::new(),
                next: AtomicUsize::new(0),
            },
        )?;
        let stack = slf.bind(py).to_owned();
        iterator.as_borrowed().slot(|it| &it.stack).set(stack);
        Ok(iterator)
    }
}

/// An iterator over a stack.
#[pyclass]
pub struct StackIterator {
    stack: Slot<Stack>,
    next: AtomicUsize,
}

#[pymethods]
impl StackIterator {
    fn __iter__<'py>(slf: Arg<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py, Self>> {
        Ok(slf.bind(py).to_owned())
    }

    fn __next__<'py>(slf: Arg<'_, Self>, py: Python<'py>) -> PyResult<Option<Bound<'py>>> {
        let Some(stack) = slf.bind(py).slot(|it| &it.stack).get() else {
            return Ok(None);
        };
        let index = slf.next.fetch_add(1, Relaxed);
        Ok(stack.as_borrowed().slot(|stack| &stack.items).get(index))
    }
}

/// Bytes that others can read without a copy.
#[pyclass(name = "Exporter")]
pub struct Exported {
    bytes: Vec<u8>,
}

#[pymethods]
impl Exported {
    #[new]
    #[pymethod(name = "Exporter", signature = (data, /))]
    fn new<'py>(
        class: Class<'_, Self>,
        py: Python<'py>,
        data: Input<'_>,
    ) -> PyResult<Bound<'py, Self>> {
        let mut bytes = py.try_vec(data.len())?;
        data.try_chunks::<4096, _>(|chunk| py.try_extend(&mut bytes, chunk))?;
        class.instantiate(py, Exported { bytes })
    }

    fn __buffer__(&self) -> &[u8] {
        &self.bytes
    }
}

/// A class that adds nothing to an object.
#[pyclass(subclass)]
pub struct Unit {}

#[pymethods]
impl Unit {
    #[new]
    #[pymethod(name = "Unit")]
    fn new<'py>(class: Class<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py, Self>> {
        class.instantiate(py, Unit {})
    }
}

/// Another one, with weak references.
#[pyclass(subclass, weakref)]
pub struct AnotherUnit {}

#[pymethods]
impl AnotherUnit {
    #[new]
    #[pymethod(name = "AnotherUnit")]
    fn new<'py>(class: Class<'_, Self>, py: Python<'py>) -> PyResult<Bound<'py, Self>> {
        class.instantiate(py, AnotherUnit {})
    }
}

/// A class that code in Python cannot make an instance of.
#[pyclass]
pub struct Hidden {}

/// How many payloads of `Hidden` were dropped.
static DROPPED: AtomicUsize = AtomicUsize::new(0);

impl Drop for Hidden {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Relaxed);
    }
}

/// Return a hidden object.
#[pyfunction]
pub fn hidden<'py>(py: Python<'py>, module: Module<'_, State>) -> PyResult<Bound<'py, Hidden>> {
    module.instantiate(py, Hidden {})
}

/// Return how many payloads of hidden objects were dropped.
#[pyfunction]
pub fn count_dropped() -> PyResult<usize> {
    Ok(DROPPED.load(Relaxed))
}
