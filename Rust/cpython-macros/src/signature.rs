//! A function's parameters as Python sees them: `(a, /, b = None, *, c = false)`.

use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprLit, Ident, Lit, Result, Token};

/// How a parameter can be given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    PositionalOnly,
    PositionalOrKeyword,
    KeywordOnly,
}

/// A parameter; the default is Rust, evaluated for each call that does not give it.
pub struct Parameter {
    pub name: Ident,
    pub kind: Kind,
    pub default: Option<Expr>,
}

/// The parameters in order.
pub struct Signature {
    pub parameters: Vec<Parameter>,
}

/// How CPython hands over the arguments; the narrowest that can take every call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Convention {
    /// `METH_NOARGS`
    NoArgs,
    /// `METH_O`
    OneArg,
    /// `METH_FASTCALL`
    Positional,
    /// `METH_FASTCALL | METH_KEYWORDS`
    Keywords,
}

impl Signature {
    /// What a function without `signature = (..)` has.
    pub fn all_required(names: impl Iterator<Item = Ident>) -> Signature {
        let parameters = names.map(|name| Parameter {
            name,
            kind: Kind::PositionalOrKeyword,
            default: None,
        });
        Signature {
            parameters: parameters.collect(),
        }
    }

    pub fn convention(&self) -> Convention {
        match &self.parameters[..] {
            [] => Convention::NoArgs,
            [only] if only.kind == Kind::PositionalOnly && only.default.is_none() => {
                Convention::OneArg
            }
            all if all.iter().all(|p| p.kind == Kind::PositionalOnly) => Convention::Positional,
            _ => Convention::Keywords,
        }
    }

    /// How many parameters are of this kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.parameters.iter().filter(|p| p.kind == kind).count()
    }

    /// How many of them must be given by position or, unless they are positional-only, by keyword.
    pub fn required_positional(&self) -> usize {
        self.parameters
            .iter()
            .filter(|p| p.kind != Kind::KeywordOnly && p.default.is_none())
            .count()
    }

    /// How many keyword-only parameters must be given.
    pub fn required_keyword_only(&self) -> usize {
        self.parameters
            .iter()
            .filter(|p| p.kind == Kind::KeywordOnly && p.default.is_none())
            .count()
    }

    /// What goes between the name and the docstring: `($module, s, altchars=None)`.
    ///
    /// Positional-only is marked as Argument Clinic marks it: the module itself always is.
    pub fn text(&self) -> Result<String> {
        let mut words = vec!["$module".to_owned()];
        let positional_only = self.count(Kind::PositionalOnly);
        let first_keyword_only = self
            .parameters
            .iter()
            .position(|p| p.kind == Kind::KeywordOnly);

        for (i, parameter) in self.parameters.iter().enumerate() {
            if i == positional_only {
                words.push("/".to_owned());
            }
            if Some(i) == first_keyword_only {
                words.push("*".to_owned());
            }
            let name = python_name(&parameter.name);
            words.push(match &parameter.default {
                None => name,
                Some(default) => format!("{name}={}", python_literal(default)?),
            });
        }
        if positional_only == self.parameters.len() {
            words.push("/".to_owned());
        }
        Ok(format!("({})", words.join(", ")))
    }
}

/// The name of a parameter that is a keyword in Rust is written `r#type`.
pub fn python_name(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

/// Python's spelling of a default.
fn python_literal(default: &Expr) -> Result<String> {
    match default {
        Expr::Path(path) if path.path.is_ident("None") => Ok("None".to_owned()),
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Bool(value) => Ok(if value.value { "True" } else { "False" }.to_owned()),
            Lit::Int(value) => Ok(value.base10_digits().to_owned()),
            _ => Err(unspoken(default)),
        },
        Expr::Unary(syn::ExprUnary {
            op: syn::UnOp::Neg(_),
            expr,
            ..
        }) => Ok(format!("-{}", python_literal(expr)?)),
        _ => Err(unspoken(default)),
    }
}

fn unspoken(default: &Expr) -> Error {
    let message = "only None, true, false and integers have a known spelling in Python: \
                   give text_signature";
    Error::new(default.span(), message)
}

impl Parse for Signature {
    fn parse(input: ParseStream) -> Result<Self> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut kind = Kind::PositionalOrKeyword;

        while !input.is_empty() {
            if input.peek(Token![/]) {
                let slash: Token![/] = input.parse()?;
                if kind != Kind::PositionalOrKeyword || parameters.is_empty() {
                    let message = "`/` stands once, behind a parameter and before `*`";
                    return Err(Error::new(slash.span(), message));
                }
                if parameters[0].kind == Kind::PositionalOnly {
                    return Err(Error::new(slash.span(), "`/` stands once"));
                }
                for parameter in &mut parameters {
                    parameter.kind = Kind::PositionalOnly;
                }
            } else if input.peek(Token![*]) {
                let star: Token![*] = input.parse()?;
                if kind == Kind::KeywordOnly {
                    return Err(Error::new(star.span(), "`*` stands once"));
                }
                if !input.peek(Token![,]) {
                    let message = "`*args` and `**kwargs` are not supported";
                    return Err(Error::new(star.span(), message));
                }
                kind = Kind::KeywordOnly;
            } else {
                let parameter = parse_parameter(input, kind)?;
                check_order(&parameters, &parameter)?;
                parameters.push(parameter);
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(Signature { parameters })
    }
}

fn parse_parameter(input: ParseStream, kind: Kind) -> Result<Parameter> {
    let name = input.parse()?;
    let default = if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        Some(input.parse()?)
    } else {
        None
    };
    Ok(Parameter {
        name,
        kind,
        default,
    })
}

/// CPython counts the required parameters of a kind, so they come first.
fn check_order(before: &[Parameter], parameter: &Parameter) -> Result<()> {
    let same_group =
        |p: &&Parameter| (p.kind == Kind::KeywordOnly) == (parameter.kind == Kind::KeywordOnly);
    let last = before.iter().rev().find(same_group);
    if parameter.default.is_none() && last.is_some_and(|last| last.default.is_some()) {
        let message = "a parameter without a default follows one with a default";
        return Err(Error::new(parameter.name.span(), message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(text: &str) -> Result<Signature> {
        syn::parse_str(text)
    }

    #[test]
    fn the_text_is_argument_clinic_s() {
        for (source, text) in [
            ("", "($module, /)"),
            ("data, /", "($module, data, /)"),
            ("data, crc = 0, /", "($module, data, crc=0, /)"),
            (
                "data, /, *, newline = true",
                "($module, data, /, *, newline=True)",
            ),
            (
                "s, altchars = None, validate = false",
                "($module, /, s, altchars=None, validate=False)",
            ),
            ("*, r#type = -1", "($module, /, *, type=-1)"),
        ] {
            assert_eq!(signature(source).unwrap().text().unwrap(), text);
        }
    }

    #[test]
    fn the_convention_is_the_narrowest() {
        for (source, convention) in [
            ("", Convention::NoArgs),
            ("a, /", Convention::OneArg),
            ("a = 1, /", Convention::Positional),
            ("a, b, /", Convention::Positional),
            ("a", Convention::Keywords),
            ("a, /, *, b", Convention::Keywords),
        ] {
            assert!(signature(source).unwrap().convention() == convention);
        }
    }

    #[test]
    fn what_python_refuses_is_refused() {
        for source in [
            "/, a",
            "a, /, b, /",
            "*, a, *, b",
            "*, a, /",
            "a = 1, b",
            "*args",
            "**kwargs",
            "*",
        ] {
            assert!(signature(source).is_err(), "{source}");
        }
    }
}
