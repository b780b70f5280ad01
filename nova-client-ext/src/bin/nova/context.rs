//! What every command is given: the global options, the way out, the deadline.

use std::io::{self, Write as _};
use std::time::Duration;

use nova_client_ext::WaitOptions;
use tokio::time::Instant;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::args::Globals;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) struct Context {
    pub(crate) globals: Globals,
    pub(crate) output: Output,
    deadline: Option<Instant>,
}

impl Context {
    /// Starts the clock of `--timeout`.
    pub(crate) fn new(globals: Globals) -> Self {
        if globals.verbose {
            show_traces();
        }
        let deadline = globals.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        Self { output: Output::new(globals.json), globals, deadline }
    }

    /// When the command must be over.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// How to wait for what Nova does: until the deadline, if there is one.
    pub(crate) fn wait_options(&self) -> WaitOptions {
        let options = WaitOptions::default();
        match self.deadline {
            // No time at all would be refused; so little is over at once.
            Some(deadline) => options
                .timeout(deadline.duration_since(Instant::now()).max(Duration::from_millis(1))),
            None => options,
        }
    }

    /// Says on stderr what should be known before a long wait, unless a program reads.
    pub(crate) fn note(&self, line: &str) {
        if !self.output.json {
            // It is in the result too; a closed stderr is no error.
            let _ = writeln!(io::stderr(), "{line}");
        }
    }

    /// Waits for `work`, but not beyond the deadline.
    pub(crate) async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        match self.deadline {
            None => Ok(work.await),
            Some(deadline) => tokio::time::timeout_at(deadline, work)
                .await
                .map_err(|_| Failure::TimedOut(self.globals.timeout.unwrap_or(Duration::ZERO))),
        }
    }
}

/// Shows on stderr what the client reports about its calls, and nothing of other crates.
fn show_traces() {
    let ours = Targets::new()
        .with_targets([("nova_client_ext", LevelFilter::DEBUG), ("nova", LevelFilter::DEBUG)]);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false)
        // It would report a closed stderr on stderr, and panic.
        .log_internal_errors(false);
    // It can only fail where there is one already, which then shows them.
    let _ = tracing::subscriber::set_global_default(
        tracing_subscriber::registry().with(lines).with(ours),
    );
}

/// Waits until someone wants the command to end.
pub(crate) async fn interrupted() -> Failure {
    tokio::select! {
        () = interrupt() => {}
        () = terminate() => {}
    }
    Failure::Interrupted
}

/// Does `work`, unless someone wants the command to end: for commands that say what is known when
/// that happens, and do not know anything yet.
pub(crate) async fn or_interrupted<T>(
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::select! {
        biased;
        failure = interrupted() => Err(failure),
        outcome = work => outcome,
    }
}

async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Then the signal ends the process as it always did.
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminate() {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            terminated.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending().await
}
