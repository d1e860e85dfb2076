//! What must not compile does not, for the reason that it should have.
//!
//! Each file in `ui/` is a small program of a module's author. Its first line says which property of the safe API it
//! is about; Doc/internals/soundness.rst lists them. Comments in it say what is to happen:
//!
//! | comment | meaning |
//! |---|---|
//! | `line //~ E0502` | the compiler reports this error here, once or more often; there may be several |
//! | `line //~ "text"` | the same for an error without a code: its message has this text in it |
//! | `line //-` | the line is not in the neighbour |
//! | `//+ line` | the line is in the neighbour only |
//!
//! The neighbour is the smallest change that is allowed, and has to compile: an error that it would have, too, proves
//! nothing. Errors are compared on every version of the compiler, and there may be no others. Their full text, which
//! differs between versions, is compared on one: `NAME.stderr`. `UI_UPDATE=1 make test-cargo` writes those.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a program of its own, which may end without memory"
)]

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::thread;

/// The compiler whose messages are in `NAME.stderr`.
const RUSTC: &str = "rustc 1.95.";

/// How the programs are compiled.
struct Compiler {
    rustc: PathBuf,
    has_known_messages: bool,
    /// The cfgs of the base.
    flags: Vec<String>,
    target: String,
    /// `cpython_api` as `cargo check` leaves it.
    api: PathBuf,
    programs: PathBuf,
    /// Where files can be written.
    scratch: PathBuf,
}

impl Compiler {
    fn new() -> Compiler {
        // The cargo that runs this test keeps its own target directory locked.
        let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui");
        fs::create_dir_all(&scratch).expect("the directory can be made");
        let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let version = Command::new(&rustc).arg("--version").output();
        let version = version.expect("rustc runs").stdout;
        let target = target();
        let flags = env::var("RUSTFLAGS").unwrap_or_default();
        let flags = flags.split_whitespace().map(str::to_owned);
        Compiler {
            rustc: rustc.into(),
            has_known_messages: String::from_utf8_lossy(&version).starts_with(RUSTC),
            flags: flags.filter(|flag| flag.starts_with("--cfg=")).collect(),
            api: check_api(&scratch, &target),
            target,
            programs: Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui"),
            scratch,
        }
    }

    fn compile(&self, directory: &Path, name: &str) -> Output {
        let dependencies = self.api.parent().expect("it is in a directory");
        Command::new(&self.rustc)
            .current_dir(directory)
            .args(["--edition=2024", "--crate-type=lib", "--emit=metadata"])
            .args(["--crate-name", name, "--target", &self.target])
            .args(["-Awarnings", "--color=never", "--diagnostic-width=120"])
            .arg("--extern")
            .arg(format!("cpython_api={}", self.api.display()))
            .arg(format!("-Ldependency={}", dependencies.display()))
            .arg(format!(
                "-Ldependency={}",
                self.host_dependencies().display()
            ))
            .args(&self.flags)
            .arg("--out-dir")
            .arg(self.scratch.join("out"))
            .arg(format!("{name}.rs"))
            .output()
            .expect("rustc runs")
    }

    /// The macros are compiled for the machine that compiles.
    fn host_dependencies(&self) -> PathBuf {
        self.scratch.join("debug/deps")
    }

    /// What is wrong with a program, if anything is.
    fn check(&self, name: &str) -> Result<(), String> {
        let source = self.programs.join(format!("{name}.rs"));
        let source = fs::read_to_string(&source).map_err(|error| error.to_string())?;
        if !source.starts_with("//! ") {
            return Err("the first line does not say what it is about".to_owned());
        }
        let output = self.compile(&self.programs, name);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        compare_errors(name, &source, &text)?;
        self.compare_text(name, &text)?;
        self.check_neighbour(name, &source)
    }

    fn compare_text(&self, name: &str, text: &str) -> Result<(), String> {
        if !self.has_known_messages {
            return Ok(());
        }
        let file = self.programs.join(format!("{name}.stderr"));
        let text = without_other_files(name, text);
        if env::var_os("UI_UPDATE").is_some() {
            return fs::write(&file, text).map_err(|error| error.to_string());
        }
        match fs::read_to_string(&file) {
            Ok(expected) if expected == text => Ok(()),
            Ok(expected) => Err(format!(
                "-- expected:\n{expected}-- the compiler says:\n{text}"
            )),
            Err(error) => Err(format!("{name}.stderr: {error}\n{text}")),
        }
    }

