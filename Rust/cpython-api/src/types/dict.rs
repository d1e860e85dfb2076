//! `dict`. Any code can change it, so what is in it is never lent: getting it takes a reference.

use core::ptr;

#[cfg(Py_3_13)]
use cpython_ffi::OwnedPtr;
use cpython_ffi::{self as ffi, BorrowedPtr, sys};

use super::check::builtin_type;
#[cfg(not(Py_3_13))]
use crate::error::is_set;
use crate::error::{new_object, status, truth};
use crate::{Bound, Exception, IntoPy, PyList, PyResult, Python, Raised};

builtin_type! {
    /// The type of `dict` objects, and its subclasses.
    PyDict, c"dict", sys::PyDict_Check, PyDict_Type
}

impl PyDict {
    /// `{}`: [`PyDict_New`](https://docs.python.org/3/c-api/dict.html#c.PyDict_New).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn new(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
        // SAFETY: the token says that the thread is attached.
        let dict = new_object(py, unsafe { ffi::PyDict_New() })?;
        // SAFETY: it is a dict.
        Ok(unsafe { dict.cast_into_unchecked() })
    }
}

impl<'py> Bound<'py, PyDict> {
    /// The number of keys: [`PyDict_Size`](https://docs.python.org/3/c-api/dict.html#c.PyDict_Size).
    pub fn len(&self) -> usize {
        // SAFETY: the handle says that the thread is attached; a dict, so it does not fail.
        let len = unsafe { ffi::PyDict_Size(self.object()) };
        len as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key, or `None` if the dict does not have it:
    /// [`PyDict_GetItemRef`](https://docs.python.org/3/c-api/dict.html#c.PyDict_GetItemRef).
    ///
    /// # Errors
    ///
    /// TypeError if the key has no hash, or what its `__hash__` or a comparison raises.
    pub fn get_item(&self, key: impl IntoPy<'py>) -> PyResult<Option<Bound<'py>>> {
        self.get_item_of(&key.into_py(self.py())?)
    }

    #[cfg(Py_3_13)]
    fn get_item_of(&self, key: &Bound<'py>) -> PyResult<Option<Bound<'py>>> {
        let mut value = ptr::null_mut();
        // SAFETY: the handles say that the thread is attached; a dict, and a place for a reference.
        let found = unsafe { ffi::PyDict_GetItemRef(self.object(), key.object(), &mut value) };
        // SAFETY: it is a new reference, or NULL.
        let value = unsafe { OwnedPtr::from_ptr(value) };
        truth(self.py(), found)?;
        value
            .map(|value| new_object(self.py(), Some(value)))
            .transpose()
    }

    #[cfg(not(Py_3_13))]
    fn get_item_of(&self, key: &Bound<'py>) -> PyResult<Option<Bound<'py>>> {
        // SAFETY: the handles say that the thread is attached; a dict.
        match unsafe { ffi::PyDict_GetItemWithError(self.object(), key.object()) } {
            Some(value) => {
                // SAFETY: attached, for as long as the result lives. Nothing ran that could remove it.
                let value = unsafe { value.to_owned() };
                new_object(self.py(), Some(value)).map(Some)
            }
            // SAFETY: it is set.
            None if is_set(self.py()) => Err(unsafe { Raised::assume_set() }),
            None => Ok(None),
        }
    }

    /// `self[key] = value`: [`PyDict_SetItem`](https://docs.python.org/3/c-api/dict.html#c.PyDict_SetItem).
    ///
    /// # Errors
    ///
    /// TypeError if the key has no hash, MemoryError, or what `__hash__` or a comparison raises.
    pub fn set_item(&self, key: impl IntoPy<'py>, value: impl IntoPy<'py>) -> PyResult<()> {
        let key = key.into_py(self.py())?;
        let value = value.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached; a dict.
        let set = unsafe { ffi::PyDict_SetItem(self.object(), key.object(), value.object()) };
        status(self.py(), set)
    }

    /// `del self[key]`: [`PyDict_DelItem`](https://docs.python.org/3/c-api/dict.html#c.PyDict_DelItem).
    ///
    /// # Errors
    ///
    /// KeyError, TypeError if the key has no hash, or what `__hash__` or a comparison raises.
    pub fn del_item(&self, key: impl IntoPy<'py>) -> PyResult<()> {
        let key = key.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached; a dict.
        let deleted = unsafe { ffi::PyDict_DelItem(self.object(), key.object()) };
        status(self.py(), deleted)
    }

    /// `key in self`: [`PyDict_Contains`](https://docs.python.org/3/c-api/dict.html#c.PyDict_Contains).
    ///
    /// # Errors
    ///
    /// TypeError if the key has no hash, or what `__hash__` or a comparison raises.
    pub fn contains(&self, key: impl IntoPy<'py>) -> PyResult<bool> {
        let key = key.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached; a dict.
        let answer = unsafe { ffi::PyDict_Contains(self.object(), key.object()) };
        truth(self.py(), answer)
    }

    /// `self.setdefault(key, default)`:
    /// [`PyDict_SetDefaultRef`](https://docs.python.org/3/c-api/dict.html#c.PyDict_SetDefaultRef).
    ///
    /// # Errors
    ///
    /// TypeError if the key has no hash, MemoryError, or what `__hash__` or a comparison raises.
    pub fn setdefault(
        &self,
        key: impl IntoPy<'py>,
        default: impl IntoPy<'py>,
    ) -> PyResult<Bound<'py>> {
        let key = key.into_py(self.py())?;
        let default = default.into_py(self.py())?;
        self.setdefault_of(key.object(), default.object())
    }

    #[cfg(Py_3_13)]
    fn setdefault_of(
        &self,
        key: BorrowedPtr<'_>,
        default: BorrowedPtr<'_>,
    ) -> PyResult<Bound<'py>> {
        let mut value = ptr::null_mut();
        // SAFETY: the handle says that the thread is attached; a dict, objects, and a place for a reference.
        unsafe { ffi::PyDict_SetDefaultRef(self.object(), key, default, &mut value) };
        // SAFETY: it is a new reference, or NULL if that failed.
        new_object(self.py(), unsafe { OwnedPtr::from_ptr(value) })
    }

    #[cfg(not(Py_3_13))]
    fn setdefault_of(
        &self,
        key: BorrowedPtr<'_>,
        default: BorrowedPtr<'_>,
    ) -> PyResult<Bound<'py>> {
        // SAFETY: the handle says that the thread is attached; a dict, and objects.
        let value = unsafe { ffi::PyDict_SetDefault(self.object(), key, default) };
        // SAFETY: attached, for as long as the result lives. Nothing ran that could remove it.
        new_object(self.py(), value.map(|value| unsafe { value.to_owned() }))
    }

    /// Takes over all items of a mapping:
    /// [`PyDict_Update`](https://docs.python.org/3/c-api/dict.html#c.PyDict_Update).
    ///
    /// # Errors
    ///
    /// AttributeError if it is no mapping, or what its methods raise.
    pub fn update(&self, mapping: impl IntoPy<'py>) -> PyResult<()> {
        let mapping = mapping.into_py(self.py())?;
        // SAFETY: the handles say that the thread is attached; a dict.
        let updated = unsafe { ffi::PyDict_Update(self.object(), mapping.object()) };
        status(self.py(), updated)
    }

    /// A copy: [`PyDict_Copy`](https://docs.python.org/3/c-api/dict.html#c.PyDict_Copy).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn copy(&self) -> PyResult<Bound<'py, PyDict>> {
        // SAFETY: the handle says that the thread is attached; a dict.
        let copy = new_object(self.py(), unsafe { ffi::PyDict_Copy(self.object()) })?;
        // SAFETY: it is a dict.
        Ok(unsafe { copy.cast_into_unchecked() })
    }

