//! The shared state of the steps: the output folder and the tested programs of this workspace.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::tools::{output, shown};
use crate::workspace::{Unable, Workspace};

/// The folder for installed programs, builds and reports.
const FOLDER: &str = "target/conformance";
/// The package of the command and of the test that calls every operation.
const PACKAGE: &str = "nova-client-ext";
/// The test target that calls every operation.
const WALK: &str = "conformance";

/// The packages and features with which the programs are compiled.
#[derive(Clone, Copy, Debug)]
pub enum Built<'a> {
    /// The package of the command only.
    Alone,
    /// The whole workspace with these features, which the tests have compiled already.
    Workspace(&'a str),
}

/// The programs of this workspace under test.
pub(super) struct Programs {
    /// The command.
    pub(super) nova: PathBuf,
    /// The test that calls every operation.
    pub(super) walk: PathBuf,
}

pub(super) struct ConformanceContext<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) quick: bool,
    built: Built<'a>,
    programs: OnceCell<Programs>,
}

impl<'a> ConformanceContext<'a> {
    pub(super) fn new(workspace: &'a Workspace, quick: bool, built: Built<'a>) -> Self {
        Self { workspace, quick, built, programs: OnceCell::new() }
    }

    /// Returns a path in the output folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.workspace.path(FOLDER).join(name)
    }

    /// Returns the programs, building them on first use.
    pub(super) fn programs(&self) -> Result<&Programs, Unable> {
        if let Some(programs) = self.programs.get() {
            return Ok(programs);
        }
        let programs = self.build()?;
        Ok(self.programs.get_or_init(|| programs))
    }

    /// Builds both with one command, because cargo builds a package's binaries for its tests.
    fn build(&self) -> Result<Programs, Unable> {
        let mut cargo = self.workspace.cargo();
        cargo.args([
            "test",
            "--no-run",
            "--message-format",
            "json-render-diagnostics",
            "--test",
            WALK,
        ]);
        match self.built {
            Built::Alone => cargo.args(["--package", PACKAGE, "--features", "cli"]),
            Built::Workspace(features) => cargo.args(["--workspace", "--features", features]),
        };
        let output = output(&mut cargo).map_err(Unable)?;
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(Unable(format!("`{}` failed:\n{}", shown(&cargo), why.trim())));
        }
        let stdout = String::from_utf8_lossy(&output.stdout);
        let built: Vec<Value> =
            stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let executable = |kind: &str, name: &str| {
            // Another package may have a test of the same name.
            let manifest = self.workspace.path(PACKAGE).join("Cargo.toml");
            let matches = |one: &&Value| {
                let target = &one["target"];
                target["kind"][0] == kind
                    && target["name"] == name
                    && one["manifest_path"].as_str().is_some_and(|path| Path::new(path) == manifest)
            };
            let made = built.iter().find(matches);
            let path = made.and_then(|one| one["executable"].as_str()).map(PathBuf::from);
            path.ok_or_else(|| Unable(format!("`{}` built no {kind} `{name}`", shown(&cargo))))
        };
        Ok(Programs { nova: executable("bin", "nova")?, walk: executable("test", WALK)? })
    }
}
