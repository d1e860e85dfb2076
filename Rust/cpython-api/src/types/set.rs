//! `set` and `frozenset`.

use cpython_ffi::{self as ffi, sys};

use super::check::builtin_type;
use crate::error::{new_object, status, truth};
use crate::{Bound, IntoPy, PyResult, Python};

builtin_type! {
    /// The type of `set` objects, and its subclasses.
    PySet, c"set", sys::PySet_Check, PySet_Type
}

builtin_type! {
    /// The type of `frozenset` objects, and its subclasses.
    PyFrozenSet, c"frozenset", sys::PyFrozenSet_Check, PyFrozenSet_Type
}

impl PySet {
    /// A set of what the iterator gives.
    ///
    /// # Errors
    ///
    /// MemoryError, TypeError if an item has no hash, or what making, hashing or comparing items raises.
    pub fn new<'py>(
        py: Python<'py>,
        items: impl IntoIterator<Item = impl IntoPy<'py>>,
    ) -> PyResult<Bound<'py, PySet>> {
        let set = Self::empty(py)?;
        for item in items {
            set.add(item)?;
        }
        Ok(set)
    }

    /// `set()`: [`PySet_New`](https://docs.python.org/3/c-api/set.html#c.PySet_New).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn empty(py: Python<'_>) -> PyResult<Bound<'_, PySet>> {
        // SAFETY: the token says that the thread is attached.
        let set = new_object(py, unsafe { ffi::PySet_New(None) })?;
        // SAFETY: it is a set.
        Ok(unsafe { set.cast_into_unchecked() })
    }
}

impl PyFrozenSet {
    /// A frozenset of what the iterator gives:
    /// [`PyFrozenSet_New`](https://docs.python.org/3/c-api/set.html#c.PyFrozenSet_New).
    ///
    /// # Errors
    ///
    /// As [`PySet::new`].
    pub fn new<'py>(
        py: Python<'py>,
        items: impl IntoIterator<Item = impl IntoPy<'py>>,
    ) -> PyResult<Bound<'py, PyFrozenSet>> {
        let items = PySet::new(py, items)?;
        // SAFETY: the handle says that the thread is attached.
        let set = new_object(py, unsafe { ffi::PyFrozenSet_New(Some(items.object())) })?;
        // SAFETY: it is a frozenset.
        Ok(unsafe { set.cast_into_unchecked() })
    }
}

/// What both have. Iterating is [`try_iter`](Bound::try_iter).
macro_rules! any_set {
    ($($marker:ident)*) => {$(
        impl<'py> Bound<'py, $marker> {
            /// The number of items: [`PySet_Size`](https://docs.python.org/3/c-api/set.html#c.PySet_Size).
            pub fn len(&self) -> usize {
                // SAFETY: the handle says that the thread is attached; a set, so it does not fail.
                let len = unsafe { ffi::PySet_Size(self.object()) };
                len as usize
            }

            /// Whether there are none.
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// `item in self`: [`PySet_Contains`](https://docs.python.org/3/c-api/set.html#c.PySet_Contains).
            ///
            /// # Errors
            ///
            /// TypeError if the item has no hash, which is a `set`'s case, too, or what `__hash__` or a
            /// comparison raises.
            pub fn contains(&self, item: impl IntoPy<'py>) -> PyResult<bool> {
                let item = item.into_py(self.py())?;
                // SAFETY: the handles say that the thread is attached; a set.
                let answer = unsafe { ffi::PySet_Contains(self.object(), item.object()) };
                truth(self.py(), answer)
            }
        }
    )*};
}

any_set! { PySet PyFrozenSet }

impl<'py> Bound<'py, PySet> {
    /// [`PySet_Add`](https://docs.python.org/3/c-api/set.html#c.PySet_Add).
    ///
    /// # Errors
    ///
    /// TypeError if the item has no hash, MemoryError, or what `__hash__` or a comparison raises.
    pub fn add(&self, item: impl IntoPy<'py>) -> PyResult<()> {
        let item = item.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached; a set.
        let added = unsafe { ffi::PySet_Add(self.object(), item.object()) };
        status(self.py(), added)
    }

    /// Removes an item, and says whether it was there:
    /// [`PySet_Discard`](https://docs.python.org/3/c-api/set.html#c.PySet_Discard).
    ///
    /// # Errors
    ///
    /// TypeError if the item has no hash, or what `__hash__` or a comparison raises.
    pub fn discard(&self, item: impl IntoPy<'py>) -> PyResult<bool> {
        let item = item.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached; a set.
        let found = unsafe { ffi::PySet_Discard(self.object(), item.object()) };
        truth(self.py(), found)
    }

    /// Removes some item, and returns it: [`PySet_Pop`](https://docs.python.org/3/c-api/set.html#c.PySet_Pop).
    ///
    /// # Errors
    ///
    /// KeyError if there is none.
    pub fn pop(&self) -> PyResult<Bound<'py>> {
        // SAFETY: the handle says that the thread is attached; a set.
        new_object(self.py(), unsafe { ffi::PySet_Pop(self.object()) })
    }

    /// Removes all items: [`PySet_Clear`](https://docs.python.org/3/c-api/set.html#c.PySet_Clear).
    pub fn clear(&self) {
        // SAFETY: the handle says that the thread is attached; a set, so it does not fail.
        unsafe { ffi::PySet_Clear(self.object()) };
    }
}
