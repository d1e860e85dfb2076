//! Which fields of a struct hold objects: module state and the payloads of classes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, Fields, ItemStruct, Result, Type};

use crate::function::cfgs;

/// The types of fields that hold objects.
const CONTAINERS: [&str; 3] = ["Slot", "SlotVec", "SlotMap"];

/// `Storage` for a struct. A field is known by the name of its type; that it is of that type, the compiler
/// checks.
pub fn expand(item: &ItemStruct) -> Result<TokenStream> {
    if !item.generics.params.is_empty() {
        let message = "CPython cannot know the size of what is generic";
        return Err(Error::new_spanned(&item.generics, message));
    }
    let ident = &item.ident;
    if let Fields::Unnamed(fields) = &item.fields {
        return Err(Error::new_spanned(fields, "the fields need names"));
    }
    let slots = item.fields.iter().filter(|field| is_container(&field.ty));
    let slots = slots.map(|field| {
        let (name, ty, cfgs) = (&field.ident, &field.ty, cfgs(&field.attrs));
        quote! {
            #(#cfgs)*
            ::cpython_api::slot::SlotField::new::<#ident, #ty>(
                ::core::mem::offset_of!(#ident, #name)
            )
        }
    });
    // A constant of its own is evaluated also where nothing is compiled that uses it.
    Ok(quote! {
        unsafe impl ::cpython_api::slot::Storage for #ident {
            const SLOTS: &'static [::cpython_api::slot::SlotField] = {
                const SLOTS: &[::cpython_api::slot::SlotField] = &[#(#slots,)*];
                SLOTS
            };
        }
    })
}

fn is_container(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| CONTAINERS.iter().any(|name| last.ident == name))
}
