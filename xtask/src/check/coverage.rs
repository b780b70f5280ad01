//! Checks which parts of the workspace cover each operation of the contract.
//!
//! The hand-written crate is read as text and parsed as Rust to find the facade method that calls
//! an operation, its documentation, the route of the mock, and the commands and guides that use it.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use syn::visit_mut::VisitMut;

use crate::codegen::{names, schema};
use crate::finding::Finding;
use crate::workspace::{Unable, Workspace};

const SOURCES: &str = "nova-client-ext/src";
const MOCK: &str = "nova-client-ext/src/mock";
const COMMAND: &str = "nova-client-ext/src/bin";
const GUIDES: [&str; 2] = ["nova-client-ext/docs", "README.md"];

/// An operation and its coverage.
#[derive(Debug)]
struct Row<'a> {
    id: &'a str,
    facade: Vec<String>,
    mock: bool,
    command: bool,
    guide: bool,
    headers: Vec<&'a str>,
}

/// A method of the facade that documents or calls an operation.
#[derive(Debug)]
struct Method {
    file: String,
    name: String,
    line: usize,
    doc: String,
    calls: BTreeSet<String>,
}

/// A source file: its path from the root, and its text.
type Source = (String, String);

/// Checks the coverage and returns the table, one line for each operation.
pub(super) fn check(
    workspace: &Workspace,
    document: &Value,
    findings: &mut Vec<Finding>,
) -> Result<Vec<String>, Unable> {
    let sources = files(workspace, SOURCES, "rs")?;
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let within = |folder: &str| -> Vec<&Source> {
        sources.iter().filter(|(name, _)| name.starts_with(folder)).collect()
    };
    let (mock, command) = (within(MOCK), within(COMMAND));
    let facade: Vec<&Source> = sources
        .iter()
        .filter(|(name, _)| !name.starts_with(MOCK) && !name.starts_with(COMMAND))
        .collect();
    let mut guides = Vec::new();
    for place in GUIDES {
        guides.extend(files(workspace, place, "md")?);
    }
    let operations = schema::operations(document);
    let known: BTreeSet<String> = operations
        .iter()
        .filter_map(|(_, _, _, operation)| {
            Some(names::snake(operation.get("operationId")?.as_str()?))
        })
        .collect();
    let methods: Vec<Method> =
        facade.iter().flat_map(|(file, text)| methods(file, text, &known)).collect();
    findings.extend(methods.iter().filter_map(|method| documented(method, &operations)));

    let mut rows = Vec::new();
    for (_, _, _, operation) in &operations {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let name = names::snake(id);
        let callers: Vec<&Method> =
            methods.iter().filter(|method| method.calls.contains(&name)).collect();
        let is_called =
            |text: &str| callers.iter().any(|method| text.contains(&format!(".{}(", method.name)));
        let quoted = format!("\"{id}\"");
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let headers = parameters
            .into_iter()
            .flatten()
            .map(|parameter| schema::resolve(document, parameter))
            .filter(|parameter| parameter["in"] == "header")
            .filter_map(|parameter| parameter.get("name")?.as_str())
            .collect();
        rows.push(Row {
            id,
            facade: callers.iter().map(|method| method.name.clone()).collect(),
            mock: mock.iter().any(|(_, text)| text.contains(&quoted)),
            command: command.iter().any(|(_, text)| is_called(text)),
            guide: guides.iter().any(|(_, text)| text.contains(id) || is_called(text)),
            headers,
        });
    }
    for row in &rows {
        findings.extend(uncovered(row));
    }
    Ok(table(&rows))
}

fn uncovered(row: &Row<'_>) -> Option<Finding> {
    let missing: Vec<&str> = [
        ("a facade method that calls it", row.facade.is_empty()),
        ("a route of the mock", !row.mock),
    ]
    .into_iter()
    .filter_map(|(what, is_missing)| is_missing.then_some(what))
    .collect();
    if missing.is_empty() {
        return None;
    }
    let everything = row.facade.is_empty() && !row.mock && !row.command && !row.guide;
    let what = if everything {
        format!("the operation {} has no facade method, mock route, command or guide", row.id)
    } else {
        format!("the operation {} lacks {}", row.id, missing.join(" and "))
    };
    let fix = "write it, as .github/CONTRIBUTING.md lists under \"add an operation\"";
    Some(Finding::new(SOURCES, what, fix))
}

