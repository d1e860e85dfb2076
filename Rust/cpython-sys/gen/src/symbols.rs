//! `symbols.txt`: what the linker must agree with.

use std::collections::BTreeSet;

use crate::bindings::{Bindings, link_name};

/// The content of `symbols.txt`: `function`s and `variable`s that libpython has, functions of the
/// `shim`, and what Rust `export`s, one a line.
pub fn symbols(bindings: &Bindings) -> String {
    let mut lines = BTreeSet::new();
    for function in &bindings.functions {
        let name = link_name(function).unwrap_or_else(|| function.sig.ident.to_string());
        lines.insert(format!("function\t{name}\n"));
    }
    for function in bindings.shim.values() {
        lines.extend(link_name(function).map(|name| format!("shim\t{name}\n")));
    }
    lines.extend(
        bindings
            .statics
            .keys()
            .map(|name| format!("variable\t{name}\n")),
    );
    lines.extend(
        bindings
            .exports
            .iter()
            .map(|function| format!("export\t{}\n", function.sig.ident)),
    );
    lines.into_iter().collect()
}
