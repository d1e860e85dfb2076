//! The generated files agree with the C compiler and the linker, and the checks would notice if not.
//!
//! bindgen asserts sizes and offsets when the crate is compiled, but against libclang.

mod check;
mod tampered;

use std::path::Path;

/// The dynamic symbols of this are what CPython exports.
#[cfg(interpreter)]
fn libpython() -> std::path::PathBuf {
    let library = Path::new(env!("BASE_LIBDIR")).join(env!("BASE_LDLIBRARY"));
    // A static libpython has none; the program that is made of it has.
    let is_shared = library
        .extension()
        .is_some_and(|extension| extension == "so");
    if is_shared {
        library
    } else {
        env!("BASE_PYTHON").into()
    }
}

#[test]
fn layout_types_and_constants_are_those_of_c() {
    match check::asserts(Path::new(env!("BINDINGS_DIR"))) {
        // Each version has more than seven hundred fields, a thousand functions and three hundred constants.
        Ok(count) => assert!(count > 2000, "only {count} lines in asserts.c"),
        Err(errors) => panic!("{} differ:\n{}", errors.len(), errors.join("\n")),
    }
}

#[cfg(interpreter)]
#[test]
fn what_is_declared_is_exported() {
    match check::symbols(Path::new(env!("BINDINGS_DIR")), &libpython()) {
        Ok(count) => assert!(count > 1000, "only {count} symbols in symbols.txt"),
        Err(errors) => panic!("{} are wrong:\n{}", errors.len(), errors.join("\n")),
    }
}

#[cfg(not(interpreter))]
#[test]
#[ignore = "PYTHON names no interpreter with the ABI of the bindings"]
fn what_is_declared_is_exported() {}
