//! Writes the bindings of `cpython-sys` and `cpython-ffi` from the headers of an installed CPython.
//!
//! [`generate`] reads `Include/cpython_sys.h` with bindgen and writes, into one directory:
//!
//! | file | content | made in |
//! |---|---|---|
//! | `bindings.rs` | the raw level | `bindings` |
//! | `typed.rs` | the typed level, for what `ownership.txt` lists | `typed` |
//! | `shim.c` | a function with linkage for each inline function of the headers | bindgen, and here |
//! | `args` | the preprocessor's arguments, one a line, to compile it with | here |
//! | `cfgs` | the cfgs that the headers imply, one a line | here |
//! | `asserts.c` | what the C compiler must agree with | `asserts` |
//! | `symbols.txt` | what the linker must agree with | `symbols` |
//! | `key` | what all this was made from | `key` |
//!
//! A file is written only if its content changes, so that nothing is rebuilt for nothing; `key` is
//! written last, so that an interrupted run is repeated.

#![forbid(unsafe_code)]

mod asserts;
mod bindings;
mod headers;
mod key;
mod symbols;
mod table;
mod typed;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use bindgen::callbacks::{MacroParsingBehavior, ParseCallbacks};

use headers::Macros;
use key::Key;

/// The header that is read.
const HEADER: &str = "cpython_sys.h";
/// The macros of a build that become cfgs of the same name, if they are defined.
const FLAGS: [&str; 4] = [
    "Py_DEBUG",
    "Py_REF_DEBUG",
    "Py_TRACE_REFS",
    "Py_GIL_DISABLED",
];

/// What to read, and where to write.
#[derive(Debug, Clone)]
pub struct Options {
    /// The directory that is written to. It is made if it is not there.
    pub out: PathBuf,
    /// The directory of `cpython_sys.h`.
    pub include_dir: PathBuf,
    /// The table of ownership.
    pub ownership: PathBuf,
    /// What libclang is told, above all `-I` with the directory of `Python.h`.
    pub clang_args: Vec<String>,
}

/// What [`generate`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The files were made from the same headers with the same arguments already.
    UpToDate,
    /// The headers were read.
    Generated,
}

/// Why there are no bindings, in words for whoever runs the build.
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl Error {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// Names the file that could not be read or written.
    fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self(format!("{}: {error}", path.display()))
    }
}

/// Writes the bindings, unless they are there and current.
///
/// # Errors
///
/// If the headers do not compile, the table of ownership does not fit them, or a file cannot be read or written.
pub fn generate(options: &Options) -> Result<Outcome, Error> {
    if Key::is_current(options) {
        return Ok(Outcome::UpToDate);
    }
    let python_dir = python_dir(&options.clang_args)?;
    let texts = headers::files(&python_dir)
        .map_err(Error::at(&python_dir))?
        .iter()
        .map(|path| read(path))
        .collect::<Result<Vec<_>, _>>()?;
    let macros = Macros::read(texts.iter().map(String::as_str));

    fs::create_dir_all(&options.out).map_err(Error::at(&options.out))?;
    let parsed = parse(options, &python_dir, &macros)?;
    let bindings = bindings::Bindings::new(&parsed.code, &macros)?;

    let table = read(&options.ownership)?;
    let typed = typed::typed(&table, &bindings)
        .map_err(|error| Error(format!("{}: {error}", options.ownership.display())))?;

    let mut tags = BTreeMap::new();
    for file in &parsed.files {
        tags.extend(headers::struct_tags(&read(file)?));
    }

    let mut args = vec![format!("-I{}", options.include_dir.display())];
    args.extend(options.clang_args.iter().cloned());
    for (name, content) in [
        ("bindings.rs", bindings.code()),
        ("typed.rs", typed),
        ("shim.c", parsed.shim),
        ("args", lines(&args)),
        ("cfgs", lines(&bindings.cfgs)),
        ("asserts.c", asserts::asserts(&bindings, &tags)),
        ("symbols.txt", symbols::symbols(&bindings)),
    ] {
        write(&options.out.join(name), &content)?;
    }
    let mut inputs = parsed.files;
    inputs.insert(options.ownership.clone());
    write(
        &options.out.join(key::FILE),
        &Key::new(options, &inputs).to_string(),
    )?;
    Ok(Outcome::Generated)
}

/// The files that the output in `out` was made from.
///
/// # Errors
///
/// If there is no output.
pub fn inputs(out: &Path) -> Result<Vec<PathBuf>, Error> {
    Ok(key::inputs(&read(&out.join(key::FILE))?))
}

/// The directory of `Python.h` among those that the arguments name.
fn python_dir(clang_args: &[String]) -> Result<PathBuf, Error> {
    const OPTIONS: [&str; 4] = ["-I", "-isystem", "-idirafter", "-iquote"];
    let mut named = Vec::new();
    let mut args = clang_args.iter();
    while let Some(arg) = args.next() {
        if OPTIONS.contains(&arg.as_str()) {
            named.extend(args.next().map(String::as_str));
        } else {
            named.extend(OPTIONS.iter().find_map(|option| arg.strip_prefix(option)));
        }
    }
    named
        .iter()
        .map(PathBuf::from)
        .find(|directory| directory.join("Python.h").is_file())
        .ok_or_else(|| {
            Error(format!(
                "no Python.h in the directories given with -I: {}",
                named.join(", ")
            ))
        })
}

