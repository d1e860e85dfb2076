//! What a Rust function takes: tokens and what it is called on, then the parameters in Python.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{
    Error, FnArg, GenericArgument, Ident, Pat, PatType, PathArguments, ReceiverKind, Result, Type,
};

use crate::owner::Owner;
use crate::signature::{Condition, Parameter, Signature};

/// What the Rust function is given before the parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leading {
    /// `Python<'_>`
    Python,
    /// `&mut Thread<'_>`
    Thread,
    /// `Module<'_, State>`
    Module,
    /// `LazyModule<'_, State>`
    LazyModule,
    /// `&self`
    Payload,
    /// `slf: Arg<'_, Self>`
    Instance,
    /// `class: Class<'_, Self>`
    Class,
}

impl Leading {
    const fn is_token(self) -> bool {
        matches!(self, Leading::Python | Leading::Thread)
    }
}

/// A parameter that is one in Python, too.
struct RustParameter {
    name: Ident,
    ty: Span,
    cfg: Option<Condition>,
}

/// The parameters of a Rust function.
pub struct RustParameters {
    pub leading: Vec<Leading>,
    rest: Vec<RustParameter>,
}

impl RustParameters {
    pub fn of(sig: &syn::Signature, owner: &Owner) -> Result<RustParameters> {
        let mut parameters = RustParameters {
            leading: Vec::new(),
            rest: Vec::new(),
        };
        for input in &sig.inputs {
            parameters.push(input, owner)?;
        }
        let is_called_on = parameters.leading.iter().any(|leading| !leading.is_token());
        if matches!(owner, Owner::Instance(_)) && !is_called_on {
            let message = "a method's first parameter is `&self` or `slf: Arg<'_, Self>`";
            return Err(Error::new(sig.ident.span(), message));
        }
        if matches!(owner, Owner::Class(_)) && !is_called_on {
            let message = "the first parameter is `class: Class<'_, Self>`";
            return Err(Error::new(sig.ident.span(), message));
        }
        Ok(parameters)
    }

    fn push(&mut self, input: &FnArg, owner: &Owner) -> Result<()> {
        let input = match input {
            FnArg::Typed(input) => input,
            FnArg::Receiver(receiver) => {
                return match owner {
                    Owner::Instance(_) if is_shared_self(receiver) => {
                        self.leading.push(Leading::Payload);
                        Ok(())
                    }
                    Owner::Instance(_) => {
                        let message = "others may use the object meanwhile: a method has `&self`";
                        Err(Error::new(receiver.span(), message))
                    }
                    Owner::Module | Owner::Class(_) | Owner::Static(_) => {
                        let message = "what is called without an object has no `self`";
                        Err(Error::new(receiver.span(), message))
                    }
                };
            }
        };
        if let Some(token) = token_of(&input.ty) {
            return self.push_token(token, input);
        }
        let is_first =
            self.rest.is_empty() && self.leading.iter().all(|leading| leading.is_token());
        if let Some(receiver) = receiver_of(&input.ty, owner)
            && is_first
        {
            self.leading.push(receiver);
            return Ok(());
        }
        let Pat::Ident(name) = &*input.pat else {
            let message = "a parameter in Python has a name";
            return Err(Error::new(input.pat.span(), message));
        };
        self.rest.push(RustParameter {
            name: name.ident.clone(),
            ty: input.ty.span(),
            cfg: Condition::of(&input.attrs)?,
        });
        Ok(())
    }

    fn push_token(&mut self, token: Leading, input: &PatType) -> Result<()> {
        let message = if !self.rest.is_empty() {
            "the token stands before the parameters"
        } else if self.leading.iter().any(|leading| leading.is_token()) {
            "there is one token: `Python<'_>` or, to detach, `&mut Thread<'_>`"
        } else {
            self.leading.push(token);
            return Ok(());
        };
        Err(Error::new(input.ty.span(), message))
    }

    /// The signature in Python, which has what the Rust function has.
    pub fn signature(&self, sig: &syn::Signature, given: Option<Signature>) -> Result<Signature> {
        let names = self.rest.iter().map(|p| (p.name.clone(), p.cfg.clone()));
        let mut signature = given.unwrap_or_else(|| Signature::all_required(names));

        for (rust, python) in self.rest.iter().zip(&mut signature.parameters) {
            check_parameter(rust, python)?;
            python.ty = rust.ty;
        }
        let (rust, python) = (self.rest.len(), signature.parameters.len());
        if let Some(extra) = self.rest.get(python) {
            let message = format!("`{}` is not in `signature`", extra.name);
            return Err(Error::new(extra.name.span(), message));
        }
        if let Some(missing) = signature.parameters.get(rust) {
            let message = format!("`{}` is no parameter of `{}`", missing.name, sig.ident);
            return Err(Error::new(missing.name.span(), message));
        }
        Ok(signature)
    }
}

fn check_parameter(rust: &RustParameter, python: &Parameter) -> Result<()> {
    if rust.name != python.name {
        let message = format!(
            "`signature` has `{}` in the place of `{}`",
            python.name, rust.name
        );
        return Err(Error::new(rust.name.span(), message));
    }
    let text = |cfg: &Option<Condition>| cfg.as_ref().map(Condition::text);
    if text(&rust.cfg) != text(&python.cfg) {
        let message = format!(
            "`{}` has the same `#[cfg(..)]` in `signature` and in the function",
            rust.name
        );
        return Err(Error::new(rust.name.span(), message));
    }
    Ok(())
}

