//! `#[pyfunction]`: the glue between CPython's arguments and a Rust function's parameters.

use std::ffi::CString;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{
    Attribute, Error, Expr, Ident, ItemFn, LitCStr, LitStr, Meta, Path, Result, ReturnType,
    Visibility,
};

use crate::owner::Owner;
use crate::parameters::{Leading, RustParameters};
use crate::signature::{Convention, Kind, Parameter, Signature, Variant, python_name};

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

    /// These, with a name in Python if none is given.
    pub fn or_name(mut self, name: &str, span: Span) -> Options {
        self.name.get_or_insert_with(|| LitStr::new(name, span));
        self
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

/// A Rust function that is to be a function in Python: an item, or a method of a class.
#[derive(Clone, Copy)]
pub struct RustFunction<'a> {
    pub attrs: &'a [Attribute],
    pub vis: &'a Visibility,
    pub sig: &'a syn::Signature,
}

impl<'a> From<&'a ItemFn> for RustFunction<'a> {
    fn from(item: &'a ItemFn) -> Self {
        RustFunction {
            attrs: &item.attrs,
            vis: &item.vis,
            sig: &item.sig,
        }
    }
}

/// What becomes of the result of a special method.
#[derive(Clone, Copy)]
pub enum Outcome {
    /// An object.
    Object,
    /// An object, or `None` at the end.
    Next,
    /// A number of C.
    Number,
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

/// Takes an attribute away from an item that has it.
pub fn take_attribute(attributes: &mut Vec<Attribute>, name: &str) -> Option<Attribute> {
    let position = attributes
        .iter()
        .position(|attribute| is_named(attribute, name))?;
    Some(attributes.remove(position))
}

/// Whether the last segment of an attribute's path is `name`.
pub fn is_named(attribute: &Attribute, name: &str) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|last| last.ident == name)
}

/// A function, ready to be expanded.
pub struct Function {
    ident: Ident,
    owner: Owner,
    /// The type that stands for the function.
    marker: Ident,
    vis: Visibility,
    /// What is not compiled for a version is not in that version's table either.
    cfgs: Vec<Attribute>,
    python_name: String,
    /// What the Rust function is given before the parameters.
    leading: Vec<Leading>,
    signature: Signature,
    text_signature: Option<LitStr>,
    docstring: String,
    fallback: Option<LitStr>,
    /// Where the Rust function has its result.
    result: Span,
}

impl Function {
    /// `marker` is the name of the type that will stand for the function.
    pub fn new(
        function: RustFunction<'_>,
        owner: Owner,
        marker: Ident,
        options: Options,
    ) -> Result<Function> {
        let sig = function.sig;
        let parameters = RustParameters::of(sig, &owner)?;
        let signature = parameters.signature(sig, options.signature)?;
        if options.fallback.is_some()
            && let Some(rest) = signature.parameters.iter().find(|p| !p.kind.is_single())
        {
            let message = "a function with a fallback has no `*args` and no `**kwargs`";
            return Err(Error::new(rest.name.span(), message));
        }
        Ok(Function {
            ident: sig.ident.clone(),
            owner,
            marker,
            vis: function.vis.clone(),
            cfgs: cfgs(function.attrs),
            python_name: match &options.name {
                Some(name) => name.value(),
                None => python_name(&sig.ident),
            },
            leading: parameters.leading,
            signature,
            text_signature: options.text_signature,
            docstring: docstring(function.attrs),
            fallback: options.fallback,
            result: match &sig.output {
                ReturnType::Default => sig.ident.span(),
                ReturnType::Type(_, ty) => ty.span(),
            },
        })
    }

    /// A function of a module. The type that stands for it has the function's own name.
    pub fn of_module(item: &ItemFn, options: Options) -> Result<Function> {
        let marker = item.sig.ident.clone();
        Function::new(item.into(), Owner::Module, marker, options)
    }

    /// What the list of exports has for the function.
    pub fn export(&self) -> Export {
        Export {
            cfgs: self.cfgs.clone(),
            path: self.marker.clone().into(),
        }
    }

