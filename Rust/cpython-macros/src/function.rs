//! `#[pyfunction]`: the glue between CPython's arguments and a Rust function's parameters.

use std::ffi::CString;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{
    Attribute, Error, Expr, FnArg, Ident, ItemFn, LitCStr, LitStr, Meta, Pat, Path, Result, Type,
    Visibility,
};

use crate::signature::{Convention, Kind, Signature, python_name};

/// The arguments of the attribute.
#[derive(Default)]
pub struct Options {
    name: Option<LitStr>,
    signature: Option<Signature>,
    text_signature: Option<LitStr>,
    fallback: Option<LitStr>,
}

impl Options {
    pub fn from_attribute(attribute: &Attribute) -> Result<Options> {
        match &attribute.meta {
            Meta::List(list) => Self::parse(list.tokens.clone()),
            _ => Ok(Options::default()),
        }
    }

    /// Reads what is in the parentheses of the attribute.
    pub fn parse(args: TokenStream) -> Result<Options> {
        let mut options = Options::default();
        let parser = syn::meta::parser(|meta| {
            if meta.path.is_ident("name") {
                options.name = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("signature") {
                let parameters;
                meta.input.parse::<syn::Token![=]>()?;
                syn::parenthesized!(parameters in meta.input);
                options.signature = Some(parameters.parse()?);
            } else if meta.path.is_ident("text_signature") {
                options.text_signature = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("fallback") {
                options.fallback = Some(meta.value()?.parse()?);
            } else {
                let message = "expected `name`, `signature`, `text_signature` or `fallback`";
                return Err(meta.error(message));
            }
            Ok(())
        });
        parser.parse2(args)?;
        Ok(options)
    }
}

/// The token that a function asks for with its first parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Token {
    Python,
    Thread,
}

/// Something that a module has under its name in Python.
pub struct Export {
    pub cfgs: Vec<Attribute>,
    pub path: Path,
}

/// The conditions under which an item is compiled.
pub fn cfgs(attributes: &[Attribute]) -> Vec<Attribute> {
    let is_cfg = |attribute: &&Attribute| attribute.path().is_ident("cfg");
    attributes.iter().filter(is_cfg).cloned().collect()
}

/// A function of a `#[pymodule]`, ready to be expanded.
pub struct Function {
    /// The Rust function; the type that stands for it in the method table has the same name.
    ident: Ident,
    vis: Visibility,
    /// What is not compiled for a version is not in that version's table either.
    cfgs: Vec<Attribute>,
    python_name: String,
    token: Option<Token>,
    signature: Signature,
    text_signature: String,
    docstring: String,
    fallback: Option<LitStr>,
}

impl Function {
    pub fn new(item: &ItemFn, options: Options) -> Result<Function> {
        let (token, names) = parameters(item)?;
        let signature = match options.signature {
            Some(signature) => signature,
            None => Signature::all_required(names.iter().cloned()),
        };
        check_names(item, &names, &signature)?;

        Ok(Function {
            ident: item.sig.ident.clone(),
            vis: item.vis.clone(),
            cfgs: cfgs(&item.attrs),
            python_name: match &options.name {
                Some(name) => name.value(),
                None => python_name(&item.sig.ident),
            },
            token,
            text_signature: match &options.text_signature {
                Some(text) => with_module(text)?,
                None => signature.text()?,
            },
            signature,
            docstring: docstring(&item.attrs),
            fallback: options.fallback,
        })
    }

    /// What the module's list of exports has for the function.
    pub fn export(&self) -> Export {
        Export {
            cfgs: self.cfgs.clone(),
            path: self.ident.clone().into(),
        }
    }