    /// Removes all items: [`PyDict_Clear`](https://docs.python.org/3/c-api/dict.html#c.PyDict_Clear).
    pub fn clear(&self) {
        // SAFETY: the handle says that the thread is attached; a dict.
        unsafe { ffi::PyDict_Clear(self.object()) }
    }

    /// The keys: [`PyDict_Keys`](https://docs.python.org/3/c-api/dict.html#c.PyDict_Keys).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn keys(&self) -> PyResult<Bound<'py, PyList>> {
        // SAFETY: the handle says that the thread is attached; a dict.
        let keys = new_object(self.py(), unsafe { ffi::PyDict_Keys(self.object()) })?;
        // SAFETY: it is a list.
        Ok(unsafe { keys.cast_into_unchecked() })
    }

    /// The values: [`PyDict_Values`](https://docs.python.org/3/c-api/dict.html#c.PyDict_Values).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn values(&self) -> PyResult<Bound<'py, PyList>> {
        // SAFETY: the handle says that the thread is attached; a dict.
        let values = new_object(self.py(), unsafe { ffi::PyDict_Values(self.object()) })?;
        // SAFETY: it is a list.
        Ok(unsafe { values.cast_into_unchecked() })
    }

    /// Keys and values, as tuples of two: [`PyDict_Items`](https://docs.python.org/3/c-api/dict.html#c.PyDict_Items).
    ///
    /// # Errors
    ///
    /// MemoryError.
    pub fn items(&self) -> PyResult<Bound<'py, PyList>> {
        // SAFETY: the handle says that the thread is attached; a dict.
        let items = new_object(self.py(), unsafe { ffi::PyDict_Items(self.object()) })?;
        // SAFETY: it is a list.
        Ok(unsafe { items.cast_into_unchecked() })
    }

    /// Keys and values, one pair after the other: [`PyDict_Next`](https://docs.python.org/3/c-api/dict.html#c.PyDict_Next).
    ///
    /// As with Python's iterators, values may be replaced meanwhile. When the number of keys changes, it ends
    /// with RuntimeError.
    pub fn iter(&self) -> DictIterator<'py> {
        let len = self.len();
        DictIterator {
            dict: Some(self.clone()),
            position: 0,
            len,
            remaining: len,
        }
    }
}

