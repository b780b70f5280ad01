//! The program in `xtask/bench`: writes its manifest, builds it and runs it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::openapi_generator;
use crate::workspace::Workspace;

/// The feature under which the contenders use the client of openapi-generator.
const FEATURE: &str = "openapi-generator";

/// The built program.
pub(super) struct Contenders {
    pub(super) program: PathBuf,
}

/// The server of a run. Dropping it stops the server.
pub(super) struct Server {
    child: Child,
    pub(super) url: String,
}

impl Contenders {
    /// Builds the program, with the generated client if there is one.
    ///
    /// The manifest is generated and not checked in, because cargo rejects a path dependency that
    /// does not exist, even an optional one.
    pub(super) fn build(
        workspace: &Workspace,
        within: &Path,
        generated: Option<&Path>,
    ) -> Result<Self, String> {
        let folder = within.join("contenders");
        let manifest = manifest(workspace, generated);
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(folder.join("Cargo.toml"), manifest))
            // The lock file of the workspace, so that the measured dependencies are the tested
            // ones.
            .and_then(|()| std::fs::copy(workspace.path("Cargo.lock"), folder.join("Cargo.lock")))
            .map_err(|error| format!("{} cannot be written: {error}", folder.display()))?;
        let target = within.join("build");
        let mut cargo = workspace.cargo();
        cargo
            .args(["build", "--release", "--quiet"])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", &target);
        match cargo.status() {
            Ok(status) if status.success() => {
                let name = format!("contenders{}", std::env::consts::EXE_SUFFIX);
                Ok(Self { program: target.join("release").join(name) })
            }
            Ok(status) => Err(format!("the contenders cannot be built: cargo ended with {status}")),
            Err(error) => Err(format!("cargo cannot be started: {error}")),
        }
    }

    /// Runs the program and parses its output as JSON.
    pub(super) fn run_json(&self, arguments: &[&str]) -> Result<Value, String> {
        let output = Command::new(&self.program).args(arguments).output();
        let output = output
            .map_err(|error| format!("{} cannot be started: {error}", self.program.display()))?;
        if !output.status.success() {
            return Err(format!(
                "the contenders failed: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            ));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("the output of the contenders is not JSON: {error}"))
    }

    /// Starts the server in a separate process.
    pub(super) fn serve(&self) -> Result<Server, String> {
        let failed = |error: std::io::Error| format!("the server cannot be started: {error}");
        let mut command = Command::new(&self.program);
        command.arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(failed)?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line).map_err(failed)?;
        }
        let url = line.trim().strip_prefix("listening on ").unwrap_or_default().to_owned();
        let server = Server { child, url };
        if server.url.is_empty() {
            Err("the server did not print its address".to_owned())
        } else {
            Ok(server)
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Closing its standard input stops the server.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Returns the manifest, without TLS: no contender uses it on loopback, and the build takes a
/// fraction of the time.
#[allow(clippy::unnecessary_debug_formatting, reason = "TOML quotes as Rust does")]
fn manifest(workspace: &Workspace, generated: Option<&Path>) -> String {
    let quoted = |path: &Path| format!("{:?}", path.to_string_lossy());
    let dependency = |folder: &Path, rest: &str| {
        format!("{{ path = {}, default-features = false{rest} }}", quoted(folder))
    };
    let (feature, line) = match generated {
        Some(folder) => (
            format!("{FEATURE:?}"),
            format!("{} = {}\n", openapi_generator::CRATE, dependency(folder, "")),
        ),
        None => (String::new(), String::new()),
    };
    format!(
        r#"[workspace]

[package]
name = "contenders"
version = "0.0.0"
edition = "2024"
publish = false

[[bin]]
name = "contenders"
path = {main}

[features]
default = [{feature}]
{flag} = []

[dependencies]
chrono = {{ version = "0.4", default-features = false, features = ["serde", "std"] }}
nova-client = {client}
nova-client-ext = {ext}
reqwest = {{ version = "0.13", default-features = false, features = ["json"] }}
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"
tokio = {{ version = "1", features = ["io-util", "net", "rt"] }}
{line}
# Debug information for the function names in callgrind's output.
[profile.release]
debug = "line-tables-only"

[lints.rust]
unsafe_code = "forbid"
"#,
        main = quoted(&workspace.path("xtask/bench/main.rs")),
        flag = FEATURE,
        client = dependency(&workspace.path("nova-client"), ""),
        ext = dependency(&workspace.path("nova-client-ext"), ", features = [\"gzip\"]"),
    )
}
