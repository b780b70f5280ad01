//! From the contract to Rust: desugar → validate → read → normalise → progenitor → rewrite.
//!
//! These modules are not a separate crate: `build.rs` and `xtask` both compile them, through
//! `#[path]`. So the developer commands and the build cannot differ, and building `nova-client`
//! needs no further published crate.
//!
//! * `desugar` rewrites equivalent spellings to one.
//! * `validate` rejects every construct that the later steps do not support.
//! * `contract` reads what OpenAPI cannot express: buckets, idempotency, the tenant, open enums.
//! * `constraints` reads the constraints of requests.
//! * `normalise` creates the input of progenitor, for which reading is tolerant; the contract
//!   itself stays strict.
//! * `reach` finds the generated types that are read from responses or sensitive.
//! * `rewrite` changes progenitor's output: open enums, redacted `Debug`, tolerant lists, checks of
//!   requests, the client's transport.
//! * `tables` writes the operation and bucket tables.

mod constraints;
mod contract;
mod desugar;
pub mod fingerprint;
mod locate;
pub mod names;
mod normalise;
pub mod problem;
mod progenitor_run;
mod reach;
pub mod rewrite;
pub mod schema;
mod tables;
mod validate;

use contract::Contract;
use serde_json::Value;

pub use problem::Problems;

/// The first lines of the generated file.
const HEADER: &str = "\
// @generated from openapi/nova.json by `cargo xtask regenerate`. Do not edit: change the contract
// instead.
";

/// A generated client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The Rust source.
    pub rust: String,
    /// Notes for the maintainer of the contract, such as generated names.
    #[allow(dead_code, reason = "`cargo xtask regenerate` prints them")]
    pub notes: Vec<String>,
}

/// Generates the client from the text of the contract.
///
/// # Errors
///
/// All parts of the contract that are not supported, each with its place and what to write instead.
pub fn generate(text: &str) -> Result<Generated, Problems> {
    let mut document: Value = read(text)?;
    let mut problems = Problems::default();
    let mut desugared = desugar::desugar(&mut document, &mut problems);
    validate::validate(&document, &mut problems);
    let names = std::mem::take(&mut desugared.contract_names);
    let contract = Contract::read(&document, names, &mut problems);
    normalise::check(&document, &contract, &mut problems);
    // The later steps report problems, too. After an earlier problem they may fail, and that
    // failure is not reported.
    let rust = emit(document, &contract, &mut problems);
    match rust {
        Some(rust) if problems.0.is_empty() => {
            let fingerprint = fingerprint::of(text);
            let rust = format!("{HEADER}{}{fingerprint}\n{rust}", fingerprint::PREFIX);
            Ok(Generated { rust, notes: desugared.notes })
        }
        _ => Err(problems.located(text, |place| desugared.origin(place))),
    }
}

/// Returns the document after `desugar`, for code that reads its schemas.
#[allow(dead_code, reason = "xtask reads schemas too")]
pub fn desugared(document: &Value) -> Value {
    let mut document = document.clone();
    desugar::desugar(&mut document, &mut Problems::default());
    document
}

fn read(text: &str) -> Result<Value, Problems> {
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(json).map_err(|error| {
        let is_yaml = json.lines().any(|line| {
            line.starts_with("openapi:") || line.starts_with("swagger:") || line == "---"
        });
        let mut problems = if is_yaml {
            Problems::one("", "is YAML", "the same document as JSON: `yq -o json contract.yaml`")
        } else {
            let what = format!("is not JSON: {error}");
            Problems::one("", what, "JSON; an editor shows where it breaks")
        };
        for problem in &mut problems.0 {
            (problem.line, problem.column) =
                if is_yaml { (1, 1) } else { (error.line(), error.column().max(1)) };
        }
        problems
    })
}

/// Generates the Rust source of the document, or adds problems.
fn emit(mut document: Value, contract: &Contract, problems: &mut Problems) -> Option<String> {
    let is_first = problems.0.is_empty();
    if !is_first {
        // Removes the invalid parts, which would stop progenitor, so that problems in the rest are
        // reported, too.
        let places: Vec<String> = problems.0.iter().map(|problem| problem.place.clone()).collect();
        for place in &places {
            schema::remove(&mut document, place);
        }
    }
    normalise::normalise(&mut document, contract);
    let mut file = match progenitor_run::run(document, contract) {
        Ok(file) => file,
        Err(more) => {
            if is_first {
                problems.0.extend(more.0);
            }
            return None;
        }
    };
    let mut more = Problems::default();
    let written = progenitor_run::quietly(|| {
        rewrite::apply(&mut file, contract, is_first, &mut more);
        more.0.is_empty().then(|| {
            file.items.extend(tables::items(contract));
            prettyplease::unparse(&file)
        })
    });
    if written.is_none() && is_first && more.0.is_empty() {
        let instead = "plain names of letters and digits; if it should be supported, teach \
                       nova-client/codegen the rule";
        more.add("", "has something that makes no Rust", instead);
    }
    problems.0.extend(more.0);
    written.flatten()
}