    fn check_neighbour(&self, name: &str, source: &str) -> Result<(), String> {
        let directory = self.scratch.join("neighbours");
        fs::create_dir_all(&directory).map_err(|error| error.to_string())?;
        let neighbour = neighbour(source);
        if neighbour == source {
            return Err("no line with //- or //+ says what would be allowed".to_owned());
        }
        fs::write(directory.join(format!("{name}.rs")), neighbour)
            .map_err(|error| error.to_string())?;
        let output = self.compile(&directory, name);
        match output.status.success() {
            true => Ok(()),
            false => Err(format!(
                "what would be allowed does not compile:\n{}",
                String::from_utf8_lossy(&output.stderr)
            )),
        }
    }
}

/// What make has cargo compile for: `TARGET/PROFILE/deps/NAME` is this program.
fn target() -> String {
    let program = env::current_exe().expect("a program has a path");
    let target = program.ancestors().nth(3).and_then(Path::file_name);
    target
        .expect("it is below a target directory")
        .to_string_lossy()
        .into_owned()
}

/// Has cargo check the API with the flags that this test has, and returns what a program is compiled against.
fn check_api(target_dir: &Path, target: &str) -> PathBuf {
    let output = Command::new(env::var_os("CARGO").expect("cargo sets CARGO"))
        .env("CARGO_TARGET_DIR", target_dir)
        .args([
            "check",
            "--quiet",
            "--locked",
            "--offline",
            "--message-format=json",
        ])
        .args(["--package", env!("CARGO_PKG_NAME"), "--target", target])
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let messages = String::from_utf8_lossy(&output.stdout);
    let files = messages.split('"');
    let mut files =
        files.filter(|file| file.contains("libcpython_api-") && file.ends_with(".rmeta"));
    files.next().expect("cargo says which file it made").into()
}

/// The program with the smallest change that is allowed. Each line keeps its place.
fn neighbour(source: &str) -> String {
    let lines = source
        .lines()
        .map(|line| match line.trim_start().strip_prefix("//+ ") {
            Some(line) => line,
            None if line.ends_with("//-") => "",
            None => line,
        });
    lines.map(|line| format!("{line}\n")).collect()
}

/// An error: the line of the program that it is about, its code, if it has one, and its message.
#[derive(Debug, PartialEq)]
struct Reported<'a> {
    line: usize,
    code: Option<&'a str>,
    message: &'a str,
}

/// What the compiler reported, in the order in which it did.
fn reported<'a>(name: &str, text: &'a str) -> Vec<Reported<'a>> {
    let here = format!("{name}.rs:");
    let mut reported = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some((head, message)) = line.split_once(": ") else {
            continue;
        };
        let code = head
            .strip_prefix("error[")
            .and_then(|code| code.strip_suffix(']'));
        let is_summary =
            message.starts_with("aborting due to") || message.starts_with("could not compile");
        if (head != "error" && code.is_none()) || is_summary {
            continue;
        }
        let place = lines.clone().take_while(|line| !line.is_empty());
        let place = place
            .filter_map(|line| line.trim_start().strip_prefix("--> "))
            .next();
        let line =
            place.and_then(|place| place.strip_prefix(&*here)?.split(':').next()?.parse().ok());
        // An error that is nowhere in the program is in none of its lines.
        let line = line.unwrap_or(0);
        reported.push(Reported {
            line,
            code,
            message,
        });
    }
    reported
}

/// What the comments expect: a line, and a code or a text.
fn expected(source: &str) -> Vec<(usize, &str)> {
    let mut expected = Vec::new();
    for (i, line) in source.lines().enumerate() {
        let Some((_, words)) = line.split_once(" //~ ") else {
            continue;
        };
        let words = words.trim_end_matches("//-").trim();
        match words
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
        {
            Some(text) => expected.push((i + 1, text)),
            None => expected.extend(words.split(' ').map(|code| (i + 1, code))),
        }
    }
    expected
}

fn compare_errors(name: &str, source: &str, text: &str) -> Result<(), String> {
    let reported = reported(name, text);
    let expected = expected(source);
    if expected.is_empty() {
        return Err("no line with //~ says what is wrong".to_owned());
    }
    let is = |error: &Reported, &(line, what): &(usize, &str)| {
        error.line == line
            && match error.code {
                Some(code) => code == what,
                None => error.message.contains(what),
            }
    };
    for expected in &expected {
        if !reported.iter().any(|error| is(error, expected)) {
            let (line, what) = expected;
            return Err(format!("line {line}: {what} is not reported:\n{text}"));
        }
    }
    match reported
        .iter()
        .find(|error| !expected.iter().any(|expected| is(error, expected)))
    {
        None => Ok(()),
        Some(error) => Err(format!("not expected: {error:?}\n{text}")),
    }
}

