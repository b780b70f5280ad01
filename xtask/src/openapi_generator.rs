//! Generates a client with openapi-generator from the contract: it is used in benchmarks, and must
//! compile. It is generated for each run and not checked in.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::{Tool, run};
use crate::workspace::{CONTRACT, Workspace};

/// The Python package, which contains the generator and a Java runtime.
const TOOL: Tool = Tool::Python {
    requirements: include_str!("../tools/openapi-generator.txt"),
    program: "openapi-generator-cli",
};
/// The name of the generated crate.
pub(crate) const CRATE: &str = "openapi_generator_client";

/// Generates the client in a folder of `within` and returns its path.
pub(crate) fn generate(workspace: &Workspace, within: &Path) -> Result<PathBuf, String> {
    let generator = TOOL.install(&within.join("venv"))?;
    let made = within.join("openapi-generator");
    // Unchanged files are not rewritten, so that cargo does not compile them again.
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
