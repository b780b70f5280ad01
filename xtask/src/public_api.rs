//! `cargo xtask public-api`: writes the public API of `nova-client-ext` as text, for reviews.
//!
//! Changes in `nova-client`, which is generated, are printed by `regenerate`. The listing is
//! generated from rustdoc's JSON, whose format changes with Rust: with another format there is no
//! comparison, and a message says so.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use public_api::Builder;

use crate::workspace::Workspace;

const PACKAGE: &str = "nova-client-ext";
const LISTING: &str = "nova-client-ext/public-api.txt";
/// The path of rustdoc's JSON.
const JSON: &str = "target/doc/nova_client_ext.json";
/// The maximum length of a printed difference.
const MAX_DIFF_LINES: usize = 60;

/// Whether the listing is written or compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is written.
    Write,
    /// It is compared, and a difference is an error.
    Check,
}

/// Runs the command. Exits with 0 if the listing is up to date now, 1 otherwise.
pub fn run(workspace: &Workspace, mode: Mode) -> ExitCode {
    match update(workspace, mode) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Writes or compares the listing, and returns a summary.
pub(crate) fn update(workspace: &Workspace, mode: Mode) -> Result<String, String> {
    let json = document(workspace)?;
    let found = format_version(&json)?;
    if found != rustdoc_types::FORMAT_VERSION {
        return Ok(format!(
            "{LISTING}: not compared: this Rust writes rustdoc's JSON in format {found}, and {} \
             can be read",
            rustdoc_types::FORMAT_VERSION
        ));
    }
    let listing = listing(&json)?;
    if mode == Mode::Write {
        let changed = workspace.replace(LISTING, &listing).map_err(|unable| unable.0)?;
        return Ok(format!("{LISTING}: {}", if changed { "written" } else { "nothing changed" }));
    }
    let known = workspace.read(LISTING).map_err(|unable| unable.0)?.unwrap_or_default();
    let known = String::from_utf8_lossy(&known);
    if known == listing {
        return Ok(format!("{LISTING}: {} items, as they are", listing.lines().count()));
    }
    let diff = similar::TextDiff::from_lines(known.as_ref(), &listing);
    let diff = diff.unified_diff().context_radius(0).to_string();
    let shown: Vec<_> = diff.lines().take(MAX_DIFF_LINES).collect();
    let rest = match diff.lines().count() - shown.len() {
        0 => String::new(),
        more => format!("\n… and {more} more lines"),
    };
    Err(format!(
        "{LISTING} does not list the public API; review the difference, then run \
         `cargo xtask public-api`:\n{}{rest}",
        shown.join("\n")
    ))
}

/// Builds the documentation as JSON and returns its path.
fn document(workspace: &Workspace) -> Result<PathBuf, String> {
    let features = workspace.every_feature(&[PACKAGE])?;
    let mut cargo = workspace.cargo();
    cargo.env("RUSTDOC", unstable_rustdoc(workspace)?);
    cargo.args(["rustdoc", "--quiet", "--locked", "--lib", "--package", PACKAGE]);
    cargo.args(["--features", &features, "--"]);
    cargo.args(["-Z", "unstable-options", "--output-format", "json", "--cap-lints", "allow"]);
    let status = cargo.status().map_err(|error| format!("cargo cannot be started: {error}"))?;
    if status.success() {
        Ok(workspace.path(JSON))
    } else {
        Err(format!("rustdoc of {PACKAGE} ended with {status}"))
    }
}

/// Writes a wrapper that runs rustdoc with its unstable options. `RUSTC_BOOTSTRAP` is set only
/// there, because in cargo's environment it would make build scripts run again.
fn unstable_rustdoc(workspace: &Workspace) -> Result<PathBuf, String> {
    let folder = workspace.path("target/public-api");
    let (name, script) = if cfg!(windows) {
        ("rustdoc.cmd", "@set RUSTC_BOOTSTRAP=1\r\n@rustdoc %*\r\n")
    } else {
        ("rustdoc", "#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc \"$@\"\n")
    };
    let path = folder.join(name);
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&path, script))
        .and_then(|()| make_executable(&path))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    Ok(path)
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Returns the format version of rustdoc's JSON, which can be read for every version.
fn format_version(json: &Path) -> Result<u32, String> {
    #[derive(serde::Deserialize)]
    struct Format {
        format_version: u32,
    }
    std::fs::read_to_string(json)
        .map_err(|error| error.to_string())
        .and_then(|text| serde_json::from_str::<Format>(&text).map_err(|error| error.to_string()))
        .map(|format| format.format_version)
        .map_err(|error| format!("{} cannot be read: {error}", json.display()))
}

/// Returns one line for each public item, without blanket and auto trait implementations.
fn listing(json: &Path) -> Result<String, String> {
    let api = Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .map_err(|error| format!("{} cannot be read: {error}", json.display()))?;
    Ok(api.items().map(|item| format!("{item}\n")).collect())
}
