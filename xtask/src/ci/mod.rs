//! x
use std::process::ExitCode; /// x
pub fn run(_:&crate::workspace::Workspace)->ExitCode{ExitCode::SUCCESS}
