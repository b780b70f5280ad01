//! A server process that runs during a step.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::tools::shown;
use crate::workspace::Unable;

/// The maximum start time of a server. It is long because a busy machine is slow and the first
/// start reads much from disk.
const START_TIMEOUT: Duration = Duration::from_secs(90);

/// The time without output after which a server's log counts as complete.
const QUIET_PERIOD: Duration = Duration::from_secs(1);

/// A server process whose output goes to a file. It is killed on drop.
pub(super) struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts the server and waits until `is_ready` accepts its output.
    pub(super) fn start(
        command: &mut Command,
        log: &Path,
        is_ready: fn(&str) -> bool,
    ) -> Result<Self, Unable> {
        let name = shown(command);
        let failed = |error: std::io::Error| Unable(format!("`{name}` cannot be started: {error}"));
        if let Some(folder) = log.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let output = File::create(log).map_err(failed)?;
        let errors = output.try_clone().map_err(failed)?;
        let child =
            command.stdin(Stdio::null()).stdout(output).stderr(errors).spawn().map_err(failed)?;
        let mut server = Self { child, log: log.to_owned() };
        let started = Instant::now();
        while !is_ready(&server.output()) {
            let ended = server.child.try_wait().map_err(failed)?;
            if ended.is_some() || started.elapsed() > START_TIMEOUT {
                let what = ended
                    .map_or("is not ready yet".to_owned(), |status| format!("ended with {status}"));
                let output = server.output();
                let last = output.lines().next_back().unwrap_or("there was no output").trim();
                return Err(Unable(format!("`{name}` {what}: {last}")));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// Returns the output once the server writes no more, because its log is slightly delayed.
    pub(super) fn complete_output(&self) -> String {
        let mut before = self.output();
        loop {
            sleep(QUIET_PERIOD);
            let now = self.output();
            if now == before {
                return before;
            }
            before = now;
        }
    }

    /// Returns the output so far.
    pub(super) fn output(&self) -> String {
        // An empty and an unreadable log both mean that the server is not ready.
        std::fs::read(&self.log)
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
