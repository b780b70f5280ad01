//! Runs: any number of applications of a job, followed to the end of each, whatever happens.
//!
//! A [`Run`] is a job description and any number of applications of one job. It lives in a
//! [`Store`]: a SQLite file (feature `sqlite`) or PostgreSQL (feature `postgres`). A process may be
//! killed at any instant, and the same call goes on where it was:
//!
//! ```no_run
//! use nova_client_ext::run::{self, Application};
//! use nova_client_ext::submit::Resume;
//! use nova_client_ext::{Error, Tenant};
//!
//! # #[cfg(feature = "sqlite")]
//! # async fn example(applications: Vec<Application>) -> Result<(), Error> {
//! let job = Tenant::from_env()?.job("job_abc123")?;
//! let store = run::Sqlite::open("runs.sqlite").await?;
//! let run = job.run(&store, "spring-2027", run::Spec::new("We look for a backend engineer…")).await?;
//! run.add(applications).await?;
//! let mut results = run.start(|application| async move {
//!     Resume::url(format!("https://files.example/{}.pdf", application.id()))
//! });
//! while let Some(result) = results.next().await {
//!     let result = result?;
//!     println!("{}: {}", result.application_id, result.state);
//! }
//! println!("{}", run.report().await?);
//! # Ok(())
//! # }
//! ```
//!
//! # What is promised
//!
//! - Every application is in exactly one [`State`], and [`Counts::total`] is the sum of them.
//! - Which applications form a batch is committed before it is sent. Whoever goes on after a crash
//!   sends the same set again, for which Nova returns the batch that there is: nothing is scored
//!   twice, and nothing that was accepted is forgotten.
//! - A result is committed before it is emitted. It is emitted at least once: again, under the same
//!   [`Position`], if the process ends before the next one is asked for.
//! - While Nova cannot be reached or is busy, the run waits, in growing intervals, and goes on by
//!   itself. What only a person can remove, a revoked key or missing criteria, ends the stream with
//!   one error; nothing is lost by that, and the run can be started again.
//! - What the source cannot give holds up no batch: the application waits, or ends as
//!   [`State::Invalid`]. See [`SourceError`].
//!
//! Résumés are not kept: the source is asked for each, every time that it is sent. `docs/runs.md`
//! tells more, the tables included.

mod engine;
mod ledger;
#[cfg(feature = "postgres")]
mod postgres;
mod report;
mod results;
mod schema;
mod spec;
#[cfg(feature = "sqlite")]
mod sqlite;
mod state;
mod store;
mod timing;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use tokio::sync::Notify;

pub use ledger::{Added, BatchCounts, FailureGroup, RunInfo};
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
pub use report::{Activity, RunReport, RunStatus, ScoreCount};
pub use results::{Pages, Results};
pub use spec::{Application, SourceError, Spec, Submission};
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;
pub use state::{ApplicationRecord, Counts, Filter, Position, State};
pub use store::{Access, BoxFuture, Dialect, Row, RunLock, Store, StoreError, Transaction, Value};
pub use timing::{Period, RunTiming};

use crate::submit::{BatchApplication, Resume};
use crate::{Error, Job};
use engine::{Engine, Source};
use ledger::Ledger;

/// The most characters of a run's name.
const MAX_NAME: usize = 200;
/// Applications that are added in one transaction.
const ADDED_AT_ONCE: usize = 500;

impl Job {
    /// Makes the run of this name, or opens it again. Nothing is sent.
    ///
    /// A name belongs to one run of a store, whatever the job: put the tenant into it where a store
    /// serves several.
    ///
    /// # Errors
    ///
    /// - [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a name or a job description that
    ///   cannot be right;
    /// - [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails, is of a newer release, or
    ///   has a run of this name for another job or with another description.
    pub async fn run<S: Store + Clone>(
        &self,
        store: &S,
        name: impl AsRef<str>,
        spec: Spec,
    ) -> Result<Run, Error> {
        let name = name.as_ref();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control)
        {
            return Err(Error::invalid(
                "the name of the run",
                format!("must have 1 to {MAX_NAME} characters, none of them a control character"),
            ));
        }
        // Whatever is wrong with it is wrong with every application.
        let any = BatchApplication::new("any", Resume::url("https://any.example/")?);
        engine::request(&spec.posting).application(any).json_bytes()?;
        let store: Arc<dyn Store> = Arc::new(store.clone());
        let of = (self.tenant().id(), self.id());
        let ledger = Ledger::open(store, name, of, &spec.posting).await?;
        let (wake, delivered) = <(Arc<Notify>, Arc<Notify>)>::default();
        Ok(Run { ledger, job: self.clone(), spec, wake, delivered })
    }
}

