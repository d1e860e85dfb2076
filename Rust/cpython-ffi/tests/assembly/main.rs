//! A call of the typed level costs what it costs in C: it compiles to the same instructions as the raw one.
//!
//! `pairs.rs` has functions in pairs, `raw_NAME` and `typed_NAME`. It is an example, of the type that leaves functions
//! as they are, and compiled here once more, to assembly.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The assembly of `pairs.rs`, with the optimisation that modules have.
fn assembly() -> String {
    // The cargo that runs this test keeps its own target directory locked.
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("assembly");
    let out = directory.join("pairs.s");
    fs::create_dir_all(&directory).expect("the directory can be made");
    let output = Command::new(env::var_os("CARGO").expect("cargo sets CARGO"))
        .env("CARGO_TARGET_DIR", &directory)
        .args(["rustc", "--quiet", "--locked", "--offline", "--release"])
        .args(["--package", env!("CARGO_PKG_NAME"), "--example", "pairs"])
        .args(["--target", env!("TARGET")])
        .args(["--", "--emit", &format!("asm={}", out.display())])
        .args(["-C", "debuginfo=0", "-C", "codegen-units=1"])
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    fs::read_to_string(&out).unwrap_or_else(|error| panic!("{}: {error}", out.display()))
}

/// The instructions of each function, with labels of its own numbered in the order in which they appear.
fn functions(assembly: &str) -> BTreeMap<String, String> {
    let mut functions = BTreeMap::new();
    let mut lines = assembly.lines();
    while let Some(line) = lines.next() {
        let name = line.strip_suffix(':').filter(|name| is_of_a_pair(name));
        if let Some(name) = name {
            let body = lines.by_ref().map(str::trim);
            let body = body.take_while(|line| !line.starts_with(".size"));
            let body: Vec<_> = body
                .filter(|line| !line.starts_with('.') || line.ends_with(':'))
                .filter(|line| !line.starts_with(".Lfunc_"))
                .collect();
            functions.insert(name.to_owned(), with_numbered_labels(&body.join("\n")));
        } else if let Some((name, same)) = alias(line) {
            // LLVM saw itself that the two are one.
            let body = functions.get(same).cloned().unwrap_or_default();
            functions.insert(name.to_owned(), body);
        }
    }
    functions
}

fn is_of_a_pair(name: &str) -> bool {
    name.starts_with("raw_") || name.starts_with("typed_")
}

/// Reads `typed_NAME = raw_NAME`.
fn alias(line: &str) -> Option<(&str, &str)> {
    line.split_once(" = ")
        .filter(|(name, _)| is_of_a_pair(name))
}

fn with_numbered_labels(body: &str) -> String {
    let mut labels: Vec<&str> = Vec::new();
    let mut numbered = String::new();
    let mut rest = body;
    while let Some(start) = rest.find(".L") {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "._$".contains(c);
        let label = &rest[start..];
        let label = &label[..label.find(|c| !is_part(c)).unwrap_or(label.len())];
        let number = labels.iter().position(|known| *known == label);
        let number = number.unwrap_or_else(|| {
            labels.push(label);
            labels.len() - 1
        });
        numbered += &format!("{}.L{number}", &rest[..start]);
        rest = &rest[start + label.len()..];
    }
    numbered + rest
}

#[test]
fn typed_calls_are_the_instructions_of_raw_calls() {
    let functions = functions(&assembly());
    let mut pairs = 0;
    for (name, raw) in &functions {
        let Some(pair) = name.strip_prefix("raw_") else {
            continue;
        };
        assert!(!raw.is_empty(), "{name} has no instructions");
        assert_eq!(functions.get(&format!("typed_{pair}")), Some(raw), "{pair}");
        pairs += 1;
    }
    assert_eq!((pairs, functions.len()), (4, 8));
}

#[test]
fn labels_count_for_nothing_and_instructions_for_all() {
    let one = functions("raw_a:\n\tje\t.LBB0_2\n.LBB0_2:\n\tret\n\t.size\traw_a, 1\n");
    let other = functions("typed_a:\n\tje\t.LBB7_9\n.LBB7_9:\n\tret\n\t.size\ttyped_a, 1\n");
    assert_eq!(one["raw_a"], "je\t.L0\n.L0:\nret");
    assert_eq!(one["raw_a"], other["typed_a"]);
    let third = functions("typed_a:\n\tjne\t.LBB7_9\n.LBB7_9:\n\tret\n\t.size\ttyped_a, 1\n");
    assert_ne!(one["raw_a"], third["typed_a"]);
    let same = functions("raw_a:\n\tret\n\t.size\traw_a, 1\ntyped_a = raw_a\n");
    assert_eq!(same["raw_a"], same["typed_a"]);
}
