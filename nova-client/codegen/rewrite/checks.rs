//! Generates checks of requests for all constraints of the contract that typify does not enforce.
//!
//! A request type that has a constraint, or contains such a type, implements `constraints::Check`,
//! which `send` calls before the request.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Expr, GenericArgument, Item, PathArguments, Type, parse_quote};

use super::super::constraints::{Rule, Rules};
use super::super::contract::{Contract, Side};
use super::super::reach;
use super::types::wire_name;

/// Returns the request types that are checked.
pub(super) fn checked_types(items: &[Item], contract: &Contract) -> BTreeSet<String> {
    let parts = reach::parts(items);
    let mut checked: BTreeSet<String> = contract.rules.keys().cloned().collect();
    loop {
        let more: Vec<String> = parts
            .iter()
            .filter(|(name, _)| contract.sides.get(*name) == Some(&Side::Request))
            .filter(|(name, held)| !checked.contains(*name) && !held.is_disjoint(&checked))
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return checked;
        }
        checked.extend(more);
    }
}

/// Generates the checks of these types.
pub(super) fn implementations(
    items: &[Item],
    contract: &Contract,
    checked: &BTreeSet<String>,
) -> Vec<Item> {
    let mut found = Vec::new();
    for item in items {
        let (ident, body) = match item {
            Item::Struct(wire) if checked.contains(&wire.ident.to_string()) => {
                (&wire.ident, struct_checks(wire, contract, checked))
            }
            Item::Enum(union) if checked.contains(&union.ident.to_string()) => {
                (&union.ident, union_checks(union, contract, checked))
            }
            _ => continue,
        };
        found.push(parse_quote! {
            impl crate::constraints::Check for #ident {
                fn check(
                    &self,
                    at: &crate::unknown::Place<'_>,
                ) -> ::std::result::Result<(), ::std::string::String> {
                    let _ = at;
                    #body
                    Ok(())
                }
            }
        });
    }
    found
}

