//! The workspace on disk: reading and replacing files, and running cargo.

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The reason why a command could not run. Problems of the files are
/// [findings](crate::finding::Finding).
#[derive(Debug)]
pub struct Unable(pub String);

impl std::fmt::Display for Unable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The path of the contract, relative to the root of the workspace.
pub const CONTRACT: &str = "openapi/nova.json";
/// The folder of the bodies documented by the vendor.
pub const EXAMPLES: &str = "openapi/examples";
/// The checked-in output of the code generation.
pub const GENERATED: &str = "nova-client/src/generated.rs";

/// The published crates.
pub(crate) const PRODUCTS: [&str; 2] = ["nova-client", "nova-client-ext"];

/// Features that need more than Rust and a C compiler: OpenSSL's headers.
pub(crate) const NOT_EVERYWHERE: [&str; 1] = ["native-tls"];

/// The workspace of a command.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Finds the workspace of the current directory, at run time, because the binary may have been
    /// built elsewhere.
    pub fn around_here() -> Result<Self, Unable> {
        let here = std::env::current_dir()
            .map_err(|error| Unable(format!("the current directory: {error}")))?;
        here.ancestors().find(|folder| is_root(folder)).map(Self::at).ok_or_else(|| {
            Unable(format!("{} is not inside the workspace of nova-client", here.display()))
        })
    }

    /// Returns the workspace with this root.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Returns the path of a file in it; `relative` has forward slashes.
    pub fn path(&self, relative: &str) -> PathBuf {
        relative.split('/').fold(self.root.clone(), |path, part| path.join(part))
    }

    /// Reads a text file; `None` if it does not exist.
    pub fn read(&self, relative: &str) -> Result<Option<Vec<u8>>, Unable> {
        match std::fs::read(self.path(relative)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::IsADirectory
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(Unable(format!("{relative} cannot be read: {error}"))),
        }
    }

    /// Lists the names of the files in a folder, sorted; empty if it does not exist.
    pub fn list(&self, relative: &str) -> Result<Vec<String>, Unable> {
        let unable = |error: io::Error| Unable(format!("{relative} cannot be listed: {error}"));
        let entries = match std::fs::read_dir(self.path(relative)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unable(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            names.push(entry.map_err(unable)?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    /// Replaces a file atomically. Returns whether anything changed; an unchanged file keeps its
    /// modification time.
    pub fn replace(&self, relative: &str, text: &str) -> Result<bool, Unable> {
        if self.read(relative)?.is_some_and(|bytes| bytes == text.as_bytes()) {
            return Ok(false);
        }
        let unable = |error: io::Error| Unable(format!("{relative} cannot be written: {error}"));
        // If it is a symbolic link, its target is replaced.
        let path = self.path(relative);
        let path = path.canonicalize().unwrap_or(path);
        let folder = path.parent().unwrap_or(&self.root);
        let name = path.file_name().unwrap_or(OsStr::new("file")).to_string_lossy();
        let beside = folder.join(format!(".{name}.{}", std::process::id()));
        let written = std::fs::File::create(&beside).and_then(|mut file| {
            if let Ok(old) = std::fs::metadata(&path) {
                file.set_permissions(old.permissions())?;
            }
            file.write_all(text.as_bytes())?;
            std::fs::rename(&beside, &path)
        });
        if written.is_err() {
            // Best effort, because the first error is reported.
            let _ = std::fs::remove_file(&beside);
        }
        written.map(|()| true).map_err(unable)
    }

    /// Returns a `cargo` command at the root, without the environment variables of an outer cargo,
    /// which would make build scripts run again.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
            {
                cargo.env_remove(name.as_ref());
            }
        }
        cargo
    }

    /// Runs `cargo metadata`.
    pub fn metadata(&self, arguments: &[&str]) -> Result<serde_json::Value, String> {
        let output = self
            .cargo()
            .args(["metadata", "--format-version", "1"])
            .args(arguments)
            .output()
            .map_err(|error| format!("cargo cannot be started: {error}"))?;
        if !output.status.success() {
            return Err(format!(
                "cargo metadata failed: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            ));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("cargo metadata cannot be read: {error}"))
    }

    /// Returns every feature of these packages that can be built everywhere, in the format of
    /// `--features`.
    pub fn every_feature(&self, packages: &[&str]) -> Result<String, String> {
        let metadata = self.metadata(&["--no-deps"])?;
        let mut names = Vec::new();
        for package in metadata["packages"].as_array().into_iter().flatten() {
            let name = package["name"].as_str().unwrap_or_default();
            if packages.contains(&name) {
                let features = package["features"].as_object().into_iter().flatten();
                names.extend(
                    features
                        .filter(|(feature, _)| !NOT_EVERYWHERE.contains(&feature.as_str()))
                        .map(|(feature, _)| format!("{name}/{feature}")),
                );
            }
        }
        if names.is_empty() {
            Err("cargo metadata names no features".to_owned())
        } else {
            Ok(names.join(","))
        }
    }

    /// Returns whether there are no uncommitted changes.
    pub fn is_committed(&self) -> bool {
        let output = self.git(&["status", "--porcelain"]);
        output.is_some_and(|output| output.status.success() && output.stdout.is_empty())
    }

    /// Reads a file in the last commit; `None` without git.
    pub fn committed(&self, relative: &str) -> Option<String> {
        let output = self.git(&["show", &format!("HEAD:./{relative}")])?;
        output.status.success().then(|| String::from_utf8(output.stdout).ok()).flatten()
    }

    /// Runs git; `None` if it is not available.
    fn git(&self, arguments: &[&str]) -> Option<Output> {
        Command::new("git")
            .current_dir(&self.root)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .ok()
    }
}

fn is_root(folder: &Path) -> bool {
    folder.join("nova-client").is_dir()
        && std::fs::read_to_string(folder.join("Cargo.toml"))
            .is_ok_and(|manifest| manifest.lines().any(|line| line.trim() == "[workspace]"))
}
