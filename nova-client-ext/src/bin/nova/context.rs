//! The context of a command: the global options, the settings, the output, the deadline.

use std::io;
use std::sync::Mutex;
use std::time::Duration;

use nova_client_ext::WaitOptions;
use tokio::sync::OnceCell;
use tokio::time::Instant;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::args::Globals;
use crate::config::Profile;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output::Output;
use crate::text::clean;

pub(crate) struct Context {
    pub(crate) globals: Globals,
    pub(crate) output: Output,
    deadline: Option<Instant>,
    interrupts: Interrupts,
    profile: OnceCell<Option<Profile>>,
    warned: Mutex<Vec<String>>,
}

impl Context {
    /// Starts the `--timeout`, and the handling of signals.
    pub(crate) fn new(globals: Globals, output: Output) -> Result<Self, Failure> {
        if globals.verbose {
            show_traces();
        }
        let deadline = globals.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let interrupts = Interrupts::listen(deadline.zip(globals.timeout), output)?;
        Ok(Self {
            output,
            globals,
            deadline,
            interrupts,
            profile: OnceCell::new(),
            warned: Mutex::default(),
        })
    }

    /// Returns the deadline of the command.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Returns the options for waiting until the deadline, if there is one.
    pub(crate) fn wait_options(&self) -> WaitOptions {
        let options = WaitOptions::default();
        match self.deadline {
            // A zero timeout is invalid; the minimum expires at once.
            Some(deadline) => options
                .timeout(deadline.duration_since(Instant::now()).max(Duration::from_millis(1))),
            None => options,
        }
    }

    /// Returns the active profile of the configuration file, which is read once.
    pub(crate) async fn profile(&self) -> Result<Option<&Profile>, Failure> {
        Ok(self.profile.get_or_try_init(|| Profile::load(self)).await?.as_ref())
    }

    /// Prints a note on stderr, except with `--json` or `--quiet`.
    pub(crate) fn note(&self, line: &str) {
        self.output.note(line);
    }

    /// Prints a warning on stderr once, except with `--json` or `--quiet`.
    pub(crate) fn warn(&self, line: String) {
        let Ok(mut warned) = self.warned.lock() else { return };
        if !warned.contains(&line) {
            self.output.warning(&line);
            warned.push(line);
        }
    }

    /// Waits for `work`, at most until the deadline.
    pub(crate) async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        match self.deadline {
            None => Ok(work.await),
            Some(deadline) => {
                tokio::time::timeout_at(deadline, work).await.map_err(|_| self.timed_out())
            }
        }
    }

    /// Returns the failure of a command that has reached its deadline.
    pub(crate) fn timed_out(&self) -> Failure {
        Failure::TimedOut(self.globals.timeout.unwrap_or(Duration::ZERO))
    }

    /// Waits until the command is interrupted or reaches its deadline.
    pub(crate) async fn cut_short(&self) -> Failure {
        let late = async {
            match self.deadline {
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            failure = self.interrupted() => failure,
            () = late => self.timed_out(),
        }
    }

    /// Waits until the command is interrupted.
    pub(crate) async fn interrupted(&self) -> Failure {
        self.interrupts.wait().await;
        Failure::Interrupted
    }

    /// Sets how long a command that sends requests may take to end after a signal, and what to do
    /// next if it is ended before.
    pub(crate) fn allow_after_interrupt(&self, time: Duration, next: String) {
        self.interrupts.allow(time, next);
    }

    /// Runs `work` until the command is interrupted, for commands that print partial results when
    /// they are interrupted, while there are none.
    pub(crate) async fn or_interrupted<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::select! {
            biased;
            failure = self.interrupted() => Err(failure),
            outcome = work => outcome,
        }
    }

    /// Runs `work`, which sends a request that changes data. If it is interrupted or gets no complete
    /// response, the error says that the request may have arrived, and `next` says what to do.
    pub(crate) async fn sending<T>(
        &self,
        next: &str,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let cut_short = |cause| Failure::CutShort { cause: Box::new(cause), next: next.to_owned() };
        tokio::select! {
            biased;
            failure = self.interrupted() => Err(cut_short(failure)),
            outcome = work => outcome.map_err(|failure| match failure {
                failure if failure.has_unknown_effect() => cut_short(failure),
                failure => failure,
            }),
        }
    }
}

/// Prints the traces of the client, and not those of other crates, on stderr.
fn show_traces() {
    let ours = Targets::new()
        .with_targets([("nova_client_ext", LevelFilter::DEBUG), ("nova", LevelFilter::DEBUG)]);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(|| CleanLines)
        .with_ansi(false)
        .with_target(false)
        // Without this it would report a closed stderr on stderr, and panic.
        .log_internal_errors(false);
    // This only fails if a subscriber is already installed.
    let _ = tracing::subscriber::set_global_default(
        tracing_subscriber::registry().with(lines).with(ours),
    );
}

/// Writes each event as one cleaned line, because its fields may contain text from the server.
struct CleanLines;

impl io::Write for CleanLines {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = clean(text.strip_suffix('\n').unwrap_or(&text)) + "\n";
        io::stderr().write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