fn struct_checks(
    wire: &syn::ItemStruct,
    contract: &Contract,
    checked: &BTreeSet<String>,
) -> TokenStream {
    let all = contract.rules.get(&wire.ident.to_string());
    let rule = |field: &str| all.and_then(|all| all.get(&(0, field.to_owned())));
    let own = rule("").map(|rules| conditions(&rules.own, &quote!(self)));
    let fields = wire.fields.iter().filter_map(|field| match &field.ident {
        Some(ident) => {
            let name = wire_name(field)?;
            let check = value(&field.ty, rule(&name), &quote!(&self.#ident), checked)?;
            Some(quote!({ let at = &at.field(#name); #check }))
        }
        None => value(&field.ty, rule(""), &quote!(&self.0), checked),
    });
    // The field of a newtype has the rules of the type.
    let own = wire.fields.iter().all(|field| field.ident.is_some()).then_some(own);
    quote!(#own #(#fields)*)
}

fn union_checks(
    union: &syn::ItemEnum,
    contract: &Contract,
    checked: &BTreeSet<String>,
) -> TokenStream {
    let all = contract.rules.get(&union.ident.to_string());
    let arms = union.variants.iter().enumerate().filter_map(|(index, variant)| {
        let rule = |field: &str| all.and_then(|all| all.get(&(index, field.to_owned())));
        let ident = &variant.ident;
        match &variant.fields {
            syn::Fields::Named(fields) => {
                let mut names = Vec::new();
                let mut checks = Vec::new();
                for field in &fields.named {
                    let (Some(ident), Some(name)) = (&field.ident, wire_name(field)) else {
                        continue;
                    };
                    let local =
                        format_ident!("field_{}", ident.to_string().trim_start_matches("r#"));
                    if let Some(check) = value(&field.ty, rule(&name), &quote!(#local), checked) {
                        names.push(quote!(#ident: #local));
                        checks.push(quote!({ let at = &at.field(#name); #check }));
                    }
                }
                (!checks.is_empty())
                    .then(|| quote!(Self::#ident { #(#names,)* .. } => { #(#checks)* }))
            }
            syn::Fields::Unnamed(fields) => {
                let check = value(&fields.unnamed.first()?.ty, rule(""), &quote!(inner), checked)?;
                Some(quote!(Self::#ident(inner) => { #check }))
            }
            syn::Fields::Unit => None,
        }
    });
    let arms: Vec<TokenStream> = arms.collect();
    if arms.is_empty() {
        return TokenStream::new();
    }
    let rest = (arms.len() < union.variants.len()).then(|| quote!(_ => {}));
    quote!(match self { #(#arms)* #rest })
}

/// Generates the check of a value behind a reference, with its place `at`; `None` if there is
/// nothing to check.
pub(super) fn value(
    kind: &Type,
    rules: Option<&Rules>,
    reference: &TokenStream,
    checked: &BTreeSet<String>,
) -> Option<TokenStream> {
    let Type::Path(path) = kind else { return None };
    let last = path.path.segments.last()?;
    let inner = |index: usize| match &last.arguments {
        PathArguments::AngleBracketed(all) => match all.args.iter().nth(index)? {
            GenericArgument::Type(kind) => Some(kind),
            _ => None,
        },
        _ => None,
    };
    let own = |value: TokenStream| {
        let conditions = rules.map(|rules| conditions(&rules.own, &value)).unwrap_or_default();
        (!conditions.is_empty()).then_some(conditions)
    };
    match last.ident.to_string().as_str() {
        "Option" => {
            let check = value(inner(0)?, rules, &quote!(value), checked)?;
            Some(quote!(if let Some(value) = #reference { #check }))
        }
        "Change" => {
            let check = value(inner(0)?, rules, &quote!(value), checked)?;
            Some(quote!(if let Some(value) = (#reference).value() { #check }))
        }
        "Box" => {
            let check = value(inner(0)?, rules, &quote!(value), checked)?;
            Some(quote!({ let value = &**(#reference); #check }))
        }
        "Vec" => {
            let items = rules.and_then(|rules| rules.items.as_deref());
            let each = value(inner(0)?, items, &quote!(value), checked).map(|check| {
                quote! {
                    let at = &at.field("[]");
                    for value in value { #check }
                }
            });
            let own = own(quote!(value));
            (own.is_some() || each.is_some())
                .then(|| quote!({ let value = #reference; #own #each }))
        }
        "HashMap" => {
            let values = rules.and_then(|rules| rules.values.as_deref());
            let each = value(inner(1)?, values, &quote!(value), checked)
                .map(|check| quote!(for value in value.values() { #check }));
            let own = own(quote!(value));
            (own.is_some() || each.is_some())
                .then(|| quote!({ let value = #reference; #own #each }))
        }
        name => {
            let own = own(quote!(value));
            let nested = checked
                .contains(name)
                .then(|| quote!(crate::constraints::Check::check(value, at)?;));
            (own.is_some() || nested.is_some())
                .then(|| quote!({ let value = #reference; #own #nested }))
        }
    }
}

/// Generates the conditions for the target of the reference `value`.
fn conditions(rules: &[Rule], value: &TokenStream) -> TokenStream {
    let span = |min: &u64, max: &Option<u64>| {
        let (min, max) = (integer(i128::from(*min)), max.map(|max| integer(i128::from(max))));
        let max = max.unwrap_or_else(|| parse_quote!(usize::MAX));
        quote!(#min..=#max)
    };
    let conditions = rules.iter().map(|rule| match rule {
        Rule::Minimum(min, is_excluded) => {
            let (value, min) = number(value, min);
            quote!(crate::constraints::minimum(at, #value, #min, #is_excluded)?;)
        }
        Rule::Maximum(max, is_excluded) => {
            let (value, max) = number(value, max);
            quote!(crate::constraints::maximum(at, #value, #max, #is_excluded)?;)
        }
        Rule::MultipleOf(step) => {
            let (value, step) = number(value, step);
            quote!(crate::constraints::multiple_of(at, #value, #step)?;)
        }
        Rule::Length(min, max) => {
            let span = span(min, max);
            quote!(crate::constraints::length(at, #value, #span)?;)
        }
        Rule::Bytes(max) => {
            let max = integer(i128::from(*max));
            quote!(crate::constraints::bytes(at, #value, #max)?;)
        }
        Rule::Pattern(pattern) => quote! {{
            static PATTERN: crate::constraints::Pattern =
                crate::constraints::Pattern::new(#pattern);
            crate::constraints::matches(at, #value, &PATTERN)?;
        }},
        Rule::Items(min, max) => {
            let span = span(min, max);
            quote!(crate::constraints::items(at, #value.len(), #span)?;)
        }
        Rule::JoinedItems(min, max) => {
            let span = span(min, max);
            quote!(crate::constraints::items(at, #value.split(',').count(), #span)?;)
        }
        Rule::Unique => quote!(crate::constraints::unique(at, #value)?;),
        Rule::Properties(min, max) => {
            let span = span(min, max);
            quote!(crate::constraints::properties(at, #value, #span)?;)
        }
    });
    conditions.collect()
}

/// Converts the value and the bound to comparable numbers.
fn number(value: &TokenStream, bound: &serde_json::Number) -> (TokenStream, Expr) {
    let bound = match (bound.as_i64(), bound.as_u64()) {
        (Some(bound), _) => format!("{bound}_i64"),
        (None, Some(bound)) => format!("{bound}_u64"),
        (None, None) => format!("{:?}_f64", bound.as_f64().unwrap_or_default()),
    };
    (quote!(crate::constraints::Number::from(*#value)), number_literal(&bound))
}

fn number_literal(text: &str) -> Expr {
    syn::parse_str(text).unwrap_or_else(|_| parse_quote!(0_i64))
}

fn integer(number: i128) -> Expr {
    syn::parse_str(&number.to_string()).unwrap_or_else(|_| parse_quote!(0))
}
