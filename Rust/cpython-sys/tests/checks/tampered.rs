//! Each check is red when something is wrong: in a copy of the generated files, one thing is changed.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::check::{self, Result, TempDir};

/// That a check is red, and names what was changed.
fn assert_red(result: Result, named: &str) {
    let errors = result.expect_err("the check is green");
    assert!(
        errors.iter().any(|error| error.contains(named)),
        "{named} is not among {errors:#?}"
    );
}

#[test]
fn what_is_another_thing_in_c_is_noticed() {
    for (old, new, named) in [
        (
            "TYPE(struct _typeobject, ",
            "TYPE(struct _typeobject, 1",
            "size of struct _typeobject",
        ),
        (
            "FIELD(Py_buffer, obj, ",
            "FIELD(Py_buffer, obj, 1",
            "offset of Py_buffer.obj",
        ),
        (
            "FIELD_TYPE(Py_buffer, len, Py_ssize_t",
            "FIELD_TYPE(Py_buffer, len, int",
            "type of Py_buffer.len",
        ),
        (
            // A field of PyASCIIObject; since 3.15, of a struct of its own in it.
            "ascii, ",
            "compact, ",
            "compact",
        ),
        (
            "FUNCTION(PyBytes_Size, Py_ssize_t",
            "FUNCTION(PyBytes_Size, int",
            "PyBytes_Size",
        ),
        (
            "VARIABLE(PyBytes_Type, PyTypeObject",
            "VARIABLE(PyBytes_Type, PyObject",
            "type of PyBytes_Type",
        ),
        (
            "CONSTANT(METH_O, int, 0x8",
            "CONSTANT(METH_O, int, 0x18",
            "value of METH_O",
        ),
        (
            "CONSTANT(METH_O, int",
            "CONSTANT(METH_O, unsigned int",
            "type of METH_O",
        ),
        (
            "Py_MATH_PI, 3.14",
            "Py_MATH_PI, 3.24",
            "value of Py_MATH_PI",
        ),
        ("VERSION(", "VERSION(1", "version"),
        (
            "#ifdef Py_TRACE_REFS",
            "#ifndef Py_TRACE_REFS",
            "Py_TRACE_REFS",
        ),
    ] {
        let files = TempDir::of_bindings("asserts");
        files.replace("asserts.c", old, new);
        assert_red(check::asserts(&files.0), named);
    }
}

#[cfg(interpreter)]
#[test]
fn a_function_that_is_not_there_is_noticed() {
    let files = TempDir::of_bindings("function");
    files.replace(
        "symbols.txt",
        "function\tPyBytes_Size\n",
        "function\tPyBytes_Sighs\n",
    );
    assert_red(
        check::symbols(&files.0, &crate::libpython()),
        "PyBytes_Sighs",
    );
}

#[cfg(interpreter)]
#[test]
fn a_variable_that_is_a_function_is_noticed() {
    let files = TempDir::of_bindings("variable");
    files.replace(
        "symbols.txt",
        "function\tPyBytes_Size\n",
        "variable\tPyBytes_Size\n",
    );
    assert_red(
        check::symbols(&files.0, &crate::libpython()),
        "PyBytes_Size",
    );
}

/// Compiles a crate that has `source` and depends on this one with the bindings in `files`.
fn compile(files: &TempDir, source: &str) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = files.0.join("package");
    fs::create_dir_all(package.join("src")).unwrap();
    fs::write(
        package.join("Cargo.toml"),
        format!(
            "[package]\nname = \"tampered\"\nedition = \"2024\"\n\
             [dependencies]\ncpython-sys = {{ path = {root:?}, default-features = false }}\n\
             [workspace]\n"
        ),
    )
    .unwrap();
    fs::copy(root.join("../../Cargo.lock"), package.join("Cargo.lock")).unwrap();
    fs::write(package.join("src/lib.rs"), source).unwrap();
    Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        // cargo looks for vendored crates from here.
        .current_dir(root)
        .env("CPYTHON_SYS_BINDINGS", &files.0)
        .env("CARGO_TARGET_DIR", files.0.join("target"))
        .env_remove("PYTHON")
        .output()
        .unwrap()
}

/// One test for all, since each has to compile the crate: a few seconds.
#[test]
fn what_does_not_fit_does_not_compile() {
    const EXPORT: &str = "
        unsafe extern \"C\" fn init() -> *mut cpython_sys::PyObject { core::ptr::null_mut() }
        pub const _: cpython_sys::exports::PyRustInit__base64 = init;
    ";
    let files = TempDir::of_bindings("compile");
    let errors = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();

    // The files as they are, first: an error below then is due to the change.
    let output = compile(&files, EXPORT);
    assert!(output.status.success(), "{}", errors(&output));

    // An export of another type than its declaration.
    let output = compile(
        &files,
        &EXPORT.replace("*mut cpython_sys::PyObject", "*mut u8"),
    );
    assert!(!output.status.success());
    assert!(errors(&output).contains("E0308"), "{}", errors(&output));

    // A structure of another size than libclang says.
    files.replace(
        "bindings.rs",
        "[\"Size of Py_buffer\"][::core::mem::size_of::<Py_buffer>() - ",
        "[\"Size of Py_buffer\"][::core::mem::size_of::<Py_buffer>() - 1",
    );
    let output = compile(&files, EXPORT);
    assert!(!output.status.success());
    assert!(
        errors(&output).contains("Size of Py_buffer"),
        "{}",
        errors(&output)
    );
}
