//! From the contract to Rust: vet → read → lens → progenitor → passes.
//!
//! These are plain modules with no crate of their own: `build.rs` compiles them, and so does
//! `xtask`, through `#[path]`. That way the developer verbs and the build can never disagree, and
//! nobody who depends on `nova-client` needs a further published crate to build it.
//!
//! * `validate` rejects, by name, whatever the later steps have no rule for.
//! * `contract` reads what OpenAPI has no word for: buckets, idempotency, tenant rule, open enums.
//! * `bounds` gathers what requests must keep to.
//! * `normalise` rewrites the document that progenitor sees, so that the generated reader is tolerant
//!   while the contract itself stays true.
//! * `reach` tells which generated types are read from responses or sensitive.
//! * `rewrite` rewrites what progenitor made: open enums, redacted `Debug`, tolerant arrays, bounded
//!   decoding.
//! * `tables` writes the operation and bucket tables.

mod bounds;
mod contract;
mod normalise;
pub mod problem;
mod reach;
pub mod rewrite;
pub mod schema;
mod tables;
mod validate;
mod variant_names;

use contract::Contract;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use serde_json::Value;

pub use problem::Problems;

/// The first lines of the generated file.
const HEADER: &str = "\
// @generated from openapi/nova.json by `cargo xtask regenerate`. Do not edit: change the contract
// instead.
";

/// Generates the client from the text of the contract.
///
/// # Errors
///
/// Everything in the contract that cannot be generated from, each with its place; not only the
/// first.
pub fn generate(text: &str) -> Result<String, Problems> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut document: Value = serde_json::from_str(text)
        .map_err(|error| Problems::one("", format!("is not JSON: {error}")))?;
    // Both look at everything, so that one run tells all there is to mend.
    let mut problems = validate::validate(&document);
    let contract = match Contract::read(&document) {
        Ok(contract) => contract,
        Err(more) => {
            problems.0.extend(more.0);
            return Err(problems);
        }
    };
    problems.into_result()?;
    normalise::apply(&mut document, &contract)?;

    let spec: openapiv3::OpenAPI = serde_json::from_value(document)
        .map_err(|error| Problems::one("", format!("is not an OpenAPI 3.0 document: {error}")))?;
    let tokens = tokens(&contract, &spec).map_err(|error| {
        Problems::one("", format!("cannot be generated from; progenitor says: {error}"))
    })?;
    let mut file: syn::File = syn::parse2(tokens).map_err(|error| {
        Problems::one("", format!("progenitor made text that is not Rust: {error}"))
    })?;

    rewrite::apply(&mut file, &contract)?;
    file.items.extend(tables::items(&contract));
    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}

/// Runs progenitor, which panics on some of what it has no rule for. [`validate`] should have rejected
/// all of that; where it did not, a message is still better than a backtrace.
fn tokens(
    contract: &Contract,
    spec: &openapiv3::OpenAPI,
) -> Result<proc_macro2::TokenStream, String> {
    let outcome = std::panic::catch_unwind(|| {
        Generator::new(&settings(contract)).generate_tokens(spec).map_err(|error| error.to_string())
    });
    outcome.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
        Err(said
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "it panicked".to_owned()))
    })
}

fn settings(contract: &Contract) -> GenerationSettings {
    let mut settings = GenerationSettings::default();
    settings
        .with_derive("PartialEq")
        // A later optional parameter is then no breaking change for callers.
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
