//! Rewrites the wire types: redaction, tolerant reading, open enums.

use heck::ToSnakeCase as _;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{Attribute, Item, ItemMod, ItemStruct, parse_quote};

use super::super::contract::Enum;
use super::super::normalise::plain_text;
use super::super::reach::Reach;

/// Redacts `Debug` of sensitive types, and of the builders of the same name.
pub(super) fn redact(items: &mut Vec<Item>, reach: &Reach) {
    let mut added = Vec::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(ItemStruct { ident, attrs, .. })
            | Item::Enum(syn::ItemEnum { ident, attrs, .. })
                if reach.sensitive.contains(&ident.to_string()) =>
            {
                remove_derive(attrs, "Debug");
                let name = ident.to_string();
                added.push(parse_quote! {
                    impl ::std::fmt::Debug for #ident {
                        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                            f.debug_struct(#name).finish_non_exhaustive()
                        }
                    }
                });
            }
            Item::Mod(ItemMod { content: Some((_, inner)), .. }) => redact(inner, reach),
            _ => {}
        }
    }
    items.extend(added);
}

pub(super) fn remove_derive(attrs: &mut [Attribute], name: &str) {
    for attr in attrs.iter_mut().filter(|attr| attr.path().is_ident("derive")) {
        let mut kept: Vec<syn::Path> = Vec::new();
        // A derive that is not a list of paths would not compile either.
        let _ = attr.parse_nested_meta(|meta| {
            if meta.path.segments.last().is_none_or(|last| last.ident != name) {
                kept.push(meta.path);
            }
            Ok(())
        });
        *attr = parse_quote!(#[derive(#(#kept),*)]);
    }
}

/// Changes the type of a field that may be absent, null or a value to `Change`, in its struct and
/// its builder. Returns the number of changed places: the field, the builder's field and its
/// setter.
pub(super) fn clearable(items: &mut [Item], schema: &str, wire_name: &str) -> usize {
    let name = wire_name.to_snake_case();
    let mut changed = 0;
    for item in items {
        match item {
            Item::Struct(wire) if wire.ident == schema => {
                for field in wire
                    .fields
                    .iter_mut()
                    .filter(|field| field.ident.as_ref().is_some_and(|id| *id == name))
                {
                    changed += usize::from(ChangeOption::of(|change| {
                        change.visit_type_mut(&mut field.ty);
                    }));
                    for attr in field.attrs.iter_mut().filter(|attr| attr.path().is_ident("serde"))
                    {
                        let text = attr.to_token_stream().to_string();
                        if text.contains("skip_serializing_if") {
                            let rename = (wire_name != name).then(|| quote!(rename = #wire_name,));
                            *attr = parse_quote!(
                                #[serde(#rename default, skip_serializing_if = "crate::Change::is_keep")]
                            );
                        }
                    }
                }
            }
            Item::Impl(methods)
                if methods.trait_.is_none()
                    && matches!(&*methods.self_ty, syn::Type::Path(path)
                        if path.path.segments.last().is_some_and(|last| last.ident == schema)) =>
            {
                for method in &mut methods.items {
                    if let syn::ImplItem::Fn(method) = method
                        && method.sig.ident == name
                    {
                        changed += usize::from(ChangeOption::of(|change| {
                            change.visit_generics_mut(&mut method.sig.generics);
                        }));
                    }
                }
            }
            Item::Mod(ItemMod { content: Some((_, inner)), .. }) => {
                changed += clearable(inner, schema, wire_name);
            }
            _ => {}
        }
    }
    changed
}

/// Replaces the first `Option<T>` by `Change<T>`.
#[derive(Default)]
struct ChangeOption {
    done: bool,
}

impl ChangeOption {
    fn of(visit: impl FnOnce(&mut Self)) -> bool {
        let mut change = Self::default();
        visit(&mut change);
        change.done
    }
}

impl VisitMut for ChangeOption {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let arguments = path
            .segments
            .last()
            .filter(|last| last.ident == "Option")
            .map(|last| last.arguments.clone());
        match arguments {
            Some(arguments) if !self.done => {
                *path = parse_quote!(crate::Change #arguments);
                self.done = true;
            }
            _ => syn::visit_mut::visit_path_mut(self, path),
        }
    }
}

pub(super) fn describe_with_schemars(attrs: &mut Vec<Attribute>) {
    attrs.push(parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]));
}

/// Implements the search of a decoded response for enum values that the contract does not know.
pub(super) fn inspection(wire: &ItemStruct) -> Item {
    let ident = &wire.ident;
    let visits: Vec<TokenStream> = wire
        .fields
        .iter()
        .filter_map(|field| match &field.ident {
            Some(ident) => {
                let name = wire_name(field)?;
                Some(quote!(crate::unknown::Inspect::inspect(&self.#ident, &at.field(#name), see);))
            }
            // The field of a newtype.
            None => Some(quote!(crate::unknown::Inspect::inspect(&self.0, at, see);)),
        })
        .collect();
    let (at, see) =
        if visits.is_empty() { (quote!(_), quote!(_)) } else { (quote!(at), quote!(see)) };
    parse_quote! {
        impl crate::unknown::Inspect for #ident {
            fn inspect(&self, #at: &crate::unknown::Place<'_>, #see: &mut dyn FnMut(crate::unknown::UnknownValue<'_>)) {
                #(#visits)*
            }
        }
    }
}

/// Implements the search for a type without enums.
pub(super) fn empty_inspection(ident: &syn::Ident) -> Item {
    parse_quote! {
        impl crate::unknown::Inspect for #ident {
            fn inspect(&self, _: &crate::unknown::Place<'_>, _: &mut dyn FnMut(crate::unknown::UnknownValue<'_>)) {}
        }
    }
}

/// Returns a field's name on the wire; `None` for the fields that collect unknown fields and
/// unreadable values.
pub fn wire_name(field: &syn::Field) -> Option<String> {
    let mut name = field.ident.as_ref()?.to_string();
    let mut flattened = false;
    for attr in field.attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let _ = attr.parse_nested_meta(|meta| {
            let value =
                meta.value().ok().map(syn::parse::ParseBuffer::parse::<syn::Lit>).transpose()?;
            if meta.path.is_ident("flatten") {
                flattened = true;
            } else if let (true, Some(syn::Lit::Str(text))) = (meta.path.is_ident("rename"), value)
            {
                name = text.value();
            }
            Ok(())
        });
    }
    (!flattened && !name.starts_with('$')).then_some(name)
}

