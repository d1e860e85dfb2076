//! The raw level: bindgen's output, changed where it cannot be told to do better.
//!
//! - A constant gets C's type, from the probe ([`crate::headers`]); a macro that is not a constant
//!   of C's gives none.
//! - A type of function pointers is the function, and a use of it that may be NULL is an `Option` of it.
//! - `PyMethodDef.ml_meth` is a union of the types that it can have.
//! - What Rust exports becomes a type in `exports`, to assert the export against.
//! - Functions of the shim are in `shim`, under the names that they have in C.
//! - A macro that stands for another name is a `pub use`: `PyArg_ParseTuple` for
//!   `_PyArg_ParseTuple_SizeT` before 3.13, `PyMem_DEL` for `PyMem_Free`.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ForeignItem, ForeignItemFn, Item, ItemConst, Lit, Type, parse_quote};

use crate::Error;
use crate::headers::{Macros, PROBE, PROBE_ALIAS};

const PROBE_CFG: &str = "cpysys_cfg_";
/// What each release of a minor version has its own of; bindings serve all of them. At run time, `Py_Version` tells.
const OF_ONE_RELEASE: [&str; 5] = [
    "PY_MICRO_VERSION",
    "PY_RELEASE_LEVEL",
    "PY_RELEASE_SERIAL",
    "PY_VERSION",
    "PY_VERSION_HEX",
];
/// The prefixes of functions that Rust exports.
const EXPORTS: [&str; 2] = ["PyRustInit_", "PyRustCodecs_"];
/// The prefix of macros that `cpython_shim.h` makes functions.
const MACRO: &str = "PyRustMacro_";
/// bindgen's suffix for the wrappers of inline functions.
const WRAPPER: &str = "__extern";

/// The bindings, and what the other files are made of.
pub struct Bindings {
    /// What is neither a function, a variable, a constant nor an alias.
    pub items: Vec<Item>,
    /// The functions of libpython.
    pub functions: Vec<ForeignItemFn>,
    /// The variables of libpython, by name, with their types.
    pub statics: BTreeMap<String, Type>,
    /// The functions of the shim, by the name that they have in Rust.
    pub shim: BTreeMap<String, ForeignItemFn>,
    /// What Rust exports.
    pub exports: Vec<ForeignItemFn>,
    /// The names that stand for others.
    pub aliases: BTreeMap<String, String>,
    /// The constants of the probe.
    pub constants: Vec<ItemConst>,
    /// The cfgs that the headers imply.
    pub cfgs: Vec<String>,
    /// The asserts of bindgen on sizes, alignments and offsets.
    pub layout: Vec<(Layout, u64)>,
}

/// What a layout assert is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    Size(String),
    Alignment(String),
    Offset(String, String),
}

impl Bindings {
    pub fn new(code: &str, macros: &Macros) -> Result<Self, Error> {
        let file = syn::parse_file(code)
            .map_err(|error| Error(format!("bindgen's output does not parse: {error}")))?;
        let mut new = Self {
            items: Vec::new(),
            functions: Vec::new(),
            statics: BTreeMap::new(),
            shim: BTreeMap::new(),
            exports: Vec::new(),
            aliases: BTreeMap::new(),
            constants: Vec::new(),
            cfgs: Vec::new(),
            layout: Vec::new(),
        };

        let mut items = file.items;
        FunctionPointers::rewrite(&mut items);
        for item in items {
            new.sort(item, macros)?;
        }
        if new.cfgs.is_empty() {
            return Err(Error::new("the headers do not define PY_VERSION_HEX"));
        }

        // Twins of macros that are inline functions elsewhere come twice.
        let names: BTreeSet<String> = new
            .functions
            .iter()
            .map(|f| f.sig.ident.to_string())
            .collect();
        new.shim.retain(|name, function| {
            !names.contains(name) || link_name(function).is_some_and(|name| name.starts_with(MACRO))
        });
        let known = new.names();
        new.aliases
            .retain(|name, target| known.contains(target) && !known.contains(name));
        Ok(new)
    }

