//! Finds the generated types that are read from responses, and those that must not be printed.
//!
//! typify generates types that are no component of the contract, such as one for a text with
//! bounds. They inherit the properties of the component of which they are a part.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::Item;

use super::contract::Contract;

/// The generated types that need changes.
#[derive(Debug)]
pub struct Reach {
    pub read: BTreeSet<String>,
    pub sensitive: BTreeSet<String>,
}

impl Reach {
    /// Examines the items of the generated `types` module.
    pub fn of(items: &[Item], contract: &Contract) -> Self {
        let held = parts(items);
        let read = contract.sides.keys().filter(|name| contract.is_read(name)).cloned().collect();
        Self {
            read: with_parts(read, &held, contract),
            sensitive: with_parts(contract.sensitive.clone(), &held, contract),
        }
    }
}

/// Returns the names in the fields or variants of each type.
pub fn parts(items: &[Item]) -> BTreeMap<String, BTreeSet<String>> {
    let part = |item: &Item| match item {
        Item::Struct(wire) => Some((wire.ident.to_string(), names(wire.fields.to_token_stream()))),
        Item::Enum(union) => {
            Some((union.ident.to_string(), names(union.variants.to_token_stream())))
        }
        _ => None,
    };
    items.iter().filter_map(part).collect()
}

/// Adds the parts of each type that are not components.
fn with_parts(
    mut marked: BTreeSet<String>,
    held: &BTreeMap<String, BTreeSet<String>>,
    contract: &Contract,
) -> BTreeSet<String> {
    let mut open: Vec<String> = marked.iter().cloned().collect();
    while let Some(name) = open.pop() {
        for part in held.get(&name).into_iter().flatten() {
            let is_part = held.contains_key(part) && !contract.sides.contains_key(part);
            if is_part && marked.insert(part.clone()) {
                open.push(part.clone());
            }
        }
    }
    marked
}

/// Returns every identifier in Rust tokens.
fn names(tokens: TokenStream) -> BTreeSet<String> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(name) => BTreeSet::from([name.to_string()]),
            TokenTree::Group(group) => names(group.stream()),
            _ => BTreeSet::new(),
        })
        .collect()
}
