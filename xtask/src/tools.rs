//! Third-party programs used by the tasks: pinned, and installed once in separate folders under
//! `target/`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A program from a package registry.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tool {
    /// A Python package in a virtual environment: its requirements with hashes.
    Python { requirements: &'static str, program: &'static str },
    /// An npm package: its manifest and lock file.
    Npm { manifest: &'static str, lock: &'static str, program: &'static str },
    /// An npm package that is only a library, identified by its folder.
    NpmLibrary { manifest: &'static str, lock: &'static str, name: &'static str },
    /// A crate with a binary with the same name.
    Cargo { name: &'static str, version: &'static str },
}

impl Tool {
    /// Returns the path of the program, and installs it in `folder` unless this version is already
    /// installed.
    pub(crate) fn install(self, folder: &Path) -> Result<PathBuf, String> {
        let what = match self {
            Self::Python { requirements, .. } => requirements.to_owned(),
            Self::Npm { lock, .. } | Self::NpmLibrary { lock, .. } => lock.to_owned(),
            Self::Cargo { name, version } => format!("{name}@{version}"),
        };
        let (stamp, program) = (folder.join("installed"), self.program(folder));
        if program.exists()
            && std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == what)
        {
            return Ok(program);
        }
        println!("installing {} in {}", self.name(), folder.display());
        let failed =
            |error: std::io::Error| format!("{} cannot be written: {error}", folder.display());
        std::fs::create_dir_all(folder).map_err(failed)?;
        match self {
            Self::Python { requirements, .. } => {
                let python = if cfg!(windows) { "python" } else { "python3" };
                run(Command::new(python).args(["-m", "venv", "--clear"]).arg(folder))?;
                let file = folder.join("requirements.txt");
                std::fs::write(&file, requirements).map_err(failed)?;
                let mut pip = Command::new(in_environment(folder, "python"));
                pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
                // Installs only files with a known hash, and runs no build scripts.
                pip.args(["--require-hashes", "--only-binary", ":all:", "--requirement"]);
                run(pip.arg(file))?;
            }
            Self::Npm { manifest, lock, .. } | Self::NpmLibrary { manifest, lock, .. } => {
                let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
                std::fs::write(folder.join("package.json"), manifest).map_err(failed)?;
                std::fs::write(folder.join("package-lock.json"), lock).map_err(failed)?;
                let quiet = ["--no-fund", "--no-audit", "--loglevel", "error", "--prefix"];
                run(Command::new(npm).args(["ci", "--ignore-scripts"]).args(quiet).arg(folder))?;
            }
            Self::Cargo { name, version } => {
                let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
                let mut install = Command::new(cargo);
                install.args([
                    "install",
                    "--quiet",
                    "--locked",
                    "--debug",
                    "--no-track",
                    "--force",
                    "--version",
                    version,
                ]);
                run(install
                    .arg("--root")
                    .arg(folder)
                    .arg("--target-dir")
                    .arg(folder.join("build"))
                    .arg(name))?;
            }
        }
        if !program.exists() {
            return Err(format!(
                "{} was installed, but brought no {}",
                self.name(),
                program.display()
            ));
        }
        std::fs::write(&stamp, what).map_err(failed)?;
        Ok(program)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Python { program, .. } | Self::Npm { program, .. } => program,
            Self::NpmLibrary { name, .. } | Self::Cargo { name, .. } => name,
        }
    }

    fn program(self, folder: &Path) -> PathBuf {
        match self {
            Self::Python { program, .. } => in_environment(folder, program),
            Self::Npm { program, .. } => {
                let ending = if cfg!(windows) { ".cmd" } else { "" };
                folder.join("node_modules").join(".bin").join(format!("{program}{ending}"))
            }
            Self::NpmLibrary { name, .. } => folder.join("node_modules").join(name),
            Self::Cargo { name, .. } => {
                folder.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
            }
        }
    }
}

fn in_environment(folder: &Path, program: &str) -> PathBuf {
    let programs = if cfg!(windows) { "Scripts" } else { "bin" };
    folder.join(programs).join(format!("{program}{}", std::env::consts::EXE_SUFFIX))
}

/// Runs a command. If it fails, the error contains the command and the end of its output.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let output = output(command)?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr]
        .map(|said| String::from_utf8_lossy(&said).into_owned())
        .concat();
    let last =
        said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it said nothing").trim();
    Err(format!("`{}` ended with {}: {last}", shown(command), output.status))
}

/// Returns the output of a command and its exit status.
pub(crate) fn output(command: &mut Command) -> Result<Output, String> {
    command.output().map_err(|error| format!("`{}` cannot be started: {error}", shown(command)))
}

/// Formats a command line.
pub(crate) fn shown(command: &Command) -> String {
    let program =
        Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let arguments = command.get_args().map(|argument| format!(" {}", argument.to_string_lossy()));
    std::iter::once(program.into_owned()).chain(arguments).collect()
}
