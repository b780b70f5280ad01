//! Instructions, counted by callgrind: unlike time, they hardly depend on what else the machine
//! does.

use std::path::Path;
use std::process::{Command, Stdio};

use super::contenders::Contenders;

/// How often the thing is done in the two runs whose difference counts: what happens once, start-up
/// above all, is in both.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) few: u64,
    pub(super) many: u64,
}

/// Whether there is a valgrind.
pub(super) fn is_possible() -> bool {
    Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Instructions, in user space, of doing once what `arguments` say; the number of times is their
/// last.
///
/// The profiles are left in `within`, for `callgrind_annotate`.
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
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!(
                "valgrind of {name} ended with {}: {}",
                output.status,
                said.trim()
            ));
        }
        std::fs::read_to_string(&profile)
            .ok()
            .and_then(|text| {
                text.lines()
                    .find_map(|line| line.strip_prefix("summary: ")?.trim().parse::<u64>().ok())
            })
            .ok_or_else(|| format!("{} holds no sum", profile.display()))
    };
    let (few, many) = (total(times.few)?, total(times.many)?);
    Ok(many.saturating_sub(few) / (times.many - times.few))
}
