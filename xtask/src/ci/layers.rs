//! Checks the layers of `nova-client-ext`: a module imports only from lower layers, so that there
//! are no cycles between folders.
//!
//! It reads `crate::…` paths, in `use` lines and inline, of the files in `nova-client-ext/src`.
//! Paths in comments are ignored. A name that the crate root re-exports counts as a name of its
//! module.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::workspace::Workspace;

const SOURCES: &str = "nova-client-ext/src";

/// The modules from the bottom up. Modules of the same layer do not import each other.
const LAYERS: [&[&str]; 9] = [
    &["words"],
    &["error"],
    &["access"],
    &["transport", "report"],
    &["drift", "latency"],
    &["client"],
    &["resources", "submit", "webhook"],
    &["watch"],
    &["run", "mock", "guide"],
];

/// Further restrictions: the prefix of a file's path, and the crates that must not be used in it.
const FORBIDDEN: [(&str, &[&str]); 3] = [
    ("report/", &["tokio::", "reqwest::", "http::", "std::fs::"]),
    ("access/id.rs", &["tokio::", "reqwest::", "http::"]),
    ("transport/pacing/", &["reqwest::", "http::", "nova_client::types"]),
];

pub(super) fn check(workspace: &Workspace) -> Result<(), String> {
    let mut files = BTreeMap::new();
    let folder = workspace.path(SOURCES);
    collect(&folder, &folder, &mut files).map_err(|error| format!("{SOURCES}: {error}"))?;
    let found = violations(&files);
    if found.is_empty() {
        println!("{} files import only from layers below their own", files.len());
        return Ok(());
    }
    for violation in &found {
        println!("{violation}");
    }
    Err(format!("{} imports against the layers", found.len()))
}

/// Collects the Rust files of the library in `folder`, by their path from `root`.
fn collect(
    root: &Path,
    folder: &Path,
    files: &mut BTreeMap<String, String>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let relative =
            path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if path.is_dir() && relative != "bin" {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.insert(relative, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// Returns the forbidden imports, one line each.
fn violations(files: &BTreeMap<String, String>) -> Vec<String> {
    let exported = files.get("lib.rs").map(|root| re_exports(root)).unwrap_or_default();
    let mut found = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| *path != "lib.rs") {
        let own = module_of(path);
        let Some(layer) = layer_of(own) else {
            found.push(format!("{path}: the module {own} has no layer; give it one in LAYERS"));
            continue;
        };
        let code = without_comments(text);
        for (line, name) in imports(&code) {
            let module = exported.get(name.as_str()).map_or(name.as_str(), String::as_str);
            match layer_of(module) {
                _ if module == own => {}
                Some(other) if other < layer => {}
                Some(_) => found.push(format!(
                    "{path}:{line}: {own} imports {name} of {module}, which is not below it"
                )),
                // Names that the root re-exports from other crates, for example the wire types.
                None => {}
            }
        }
        for (_, crates) in FORBIDDEN.iter().filter(|(prefix, _)| path.starts_with(prefix)) {
            for (number, line) in code.lines().enumerate() {
                let named = crates.iter().find(|name| {
                    line.match_indices(**name).any(|(at, _)| !ends_in_path(&line[..at]))
                });
                if let Some(name) = named {
                    found.push(format!("{path}:{}: {name} may not be named here", number + 1));
                }
            }
        }
    }
    found
}

/// Returns whether the text before a name makes it part of a longer path or word.
fn ends_in_path(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
}

fn module_of(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Removes line comments and keeps the line numbers.
fn without_comments(text: &str) -> String {
    let is_comment = |line: &str| line.trim_start().starts_with("//");
    text.lines()
        .map(|line| if is_comment(line) { "\n".to_owned() } else { format!("{line}\n") })
        .collect()
}

/// Returns the module of each name that the crate root re-exports.
fn re_exports(root: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for statement in without_comments(root).split(';') {
        let Some((_, path)) = statement.split_once("pub use ") else { continue };
        let path: String = path.split_whitespace().collect();
        let Some((module, rest)) = path.split_once("::") else { continue };
        for name in rest.trim_matches(['{', '}']).split(',').filter(|name| !name.is_empty()) {
            names.insert(name.to_owned(), module.to_owned());
        }
    }
    names
}

/// Returns the first name after each `crate::`, or each name of a group, with its line.
fn imports(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        if ends_in_path(&code[..at]) || code[..at].ends_with('$') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + prefix.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(group_names(group).into_iter().map(|name| (line, name)));
        } else {
            found.push((line, first_name(rest)));
        }
    }
    found
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Returns the first name of each path in a group, up to its closing brace.
fn group_names(group: &str) -> Vec<String> {
    let (mut depth, mut item, mut names) = (0, String::new(), Vec::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(first_name(std::mem::take(&mut item).trim())),
            c if depth == 0 => item.push(c),
            _ => {}
        }
    }
    names.push(first_name(item.trim()));
    names.retain(|name| !name.is_empty());
    names
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn the_library_follows_the_layers() {
        let workspace = Workspace::around_here().unwrap();
        assert_eq!(check(&workspace), Ok(()));
    }

    #[test]
    fn imports_from_lower_layers_are_allowed() {
        let found = violations(&files(&[
            ("lib.rs", "pub use client::{Batch, Nova};\npub use nova_client::types;"),
            (
                "watch/many.rs",
                "//! See crate::mock.\nuse crate::{Batch, types, report::{A, B}};\nuse super::x;",
            ),
            (
                "client/mod.rs",
                "use crate::access::ApiKey;\nfn f() -> crate::error::Error { todo!() }",
            ),
        ]));
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn imports_from_the_same_or_higher_layers_are_found() {
        let found = violations(&files(&[
            ("lib.rs", "pub use client::{\n    Batch,\n};"),
            ("error/mod.rs", "\nuse crate::{report::{A, B}, Batch};"),
            ("transport/call.rs", "fn f() { crate::report::g() }"),
            ("report/analysis.rs", "use tokio::time::Instant;"),
            ("strange.rs", ""),
        ]));
        assert_eq!(
            found,
            [
                "error/mod.rs:2: error imports report of report, which is not below it",
                "error/mod.rs:2: error imports Batch of client, which is not below it",
                "report/analysis.rs:1: tokio:: may not be named here",
                "strange.rs: the module strange has no layer; give it one in LAYERS",
                "transport/call.rs:1: transport imports report of report, which is not below it",
            ]
        );
    }
}
