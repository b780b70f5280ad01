//! Checks the stated minimum Rust version: no dependency that users of the crates compile requires
//! a newer one.
//!
//! Clippy checks that the crates' own code needs no newer standard library (`incompatible_msrv`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::PRODUCTS;
use crate::workspace::Workspace;

pub(super) fn check(workspace: &Workspace) -> Result<(), String> {
    let metadata = workspace.metadata(&["--locked"])?;
    let packages: BTreeMap<&str, &Value> = list(&metadata["packages"])
        .filter_map(|package| Some((package["id"].as_str()?, package)))
        .collect();
    let edges: BTreeMap<&str, Vec<&str>> = list(&metadata["resolve"]["nodes"])
        .filter_map(|node| {
            Some((
                node["id"].as_str()?,
                list(&node["deps"])
                    .filter(|one| is_built(one))
                    .filter_map(|one| one["pkg"].as_str())
                    .collect(),
            ))
        })
        .collect();

    let mut open: Vec<&str> = packages
        .iter()
        .filter(|(_, package)| {
            PRODUCTS.iter().any(|name| package["name"] == *name) && package["source"].is_null()
        })
        .map(|(id, _)| *id)
        .collect();
    let stated = open
        .iter()
        .filter_map(|id| version(packages[id]))
        .min()
        .ok_or("the crates state no rust-version")?;
    let mut seen = BTreeSet::new();
    let mut newer = Vec::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(package) = packages.get(id) else { continue };
        if version(package).is_some_and(|needed| needed > stated) {
            newer.push(format!(
                "{} {} needs Rust {}",
                text(package, "name"),
                text(package, "version"),
                text(package, "rust_version")
            ));
        }
        open.extend(edges.get(id).into_iter().flatten());
    }
    let (major, minor, _) = stated;
    if newer.is_empty() {
        println!("none of {} packages needs more than Rust {major}.{minor}", seen.len());
        return Ok(());
    }
    for line in &newer {
        println!("{line}");
    }
    Err(format!("{} packages need more than the stated Rust {major}.{minor}", newer.len()))
}

/// Returns whether users of a package compile this dependency, that is, whether it is not only a
/// dev-dependency.
fn is_built(dependency: &Value) -> bool {
    list(&dependency["dep_kinds"]).any(|kind| kind["kind"] != "dev")
}

fn version(package: &Value) -> Option<(u32, u32, u32)> {
    let mut parts = package["rust_version"].as_str()?.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next().flatten().unwrap_or(0)))
}

fn text<'a>(package: &'a Value, field: &str) -> &'a str {
    package[field].as_str().unwrap_or_default()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
