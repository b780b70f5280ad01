//! What every command is given: the global options, the way out, the deadline.

use std::time::Duration;

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
    let ours = Targets::new().with_targets([("nova_client_ext", LevelFilter::DEBUG), ("nova", LevelFilter::DEBUG)]);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false)
        // It would report a closed stderr on stderr, and panic.
        .log_internal_errors(false);
    // It can only fail where there is one already, which then shows them.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines).with(ours));
}

/// Waits until someone wants the command to end.
pub(crate) async fn interrupted() -> Failure {
    tokio::select! {
        () = interrupt() => {}
        () = terminate() => {}
    }
    Failure::Interrupted
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
