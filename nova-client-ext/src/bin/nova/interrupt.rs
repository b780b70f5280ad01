//! Signals and `--timeout`, which end the process whatever it is doing.
//!
//! A thread of its own waits for them, so that neither a long computation nor a blocked read or
//! write can keep it from acting. The command is told first and has a moment to print what it
//! knows; if it does not end by itself, or a second signal comes, the thread ends the process.

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

/// How long a command may take to print what it knows after a signal, unless it asks for more.
const AFTER_SIGNAL: Duration = Duration::from_secs(2);
/// The same after its time is up: it may have results to print.
const AFTER_DEADLINE: Duration = Duration::from_secs(3);
/// How long the last message may take: stderr may be blocked too.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// Knows whether somebody wants the command to end.
#[derive(Clone, Debug)]
pub(crate) struct Interrupts {
    interrupted: watch::Receiver<bool>,
    /// How long the command may take after a signal.
    grace: Arc<Mutex<Duration>>,
}

impl Interrupts {
    /// Starts to wait for signals and, if there is one, for the deadline.
    pub(crate) fn listen(
        deadline: Option<(Instant, Duration)>,
        output: Output,
    ) -> Result<Self, Failure> {
        let (interrupt, interrupted) = watch::channel(false);
        let (ready, is_ready) = mpsc::channel();
        let grace = Arc::new(Mutex::new(AFTER_SIGNAL));
        let allowed = Arc::clone(&grace);
        let failed = |error: &io::Error| Failure::system("signals cannot be waited for", error);
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => {
                    runtime.block_on(watch((&interrupt, &allowed), deadline, output, &ready));
                }
                Err(error) => drop(ready.send(Err(error))),
            })
            .map_err(|error| failed(&error))?;
        match is_ready.recv() {
            Ok(Ok(())) => Ok(Self { interrupted, grace }),
            Ok(Err(error)) => Err(failed(&error)),
            Err(_) => Err(failed(&io::ErrorKind::Other.into())),
        }
    }

    /// Lets the command take so long after a signal. A second one ends it at once all the same.
    pub(crate) fn allow(&self, time: Duration) {
        *self.grace.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }

    /// Waits until somebody wants the command to end.
    pub(crate) async fn wait(&self) {
        let mut interrupted = self.interrupted.clone();
        if interrupted.wait_for(|is_interrupted| *is_interrupted).await.is_err() {
            // The thread is gone; then a signal ends the process as it ends any other.
            std::future::pending::<()>().await;
        }
    }
}

async fn watch(
    (interrupt, grace): (&watch::Sender<bool>, &Mutex<Duration>),
    deadline: Option<(Instant, Duration)>,
    output: Output,
    ready: &mpsc::Sender<io::Result<()>>,
) {
    let mut signals = match Signals::new() {
        Ok(signals) => signals,
        Err(error) => return drop(ready.send(Err(error))),
    };
    // From here on no signal is lost.
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
            // A second signal, or time is up: either way it ends now.
            let grace = *grace.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = timeout(grace, signals.next()).await;
            end(output, Failure::Interrupted);
        }
        allowed = late => end(output, Failure::TimedOut(allowed)),
    }
}

/// Ends the process.
fn end(output: Output, failure: Failure) -> ! {
    let exit = failure.exit();
    let (said, is_said) = mpsc::channel();
    // Whatever holds stderr, or does not read it, must not hold up the end.
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
        // What `nohup` started goes on without its terminal.
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

/// Returns whether the process was started with a signal ignored, as far as the system says so.
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