/// The messages without what is in other files than the program: those change, and may not be there.
fn without_other_files(name: &str, text: &str) -> String {
    let here = format!("{name}.rs:");
    let mut is_elsewhere = false;
    let mut kept = String::new();
    for line in text.lines() {
        let trimmed = line.trim_start();
        let arrow = trimmed
            .strip_prefix("--> ")
            .or_else(|| trimmed.strip_prefix("::: "));
        if let Some(place) = arrow {
            is_elsewhere = !place.starts_with(&*here);
        } else if !is_of_snippet(trimmed) {
            is_elsewhere = false;
        }
        if !is_elsewhere {
            kept.push_str(with_fixed_margin(line).trim_end());
            kept.push('\n');
        }
    }
    kept
}

/// The line with a margin that does not depend on how long the numbers of lines in other files are.
fn with_fixed_margin(line: &str) -> String {
    let rest = line.trim_start();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = rest.split_at(digits);
    let rest = rest.trim_start();
    let is_marked = ["|", "= ", "+", "-", "~"]
        .iter()
        .any(|mark| rest.starts_with(mark));
    let is_indented = line.starts_with("   ");
    match (number, is_marked) {
        ("", false) if is_indented => format!("          {rest}"),
        (_, true) => format!("{number:>4} {rest}"),
        _ => line.to_owned(),
    }
}

/// Whether a line is one of source code in a message, or beside it.
fn is_of_snippet(line: &str) -> bool {
    let rest = line
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start();
    rest.starts_with('|') || line.starts_with("...")
}

/// The names of the programs.
fn programs(directory: &Path) -> Vec<String> {
    let files = fs::read_dir(directory).expect("the directory can be read");
    let paths = files.map(|file| file.expect("the directory can be read").path());
    let programs = paths.filter(|path| path.extension() == Some(OsStr::new("rs")));
    let mut names: Vec<_> = programs
        .map(|path| {
            path.file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn programs_are_refused_and_their_neighbours_are_not() {
    let compiler = Compiler::new();
    fs::create_dir_all(compiler.scratch.join("out")).expect("the directory can be made");
    let names = programs(&compiler.programs);
    let (next, failures) = (Mutex::new(names.iter()), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let Some(name) = next.lock().expect("nobody panics with it").next() else {
                return;
            };
            if let Err(failure) = compiler.check(name) {
                let failure = format!("---- {name}.rs: {failure}");
                failures
                    .lock()
                    .expect("nobody panics with it")
                    .push(failure);
            }
        }
    };
    let count = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(work);
        }
    });
    let failures = failures.into_inner().expect("nobody panicked with it");
    assert!(
        failures.is_empty(),
        "{} of {}:\n{}",
        failures.len(),
        names.len(),
        failures.join("\n")
    );
}

#[test]
fn comments_say_what_is_expected() {
    let source =
        "//! A property.\nlet a = b; //~ E0502 E0499 //-\n//+ let a = 1;\nf(a); //~ \"a text\"\n";
    assert_eq!(
        expected(source),
        [(2, "E0502"), (2, "E0499"), (4, "a text")]
    );
    assert_eq!(
        neighbour(source),
        "//! A property.\n\nlet a = 1;\nf(a); //~ \"a text\"\n"
    );
}

#[test]
fn another_error_is_not_taken_for_the_expected_one() {
    let source = "//! A property.\nf(a); //~ E0502\n";
    let text = "error[E0502]: cannot borrow\n --> a.rs:2:1\n  |\n\nerror: aborting due to 1 previous error\n";
    assert_eq!(compare_errors("a", source, text), Ok(()));
    for other in [
        text.replace("E0502", "E0499"),
        text.replace("a.rs:2", "a.rs:3"),
        text.replace("a.rs:2", "b.rs:2"),
        format!("{text}error: a lint\n --> a.rs:1:1\n"),
        String::new(),
    ] {
        assert!(compare_errors("a", source, &other).is_err(), "{other}");
    }
    assert!(compare_errors("a", "//! A property.\n", text).is_err());
}

#[test]
fn what_is_in_other_files_is_left_out() {
    let text = "error[E0277]: no\n   --> a.rs:1:1\n    |\n  1 | f(a)\n    | ^^^^\n    |\n\
                note: required by a bound\n   --> /rustc/x.rs:100:1\n    |\n100 | fn f()\n    = note: more\n";
    assert_eq!(
        without_other_files("a", text),
        "error[E0277]: no\n     --> a.rs:1:1\n     |\n   1 | f(a)\n     | ^^^^\n     |\n\
         note: required by a bound\n     = note: more\n"
    );
}
