//! The typed level: functions of `ownership.txt`, with ownership and NULL in their types.
//!
//! The words of the table are explained in [`crate::table`]. A line that does not fit the headers is an error: the
//! table is checked, not trusted.

use quote::{format_ident, quote};
use syn::{FnArg, ForeignItemFn, ReturnType, Type, parse_quote};

use crate::bindings::{Bindings, print};
use crate::table::{Entry, Kind, TableError, Word, entries};

/// The content of `typed.rs`.
pub fn typed(table: &str, bindings: &Bindings) -> Result<String, TableError> {
    let minor = bindings
        .cfgs
        .iter()
        .filter_map(|cfg| cfg.strip_prefix("Py_3_")?.parse().ok())
        .max()
        .unwrap_or(0);
    let mut functions = Vec::new();
    for entry in entries(table)? {
        let function = entry.apply(bindings, minor);
        functions.extend(function.map_err(|message| TableError::new(entry.line, message))?);
    }
    Ok(print(quote! { unsafe extern "C" { #(#functions)* } }))
}

impl Entry<'_> {
    /// The declaration with the types that the line gives, or `None` if this version has no such function.
    fn apply(&self, bindings: &Bindings, minor: u32) -> Result<Option<ForeignItemFn>, String> {
        let name = self.name;
        let declared = bindings.function(name);
        let mut function = match (declared, self.is_for(minor)) {
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
                "Get(borrowed, -) -> new since 3.12\nGet(borrowed, -) -> new until 3.12",
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

    #[test]
    fn a_function_that_changed_has_a_line_for_each_form() {
        let code = typed("Get(borrowed) -> raw until 3.12\nGet(borrowed, -) -> new since 3.13");
        assert!(code.unwrap().contains("-> crate::OwnedPtr"));
    }
}