/// Iterates over a dict.
pub struct DictIterator<'py> {
    /// `None` after the end, which is one for good.
    dict: Option<Bound<'py, PyDict>>,
    position: sys::Py_ssize_t,
    /// The number of keys that it had in the beginning.
    len: usize,
    remaining: usize,
}

/// A key and its value.
type Item<'py> = (Bound<'py>, Bound<'py>);

impl<'py> Iterator for DictIterator<'py> {
    type Item = PyResult<Item<'py>>;

    fn next(&mut self) -> Option<PyResult<Item<'py>>> {
        let dict = self.dict.as_ref()?;
        let text = if dict.len() != self.len {
            "dictionary changed size during iteration"
        } else {
            match next_item(dict, &mut self.position) {
                Some(item) if self.remaining > 0 => {
                    self.remaining -= 1;
                    return Some(Ok(item));
                }
                Some(_) => "dictionary keys changed during iteration",
                None => {
                    self.dict = None;
                    return None;
                }
            }
        };
        let raised = Raised::new(dict.py(), Exception::RuntimeError, text);
        self.dict = None;
        Some(Err(raised))
    }
}

/// The item at a position, or behind it, if there is one.
fn next_item<'py>(dict: &Bound<'py, PyDict>, position: &mut sys::Py_ssize_t) -> Option<Item<'py>> {
    let next = || {
        let [mut key, mut value] = [ptr::null_mut(); 2];
        // SAFETY: the handle says that the thread is attached; a dict, and places for a position and two objects. It
        // takes any position.
        let found = unsafe { ffi::PyDict_Next(dict.object(), position, &mut key, &mut value) };
        if found == 0 {
            return None;
        }
        let [key, value] = [key, value].map(|object| {
            // SAFETY: it is in the dict, which nobody else changes meanwhile.
            let object = unsafe { BorrowedPtr::from_ptr(object) }?;
            // SAFETY: attached, for as long as the result lives.
            Some(unsafe { object.to_owned() })
        });
        // SAFETY: the token is borrowed for `'py`.
        let bind = |object| unsafe { Bound::from_owned(object) };
        Some((bind(key?), bind(value?)))
    };
    // SAFETY: the dict is alive. Without a GIL, this keeps others from changing it until we have our references.
    unsafe { sys::critical_section(dict.object().as_ptr(), next) }
}
