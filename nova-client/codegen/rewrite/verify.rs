//! Checks that what the contract names was generated.

use heck::ToSnakeCase as _;
use quote::ToTokens as _;
use syn::{Fields, Item, ItemStruct};

use super::super::contract::Contract;
use super::super::problem::Problems;
use super::super::schema;
use super::module;

/// A name in a table that does not occur in the output means that a rule silently did nothing.
pub(super) fn verify(file: &mut syn::File, contract: &Contract, problems: &mut Problems) {
    let text = file.to_token_stream().to_string();
    for operation in &contract.operations {
        let method = operation.id.to_snake_case();
        if !text.contains(&format!("pub fn {method} (")) {
            problems.add(
                "",
                format!(
                    "names the operation {}, but no method {method} was generated",
                    operation.id
                ),
            );
        }
    }
    for name in contract.sides.keys() {
        if !["struct", "enum"].iter().any(|kind| text.contains(&format!("pub {kind} {name} "))) {
            problems.add(
                schema::pointer(&["components", "schemas", name]),
                format!("became no Rust type called {name}; a schema's name must be spelt as Rust spells types"),
            );
        }
    }
    for bound in &contract.bounds {
        if syn::parse_str::<syn::Ident>(&bound.constant()).is_err() {
            problems.add("", format!("bounds {}, whose name makes no Rust constant", bound.field));
        }
    }
    for range in &contract.ranges {
        if syn::parse_str::<syn::Ident>(&range.constant()).is_err() {
            problems.add(
                "",
                format!(
                    "bounds {}.{}, whose name makes no Rust constant",
                    range.schema, range.field
                ),
            );
        }
    }
    for item in module(file, "types")
        .into_iter()
        .filter_map(|types| types.content.as_ref())
        .flat_map(|(_, all)| all)
    {
        let Item::Enum(union) = item else { continue };
        let untagged = union
            .attrs
            .iter()
            .any(|attr| attr.to_token_stream().to_string().contains("serde (untagged)"));
        if untagged && !contract.unions_of_types.contains(&union.ident.to_string()) {
            problems.add(
                "",
                format!("makes {} an untagged union, which guesses at run time", union.ident),
            );
        }
    }
    for item in module(file, "types")
        .into_iter()
        .filter_map(|types| types.content.as_ref())
        .flat_map(|(_, items)| items)
    {
        let Item::Struct(ItemStruct { ident, fields: Fields::Named(fields), .. }) = item else {
            continue;
        };
        for (index, field) in fields.named.iter().enumerate() {
            if fields.named.iter().take(index).any(|earlier| earlier.ident == field.ident) {
                let field = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                problems.add(
                    "",
                    format!("has two fields of {ident} that Rust would both call `{field}`"),
                );
            }
            if contract.is_read(&ident.to_string())
                && field.ty.to_token_stream().to_string().contains("NonZero")
            {
                let field = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                problems
                    .add("", format!("makes {ident}.{field} a NonZero type, which rejects what the vendor may send"));
            }
        }
    }
}
