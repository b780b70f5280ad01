//! Programs of others that the tasks use: each installed once, in a folder of its own under
//! `target/`, and pinned.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A program that a package registry has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tool {
    /// A Python package, in an environment of its own: its requirements, each with its hashes.
    Python { requirements: &'static str, program: &'static str },
    /// A package of npm: its manifest and its lock file.
    Npm { manifest: &'static str, lock: &'static str, program: &'static str },
    /// The same for a package that brings a library and no program; its folder stands for it.
    NpmLibrary { manifest: &'static str, lock: &'static str, name: &'static str },
    /// A crate with a binary of the same name.
    Cargo { name: &'static str, version: &'static str },
}

impl Tool {
    /// The path of the program, which is installed in `folder` unless this very version is there
    /// already.
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
                // Only files with a known hash, and no build script of theirs runs.
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

/// Runs a command to its end, its output kept for the case that it fails: the error then says which
/// command it was, and its last words.
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

/// What a command prints, and how it ends.
pub(crate) fn output(command: &mut Command) -> Result<Output, String> {
    command.output().map_err(|error| format!("`{}` cannot be started: {error}", shown(command)))
}

/// A command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program =
        Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let arguments = command.get_args().map(|argument| format!(" {}", argument.to_string_lossy()));
    std::iter::once(program.into_owned()).chain(arguments).collect()
}