    /// Puts an item where it belongs.
    fn sort(&mut self, item: Item, macros: &Macros) -> Result<(), Error> {
        match item {
            Item::Const(constant) => {
                let name = constant.ident.to_string();
                if let Some(cfg) = name.strip_prefix(PROBE_CFG) {
                    let value = integer(&constant.expr);
                    self.add_cfg(
                        cfg,
                        value.ok_or_else(|| Error(format!("{name} has no value")))?,
                    );
                } else if let Some(alias) = name.strip_prefix(PROBE_ALIAS) {
                    self.aliases
                        .insert(alias.to_owned(), macros.aliases[alias].clone());
                } else if let Some(name) = name.strip_prefix(PROBE) {
                    // Rust has no long double; bindgen takes it for an integer of that size.
                    if constant.ty != parse_quote!(u128) && !OF_ONE_RELEASE.contains(&name) {
                        let ident = format_ident!("{name}");
                        self.constants.push(ItemConst { ident, ..constant });
                    }
                } else if name == "_" {
                    self.layout.extend(layout_asserts(&constant.expr));
                    self.items.push(Item::Const(constant));
                } else if is_integer(&constant.ty) || OF_ONE_RELEASE.contains(&name.as_str()) {
                    // The value of a macro that is no constant expression for C; its type would be a guess.
                } else {
                    self.items.push(Item::Const(constant));
                }
            }
            Item::ForeignMod(block) => {
                for item in block.items {
                    self.sort_foreign(item);
                }
            }
            Item::Struct(mut structure) if structure.ident == "PyMethodDef" => {
                // C casts functions of other types to this field's; a union needs no cast.
                for field in &mut structure.fields {
                    if field.ident.as_ref().is_some_and(|name| name == "ml_meth") {
                        field.ty = parse_quote!(crate::PyMethodDefPointer);
                    }
                }
                self.items.push(Item::Struct(structure));
            }
            other => self.items.push(other),
        }
        Ok(())
    }