/// Compares the operation, bucket and idempotency in a method's documentation with the contract.
fn documented(method: &Method, operations: &[(String, &str, &str, &Value)]) -> Option<Finding> {
    let quoted_after = |words: &str| {
        let rest = method.doc.split(words).nth(1)?;
        rest.trim_start().strip_prefix('`')?.split('`').next()
    };
    let id = quoted_after("Vendor operation")?;
    let mut wrong = Vec::new();
    let operation = operations.iter().find(|(_, _, _, operation)| operation["operationId"] == id);
    match operation {
        None => wrong.push(format!("names the operation {id}, which is not in the contract")),
        Some((_, _, _, operation)) => {
            if !method.calls.is_empty() && !method.calls.contains(&names::snake(id)) {
                let calls: Vec<&str> = method.calls.iter().map(String::as_str).collect();
                wrong.push(format!("names the operation {id}, but calls {}", calls.join(", ")));
            }
            let bucket = operation["x-nova-bucket"].as_str().unwrap_or_default();
            match quoted_after("bucket") {
                Some(documented) if documented != bucket => {
                    wrong
                        .push(format!("names the bucket {documented}; the contract says {bucket}"));
                }
                _ => {}
            }
            let idempotency = operation["x-nova-idempotency"].as_str().unwrap_or_default();
            let paragraph = method.doc.split("Vendor operation").nth(1).unwrap_or_default();
            let paragraph = paragraph.split("\n\n").next().unwrap_or_default();
            let has_key = paragraph.contains("`Idempotency-Key`");
            if has_key != (idempotency == "key") {
                let word = if has_key { "names" } else { "does not name" };
                wrong.push(format!(
                    "{word} the `Idempotency-Key`; the contract says `{idempotency}`"
                ));
            }
            if paragraph.contains("only reads") && idempotency != "safe" {
                wrong.push(format!("says that it only reads; the contract says `{idempotency}`"));
            }
        }
    }
    if wrong.is_empty() {
        return None;
    }
    let what = format!("the documentation {}", wrong.join("; "));
    let fix = "write what the contract says, or change the contract";
    Some(Finding::new(&method.file, what, fix).at(method.line, 1, format!("fn {}", method.name)))
}

/// Returns the methods of a file that document an operation or call one of `known`.
fn methods(file: &str, text: &str, known: &BTreeSet<String>) -> Vec<Method> {
    struct Search<'a> {
        file: &'a str,
        text: &'a str,
        known: &'a BTreeSet<String>,
        found: Vec<Method>,
    }

    impl VisitMut for Search<'_> {
        fn visit_impl_item_fn_mut(&mut self, method: &mut syn::ImplItemFn) {
            let mut calls = Calls { known: self.known, found: BTreeSet::new() };
            calls.visit_block_mut(&mut method.block);
            let doc: Vec<String> = method.attrs.iter().filter_map(doc_line).collect();
            let doc = doc.join("\n").replace("\n ", "\n");
            if matches!(method.vis, syn::Visibility::Public(_))
                && (!calls.found.is_empty() || doc.contains("Vendor operation"))
            {
                let name = method.sig.ident.to_string();
                let line = self
                    .text
                    .lines()
                    .position(|line| line.contains(&format!("pub fn {name}")))
                    .map_or(0, |line| line + 1);
                let file = self.file.to_owned();
                self.found.push(Method {
                    file,
                    name,
                    line,
                    doc: unwrapped(&doc),
                    calls: calls.found,
                });
            }
        }
    }

    let Ok(mut parsed) = syn::parse_file(text) else { return Vec::new() };
    let mut search = Search { file, text, known, found: Vec::new() };
    search.visit_file_mut(&mut parsed);
    search.found
}

/// Joins the lines of each paragraph.
fn unwrapped(doc: &str) -> String {
    let paragraphs = doc.split("\n\n");
    let lines = paragraphs.map(|one| one.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n\n")
}

fn doc_line(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })
            if pair.path.is_ident("doc") =>
        {
            Some(text.value().trim().to_owned())
        }
        _ => None,
    }
}

/// Collects the calls of methods without arguments that create the builders of operations.
struct Calls<'a> {
    known: &'a BTreeSet<String>,
    found: BTreeSet<String>,
}

impl VisitMut for Calls<'_> {
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        let name = call.method.to_string();
        if call.args.is_empty() && self.known.contains(&name) {
            self.found.insert(name);
        }
        syn::visit_mut::visit_expr_method_call_mut(self, call);
    }
}

fn table(rows: &[Row<'_>]) -> Vec<String> {
    let mut lines =
        vec!["operation                  mock cmd guide facade                 headers".to_owned()];
    let mark = |is: bool| if is { "yes" } else { "-" };
    for row in rows {
        let facade = if row.facade.is_empty() { "-".to_owned() } else { row.facade.join(", ") };
        let headers = if row.headers.is_empty() { "-".to_owned() } else { row.headers.join(", ") };
        lines.push(format!(
            "{:26} {:4} {:3} {:5} {facade:22} {headers}",
            row.id,
            mark(row.mock),
            mark(row.command),
            mark(row.guide)
        ));
    }
    lines
}

/// Returns all files with this extension in a folder and its subfolders, or the file itself.
fn files(workspace: &Workspace, place: &str, ending: &str) -> Result<Vec<Source>, Unable> {
    if Path::new(place).extension().is_some_and(|found| found == ending) {
        let text = workspace.read(place)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        return Ok(text.map(|text| (place.to_owned(), text)).into_iter().collect());
    }
    let mut found = Vec::new();
    for name in workspace.list(place)? {
        let inner = format!("{place}/{name}");
        if workspace.path(&inner).is_dir()
            || Path::new(&name).extension().is_some_and(|e| e == ending)
        {
            found.extend(files(workspace, &inner, ending)?);
        }
    }
    Ok(found)
}