/// Any number of applications of a job, in a store. Made by [`Job::run`].
///
/// Cheap to clone; clones are the same run.
#[derive(Clone)]
pub struct Run {
    ledger: Ledger,
    job: Job,
    spec: Spec,
    wake: Arc<Notify>,
    delivered: Arc<Notify>,
}

impl Run {
    /// Returns its name.
    pub fn name(&self) -> &str {
        &self.ledger.name
    }

    /// Returns the job it belongs to.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// Adds applications, any number, at any time, also while the run is going on. An id that is
    /// there already is no error; of its payload, the one that was given last counts.
    ///
    /// Commits every 500 applications, and returns when all are committed. Should it fail in
    /// between, the same call adds the rest.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a payload that is too long, or holds a
    /// NUL; [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn add<I>(&self, applications: I) -> Result<Added, Error>
    where
        I: IntoIterator,
        I::Item: Into<Application>,
    {
        let mut added = Added::default();
        let mut applications = applications.into_iter().map(Into::into);
        loop {
            let chunk: Vec<Application> = applications.by_ref().take(ADDED_AT_ONCE).collect();
            if chunk.is_empty() {
                return Ok(added);
            }
            for application in &chunk {
                check(application)?;
            }
            let chunk = self.ledger.add(chunk).await?;
            added.added += chunk.added;
            added.known += chunk.known;
            self.wake.notify_one();
        }
    }

    /// Works on the run until every application has its end, and returns the results as a stream.
    ///
    /// `source` is asked for what is to be sent of an application: a
    /// [`Resume`], or a [`Submission`] with more. It is asked each time the
    /// application is sent, for several at a time ([`Spec::source_concurrency`]), each in a task of
    /// its own. What follows from its errors is with [`SourceError`].
    ///
    /// The stream begins with results that earlier streams have not emitted. The work is done in
    /// tasks of the tokio runtime in which the stream is first polled, so it goes on while the
    /// caller is busy with a result, and waits once 256 results are ready. Dropping the stream
    /// ends the tasks; nothing is lost by that, at whatever moment.
    ///
    /// With a SQLite store one process at a time works on a run. With PostgreSQL any number may:
    /// each result is emitted in one of them, and each stream ends when the run is finished.
    ///
    /// # Errors
    ///
    /// The stream's last item may be an error: what only a person can remove. See the
    /// [module](self).
    pub fn start<F, Fut, S, E>(&self, source: F) -> Results
    where
        F: Fn(Application) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<S, E>> + Send + 'static,
        S: Into<Submission>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let source: Source = Arc::new(move |application| {
            let asked = source(application);
            Box::pin(async move { asked.await.map(Into::into).map_err(Into::into) })
        });
        Results::new(Engine {
            ledger: self.ledger.clone(),
            job: self.job.clone(),
            spec: self.spec.clone(),
            source,
            wake: Arc::clone(&self.wake),
            delivered: Arc::clone(&self.delivered),
            outbox: Arc::default(),
        })
    }

    /// Takes in what a webhook says, in whichever process it arrives. Returns whether it was about
    /// this run's job; an event that is known already, or of an application that the run does not
    /// have, does nothing.
    ///
    /// Verify it first ([`Verifier`](crate::webhook::Verifier)). The run polls as well, so that
    /// nothing depends on webhooks; they bring results sooner, and a batch of which all have come is
    /// polled no more.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails: then let Nova send it
    /// again.
    #[cfg(feature = "webhook")]
    pub async fn deliver(&self, event: &crate::webhook::Event) -> Result<bool, Error> {
        let ours = event.tenant_id() == Some(self.job.tenant().id().as_str())
            && event.job_id() == Some(self.job.id().as_str());
        if let Some((id, ending)) = engine::of_event(event, self.spec.assessments).filter(|_| ours)
        {
            self.ledger.deliver(&id, ending, self.spec.retries).await?;
            self.wake.notify_one();
            self.delivered.notify_one();
        }
        Ok(ours)
    }

    /// Returns the results behind a position, the oldest first, as far as there are any now.
    pub fn results_since(&self, position: Position) -> Pages {
        Pages::results(self.ledger.clone(), position)
    }

    /// Returns every application, ended or not, in the order in which they were added.
    pub fn applications(&self) -> Pages {
        Pages::applications(self.ledger.clone())
    }

    /// Opens again what ended as failed, rejected or invalid, once the cause is fixed, and returns
    /// how many applications that are. They go on when the run is [started](Self::start), or at
    /// once if it is going on.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn retry(&self, filter: &Filter) -> Result<u64, Error> {
        let opened = self.ledger.retry(filter).await?;
        self.wake.notify_one();
        Ok(opened)
    }

    /// Removes all that the store has of an application, and returns whether it had any: for one
    /// that was deleted at Nova ([`deletions`](crate::deletions)). In a SQLite file the bytes may
    /// stay until they are overwritten (`PRAGMA secure_delete`).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails, or the application is being
    /// sent at this moment.
    pub async fn forget(&self, application_id: &str) -> Result<bool, Error> {
        Ok(self.ledger.forget(application_id).await?)
    }

    /// Returns how the run stands.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn status(&self) -> Result<RunStatus, Error> {
        self.saved().status().await
    }

    /// Returns what became of it so far.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn report(&self) -> Result<RunReport, Error> {
        self.saved().report().await
    }

    fn saved(&self) -> SavedRun {
        let info = RunInfo {
            name: self.name().to_owned(),
            tenant_id: self.job.tenant().id().to_string(),
            job_id: self.job.id().to_string(),
            created_at: chrono::DateTime::default(),
        };
        SavedRun { ledger: self.ledger.clone(), info }
    }
}

