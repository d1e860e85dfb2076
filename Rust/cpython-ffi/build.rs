//! Passes on what cpython-sys found out: the cfgs, and how tests are linked with libpython.

use std::env;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(interpreter)");
    let target = env::var("TARGET").expect("cargo sets TARGET");
    println!("cargo::rustc-env=TARGET={target}");
    for cfg in env::var("DEP_PYTHON_CFGS")
        .unwrap_or_default()
        .split_terminator(',')
    {
        println!("cargo::rustc-cfg={cfg}");
    }
    if let Ok(args) = env::var("DEP_PYTHON_TEST_LINK_ARGS") {
        println!("cargo::rustc-cfg=interpreter");
        for arg in args.split('\x1f') {
            println!("cargo::rustc-link-arg-tests={arg}");
        }
    }
}
