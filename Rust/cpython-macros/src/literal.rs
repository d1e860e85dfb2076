//! Defaults: Rust's spelling of a value, in Python's.

use std::fmt::Write;

use syn::spanned::Spanned;
use syn::{Error, Expr, ExprLit, ExprUnary, Lit, Path, Result, UnOp};

/// Python's spelling of a default.
///
/// A wrapper of one value is spelled as the value: `Wrapping(0)` is `0`. A constant is spelled by its name, which
/// `inspect` looks up in the module. `Given(None)` has no spelling, and is marked as Argument Clinic marks NULL.
pub fn python_literal(default: &Expr) -> Result<String> {
    match default {
        Expr::Path(path) if path.path.is_ident("None") => Ok("None".to_owned()),
        Expr::Path(path) => constant(&path.path).ok_or_else(|| unspoken(default)),
        Expr::Lit(ExprLit { lit, .. }) => literal(lit).ok_or_else(|| unspoken(default)),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => Ok(format!("-{}", python_literal(expr)?)),
        Expr::Call(call) if call.args.len() == 1 => match wrapper(&call.func) {
            Some(name) if name == "Given" => Ok("<unrepresentable>".to_owned()),
            Some(_) => python_literal(&call.args[0]),
            None => Err(unspoken(default)),
        },
        Expr::Paren(inner) => python_literal(&inner.expr),
        Expr::Group(inner) => python_literal(&inner.expr),
        _ => Err(unspoken(default)),
    }
}

/// The name of a constant.
fn constant(path: &Path) -> Option<String> {
    let name = path.get_ident()?.to_string();
    let is_of_constants = |char| matches!(char, 'A'..='Z' | '0'..='9' | '_');
    name.chars().all(is_of_constants).then_some(name)
}

/// The name of a variant or a tuple struct, as opposed to that of a function.
fn wrapper(function: &Expr) -> Option<String> {
    let Expr::Path(path) = function else {
        return None;
    };
    let name = path.path.segments.last()?.ident.to_string();
    name.starts_with(char::is_uppercase).then_some(name)
}

fn literal(literal: &Lit) -> Option<String> {
    match literal {
        Lit::Bool(value) => Some(if value.value { "True" } else { "False" }.to_owned()),
        Lit::Int(value) => Some(value.base10_digits().to_owned()),
        Lit::Float(value) => float(value.base10_digits()),
        Lit::Str(value) => Some(str_repr(&value.value())),
        Lit::CStr(value) => value.value().to_str().ok().map(str_repr),
        Lit::ByteStr(value) => Some(format!("b{}", bytes_repr(&value.value()))),
        _ => None,
    }
}

/// `repr()` of a float, of which Rust and Python have the same idea between these powers of ten.
fn float(digits: &str) -> Option<String> {
    let value: f64 = digits.parse().ok()?;
    let is_plain = value == 0.0 || (1e-4..1e16).contains(&value);
    is_plain.then(|| format!("{value:?}"))
}

/// `repr()` of a str with nothing in it that is not printed as it is.
fn str_repr(text: &str) -> String {
    let quote = quote_for(text.contains('\''), text.contains('"'));
    let mut repr = String::from(quote);
    for char in text.chars() {
        match char {
            '\\' => repr.push_str(r"\\"),
            '\n' => repr.push_str(r"\n"),
            '\r' => repr.push_str(r"\r"),
            '\t' => repr.push_str(r"\t"),
            char if char == quote => repr.extend(['\\', char]),
            ' '..='~' => repr.push(char),
            // Writing to a String does not fail.
            _ if u32::from(char) < 0x100 => drop(write!(repr, "\\x{:02x}", u32::from(char))),
            _ if u32::from(char) < 0x10000 => drop(write!(repr, "\\u{:04x}", u32::from(char))),
            _ => drop(write!(repr, "\\U{:08x}", u32::from(char))),
        }
    }
    repr.push(quote);
    repr
}

/// `repr()` of bytes, without the `b`. What is not ASCII is escaped as in a str below U+0100.
fn bytes_repr(bytes: &[u8]) -> String {
    let text: String = bytes.iter().copied().map(char::from).collect();
    str_repr(&text)
}

const fn quote_for(has_single: bool, has_double: bool) -> char {
    if has_single && !has_double { '"' } else { '\'' }
}

fn unspoken(default: &Expr) -> Error {
    let message = "only None, true, false, numbers, strings, bytes and constants, or one of them in a wrapper, have a \
                   known spelling in Python: give text_signature = \"(..)\"";
    Error::new(default.span(), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_s_spelling() {
        for (rust, python) in [
            ("None", "None"),
            ("true", "True"),
            ("false", "False"),
            ("0x10", "16"),
            ("1_000", "1000"),
            ("-1", "-1"),
            ("2.50", "2.5"),
            ("-1e3", "-1000.0"),
            (r#""it""#, "'it'"),
            (r#""it's""#, r#""it's""#),
            (r#""\"it's\"""#, r#"'"it\'s"'"#),
            (r#""\n\u{e9}\u{20ac}""#, r"'\n\xe9\u20ac'"),
            (r#"b"\x00a\\""#, r"b'\x00a\\'"),
            ("c\"it\"", "'it'"),
            ("Wrapping(0)", "0"),
            ("Input::Lent(b\"-_\")", "b'-_'"),
            ("Some((-1))", "-1"),
            ("LIMIT_2", "LIMIT_2"),
            ("Given(None)", "<unrepresentable>"),
        ] {
            let default = syn::parse_str(rust).unwrap();
            assert_eq!(python_literal(&default).unwrap(), python, "{rust}");
        }
    }

    #[test]
    fn what_has_no_spelling() {
        for rust in [
            "limit",
            "module::LIMIT",
            "f(1)",
            "usize::MAX",
            "'a'",
            "1e300",
            "Pair(1, 2)",
            "!0",
        ] {
            let default = syn::parse_str(rust).unwrap();
            assert!(python_literal(&default).is_err(), "{rust}");
        }
    }
}