pub(super) fn open_enum(open: &Enum) -> [Item; 2] {
    let ident = format_ident!("{}", open.name);
    let description = format!(
        " {}\n\n Open: a value that the contract does not know is kept as `Unknown`.",
        plain_text(&open.description)
    );
    let variants = open.values.iter().map(|value| {
        let variant = format_ident!("{}", value.variant);
        let doc = match &value.description {
            Some(description) => format!(" `{}`: {}", value.text, plain_text(description)),
            None => format!(" `{}`", value.text),
        };
        quote!(#[doc = #doc] #variant,)
    });
    let unknown = if open.is_integer { quote!(i64) } else { quote!(::std::boxed::Box<str>) };
    let pairs = open.values.iter().map(|value| {
        let variant = format_ident!("{}", value.variant);
        let wire = if open.is_integer {
            value.text.parse::<proc_macro2::TokenStream>().unwrap_or_default()
        } else {
            let text = &value.text;
            quote!(#text)
        };
        quote!(#variant = #wire)
    });
    let implement =
        if open.is_integer { quote!(crate::open_integer_enum) } else { quote!(crate::open_enum) };
    [
        parse_quote! {
            #[doc = #description]
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #ident {
                #(#variants)*
                /// A value this version of the contract does not know, as it was received.
                Unknown(#unknown),
            }
        },
        parse_quote!(#implement!(#ident { #(#pairs),* });),
    ]
}

/// Adds `#[deprecated]` to deprecated fields, and their setters.
pub(super) fn deprecate(items: &mut [Item], schema: &str, wire: &str) {
    let name = wire.to_snake_case();
    for item in items {
        match item {
            Item::Struct(found) if found.ident == schema => {
                for field in &mut found.fields {
                    if wire_name(field).as_deref() == Some(wire) {
                        field.attrs.push(parse_quote!(#[deprecated]));
                    }
                }
            }
            Item::Impl(methods) if is_of(methods, schema) => {
                for method in &mut methods.items {
                    if let syn::ImplItem::Fn(method) = method
                        && method.sig.ident == name
                    {
                        method.attrs.push(parse_quote!(#[deprecated]));
                    }
                }
            }
            Item::Mod(ItemMod { content: Some((_, inner)), .. }) => {
                // The fields of a builder are private.
                for item in inner.iter_mut() {
                    if matches!(item, Item::Impl(_)) {
                        deprecate(std::slice::from_mut(item), schema, wire);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Returns whether these are the methods of a type, or of the builder of the same name.
pub(super) fn is_of(methods: &syn::ItemImpl, name: &str) -> bool {
    methods.trait_.is_none()
        && matches!(&*methods.self_ty, syn::Type::Path(path)
            if path.path.segments.last().is_some_and(|last| last.ident == name))
}
