//! A function's parameters as Python sees them: `(a, /, b = None, *args, c = false, **kwargs)`.

use std::collections::BTreeMap;
use std::iter;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, Expr, Ident, Meta, Result, Token};

use crate::literal::python_literal;

/// How a parameter can be given; the names are those of `inspect.Parameter`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    PositionalOnly,
    PositionalOrKeyword,
    VarPositional,
    KeywordOnly,
    VarKeyword,
}

impl Kind {
    /// Whether the parameter takes one argument, and not what others leave.
    pub fn is_single(self) -> bool {
        !matches!(self, Kind::VarPositional | Kind::VarKeyword)
    }
}

/// A parameter; the default is Rust, evaluated for each call that does not give it.
#[derive(Clone)]
pub struct Parameter {
    pub name: Ident,
    pub kind: Kind,
    pub default: Option<Expr>,
    /// The condition under which it is there.
    pub cfg: Option<Condition>,
    /// Where the Rust function has its type.
    pub ty: Span,
}

impl Parameter {
    fn is_required(&self) -> bool {
        self.default.is_none()
    }
}

/// The predicate of a `#[cfg(..)]`.
#[derive(Clone)]
pub struct Condition {
    predicate: TokenStream,
    span: Span,
}

impl Condition {
    /// What the `#[cfg]`s of a parameter say together.
    pub fn of(attributes: &[Attribute]) -> Result<Option<Condition>> {
        let mut predicates = Vec::new();
        let mut span = None;
        for attribute in attributes {
            if !attribute.path().is_ident("cfg") {
                continue;
            }
            let Meta::List(list) = &attribute.meta else {
                let message = "expected `#[cfg(..)]`";
                return Err(Error::new_spanned(attribute, message));
            };
            predicates.push(list.tokens.clone());
            span.get_or_insert(list.path.segments[0].ident.span());
        }
        let predicate = match &predicates[..] {
            [] => return Ok(None),
            [only] => only.clone(),
            several => quote!(all(#(#several),*)),
        };
        let span = span.unwrap_or_else(Span::call_site);
        Ok(Some(Condition { predicate, span }))
    }

    /// Equal for conditions that are written alike.
    pub fn text(&self) -> String {
        self.predicate.to_string()
    }
}

/// The parameters in order.
#[derive(Clone)]
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

/// How many conditions one signature may have: each combination has an expansion of its own.
const MAX_CONDITIONS: usize = 4;

/// A signature, and the condition under which it is the function's.
pub struct Variant {
    /// The predicate of a `#[cfg]`, unless there is only this one.
    pub cfg: Option<TokenStream>,
    pub signature: Signature,
}

impl Signature {
    /// What a function without `signature = (..)` has.
    pub fn all_required(parameters: impl Iterator<Item = (Ident, Option<Condition>)>) -> Signature {
        let parameters = parameters.map(|(name, cfg)| Parameter {
            ty: name.span(),
            name,
            kind: Kind::PositionalOrKeyword,
            default: None,
            cfg,
        });
        Signature {
            parameters: parameters.collect(),
        }
    }

    /// One signature for each combination of conditions. Which of them come true, the compiler knows,
    /// and no macro.
    pub fn variants(&self) -> Result<Vec<Variant>> {
        let mut conditions = BTreeMap::new();
        for condition in self.parameters.iter().filter_map(|p| p.cfg.as_ref()) {
            conditions.entry(condition.text()).or_insert(condition);
            if conditions.len() > MAX_CONDITIONS {
                let message =
                    format!("a signature has at most {MAX_CONDITIONS} different conditions");
                return Err(Error::new(condition.span, message));
            }
        }
        if conditions.is_empty() {
            return Ok(vec![Variant {
                cfg: None,
                signature: self.clone(),
            }]);
        }
        let combinations = 0..1_usize << conditions.len();
        let variant = |combination: usize| {
            let is_true = |condition: &Condition| {
                let text = condition.text();
                let i = conditions.keys().position(|key| *key == text);
                i.is_some_and(|i| combination >> i & 1 == 1)
            };
            let terms = conditions.values().map(|condition| {
                let predicate = &condition.predicate;
                if is_true(condition) {
                    quote!(#predicate)
                } else {
                    quote!(not(#predicate))
                }
            });
            let cfg = Some(quote!(all(#(#terms),*)));
            let is_there = |p: &&Parameter| p.cfg.as_ref().is_none_or(is_true);
            let signature = Signature {
                parameters: self.parameters.iter().filter(is_there).cloned().collect(),
            };
            Variant { cfg, signature }
        };
        Ok(combinations.map(variant).collect())
    }

    /// Those that take one argument, which all but `*args` and `**kwargs` do.
    pub fn single(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|p| p.kind.is_single())
    }

    pub fn has(&self, kind: Kind) -> bool {
        self.count(kind) > 0
    }

    /// How many parameters are of this kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.parameters.iter().filter(|p| p.kind == kind).count()
    }

    pub fn convention(&self) -> Convention {
        let takes_keyword =
            |p: &Parameter| !matches!(p.kind, Kind::PositionalOnly | Kind::VarPositional);
        match &self.parameters[..] {
            [] => Convention::NoArgs,
            [only] if only.kind == Kind::PositionalOnly && only.is_required() => Convention::OneArg,
            all if all.iter().any(takes_keyword) => Convention::Keywords,
            _ => Convention::Positional,
        }
    }

    /// How many of them must be given by position or, unless they are positional-only, by keyword.
    pub fn required_positional(&self) -> usize {
        self.single()
            .filter(|p| p.kind != Kind::KeywordOnly && p.is_required())
            .count()
    }

    /// How many keyword-only parameters must be given.
    pub fn required_keyword_only(&self) -> usize {
        self.parameters
            .iter()
            .filter(|p| p.kind == Kind::KeywordOnly && p.is_required())
            .count()
    }

    /// What the exception says of the `i`-th parameter that takes one argument, as Argument Clinic
    /// names it.
    pub fn display_name(&self, i: usize, parameter: &Parameter) -> String {
        match parameter.kind {
            _ if self.convention() == Convention::OneArg => "argument".to_owned(),
            Kind::PositionalOnly => format!("argument {}", i + 1),
            _ => format!("argument '{}'", python_name(&parameter.name)),
        }
    }

    /// What stands before the docstring: `b64decode($module, s, altchars=None)`.
    ///
    /// `owner` is what the function is called on, `$module` or the like.
    pub fn text(&self, function: &str, owner: Option<&str>) -> Result<String> {
        Ok(wrap(function, &self.words(owner)?))
    }

    /// What stands between commas. Argument Clinic marks the owner as positional-only, as it does the
    /// parameters that are.
    fn words(&self, owner: Option<&str>) -> Result<Vec<String>> {
        let mut words: Vec<String> = owner.map(str::to_owned).into_iter().collect();
        let mut before = Kind::PositionalOnly;
        for parameter in &self.parameters {
            let kind = parameter.kind;
            if before == Kind::PositionalOnly && kind != before && !words.is_empty() {
                words.push("/".to_owned());
            }
            if kind == Kind::KeywordOnly && before < Kind::VarPositional {
                words.push("*".to_owned());
            }
            before = kind;
            let stars = match kind {
                Kind::VarPositional => "*",
                Kind::VarKeyword => "**",
                _ => "",
            };
            let name = python_name(&parameter.name);
            words.push(match &parameter.default {
                None => format!("{stars}{name}"),
                Some(default) => format!("{name}={}", python_literal(default)?),
            });
        }
        if before == Kind::PositionalOnly && !words.is_empty() {
            words.push("/".to_owned());
        }
        Ok(words)
    }

    /// Refuses what no Python function can have.
    pub fn check(&self) -> Result<()> {
        for (i, parameter) in self.parameters.iter().enumerate() {
            let before = &self.parameters[..i];
            let name = &parameter.name;
            if before.iter().any(|other| other.name == *name) {
                let message = format!("there are two parameters `{}`", python_name(name));
                return Err(Error::new(name.span(), message));
            }
            check_default(before, parameter)?;
        }
        Ok(())
    }
}

/// CPython counts the required parameters, so they come first: of those that can be given by position,
/// and of the others.
fn check_default(before: &[Parameter], parameter: &Parameter) -> Result<()> {
    let is_keyword_only = parameter.kind == Kind::KeywordOnly;
    let same_group =
        |p: &&Parameter| p.kind.is_single() && (p.kind == Kind::KeywordOnly) == is_keyword_only;
    let Some(last) = before.iter().rev().find(same_group) else {
        return Ok(());
    };
    if parameter.kind.is_single() && parameter.is_required() && !last.is_required() {
        let (name, last) = (python_name(&parameter.name), python_name(&last.name));
        let message = format!("`{name}` has no default and follows `{last}`, which has one");
        return Err(Error::new(parameter.name.span(), message));
    }
    Ok(())
}

/// Where Argument Clinic begins another line.
const LINE_LEN: usize = 72;

fn wrap(function: &str, words: &[String]) -> String {
    let indent = function.chars().count() + 1;
    let mut text = format!("{function}(");
    let mut len = indent;
    for (i, word) in words.iter().enumerate() {
        let is_last = i + 1 == words.len();
        let word = if is_last { word } else { &format!("{word},") };
        let word_len = word.chars().count();
        if i > 0 && len + 1 + word_len >= LINE_LEN {
            text.push('\n');
            text.extend(iter::repeat_n(' ', indent));
            len = indent;
        } else if i > 0 {
            text.push(' ');
            len += 1;
        }
        text.push_str(word);
        len += word_len;
    }
    text.push(')');
    text
}

/// The name of a parameter that is a keyword in Rust is written `r#type`.
pub fn python_name(name: &Ident) -> String {
    name.unraw().to_string()
}

impl Parse for Signature {
    fn parse(input: ParseStream) -> Result<Self> {
        let mut parser = Parser {
            parameters: Vec::new(),
            kind: Kind::PositionalOrKeyword,
            star: None,
        };
        while !input.is_empty() {
            parser.word(input)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        parser.finish()
    }
}

/// A signature as far as it is read.
struct Parser {
    parameters: Vec<Parameter>,
    /// Of which kind the next parameter is, unless stars before it say otherwise.
    kind: Kind,
    /// A `*` that takes nothing: what follows can be given by keyword only.
    star: Option<Span>,
}

impl Parser {
    /// Reads what stands between two commas.
    fn word(&mut self, input: ParseStream) -> Result<()> {
        let attributes = input.call(Attribute::parse_outer)?;
        if let Some(other) = attributes.iter().find(|a| !a.path().is_ident("cfg")) {
            let message = "a parameter in `signature` has no attribute but `#[cfg(..)]`";
            return Err(Error::new_spanned(other, message));
        }
        let cfg = Condition::of(&attributes)?;
        let is_marker = input.peek(Token![/]) || (input.peek(Token![*]) && input.peek2(Token![,]));
        if let Some(attribute) = attributes.first()
            && is_marker
        {
            let message = "`#[cfg(..)]` stands before a parameter, and not before `/` or `*`";
            return Err(Error::new_spanned(attribute, message));
        }
        if input.peek(Token![/]) {
            return self.slash(input);
        }
        if !input.peek(Token![*]) {
            let kind = self.kind;
            return self.parameter(input, kind, cfg);
        }
        let star: Token![*] = input.parse()?;
        if input.peek(Token![*]) {
            input.parse::<Token![*]>()?;
            self.expect_before(Kind::VarKeyword, star.span, "`**kwargs` stands once")?;
            return self.parameter(input, Kind::VarKeyword, cfg);
        }
        self.expect_before(
            Kind::KeywordOnly,
            star.span,
            "`*` or `*args` stands once, before `**kwargs`",
        )?;
        if input.is_empty() || input.peek(Token![,]) {
            self.star = Some(star.span);
            self.kind = Kind::KeywordOnly;
            return Ok(());
        }
        self.parameter(input, Kind::VarPositional, cfg)
    }

    fn expect_before(&self, kind: Kind, span: Span, message: &str) -> Result<()> {
        if self.kind < kind {
            return Ok(());
        }
        Err(Error::new(span, message))
    }

    fn slash(&mut self, input: ParseStream) -> Result<()> {
        let slash: Token![/] = input.parse()?;
        if self.kind != Kind::PositionalOrKeyword || self.parameters.is_empty() {
            let message = "`/` stands behind a parameter and before `*`";
            return Err(Error::new(slash.span, message));
        }
        if self.parameters[0].kind == Kind::PositionalOnly {
            return Err(Error::new(slash.span, "`/` stands once"));
        }
        for parameter in &mut self.parameters {
            parameter.kind = Kind::PositionalOnly;
        }
        Ok(())
    }

    fn parameter(&mut self, input: ParseStream, kind: Kind, cfg: Option<Condition>) -> Result<()> {
        let name: Ident = input.parse()?;
        if self.kind == Kind::VarKeyword {
            let message = format!("`{name}` follows `**kwargs`, which is the last");
            return Err(Error::new(name.span(), message));
        }
        let mut default = None;
        if input.peek(Token![=]) {
            let equals: Token![=] = input.parse()?;
            if !kind.is_single() {
                let message = format!("`{name}` takes any number of arguments: it has no default");
                return Err(Error::new(equals.span, message));
            }
            default = Some(input.parse()?);
        }
        self.kind = match kind {
            Kind::VarPositional => Kind::KeywordOnly,
            kind => kind,
        };
        self.parameters.push(Parameter {
            ty: name.span(),
            name,
            kind,
            default,
            cfg,
        });
        Ok(())
    }

    fn finish(self) -> Result<Signature> {
        let is_keyword_only = |p: &Parameter| p.kind == Kind::KeywordOnly;
        if let Some(star) = self.star
            && !self.parameters.iter().any(is_keyword_only)
        {
            let message = "a parameter that can be given by keyword only follows `*`";
            return Err(Error::new(star, message));
        }
        Ok(Signature {
            parameters: self.parameters,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(text: &str) -> Result<Signature> {
        let signature: Signature = syn::parse_str(text)?;
        signature.check()?;
        Ok(signature)
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
            ("*args", "($module, /, *args)"),
            ("a, /, *args", "($module, a, /, *args)"),
            ("a, *args, b = None", "($module, /, a, *args, b=None)"),
            ("**kwargs", "($module, /, **kwargs)"),
            (
                "a, /, b, *, c, **kwargs",
                "($module, a, /, b, *, c, **kwargs)",
            ),
        ] {
            let signature = signature(source).unwrap();
            let text = format!("f{text}");
            assert_eq!(signature.text("f", Some("$module")).unwrap(), text);
        }
    }

    #[test]
    fn the_text_of_what_is_called_on_nothing() {
        for (source, text) in [
            ("", "()"),
            ("a", "(a)"),
            ("a, /", "(a, /)"),
            ("*args", "(*args)"),
            ("a, /, *, b", "(a, /, *, b)"),
        ] {
            let text = format!("f{text}");
            assert_eq!(signature(source).unwrap().text("f", None).unwrap(), text);
        }
    }

    #[test]
    fn long_lines_are_wrapped_where_argument_clinic_does() {
        for (function, source, text) in [
            (
                "chown",
                "path, uid, gid, *, dir_fd = None, follow_symlinks = true",
                "chown($module, /, path, uid, gid, *, dir_fd=None, follow_symlinks=True)",
            ),
            (
                "symlink",
                "src, dst, target_is_directory = false, *, dir_fd = None",
                "symlink($module, /, src, dst, target_is_directory=False, *, dir_fd=None)",
            ),
            (
                "utf_16_ex_decode",
                "data, errors = None, byteorder = 0, r#final = false, /",
                "utf_16_ex_decode($module, data, errors=None, byteorder=0, final=False,\n                 /)",
            ),
        ] {
            let signature = signature(source).unwrap();
            assert_eq!(signature.text(function, Some("$module")).unwrap(), text);
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
            ("*args", Convention::Positional),
            ("a, /, *args", Convention::Positional),
            ("*args, b", Convention::Keywords),
            ("**kwargs", Convention::Keywords),
            ("a, /, **kwargs", Convention::Keywords),
        ] {
            assert!(
                signature(source).unwrap().convention() == convention,
                "{source}"
            );
        }
    }

    #[test]
    fn what_python_refuses_is_refused() {
        for (source, message) in [
            ("/, a", "`/` stands behind"),
            ("a, /, b, /", "`/` stands once"),
            ("*, a, *, b", "`*` or `*args` stands once"),
            ("*args, *, b", "`*` or `*args` stands once"),
            ("*args, *more", "`*` or `*args` stands once"),
            ("*, a, /", "`/` stands behind"),
            ("*args, /", "`/` stands behind"),
            ("a = 1, b", "`b` has no default and follows `a`"),
            ("a = 1, /, b", "`b` has no default and follows `a`"),
            ("*args = 1", "`args` takes any number"),
            ("**kwargs, a", "`a` follows `**kwargs`"),
            ("**kwargs, *args", "`*` or `*args` stands once, before"),
            ("**kwargs, **more", "`**kwargs` stands once"),
            ("*", "a parameter that can be given by keyword only"),
            (
                "*, **kwargs",
                "a parameter that can be given by keyword only",
            ),
            ("a, a", "two parameters `a`"),
            ("#[x] a", "no attribute but"),
            ("a, #[cfg(b)] /", "and not before `/`"),
        ] {
            match signature(source) {
                Ok(_) => panic!("{source} is taken"),
                Err(error) => assert!(error.to_string().contains(message), "{source}: {error}"),
            }
        }
    }

    #[test]
    fn each_combination_of_conditions_has_a_variant() {
        let signature: Signature =
            syn::parse_str("a, /, #[cfg(x)] b, #[cfg(not(x))] b = 1, *, #[cfg(x)] c").unwrap();
        let variants = signature.variants().unwrap();
        let texts: Vec<(String, String)> = variants
            .iter()
            .map(|variant| {
                let cfg = variant.cfg.as_ref().unwrap().to_string();
                (
                    cfg.replace(' ', ""),
                    variant.signature.text("", None).unwrap(),
                )
            })
            .collect();
        let texts: Vec<(&str, &str)> = texts.iter().map(|(c, t)| (&c[..], &t[..])).collect();
        assert_eq!(
            texts,
            [
                ("all(not(not(x)),not(x))", "(a, /)"),
                ("all(not(x),not(x))", "(a, /, b=1)"),
                ("all(not(not(x)),x)", "(a, /, b, *, c)"),
                ("all(not(x),x)", "(a, /, b, b=1, *, c)"),
            ]
        );
    }

    #[test]
    fn conditions_are_counted() {
        let one = syn::parse_str::<Signature>("#[cfg(x)] a, #[cfg(x)] b, c").unwrap();
        assert_eq!(one.variants().unwrap().len(), 2);
        let many = "#[cfg(a)] a, #[cfg(b)] b, #[cfg(c)] c, #[cfg(d)] d, #[cfg(e)] e";
        let many = syn::parse_str::<Signature>(many).unwrap();
        assert!(many.variants().is_err());
    }
}
