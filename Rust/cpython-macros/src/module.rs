//! `#[pymodule]`: the module definition, its method table and its init function.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Attribute, Error, FnArg, Ident, Item, ItemFn, ItemMod, LitStr, Result, UseTree};

use crate::function::{
    Export, Function, Options, c_string, cfgs, docstring, is_named, take_attribute,
};
use crate::parameters::{Leading, token_of};
use crate::signature::python_name;
use crate::storage;

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
    let mut state = None;
    let mut init = None;
    for item in items.iter_mut() {
        match item {
            Item::Struct(item) => {
                if let Some(attribute) = take_attribute(&mut item.attrs, "state") {
                    expansions.push(storage::expand(item)?);
                    set_once(&mut state, item.ident.clone(), &attribute)?;
                } else if item
                    .attrs
                    .iter()
                    .any(|attribute| is_named(attribute, "pyclass"))
                {
                    exports.push(Export {
                        cfgs: cfgs(&item.attrs),
                        path: item.ident.clone().into(),
                    });
                }
            }
            Item::Fn(item) => {
                if let Some(attribute) = take_attribute(&mut item.attrs, "init") {
                    set_once(&mut init, call_init(item)?, &attribute)?;
                    continue;
                }
                let Some(attribute) = take_attribute(&mut item.attrs, "pyfunction") else {
                    continue;
                };
                let function = Function::of_module(item, Options::from_attribute(&attribute)?)?;
                expansions.push(function.expand(Some(&functions_module))?);
                exports.push(function.export());
            }
            Item::Use(item) => {
                let Some(_) = take_attribute(&mut item.attrs, "pymodule_export") else {
                    continue;
                };
                let cfgs = cfgs(&item.attrs);
                exports.extend(used_names(&item.tree)?.into_iter().map(|name| Export {
                    cfgs: cfgs.clone(),
                    path: name.into(),
                }));
            }
            _ => {}
        }
    }

    let state = state.unwrap_or_else(|| {
        let ident = format_ident!("NoState");
        expansions.push(no_state(&ident));
        ident
    });
    expansions.push(module_state(&state, &exports, init));
    let definition = definition(
        &arguments,
        &name,
        &docstring(&module.attrs),
        &state,
        &exports,
    )?;
    items.push(Item::Verbatim(quote!(#(#expansions)* #definition)));
    Ok(quote!(#module))
}

/// Keeps what a module has one of.
fn set_once<T>(place: &mut Option<T>, value: T, attribute: &Attribute) -> Result<()> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => {
            let name = quote!(#attribute).to_string().replace(' ', "");
            let message = format!("a module has one {name}");
            Err(Error::new_spanned(attribute, message))
        }
    }
}

/// The method table, the module definition, and the init function that the module table names.
fn definition(
    arguments: &Arguments,
    name: &str,
    doc: &str,
    state: &Ident,
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
            ::cpython_api::module::ModuleDef::new::<#state>(#name, #doc, #functions_module, &METHODS)
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

/// The state of a module that asks for none.
fn no_state(ident: &Ident) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[derive(Default)]
        pub struct #ident;

        unsafe impl ::cpython_api::slot::Storage for #ident {
            const SLOTS: &'static [::cpython_api::slot::SlotField] = &[];
        }
    }
}

/// What belongs to the state: the classes and functions, the definition, and what is done at first.
fn module_state(state: &Ident, exports: &[Export], init: Option<TokenStream>) -> TokenStream {
    let init = init.unwrap_or_else(|| quote!(::core::result::Result::Ok(())));
    // What is not compiled keeps its place, so that the index of what follows does not depend on it.
    let classes = exports.iter().map(|Export { cfgs, path }| {
        let conditions = cfgs
            .iter()
            .filter_map(|cfg| cfg.meta.require_list().ok())
            .map(|cfg| &cfg.tokens);
        let missing = (!cfgs.is_empty()).then(|| {
            quote!(
                #[cfg(not(all(#(#conditions),*)))]
                ::core::option::Option::None,
            )
        });
        quote! {
            #(#cfgs)* <#path as ::cpython_api::module::Export>::CLASS,
            #missing
        }
    });
    let memberships = exports
        .iter()
        .enumerate()
        .map(|(i, Export { cfgs, path })| {
            quote! {
                #(#cfgs)*
                unsafe impl ::cpython_api::module::InModule for #path {
                    type State = #state;
                    const CLASS_INDEX: usize =
                        ::cpython_api::module::count_classes(CLASSES.split_at(#i).0);
                }
            }
        });
    quote! {
        const CLASSES: &[::core::option::Option<&'static ::cpython_api::class::ClassDef>] =
            &[#(#classes)*];

        #(#memberships)*

        unsafe impl ::cpython_api::state::ModuleState for #state {
            const CLASSES: &'static [&'static ::cpython_api::class::ClassDef] =
                &::cpython_api::module::collect_classes::<
                    { ::cpython_api::module::count_classes(CLASSES) },
                >(CLASSES);

            fn definition() -> &'static ::cpython_api::module::ModuleDef {
                &MODULE
            }

            #[allow(unused_variables)]
            fn init<'c>(
                thread: &mut ::cpython_api::Thread<'c>,
                module: ::cpython_api::Module<'c, Self>,
            ) -> ::cpython_api::PyResult<()> {
                #init
            }
        }
    }
}

/// The call of the function with `#[init]`.
fn call_init(item: &ItemFn) -> Result<TokenStream> {
    let ident = &item.sig.ident;
    let token = match item.sig.inputs.first() {
        Some(FnArg::Typed(first)) => token_of(&first.ty),
        _ => None,
    };
    match (token, item.sig.inputs.len()) {
        (Some(Leading::Python), 1) => Ok(quote!(#ident(thread.py()))),
        (Some(Leading::Python), 2) => Ok(quote!(#ident(thread.py(), module))),
        (Some(Leading::Thread), 1) => Ok(quote!(#ident(thread))),
        (Some(Leading::Thread), 2) => Ok(quote!(#ident(thread, module))),
        _ => {
            let message = "expected `Python<'_>` or `&mut Thread<'_>`, and `Module<'_, State>`";
            Err(Error::new(item.sig.inputs.span(), message))
        }
    }
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