    /// The type that stands for the function, and its traits.
    ///
    /// `module` is the function's `__module__`, as far as that is known here.
    pub fn expand(&self, module: Option<&str>) -> Result<TokenStream> {
        let Function {
            ident, vis, cfgs, ..
        } = self;
        if let Some(fallback) = &self.fallback
            && module.is_none()
        {
            let message = "a function with a fallback stands in the `mod` with #[pymodule]";
            return Err(Error::new(fallback.span(), message));
        }
        let n = self.signature.parameters.len();
        let doc = self.doc(module)?;
        let signature = self.signature_constant()?;
        let body = self.body();

        let (constructor, implementation) = match &self.fallback {
            Some(fallback) => {
                let fallback = c_string(&fallback.value(), fallback.span())?;
                let implementation = quote! {
                    unsafe impl ::cpython_api::method::FunctionWithFallback<#n> for #ident {
                        const SIGNATURE: ::cpython_api::method::Signature<#n> = #signature;
                        const FALLBACK: &'static ::core::ffi::CStr = #fallback;

                        #[inline(always)]
                        fn call<'c>(
                            thread: &mut ::cpython_api::Thread<'c>,
                            receiver: ::cpython_api::method::Receiver<'c>,
                            args: &[::core::option::Option<::cpython_api::Arg<'c>>; #n],
                        ) -> ::core::option::Option<::cpython_api::method::Returned> {
                            #body
                        }
                    }
                };
                (quote!(with_fallback), implementation)
            }
            None => {
                let constructor = match self.signature.convention() {
                    Convention::NoArgs => quote!(no_args),
                    Convention::OneArg => quote!(one_arg),
                    Convention::Positional => quote!(positional),
                    Convention::Keywords => quote!(keywords),
                };
                let implementation = quote! {
                    unsafe impl ::cpython_api::method::Function<#n> for #ident {
                        const SIGNATURE: ::cpython_api::method::Signature<#n> = #signature;

                        #[inline(always)]
                        fn call<'c>(
                            thread: &mut ::cpython_api::Thread<'c>,
                            receiver: ::cpython_api::method::Receiver<'c>,
                            args: &[::core::option::Option<::cpython_api::Arg<'c>>; #n],
                        ) -> ::cpython_api::method::Returned {
                            #body
                        }
                    }
                };
                (constructor, implementation)
            }
        };

        Ok(quote! {
            #(#cfgs)*
            #[doc(hidden)]
            #[allow(non_camel_case_types)]
            #vis enum #ident {}

            #(#cfgs)*
            impl ::cpython_api::module::Export for #ident {
                const METHOD: ::core::option::Option<::cpython_api::method::Method> =
                    ::core::option::Option::Some(::cpython_api::method::Method::#constructor(
                        ::core::marker::PhantomData::<#ident>, #doc
                    ));
            }

