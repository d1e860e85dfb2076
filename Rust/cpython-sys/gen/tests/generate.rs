//! The generator as a whole, on headers of a few lines: what it writes, and when it writes again.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use cpython_sys_gen::{Options, Outcome, generate, inputs};

const PYTHON_H: &str = "
    #define PY_VERSION_HEX 0x030d00f0
    #define FLAG (1UL << 3)
    #define OldName NewName
    typedef struct _object { long count; } PyObject;
    typedef struct {
        PyObject base;
        struct { char first; int second; } inner;
        struct { int last; unsigned int low : 9; unsigned int high : 2; };
    } Nested;
    extern PyObject *NewName(PyObject *a, int (*b)(const char *, ...));
    extern PyObject Singleton;
    static inline void Inline(int a, int b) { (void)a; (void)b; }
    #define Inline(a) Inline(a, 0)
";

const CPYTHON_SYS_H: &str = "
    #include <Python.h>
    PyObject *PyRustInit_x(void);
    static const unsigned int cpysys_cfg_version = PY_VERSION_HEX;
    #ifdef WITH_FLAG
    static const int cpysys_cfg_Py_DEBUG = 1;
    #endif
";

/// A directory with headers, removed when this is dropped.
struct Headers(PathBuf);

impl Headers {
    fn new(name: &str) -> Self {
        let new =
            Self(env::temp_dir().join(format!("cpython-sys-gen-{name}-{}", std::process::id())));
        fs::create_dir_all(new.0.join("python")).unwrap();
        new.write("python/Python.h", PYTHON_H);
        new.write("cpython_sys.h", CPYTHON_SYS_H);
        new.write(
            "ownership.txt",
            "NewName(borrowed, -) -> new?\nOldName(borrowed?, -) -> new\n",
        );
        new
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.0.join(file), text).unwrap();
    }

    fn options(&self, more: &[&str]) -> Options {
        let python = format!("-I{}", self.0.join("python").display());
        Options {
            out: self.0.join("out"),
            include_dir: self.0.clone(),
            ownership: self.0.join("ownership.txt"),
            clang_args: [python.as_str()]
                .iter()
                .chain(more)
                .map(|arg| (*arg).to_owned())
                .collect(),
        }
    }

    fn output(&self, file: &str) -> String {
        fs::read_to_string(self.0.join("out").join(file)).unwrap()
    }

    /// When each file of the output was written.
    fn times(&self) -> BTreeMap<PathBuf, SystemTime> {
        let entries = fs::read_dir(self.0.join("out"))
            .unwrap()
            .map(Result::unwrap);
        entries
            .map(|entry| (entry.path(), entry.metadata().unwrap().modified().unwrap()))
            .collect()
    }
}

impl Drop for Headers {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn each_file_has_what_the_headers_say() {
    let headers = Headers::new("files");
    assert_eq!(
        generate(&headers.options(&["-DWITH_FLAG"])).unwrap(),
        Outcome::Generated
    );

