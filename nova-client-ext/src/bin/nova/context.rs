//! What every command is given: the global options, the settings, the output, the deadline.

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
    /// Starts the clock of `--timeout`, and to wait for signals.
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

    /// Returns when the command must be over.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Returns how to wait for what Nova does: until the deadline, if there is one.
    pub(crate) fn wait_options(&self) -> WaitOptions {
        let options = WaitOptions::default();
        match self.deadline {
            // No time at all would be invalid; so little is over at once.
            Some(deadline) => options
                .timeout(deadline.duration_since(Instant::now()).max(Duration::from_millis(1))),
            None => options,
        }
    }

    /// Returns the profile of the configuration file that is in use, which is read once.
    pub(crate) async fn profile(&self) -> Result<Option<&Profile>, Failure> {
        Ok(self.profile.get_or_try_init(|| Profile::load(self)).await?.as_ref())
    }

    /// Prints a remark on stderr, unless a program reads or nobody wants to know.
    pub(crate) fn note(&self, line: &str) {
        self.output.note(line);
    }

    /// Prints a warning on stderr once, unless a program reads or nobody wants to know.
    pub(crate) fn warn(&self, line: String) {
        let Ok(mut warned) = self.warned.lock() else { return };
        if !warned.contains(&line) {
            self.output.warning(&line);
            warned.push(line);
        }
    }

    /// Waits for `work`, but not beyond the deadline.
    pub(crate) async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        match self.deadline {
            None => Ok(work.await),
            Some(deadline) => {
                tokio::time::timeout_at(deadline, work).await.map_err(|_| self.timed_out())
            }
        }
    }

    /// Returns the failure of a command whose time is up.
    pub(crate) fn timed_out(&self) -> Failure {
        Failure::TimedOut(self.globals.timeout.unwrap_or(Duration::ZERO))
    }

    /// Waits until the command must end: somebody interrupts it, or its time is up.
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

    /// Waits until somebody wants the command to end.
    pub(crate) async fn interrupted(&self) -> Failure {
        self.interrupts.wait().await;
        Failure::Interrupted
    }

    /// Lets the command take so long to end after a signal.
    pub(crate) fn allow_after_interrupt(&self, time: Duration) {
        self.interrupts.allow(time);
    }

    /// Does `work`, unless somebody wants the command to end: for commands that print what is known
    /// when that happens, while nothing is known yet.
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

    /// Does `work`, which sends something. If it is interrupted, or its time is up, the error says
    /// that what was sent may have arrived, and `next` says what to do.
    pub(crate) async fn sending<T>(
        &self,
        next: &str,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::select! {
            biased;
            failure = self.interrupted() => {
                Err(Failure::CutShort { cause: Box::new(failure), next: next.to_owned() })
            }
            outcome = work => outcome,
        }
    }
}

/// Shows on stderr what the client reports about its calls, and nothing of other crates.
fn show_traces() {
    let ours = Targets::new()
        .with_targets([("nova_client_ext", LevelFilter::DEBUG), ("nova", LevelFilter::DEBUG)]);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(|| CleanLines)
        .with_ansi(false)
        .with_target(false)
        // It would report a closed stderr on stderr, and panic.
        .log_internal_errors(false);
    // It can only fail where there is one already, which then shows them.
    let _ = tracing::subscriber::set_global_default(
        tracing_subscriber::registry().with(lines).with(ours),
    );
}

/// Writes each event as one line: what the server sent may be in its fields.
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