    fn sort_foreign(&mut self, item: ForeignItem) {
        match item {
            ForeignItem::Fn(mut function) => {
                let name = function.sig.ident.to_string();
                if EXPORTS.iter().any(|prefix| name.starts_with(prefix)) {
                    self.exports.push(function);
                } else if link_name(&function).is_some_and(|link| link.ends_with(WRAPPER)) {
                    if let Some(name) = name.strip_prefix(MACRO) {
                        function.sig.ident = format_ident!("{name}");
                        self.shim.insert(name.to_owned(), function);
                    } else {
                        self.shim.entry(name).or_insert(function);
                    }
                } else {
                    self.functions.push(function);
                }
            }
            ForeignItem::Static(variable) => {
                let name = variable.ident.to_string();
                // A constant of the probe that bindgen cannot read the value of is not a variable.
                if !name.starts_with(PROBE) {
                    self.statics.insert(name, (*variable.ty).clone());
                    self.items
                        .push(parse_quote!(unsafe extern "C" { #variable }));
                }
            }
            _ => {}
        }
    }

    fn add_cfg(&mut self, name: &str, value: u64) {
        if name == "version" {
            let minor = (value >> 16) & 0xff;
            self.cfgs
                .extend((11..=minor).map(|minor| format!("Py_3_{minor}")));
        } else {
            self.cfgs.push(name.to_owned());
        }
    }

    /// Every name that is defined.
    fn names(&self) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = self.statics.keys().cloned().collect();
        names.extend(self.functions.iter().map(|f| f.sig.ident.to_string()));
        names.extend(self.shim.keys().cloned());
        names.extend(self.constants.iter().map(|c| c.ident.to_string()));
        for item in &self.items {
            names.extend(match item {
                Item::Const(item) => Some(item.ident.to_string()),
                Item::Enum(item) => Some(item.ident.to_string()),
                Item::Struct(item) => Some(item.ident.to_string()),
                Item::Type(item) => Some(item.ident.to_string()),
                Item::Union(item) => Some(item.ident.to_string()),
                _ => None,
            });
        }
        names
    }

    /// The declaration of a function of libpython or the shim. An alias has its target's, to be called under its own name.
    pub fn function(&self, name: &str) -> Option<ForeignItemFn> {
        let find = |name: &str| {
            let function = self.functions.iter().find(|f| f.sig.ident == name);
            function.or_else(|| self.shim.get(name)).cloned()
        };
        find(name).or_else(|| {
            let target = self.aliases.get(name)?;
            let mut function = find(target)?;
            if link_name(&function).is_none() {
                function.attrs.push(parse_quote!(#[link_name = #target]));
            }
            function.sig.ident = format_ident!("{name}");
            Some(function)
        })
    }

    /// The content of `bindings.rs`.
    pub fn code(&self) -> String {
        let Self {
            items,
            functions,
            constants,
            ..
        } = self;
        let shim = self.shim.values();
        let aliases = self.aliases.iter().map(|(name, target)| {
            let (name, target) = (format_ident!("{name}"), format_ident!("{target}"));
            quote!(pub use self::#target as #name;)
        });
        let exports = self.exports.iter().map(|function| {
            let (ident, inputs, output) = (
                &function.sig.ident,
                &function.sig.inputs,
                &function.sig.output,
            );
            quote!(pub type #ident = unsafe extern "C" fn(#inputs) #output;)
        });
        print(quote! {
            #(#items)*
            #(#constants)*
            unsafe extern "C" { #(#functions)* }

            /// What Rust exports, each as the type that it must have.
            pub mod exports {
                #[allow(unused_imports)]
                use super::*;
                #(#exports)*
            }

            /// The inline functions and macros of the headers, compiled by C.
            pub mod shim {
                use super::*;
                unsafe extern "C" { #(#shim)* }
            }
            pub use self::shim::*;

            #(#aliases)*
        })
    }
}

/// Lays generated code out, under a line that says what it is.
pub fn print(code: TokenStream) -> String {
    let file = syn::parse2(code).expect("made of parsed items");
    format!(
        "// Generated by cpython-sys-gen.\n\n{}",
        prettyplease::unparse(&file)
    )
}

/// The symbol that a function is, if it differs from its name.
pub fn link_name(function: &ForeignItemFn) -> Option<String> {
    function.attrs.iter().find_map(|attribute| {
        let syn::Meta::NameValue(meta) = &attribute.meta else {
            return None;
        };
        let Expr::Lit(literal) = &meta.value else {
            return None;
        };
        match &literal.lit {
            // bindgen marks a name that is to be taken literally.
            Lit::Str(name) if meta.path.is_ident("link_name") => {
                Some(name.value().trim_start_matches('\u{1}').to_owned())
            }
            _ => None,
        }
    })
}

fn is_integer(ty: &Type) -> bool {
    let name = ty.to_token_stream().to_string();
    matches!(
        name.as_str(),
        "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64"
    )
}

/// The value of an integer literal, with or without a sign.
pub fn integer(expr: &Expr) -> Option<u64> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(value) => value.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(negated) => integer(&negated.expr).map(u64::wrapping_neg),
        _ => None,
    }
}

/// Reads `["Size of X"][size_of::<X>() - 16usize];` and its like.
fn layout_asserts(expr: &Expr) -> Vec<(Layout, u64)> {
    let Expr::Block(block) = expr else {
        return Vec::new();
    };
    block
        .block
        .stmts
        .iter()
        .filter_map(|statement| {
            let syn::Stmt::Expr(Expr::Index(index), _) = statement else {
                return None;
            };
            let Expr::Array(message) = &*index.expr else {
                return None;
            };
            let Some(Expr::Lit(message)) = message.elems.first() else {
                return None;
            };
            let (Lit::Str(message), Expr::Binary(difference)) = (&message.lit, &*index.index)
            else {
                return None;
            };
            let message = message.value();
            let layout = if let Some(name) = message.strip_prefix("Size of ") {
                Layout::Size(name.into())
            } else if let Some(name) = message.strip_prefix("Alignment of ") {
                Layout::Alignment(name.into())
            } else {
                let (name, field) = message
                    .strip_prefix("Offset of field: ")?
                    .split_once("::")?;
                Layout::Offset(name.into(), field.into())
            };
            Some((layout, integer(&difference.right)?))
        })
        .collect()
}

/// `type X = Option<fn>` becomes `type X = fn`, and a use of `X` becomes `Option<X>`.
///
/// Not so in the arguments of such functions: a callback that is handed a callback is never handed NULL.
struct FunctionPointers {
    names: BTreeSet<String>,
}

impl FunctionPointers {
    fn rewrite(items: &mut [Item]) {
        let mut names = BTreeSet::new();
        for item in &mut *items {
            if let Item::Type(alias) = item
                && let Some(pointer) = inside_option(&alias.ty)
            {
                names.insert(alias.ident.to_string());
                *alias.ty = pointer;
            }
        }
        let mut visitor = Self { names };
        for item in items {
            match item {
                Item::Type(alias) if visitor.names.contains(&alias.ident.to_string()) => {}
                _ => visitor.visit_item_mut(item),
            }
        }
    }
}

impl VisitMut for FunctionPointers {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty
            && path
                .path
                .get_ident()
                .is_some_and(|ident| self.names.contains(&ident.to_string()))
        {
            *ty = parse_quote!(::core::option::Option<#path>);
        } else {
            visit_mut::visit_type_mut(self, ty);
        }
    }
}

/// The function pointer in `Option<fn>`.
fn inside_option(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == "Option")?;
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(pointer @ Type::FnPtr(_))) => Some(pointer.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bindings(code: &str) -> Bindings {
        let macros = Macros::read(["#define OLD_NAME _new_name"]);
        let version = "pub const cpysys_cfg_version: ::core::ffi::c_uint = 0x030d00f0;";
        Bindings::new(&format!("{version}{code}"), &macros).unwrap()
    }

    fn contains(code: &str, part: &str) {
        let printed = bindings(code).code();
        assert!(printed.contains(part), "{part:?} is not in\n{printed}");
    }

    #[test]
    fn the_version_gives_a_cfg_for_each_minor() {
        assert_eq!(bindings("").cfgs, ["Py_3_11", "Py_3_12", "Py_3_13"]);
    }

    #[test]
    fn a_flag_of_the_headers_is_a_cfg() {
        let code = "pub const cpysys_cfg_Py_DEBUG: ::core::ffi::c_int = 1;";
        assert_eq!(bindings(code).cfgs.last().unwrap(), "Py_DEBUG");
    }

    #[test]
    fn constants_come_from_the_probe_alone() {
        let code = "pub const METH_O: u32 = 8; pub const cpysys_METH_O: ::core::ffi::c_int = 8; pub const guess: i32 = 1;";
        contains(code, "pub const METH_O: ::core::ffi::c_int = 8;");
        assert_eq!(bindings(code).constants.len(), 1);
        assert!(!bindings(code).code().contains("guess"));
    }

    #[test]
    fn a_function_pointer_is_an_option_where_it_is_used() {
        let code = r#"
            pub type visit = ::core::option::Option<unsafe extern "C" fn(a: c_int)>;
            pub type traverse = ::core::option::Option<unsafe extern "C" fn(visit: visit)>;
            pub struct Slots { pub traverse: traverse }
        "#;
        contains(
            code,
            r#"pub type traverse = unsafe extern "C" fn(visit: visit);"#,
        );
        contains(code, "pub traverse: ::core::option::Option<traverse>,");
    }

    #[test]
    fn an_export_is_a_type_and_not_an_import() {
        let code = r#"unsafe extern "C" { pub fn PyRustInit_x() -> *mut PyObject; }"#;
        contains(
            code,
            r#"pub type PyRustInit_x = unsafe extern "C" fn() -> *mut PyObject;"#,
        );
        assert!(!bindings(code).code().contains("fn PyRustInit_x"));
    }

    #[test]
    fn a_macro_of_the_shim_has_its_own_name() {
        let code = r#"unsafe extern "C" { #[link_name = "PyRustMacro_X__extern"] pub fn PyRustMacro_X(); }"#;
        contains(
            code,
            "#[link_name = \"PyRustMacro_X__extern\"]\n        pub fn X();",
        );
    }

    #[test]
    fn an_alias_follows_what_it_stands_for() {
        let code = r#"
            pub const cpysys_alias_OLD_NAME: ::core::ffi::c_int = 1;
            unsafe extern "C" { pub fn _new_name(); }
        "#;
        contains(code, "pub use self::_new_name as OLD_NAME;");
        let function = bindings(code).function("OLD_NAME").unwrap();
        assert_eq!(link_name(&function).unwrap(), "_new_name");
    }

    #[test]
    fn layout_asserts_are_read() {
        let code = r#"const _: () = {
            ["Size of X"][::core::mem::size_of::<X>() - 16usize];
            ["Alignment of X"][::core::mem::align_of::<X>() - 8usize];
            ["Offset of field: X::y"][::core::mem::offset_of!(X, y) - 4usize];
        };"#;
        let x = || "X".to_owned();
        assert_eq!(
            bindings(code).layout,
            [
                (Layout::Size(x()), 16),
                (Layout::Alignment(x()), 8),
                (Layout::Offset(x(), "y".into()), 4)
            ]
        );
    }
}
