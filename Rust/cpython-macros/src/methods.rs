//! `#[pymethods]`: methods, attributes and special methods of a class.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Ident, ImplItem, ImplItemFn, ItemImpl, Result, Type};

use crate::function::{
    Function, Options, Outcome, RustFunction, c_string, cfgs, docstring, take_attribute,
};
use crate::owner::Owner;
use crate::signature::python_name;

/// Special methods that are a slot of their own: name, constructor of the slot, parameters, result.
const SLOTS: &[(&str, &str, usize, Outcome)] = &[
    ("__repr__", "repr", 0, Outcome::Object),
    ("__str__", "str", 0, Outcome::Object),
    ("__iter__", "iter", 0, Outcome::Object),
    ("__next__", "iternext", 0, Outcome::Next),
    ("__hash__", "hash", 0, Outcome::Number),
    ("__bool__", "bool", 0, Outcome::Number),
    ("__contains__", "contains", 1, Outcome::Number),
    ("__getitem__", "subscript", 1, Outcome::Object),
    ("__neg__", "negative", 0, Outcome::Object),
    ("__pos__", "positive", 0, Outcome::Object),
    ("__abs__", "absolute", 0, Outcome::Object),
    ("__invert__", "invert", 0, Outcome::Object),
    ("__int__", "int", 0, Outcome::Object),
    ("__float__", "float", 0, Outcome::Object),
    ("__index__", "index", 0, Outcome::Object),
    ("__iadd__", "inplace_add", 1, Outcome::Object),
    ("__isub__", "inplace_subtract", 1, Outcome::Object),
    ("__imul__", "inplace_multiply", 1, Outcome::Object),
    ("__iand__", "inplace_and", 1, Outcome::Object),
    ("__ixor__", "inplace_xor", 1, Outcome::Object),
    ("__ior__", "inplace_or", 1, Outcome::Object),
];

/// Operators: method, reflected method, constructor of the slot of both.
const OPERATORS: &[(&str, &str, &str)] = &[
    ("__add__", "__radd__", "add"),
    ("__sub__", "__rsub__", "subtract"),
    ("__mul__", "__rmul__", "multiply"),
    ("__matmul__", "__rmatmul__", "matrix_multiply"),
    ("__truediv__", "__rtruediv__", "true_divide"),
    ("__floordiv__", "__rfloordiv__", "floor_divide"),
    ("__mod__", "__rmod__", "remainder"),
    ("__divmod__", "__rdivmod__", "divmod"),
    ("__lshift__", "__rlshift__", "lshift"),
    ("__rshift__", "__rrshift__", "rshift"),
    ("__and__", "__rand__", "and"),
    ("__xor__", "__rxor__", "xor"),
    ("__or__", "__ror__", "or"),
];

/// Comparisons, and their names in the trait `Comparisons`.
const COMPARISONS: [(&str, &str); 6] = [
    ("__lt__", "Lt"),
    ("__le__", "Le"),
    ("__eq__", "Eq"),
    ("__ne__", "Ne"),
    ("__gt__", "Gt"),
    ("__ge__", "Ge"),
];

/// Special methods that CPython finds by name in the class: ordinary methods.
const BY_NAME: &[&str] = &[
    "__bytes__",
    "__class_getitem__",
    "__copy__",
    "__deepcopy__",
    "__dir__",
    "__enter__",
    "__exit__",
    "__format__",
    "__getstate__",
    "__length_hint__",
    "__reduce__",
    "__reduce_ex__",
    "__reversed__",
    "__setstate__",
    "__sizeof__",
];

/// What is put together while the methods are read.
#[derive(Default)]
struct Class {
    /// Types that stand for functions, and their traits.
    items: Vec<TokenStream>,
    new: Option<TokenStream>,
    signature: Option<TokenStream>,
    methods: Vec<TokenStream>,
    getters: Vec<Getter>,
    setters: Vec<(String, Ident)>,
    slots: Vec<TokenStream>,
    /// The special methods that share a slot with others, by name.
    shared: Vec<Ident>,
}

/// An attribute.
struct Getter {
    name: String,
    marker: Ident,
    cfgs: Vec<Attribute>,
    doc: String,
}