            #(#cfgs)*
            #implementation
        })
    }

    /// Converts the arguments, calls the Rust function, converts the result.
    ///
    /// The types are inferred from the function, so that none of the author's tokens is inside
    /// an `unsafe` block. Holders come first: they are dropped after what is lent from them.
    fn body(&self) -> TokenStream {
        let (convert, finish) = match self.fallback {
            Some(_) => (quote!(take), quote!(finish_or_fall_back)),
            None => (quote!(convert), quote!(finish)),
        };
        let mut statements = Vec::new();
        let mut values = Vec::new();

        for (i, parameter) in self.signature.parameters.iter().enumerate() {
            let holder = format_ident!("holder_{i}");
            let value = format_ident!("value_{i}");
            let given = quote! {
                match unsafe {
                    ::cpython_api::method::#convert(thread.py(), arg, &mut #holder)
                } {
                    ::core::result::Result::Ok(value) => value,
                    ::core::result::Result::Err(otherwise) => return otherwise.into(),
                }
            };
            let missing = match &parameter.default {
                Some(default) => quote!(#default),
                // The binder lets no call through that leaves a required parameter out.
                None => quote!(::core::unreachable!()),
            };
            statements.push(quote! {
                let mut #holder = ::core::default::Default::default();
                let #value = match args[#i] {
                    ::core::option::Option::Some(arg) => #given,
                    ::core::option::Option::None => #missing,
                };
            });
            values.push(value);
        }

        let ident = &self.ident;
        let token = self.token.map(|token| match token {
            Token::Python => quote!(thread.py(),),
            Token::Thread => quote!(thread,),
        });
        quote! {
            #(#statements)*
            let result = #ident(#token #(#values),*);
            unsafe { ::cpython_api::method::#finish(result) }
        }
    }

    fn signature_constant(&self) -> Result<TokenStream> {
        let name = c_string(&self.python_name, self.ident.span())?;
        let mut parameters = Vec::new();
        for parameter in &self.signature.parameters {
            let name = python_name(&parameter.name);
            parameters.push(c_string(&name, parameter.name.span())?);
        }
        let positional_only = self.signature.count(Kind::PositionalOnly);
        let positional = positional_only + self.signature.count(Kind::PositionalOrKeyword);
        let required_positional = self.signature.required_positional();
        let required_keyword_only = self.signature.required_keyword_only();
        Ok(quote! {
            ::cpython_api::method::Signature {
                name: #name,
                parameters: [#(#parameters),*],
                positional_only: #positional_only,
                positional: #positional,
                required_positional: #required_positional,
                required_keyword_only: #required_keyword_only,
            }
        })
    }

    /// `ml_doc`: the signature for `inspect`, and the docstring.
    ///
    /// That of a function with a fallback is the base's, if the build extracted it.
    fn doc(&self, module: Option<&str>) -> Result<TokenStream> {
        if self.fallback.is_some()
            && let Some(module) = module
            && let Some(path) = base_doc(module, &self.python_name)
        {
            return Ok(quote! {
                match ::core::ffi::CStr::from_bytes_with_nul(::core::include_bytes!(#path)) {
                    ::core::result::Result::Ok(doc) => doc,
                    ::core::result::Result::Err(_) => ::core::panic!("a docstring ends with a NUL"),
                }
            });
        }
        let Function {
            python_name,
            text_signature,
            docstring,
            ..
        } = self;
        let doc = format!("{python_name}{text_signature}\n--\n\n{docstring}");
        let doc = c_string(&doc, self.ident.span())?;
        Ok(quote!(#doc))
    }
}

/// Expands `#[pyfunction]` on a function that does not stand in a `#[pymodule]`.
pub fn expand(args: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let item: ItemFn = syn::parse2(item)?;
    let expansion = Function::new(&item, Options::parse(args)?)?.expand(None)?;
    Ok(quote!(#item #expansion))
}

/// The file that `basedocs.py` wrote for a function of the base, if it ran.
fn base_doc(module: &str, function: &str) -> Option<String> {
    let bindings = std::env::var_os("CPYTHON_SYS_BINDINGS")?;
    let path = std::path::Path::new(&bindings)
        .join("docs")
        .join(format!("{module}.{function}"));
    path.exists().then(|| path.to_str().map(str::to_owned))?
}

/// Splits the Rust parameters into the token and the names of the others.
fn parameters(item: &ItemFn) -> Result<(Option<Token>, Vec<Ident>)> {
    let mut token = None;
    let mut names = Vec::new();
    for (i, input) in item.sig.inputs.iter().enumerate() {
        let FnArg::Typed(input) = input else {
            return Err(Error::new(input.span(), "a Python function has no `self`"));
        };
        match token_of(&input.ty) {
            Some(found) if i == 0 => token = Some(found),
            Some(_) => {
                let message = "the token is the first parameter";
                return Err(Error::new(input.ty.span(), message));
            }
            None => match &*input.pat {
                Pat::Ident(name) => names.push(name.ident.clone()),
                _ => return Err(Error::new(input.pat.span(), "expected a name")),
            },
        }
    }
    Ok((token, names))
}

pub fn token_of(ty: &Type) -> Option<Token> {
    let (ty, token) = match ty {
        Type::Reference(reference) => (&*reference.elem, Token::Thread),
        _ => (ty, Token::Python),
    };
    let Type::Path(path) = ty else { return None };
    let name = &path.path.segments.last()?.ident;
    match token {
        Token::Thread => (name == "Thread").then_some(token),
        Token::Python => (name == "Python").then_some(token),
    }
}

fn check_names(item: &ItemFn, names: &[Ident], signature: &Signature) -> Result<()> {
    let expected = signature.parameters.iter().map(|p| &p.name);
    for (name, expected) in names.iter().zip(expected) {
        if name != expected {
            let message = format!("`signature` has `{expected}` here");
            return Err(Error::new(name.span(), message));
        }
    }
    if names.len() != signature.parameters.len() {
        let message = format!(
            "`signature` has {} parameters, the function {}",
            signature.parameters.len(),
            names.len()
        );
        return Err(Error::new(item.sig.inputs.span(), message));
    }
    Ok(())
}

/// Puts `$module`, which inspect takes away again, into a signature written by the author.
fn with_module(text: &LitStr) -> Result<String> {
    let value = text.value();
    match value.strip_prefix('(') {
        Some(")") => Ok("($module, /)".to_owned()),
        Some(rest) if rest.ends_with(')') => Ok(format!("($module, {rest}")),
        _ => Err(Error::new(text.span(), "expected \"(a, b=None, ..)\"")),
    }
}

/// The lines of a doc comment, without the space that rustdoc takes away, too.
pub fn docstring(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let Meta::NameValue(meta) = &attribute.meta else {
            return None;
        };
        match &meta.value {
            Expr::Lit(literal) if meta.path.is_ident("doc") => match &literal.lit {
                syn::Lit::Str(line) => Some(line.value()),
                _ => None,
            },
            _ => None,
        }
    });
    let lines: Vec<String> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned())
        .collect();
    lines.join("\n")
}

/// A `c".."` literal.
pub fn c_string(text: &str, span: Span) -> Result<LitCStr> {
    match CString::new(text) {
        Ok(text) => Ok(LitCStr::new(&text, span)),
        Err(_) => Err(Error::new(span, "a C string holds no NUL")),
    }
}
