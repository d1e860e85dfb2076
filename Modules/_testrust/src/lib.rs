//! `_testrust`: what the tests of the safe API call, as `_testcapi` is for the C API.
//!
//! | file | what it is about | test |
//! |---|---|---|
//! | `functions.rs` | signatures, conventions, converters | `test_rust_functions` |
//! | `types/` | built-in types, and what any object can do | `test_rust_types` |
//! | `state.rs`, `classes.rs`, `threads.rs`, `panics.rs` | what outlives a call | `test_rust_api` |
//!
//! `test_rust_memory` calls all of it with each allocation failing in turn: what is added here needs a row there.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod classes;
mod functions;
mod panics;
mod state;
mod threads;
mod types;

/// The safe API of modules written in Rust, for its tests.
#[cpython_api::pymodule(name = "_testrust")]
mod module {
    use core::sync::atomic::AtomicUsize;

    use cpython_api::{Locked, Module, PyResult, Python, Slot};

    use crate::functions::LIMIT;

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
        module.add(py, c"LIMIT", LIMIT)?;
        module.add(py, c"answer", 42usize)
    }

    #[pymodule_export]
    use crate::functions::{
        Empty, Value, as_ascii_buffer, as_bool, as_buffer, as_bytearray, as_bytes, as_dict,
        as_double, as_even, as_flag, as_int, as_long_long, as_mask, as_optional_ssize_t,
        as_optional_text, as_single_bytes, as_size_t, as_ssize_t, as_str, as_text,
        as_unsigned_char, as_unsigned_int, as_unsigned_long_long, checksum, convert_keyword,
        convert_positional, defaults, described, everything, given, keyword, keyword_only,
        keyword_optional, limited, line, mixed, no_args, nothing_before, one_arg, positional,
        positional_and_var, positional_and_var_keyword, positional_optional, renamed, take_any,
        take_keyword, take_positional, typed, var_and_keyword, var_both, var_keyword,
        var_positional, versioned, whole,
    };

    #[pymodule_export]
    use crate::state::{
        add_to_common_total, add_to_total, count_calls, count_some_calls, forget, keep, kept,
        move_to_common_total, store_in_static,
    };

    #[pymodule_export]
    use crate::classes::{
        AnotherUnit, Exported, Hidden, Node, Stack, StackIterator, Unit, count_dropped, hidden,
    };

    #[pymodule_export]
    use crate::panics::{
        Panicking, panic_attached, panic_detached, panic_fill, panic_index, panic_locked,
    };

    #[pymodule_export]
    use crate::threads::{
        call_around_detach, complement_detached, drop_detached, pass_through_detach, sum_attached,
        sum_detached,
    };

    #[pymodule_export]
    use crate::types::{
        any::{
            any_ascii, any_binary, any_call, any_call_by_size, any_call_method, any_cast_into_str,
            any_cast_str, any_casts, any_compare, any_compare_bool, any_comparisons, any_constants,
            any_contains, any_del_item, any_delattr, any_get_item, any_getattr, any_getattr_opt,
            any_hasattr, any_hash, any_ipow, any_is, any_is_callable, any_isinstance,
            any_issubclass, any_iterate, any_len, any_operators, any_pow, any_repr, any_set_item,
            any_setattr, any_str, any_truth, any_type, any_unary, any_vectorcall, float_copy,
            int_is_negative,
        },
        containers::{
            dict_clear, dict_contains, dict_copy, dict_del, dict_get, dict_iterate, dict_len,
            dict_lists, dict_new, dict_set, dict_setdefault, dict_update, frozenset_contains,
            list_append, list_del, list_extend, list_get, list_insert, list_iterate, list_len,
            list_new, list_reverse, list_set, list_slice, list_sort, list_to_tuple, set_add,
            set_clear, set_contains, set_discard, set_new, set_pop, slice_indices, slice_new,
            tuple_from_array, tuple_get, tuple_items, tuple_new, tuple_of_all, tuple_slice,
            tuple_swap,
        },
        error::{
            error_both, error_catch, error_classes, error_drop, error_errno, error_handling,
            error_new_type, error_no_memory, error_parts, error_raise, error_raise_args,
            error_raise_from, error_raise_named, error_set_context, error_unraisable, error_warn,
            error_warn_explicit,
        },
        objects::{
            capsule_get, capsule_new, capsule_of_another_type, capsule_payloads, module_import,
            module_imported, module_parts, type_is_subclass_of, type_names, weakref_new,
            weakref_upgrade, x_option,
        },
        text::{
            bytearray_copy, bytearray_extend, bytearray_new, bytearray_read, bytearray_resize,
            bytearray_write, bytes_copy, bytes_from_object, bytes_of_slice, memory_extend,
            memory_vec, memoryview_new, str_concat, str_copy, str_data, str_find, str_format,
            str_from_latin1, str_intern, str_join, str_of_char, str_parameter, str_pieces,
            str_substring,
        },
    };
}