pub fn expand(args: TokenStream, item: TokenStream) -> Result<TokenStream> {
    if !args.is_empty() {
        return Err(Error::new(args.span(), "#[pymethods] takes no arguments"));
    }
    let mut item: ItemImpl = syn::parse2(item)?;
    if let Some((path, _)) = &item.trait_ {
        let message = "methods in Python stand in an `impl` of the class, not of a trait";
        return Err(Error::new(path.span(), message));
    }
    let ty = (*item.self_ty).clone();
    let mut class = Class::default();
    for item in &mut item.items {
        if let ImplItem::Fn(function) = item {
            class.add(&ty, function)?;
        }
    }
    let constant = class.constant(&ty)?;
    Ok(quote!(#item #constant))
}

impl Class {
    fn add(&mut self, ty: &Type, item: &mut ImplItemFn) -> Result<()> {
        let mut take = |name| take_attribute(&mut item.attrs, name);
        let options = match take("pymethod") {
            Some(attribute) => Options::from_attribute(&attribute)?,
            None => Options::default(),
        };
        let kinds = ["new", "classmethod", "staticmethod", "getter", "setter"];
        let kinds: Vec<_> = kinds
            .map(|kind| take(kind).map(|a| (kind, a)))
            .into_iter()
            .flatten()
            .collect();
        if let [_, (_, second), ..] = &kinds[..] {
            return Err(Error::new(second.span(), "a method is of one kind"));
        }
        let owner = Box::new(ty.clone());
        match kinds.into_iter().next() {
            Some(("new", _)) => self.add_new(ty, item, options),
            Some(("classmethod", _)) => {
                let convert = quote!(of_class);
                self.add_method(item, Owner::Class(owner), options, Some(convert))
            }
            Some(("staticmethod", _)) => {
                let convert = quote!(of_nothing);
                self.add_method(item, Owner::Static(owner), options, Some(convert))
            }
            Some(("getter", attribute)) => self.add_getter(owner, item, &attribute),
            Some((_, attribute)) => self.add_setter(owner, item, &attribute),
            None => self.add_by_name(ty, item, options),
        }
    }

    fn add_by_name(&mut self, ty: &Type, item: &ImplItemFn, options: Options) -> Result<()> {
        let name = python_name(&item.sig.ident);
        let owner = Owner::Instance(Box::new(ty.clone()));
        let is_special = name.starts_with("__") && name.ends_with("__");
        if !is_special || BY_NAME.contains(&&*name) {
            return self.add_method(item, owner, options, None);
        }

        let span = item.sig.ident.span();
        if let Some(&(_, slot, n, outcome)) = SLOTS.iter().find(|slot| slot.0 == name) {
            let marker = self.add_special(item, owner, n, outcome)?;
            self.add_slot(&item.attrs, slot, &quote!(#marker));
            return Ok(());
        }
        match &*name {
            "__len__" => {
                let marker = self.add_special(item, owner, 0, Outcome::Number)?;
                self.add_slot(&item.attrs, "mapping_length", &quote!(#marker));
                self.add_slot(&item.attrs, "sequence_length", &quote!(#marker));
            }
            "__call__" => {
                let function = new_function(item, owner, options)?;
                self.items.push(function.expand(None)?);
                let (marker, n) = (function.marker(), function.arity());
                self.add_slot(&item.attrs, "tp_call", &quote!(#marker, #n));
            }
            "__buffer__" => self.add_buffer(ty, item),
            "__setitem__" => {
                let marker = self.add_special(item, owner, 2, Outcome::Number)?;
                self.share(marker, item)?;
            }
            "__delitem__" => {
                let marker = self.add_special(item, owner, 1, Outcome::Number)?;
                self.share(marker, item)?;
            }
            name if COMPARISONS.iter().any(|c| c.0 == name)
                || OPERATORS.iter().any(|o| o.0 == name || o.1 == name) =>
            {
                let marker = self.add_special(item, owner, 1, Outcome::Object)?;
                self.share(marker, item)?;
            }
            _ => {
                let message = format!("`{name}` is not a special method that is known here");
                return Err(Error::new(span, message));
            }
        }
        Ok(())
    }

    fn add_method(
        &mut self,
        item: &ImplItemFn,
        owner: Owner,
        options: Options,
        convert: Option<TokenStream>,
    ) -> Result<()> {
        let function = new_function(item, owner, options)?;
        self.items.push(function.expand(None)?);
        let (marker, cfgs) = (function.marker(), cfgs(&item.attrs));
        let method = quote!(<#marker as ::cpython_api::module::Export>::METHOD);
        self.methods.push(match convert {
            None => quote!(#(#cfgs)* #method),
            Some(convert) => quote! {
                #(#cfgs)*
                match #method {
                    ::core::option::Option::Some(method) =>
                        ::core::option::Option::Some(method.#convert()),
                    ::core::option::Option::None => ::core::option::Option::None,
                }
            },
        });
        Ok(())
    }

    fn add_new(&mut self, ty: &Type, item: &ImplItemFn, options: Options) -> Result<()> {
        let options = options.or_name(&quote!(#ty).to_string(), ty.span());
        let function = new_function(item, Owner::Class(Box::new(ty.clone())), options)?;
        self.items.push(function.expand(None)?);
        let (marker, n) = (function.marker(), function.arity());
        let signature = function.class_signature()?;
        let earlier = self.new.replace(quote! {
            ::cpython_api::class::slots::TypeSlot::tp_new::<#marker, #n>()
        });
        self.signature = Some(quote!(#signature));
        match earlier {
            Some(_) => Err(Error::new(item.sig.ident.span(), "a class has one #[new]")),
            None => Ok(()),
        }
    }

    fn add_special(
        &mut self,
        item: &ImplItemFn,
        owner: Owner,
        n: usize,
        outcome: Outcome,
    ) -> Result<Ident> {
        let function = new_function(item, owner, Options::default())?;
        self.items.push(function.expand_special(n, outcome)?);
        Ok(function.marker().clone())
    }

    fn add_slot(&mut self, attributes: &[Attribute], slot: &str, arguments: &TokenStream) {
        let (cfgs, slot) = (cfgs(attributes), format_ident!("r#{slot}"));
        self.slots.push(quote! {
            #(#cfgs)*
            ::cpython_api::class::slots::TypeSlot::#slot::<#arguments>()
        });
    }

    fn share(&mut self, marker: Ident, item: &ImplItemFn) -> Result<()> {
        if let Some(cfg) = cfgs(&item.attrs).first() {
            let message = "a method that shares a slot with others is there on every version";
            return Err(Error::new(cfg.span(), message));
        }
        self.shared.push(marker);
        Ok(())
    }

    fn add_buffer(&mut self, ty: &Type, item: &ImplItemFn) {
        let ident = &item.sig.ident;
        let cfgs = cfgs(&item.attrs);
        self.items.push(quote! {
            #(#cfgs)*
            #[allow(non_camel_case_types)]
            enum #ident {}

            #(#cfgs)*
            impl ::cpython_api::class::slots::Exporter for #ident {
                type Class = #ty;

                fn buffer(payload: &#ty) -> &[u8] {
                    <#ty>::#ident(payload)
                }
            }
        });
        self.add_slot(&item.attrs, "getbuffer", &quote!(#ident));
    }

    fn add_getter(
        &mut self,
        ty: Box<Type>,
        item: &ImplItemFn,
        attribute: &Attribute,
    ) -> Result<()> {
        let name = match attribute_name(attribute)? {
            Some(name) => name,
            None => python_name(&item.sig.ident),
        };
        let marker = self.add_special(item, Owner::Instance(ty), 0, Outcome::Object)?;
        self.getters.push(Getter {
            name,
            marker,
            cfgs: cfgs(&item.attrs),
            doc: docstring(&item.attrs),
        });
        Ok(())
    }

    fn add_setter(
        &mut self,
        ty: Box<Type>,
        item: &ImplItemFn,
        attribute: &Attribute,
    ) -> Result<()> {
        let ident = python_name(&item.sig.ident);
        let name = match (attribute_name(attribute)?, ident.strip_prefix("set_")) {
            (Some(name), _) => name,
            (None, Some(name)) => name.to_owned(),
            (None, None) => {
                let message = "a setter is named `set_` and the attribute, or #[setter(attribute)]";
                return Err(Error::new(item.sig.ident.span(), message));
            }
        };
        let marker = self.add_special(item, Owner::Instance(ty), 1, Outcome::Number)?;
        self.setters.push((name, marker));
        Ok(())
    }

    /// The constant that `#[pyclass]` reads.
    fn constant(mut self, ty: &Type) -> Result<TokenStream> {
        self.add_shared_slots(ty);
        let getset = self.getset()?;
        let Class {
            items,
            new,
            signature,
            methods,
            slots,
            ..
        } = self;
        let optional = |value| match value {
            Some(value) => quote!(::core::option::Option::Some(#value)),
            None => quote!(::core::option::Option::None),
        };
        let (new, signature) = (optional(new), optional(signature));
        Ok(quote! {
            impl #ty {
                #[doc(hidden)]
                pub const PYMETHODS: ::cpython_api::class::ClassMethods<#ty> = {
                    use ::cpython_api::method::{Method, Methods};

                    #(#items)*

                    const METHODS: &[::core::option::Option<Method>] = &[#(#methods,)*];
                    const TABLE: &Methods =
                        &Methods(&Method::table::<{ Method::table_len(METHODS) }>(METHODS));

                    const TABLES: ::cpython_api::class::Tables = ::cpython_api::class::Tables {
                        new: #new,
                        methods: ::core::option::Option::Some(TABLE),
                        getset: &[#getset ::cpython_api::class::getset::GetSet::END],
                        slots: &[#(#slots,)*],
                        signature: #signature,
                    };
                    unsafe { ::cpython_api::class::ClassMethods::new(TABLES) }
                };
            }
        })
    }

    /// The slots of several methods each.
    fn add_shared_slots(&mut self, ty: &Type) {
        let shared = std::mem::take(&mut self.shared);
        let find = |name: &str| shared.iter().find(|marker| *marker == name);
        let slots = quote!(::cpython_api::class::slots);
        let or_undefined = |marker: Option<&Ident>| match marker {
            Some(marker) => quote!(#marker),
            None => quote!(#slots::Undefined),
        };

        for &(name, reflected, slot) in OPERATORS {
            let methods = [find(name), find(reflected)];
            if methods.iter().any(Option::is_some) {
                let [method, reflected] = methods.map(or_undefined);
                self.add_slot(&[], slot, &quote!(#ty, #method, #reflected));
            }
        }
        let (set, delete) = (find("__setitem__"), find("__delitem__"));
        if set.is_some() || delete.is_some() {
            let set = set.map_or(quote!(#slots::Refused<2>), |set| quote!(#set));
            let delete = delete.map_or(quote!(#slots::Refused<1>), |delete| quote!(#delete));
            self.add_slot(&[], "ass_subscript", &quote!(#set, #delete));
        }
        if COMPARISONS.iter().any(|&(name, _)| find(name).is_some()) {
            let comparisons = COMPARISONS.map(|(name, ty)| {
                let (ty, method) = (format_ident!("{ty}"), or_undefined(find(name)));
                quote!(type #ty = #method;)
            });
            self.items.push(quote! {
                enum Compared {}

                impl #slots::Comparisons for Compared {
                    #(#comparisons)*
                }
            });
            self.add_slot(&[], "richcompare", &quote!(Compared));
        }
    }

    fn getset(&mut self) -> Result<TokenStream> {
        let mut table = TokenStream::new();
        for getter in &self.getters {
            let Getter {
                name, marker, cfgs, ..
            } = getter;
            let python_name = c_string(name, marker.span())?;
            let doc = c_string(&getter.doc, marker.span())?;
            let setter = self.setters.iter().position(|setter| setter.0 == *name);
            let attribute = match setter.map(|i| self.setters.remove(i).1) {
                Some(setter) => quote!(writable::<#marker, #setter>),
                None => quote!(readonly::<#marker>),
            };
            table.extend(quote! {
                #(#cfgs)*
                ::cpython_api::class::getset::GetSet::#attribute(#python_name, #doc),
            });
        }
        match self.setters.first() {
            Some((name, marker)) => {
                let message = format!("`{name}` has no #[getter]");
                Err(Error::new(marker.span(), message))
            }
            None => Ok(table),
        }
    }
}

/// A method; the type that stands for it has its name.
fn new_function(item: &ImplItemFn, owner: Owner, options: Options) -> Result<Function> {
    let function = RustFunction {
        attrs: &item.attrs,
        vis: &syn::Visibility::Inherited,
        sig: &item.sig,
    };
    let marker = Ident::new(
        &item.sig.ident.to_string(),
        Span::call_site().located_at(item.sig.ident.span()),
    );
    Function::new(function, owner, marker, options)
}

/// The name in `#[getter(name)]`.
fn attribute_name(attribute: &Attribute) -> Result<Option<String>> {
    match &attribute.meta {
        syn::Meta::List(list) => {
            let name = Ident::parse_any.parse2(list.tokens.clone())?;
            Ok(Some(python_name(&name)))
        }
        _ => Ok(None),
    }
}
