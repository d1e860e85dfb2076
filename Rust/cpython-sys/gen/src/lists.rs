//! The lists that the checks compare with the C compiler and the linker.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;

use crate::bindings::{Bindings, Layout, link_name};
use crate::headers::given_type;

/// The content of `layout.txt`: `size`, `alignment`, `offset` of C's types, `constant`s of C's own type
/// and those `converted` to another, one a line.
///
/// `tags` has the names that in C need `struct` or `union` before them. A type without a name in C and a
/// bit-field have neither size nor offset there, and are left out.
pub fn layout(bindings: &Bindings, tags: &BTreeMap<String, String>) -> String {
    let c_name = |name: &str| {
        // A va_list is made of a type that only libclang calls by this name.
        let is_nameless = name.contains("__bindgen_ty_") || name == "__va_list_tag";
        (!is_nameless).then(|| match tags.get(name) {
            Some(keyword) => format!("{keyword} {name}"),
            None => name.to_owned(),
        })
    };
    let mut text = String::new();
    for (layout, value) in &bindings.layout {
        let line = match layout {
            Layout::Size(name) => c_name(name).map(|name| format!("size\t{name}\t{value}")),
            Layout::Alignment(name) => {
                c_name(name).map(|name| format!("alignment\t{name}\t{value}"))
            }
            Layout::Offset(name, field) => c_name(name)
                .filter(|_| !field.starts_with("_u") && !field.starts_with("_bitfield"))
                // bindgen adds an underscore where the name is a word of Rust's.
                .map(|name| {
                    format!(
                        "offset\t{name}\t{}\t{value}",
                        if field == "type_" { "type" } else { field }
                    )
                }),
        };
        text.extend(line.map(|line| line + "\n"));
    }
    for constant in &bindings.constants {
        let ty = constant.ty.to_token_stream().to_string();
        let ty = ty.rsplit(' ').next().unwrap_or_default();
        let value = constant.expr.to_token_stream().to_string().replace(' ', "");
        let name = constant.ident.to_string();
        let kind = if given_type(&name).is_some() {
            "converted"
        } else {
            "constant"
        };
        text += &format!("{kind}\t{name}\t{ty}\t{value}\n");
    }
    text
}

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
            .iter()
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
