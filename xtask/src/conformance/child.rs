//! A server that runs while a step does.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::tools::shown;
use crate::workspace::Unable;

/// How long a server may take to start: a busy machine is slow, and the first start reads much from
/// disk.
const PATIENCE: Duration = Duration::from_secs(90);

/// How long a server that has nothing more to do is silent before that is believed.
const SILENCE: Duration = Duration::from_secs(1);

/// A server of which all output goes to a file. It ends when this is dropped.
pub(super) struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts it, and waits until it has said what `is_ready` looks for.
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
        let began = Instant::now();
        while !is_ready(&server.said()) {
            let ended = server.child.try_wait().map_err(failed)?;
            if ended.is_some() || began.elapsed() > PATIENCE {
                let what = ended
                    .map_or("is not ready yet".to_owned(), |status| format!("ended with {status}"));
                let said = server.said();
                let last = said.lines().next_back().unwrap_or("it said nothing").trim();
                return Err(Unable(format!("`{name}` {what}: {last}")));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    /// Everything it has said, once it says no more: what it writes down comes a little after what
    /// it does.
    pub(super) fn said_at_last(&self) -> String {
        let mut said = self.said();
        loop {
            sleep(SILENCE);
            let now = self.said();
            if now == said {
                return said;
            }
            said = now;
        }
    }

    /// Everything it has said so far.
    pub(super) fn said(&self) -> String {
        // Nothing yet and unreadable come to the same: it is not ready.
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