    /// The type that stands for the function, and its traits.
    ///
    /// `module` is the function's `__module__`, as far as that is known here.
    pub fn expand(&self, module: Option<&str>) -> Result<TokenStream> {
        if let Some(fallback) = &self.fallback
            && module.is_none()
        {
            let message = "a function with a fallback stands in the `mod` with #[pymodule]";
            return Err(Error::new(fallback.span(), message));
        }
        let Function {
            marker, vis, cfgs, ..
        } = self;
        let mut variants = Vec::new();
        for Variant { cfg, signature } in self.signature.variants()? {
            let cfg = cfg.map(|cfg| quote!(#[cfg(#cfg)]));
            // Some combinations of conditions never come true: those may be wrong.
            let items = match self.implementation(&signature, module) {
                Ok([export, function]) => {
                    quote!(#(#cfgs)* #cfg #export #(#cfgs)* #cfg #function)
                }
                Err(error) if cfg.is_none() => return Err(error),
                Err(error) => {
                    let error = error.into_compile_error();
                    quote!(#(#cfgs)* #cfg #error)
                }
            };
            variants.push(items);
        }
        Ok(quote! {
            #(#cfgs)*
            #[doc(hidden)]
            #[allow(non_camel_case_types)]
            #vis enum #marker {}

            #(#variants)*
        })
    }

    /// The two traits, for one variant of the signature.
    fn implementation(
        &self,
        signature: &Signature,
        module: Option<&str>,
    ) -> Result<[TokenStream; 2]> {
        signature.check()?;
        let marker = &self.marker;
        let n = signature.single().count();
        let doc = self.doc(signature, module)?;
        let constant = self.signature_constant(signature)?;
        let finish = match self.fallback {
            Some(_) => "finish_or_fall_back",
            None => "finish",
        };
        let body = self.body(signature, finish)?;
        let receiver = receiver();
        let arguments = quote! {
            thread: &mut ::cpython_api::Thread<'c>,
            #receiver: ::cpython_api::method::Receiver<'c>,
            args: &[::core::option::Option<::cpython_api::Arg<'c>>; #n],
            rest: ::cpython_api::method::Rest<'c>,
        };
        let (constructor, function) = match &self.fallback {
            Some(fallback) => {
                let fallback = c_string(&fallback.value(), fallback.span())?;
                let function = quote! {
                    unsafe impl ::cpython_api::method::FunctionWithFallback<#n> for #marker {
                        const SIGNATURE: ::cpython_api::method::Signature<#n> = #constant;
                        const FALLBACK: &'static ::core::ffi::CStr = #fallback;

                        #[inline(always)]
                        fn call<'c>(
                            #arguments
                        ) -> ::core::option::Option<::cpython_api::method::Returned> {
                            #body
                        }
                    }
                };
                (quote!(with_fallback), function)
            }
            None => {
                let constructor = match signature.convention() {
                    Convention::NoArgs => quote!(no_args),
                    Convention::OneArg => quote!(one_arg),
                    Convention::Positional => quote!(positional),
                    Convention::Keywords => quote!(keywords),
                };
                let function = quote! {
                    unsafe impl ::cpython_api::method::Function<#n> for #marker {
                        const SIGNATURE: ::cpython_api::method::Signature<#n> = #constant;

                        #[inline(always)]
                        fn call<'c>(#arguments) -> ::cpython_api::method::Returned {
                            #body
                        }
                    }
                };
                (constructor, function)
            }
        };
        let export = quote! {
            unsafe impl ::cpython_api::module::Export for #marker {
                const METHOD: ::core::option::Option<::cpython_api::method::Method> =
                    ::core::option::Option::Some(::cpython_api::method::Method::#constructor(
                        ::core::marker::PhantomData::<#marker>, #doc
                    ));
            }
        };
        Ok([export, function])
    }

    /// The type that stands for a special method of `n` parameters, and its trait.
    pub fn expand_special(&self, n: usize, outcome: Outcome) -> Result<TokenStream> {
        let Function {
            ident,
            marker,
            cfgs,
            signature,
            ..
        } = self;
        let is_plain = |p: &Parameter| p.kind.is_single() && p.default.is_none();
        if signature.parameters.len() != n || !signature.parameters.iter().all(is_plain) {
            let message = match n {
                0 => format!("`{ident}` has no parameters in Python but the object"),
                1 => format!("`{ident}` has one parameter in Python, without a default"),
                _ => format!("`{ident}` has {n} parameters in Python, without defaults"),
            };
            return Err(Error::new(ident.span(), message));
        }
        let (result, finish) = match outcome {
            Outcome::Object => (quote!(method::Returned), "finish"),
            Outcome::Next => (quote!(method::Returned), "finish_next"),
            Outcome::Number => (quote!(method::Number), "finish_number"),
        };
        let body = self.body(signature, finish)?;
        let receiver = receiver();
        Ok(quote! {
            #(#cfgs)*
            #[allow(non_camel_case_types)]
            enum #marker {}

            #(#cfgs)*
            unsafe impl ::cpython_api::class::slots::Special<#n> for #marker {
                type Result = ::cpython_api::#result;

                #[inline(always)]
                fn call<'c>(
                    thread: &mut ::cpython_api::Thread<'c>,
                    #receiver: ::cpython_api::method::Receiver<'c>,
                    args: &[::core::option::Option<::cpython_api::Arg<'c>>; #n],
                ) -> Self::Result {
                    #body
                }
            }
        })
    }

    /// What `inspect` shows for the class whose `#[new]` this is.
    pub fn class_signature(&self) -> Result<LitCStr> {
        let text = match &self.text_signature {
            Some(text) => format!("{}{}", self.python_name, with_owner(text, None)?),
            None => self.signature.text(&self.python_name, None)?,
        };
        c_string(&format!("{text}\n--\n\n"), self.ident.span())
    }

    /// The type that stands for the function.
    pub const fn marker(&self) -> &Ident {
        &self.marker
    }

    /// How many arguments of their own the parameters take.
    pub fn arity(&self) -> usize {
        self.signature.single().count()
    }

    /// Converts the arguments, calls the Rust function, converts the result.
    ///
    /// The types are inferred from the function, so that none of the author's tokens is inside
    /// an `unsafe` block. Holders come first: they are dropped after what is lent from them.
    fn body(&self, signature: &Signature, finish: &str) -> Result<TokenStream> {
        let mut statements = Vec::new();
        let mut values = Vec::new();
        let mut i = 0;
        for parameter in &signature.parameters {
            match parameter.kind {
                Kind::VarPositional => values.push(quote!(rest.positional)),
                Kind::VarKeyword => values.push(quote!(rest.keywords)),
                _ => {
                    statements.push(self.conversion(signature, i, parameter)?);
                    let value = format_ident!("value_{i}");
                    values.push(quote!(#value));
                    i += 1;
                }
            }
        }

        let callee = self.callee();
        let (receiver, leading) = self.leading();
        let result = Ident::new("result", Span::call_site().located_at(self.result));
        let token = self.token(&result);
        let finish = call_at(self.result, finish, &quote!(py, #result));
        Ok(quote! {
            #(#statements)*
            #receiver
            let #result = #callee(#(#leading,)* #(#values),*);
            let py = #token;
            #finish
        })
    }

    /// Makes `value_I` of the `i`-th argument.
    fn conversion(
        &self,
        signature: &Signature,
        i: usize,
        parameter: &Parameter,
    ) -> Result<TokenStream> {
        let holder = format_ident!("holder_{i}");
        let value = format_ident!("value_{i}");
        let convert = match self.fallback {
            Some(_) => {
                let arguments = quote!(thread.py(), arg, &mut #holder);
                call_at(parameter.ty, "take", &arguments)
            }
            None => {
                let place = self.place(&signature.display_name(i, parameter), parameter)?;
                let arguments = quote!(thread.py(), arg, &mut #holder, #place);
                call_at(parameter.ty, "convert", &arguments)
            }
        };
        let missing = match &parameter.default {
            Some(default) => quote!(#default),
            // The binder lets no call through that leaves a required parameter out.
            None => quote!(::core::unreachable!()),
        };
        Ok(quote! {
            let mut #holder = ::core::default::Default::default();
            let #value = match args[#i] {
                ::core::option::Option::Some(arg) => match unsafe { #convert } {
                    ::core::result::Result::Ok(value) => value,
                    ::core::result::Result::Err(otherwise) => return otherwise.into(),
                },
                ::core::option::Option::None => #missing,
            };
        })
    }

    /// What texts of exceptions begin with.
    fn place(&self, argument: &str, parameter: &Parameter) -> Result<TokenStream> {
        let function = c_string(&self.python_name, self.ident.span())?;
        let argument = c_string(argument, parameter.name.span())?;
        Ok(quote! {
            &::cpython_api::method::Place { function: #function, argument: #argument }
        })
    }

    /// The token with which the result is converted. A result may have borrowed the thread exclusively.
    fn token(&self, result: &Ident) -> TokenStream {
        if !self.leading.contains(&Leading::Thread) {
            return quote!(thread.py());
        }
        let token = call_at(self.result, "token_behind", &quote!(&#result));
        quote!(unsafe { #token })
    }

    fn callee(&self) -> TokenStream {
        let ident = &self.ident;
        match &self.owner {
            Owner::Module => quote!(#ident),
            Owner::Instance(class) | Owner::Class(class) | Owner::Static(class) => {
                quote!(<#class>::#ident)
            }
        }
    }

    /// A statement that makes what the function is called on, and the arguments before the parameters.
    fn leading(&self) -> (Option<TokenStream>, Vec<TokenStream>) {
        let (marker, receiver) = (&self.marker, receiver());
        let receiver = match &self.owner {
            Owner::Module if self.leading.contains(&Leading::LazyModule) => Some(quote! {
                let module: ::cpython_api::LazyModule<
                    'c, <#marker as ::cpython_api::module::InModule>::State
                > = unsafe { #receiver.lazy_module() };
            }),
            Owner::Module if !self.leading.contains(&Leading::Module) => None,
            Owner::Module => Some(quote! {
                let module: ::cpython_api::Module<
                    'c, <#marker as ::cpython_api::module::InModule>::State
                > = match unsafe { #receiver.module(thread.py()) } {
                    ::core::result::Result::Ok(module) => module,
                    ::core::result::Result::Err(raised) => {
                        return ::cpython_api::method::Returned::from(raised).into();
                    }
                };
            }),
            Owner::Instance(class) => Some(quote! {
                let slf: ::cpython_api::Arg<'c, #class> = unsafe { #receiver.instance() };
            }),
            Owner::Class(class) => Some(quote! {
                let class: ::cpython_api::Class<'c, #class> = unsafe { #receiver.class() };
            }),
            Owner::Static(_) => None,
        };
        let leading = self.leading.iter().map(|leading| match leading {
            Leading::Python => quote!(thread.py()),
            Leading::Thread => quote!(thread),
            Leading::Module | Leading::LazyModule => quote!(module),
            Leading::Payload => quote!(&slf),
            Leading::Instance => quote!(slf),
            Leading::Class => quote!(class),
        });
        (receiver, leading.collect())
    }

    fn signature_constant(&self, signature: &Signature) -> Result<TokenStream> {
        let name = c_string(&self.python_name, self.ident.span())?;
        let mut parameters = Vec::new();
        for parameter in signature.single() {
            let name = python_name(&parameter.name);
            parameters.push(c_string(&name, parameter.name.span())?);
        }
        let positional_only = signature.count(Kind::PositionalOnly);
        let positional = positional_only + signature.count(Kind::PositionalOrKeyword);
        let required_positional = signature.required_positional();
        let required_keyword_only = signature.required_keyword_only();
        let var_positional = signature.has(Kind::VarPositional);
        let var_keyword = signature.has(Kind::VarKeyword);
        Ok(quote! {
            ::cpython_api::method::Signature {
                name: #name,
                parameters: [#(#parameters),*],
                positional_only: #positional_only,
                positional: #positional,
                required_positional: #required_positional,
                required_keyword_only: #required_keyword_only,
                var_positional: #var_positional,
                var_keyword: #var_keyword,
            }
        })
    }

    /// `ml_doc`: the signature for `inspect`, and the docstring.
    ///
    /// That of a function with a fallback is the base's, if the build extracted it.
    fn doc(&self, signature: &Signature, module: Option<&str>) -> Result<TokenStream> {
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
        let name = &self.python_name;
        let owner = self.owner.variable();
        let text = match &self.text_signature {
            Some(text) => format!("{name}{}", with_owner(text, owner)?),
            None => signature.text(name, owner)?,
        };
        let doc = format!("{text}\n--\n\n{}", self.docstring);
        let doc = c_string(&doc, self.ident.span())?;
        Ok(quote!(#doc))
    }
}

/// Expands `#[pyfunction]` on a function that does not stand in a `#[pymodule]`.
pub fn expand(args: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let item: ItemFn = syn::parse2(item)?;
    let expansion = Function::of_module(&item, Options::parse(args)?)?.expand(None)?;
    Ok(quote!(#item #expansion))
}

/// The parameter of an expansion that a function is called on. Defaults, which are the author's, do not see it:
/// called on something else, a function would take that for its module or object.
fn receiver() -> Ident {
    Ident::new("receiver", Span::mixed_site())
}

/// Calls a function of `::cpython_api::method`; errors of its type are shown at `span`.
fn call_at(span: Span, function: &str, arguments: &TokenStream) -> TokenStream {
    // These are still the macro's own tokens, which may stand in an `unsafe` block.
    let span = Span::call_site().located_at(span);
    let function = Ident::new(function, span);
    quote_spanned!(span=> ::cpython_api::method::#function(#arguments))
}

/// The file that `basedocs.py` wrote for a function of the base, if it ran.
fn base_doc(module: &str, function: &str) -> Option<String> {
    let bindings = std::env::var_os("CPYTHON_SYS_BINDINGS")?;
    let path = std::path::Path::new(&bindings)
        .join("docs")
        .join(format!("{module}.{function}"));
    path.exists().then(|| path.to_str().map(str::to_owned))?
}

/// Puts what the function is called on into a signature written by the author.
fn with_owner(text: &LitStr, owner: Option<&str>) -> Result<String> {
    let value = text.value();
    let Some(parameters) = value.strip_prefix('(').and_then(|v| v.strip_suffix(')')) else {
        return Err(Error::new(text.span(), "expected \"(a, b=None, ..)\""));
    };
    let Some(owner) = owner else {
        return Ok(value);
    };
    let has_slash = parameters.split(',').any(|word| word.trim() == "/");
    Ok(match (parameters, has_slash) {
        ("", _) => format!("({owner}, /)"),
        (_, true) => format!("({owner}, {parameters})"),
        (_, false) => format!("({owner}, /, {parameters})"),
    })
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
