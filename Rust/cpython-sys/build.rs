//! Finds the bindings, tells the crate which CPython they are of, and compiles the shim.
//!
//! | variable | meaning |
//! |---|---|
//! | `CPYTHON_SYS_BINDINGS` | the directory that cpython-sys-gen wrote to; make sets it |
//! | `PYTHON` | the interpreter to generate bindings for, if that is not set, and to link tests with; `python3` |
//! | `CPYTHON_SYS_CFLAGS` | more arguments for the preprocessor: `-DPy_GIL_DISABLED=1` gives the free-threaded API |
//! | `CC`, `CFLAGS` | the C compiler for the shim, as in every crate with C in it |
//!
//! A crate with a build script of its own that depends on this one gets `DEP_PYTHON_BINDINGS`, the directory,
//! `DEP_PYTHON_CFGS`, the cfgs with commas between them, and `DEP_PYTHON_TEST_LINK_ARGS`, what a program that runs the
//! interpreter is linked with, with U+001F between them.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The cfgs that may be set, whichever they are for this CPython.
const CFGS: &str = "cfg(Py_3_11, Py_3_12, Py_3_13, Py_3_14, Py_3_15, \
                    Py_DEBUG, Py_REF_DEBUG, Py_TRACE_REFS, Py_GIL_DISABLED, interpreter)";

type Result<T> = std::result::Result<T, String>;

fn main() {
    if let Err(error) = run() {
        // cargo shows what stands behind cargo::error, and no backtrace.
        for line in error.lines() {
            println!("cargo::error={line}");
        }
        std::process::exit(1);
    }
}

fn run() -> Result<()> {
    for variable in ["CPYTHON_SYS_BINDINGS", "PYTHON", "CPYTHON_SYS_CFLAGS"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    println!("cargo::rustc-check-cfg={CFGS}");
    let base = Base::of_environment()?;
    let bindings = match env::var_os("CPYTHON_SYS_BINDINGS") {
        Some(directory) => PathBuf::from(directory),
        None => generate(base.as_ref())?,
    };
    let cfgs = lines(&bindings.join("cfgs"))?;
    for cfg in &cfgs {
        println!("cargo::rustc-cfg={cfg}");
    }
    println!("cargo::metadata=bindings={}", bindings.display());
    println!("cargo::metadata=cfgs={}", cfgs.join(","));
    println!("cargo::rustc-env=BINDINGS_DIR={}", bindings.display());

    include(&bindings)?;
    compile_shim(&bindings, &cfgs)?;
    if let Some(base) = &base {
        base.link_tests(&cfgs);
    }
    Ok(())
}

/// Writes the file that `src/lib.rs` includes: only a literal can name a file in another crate's `include!`.
fn include(bindings: &Path) -> Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("include.rs");
    let text = format!(
        "/// The items of `typed.rs`, for `cpython-ffi`.\n\
         #[macro_export]\n\
         #[doc(hidden)]\n\
         macro_rules! include_typed {{\n    () => {{\n        ::core::include!({typed:?});\n    }};\n}}\n\
         macro_rules! include_bindings {{\n    () => {{\n        ::core::include!({raw:?});\n    }};\n}}\n",
        typed = bindings.join("typed.rs"),
        raw = bindings.join("bindings.rs"),
    );
    // Writing it again would rebuild every crate above this one.
    if fs::read_to_string(&out).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(&out, text).map_err(|error| format!("{}: {error}", out.display()))
}

fn compile_shim(bindings: &Path, cfgs: &[String]) -> Result<()> {
    let shim = bindings.join("shim.c");
    println!("cargo::rerun-if-changed={}", shim.display());
    // The bodies of its functions: what is generated has their declarations only.
    println!(
        "cargo::rerun-if-changed={}",
        root().join("Include/cpython_shim.h").display()
    );
    println!(
        "cargo::rerun-if-changed={}",
        bindings.join("args").display()
    );

    let mut build = cc::Build::new();
    build
        .file(&shim)
        .std("c11")
        .warnings(true)
        .extra_warnings(true);
    let mut args = lines(&bindings.join("args"))?.into_iter();
    while let Some(arg) = args.next() {
        // libclang is told more than a preprocessor knows.
        if ["-I", "-isystem", "-idirafter", "-iquote"].contains(&arg.as_str()) {
            build.flag(arg).flag(args.next().unwrap_or_default());
        } else if ["-I", "-D", "-U", "-isystem", "-idirafter", "-iquote"]
            .iter()
            .any(|start| arg.starts_with(start))
        {
            build.flag(arg);
        }
    }
    // No path of this machine gets into what is built.
    for (directory, name) in [
        (root().canonicalize(), "."),
        (bindings.canonicalize(), "bindings"),
    ] {
        let directory = directory.map_err(|error| format!("{}: {error}", bindings.display()))?;
        build.flag(format!("-ffile-prefix-map={}={name}", directory.display()));
    }
    // The base checks its own inline functions only if it is a debug build.
    if !cfgs.iter().any(|cfg| cfg == "Py_DEBUG") {
        build.define("NDEBUG", None);
    }
    build
        .flag("-ffunction-sections")
        .flag("-fvisibility=hidden")
        // A wrapper of a deprecated function is not a use of it.
        .flag("-Wno-deprecated-declarations")
        // CFLAGS of a distribution may say otherwise. Rust links objects, and the copy out of shared memory must not be inlined.
        .flag("-fno-lto")
        .try_compile("cpython_shim")
        .map_err(|error| format!("the C shim does not compile: {error}"))
}

