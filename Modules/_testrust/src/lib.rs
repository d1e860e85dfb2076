//! `_testrust`: what the tests of the safe API call, as `_testcapi` is for the C API.
//!
//! | file | what it is about | test |
//! |---|---|---|
//! | `functions.rs` | signatures, conventions, converters | `test_rust_functions` |
//! | `types.rs` | built-in types, and what any object can do | `test_rust_types` |
//! | `state.rs`, `classes.rs`, `threads.rs` | what outlives a call | `test_rust_api` |

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod classes;
mod functions;
mod state;
mod threads;

/// The safe API of modules written in Rust, for its tests.
#[cpython_api::pymodule(name = "_testrust")]
mod module {
    use core::sync::atomic::AtomicUsize;

    use cpython_api::{Locked, Module, PyResult, Python, Slot};

    /// What the module keeps.
    #[state]
    #[derive(Default)]
    pub struct State {
        /// For `keep()`.
        pub kept: Slot,
        /// For `count_calls()`.
        pub calls: AtomicUsize,
        /// For `add_to_total()`.
        pub total: Locked<usize>,
    }

    #[init]
    fn init(py: Python<'_>, module: Module<'_, State>) -> PyResult<()> {
        module.add(py, c"answer", 42usize)
    }

    #[pymodule_export]
    use crate::functions::{
        as_ascii_buffer, as_bool, as_buffer, as_double, as_even, as_flag, as_int, as_long_long,
        as_mask, as_optional_ssize_t, as_optional_text, as_size_t, as_ssize_t, as_text,
        as_unsigned_char, as_unsigned_int, as_unsigned_long_long, checksum, convert_keyword,
        convert_positional, defaults, described, everything, keyword, keyword_only,
        keyword_optional, line, mixed, no_args, nothing_before, one_arg, positional,
        positional_and_var, positional_and_var_keyword, positional_optional, renamed,
        var_and_keyword, var_both, var_keyword, var_positional, versioned,
    };

    #[pymodule_export]
    use crate::state::{
        add_to_common_total, add_to_total, count_calls, forget, keep, kept, move_to_common_total,
        store_in_static,
    };

    #[pymodule_export]
    use crate::classes::{Exported, Hidden, Node, Stack, StackIterator, count_dropped, hidden};

    #[pymodule_export]
    use crate::threads::{call_around_detach, drop_detached, sum_attached, sum_detached};
}
