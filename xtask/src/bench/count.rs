//! Counts instructions with callgrind. Unlike time, they hardly depend on other load on the
//! machine.

use std::path::Path;
use std::process::{Command, Stdio};

use super::contenders::Contenders;

/// The numbers of repetitions in two runs. Only the difference of the runs is used, because
/// one-time costs such as the start-up are in both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) few: u64,
    pub(super) many: u64,
}

/// Returns whether valgrind is installed.
pub(super) fn is_possible() -> bool {
    Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Returns the number of user-space instructions of one repetition with these arguments; the number
/// of repetitions is appended as the last argument.
///
/// The profiles are written to `within`, for `callgrind_annotate`.
pub(super) fn instructions(
    contenders: &Contenders,
    arguments: &[&str],
    times: Times,
    within: &Path,
    name: &str,
) -> Result<u64, String> {
    let total = |times: u64| {
        let profile = within.join(format!("{name}.{times}"));
        let output = Command::new("valgrind")
            .arg("--tool=callgrind")
            .arg(format!("--callgrind-out-file={}", profile.display()))
            .arg(&contenders.program)
            .args(arguments)
            .arg(times.to_string())
            .output()
            .map_err(|error| format!("valgrind cannot be started: {error}"))?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Err(format!(
                "valgrind of {name} ended with {}: {}",
                output.status,
                stderr.trim()
            ));
        }
        std::fs::read_to_string(&profile)
            .ok()
            .and_then(|text| {
                text.lines()
                    .find_map(|line| line.strip_prefix("summary: ")?.trim().parse::<u64>().ok())
            })
            .ok_or_else(|| format!("{} contains no summary line", profile.display()))
    };
    let (few, many) = (total(times.few)?, total(times.many)?);
    Ok(many.saturating_sub(few) / (times.many - times.few))
}