fn check(application: &Application) -> Result<(), Error> {
    let most = Application::MAX_PAYLOAD_BYTES;
    let payload = application.payload.as_deref().unwrap_or_default();
    let subject = format!("the payload of application {:?}", application.id);
    if payload.len() > most {
        let why = format!("has {} bytes; at most {most} are allowed", payload.len());
        return Err(Error::invalid(&subject, why));
    }
    if payload.contains('\0') || application.id.contains('\0') {
        return Err(Error::invalid(&subject, "or its id holds a NUL, which no database takes"));
    }
    Ok(())
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("name", &self.name())
            .field("job", &self.job)
            .finish_non_exhaustive()
    }
}

/// A run as its store has it, to be read without a key: its status, report and applications.
#[derive(Clone)]
pub struct SavedRun {
    ledger: Ledger,
    info: RunInfo,
}

impl SavedRun {
    /// Finds the run of this name in a store; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn find<S: Store + Clone>(store: &S, name: &str) -> Result<Option<Self>, Error> {
        let found = Ledger::find(Arc::new(store.clone()), name).await?;
        Ok(found.map(|(ledger, info)| Self { ledger, info }))
    }

    /// Returns its name, its job and when it was made.
    pub fn info(&self) -> &RunInfo {
        &self.info
    }

    /// Returns how it stands.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn status(&self) -> Result<RunStatus, Error> {
        let counts = self.ledger.counts().await?;
        // Where one process has the run for itself, the lock says more than the lease of one that
        // was killed a moment ago.
        let worked_on = match self.ledger.store.lock(&self.ledger.name) {
            Ok(Some(_)) => false,
            Ok(None) | Err(_) => self.ledger.is_worked_on().await?,
        };
        Ok(RunStatus::new(&self.info, counts, worked_on))
    }

    /// Returns what became of it so far.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn report(&self) -> Result<RunReport, Error> {
        let status = self.status().await?;
        let (scores, failures) = (self.ledger.scores().await?, self.ledger.failures().await?);
        let timing = RunTiming::new(self.ledger.times().await?);
        Ok(RunReport::new(status, scores, failures, timing))
    }

    /// Returns every application, ended or not, in the order in which they were added.
    pub fn applications(&self) -> Pages {
        Pages::applications(self.ledger.clone())
    }
}

impl fmt::Debug for SavedRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SavedRun").field("info", &self.info).finish_non_exhaustive()
    }
}

/// What every store can do by itself.
pub trait StoreExt: Store {
    /// Returns the runs of the store, the oldest first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    fn runs(&self) -> impl Future<Output = Result<Vec<RunInfo>, Error>> + Send;
}

impl<S: Store> StoreExt for S {
    async fn runs(&self) -> Result<Vec<RunInfo>, Error> {
        Ok(ledger::runs(self).await?)
    }
}
