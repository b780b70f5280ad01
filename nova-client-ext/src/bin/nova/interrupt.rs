//! Signals and `--timeout`, which always end the process.
//!
//! A separate thread waits for them, so that neither a long computation nor a blocked read or write
//! can delay them. The command is notified first and has a moment to print partial results; if it
//! does not end, or after a second signal, the thread exits the process.

#[cfg(unix)]
use std::future::poll_fn;
use std::io;
use std::process;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
#[cfg(unix)]
use std::task::Poll;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// How long a command may take after a signal by default.
const AFTER_SIGNAL: Duration = Duration::from_secs(2);
/// The same after `--timeout`, when it may have results to print.
const AFTER_DEADLINE: Duration = Duration::from_secs(3);
/// The timeout of the last message, because stderr may block.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// The state of interruption.
#[derive(Clone, Debug)]
pub(crate) struct Interrupts {
    interrupted: watch::Receiver<bool>,
    shutdown: Arc<Mutex<Shutdown>>,
}

/// How the process ends after a signal.
#[derive(Clone, Debug)]
struct Shutdown {
    /// How long the command may take.
    grace: Duration,
    /// What to do next, if the command sends requests that change data: when the process is ended
    /// early, these may have arrived.
    next: Option<String>,
}

impl Shutdown {
    fn failure(&self) -> Failure {
        match &self.next {
            Some(next) => {
                Failure::CutShort { cause: Box::new(Failure::Interrupted), next: next.clone() }
            }
            None => Failure::Interrupted,
        }
    }
}

impl Interrupts {
    /// Starts the thread that waits for signals and the optional deadline.
    pub(crate) fn listen(
        deadline: Option<(Instant, Duration)>,
        output: Output,
    ) -> Result<Self, Failure> {
        let (interrupt, interrupted) = watch::channel(false);
        let (ready, is_ready) = mpsc::channel();
        let shutdown = Arc::new(Mutex::new(Shutdown { grace: AFTER_SIGNAL, next: None }));
        let shared = Arc::clone(&shutdown);
        let failed = |error: &io::Error| Failure::system("signals cannot be waited for", error);
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => {
                    runtime.block_on(watch((&interrupt, &shared), deadline, output, &ready));
                }
                Err(error) => drop(ready.send(Err(error))),
            })
            .map_err(|error| failed(&error))?;
        match is_ready.recv() {
            Ok(Ok(())) => Ok(Self { interrupted, shutdown }),
            Ok(Err(error)) => Err(failed(&error)),
            Err(_) => Err(failed(&io::ErrorKind::Other.into())),
        }
    }

    /// Sets how long a command that sends requests may take after a signal, and what to do after it
    /// was ended early. A second signal still ends it at once.
    pub(crate) fn allow(&self, grace: Duration, next: String) {
        *self.shutdown.lock().unwrap_or_else(PoisonError::into_inner) =
            Shutdown { grace, next: Some(next) };
    }

    /// Waits until the command is interrupted.
    pub(crate) async fn wait(&self) {
        let mut interrupted = self.interrupted.clone();
        if interrupted.wait_for(|is_interrupted| *is_interrupted).await.is_err() {
            // Without the thread, signals have their default effect.
            std::future::pending::<()>().await;
        }
    }
}

async fn watch(
    (interrupt, shutdown): (&watch::Sender<bool>, &Mutex<Shutdown>),
    deadline: Option<(Instant, Duration)>,
    output: Output,
    ready: &mpsc::Sender<io::Result<()>>,
) {
    let mut signals = match Signals::new() {
        Ok(signals) => signals,
        Err(error) => return drop(ready.send(Err(error))),
    };
    // From here on signals are queued.
    if ready.send(Ok(())).is_err() {
        return;
    }
    let late = async {
        match deadline {
            Some((deadline, allowed)) => {
                sleep_until(deadline).await;
                sleep(AFTER_DEADLINE).await;
                allowed
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = signals.next() => {
            interrupt.send_replace(true);
            // After a second signal or the grace period the process ends now.
            let current = || shutdown.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let _ = timeout(current().grace, signals.next()).await;
            end(output, current().failure());
        }
        allowed = late => end(output, Failure::TimedOut(allowed)),
    }
}

/// Ends the process.
fn end(output: Output, failure: Failure) -> ! {
    let exit = failure.exit();
    let (said, is_said) = mpsc::channel();
    // A blocked stderr must not delay the exit.
    let _ = thread::Builder::new().spawn(move || {
        output.failure(&failure);
        let _ = said.send(());
    });
    let _ = is_said.recv_timeout(LAST_WORDS);
    process::exit(Exit::code(exit).into())
}

#[cfg(unix)]
struct Signals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        let mut signals = vec![signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
        // A process started by `nohup` must survive the end of its terminal.
        if !is_ignored(SignalKind::hangup().as_raw_value()) {
            signals.push(signal(SignalKind::hangup())?);
        }
        Ok(Self(signals))
    }

    async fn next(&mut self) {
        poll_fn(|context| {
            if self.0.iter_mut().any(|signal| signal.poll_recv(context).is_ready()) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}

/// Returns whether the process was started with this signal ignored, if the system reports it.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask.checked_shr(signal.unsigned_abs() - 1).unwrap_or(0) & 1 == 1)
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        let _ = self.0.recv().await;
    }
}