    let bindings = headers.output("bindings.rs");
    for part in [
        "pub const FLAG: ::core::ffi::c_ulong = 8;",
        "pub use self::NewName as OldName;",
        "pub type PyRustInit_x = unsafe extern \"C\" fn() -> *mut PyObject;",
        "#[link_name = \"Inline__extern\"]",
    ] {
        assert!(bindings.contains(part), "{part} is not in\n{bindings}");
    }
    let typed = headers.output("typed.rs");
    assert!(
        typed.contains("#[link_name = \"NewName\"]\n    pub fn OldName("),
        "{typed}"
    );
    // The macro of the same name takes one argument.
    assert!(
        headers.output("shim.c").contains("{ (Inline)(a, b); }"),
        "{}",
        headers.output("shim.c")
    );
    assert_eq!(
        headers.output("cfgs"),
        "Py_3_11\nPy_3_12\nPy_3_13\nPy_DEBUG\n"
    );
    assert_eq!(
        headers.output("symbols.txt"),
        "export\tPyRustInit_x\nfunction\tNewName\nshim\tInline__extern\nvariable\tSingleton\n"
    );
    let asserts = headers.output("asserts.c");
    for line in [
        "VERSION(13);\n#ifndef Py_DEBUG\n",
        "#ifdef Py_GIL_DISABLED\n",
        "TYPE(struct _object, 8, 8);\n",
        "FIELD(struct _object, count, 0);\nFIELD_TYPE(struct _object, count, long);\n",
        "TYPE(Nested, 24, 8);\n",
        // The type of inner has no name, nor has the member that holds last and the bits.
        "FIELD(Nested, inner, 8);\nFIELD(Nested, inner.first, 8);\n",
        "FIELD(Nested, inner.second, 8 + 4);\n",
        "FIELD(Nested, last, ALIGNED(AFTER(Nested, inner), 4));\n",
        "BIT_FIELD(2, Nested, high, AFTER(Nested, last) + 1, 1, 0x6ULL);\n",
        "FUNCTION(NewName, PyObject *, PyObject *, __typeof__(int (char const *, ...)) *);\n",
        "FUNCTION(PyRustInit_x, PyObject *, void);\n",
        "VARIABLE(Singleton, PyObject);\n",
        "CONSTANT(FLAG, unsigned long, 0x8ULL);\n",
    ] {
        assert!(asserts.contains(line), "{line} is not in\n{asserts}");
    }
    assert!(!asserts.contains("__bindgen"), "{asserts}");
    // What another release of the same minor version has another value of.
    assert!(!(bindings + &asserts).contains("PY_VERSION_HEX"));
}

#[test]
fn nothing_is_done_twice() {
    let headers = Headers::new("twice");
    let options = headers.options(&[]);
    assert_eq!(generate(&options).unwrap(), Outcome::Generated);
    let before = headers.times();
    assert_eq!(generate(&options).unwrap(), Outcome::UpToDate);
    assert_eq!(headers.times(), before);

    let python_h = headers.0.join("python/Python.h");
    assert!(inputs(&options.out).unwrap().contains(&python_h));
}

#[test]
fn every_input_counts() {
    let headers = Headers::new("inputs");
    let options = headers.options(&[]);
    generate(&options).unwrap();
    for (file, text) in [
        ("python/Python.h", format!("{PYTHON_H}\n#define MORE 1\n")),
        (
            "cpython_sys.h",
            format!("{CPYTHON_SYS_H}\nPyObject *PyRustInit_y(void);\n"),
        ),
        ("ownership.txt", "NewName(borrowed, -) -> new\n".to_owned()),
    ] {
        headers.write(file, &text);
        assert_eq!(generate(&options).unwrap(), Outcome::Generated, "{file}");
        assert_eq!(generate(&options).unwrap(), Outcome::UpToDate, "{file}");
    }
    // The arguments, and the output itself.
    assert_eq!(
        generate(&headers.options(&["-DWITH_FLAG"])).unwrap(),
        Outcome::Generated
    );
    assert_eq!(generate(&options).unwrap(), Outcome::Generated);
    fs::remove_file(headers.0.join("out/shim.c")).unwrap();
    assert_eq!(generate(&options).unwrap(), Outcome::Generated);
}

#[test]
fn a_file_whose_content_stays_is_not_written() {
    let headers = Headers::new("content");
    let options = headers.options(&[]);
    generate(&options).unwrap();
    let before = headers.times();
    // A change that makes no difference to anything but the key.
    headers.write(
        "python/Python.h",
        &format!("{PYTHON_H}\n/* A comment. */\n"),
    );
    assert_eq!(generate(&options).unwrap(), Outcome::Generated);
    let changed: Vec<_> = headers
        .times()
        .into_iter()
        .filter(|(path, time)| before[path] != *time)
        .collect();
    assert_eq!(
        changed
            .iter()
            .map(|(path, _)| path.as_path())
            .collect::<Vec<_>>(),
        [Path::new(&options.out).join("key")]
    );
}

#[test]
fn what_is_wrong_is_said() {
    let headers = Headers::new("wrong");
    let error = |options: &Options| generate(options).unwrap_err().to_string();

    let mut elsewhere = headers.options(&[]);
    elsewhere.clang_args = vec!["-I/nowhere".into()];
    assert_eq!(
        error(&elsewhere),
        "no Python.h in the directories given with -I: /nowhere"
    );

    headers.write("ownership.txt", "# comment\nNewName(-, -) -> new\n");
    let message = error(&headers.options(&[]));
    assert!(
        message.ends_with(
            "ownership.txt: line 2: argument 1 of NewName is a PyObject *, the line has -"
        ),
        "{message}"
    );
    // What is not whole is made again.
    headers.write("ownership.txt", "");
    assert_eq!(generate(&headers.options(&[])).unwrap(), Outcome::Generated);

    headers.write("python/Python.h", "#error no\n");
    assert!(
        error(&headers.options(&[])).contains("no"),
        "{}",
        error(&headers.options(&[]))
    );
}