/// The token that a type is, if it is one.
pub fn token_of(ty: &Type) -> Option<Leading> {
    let (ty, token) = match ty {
        Type::Reference(reference) => (&*reference.elem, Leading::Thread),
        _ => (ty, Leading::Python),
    };
    let Type::Path(path) = ty else { return None };
    let name = &path.path.segments.last()?.ident;
    match token {
        Leading::Thread => (name == "Thread").then_some(token),
        _ => (name == "Python").then_some(token),
    }
}

fn is_shared_self(receiver: &syn::Receiver) -> bool {
    matches!(receiver.kind, ReceiverKind::Reference(_, _, None))
}

/// What a function is called on, if it is of this type.
fn receiver_of(ty: &Type, owner: &Owner) -> Option<Leading> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    match owner {
        Owner::Module if last.ident == "LazyModule" => Some(Leading::LazyModule),
        Owner::Module => (last.ident == "Module").then_some(Leading::Module),
        Owner::Instance(_) => {
            (last.ident == "Arg" && is_of_self(&last.arguments)).then_some(Leading::Instance)
        }
        Owner::Class(_) => (last.ident == "Class").then_some(Leading::Class),
        Owner::Static(_) => None,
    }
}

/// Whether `Self` is among the arguments of a type.
fn is_of_self(arguments: &PathArguments) -> bool {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return false;
    };
    arguments.args.iter().any(|argument| {
        matches!(argument, GenericArgument::Type(Type::Path(path)) if path.path.is_ident("Self"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn error_of(sig: &syn::Signature, owner: &Owner, signature: Option<&str>) -> String {
        let given = signature.map(|text| syn::parse_str(text).unwrap());
        let error = RustParameters::of(sig, owner).and_then(|p| p.signature(sig, given));
        error
            .err()
            .map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn what_a_method_is_called_on() {
        let owner = Owner::Instance(Box::new(parse_quote!(Node)));
        for (sig, leading) in [
            (parse_quote!(fn f(&self)), &[Leading::Payload][..]),
            (
                parse_quote!(fn f(&self, py: Python<'_>, x: Arg<'_, Self>)),
                &[Leading::Payload, Leading::Python],
            ),
            (
                parse_quote!(fn f(slf: Arg<'_, Self>, thread: &mut Thread<'_>)),
                &[Leading::Instance, Leading::Thread],
            ),
            (
                parse_quote!(fn f(thread: &mut Thread<'_>, slf: Arg<'_, Self>)),
                &[Leading::Thread, Leading::Instance],
            ),
        ] {
            assert_eq!(RustParameters::of(&sig, &owner).unwrap().leading, leading);
        }
        for (sig, message) in [
            (parse_quote!(fn f()), "first parameter is `&self`"),
            (parse_quote!(fn f(x: Arg<'_>)), "first parameter is `&self`"),
            (parse_quote!(fn f(self)), "a method has `&self`"),
            (parse_quote!(fn f(&mut self)), "a method has `&self`"),
        ] {
            assert!(error_of(&sig, &owner, None).contains(message), "{message}");
        }
    }

    #[test]
    fn the_module_of_a_function() {
        let sig = parse_quote!(fn f(py: Python<'_>, module: Module<'_, State>, x: usize));
        let parameters = RustParameters::of(&sig, &Owner::Module).unwrap();
        assert_eq!(parameters.leading, [Leading::Python, Leading::Module]);
        assert_eq!(parameters.rest.len(), 1);

        let sig = parse_quote!(fn f(module: LazyModule<'_, State>));
        let parameters = RustParameters::of(&sig, &Owner::Module).unwrap();
        assert_eq!(parameters.leading, [Leading::LazyModule]);
    }

    #[test]
    fn the_two_signatures_are_the_same() {
        for (sig, signature, message) in [
            (parse_quote!(fn f(a: A, b: B)), Some("a, /, *, b"), ""),
            (parse_quote!(fn f(py: Python<'_>, a: A)), None, ""),
            (
                parse_quote!(fn f(a: A)),
                Some("b"),
                "`signature` has `b` in the place of `a`",
            ),
            (
                parse_quote!(fn f(a: A)),
                Some(""),
                "`a` is not in `signature`",
            ),
            (
                parse_quote!(fn f(a: A)),
                Some("a, b"),
                "`b` is no parameter of `f`",
            ),
            (
                parse_quote!(fn f(#[cfg(x)] a: A)),
                Some("a"),
                "`a` has the same `#[cfg(..)]`",
            ),
            (parse_quote!(fn f(#[cfg(x)] a: A)), Some("#[cfg(x)] a"), ""),
            (parse_quote!(fn f(&self)), None, "has no `self`"),
            (parse_quote!(fn f((a, b): A)), None, "has a name"),
            (
                parse_quote!(fn f(a: A, py: Python<'_>)),
                None,
                "the token stands before",
            ),
            (
                parse_quote!(fn f(py: Python<'_>, thread: &mut Thread<'_>)),
                None,
                "there is one token",
            ),
        ] {
            let error = error_of(&sig, &Owner::Module, signature);
            assert!(
                error.contains(message) && error.is_empty() == message.is_empty(),
                "{error}"
            );
        }
    }
}
