//! Checks that a service outside this workspace builds with the crates, from the checkout and from
//! the packages, with the client generated at build time and with the checked-in copy.

use std::path::{Path, PathBuf};

use super::{outside_profile, status};
use crate::workspace::{PRODUCTS, Workspace};

/// The source of the service, which uses both crates.
const SERVICE: &str = r#"//! A service outside the workspace.

use nova_client_ext::BatchReport;
use nova_client_ext::types::ScoringBatchStatus;

fn main() {
    let body = include_str!("body.json");
    let status: ScoringBatchStatus = serde_json::from_str(body).expect("the documented body decodes");
    let operation = nova_client::Operation::find("getScoringBatchStatus").expect("the operation is known");
    println!("{}: {:?}", operation.path, BatchReport::new(&status).outcome());
}
"#;

pub(super) fn build(workspace: &Workspace) -> Result<(), String> {
    let version = version(workspace)?;
    let folder = workspace.path("target/outside");
    let packed = PRODUCTS
        .iter()
        .map(|name| {
            unpack(
                &workspace.path(&format!("target/package/{name}-{version}.crate")),
                &folder,
                name,
                &version,
            )
        })
        .collect::<Result<Vec<_>, _>>()?;
    let checkout: Vec<PathBuf> = PRODUCTS.iter().map(|name| workspace.path(name)).collect();

    let mut failed = Vec::new();
    for (from, crates) in [("the checkout", checkout), ("the packed files", packed)] {
        let service = folder
            .join(format!("service-from-{}", from.trim_start_matches("the ").replace(' ', "-")));
        write(workspace, &service, &crates)?;
        for (how, flags) in
            [("generated at build time", &[][..]), ("checked-in copy", &["--no-default-features"])]
        {
            println!("-- from {from}, {how}");
            let mut cargo = workspace.cargo();
            cargo.args(["run", "--quiet"]).args(flags).current_dir(&service);
            cargo.env("CARGO_TARGET_DIR", workspace.path("target"));
            if let Err(why) = status(outside_profile(&mut cargo)) {
                failed.push(format!("from {from}, {how}: {why}"));
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("; ")) }
}

/// Returns the version of the crates, which is part of the package file names.
fn version(workspace: &Workspace) -> Result<String, String> {
    let metadata = workspace.metadata(&["--no-deps"])?;
    let package = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|package| package["name"] == PRODUCTS[0]);
    package
        .and_then(|package| package["version"].as_str())
        .map(str::to_owned)
        .ok_or("nova-client has no version".into())
}

/// Unpacks a packed crate and returns its folder.
fn unpack(file: &Path, into: &Path, name: &str, version: &str) -> Result<PathBuf, String> {
    let folder = into.join(format!("{name}-{version}"));
    let failed = |error: std::io::Error| format!("{} cannot be unpacked: {error}", file.display());
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(failed)?;
    }
    std::fs::create_dir_all(into).map_err(failed)?;
    let done = std::process::Command::new("tar")
        .arg("-xzf")
        .arg(file)
        .arg("-C")
        .arg(into)
        .status()
        .map_err(failed)?;
    if done.success() {
        Ok(folder)
    } else {
        Err(format!("{} cannot be unpacked: tar ended with {done}", file.display()))
    }
}

/// Formats a path as a TOML string; JSON strings are valid TOML.
fn quoted(path: &Path) -> String {
    serde_json::Value::from(path.to_string_lossy()).to_string()
}

/// Writes the service with the lock file of the workspace, so that it uses the tested dependencies.
fn write(workspace: &Workspace, service: &Path, crates: &[PathBuf]) -> Result<(), String> {
    let [client, ext] = crates else { return Err("two crates are expected".to_owned()) };
    let (client, ext) = (quoted(client), quoted(ext));
    let manifest = format!(
        r#"[workspace]

[package]
name = "service"
version = "0.0.0"
edition = "2024"
publish = false

[features]
default = ["nova-client-ext/default"]

[dependencies]
nova-client = {{ version = "*", default-features = false }}
nova-client-ext = {{ path = {ext}, default-features = false }}
serde_json = "1"

[patch.crates-io]
nova-client = {{ path = {client} }}
"#
    );
    let source = service.join("src");
    let body = workspace.path("openapi/examples/ScoringBatchStatus.documented.json");
    std::fs::create_dir_all(&source)
        .and_then(|()| std::fs::write(service.join("Cargo.toml"), manifest))
        .and_then(|()| std::fs::write(source.join("main.rs"), SERVICE))
        .and_then(|()| std::fs::copy(body, source.join("body.json")))
        .and_then(|_| std::fs::copy(workspace.path("Cargo.lock"), service.join("Cargo.lock")))
        .map(drop)
        .map_err(|error| format!("{} cannot be written: {error}", service.display()))
}
