//! Reads the contract from disk, with all its problems.

use crate::codegen::{self, Generated, Problems, schema};
use crate::finding::Finding;
use crate::json::Document;
use crate::workspace::{CONTRACT, Unable, Workspace};

/// A readable contract.
#[derive(Debug)]
pub struct Contract {
    /// The file's text.
    pub text: String,
    /// The parsed value, and its canonical form.
    pub document: Document,
    /// The client generated from it.
    pub generated: Result<Generated, Problems>,
}

impl Contract {
    /// Reads the contract and generates the client. If it cannot be read, returns findings.
    pub fn read(workspace: &Workspace) -> Result<Result<Self, Vec<Finding>>, Unable> {
        Ok(read_json(workspace, CONTRACT)?.map(|(text, document)| {
            // Positions of problems refer to the text. The output is generated from the
            // canonical form, so that a second run changes nothing.
            let generated = match codegen::generate(&text) {
                Ok(_) if text != document.canonical => codegen::generate(&document.canonical),
                generated => generated,
            };
            Self { text, document, generated }
        }))
    }

    /// Describes the size of the contract.
    pub fn summary(&self) -> String {
        let operations = schema::operations(&self.document.value).len();
        let schemas = schema::components(&self.document.value).map_or(0, serde_json::Map::len);
        let counted = |count: usize, word: &str| {
            format!("{count} {word}{}", if count == 1 { "" } else { "s" })
        };
        format!("{}, {}", counted(operations, "operation"), counted(schemas, "schema"))
    }

    /// Returns a finding for each problem of the code generation.
    pub fn rejections(&self) -> Vec<Finding> {
        let problems = self.generated.as_ref().err().into_iter().flat_map(|all| &all.0);
        problems.map(rejection).collect()
    }
}

fn rejection(problem: &codegen::problem::Problem) -> Finding {
    let place = if problem.place.is_empty() { "the contract" } else { &problem.place };
    let fix = format!("write instead: {}", problem.instead);
    Finding::new(CONTRACT, problem.what.clone(), fix).at(problem.line, problem.column, place)
}

/// Reads a required JSON file.
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
