//! `#[pymodule]`: the module definition, its method table and its init function.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Ident, Item, ItemMod, LitStr, Result, UseTree};

use crate::function::{Export, Function, Options, c_string, cfgs, docstring};
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
    let mut exports = Vec::new();
    for item in items.iter_mut() {
        match item {
            Item::Fn(item) => {
                let Some(attribute) = take_attribute(&mut item.attrs, "pyfunction") else {
                    continue;
                };
                let function = Function::new(item, Options::from_attribute(&attribute)?)?;
                expansions.push(function.expand(Some(&functions_module))?);
                exports.push(function.export());
            }
            Item::Use(item) => {
                if take_attribute(&mut item.attrs, "pymodule_export").is_some() {
                    let cfgs = cfgs(&item.attrs);
                    exports.extend(used_names(&item.tree)?.into_iter().map(|name| Export {
                        cfgs: cfgs.clone(),
                        path: name.into(),
                    }));
                }
            }
            _ => {}
        }
    }

    let definition = definition(&arguments, &name, &docstring(&module.attrs), &exports)?;
    items.push(Item::Verbatim(quote!(#(#expansions)* #definition)));
    Ok(quote!(#module))
}

/// The method table, the module definition, and the init function that the module table names.
fn definition(
    arguments: &Arguments,
    name: &str,
    doc: &str,
    exports: &[Export],
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
    let methods = exports.iter().map(
        |Export { cfgs, path }| quote!(#(#cfgs)* <#path as ::cpython_api::module::Export>::METHOD),
    );
    Ok(quote! {
        static MODULE: ::cpython_api::module::ModuleDef = {
            const EXPORTS: &[::core::option::Option<::cpython_api::method::Method>] =
                &[#(#methods,)*];
            static METHODS: ::cpython_api::method::Methods =
                ::cpython_api::method::Methods(&::cpython_api::method::Method::table::<
                    { ::cpython_api::method::Method::table_len(EXPORTS) },
                >(EXPORTS));
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

/// Takes an attribute away from an item that has it.
fn take_attribute(attributes: &mut Vec<Attribute>, name: &str) -> Option<Attribute> {
    let is_wanted = |attribute: &Attribute| {
        let last = attribute.path().segments.last();
        last.is_some_and(|last| last.ident == name)
    };
    let position = attributes.iter().position(is_wanted)?;
    Some(attributes.remove(position))
}

/// The names that a `use` brings into the module.
fn used_names(tree: &UseTree) -> Result<Vec<Ident>> {
    match tree {
        UseTree::Path(path) => used_names(&path.tree),
        UseTree::Name(name) => Ok(vec![name.ident.clone()]),
        UseTree::Rename(rename) => Ok(vec![rename.rename.clone()]),
        UseTree::Group(group) => {
            let names: Result<Vec<_>> = group.items.iter().map(used_names).collect();
            Ok(names?.concat())
        }
        UseTree::Glob(glob) => {
            let message = "name what is exported: a glob would hide it";
            Err(Error::new(glob.span(), message))
        }
    }
}