#[cfg(feature = "generate")]
fn generate(base: Option<&Base>) -> Result<PathBuf> {
    use cpython_sys_gen::Options;

    let base =
        base.ok_or("no python3 was found: set PYTHON to the interpreter to generate bindings for")?;
    let root = root();
    let more = env::var("CPYTHON_SYS_CFLAGS").unwrap_or_default();
    let clang_args = base.facts["BASE_CPPFLAGS"]
        .split_whitespace()
        .chain(more.split_whitespace())
        .map(str::to_owned)
        .collect();
    let options = Options {
        out: PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("bindings"),
        include_dir: root.join("Include"),
        ownership: root.join("Rust/cpython-ffi/ownership.txt"),
        clang_args,
    };
    cpython_sys_gen::generate(&options).map_err(|error| error.to_string())?;
    for input in cpython_sys_gen::inputs(&options.out).map_err(|error| error.to_string())? {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    Ok(options.out)
}

#[cfg(not(feature = "generate"))]
fn generate(_: Option<&Base>) -> Result<PathBuf> {
    Err("CPYTHON_SYS_BINDINGS is not set.\n\
         needed: the directory that cpython-sys-gen wrote the bindings of your CPython to.\n\
         make sets it; by hand, run cpython-sys-gen, or build with the feature `generate` of cpython-sys."
        .into())
}

/// The interpreter that `PYTHON` names.
struct Base {
    /// What `baseinfo.py` says of it.
    facts: HashMap<String, String>,
}

impl Base {
    /// Asks the interpreter. `None` if there is none and none was named.
    fn of_environment() -> Result<Option<Self>> {
        let named = env::var("PYTHON").ok().filter(|python| !python.is_empty());
        // With bindings at hand, an interpreter is only for tests.
        if named.is_none() && env::var_os("CPYTHON_SYS_BINDINGS").is_some() {
            return Ok(None);
        }
        let python = named.as_deref().unwrap_or("python3");
        let script = root().join("Tools/build/baseinfo.py");
        println!("cargo::rerun-if-changed={}", script.display());
        let output = match Command::new(python)
            .args(["-I", "-S"])
            .arg(script)
            .arg("plain")
            .output()
        {
            Ok(output) if output.status.success() => output.stdout,
            Ok(output) => {
                return Err(format!(
                    "{python} does not run:\n{}",
                    String::from_utf8_lossy(&output.stderr)
                ));
            }
            Err(_) if named.is_none() => return Ok(None),
            Err(error) => return Err(format!("PYTHON={python}: {error}")),
        };
        let facts = String::from_utf8_lossy(&output)
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Ok(Some(Self { facts }))
    }

    /// Links tests with libpython, unless the bindings are of another ABI than it has: free-threaded from the headers
    /// of a build with a GIL, say.
    fn link_tests(&self, cfgs: &[String]) {
        let fact = |name: &str| self.facts.get(name).map_or("", String::as_str);
        let minor = fact("BASE_VERSION")
            .trim_start_matches("3.")
            .parse::<u32>()
            .unwrap_or(0);
        let has = |cfg: &str| cfgs.iter().any(|known| known == cfg);
        let same_version = has(&format!("Py_3_{minor}")) && !has(&format!("Py_3_{}", minor + 1));
        let same_flag = |cfg: &str, name: &str| has(cfg) == (fact(name) == "1");
        let same_abi = same_flag("Py_DEBUG", "BASE_DEBUG")
            && same_flag("Py_GIL_DISABLED", "BASE_GIL_DISABLED");
        if !(same_version && same_abi) {
            println!(
                "cargo::warning=tests that run an interpreter are left out: the bindings are not of PYTHON's ABI"
            );
            return;
        }
        println!("cargo::rustc-cfg=interpreter");
        println!("cargo::rustc-env=BASE_PYTHON={}", fact("BASE_PYTHON"));
        println!("cargo::rustc-env=BASE_LIBDIR={}", fact("BASE_LIBDIR"));
        println!("cargo::rustc-env=BASE_LDLIBRARY={}", fact("BASE_LDLIBRARY"));
        let args = [
            format!("-L{}", fact("BASE_LIBDIR")),
            format!("-L{}", fact("BASE_LIBPL")),
            format!("-lpython{}", fact("BASE_LDVERSION")),
            format!("-Wl,-rpath,{}", fact("BASE_LIBDIR")),
        ];
        for arg in &args {
            println!("cargo::rustc-link-arg-tests={arg}");
        }
        println!("cargo::metadata=test_link_args={}", args.join("\x1f"));
    }
}

/// The root of the tree.
fn root() -> PathBuf {
    let here =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    here.join("../..")
}

fn lines(path: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(path).map_err(|error| {
        format!("{}: {error}\nneeded: a directory that cpython-sys-gen wrote to, in CPYTHON_SYS_BINDINGS", path.display())
    })?;
    Ok(text.lines().map(str::to_owned).collect())
}
