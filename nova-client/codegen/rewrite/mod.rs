//! Changes progenitor's output before it is printed.

mod checks;
mod send;
mod tolerance;
mod types;
mod verify;

#[allow(unused_imports, reason = "xtask reads generated files")]
pub use types::wire_name;

use std::collections::BTreeSet;

use quote::ToTokens as _;
use syn::{Item, ItemMod, parse_quote};

use super::contract::Contract;
use super::names;
use super::problem::Problems;
use super::reach::Reach;
use super::schema;

/// Makes all changes, then verifies that all names of the contract were generated.
///
/// Without `is_first` there are earlier problems: then only independent problems are added.
pub fn apply(file: &mut syn::File, contract: &Contract, is_first: bool, problems: &mut Problems) {
    verify::distinct(file, contract, problems);
    if !problems.0.is_empty() || !is_first {
        return;
    }
    let Some(types) = module(file, "types") else {
        problems.add("", "makes no types", "at least one operation");
        return;
    };
    let items = types.content.get_or_insert_with(Default::default);
    let reach = Reach::of(&items.1, contract);
    types::redact(&mut items.1, &reach);
    for (schema, field) in &contract.clearable {
        if types::clearable(&mut items.1, schema, field) < 3 {
            problems.add(
                schema::pointer(&["components", "schemas", schema, "properties", field]),
                "may be left out and may be null, but no such field was generated",
                "a field that is required, or one that is not nullable",
            );
        }
    }
    for (schema, field) in &contract.deprecated {
        types::deprecate(&mut items.1, schema, field);
    }
    let checked = checks::checked_types(&items.1, contract);
    let checks = checks::implementations(&items.1, contract, &checked);
    let mut inspections = Vec::new();
    let mut roomy = BTreeSet::new();
    for item in &mut items.1 {
        match item {
            Item::Struct(wire) => {
                if reach.read.contains(&wire.ident.to_string()) {
                    tolerance::tolerate(wire);
                    wire.attrs.push(parse_quote!(#[non_exhaustive]));
                    inspections.push(types::inspection(wire));
                    if tolerance::add_room(wire) {
                        roomy.insert(wire.ident.to_string());
                    }
                }
                types::describe_with_schemars(&mut wire.attrs);
            }
            Item::Enum(union) => {
                // Only a union without references is read.
                if reach.read.contains(&union.ident.to_string()) {
                    inspections.push(types::empty_inspection(&union.ident));
                }
                types::describe_with_schemars(&mut union.attrs);
            }
            _ => {}
        }
    }
    tolerance::fill_room(&mut items.1, &roomy);
    items.1.extend(inspections);
    items.1.extend(checks);
    items.1.extend(contract.enums.iter().flat_map(types::open_enum));

    if let Some(builders) = module(file, "builder") {
        send::rewrite(builders, contract, &checked, problems);
    }
    replace_client_shell(file);
    deprecate_methods(file, contract);
    send::restore_names(file);
    verify::verify(file, contract, problems);
}

fn module<'a>(file: &'a mut syn::File, name: &str) -> Option<&'a mut ItemMod> {
    file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => Some(module),
        _ => None,
    })
}

/// Adds `#[deprecated]` to the methods of deprecated operations.
fn deprecate_methods(file: &mut syn::File, contract: &Contract) {
    let names: Vec<String> = contract
        .operations
        .iter()
        .filter(|operation| operation.is_deprecated)
        .map(|operation| names::snake(&operation.id))
        .collect();
    for item in &mut file.items {
        if let Item::Impl(methods) = item
            && types::is_of(methods, "Client")
        {
            for method in &mut methods.items {
                if let syn::ImplItem::Fn(method) = method
                    && names.iter().any(|name| method.sig.ident == name)
                {
                    method.attrs.push(parse_quote!(#[deprecated]));
                }
            }
        }
    }
}

/// Removes the parts of progenitor's `Client` that must not be used: `new` can panic, `Debug`
/// prints the transport, and progenitor's hooks could bypass the transport.
fn replace_client_shell(file: &mut syn::File) {
    file.items.retain(|item| !send::is_hook(item));
    for item in &mut file.items {
        match item {
            Item::Struct(client) if client.ident == "Client" => {
                types::remove_derive(&mut client.attrs, "Debug");
            }
            Item::Impl(methods) if methods.trait_.is_none() => {
                methods.items.retain(
                    |item| !matches!(item, syn::ImplItem::Fn(method) if method.sig.ident == "new"),
                );
            }
            Item::Use(import) if import.to_token_stream().to_string().contains("encode_path") => {
                *import = parse_quote! {
                    use progenitor_client::{ClientHooks, OperationInfo, RequestBuilderExt};
                };
                import.attrs.push(parse_quote!(#[allow(unused_imports)]));
            }
            _ => {}
        }
    }
    file.items.push(parse_quote! {
        #[allow(unused_imports)]
        use crate::transport::encode_path;
    });
    file.items.push(parse_quote! {
        impl ::std::fmt::Debug for Client {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("Client").field("baseurl", &self.baseurl).finish_non_exhaustive()
            }
        }
    });
}
