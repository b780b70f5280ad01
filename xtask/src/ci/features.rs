//! Checks that each feature of the crates compiles by itself, and the crates without features.
//!
//! `cargo hack` generates the combinations. Pairs of features are built only by the workflow,
//! because they take longer.

use super::{PRODUCTS, status};
use crate::tools::Tool;
use crate::workspace::{NOT_EVERYWHERE, Workspace};

const CARGO_HACK: Tool = Tool::Cargo { name: "cargo-hack", version: "0.6.46" };

pub(super) fn check(workspace: &Workspace) -> Result<(), String> {
    let hack = CARGO_HACK.install(&workspace.path("target/cargo-hack"))?;
    // Started by its path, so that it uses the same toolchain.
    let mut command = std::process::Command::new(hack);
    command.current_dir(workspace.path("")).args(["hack", "check", "--locked", "--each-feature"]);
    // The step `lints` covers all features together, tests and benches.
    command.args(["--exclude-all-features", "--exclude-features", &NOT_EVERYWHERE.join(",")]);
    for name in PRODUCTS {
        command.args(["--package", name]);
    }
    status(&mut command)
}
