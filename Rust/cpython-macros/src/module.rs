//! `#[pymodule]`: the module definition, its method table and its init function.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Item, ItemFn, ItemMod, LitStr, Result};

use crate::function::{Function, Options, c_string, docstring};
use crate::signature::python_name;

/// The arguments of the attribute.
#[derive(Default)]
struct Arguments {
    name: Option<LitStr>,
    functions_module: Option<LitStr>,
}

impl Arguments {
    fn parse(args: TokenStream) -> Result<Arguments> {
        let mut arguments = Arguments::default();
        let parser = syn::meta::parser(|meta| {
            if meta.path.is_ident("name") {
                arguments.name = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("functions_module") {
                arguments.functions_module = Some(meta.value()?.parse()?);
            } else {
                return Err(meta.error("expected `name` or `functions_module`"));
            }
            Ok(())
        });
        parser.parse2(args)?;
        Ok(arguments)
    }
}

pub fn expand(args: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let arguments = Arguments::parse(args)?;
    let mut module: ItemMod = syn::parse2(item)?;
    let span = module.span();
    let Some((_, items)) = &mut module.content else {
        let message = "the functions of the module stand in this file: `mod name { .. }`";
        return Err(Error::new(span, message));
    };

    let name = match &arguments.name {
        Some(name) => name.value(),
        None => python_name(&module.ident),
    };
    let functions_module = match &arguments.functions_module {
        Some(functions_module) => functions_module.value(),
        None => name.clone(),
    };

    let mut expansions = Vec::new();
    let mut methods = Vec::new();
    for item in items.iter_mut() {
        let Item::Fn(item) = item else { continue };
        let Some(options) = take_options(item)? else {
            continue;
        };
        let function = Function::new(item, options)?;
        expansions.push(function.expand(&functions_module)?);
        methods.push(function.method());
    }

    let definition = definition(&arguments, &name, &docstring(&module.attrs), &methods)?;
    items.push(Item::Verbatim(quote!(#(#expansions)* #definition)));
    Ok(quote!(#module))
}

/// The method table, the module definition, and the init function that the module table names.
fn definition(
    arguments: &Arguments,
    name: &str,
    doc: &str,
    methods: &[TokenStream],
) -> Result<TokenStream> {
    let init = format_ident!("PyRustInit_{name}");
    let name = c_string(name, Span::call_site())?;
    let doc = c_string(doc, Span::call_site())?;
    let functions_module = match &arguments.functions_module {
        Some(functions_module) => {
            let functions_module = c_string(&functions_module.value(), functions_module.span())?;
            quote!(::core::option::Option::Some(#functions_module))
        }
        None => quote!(::core::option::Option::None),
    };
    Ok(quote! {
        static MODULE: ::cpython_api::module::ModuleDef = {
            static METHODS: ::cpython_api::method::Methods =
                ::cpython_api::method::Methods(&[
                    #(#methods,)*
                    ::cpython_api::method::Method::END,
                ]);
            ::cpython_api::module::ModuleDef::new(#name, #doc, #functions_module, &METHODS)
        };

        #[allow(non_snake_case)]
        #[doc(hidden)]
        #[unsafe(no_mangle)]
        pub extern "C" fn #init() -> *mut ::cpython_api::module::PyObject {
            unsafe { MODULE.init() }
        }

        // The init function is what Include/cpython_rust.h declares.
        const _: ::cpython_api::exports::#init = #init;
    })
}

/// Takes `#[pyfunction]` away from a function that has it.
fn take_options(item: &mut ItemFn) -> Result<Option<Options>> {
    let is_pyfunction = |attribute: &Attribute| {
        let path = attribute.path();
        path.segments
            .last()
            .is_some_and(|last| last.ident == "pyfunction")
    };
    let Some(position) = item.attrs.iter().position(is_pyfunction) else {
        return Ok(None);
    };
    let attribute = item.attrs.remove(position);
    Options::from_attribute(&attribute).map(Some)
}
