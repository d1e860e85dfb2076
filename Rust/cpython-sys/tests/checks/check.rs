//! The checks of the generated files against the C compiler and the linker.
//!
//! Each takes the directory of the files, so that a test can show that it finds a wrong one. The error
//! has a line for each thing that differs.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub type Result = std::result::Result<usize, Vec<String>>;

/// A directory that is removed when this is dropped.
pub struct TempDir(pub PathBuf);

impl TempDir {
    pub fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("cpython-sys-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A copy of the generated files.
    pub fn of_bindings(name: &str) -> Self {
        let new = Self::new(name);
        for entry in fs::read_dir(env!("BINDINGS_DIR")).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), new.0.join(entry.file_name())).unwrap();
            }
        }
        new
    }

    /// Replaces text in one of the files. It must be there.
    pub fn replace(&self, file: &str, old: &str, new: &str) {
        let path = self.0.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{old:?} is not in {file}");
        fs::write(&path, text.replacen(old, new, 1)).unwrap();
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Has the C compiler compile `asserts.c`: sizes, offsets, types and constants are those that it sees.
///
/// Returns how many lines there are.
pub fn asserts(directory: &Path) -> Result {
    let file = directory.join("asserts.c");
    let compiler = env::var("CC").unwrap_or("cc".into());
    let mut words = compiler.split_whitespace();
    let output = Command::new(words.next().unwrap())
        .args(words)
        // The compiler sees where a bit-field is only if it optimises.
        .args(["-std=c11", "-O2", "-S", "-w", "-o", "/dev/null"])
        .args(fs::read_to_string(directory.join("args")).unwrap().lines())
        .arg(&file)
        .output()
        .unwrap();
    if output.status.success() {
        return Ok(fs::read_to_string(file).unwrap().lines().count());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    let mismatches: BTreeSet<_> = errors
        .lines()
        .filter(|line| line.contains("error"))
        .map(|line| line.to_owned())
        .collect();
    Err(mismatches.into_iter().collect())
}

/// What is declared and yet not in libpython, with the reason.
#[cfg(interpreter)]
const NOT_EXPORTED: [(&str, &str); 7] = [
    ("PyRust_ExtendInittab", "it is in Modules/inittab.c"),
    (
        "PySignal_SetWakeupFd",
        "3.11 declares it and does not define it",
    ),
    ("_PyCodec_Forget", "3.11 declares it and does not define it"),
    (
        "_PyErr_SetImportErrorWithNameFrom",
        "3.12 declares it and does not export it",
    ),
    (
        "_PyErr_WarnExplicitObjectWithContext",
        "3.13.5 declares it and does not export it",
    ),
    ("_PyTrash_begin", "3.13 declares it and does not export it"),
    ("_PyTrash_end", "3.13 declares it and does not export it"),
];

/// Compares the functions and variables in `symbols.txt` with the dynamic symbols of `library`.
///
/// Returns how many there are.
#[cfg(interpreter)]
pub fn symbols(directory: &Path, library: &Path) -> Result {
    let output = Command::new("nm")
        .args(["-D", "--defined-only"])
        .arg(library)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let defined: std::collections::BTreeMap<&str, &str> = text
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace().rev();
            let name = words.next()?;
            Some((name.split('@').next()?, words.next()?))
        })
        .collect();

    let list = fs::read_to_string(directory.join("symbols.txt")).unwrap();
    let mut errors = Vec::new();
    let mut count = 0;
    for line in list.lines() {
        let (kind, name) = line.split_once('\t').unwrap();
        let expected = match kind {
            "function" => "TWi",
            "variable" => "BDRV",
            _ => continue,
        };
        count += 1;
        match defined.get(name) {
            Some(class) if expected.contains(class) => {}
            Some(class) => errors.push(format!(
                "{name} is declared as a {kind}, and of class {class}"
            )),
            None if NOT_EXPORTED.iter().any(|(known, _)| *known == name) => {}
            None => errors.push(format!("{name} is declared and not exported")),
        }
    }
    if errors.is_empty() {
        Ok(count)
    } else {
        Err(errors)
    }
}
