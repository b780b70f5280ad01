//! The client that openapi-generator makes from the contract: it is measured beside ours, and must
//! compile. It is made anew for each run and never checked in.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::{Tool, run};
use crate::workspace::{CONTRACT, Workspace};

/// The Python package, which brings the generator and a Java to run it.
const TOOL: Tool = Tool::Python {
    requirements: include_str!("../tools/openapi-generator.txt"),
    program: "openapi-generator-cli",
};
/// The crate it makes.
pub(crate) const CRATE: &str = "openapi_generator_client";

/// Makes the client in a folder of `within` and returns it; the error says what was missing.
pub(crate) fn generate(workspace: &Workspace, within: &Path) -> Result<PathBuf, String> {
    let generator = TOOL.install(&within.join("venv"))?;
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
    run(&mut command)?;
    Ok(made)
}
