//! `list`. Any code can change it, so its items are never lent: getting one takes a reference.

use cpython_ffi::{self as ffi, sys};

use super::check::builtin_type;
use super::ssize;
use crate::error::{new_object, status};
use crate::{Bound, IntoPy, PyResult, PyTuple, Python};

builtin_type! {
    /// The type of `list` objects, and its subclasses.
    PyList, c"list", sys::PyList_Check, PyList_Type
}

impl PyList {
    /// A list of what the iterator gives.
    ///
    /// # Errors
    ///
    /// MemoryError, or what making an item raises.
    pub fn new<'py>(
        py: Python<'py>,
        items: impl IntoIterator<Item = impl IntoPy<'py>>,
    ) -> PyResult<Bound<'py, PyList>> {
        let list = Self::empty(py)?;
        for item in items {
            list.append(item)?;
        }
        Ok(list)
    }

    /// `[]`: [`PyList_New`](https://docs.python.org/3/c-api/list.html#c.PyList_New).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn empty(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
        // SAFETY: the token says that the thread is attached.
        let list = new_object(py, unsafe { ffi::PyList_New(0) })?;
        // SAFETY: it is a list.
        Ok(unsafe { list.cast_into_unchecked() })
    }
}

impl<'py> Bound<'py, PyList> {
    /// The number of items: [`PyList_Size`](https://docs.python.org/3/c-api/list.html#c.PyList_Size).
    pub fn len(&self) -> usize {
        // SAFETY: a list.
        let len = unsafe { sys::PyList_GET_SIZE(self.object().as_ptr()) };
        len as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// An item: [`PyList_GetItemRef`](https://docs.python.org/3/c-api/list.html#c.PyList_GetItemRef).
    ///
    /// # Errors
    ///
    /// IndexError.
    pub fn get_item(&self, index: usize) -> PyResult<Bound<'py>> {
        // SAFETY: the handle says that the thread is attached; a list. It checks the index.
        #[cfg(Py_3_13)]
        let item = unsafe { ffi::PyList_GetItemRef(self.object(), ssize(index)) };
        #[cfg(not(Py_3_13))]
        let item = {
            // SAFETY: the handle says that the thread is attached; a list. It checks the index.
            let item = unsafe { ffi::PyList_GetItem(self.object(), ssize(index)) };
            // SAFETY: attached, for as long as the result lives. Nothing ran that could remove it from the list.
            item.map(|item| unsafe { item.to_owned() })
        };
        new_object(self.py(), item)
    }

    /// Replaces an item: [`PyList_SetItem`](https://docs.python.org/3/c-api/list.html#c.PyList_SetItem).
    ///
    /// # Errors
    ///
    /// IndexError.
    pub fn set_item(&self, index: usize, item: impl IntoPy<'py>) -> PyResult<()> {
        let item = item.into_py(self.py())?.into_owned_ptr();
        // SAFETY: the handle says that the thread is attached; a list. It checks the index, and takes the item in any
        // case.
        let set = unsafe { ffi::PyList_SetItem(self.object(), ssize(index), item) };
        status(self.py(), set)
    }

    /// Removes an item: `del self[index]`.
    ///
    /// # Errors
    ///
    /// IndexError.
    pub fn del_item(&self, index: usize) -> PyResult<()> {
        // SAFETY: the handle says that the thread is attached. It checks the index.
        let deleted = unsafe { ffi::PySequence_DelItem(self.object(), ssize(index)) };
        status(self.py(), deleted)
    }

    /// [`PyList_Append`](https://docs.python.org/3/c-api/list.html#c.PyList_Append).
    ///
    /// # Errors
    ///
    /// MemoryError, or what making the item raises.
    pub fn append(&self, item: impl IntoPy<'py>) -> PyResult<()> {
        let item = item.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached; a list.
        let appended = unsafe { ffi::PyList_Append(self.object(), item.object()) };
        status(self.py(), appended)
    }

