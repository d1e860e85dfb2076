//! Safe Rust for CPython's own modules.
//!
//! A module crate sees this crate and no other that knows of Python, and is
//! `#![forbid(unsafe_code)]`. What it may do when is said by types:
//!
//! | type | what it is |
//! |---|---|
//! | [`Thread<'c>`](Thread) | the right to touch Python, for the call `'c`; there is one, and it cannot be copied |
//! | [`Python<'py>`](Python) | a shared borrow of it, to pass around |
//! | [`Bound<'py, T>`](Bound) | a reference of ours to an object |
//! | [`Borrowed<'a, 'py, T>`](Borrowed) | a reference that someone else holds for `'a` |
//! | [`Arg<'c, T>`](Arg) | an argument: alive for the call, usable with a token only |
//! | [`PyResult<T>`](PyResult) | a value, or [`Raised`]: an exception is set |
//! | [`Input`], [`AsciiInput`], [`ByteInput`] | the bytes of an argument: lent if nobody can change them, else copied out |
//!
//! What any object can do stands at `Bound<PyAny>`: attributes, calls, comparison, items, iteration,
//! arithmetic. Each built-in type has a marker for `T`, with its own operations at `Bound<PyList>` and
//! the like; [`cast`](Bound::cast) leads from one to the other.
//!
//! What is usable borrows the [`Thread`], and [`Thread::detach`] borrows it exclusively: the borrow
//! checker, not a rule, keeps Python out of a detached region. No object handle lives longer than
//! the call, so none can reach another interpreter.
//!
//! Names that mean what they mean in PyO3 are PyO3's. [`method`] and [`module`] are for what
//! [`pymodule`] and [`pyfunction`] expand to.

#![no_std]
#![deny(clippy::multiple_unsafe_ops_per_block)]

extern crate alloc;

mod allocator;
mod any;
mod arguments;
mod call;
mod clinic;
mod convert;
mod error;
mod fallback;
mod filler;
mod handle;
mod input;
mod lock;
mod memory;
mod numbers;
mod panic;
mod parked;
mod returned;
mod signature;
mod system;
mod thread;
mod types;

#[doc(hidden)]
pub mod class;
#[doc(hidden)]
pub mod method;
#[doc(hidden)]
pub mod module;
#[doc(hidden)]
pub mod slot;
#[doc(hidden)]
pub mod state;

pub use allocator::PyMemAllocator;
pub use any::CompareOp;
pub use call::PyCallArgs;
pub use class::Class;
pub use convert::{FromArg, FromPyObject, Given, IntoPy, Place};
pub use cpython_macros::{pyclass, pyfunction, pymethods, pymodule};
pub use error::{Exception, ExceptionClass, PyBaseException, PyErr, PyResult, Raised};
pub use filler::Filler;
pub use handle::{Arg, Borrowed, Bound, PyAny};
pub use input::{AsciiInput, ByteInput, FewBytes, Input, InputBytes, SharedBuffer};
pub use lock::Locked;
pub use numbers::Flag;
pub use panic::end_process;
pub use parked::Parked;
pub use slot::{Field, Slot, SlotMap, SlotVec};
pub use state::{LazyModule, Module};
pub use thread::{Detached, Python, Thread};
pub use types::{
    CastError, CastIntoError, DictIterator, ListIterator, PyBool, PyByteArray, PyBytes, PyCapsule,
    PyDict, PyFloat, PyFrozenSet, PyInt, PyIterator, PyList, PyMemoryView, PyModule, PySet,
    PySlice, PySliceIndices, PyStr, PyStrData, PyTraceback, PyTuple, PyType, PyTypeCheck,
    PyTypeInfo, PyWeakrefReference,
};

/// The types of the symbols that `Include/cpython_rust.h` declares.
#[doc(hidden)]
pub use cpython_ffi::sys::exports;
