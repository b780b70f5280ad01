//! Third-party generators, which must accept the contract and generate Rust that compiles.
//!
//! The second one is `openapi-to-rust`: it has its own parser, shares no code with progenitor or
//! openapi-generator, and is available as a crate. Considered and rejected: `swagger-codegen`
//! (version 3, which reads OpenAPI 3, does not generate Rust), `libninja` (not in the registry),
//! `oas3-gen` (reads OpenAPI 3.1 only), `crozier` (generates Python only).

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Outcome;
use super::context::ConformanceContext;
use crate::finding::Finding;
use crate::openapi_generator;
use crate::tools::{Tool, output, run, shown};
use crate::workspace::{CONTRACT, Unable};

const OPENAPI_TO_RUST: Tool = Tool::Cargo { name: "openapi-to-rust", version: "0.23.0" };
/// The maximum number of lines shown of the compiler's output.
const MAX_LINES: usize = 20;

pub(super) fn openapi_generator(context: &ConformanceContext<'_>) -> Result<Outcome, Unable> {
    let generated =
        openapi_generator::generate(context.workspace, &context.path("")).map_err(Unable)?;
    // Otherwise cargo would expect it to be a member of the surrounding workspace.
    let manifest = generated.join("Cargo.toml");
    let text =
        std::fs::read_to_string(&manifest).map_err(|error| cannot(&manifest, "read", &error))?;
    if !text.contains("[workspace]") {
        write(&manifest, &format!("{text}\n[workspace]\n"))?;
    }
    // Without TLS, which takes longest to compile and does not depend on the contract.
    compile(context, &generated, &["--no-default-features"], "openapi-generator")
}

pub(super) fn openapi_to_rust(context: &ConformanceContext<'_>) -> Result<Outcome, Unable> {
    let program =
        OPENAPI_TO_RUST.install(&context.path("openapi-to-rust-itself")).map_err(Unable)?;
    let generated = context.path("openapi-to-rust");
    let source = generated.join("src");
    let mut generate = Command::new(program);
    generate
        .arg("generate")
        .arg(context.workspace.path(CONTRACT))
        .arg("--output-dir")
        .arg(&source)
        .arg("--quiet");
    std::fs::create_dir_all(&generated).map_err(|error| cannot(&generated, "written", &error))?;
    if let Err(why) = run(generate.current_dir(&generated)) {
        return Ok(Outcome {
            summary: "no output".to_owned(),
            findings: vec![rejected("openapi-to-rust", &why)],
        });
    }
    let dependencies = source.join("REQUIRED_DEPS.toml");
    let dependencies = std::fs::read_to_string(&dependencies)
        .map_err(|error| cannot(&dependencies, "read", &error))?;
    write(&generated.join("Cargo.toml"), &manifest(&dependencies))?;
    compile(context, &generated, &[], "openapi-to-rust")
}

/// Returns a manifest, because the generator writes only the list of dependencies; without TLS, as
/// above.
fn manifest(dependencies: &str) -> String {
    let package =
        "[package]\nname = \"openapi-to-rust-client\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
    format!(
        "{package}\n[lib]\npath = \"src/mod.rs\"\n\n{}\n[workspace]\n",
        dependencies.replace("\"rustls\", ", "")
    )
}

/// Compiles the generated crate, with the locked dependency versions of this workspace.
fn compile(
    context: &ConformanceContext<'_>,
    generated: &Path,
    flags: &[&str],
    name: &str,
) -> Result<Outcome, Unable> {
    let lock = generated.join("Cargo.lock");
    std::fs::copy(context.workspace.path("Cargo.lock"), &lock)
        .map_err(|error| cannot(&lock, "written", &error))?;
    let mut cargo = context.workspace.cargo();
    cargo.args(["check", "--color", "never"]).args(flags);
    cargo.current_dir(generated).env("CARGO_TARGET_DIR", context.path("build"));
    let output = output(&mut cargo).map_err(Unable)?;
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        let summary = format!("{} files of Rust compile", count(&generated.join("src")));
        return Ok(Outcome { summary, findings: Vec::new() });
    }
    if !errors.contains("could not compile") {
        // An unreachable registry is not a problem of the contract.
        return Err(Unable(format!(
            "`{}` ended with {}:\n{}",
            shown(&cargo),
            output.status,
            errors.trim()
        )));
    }
    let lines = errors
        .lines()
        .skip_while(|line| !line.starts_with("error"))
        .take(MAX_LINES)
        .map(str::to_owned);
    let finding = Finding::new(
        CONTRACT,
        format!("{name} generates Rust that does not compile"),
        format!(
            "write that part of the contract in another way; the generated crate is in {}",
            generated.display()
        ),
    );
    Ok(Outcome { summary: "does not compile".to_owned(), findings: vec![finding.showing(lines)] })
}

fn rejected(name: &str, why: &str) -> Finding {
    let what = format!("{name} does not accept it");
    Finding::new(CONTRACT, what, "write that part of the contract in another way")
        .showing([why.to_owned()])
}

/// Counts the Rust files in a folder and its subfolders.
fn count(folder: &Path) -> usize {
    let entries =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let of = |path: PathBuf| {
        if path.is_dir() {
            count(&path)
        } else {
            usize::from(path.extension().is_some_and(|ending| ending == "rs"))
        }
    };
    entries.map(of).sum()
}

fn write(path: &Path, text: &str) -> Result<(), Unable> {
    std::fs::write(path, text).map_err(|error| cannot(path, "written", &error))
}

fn cannot(path: &Path, what: &str, error: &std::io::Error) -> Unable {
    Unable(format!("{} cannot be {what}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::context::{Built, ConformanceContext};
    use super::{compile, manifest};
    use crate::workspace::Workspace;

    /// Compiles a crate with this source and returns the summary and the findings.
    fn compiled(source: &str) -> (String, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(folder.path());
        std::fs::write(workspace.path("Cargo.lock"), "version = 4\n").unwrap();
        let generated = workspace.path("made");
        std::fs::create_dir_all(generated.join("src")).unwrap();
        std::fs::write(generated.join("Cargo.toml"), manifest("[dependencies]\n")).unwrap();
        std::fs::write(generated.join("src").join("mod.rs"), source).unwrap();
        let outcome = compile(
            &ConformanceContext::new(&workspace, true, Built::Alone),
            &generated,
            &["--offline"],
            "a-generator",
        )
        .unwrap();
        (outcome.summary, outcome.findings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn compiling_rust_is_no_finding() {
        assert_eq!(
            compiled("pub fn right() {}\n"),
            ("1 files of Rust compile".to_owned(), Vec::new())
        );
    }

    #[test]
    fn rust_that_does_not_compile_is_a_finding_with_the_compilers_output() {
        let (_, found) = compiled("pub fn wrong() -> u8 { \"text\" }\n");
        assert!(
            found[0]
                .starts_with("openapi/nova.json: a-generator generates Rust that does not compile"),
            "{found:?}"
        );
        assert!(found[0].contains("mismatched types"), "{found:?}");
    }

    #[test]
    fn tls_is_not_compiled() {
        let dependencies =
            "[dependencies]\nreqwest = { features = [\"query\", \"rustls\", \"stream\"] }\n";
        assert!(manifest(dependencies).contains(r#"features = ["query", "stream"]"#));
    }
}
