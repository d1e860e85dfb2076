//! `#[pyclass]`: a class with a struct as its payload.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::{Error, Item, LitStr, Result};

use crate::function::{c_string, docstring};
use crate::signature::python_name;
use crate::storage;

/// The arguments of the attribute.
#[derive(Default)]
struct Options {
    name: Option<LitStr>,
    module: Option<LitStr>,
    weakref: bool,
    subclass: bool,
}

impl Options {
    fn parse(args: TokenStream) -> Result<Options> {
        let mut options = Options::default();
        let parser = syn::meta::parser(|meta| {
            if meta.path.is_ident("name") {
                options.name = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("module") {
                options.module = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("weakref") {
                options.weakref = true;
            } else if meta.path.is_ident("subclass") {
                options.subclass = true;
            } else {
                return Err(meta.error("expected `name`, `module`, `weakref` or `subclass`"));
            }
            Ok(())
        });
        parser.parse2(args)?;
        Ok(options)
    }
}

pub fn expand(args: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let options = Options::parse(args)?;
    let item: Item = syn::parse2(item)?;
    let Item::Struct(item) = item else {
        let message = "a class is a struct: its fields say where the objects are that it holds";
        return Err(Error::new_spanned(item, message));
    };
    let ident = &item.ident;
    let storage = storage::expand(&item)?;

    let name = match &options.name {
        Some(name) => c_string(&name.value(), name.span())?,
        None => c_string(&python_name(ident), ident.span())?,
    };
    let module = match &options.module {
        Some(module) => {
            let module = c_string(&module.value(), module.span())?;
            quote!(::core::option::Option::Some(#module))
        }
        None => quote!(::core::option::Option::None),
    };
    let doc = c_string(&docstring(&item.attrs), ident.span())?;
    let Options {
        weakref, subclass, ..
    } = options;

    Ok(quote! {
        #item

        #storage

        const _: () = {
            // A class without #[pymethods] has its methods from here: none.
            use ::cpython_api::class::DefaultMethods as _;

            unsafe impl ::cpython_api::class::PyClass for #ident {
                const DEFINITION: ::cpython_api::class::ClassDef =
                    ::cpython_api::class::ClassDef::new::<#ident>(
                        ::cpython_api::class::ClassOptions {
                            name: #name,
                            module: #module,
                            doc: #doc,
                            weakref: #weakref,
                            subclass: #subclass,
                        },
                        #ident::PYMETHODS,
                    );
            }

            unsafe impl ::cpython_api::module::Export for #ident {
                const CLASS: ::core::option::Option<&'static ::cpython_api::class::ClassDef> =
                    ::core::option::Option::Some(
                        &<#ident as ::cpython_api::class::PyClass>::DEFINITION
                    );
            }
        };
    })
}
