//! What Argument Clinic does for modules in C: the tables, docstrings and glue that CPython asks for.
//!
//! Module authors use these through `cpython_api`, which documents the types that appear in
//! functions. An expansion names nothing but `::cpython_api` and holds no token of the author's
//! inside an `unsafe` block, so `#![forbid(unsafe_code)]` in a module crate still means it.
//!
//! - `module.rs`: `#[pymodule]`, the module definition and its init function.
//! - `function.rs`: `#[pyfunction]`, one method of the table.
//! - `class.rs`: `#[pyclass]`, a class; `methods.rs`: `#[pymethods]`, what it can do.
//! - `storage.rs`: the fields of module state and of classes that hold objects.
//! - `signature.rs`: the parameters as Python sees them, and the calling convention that follows.
//! - `parameters.rs`: the parameters as Rust has them.
//! - `literal.rs`: the spelling of defaults.

#![forbid(unsafe_code)]

mod class;
mod function;
mod literal;
mod methods;
mod module;
mod owner;
mod parameters;
mod signature;
mod storage;

use proc_macro::TokenStream;

/// Makes an extension module of a `mod`: its `#[pyfunction]`s are the functions of the Python module.
///
/// ```ignore
/// /// The docstring of the module.
/// #[pymodule]
/// mod greeting {
///     use cpython_api::{Input, PyResult, Python};
///
///     /// The docstring of the function.
///     #[pyfunction(signature = (data, /, *, shout = false))]
///     fn hello(py: Python<'_>, data: Input<'_>, shout: bool) -> PyResult<usize> {
///         ..
///     }
/// }
/// ```
///
/// | argument | meaning |
/// |---|---|
/// | `name = ".."` | the name in Python; the `mod`'s otherwise |
/// | `functions_module = ".."` | what functions have as `__module__`; the module's name otherwise |
///
/// Functions that stand elsewhere, each with its `#[pyfunction]`, are named in a `use` with
/// `#[pymodule_export]`.
///
/// A struct with `#[state]` in the `mod` is the state of the module: it implements `Default`, and what it
/// holds of objects stands in fields of type `Slot`, `SlotVec` or `SlotMap`. Functions that want it have a
/// parameter `Module<'_, State>`. A function with `#[init]`, of `Python<'_>` or `&mut Thread<'_>` and,
/// if it is wanted, `Module<'_, State>`, runs when the module is imported, after the classes were made.
///
/// The doc comment of the `mod` is the docstring. The init function is `PyRustInit_` with the name,
/// and must be declared in `Include/cpython_rust.h`; that the types agree is checked.
#[proc_macro_attribute]
pub fn pymodule(args: TokenStream, item: TokenStream) -> TokenStream {
    module::expand(args.into(), item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a Python function of a function: of the `#[pymodule]` that it stands in, or of those that
/// name it in a `use` with `#[pymodule_export]`.
///
/// First it may have `Python<'_>`, or `&mut Thread<'_>` if it detaches, and `Module<'_, State>` for the
/// state of its module. The others are the parameters of the Python function, each of a type that
/// implements `FromArg`. It returns a `PyResult` of something that implements `IntoPy`.
/// With `&mut Thread<'_>` that is no type of the module's own, which could have the token in it.
///
/// | argument | meaning |
/// |---|---|
/// | `name = ".."` | the name in Python; the function's otherwise |
/// | `signature = (a, /, b = None, *args, c = false, **kwargs)` | the parameters as in Python, defaults in Rust; without it all are required, by position or keyword |
/// | `text_signature = "(a, /, ..)"` | what `inspect.signature()` shows, if it does not follow from `signature` |
/// | `fallback = ".."` | a Python module whose function of the same name takes every call that this one does not |
///
/// The doc comment is the docstring. `*args` is `&[Arg<'_>]`, and `**kwargs` is `Option<Arg<'_, PyDict>>`. A
/// parameter that is there on some versions only has a `#[cfg(..)]` in `signature` and the same in the function.
///
/// The calling convention follows from the signature: nothing, one positional-only parameter,
/// positional-only ones, or any. Calls that do not fit raise what the interpreter raises for a function
/// in C. `Doc/modules/functions.rst` has the tables.
///
/// With a fallback, nothing is raised for those: the call is passed on unchanged. The same happens
/// if a parameter's type does not take an argument as it stands, or if the function, which then
/// returns `PyResult<Option<_>>`, says `None`. If the build extracted docstrings from the base, the
/// docstring and the signature shown are those of the function that it stands for.
#[proc_macro_attribute]
pub fn pyfunction(args: TokenStream, item: TokenStream) -> TokenStream {
    // #[pymodule] takes this attribute away from the functions in its `mod`: this one stands elsewhere.
    function::expand(args.into(), item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a Python class of a struct, which is the payload of its instances.
///
/// A `#[pymodule]` names it in a `use` with `#[pymodule_export]`, or has it in its `mod`. The struct is
/// `Send`, `Sync` and not generic. Objects that it holds stand in fields of type `Slot`, `SlotVec` or
/// `SlotMap`, which the garbage collector sees; those types are written with their own names.
///
/// | argument | meaning |
/// |---|---|
/// | `name = ".."` | the name in Python; the struct's otherwise |
/// | `module = ".."` | what the class has as `__module__`; the module's name otherwise |
/// | `weakref` | there can be weak references to instances |
/// | `subclass` | code in Python can derive from it; needs a `#[new]` |
///
/// The doc comment is the docstring. Methods stand in an `impl` with `#[pymethods]`. A class without a
/// `#[new]` there cannot be called.
#[proc_macro_attribute]
pub fn pyclass(args: TokenStream, item: TokenStream) -> TokenStream {
    class::expand(args.into(), item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes methods of a class of the functions in an `impl` of its struct.
///
/// A method has `&self`, the payload, or `slf: Arg<'_, Self>`, the object, from which the payload is
/// reached as well. A token, `Python<'_>` or `&mut Thread<'_>`, stands before or behind it. The others are
/// parameters as those of a `#[pyfunction]`; `#[pymethod(..)]` takes its arguments `name`, `signature` and
/// `text_signature`.
///
/// | attribute | what the function is |
/// |---|---|
/// | `#[new]` | what a call of the class does: it has `class: Class<'_, Self>` and returns what `class.instantiate()` makes |
/// | `#[classmethod]` | a class method: it has `class: Class<'_, Self>` |
/// | `#[staticmethod]` | a static method |
/// | `#[getter]`, `#[getter(name)]` | an attribute that is computed |
/// | `#[setter]`, `#[setter(name)]` | what setting it does; the function is named `set_` and the attribute |
///
/// Special methods have their names in Python. Those that return a number or nothing to C return `bool`,
/// `usize` (a length), `isize` (a hash) or `()`; `__next__` returns an `Option`, `None` at the end;
/// `__buffer__` returns the bytes of the payload, which others may read for as long as the object lives.
/// An operator that does not know its operand returns `py.not_implemented()`.
#[proc_macro_attribute]
pub fn pymethods(args: TokenStream, item: TokenStream) -> TokenStream {
    methods::expand(args.into(), item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
