//! The typed level: functions of `ownership.txt`, with ownership and NULL in their types.
//!
//! A line of the table is a function with a word for each argument and for the result:
//!
//! ```text
//! PyObject_GetAttrString(borrowed, -) -> new?
//! PyTuple_GetItem(borrowed, -) -> borrowed(1)?
//! PyErr_GetRaisedException() -> new?                  since 3.12
//! ```
//!
//! | word | argument | result |
//! |---|---|---|
//! | `-` | is no `PyObject *` | is no `PyObject *` |
//! | `borrowed` | is only used during the call | |
//! | `borrowed(1)` | | is valid as long as the first argument |
//! | `stolen` | becomes the function's, even if it fails | |
//! | `new` | | becomes the caller's |
//! | `raw` | stays `*mut PyObject` | stays `*mut PyObject` |
//!
//! With `?`, it may be NULL. `since` and `until` give the first and the last minor version that has the
//! function. A line that does not fit the headers is an error: the table is checked, not trusted.

use std::collections::BTreeSet;
use std::fmt;

use quote::{format_ident, quote};
use syn::{FnArg, ForeignItemFn, ReturnType, Type, parse_quote};

use crate::bindings::{Bindings, print};

/// A line of the table that is wrong.
#[derive(Debug)]
pub struct TableError {
    line: usize,
    message: String,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// The content of `typed.rs`.
pub fn typed(table: &str, bindings: &Bindings) -> Result<String, TableError> {
    let minor = bindings
        .cfgs
        .iter()
        .filter_map(|cfg| cfg.strip_prefix("Py_3_")?.parse().ok())
        .max()
        .unwrap_or(0);
    let mut functions = Vec::new();
    let mut seen = BTreeSet::new();
    for (i, line) in table.lines().enumerate() {
        let code = line.split('#').next().unwrap_or("").trim();
        if code.is_empty() {
            continue;
        }
        let function = Entry::parse(code).and_then(|entry| {
            if !seen.insert(entry.name.to_owned()) {
                return Err(format!("{} is listed twice", entry.name));
            }
            entry.apply(bindings, minor)
        });
        functions.extend(function.map_err(|message| TableError {
            line: i + 1,
            message,
        })?);
    }
    Ok(print(quote! { unsafe extern "C" { #(#functions)* } }))
}

/// A line of the table.
#[derive(Debug)]
struct Entry<'a> {
    name: &'a str,
    arguments: Vec<Word>,
    result: Word,
    since: u32,
    until: u32,
}

/// What a line says of one argument or of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word {
    kind: Kind,
    nullable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    NoObject,
    Borrowed,
    /// From the argument with this index.
    BorrowedFrom(usize),
    Stolen,
    New,
    Raw,
}

impl<'a> Entry<'a> {
    fn parse(line: &'a str) -> Result<Self, String> {
        let form = || "expected NAME(WORD, ...) -> WORD".to_owned();
        let (name, rest) = line.split_once('(').ok_or_else(form)?;
        let (arguments, rest) = rest.split_once(") ->").ok_or_else(form)?;
        let arguments = match arguments.trim() {
            "" => Vec::new(),
            arguments => arguments
                .split(',')
                .map(|word| Word::parse(word.trim()))
                .collect::<Result<_, _>>()?,
        };
        let mut rest = rest.split_whitespace();
        let result = Word::parse(rest.next().ok_or_else(form)?)?;
        let (mut since, mut until) = (0, u32::MAX);
        while let Some(word) = rest.next() {
            let version = rest
                .next()
                .and_then(|version| version.strip_prefix("3.")?.parse().ok());
            let version = version.ok_or_else(|| format!("expected a version after {word}"))?;
            match word {
                "since" => since = version,
                "until" => until = version,
                _ => return Err(format!("unknown word {word}")),
            }
        }
        Ok(Self {
            name: name.trim(),
            arguments,
            result,
            since,
            until,
        })
    }

    /// The declaration with the types that the line gives, or `None` if this version has no such function.
    fn apply(&self, bindings: &Bindings, minor: u32) -> Result<Option<ForeignItemFn>, String> {
        let name = self.name;
        let declared = bindings.function(name);
        let expected = (self.since..=self.until).contains(&minor);
        let mut function = match (declared, expected) {
            (Some(function), true) => function,
            (None, true) => return Err(format!("3.{minor} has no function {name}")),
            (_, false) => return Ok(None),
        };
        let count = function.sig.inputs.len();
        if count != self.arguments.len() {
            return Err(format!(
                "{name} has {count} arguments, the line has {}",
                self.arguments.len()
            ));
        }

        let lender = match self.result.kind {
            Kind::BorrowedFrom(index) => match self.arguments.get(index) {
                Some(Word {
                    kind: Kind::Borrowed,
                    ..
                }) => Some(index),
                _ => {
                    return Err(format!(
                        "{name} cannot borrow from an argument that is not borrowed"
                    ));
                }
            },
            _ => None,
        };
        for (i, (argument, word)) in function
            .sig
            .inputs
            .iter_mut()
            .zip(&self.arguments)
            .enumerate()
        {
            let FnArg::Typed(argument) = argument else {
                continue;
            };
            let place = format!("argument {} of {name}", i + 1);
            if let Some(ty) = word.argument(&argument.ty, lender == Some(i), &place)? {
                *argument.ty = ty;
            }
        }
        let returned = match &function.sig.output {
            ReturnType::Default => parse_quote!(()),
            ReturnType::Type(_, ty) => (**ty).clone(),
        };
        if let Some(ty) = self
            .result
            .result(&returned, &format!("the result of {name}"))?
        {
            function.sig.output = parse_quote!(-> #ty);
        }
        if lender.is_some() {
            function.sig.generics = parse_quote!(<'a>);
        }
        // Its name in C is its name here.
        function.sig.ident = format_ident!("{name}");
        Ok(Some(function))
    }
}

impl Word {
    fn parse(word: &str) -> Result<Self, String> {
        let (name, nullable) = match word.strip_suffix('?') {
            Some(name) => (name, true),
            None => (word, false),
        };
        let kind = match name {
            "-" => Kind::NoObject,
            "borrowed" => Kind::Borrowed,
            "stolen" => Kind::Stolen,
            "new" => Kind::New,
            "raw" => Kind::Raw,
            _ => {
                let number = name
                    .strip_prefix("borrowed(")
                    .and_then(|rest| rest.strip_suffix(')'));
                match number.and_then(|number| number.parse::<usize>().ok()?.checked_sub(1)) {
                    Some(index) => Kind::BorrowedFrom(index),
                    None => return Err(format!("unknown word {word}")),
                }
            }
        };
        if nullable && matches!(kind, Kind::NoObject | Kind::Raw) {
            return Err(format!("{word}: only an object is known to be NULL or not"));
        }
        Ok(Self { kind, nullable })
    }

    /// The type of an argument, or `None` to leave it as it is.
    fn argument(self, ty: &Type, lends: bool, place: &str) -> Result<Option<Type>, String> {
        self.check(ty, place)?;
        let ty = match self.kind {
            Kind::NoObject | Kind::Raw => return Ok(None),
            Kind::Borrowed if lends => parse_quote!(crate::BorrowedPtr<'a>),
            Kind::Borrowed => parse_quote!(crate::BorrowedPtr<'_>),
            Kind::Stolen => parse_quote!(crate::OwnedPtr),
            Kind::New | Kind::BorrowedFrom(_) => {
                return Err(format!("{place}: not a word for an argument"));
            }
        };
        Ok(Some(self.or_null(ty)))
    }

    /// The type of the result, or `None` to leave it as it is.
    fn result(self, ty: &Type, place: &str) -> Result<Option<Type>, String> {
        self.check(ty, place)?;
        let ty = match self.kind {
            Kind::NoObject | Kind::Raw => return Ok(None),
            Kind::New => parse_quote!(crate::OwnedPtr),
            Kind::BorrowedFrom(_) => parse_quote!(crate::BorrowedPtr<'a>),
            Kind::Borrowed | Kind::Stolen => {
                return Err(format!("{place}: not a word for a result"));
            }
        };
        Ok(Some(self.or_null(ty)))
    }

    fn or_null(self, ty: Type) -> Type {
        if self.nullable {
            parse_quote!(::core::option::Option<#ty>)
        } else {
            ty
        }
    }

    /// An object must be annotated, and nothing else may.
    fn check(self, ty: &Type, place: &str) -> Result<(), String> {
        let is_object = *ty == parse_quote!(*mut PyObject);
        match (is_object, self.kind) {
            (true, Kind::NoObject) => Err(format!("{place} is a PyObject *, the line has -")),
            (false, Kind::NoObject) | (true, _) => Ok(()),
            (false, _) => Err(format!("{place} is not a PyObject *, the line needs -")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headers::Macros;

    const HEADERS: &str = r#"
        pub const cpysys_cfg_version: ::core::ffi::c_uint = 0x030d00f0;
        unsafe extern "C" {
            pub fn Get(o: *mut PyObject, name: *const c_char) -> *mut PyObject;
            pub fn Set(o: *mut PyObject, value: *mut PyObject) -> c_int;
        }
    "#;

    fn typed(table: &str) -> Result<String, String> {
        let bindings = Bindings::new(HEADERS, &Macros::default()).unwrap();
        super::typed(table, &bindings).map_err(|error| error.to_string())
    }

    #[test]
    fn words_become_types() {
        let code = typed("Get(borrowed, -) -> new?").unwrap();
        let expected = "pub fn Get(\n        o: crate::BorrowedPtr<'_>,\n        name: *const c_char,\n    ) -> ::core::option::Option<crate::OwnedPtr>;";
        assert!(code.contains(expected), "{code}");
        let code = typed("Set(borrowed, stolen?) -> -").unwrap();
        assert!(
            code.contains("value: ::core::option::Option<crate::OwnedPtr>"),
            "{code}"
        );
    }

    #[test]
    fn a_result_can_borrow_from_an_argument() {
        let code = typed("Get(borrowed, -) -> borrowed(1)").unwrap();
        assert!(
            code.contains("pub fn Get<'a>(") && code.contains(") -> crate::BorrowedPtr<'a>;"),
            "{code}"
        );
        typed("Get(borrowed, -) -> borrowed(2)").unwrap_err();
    }

    #[test]
    fn a_line_that_does_not_fit_is_an_error() {
        for (line, message) in [
            (
                "Get(-, -) -> new",
                "line 1: argument 1 of Get is a PyObject *, the line has -",
            ),
            (
                "Get(borrowed, borrowed) -> new",
                "line 1: argument 2 of Get is not a PyObject *, the line needs -",
            ),
            (
                "Set(borrowed, borrowed) -> new",
                "line 1: the result of Set is not a PyObject *, the line needs -",
            ),
            (
                "Get(borrowed) -> new",
                "line 1: Get has 2 arguments, the line has 1",
            ),
            (
                "Get(new, -) -> new",
                "line 1: argument 1 of Get: not a word for an argument",
            ),
            (
                "Get(borrowed, -) -> stolen",
                "line 1: the result of Get: not a word for a result",
            ),
            (
                "Get(borrowed, -?) -> new",
                "line 1: -?: only an object is known to be NULL or not",
            ),
            ("Got() -> -", "line 1: 3.13 has no function Got"),
            (
                "Get(borrowed, -) -> new sinse 3.12",
                "line 1: unknown word sinse",
            ),
            (
                "# a comment\nGet",
                "line 2: expected NAME(WORD, ...) -> WORD",
            ),
            (
                "Get(borrowed, -) -> new\nGet(borrowed, -) -> new",
                "line 2: Get is listed twice",
            ),
        ] {
            assert_eq!(typed(line).unwrap_err(), message);
        }
    }

    #[test]
    fn a_function_of_other_versions_is_left_out() {
        for line in [
            "Got() -> -  since 3.14",
            "Got() -> -  until 3.12",
            "Get(borrowed, -) -> new  until 3.12",
        ] {
            assert!(!typed(line).unwrap().contains("fn "), "{line}");
        }
        assert!(
            typed("Get(borrowed, -) -> new  since 3.13")
                .unwrap()
                .contains("fn Get")
        );
    }
}
