//! `cargo xtask public-api`: writes the public API of `nova-client-ext` as text, for reviews.
//!
//! Changes in `nova-client`, which is generated, are printed by `regenerate`. The listing is
//! generated from rustdoc's JSON, whose format changes with Rust: if the
//! toolchain writes another format, nothing is written or compared, and a message says so.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use public_api::Builder;

use crate::workspace::Workspace;

const PACKAGE: &str = "nova-client-ext";
/// The path of the listing.
const LISTING: &str = "nova-client-ext/public-api.txt";
/// The path of rustdoc's JSON.
const JSON: &str = "target/doc/nova_client_ext.json";
/// The maximum number of lines of a printed difference.
const MAX_DIFF_LINES: usize = 60;

/// Whether the listing is written or compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Write the listing.
    Write,
    /// Compare the listing, and fail if it differs.
    Check,
}

/// Runs the command. Returns 0, or 1 if the listing is out of date or could not be created. A
/// toolchain whose format is not supported is no failure.
pub fn run(workspace: &Workspace, mode: Mode) -> ExitCode {
    match write_or_check(workspace, mode) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Writes or compares the listing, and returns a summary.
pub(crate) fn write_or_check(workspace: &Workspace, mode: Mode) -> Result<String, String> {
    let json = build_rustdoc_json(workspace)?;
    let version = format_version(&json)?;
    if version != rustdoc_types::FORMAT_VERSION {
        return Ok(format!(
            "{LISTING}: skipped: this toolchain writes rustdoc's JSON in format {version}, and \
             only {} is supported",
            rustdoc_types::FORMAT_VERSION
        ));
    }
    let listing = listing(&json)?;
    if mode == Mode::Write {
        let changed = workspace.replace(LISTING, &listing).map_err(|unable| unable.0)?;
        return Ok(format!(
            "{LISTING}: {}",
            if changed { "written" } else { "already up to date" }
        ));
    }
    let checked_in = workspace.read(LISTING).map_err(|unable| unable.0)?.unwrap_or_default();
    let checked_in = String::from_utf8_lossy(&checked_in);
    if checked_in == listing {
        return Ok(format!("{LISTING}: up to date, {} items", listing.lines().count()));
    }
    let diff = similar::TextDiff::from_lines(checked_in.as_ref(), &listing);
    let diff = diff.unified_diff().context_radius(0).to_string();
    let shown: Vec<_> = diff.lines().take(MAX_DIFF_LINES).collect();
    let rest = match diff.lines().count() - shown.len() {
        0 => String::new(),
        more => format!("\n… and {more} more lines"),
    };
    Err(format!(
        "{LISTING} is out of date; review the difference, then run \
         `cargo xtask public-api`:\n{}{rest}",
        shown.join("\n")
    ))
}

/// Builds the documentation as JSON and returns its path.
fn build_rustdoc_json(workspace: &Workspace) -> Result<PathBuf, String> {
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

/// Writes a wrapper that runs rustdoc with unstable options enabled, and returns its path. `RUSTC_BOOTSTRAP` is set only
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

/// Returns the format version of rustdoc's JSON, a field that every version has.
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

/// Returns one line for each public item, without blanket and auto trait implementations. Of a
/// derived implementation only the `impl` line is listed, since its methods follow from it.
fn listing(json: &Path) -> Result<String, String> {
    let items = |with_derived: bool| -> Result<Vec<String>, String> {
        let api = Builder::from_rustdoc_json(json)
            .omit_blanket_impls(true)
            .omit_auto_trait_impls(true)
            .omit_auto_derived_impls(!with_derived)
            .build()
            .map_err(|error| format!("{} cannot be read: {error}", json.display()))?;
        Ok(api.items().map(|item| format!("{item}\n")).collect())
    };
    let written: HashSet<String> = items(false)?.into_iter().collect();
    let all = items(true)?.into_iter();
    Ok(all.filter(|item| item.starts_with("impl") || written.contains(item)).collect())
}
