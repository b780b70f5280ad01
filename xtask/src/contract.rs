//! The contract as it lies on disk, with everything that is wrong with it.

use crate::codegen::{self, Generated, Problems, schema};
use crate::finding::Finding;
use crate::json::Document;
use crate::workspace::{CONTRACT, Unable, Workspace};

/// A contract that can be read.
#[derive(Debug)]
pub struct Contract {
    /// The file's text.
    pub text: String,
    /// Its value, and its canonical form.
    pub document: Document,
    /// The client generated from it just now.
    pub generated: Result<Generated, Problems>,
}

impl Contract {
    /// Reads the contract and generates from it; what keeps it from being read is returned as
    /// findings.
    pub fn read(workspace: &Workspace) -> Result<Result<Self, Vec<Finding>>, Unable> {
        Ok(read_json(workspace, CONTRACT)?.map(|(text, document)| {
            // Positions of problems are those of the text. What is written is made from its
            // canonical form, so that a second run finds nothing left to do.
            let generated = match codegen::generate(&text) {
                Ok(_) if text != document.canonical => codegen::generate(&document.canonical),
                generated => generated,
            };
            Self { text, document, generated }
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

    /// Returns what the code generation rejects, one finding each.
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
