//! Tells whether the output is still what the headers would give.
//!
//! `key` holds a fingerprint of the generator and its arguments, then size, time of change and path
//! of each file that was read. Comparing them costs a few milliseconds; parsing costs a second.

use std::collections::BTreeSet;
use std::env;
use std::fmt;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::Options;

/// The name of the file.
pub const FILE: &str = "key";

/// The generator itself: other sources may write something else.
const SOURCES: [&str; 10] = [
    include_str!("../Cargo.toml"),
    include_str!("asserts.rs"),
    include_str!("bindings.rs"),
    include_str!("headers.rs"),
    include_str!("key.rs"),
    include_str!("lib.rs"),
    include_str!("main.rs"),
    include_str!("symbols.rs"),
    include_str!("table.rs"),
    include_str!("typed.rs"),
];

/// The content of the file.
pub struct Key {
    fingerprint: u64,
    inputs: Vec<PathBuf>,
}

impl Key {
    pub fn new(options: &Options, inputs: &BTreeSet<PathBuf>) -> Self {
        Self {
            fingerprint: fingerprint(options),
            inputs: inputs.iter().cloned().collect(),
        }
    }

    /// Whether the output is there, and made from what is there now.
    pub fn is_current(options: &Options) -> bool {
        let Ok(text) = fs::read_to_string(options.out.join(FILE)) else {
            return false;
        };
        // The directory may have been moved, or cleaned in part.
        let files = [
            "args",
            "asserts.c",
            "bindings.rs",
            "cfgs",
            "shim.c",
            "symbols.txt",
            "typed.rs",
        ];
        files.iter().all(|file| options.out.join(file).is_file())
            && Self {
                fingerprint: fingerprint(options),
                inputs: inputs(&text),
            }
            .to_string()
                == text
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:016x}", self.fingerprint)?;
        for input in &self.inputs {
            match state(input) {
                Ok((size, time)) => writeln!(f, "{size} {time} {}", input.display())?,
                Err(_) => writeln!(f, "- - {}", input.display())?,
            }
        }
        Ok(())
    }
}

/// The paths in the text of a key.
pub fn inputs(text: &str) -> Vec<PathBuf> {
    text.lines()
        .skip(1)
        .filter_map(|line| line.splitn(3, ' ').nth(2))
        .map(PathBuf::from)
        .collect()
}

fn fingerprint(options: &Options) -> u64 {
    let mut hasher = DefaultHasher::new();
    SOURCES.hash(&mut hasher);
    // bindgen adds these to the arguments.
    env::var_os("BINDGEN_EXTRA_CLANG_ARGS").hash(&mut hasher);
    (
        &options.include_dir,
        &options.ownership,
        &options.clang_args,
    )
        .hash(&mut hasher);
    hasher.finish()
}

fn state(path: &Path) -> io::Result<(u64, u128)> {
    let metadata = fs::metadata(path)?;
    let time = metadata
        .modified()?
        .duration_since(UNIX_EPOCH)
        .map_or(0, |age| age.as_nanos());
    Ok((metadata.len(), time))
}
