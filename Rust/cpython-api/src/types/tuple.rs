//! `tuple`. It does not change, so its items are lent.

use core::iter;
use core::slice;

use cpython_ffi::{self as ffi, OwnedPtr, sys};

use super::check::builtin_type;
use super::ssize;
use crate::error::{new_object, status};
use crate::{Borrowed, Bound, Exception, IntoPy, PyList, PyResult, Python, Raised};

builtin_type! {
    /// The type of `tuple` objects, and its subclasses.
    PyTuple, c"tuple", sys::PyTuple_Check, PyTuple_Type
}

impl PyTuple {
    /// A tuple of what the iterator gives.
    ///
    /// # Errors
    ///
    /// MemoryError, or what making an item raises.
    pub fn new<'py>(
        py: Python<'py>,
        items: impl IntoIterator<Item = impl IntoPy<'py>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let mut vec = py.try_vec(0)?;
        for item in items {
            py.try_push(&mut vec, item.into_py(py)?)?;
        }
        from_items(py, vec.into_iter())
    }

    /// A tuple of these objects.
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn from_array<'py, const N: usize>(
        py: Python<'py>,
        items: [Bound<'py>; N],
    ) -> PyResult<Bound<'py, PyTuple>> {
        from_items(py, items.into_iter())
    }

    /// `()`.
    ///
    /// # Errors
    ///
    /// MemoryError, in principle.
    pub fn empty(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
        Self::from_array(py, [])
    }
}

/// The items exist before the tuple does: no code runs while it is not complete.
fn from_items<'py>(
    py: Python<'py>,
    items: impl ExactSizeIterator<Item = Bound<'py>>,
) -> PyResult<Bound<'py, PyTuple>> {
    // SAFETY: the token says that the thread is attached.
    let tuple = new_object(py, unsafe { ffi::PyTuple_New(ssize(items.len())) })?;
    for (i, item) in items.enumerate() {
        let item: OwnedPtr = item.into_owned_ptr();
        // SAFETY: attached; a new tuple. It checks the index.
        let set = unsafe { ffi::PyTuple_SetItem(tuple.object(), ssize(i), item) };
        status(py, set)?;
    }
    // SAFETY: it is a tuple.
    Ok(unsafe { tuple.cast_into_unchecked() })
}

impl<'a, 'py> Borrowed<'a, 'py, PyTuple> {
    /// All items. They stay as long as the tuple does.
    pub fn as_slice(self) -> &'a [Borrowed<'a, 'py>] {
        let object = self.as_ptr().as_ptr();
        // SAFETY: a tuple.
        let len = unsafe { sys::PyTuple_GET_SIZE(object) };
        // SAFETY: a tuple has its items in one array.
        let items = unsafe { &raw const (*object.cast::<sys::PyTupleObject>()).ob_item };
        // SAFETY: an array of `len` objects, which do not change once others can see the tuple, and live as long as
        // it does. (The collector's debugging functions can show one that is not complete, of which their
        // documentation warns.) A Borrowed is a pointer to an object.
        unsafe { slice::from_raw_parts(items.cast(), len as usize) }
    }
}

impl<'py> Bound<'py, PyTuple> {
    /// The number of items: [`PyTuple_Size`](https://docs.python.org/3/c-api/tuple.html#c.PyTuple_Size).
    pub fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All items. They stay as long as the tuple does.
    pub fn as_slice(&self) -> &[Borrowed<'_, 'py>] {
        self.as_borrowed().as_slice()
    }

    /// An item: [`PyTuple_GetItem`](https://docs.python.org/3/c-api/tuple.html#c.PyTuple_GetItem).
    ///
    /// # Errors
    ///
    /// IndexError.
    pub fn get_borrowed_item(&self, index: usize) -> PyResult<Borrowed<'_, 'py>> {
        // SAFETY: the handle says that the thread is attached; a tuple. It checks the index.
        match unsafe { ffi::PyTuple_GetItem(self.object(), ssize(index)) } {
            // SAFETY: any object is a PyAny.
            Some(item) => Ok(unsafe { Borrowed::from_borrowed(self.py(), item) }),
            // SAFETY: it says that an exception is set.
            None => Err(unsafe { Raised::assume_set() }),
        }
    }

    /// As [`get_borrowed_item`](Self::get_borrowed_item), with a reference of our own.
    ///
    /// # Errors
    ///
    /// IndexError.
    pub fn get_item(&self, index: usize) -> PyResult<Bound<'py>> {
        Ok(self.get_borrowed_item(index)?.to_owned())
    }

    /// `self[low:high]`: [`PyTuple_GetSlice`](https://docs.python.org/3/c-api/tuple.html#c.PyTuple_GetSlice).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn get_slice(&self, low: usize, high: usize) -> PyResult<Bound<'py, PyTuple>> {
        // SAFETY: the handle says that the thread is attached; a tuple. It takes any bounds.
        let slice = unsafe { ffi::PyTuple_GetSlice(self.object(), ssize(low), ssize(high)) };
        let slice = new_object(self.py(), slice)?;
        // SAFETY: it is a tuple.
        Ok(unsafe { slice.cast_into_unchecked() })
    }

    /// The items, one after the other.
    pub fn iter(&self) -> iter::Copied<slice::Iter<'_, Borrowed<'_, 'py>>> {
        self.as_slice().iter().copied()
    }

    /// `list(self)`: [`PySequence_List`](https://docs.python.org/3/c-api/sequence.html#c.PySequence_List).
    ///
    /// # Errors
    ///
    /// MemoryError, or what iterating over a subclass raises.
    pub fn to_list(&self) -> PyResult<Bound<'py, PyList>> {
        // SAFETY: the handle says that the thread is attached.
        let list = new_object(self.py(), unsafe { ffi::PySequence_List(self.object()) })?;
        // SAFETY: it is a list.
        Ok(unsafe { list.cast_into_unchecked() })
    }

    /// The items, if there are `N` of them: `a, b = self`.
    ///
    /// # Errors
    ///
    /// ValueError if there are more or less.
    pub fn unpack<const N: usize>(&self) -> PyResult<[Borrowed<'_, 'py>; N]> {
        <[_; N]>::try_from(self.as_slice()).map_err(|_| {
            let len = self.len();
            let text = format_args!("expected {N} items, got {len}");
            Raised::from_fmt(self.py(), Exception::ValueError, text)
        })
    }
}
