//! Verifies that all names in the contract's tables were generated.

use std::collections::BTreeSet;

use quote::ToTokens as _;
use syn::{Fields, Item, ItemStruct};

use super::super::contract::Contract;
use super::super::names;
use super::super::problem::Problems;
use super::super::schema;
use super::module;

/// Reports types with the same name, which progenitor generates for a component and an inline
/// schema.
pub(super) fn distinct(file: &mut syn::File, contract: &Contract, problems: &mut Problems) {
    let items = module(file, "types").and_then(|types| types.content.as_ref());
    let names = items.into_iter().flat_map(|(_, items)| items).filter_map(|item| match item {
        Item::Struct(ItemStruct { ident, .. }) | Item::Enum(syn::ItemEnum { ident, .. }) => {
            Some(ident.to_string())
        }
        _ => None,
    });
    let mut seen = BTreeSet::new();
    // Open enums are generated later.
    seen.extend(contract.enums.iter().map(|open| open.name.clone()));
    for name in names {
        if !seen.insert(name.clone()) {
            problems.add(
                schema::pointer(&["components", "schemas", &name]),
                "has the name that Rust gives an inline schema: that of its owner and its field",
                "another name, or a component for the inline schema",
            );
        }
    }
}

/// Reports names in the tables that do not occur in the output, because their rule had no effect.
pub(super) fn verify(file: &mut syn::File, contract: &Contract, problems: &mut Problems) {
    let text = file.to_token_stream().to_string();
    let gap = "the contract as it was; this is a gap of nova-client/codegen";
    for operation in &contract.operations {
        let method = names::snake(&operation.id);
        if !text.contains(&format!("pub fn {method} (")) {
            problems.add(
                "",
                format!("names the operation {}, but no method {method} was made", operation.id),
                gap,
            );
        }
    }
    for name in contract.sides.keys() {
        if !["struct", "enum"].iter().any(|kind| text.contains(&format!("pub {kind} {name} "))) {
            problems.add(
                schema::pointer(&["components", "schemas", name]),
                format!("became no Rust type called {name}"),
                gap,
            );
        }
    }
    let constants = contract
        .bounds
        .iter()
        .map(|bound| (bound.constant(), bound.schema.as_ref(), &bound.field))
        .chain(
            contract
                .ranges
                .iter()
                .map(|range| (range.constant(), Some(&range.schema), &range.field)),
        );
    for (constant, owner, field) in constants {
        if syn::parse_str::<syn::Ident>(&constant).is_err() {
            let at = owner.map_or_else(String::new, |owner| {
                schema::pointer(&["components", "schemas", owner, "properties", field])
            });
            let what = format!("has a limit, but \"{field}\" makes no name for its constant");
            problems.add(at, what, "a name that begins with a letter");
        }
    }
    let items = module(file, "types").and_then(|types| types.content.as_ref());
    for item in items.into_iter().flat_map(|(_, items)| items) {
        match item {
            Item::Enum(union) => {
                let is_untagged = union
                    .attrs
                    .iter()
                    .any(|attr| attr.to_token_stream().to_string().contains("serde (untagged)"));
                if is_untagged && !contract.unions_of_types.contains(&union.ident.to_string()) {
                    let what = format!("makes {} an untagged union, which guesses", union.ident);
                    problems.add("", what, gap);
                }
            }
            Item::Struct(ItemStruct { ident, fields: Fields::Named(fields), .. }) => {
                for field in &fields.named {
                    if contract.is_read(&ident.to_string())
                        && field.ty.to_token_stream().to_string().contains("NonZero")
                    {
                        let name = field.ident.to_token_stream();
                        problems.add("", format!("makes {ident}.{name} a NonZero type"), gap);
                    }
                }
            }
            _ => {}
        }
    }
}
