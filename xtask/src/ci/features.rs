//! Checks that each feature of the crates compiles by itself and without warnings, and so do the
//! crates without features.
//!
//! `cargo hack` generates the combinations. Pairs of features are built only by the workflow,
//! because they take longer.

use super::status;
use crate::tools::Tool;
use crate::workspace::{NOT_EVERYWHERE, PRODUCTS, Workspace};

const CARGO_HACK: Tool = Tool::Cargo { name: "cargo-hack", version: "0.6.46" };

pub(super) fn check(workspace: &Workspace) -> Result<(), String> {
    let hack = CARGO_HACK.install(&workspace.path("target/cargo-hack"))?;
    // Started by its path, so that it uses the same toolchain.
    let mut command = std::process::Command::new(hack);
    command.current_dir(workspace.path("")).args(["hack", "clippy", "--quiet", "--locked"]);
    // The step `lints` covers all features together, and the step `use from outside` the default.
    let elsewhere: Vec<_> = NOT_EVERYWHERE.into_iter().chain(["default"]).collect();
    command.args(["--each-feature", "--exclude-all-features"]);
    command.args(["--exclude-features", &elsewhere.join(",")]);
    for name in PRODUCTS {
        command.args(["--package", name]);
    }
    status(command.args(["--", "--deny", "warnings"]))
}
