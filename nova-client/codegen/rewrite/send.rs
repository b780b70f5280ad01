//! Rewrites the builders of the operations.
//!
//! Their `send` calls `crate::transport` instead of progenitor's hooks and decoding: a failure
//! returns immediately, before the `match` on the documented statuses. The arguments are checked
//! before anything is sent.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::visit_mut::VisitMut;
use syn::{Expr, ImplItem, Item, ItemMod, Pat, Stmt, Type, parse_quote};

use super::super::contract::{Contract, Operation};
use super::super::names;
use super::super::normalise::{RENAMED, is_taken};
use super::super::problem::Problems;
use super::{checks, types};

/// Rewrites every builder of the `builder` module.
pub(super) fn rewrite(
    builders: &mut ItemMod,
    contract: &Contract,
    checked: &BTreeSet<String>,
    problems: &mut Problems,
) {
    let operations: BTreeMap<String, &Operation> =
        contract.operations.iter().map(|one| (names::type_name(&one.id), one)).collect();
    let items = builders.content.iter_mut().flat_map(|(_, items)| items);
    let mut arguments: BTreeMap<String, BTreeMap<String, Type>> = BTreeMap::new();
    for item in items {
        match item {
            Item::Struct(builder) => {
                let kinds = builder.fields.iter().filter_map(|field| {
                    Some((field.ident.as_ref()?.to_string(), given(&field.ty)?.clone()))
                });
                arguments.insert(builder.ident.to_string(), kinds.collect());
            }
            Item::Impl(methods) if methods.trait_.is_none() => {
                let Some((name, operation)) =
                    operations.iter().find(|(name, _)| types::is_of(methods, name))
                else {
                    continue;
                };
                let kinds = arguments.get(name).cloned().unwrap_or_default();
                for method in &mut methods.items {
                    let ImplItem::Fn(method) = method else { continue };
                    if method.sig.ident == "send" {
                        let stmts = &mut method.block.stmts;
                        check_arguments(stmts, operation, &kinds, checked);
                        if through_transport(stmts).is_none() {
                            problems.add(
                                "",
                                format!("makes a `send` of {name} that cannot be rewritten"),
                                "the version of progenitor that Cargo.toml pins",
                            );
                        }
                        Decode.visit_block_mut(&mut method.block);
                    } else if operation.arguments.iter().any(|argument| {
                        argument.is_deprecated && is_argument(&method.sig.ident, &argument.name)
                    }) {
                        method.attrs.push(parse_quote!(#[deprecated]));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Returns the `T` of a builder's field `Result<T, String>`.
fn given(kind: &Type) -> Option<&Type> {
    let Type::Path(path) = kind else { return None };
    match &path.path.segments.last()?.arguments {
        syn::PathArguments::AngleBracketed(all) => match all.args.first()? {
            syn::GenericArgument::Type(kind) => Some(kind),
            _ => None,
        },
        _ => None,
    }
}

/// Returns whether an identifier is progenitor's name of an argument; keywords get a trailing
/// underscore.
fn is_argument(ident: &syn::Ident, name: &str) -> bool {
    let ident = ident.to_string();
    if is_taken(name) {
        return ident == format!("{name}{RENAMED}");
    }
    ident == name || ident == format!("{name}_")
}

/// Adds a check after each statement that takes an argument out of the builder.
fn check_arguments(
    stmts: &mut Vec<Stmt>,
    operation: &Operation,
    kinds: &BTreeMap<String, Type>,
    checked: &BTreeSet<String>,
) {
    let mut index = 0;
    while index < stmts.len() {
        if let Some(check) = argument_check(&stmts[index], operation, kinds, checked) {
            index += 1;
            stmts.insert(index, check);
        }
        index += 1;
    }
}

fn argument_check(
    stmt: &Stmt,
    operation: &Operation,
    kinds: &BTreeMap<String, Type>,
    checked: &BTreeSet<String>,
) -> Option<Stmt> {
    let Stmt::Local(local) = stmt else { return None };
    let Pat::Ident(pattern) = &local.pat else { return None };
    let ident = &pattern.ident;
    if !initialiser(stmt)?.to_token_stream().to_string().contains("InvalidRequest") {
        return None;
    }
    let argument = operation.arguments.iter().find(|argument| is_argument(ident, &argument.name));
    let (name, check): (&str, TokenStream) = match argument {
        Some(argument) => {
            let kind = kinds.get(&ident.to_string())?;
            let reference = quote!(argument);
            let rules = argument.rules.as_ref();
            (&argument.name, checks::value(kind, rules, &reference, checked)?)
        }
        None if ident == "body"
            && operation.body.as_ref().is_some_and(|of| checked.contains(of)) =>
        {
            ("", quote!(crate::constraints::Check::check(argument, at)?;))
        }
        None => return None,
    };
    let place = if name.is_empty() { quote!(root) } else { quote!(root.field(#name)) };
    Some(parse_quote! {
        (|| -> ::std::result::Result<(), ::std::string::String> {
            // A new name, because an argument may have the name of a later variable.
            let argument = &#ident;
            let root = crate::unknown::Place::ROOT;
            let at = &#place;
            #check
            Ok(())
        })()
        .map_err(Error::InvalidRequest)?;
    })
}

/// Replaces the statements from the hooks' `info` to `let response = result?`.
fn through_transport(stmts: &mut Vec<Stmt>) -> Option<()> {
    let first = stmts.iter().position(|stmt| operation_id(stmt).is_some())?;
    let id = operation_id(&stmts[first])?;
    let exec = stmts
        .iter()
        .position(|stmt| initialiser(stmt).is_some_and(|value| call(value, "exec").is_some()))?;
    let (client, request) = {
        let call = call(initialiser(&stmts[exec])?, "exec")?;
        (call.receiver.clone(), call.args.first()?.clone())
    };
    // The call, the hook after it, and the response.
    let last = exec + 2;
    let Stmt::Local(local) = stmts.get(last)? else { return None };
    let Pat::Ident(response) = &local.pat else { return None };
    let response = response.ident.clone();
    let sent: Stmt = parse_quote! {
        let #response = match crate::transport::send(#client, #request, #id).await {
            Ok(response) => response,
            Err(failure) => return Err(crate::transport::failed(failure)),
        };
    };
    stmts.splice(first..=last, [sent]);
    Some(())
}

/// Returns the name in `let info = OperationInfo { operation_id: "…" };`.
fn operation_id(stmt: &Stmt) -> Option<syn::LitStr> {
    let Expr::Struct(info) = initialiser(stmt)? else { return None };
    let is_info = info.path.segments.last().is_some_and(|last| last.ident == "OperationInfo");
    match &info.fields.first().filter(|_| is_info)?.expr {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(id), .. }) => Some(id.clone()),
        _ => None,
    }
}

fn initialiser(stmt: &Stmt) -> Option<&Expr> {
    match stmt {
        Stmt::Local(local) => local.init.as_ref().map(|init| &*init.expr),
        _ => None,
    }
}

/// Returns the call of this method in `client.method(…).await`.
fn call<'a>(value: &'a Expr, method: &str) -> Option<&'a syn::ExprMethodCall> {
    match value {
        Expr::Await(awaited) => call(&awaited.base, method),
        Expr::MethodCall(call) if call.method == method => Some(call),
        _ => None,
    }
}

/// Replaces the decoding of JSON responses by the client's own, which reports the place of an error
/// without the content.
struct Decode;

impl VisitMut for Decode {
    fn visit_expr_path_mut(&mut self, path: &mut syn::ExprPath) {
        if path
            .path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .eq(["ResponseValue", "from_response"])
        {
            *path = parse_quote!(crate::transport::decode);
        }
    }
}

/// Restores the names of renamed parameters on the wire.
pub(super) fn restore_names(file: &mut syn::File) {
    struct Restore;

    impl VisitMut for Restore {
        fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
            if text.value().ends_with(RENAMED) {
                let value = text.value();
                let name = value.strip_suffix(RENAMED).unwrap_or(&value);
                *text = syn::LitStr::new(name, text.span());
            }
        }

        fn visit_attribute_mut(&mut self, attribute: &mut syn::Attribute) {
            if let syn::Meta::NameValue(pair) = &mut attribute.meta
                && let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &mut pair.value
            {
                let path = format!("{RENAMED}}}");
                if text.value().contains(&path) {
                    *text = syn::LitStr::new(&text.value().replace(&path, "}"), text.span());
                }
            }
        }
    }

    Restore.visit_file_mut(file);
}

/// Returns whether an item is only used by progenitor's hooks.
pub(super) fn is_hook(item: &Item) -> bool {
    let text = match item {
        Item::Const(constant) => constant.to_token_stream(),
        Item::Impl(hooks) => hooks.trait_.as_ref().map(|(path, _)| path).to_token_stream(),
        _ => quote!(),
    };
    text.to_string().contains("ClientHooks")
}
