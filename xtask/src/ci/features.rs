//! Every feature of the crates compiles on its own and without a warning, and so does none at all.
//!
//! `cargo hack` makes the combinations; the pairs of features are built by the workflow, which has
//! more time.

use super::status;
use crate::tools::Tool;
use crate::workspace::{NOT_EVERYWHERE, PRODUCTS, Workspace};

const CARGO_HACK: Tool = Tool::Cargo { name: "cargo-hack", version: "0.6.46" };

pub(super) fn check(workspace: &Workspace) -> Result<(), String> {
    let hack = CARGO_HACK.install(&workspace.path("target/cargo-hack"))?;
    // Started by cargo's own path, so that it finds the same toolchain.
    let mut command = std::process::Command::new(hack);
    command.current_dir(workspace.path("")).args(["hack", "clippy", "--quiet", "--locked"]);
    // Everything at once is what the lints see; the default is built from outside.
    let elsewhere: Vec<_> = NOT_EVERYWHERE.into_iter().chain(["default"]).collect();
    command.args(["--each-feature", "--exclude-all-features"]);
    command.args(["--exclude-features", &elsewhere.join(",")]);
    for name in PRODUCTS {
        command.args(["--package", name]);
    }
    status(command.args(["--", "--deny", "warnings"]))
}
