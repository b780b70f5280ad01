//! Makes the types that are read from responses tolerant: lists and timestamps are read by custom
//! functions, and unreadable values are collected.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::visit_mut::VisitMut;
use syn::{Fields, Item, ItemImpl, ItemMod, ItemStruct, parse_quote};

/// Changes types read from responses: they serialise nulls and empty lists, read a null list as an
/// empty one, skip invalid elements, and read an invalid timestamp as absent.
pub(super) fn tolerate(wire: &mut ItemStruct) {
    for field in &mut wire.fields {
        let mut kept: Vec<TokenStream> = Vec::new();
        for attr in field.attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
            // An attribute that is not a list of settings would not compile either.
            let _ = attr.parse_nested_meta(|meta| {
                let path = &meta.path;
                let value = meta
                    .value()
                    .ok()
                    .map(syn::parse::ParseBuffer::parse::<syn::Expr>)
                    .transpose()?;
                if !path.is_ident("skip_serializing_if") {
                    kept.push(value.map_or_else(|| quote!(#path), |value| quote!(#path = #value)));
                }
                Ok(())
            });
        }
        if let Some(reader) = reader(&field.ty) {
            // serde treats an `Option` as optional only without a custom reader. The field of a
            // newtype is never optional.
            if field.ident.is_some() && !kept.iter().any(|setting| setting.to_string() == "default")
            {
                kept.push(quote!(default));
            }
            kept.push(quote!(deserialize_with = #reader));
        }
        field.attrs.retain(|attr| !attr.path().is_ident("serde"));
        if !kept.is_empty() {
            field.attrs.push(parse_quote!(#[serde(#(#kept),*)]));
        }
    }
}

/// Returns the function that reads a field of this type.
fn reader(kind: &syn::Type) -> Option<&'static str> {
    match kind.to_token_stream().to_string().replace(' ', "") {
        kind if kind.starts_with("::std::vec::Vec<") => Some("crate::tolerant::list"),
        kind if kind.starts_with("::std::option::Option<::std::vec::Vec<") => {
            Some("crate::tolerant::list_or_null")
        }
        kind if kind.starts_with("::std::option::Option<::chrono::DateTime<") => {
            Some("crate::tolerant::time")
        }
        _ => None,
    }
}

/// Adds a field for unreadable values to a type with lists or timestamps. Returns whether it was
/// added.
pub(super) fn add_room(wire: &mut ItemStruct) -> bool {
    let text = wire.fields.to_token_stream().to_string();
    let Fields::Named(fields) = &mut wire.fields else { return false };
    // serde reads a type with a flattened field as a map, which has no place for it.
    let needs_room = text.contains("crate::tolerant::") && !text.contains("flatten");
    if needs_room {
        fields.named.push(parse_quote! {
            /// What could not be read of this value and was left out. Empty, as a rule; never
            /// written.
            #[serde(rename = "$unreadable", default, skip_serializing)]
            #[cfg_attr(feature = "schemars", schemars(skip))]
            pub unreadable: crate::UnreadableValues
        });
    }
    needs_room
}

/// Makes the builders of these types leave the field empty.
pub(super) fn fill_room(items: &mut [Item], types: &BTreeSet<String>) {
    for item in items {
        match item {
            Item::Mod(ItemMod { content: Some((_, inner)), .. }) => fill_room(inner, types),
            Item::Impl(conversion) if builds(conversion, types) => {
                Fill.visit_item_impl_mut(conversion);
            }
            _ => {}
        }
    }
}

/// Returns whether this is the conversion from a builder to one of the types.
fn builds(conversion: &ItemImpl, types: &BTreeSet<String>) -> bool {
    let is_conversion = conversion
        .trait_
        .as_ref()
        .is_some_and(|(path, _)| path.segments.last().is_some_and(|last| last.ident == "TryFrom"));
    let made = match &*conversion.self_ty {
        syn::Type::Path(made) => made.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    };
    is_conversion && made.is_some_and(|made| types.contains(&made))
}

struct Fill;

impl VisitMut for Fill {
    fn visit_expr_struct_mut(&mut self, made: &mut syn::ExprStruct) {
        if made.path.is_ident("Self") {
            made.fields.push(parse_quote!(unreadable: ::std::default::Default::default()));
        }
    }
}
