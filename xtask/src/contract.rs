//! The contract as it lies on disk, with everything that is wrong with it.

use crate::codegen::{self, Problems, schema};
use crate::finding::{Finding, REGENERATE};
use crate::json::Document;
use crate::workspace::{CONTRACT, Unable, Workspace};

/// A contract that can be read.
#[derive(Debug)]
pub struct Contract {
    /// The file's text.
    pub text: String,
    /// What it says, and its canonical form.
    pub document: Document,
    /// The client generated from it just now.
    pub rust: Result<String, Problems>,
}

impl Contract {
    /// Reads the contract and generates from it; what keeps it from being read is returned as
    /// findings.
    pub fn read(workspace: &Workspace) -> Result<Result<Self, Vec<Finding>>, Unable> {
        Ok(read_json(workspace, CONTRACT)?.map(|(text, document)| {
            let rust = codegen::generate(&document.canonical);
            Self { text, document, rust }
        }))
    }

    /// How much there is of it, in words.
    pub fn summary(&self) -> String {
        let operations = schema::operations(&self.document.value).len();
        let schemas = schema::components(&self.document.value).map_or(0, serde_json::Map::len);
        let counted = |count: usize, word: &str| {
            format!("{count} {word}{}", if count == 1 { "" } else { "s" })
        };
        format!("{}, {}", counted(operations, "operation"), counted(schemas, "schema"))
    }

    /// What the code generation refuses, one finding each.
    pub fn refusals(&self) -> Vec<Finding> {
        self.rust.as_ref().err().into_iter().flat_map(|problems| &problems.0).map(refusal).collect()
    }
}

fn refusal(problem: &codegen::problem::Problem) -> Finding {
    let fix = format!("edit {CONTRACT}, then {REGENERATE}");
    let what = if problem.place.is_empty() { problem.what.clone() } else { problem.to_string() };
    Finding::new(CONTRACT, what, fix)
}

/// Reads a JSON file that must be there.
pub fn read_json(
    workspace: &Workspace,
    file: &str,
) -> Result<Result<(String, Document), Vec<Finding>>, Unable> {
    let by_hand = format!("edit {file}, or take it back: git checkout -- {file}");
    let one = |what: &str| Ok(Err(vec![Finding::new(file, what, &by_hand)]));
    let Some(bytes) = workspace.read(file)? else { return one("is missing") };
    let Ok(text) = String::from_utf8(bytes) else { return one("is not UTF-8") };
    Ok(match Document::read(&text) {
        Ok(document) => Ok((text, document)),
        Err(errors) => Err(errors
            .into_iter()
            .map(|error| Finding::new(file, error.to_string(), &by_hand))
            .collect()),
    })
}
