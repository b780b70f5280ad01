//! The `send` methods of the generated builders.
//!
//! They call `crate::transport` instead of progenitor's hooks and decoding: a failure then returns
//! at once, and never reaches the `match` on the documented statuses.

use quote::{ToTokens as _, quote};
use syn::visit_mut::VisitMut;
use syn::{Expr, ImplItem, Item, ItemMod, Pat, Stmt, parse_quote};

use super::super::problem::Problems;

/// Rewrites every `send` of the `builder` module.
pub(super) fn rewrite(builders: &mut ItemMod, problems: &mut Problems) {
    for item in builders.content.iter_mut().flat_map(|(_, items)| items) {
        let Item::Impl(methods) = item else { continue };
        let name = methods.self_ty.to_token_stream().to_string();
        for method in &mut methods.items {
            if let ImplItem::Fn(method) = method
                && method.sig.ident == "send"
            {
                if through_transport(&mut method.block.stmts).is_none() {
                    problems.add(
                        "",
                        format!("makes a `send` of {name} that the code generation cannot rewrite"),
                    );
                }
                Decode.visit_block_mut(&mut method.block);
            }
        }
    }
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

/// The name in `let info = OperationInfo { operation_id: "…" };`.
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

/// The call of this method in `client.method(…).await`.
fn call<'a>(value: &'a Expr, method: &str) -> Option<&'a syn::ExprMethodCall> {
    match value {
        Expr::Await(awaited) => call(&awaited.base, method),
        Expr::MethodCall(call) if call.method == method => Some(call),
        _ => None,
    }
}

/// Decodes every JSON response with our own decoding, which reports the place of an error and not
/// the content.
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

/// Whether an item only serves progenitor's hooks.
pub(super) fn is_hook(item: &Item) -> bool {
    let text = match item {
        Item::Const(constant) => constant.to_token_stream(),
        Item::Impl(hooks) => hooks.trait_.as_ref().map(|(path, _)| path).to_token_stream(),
        _ => quote!(),
    };
    text.to_string().contains("ClientHooks")
}