    /// Puts an item before the one with this index, or at the end if there is none:
    /// [`PyList_Insert`](https://docs.python.org/3/c-api/list.html#c.PyList_Insert).
    ///
    /// # Errors
    ///
    /// MemoryError, or what making the item raises.
    pub fn insert(&self, index: usize, item: impl IntoPy<'py>) -> PyResult<()> {
        let item = item.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached; a list. It takes any index.
        let inserted = unsafe { ffi::PyList_Insert(self.object(), ssize(index), item.object()) };
        status(self.py(), inserted)
    }

    /// Appends all that an iterable gives: [`PyList_Extend`](https://docs.python.org/3/c-api/list.html#c.PyList_Extend).
    ///
    /// # Errors
    ///
    /// MemoryError, or what iterating raises.
    pub fn extend(&self, items: impl IntoPy<'py>) -> PyResult<()> {
        let items = items.into_py(self.py())?;
        let end = sys::PY_SSIZE_T_MAX;
        // SAFETY: the handles say that the thread is attached; a list. This is what PyList_Extend is documented to be.
        let set = unsafe { ffi::PyList_SetSlice(self.object(), end, end, Some(items.object())) };
        status(self.py(), set)
    }

    /// `self[low:high]`: [`PyList_GetSlice`](https://docs.python.org/3/c-api/list.html#c.PyList_GetSlice).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn get_slice(&self, low: usize, high: usize) -> PyResult<Bound<'py, PyList>> {
        // SAFETY: the handle says that the thread is attached; a list. It takes any bounds.
        let slice = unsafe { ffi::PyList_GetSlice(self.object(), ssize(low), ssize(high)) };
        let slice = new_object(self.py(), slice)?;
        // SAFETY: it is a list.
        Ok(unsafe { slice.cast_into_unchecked() })
    }

    /// Sorts the list in place: [`PyList_Sort`](https://docs.python.org/3/c-api/list.html#c.PyList_Sort).
    ///
    /// # Errors
    ///
    /// What a comparison raises, or ValueError if one changes the list.
    pub fn sort(&self) -> PyResult<()> {
        // SAFETY: the handle says that the thread is attached; a list.
        let sorted = unsafe { ffi::PyList_Sort(self.object()) };
        status(self.py(), sorted)
    }

    /// Reverses the list in place: [`PyList_Reverse`](https://docs.python.org/3/c-api/list.html#c.PyList_Reverse).
    ///
    /// # Errors
    ///
    /// None that is known.
    pub fn reverse(&self) -> PyResult<()> {
        // SAFETY: the handle says that the thread is attached; a list.
        let reversed = unsafe { ffi::PyList_Reverse(self.object()) };
        status(self.py(), reversed)
    }

    /// `tuple(self)`: [`PyList_AsTuple`](https://docs.python.org/3/c-api/list.html#c.PyList_AsTuple).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn to_tuple(&self) -> PyResult<Bound<'py, PyTuple>> {
        // SAFETY: the handle says that the thread is attached; a list.
        let tuple = new_object(self.py(), unsafe { ffi::PyList_AsTuple(self.object()) })?;
        // SAFETY: it is a tuple.
        Ok(unsafe { tuple.cast_into_unchecked() })
    }

    /// The items, one after the other. What is appended or removed meanwhile is seen as Python's iterator sees it.
    pub fn iter(&self) -> ListIterator<'py> {
        ListIterator {
            list: Some(self.clone()),
            index: 0,
        }
    }
}

/// Iterates over a list.
pub struct ListIterator<'py> {
    /// `None` after the end, which is one for good.
    list: Option<Bound<'py, PyList>>,
    index: usize,
}

impl<'py> Iterator for ListIterator<'py> {
    type Item = Bound<'py>;

    fn next(&mut self) -> Option<Bound<'py>> {
        let list = self.list.as_ref()?;
        if self.index < list.len() {
            match list.get_item(self.index) {
                Ok(item) => {
                    self.index += 1;
                    return Some(item);
                }
                // Another thread has made the list shorter meanwhile.
                Err(raised) => raised.clear(list.py()),
            }
        }
        self.list = None;
        None
    }
}
