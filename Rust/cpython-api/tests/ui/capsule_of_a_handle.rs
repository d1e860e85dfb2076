//! A capsule holds nothing that is not `Send` and `Sync`, so no handle.
#![no_std]
#![forbid(unsafe_code)]

use cpython_api::{Bound, PyCapsule, Python};

pub fn function(py: Python<'_>) {
    let _ = PyCapsule::new(py, None::<Bound<'static>>, c"a handle"); //~ E0277 E0277 //-
    //+ let _ = PyCapsule::new(py, None::<usize>, c"a number");
}