/// What libclang and bindgen make of the headers.
struct Parsed {
    code: String,
    shim: String,
    /// Every file that was read.
    files: BTreeSet<PathBuf>,
}

fn parse(options: &Options, python_dir: &Path, macros: &Macros) -> Result<Parsed, Error> {
    let header = options.include_dir.join(HEADER);
    let files = Rc::new(RefCell::new(BTreeSet::new()));
    // bindgen writes this one itself, with the probe in it; what is compiled is made of it below.
    let wrappers = options.out.join("wrappers.c");

    let code = bindgen::Builder::default()
        .header_contents(
            "probe.h",
            &format!("#include \"{HEADER}\"\n{}", macros.probe()),
        )
        .clang_arg(format!("-I{}", utf8(&options.include_dir)?))
        .clang_args(&options.clang_args)
        .use_core()
        .rust_target(bindgen::RustTarget::stable(89, 0).map_err(|error| Error(error.to_string()))?)
        .rust_edition(bindgen::RustEdition::Edition2024)
        .formatter(bindgen::Formatter::None)
        .disable_header_comment()
        .allowlist_file(within(python_dir)?)
        .allowlist_file(within(&options.include_dir)?)
        .allowlist_item(format!("{}.*", headers::PROBE))
        // What configure found out is not the API; the multi-arch one is outside the directory anyway.
        .blocklist_file(".*/pyconfig\\.h")
        // Private to the C library, and different with each release of it.
        .blocklist_type("FILE|_IO_FILE|_IO_.*")
        // A variable of each C file, not of libpython: the shim has a function that returns its own.
        .blocklist_var("PyDateTimeAPI")
        .raw_line("pub type FILE = ::core::ffi::c_void;")
        // It is the result of one C function, which is never anything else; a match on it is exhaustive.
        .rustified_enum("PySendResult")
        .prepend_enum_name(false)
        .anon_fields_prefix("_u")
        .generate_cstr(true)
        .derive_debug(false)
        .derive_default(true)
        .merge_extern_blocks(true)
        .wrap_unsafe_ops(true)
        .wrap_static_fns(true)
        .wrap_static_fns_path(&wrappers)
        .parse_callbacks(Box::new(Callbacks {
            probed: macros.constants.clone(),
            files: Rc::clone(&files),
        }))
        .generate()
        .map_err(|error| Error(format!("{}: {error}", header.display())))?
        .to_string();

    let wrapped = read(&wrappers)?;
    fs::remove_file(&wrappers).map_err(Error::at(&wrappers))?;
    let shim = shim(&wrapped).ok_or_else(|| {
        Error::new("bindgen's wrappers of inline functions do not have the form expected")
    })?;
    let files = files
        .borrow()
        .iter()
        .filter(|file| file.is_file())
        .cloned()
        .collect();
    Ok(Parsed { code, shim, files })
}

/// The content of `shim.c`, from what bindgen wrote.
fn shim(wrapped: &str) -> Option<String> {
    let (_, functions) = wrapped.split_once("// Static wrappers\n")?;
    let mut shim = format!(
        "/* Generated by cpython-sys-gen: the inline functions of the headers, with linkage. */\n\n\
         #include \"{HEADER}\"\n\n"
    );
    for line in functions.lines().filter(|line| !line.is_empty()) {
        // A macro of the same name may take other arguments: Py_DECREF(op) in debug builds of 3.11.
        // In parentheses, the name is the function's.
        let (declaration, call) = line.split_once(" { ")?;
        let (call, name) = match call.strip_prefix("return ") {
            Some(call) => ("return ", call),
            None => ("", call),
        };
        let (name, arguments) = name.split_once('(')?;
        shim += &format!("{declaration} {{ {call}({name})({arguments}\n");
    }
    Some(shim)
}

#[derive(Debug)]
struct Callbacks {
    probed: BTreeSet<String>,
    files: Rc<RefCell<BTreeSet<PathBuf>>>,
}

impl ParseCallbacks for Callbacks {
    fn will_parse_macro(&self, name: &str) -> MacroParsingBehavior {
        if self.probed.contains(name) {
            MacroParsingBehavior::Ignore
        } else {
            MacroParsingBehavior::Default
        }
    }

    fn include_file(&self, file: &str) {
        self.files.borrow_mut().insert(file.into());
    }
}

/// A regular expression for the files below `directory`.
fn within(directory: &Path) -> Result<String, Error> {
    let mut escaped = String::new();
    for c in utf8(directory)?.chars() {
        if !c.is_alphanumeric() && c != '/' && c != '_' {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    Ok(format!("{escaped}/.*"))
}

fn utf8(path: &Path) -> Result<&str, Error> {
    path.to_str().ok_or_else(|| {
        Error(format!(
            "{}: libclang takes only UTF-8 here",
            path.display()
        ))
    })
}

/// Reads a text in whatever encoding: comments in system headers may not be UTF-8.
fn read(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path).map_err(Error::at(path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Writes a file whole or not at all, and only if its content changes.
fn write(path: &Path, content: &str) -> Result<(), Error> {
    if fs::read(path).is_ok_and(|old| old == content.as_bytes()) {
        return Ok(());
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(format!(".{}", std::process::id()));
    let unfinished = PathBuf::from(unfinished);
    fs::write(&unfinished, content)
        .and_then(|()| fs::rename(&unfinished, path))
        .map_err(Error::at(path))
}
