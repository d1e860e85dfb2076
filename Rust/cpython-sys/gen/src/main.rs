//! The generator as a program, for make. See the library for what it writes.

#![forbid(unsafe_code)]

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use cpython_sys_gen::{Options, generate};

const USAGE: &str = "\
usage: cpython-sys-gen --out DIR --include-dir DIR --ownership FILE -- CLANG-ARGUMENT...
  --out          where bindings.rs and the other files are written
  --include-dir  the directory of cpython_sys.h
  --ownership    the table of ownership";

fn main() -> ExitCode {
    let options = match parse(env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("cpython-sys-gen: {error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match generate(&options) {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cpython-sys-gen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let (mut out, mut include_dir, mut ownership) = (None, None, None);
    while let Some(arg) = args.next() {
        let path = match arg.as_str() {
            "--out" => &mut out,
            "--include-dir" => &mut include_dir,
            "--ownership" => &mut ownership,
            "--" => break,
            _ => return Err(format!("unknown argument {arg}")),
        };
        *path = Some(PathBuf::from(
            args.next().ok_or(format!("{arg} needs a value"))?,
        ));
    }
    Ok(Options {
        out: out.ok_or("--out is missing")?,
        include_dir: include_dir.ok_or("--include-dir is missing")?,
        ownership: ownership.ok_or("--ownership is missing")?,
        clang_args: args.collect(),
    })
}
