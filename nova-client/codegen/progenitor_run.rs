//! Runs progenitor, and locates its errors.

use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use serde_json::Value;

use super::contract::Contract;
use super::problem::Problems;
use super::schema::pointer;

/// Generates progenitor's client from a normalised document.
#[allow(clippy::needless_pass_by_value, reason = "the document is no longer used")]
pub fn run(document: Value, contract: &Contract) -> Result<syn::File, Problems> {
    let spec: openapiv3::OpenAPI = match serde_json::from_value(document.clone()) {
        Ok(spec) => spec,
        Err(error) => return Err(unreadable(&document, &error.to_string())),
    };
    let failed = |what: &str| unsupported(&spec, contract, what);
    let tokens = tokens(contract, &spec).map_err(|what| failed(&what))?;
    syn::parse2(tokens).map_err(|_| failed("makes Rust that cannot be parsed"))
}

/// Reports where a document is not valid OpenAPI 3.0. `validate` should have reported this; if it
/// did not, each part is parsed separately to find the place.
fn unreadable(document: &Value, error: &str) -> Problems {
    type Read = fn(Value) -> Option<serde_json::Error>;
    let parts: [(&str, Read); 4] = [
        ("/components/schemas", |value| {
            serde_json::from_value::<openapiv3::ReferenceOr<openapiv3::Schema>>(value).err()
        }),
        ("/components/parameters", |value| {
            serde_json::from_value::<openapiv3::ReferenceOr<openapiv3::Parameter>>(value).err()
        }),
        ("/components/responses", |value| {
            serde_json::from_value::<openapiv3::ReferenceOr<openapiv3::Response>>(value).err()
        }),
        ("/paths", |value| {
            serde_json::from_value::<openapiv3::ReferenceOr<openapiv3::PathItem>>(value).err()
        }),
    ];
    let mut problems = Problems::default();
    let instead = "what OpenAPI 3.0 asks for at this place";
    for (at, read) in parts {
        for (name, value) in document.pointer(at).and_then(Value::as_object).into_iter().flatten() {
            if let Some(error) = read(value.clone()) {
                let at = format!("{at}{}", pointer(&[name]));
                problems.add(at, format!("is not valid OpenAPI 3.0: {error}"), instead);
            }
        }
    }
    if problems.0.is_empty() {
        problems.add("", format!("is not valid OpenAPI 3.0: {error}"), instead);
    }
    problems
}

/// Tries each operation separately, and reports those that fail.
fn unsupported(spec: &openapiv3::OpenAPI, contract: &Contract, what: &str) -> Problems {
    let mut problems = Problems::default();
    let instead = "the operation as others are written; if it should be supported, teach \
                   nova-client/codegen the rule";
    for (path, item) in &spec.paths.paths {
        let Some(item) = item.as_item() else { continue };
        for (method, operation) in item.iter() {
            let mut alone = spec.clone();
            alone.paths.paths.clear();
            let mut only = openapiv3::PathItem::default();
            let slot = match method {
                "get" => &mut only.get,
                "put" => &mut only.put,
                "post" => &mut only.post,
                "delete" => &mut only.delete,
                "head" => &mut only.head,
                _ => &mut only.patch,
            };
            *slot = Some(operation.clone());
            alone.paths.paths.insert(path.clone(), openapiv3::ReferenceOr::Item(only));
            if let Err(what) = tokens(contract, &alone) {
                problems.add(pointer(&["paths", path, method]), what, instead);
            }
        }
    }
    if problems.0.is_empty() {
        problems.add("", what, instead);
    }
    problems
}

/// Runs progenitor, which panics on some unsupported constructs.
fn tokens(
    contract: &Contract,
    spec: &openapiv3::OpenAPI,
) -> Result<proc_macro2::TokenStream, String> {
    let outcome = quietly(|| {
        Generator::new(&settings(contract)).generate_tokens(spec).map_err(|error| error.to_string())
    });
    match outcome {
        Some(Ok(tokens)) => Ok(tokens),
        Some(Err(error)) => {
            let first = error.lines().next().unwrap_or_default();
            Err(format!("cannot be generated from: {first}"))
        }
        None => Err("uses something that progenitor cannot generate from".to_owned()),
    }
}

/// Runs a function that may panic, without printing the panic; returns `None` if it did.
pub fn quietly<T>(run: impl FnOnce() -> T) -> Option<T> {
    // The panic hook is global, and tests generate from several threads.
    static HOOK: Mutex<()> = Mutex::new(());
    let _guard = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(run));
    std::panic::set_hook(hook);
    outcome.ok()
}

fn settings(contract: &Contract) -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings
        .with_derive("PartialEq")
        // So that adding an optional parameter later is not a breaking change.
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote::quote!(crate::transport::SharedTransport));
    for open in &contract.enums {
        settings.with_replacement(
            &open.name,
            format!("crate::types::{}", open.name),
            [TypeImpl::Display, TypeImpl::FromStr].into_iter(),
        );
    }
    settings
}
