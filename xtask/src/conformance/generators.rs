//! Generators of others, which must accept the contract and make Rust of it that compiles.
//!
//! The second one is `openapi-to-rust`: it reads the document itself, shares nothing with
//! progenitor or openapi-generator, and comes as a crate. Looked at and not taken:
//! `swagger-codegen` (its third version, which reads OpenAPI 3, makes no Rust), `libninja` (not in
//! the registry), `oas3-gen` (reads OpenAPI 3.1 only), `crozier` (makes Python only).

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Outcome;
use super::context::ConformanceContext;
use crate::finding::Finding;
use crate::openapi_generator;
use crate::tools::{Tool, output, run, shown};
use crate::workspace::{CONTRACT, Unable};

const OPENAPI_TO_RUST: Tool = Tool::Cargo { name: "openapi-to-rust", version: "0.23.0" };
/// Lines of the compiler that are worth showing.
const SHOWN: usize = 20;

pub(super) fn openapi_generator(context: &ConformanceContext<'_>) -> Result<Outcome, Unable> {
    let made = openapi_generator::generate(context.workspace, &context.path("")).map_err(Unable)?;
    // Cargo would take it for a package of the workspace around it.
    let manifest = made.join("Cargo.toml");
    let text =
        std::fs::read_to_string(&manifest).map_err(|error| cannot(&manifest, "read", &error))?;
    if !text.contains("[workspace]") {
        write(&manifest, &format!("{text}\n[workspace]\n"))?;
    }
    // Without TLS, which takes longer to compile than all the rest and has nothing to do with the
    // contract.
    compile(context, &made, &["--no-default-features"], "openapi-generator")
}

pub(super) fn openapi_to_rust(context: &ConformanceContext<'_>) -> Result<Outcome, Unable> {
    let program =
        OPENAPI_TO_RUST.install(&context.path("openapi-to-rust-itself")).map_err(Unable)?;
    let made = context.path("openapi-to-rust");
    let source = made.join("src");
    let mut generate = Command::new(program);
    generate
        .arg("generate")
        .arg(context.workspace.path(CONTRACT))
        .arg("--output-dir")
        .arg(&source)
        .arg("--quiet");
    std::fs::create_dir_all(&made).map_err(|error| cannot(&made, "written", &error))?;
    if let Err(why) = run(generate.current_dir(&made)) {
        return Ok(Outcome {
            summary: "it generates nothing".to_owned(),
            findings: vec![rejected("openapi-to-rust", &why)],
        });
    }
    let needs = source.join("REQUIRED_DEPS.toml");
    let needs = std::fs::read_to_string(&needs).map_err(|error| cannot(&needs, "read", &error))?;
    write(&made.join("Cargo.toml"), &manifest(&needs))?;
    compile(context, &made, &[], "openapi-to-rust")
}

/// The generator writes no manifest, only the dependencies that its output has; without TLS, as
/// above.
fn manifest(needs: &str) -> String {
    let package =
        "[package]\nname = \"openapi-to-rust-client\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
    format!(
        "{package}\n[lib]\npath = \"src/mod.rs\"\n\n{}\n[workspace]\n",
        needs.replace("\"rustls\", ", "")
    )
}

/// Compiles what was made, with the dependencies of this workspace where it has them.
fn compile(
    context: &ConformanceContext<'_>,
    made: &Path,
    flags: &[&str],
    name: &str,
) -> Result<Outcome, Unable> {
    let lock = made.join("Cargo.lock");
    std::fs::copy(context.workspace.path("Cargo.lock"), &lock)
        .map_err(|error| cannot(&lock, "written", &error))?;
    let mut cargo = context.workspace.cargo();
    cargo.args(["check", "--color", "never"]).args(flags);
    cargo.current_dir(made).env("CARGO_TARGET_DIR", context.path("build"));
    let output = output(&mut cargo).map_err(Unable)?;
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        let summary = format!("{} files of Rust compile", count(&made.join("src")));
        return Ok(Outcome { summary, findings: Vec::new() });
    }
    if !errors.contains("could not compile") {
        // A registry out of reach says nothing about the contract.
        return Err(Unable(format!(
            "`{}` ended with {}:\n{}",
            shown(&cargo),
            output.status,
            errors.trim()
        )));
    }
    let lines =
        errors.lines().skip_while(|line| !line.starts_with("error")).take(SHOWN).map(str::to_owned);
    let finding = Finding::new(
        CONTRACT,
        format!("{name} generates Rust that does not compile"),
        format!(
            "write that part of the contract in another way; what it made is in {}",
            made.display()
        ),
    );
    Ok(Outcome {
        summary: "it does not compile".to_owned(),
        findings: vec![finding.showing(lines)],
    })
}

fn rejected(name: &str, why: &str) -> Finding {
    let what = format!("{name} does not accept it");
    Finding::new(CONTRACT, what, "write that part of the contract in another way")
        .showing([why.to_owned()])
}

/// How many Rust files there are in a folder and the ones in it.
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

    /// What becomes of a crate with this source: the summary, and the findings.
    fn compiled(source: &str) -> (String, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::at(folder.path());
        std::fs::write(workspace.path("Cargo.lock"), "version = 4\n").unwrap();
        let made = workspace.path("made");
        std::fs::create_dir_all(made.join("src")).unwrap();
        std::fs::write(made.join("Cargo.toml"), manifest("[dependencies]\n")).unwrap();
        std::fs::write(made.join("src").join("mod.rs"), source).unwrap();
        let outcome = compile(
            &ConformanceContext::new(&workspace, true, Built::Alone),
            &made,
            &["--offline"],
            "a-generator",
        )
        .unwrap();
        (outcome.summary, outcome.findings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn rust_that_compiles_is_no_finding() {
        assert_eq!(
            compiled("pub fn right() {}\n"),
            ("1 files of Rust compile".to_owned(), Vec::new())
        );
    }

    #[test]
    fn rust_that_does_not_compile_is_one_with_the_compilers_words() {
        let (_, found) = compiled("pub fn wrong() -> u8 { \"text\" }\n");
        assert!(
            found[0]
                .starts_with("openapi/nova.json: a-generator generates Rust that does not compile"),
            "{found:?}"
        );
        assert!(found[0].contains("mismatched types"), "{found:?}");
    }

    #[test]
    fn no_tls_is_compiled() {
        let needs =
            "[dependencies]\nreqwest = { features = [\"query\", \"rustls\", \"stream\"] }\n";
        assert!(manifest(needs).contains(r#"features = ["query", "stream"]"#));
    }
}
