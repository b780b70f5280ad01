//! Durable runs: any number of applications of a job, each tracked until it has a final state.
//!
//! A [`Run`] is a job description and any number of applications of one job. It lives in a
//! [`Store`]: a SQLite file (feature `sqlite`) or PostgreSQL (feature `postgres`). If the process
//! is killed, the same call resumes the run:
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
//! # Guarantees
//!
//! - Every application is in exactly one [`State`], and [`Counts::total`] is the sum of them.
//! - The set of applications of a batch is committed before the batch is sent. After a crash the
//!   same set is sent again, and Nova recognises it and returns the existing batch: a crash neither
//!   scores an application twice nor loses an accepted one.
//! - A result is committed before it is emitted. Delivery is at least once: requesting the next
//!   result acknowledges the one before, and a result that was not acknowledged is emitted again
//!   after a restart, with the same [`Position`].
//! - While Nova is unreachable or busy, the run retries with growing delays. Errors that only a
//!   person can fix, such as a revoked key or missing criteria, end the stream with one error;
//!   nothing is lost, and the run can be started again.
//! - If the source returns an error for an application, the others are sent without it, and it is
//!   tried again or ends as [`State::Invalid`]. See [`SourceError`].
//!
//! Résumés are not stored: the source is called each time an application is sent. `docs/runs.md`
//! has the details and describes the tables.

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
use std::sync::{Arc, Mutex};

use tokio::sync::{Notify, Semaphore};
use tokio::time::Instant;

pub use ledger::{Added, BatchCounts, FailureGroup, RunInfo};
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
pub use report::{Activity, RunReport, RunStatus, ScoreCount};
pub use results::{ApplicationRecords, Results};
pub use spec::{Application, SourceError, Spec, Submission};
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;
pub use state::{ApplicationRecord, Counts, Filter, Position, State};
pub use store::{Access, BoxFuture, Dialect, Row, RunLock, Store, StoreError, Transaction, Value};
pub use timing::{Period, RunTiming};

use crate::submit::{BatchApplication, Resume};
use crate::{Error, Job};
use engine::{Engine, Source};
use ledger::{Ledger, Totals};
use store::in_task;

/// The maximum number of characters in a run's name.
const MAX_NAME_CHARS: usize = 200;
/// Applications that are added in one transaction.
const ADD_CHUNK: usize = 500;

impl Job {
    /// Creates the run with this name, or opens the existing one. Sends nothing.
    ///
    /// A name is unique in a store, across all jobs: if a store is shared by several tenants,
    /// include the tenant in the name.
    ///
    /// # Errors
    ///
    /// - [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an invalid name or job description;
    /// - [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails, was created by a newer
    ///   release, or has a run with this name and another job or job description.
    pub async fn run<S: Store + Clone>(
        &self,
        store: &S,
        name: impl AsRef<str>,
        spec: Spec,
    ) -> Result<Run, Error> {
        let name = name.as_ref();
        if name.is_empty()
            || name.chars().count() > MAX_NAME_CHARS
            || name.chars().any(char::is_control)
        {
            return Err(Error::invalid(
                "the name of the run",
                format!(
                    "must have 1 to {MAX_NAME_CHARS} characters, none of them a control character"
                ),
            ));
        }
        // An invalid job description would make every application fail, so it is validated here.
        let placeholder = BatchApplication::new("any", Resume::url("https://any.example/")?);
        engine::request(&spec.description).application(placeholder).json_bytes()?;
        let store: Arc<dyn Store> = Arc::new(store.clone());
        let (name, description) = (name.to_owned(), spec.description.clone());
        let (tenant, job) = (self.tenant().id().clone(), self.id().clone());
        let ledger =
            in_task(async move { Ledger::open(store, &name, (&tenant, &job), &description).await })
                .await?;
        let (wake, delivered) = <(Arc<Notify>, Arc<Notify>)>::default();
        Ok(Run { ledger, job: self.clone(), spec, wake, delivered })
    }
}

/// A durable run: any number of applications of a job, in a store. Created by [`Job::run`].
///
/// Cheap to clone; clones refer to the same run.
#[derive(Clone)]
pub struct Run {
    ledger: Ledger,
    job: Job,
    spec: Spec,
    wake: Arc<Notify>,
    delivered: Arc<Notify>,
}

impl Run {
    /// Returns the name of the run.
    pub fn name(&self) -> &str {
        &self.ledger.name
    }

    /// Returns the job that the run belongs to.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// Adds any number of applications, at any time, also while the run is active. Adding an
    /// existing id is no error; a new payload replaces the old one.
    ///
    /// Validates and commits them in parts, and returns when all are committed. If it fails, the
    /// earlier parts stay committed, and repeating the call adds the rest.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a payload that is too long or contains
    /// a NUL; [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn add<I>(&self, applications: I) -> Result<Added, Error>
    where
        I: IntoIterator,
        I::Item: Into<Application>,
    {
        let mut added = Added::default();
        let mut applications = applications.into_iter().map(Into::into);
        loop {
            let chunk: Vec<Application> = applications.by_ref().take(ADD_CHUNK).collect();
            if chunk.is_empty() {
                return Ok(added);
            }
            for application in &chunk {
                check(application)?;
            }
            let ledger = self.ledger.clone();
            let chunk = in_task(async move { ledger.add(chunk).await }).await?;
            added.added += chunk.added;
            added.known += chunk.known;
            self.wake.notify_one();
        }
    }

    /// Processes the run until every application has a final state, and returns the results as a
    /// stream.
    ///
    /// `source` returns the data to send for an application: a [`Resume`], or a [`Submission`] with
    /// additional data. It is called each time the application is sent, concurrently for several
    /// applications ([`Spec::source_concurrency`]), each in its own task, and may take five minutes.
    /// See [`SourceError`] for the handling of its errors.
    ///
    /// The stream begins with results that earlier streams have not emitted. The work is done in
    /// tasks of the tokio runtime in which the stream is first polled, so applications are sent and
    /// polled while the caller handles a result. Up to 256 results are buffered in memory, and the
    /// rest wait in the store. Dropping the stream cancels the tasks, at any time without loss.
    ///
    /// With a SQLite store, one process at a time can work on a run. With PostgreSQL any number
    /// can: each result is emitted by one of them, or by another if that one dies, and each stream
    /// ends when the run is finished.
    ///
    /// # Errors
    ///
    /// The stream's last item may be an error: one that only a person can fix, or a store that is
    /// unavailable for half a minute. See the [module](self).
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
            source_permits: Arc::new(Semaphore::new(self.spec.sources)),
            wake: Arc::clone(&self.wake),
            delivered: Arc::clone(&self.delivered),
            outbox: Arc::default(),
            store_succeeded_at: Mutex::new(Instant::now()),
        })
    }

    /// Records a webhook event; any process may call this. Returns whether the event belongs to
    /// this run's job. Duplicate events and events of applications that are not in the run are
    /// ignored.
    ///
    /// Verify the event first ([`Verifier`](crate::webhook::Verifier)). Webhooks are optional,
    /// because the run polls as well; they deliver results sooner, and a batch whose events have
    /// all arrived is no longer polled.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails: then respond with an error
    /// status, so that Nova delivers the webhook again.
    #[cfg(feature = "webhook")]
    pub async fn deliver(&self, event: &crate::webhook::Event) -> Result<bool, Error> {
        let ours = event.tenant_id() == Some(self.job.tenant().id().as_str())
            && event.job_id() == Some(self.job.id().as_str());
        if let Some((id, result)) =
            engine::event_result(event, self.spec.assessments).filter(|_| ours)
        {
            let (ledger, retries) = (self.ledger.clone(), self.spec.retries);
            in_task(async move { ledger.deliver(&id, result, retries).await }).await?;
            self.wake.notify_one();
            self.delivered.notify_one();
        }
        Ok(ours)
    }

    /// Returns the stored results after a position, oldest first. Does not wait for new ones.
    pub fn results_since(&self, position: Position) -> ApplicationRecords {
        ApplicationRecords::results(self.ledger.clone(), position)
    }

    /// Returns every application in any state, in the order in which they were added.
    pub fn applications(&self) -> ApplicationRecords {
        ApplicationRecords::applications(self.ledger.clone())
    }

    /// Requeues failed, rejected or invalid applications, for use once the cause is fixed. Returns
    /// the number of requeued applications. They are processed when the run is
    /// [started](Self::start), or at once if it is active.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn retry(&self, filter: &Filter) -> Result<u64, Error> {
        let opened = self.saved().retry(filter).await?;
        self.wake.notify_one();
        Ok(opened)
    }

    /// Deletes all data of an application from the store, and returns whether there was any. Use it
    /// for an application that was deleted at Nova ([`deletions`](crate::deletions)). In a SQLite
    /// file the bytes may remain until they are overwritten (`PRAGMA secure_delete`).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails, or while the application
    /// is being sent.
    pub async fn forget(&self, application_id: &str) -> Result<bool, Error> {
        let (ledger, id) = (self.ledger.clone(), application_id.to_owned());
        Ok(in_task(async move { ledger.forget(&id).await }).await?)
    }

    /// Returns the status of the run.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn status(&self) -> Result<RunStatus, Error> {
        self.saved().status().await
    }

    /// Returns a report of the results so far.
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
    let max = Application::MAX_PAYLOAD_BYTES;
    let payload = application.payload.as_deref().unwrap_or_default();
    let subject = format!("the payload of application {:?}", application.id);
    if payload.len() > max {
        let why = format!("has {} bytes; at most {max} are allowed", payload.len());
        return Err(Error::invalid(&subject, why));
    }
    if payload.contains('\0') || application.id.contains('\0') {
        return Err(Error::invalid(
            &subject,
            "or its id contains a NUL character, which PostgreSQL cannot store",
        ));
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

/// A stored run, without an API key: reads its status, report and applications, and requeues
/// failed ones. It cannot send.
#[derive(Clone)]
pub struct SavedRun {
    ledger: Ledger,
    info: RunInfo,
}

impl SavedRun {
    /// Finds the run with this name in a store; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn find<S: Store + Clone>(store: &S, name: &str) -> Result<Option<Self>, Error> {
        let (store, name) = (Arc::new(store.clone()), name.to_owned());
        let found = in_task(async move { Ledger::find(store, &name).await }).await?;
        Ok(found.map(|(ledger, info)| Self { ledger, info }))
    }

    /// Returns the run's name, job and creation time.
    pub fn info(&self) -> &RunInfo {
        &self.info
    }

    /// Returns the status of the run.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn status(&self) -> Result<RunStatus, Error> {
        let saved = self.clone();
        in_task(async move { saved.read_status().await }).await
    }

    async fn read_status(&self) -> Result<RunStatus, Error> {
        let counts = self.ledger.counts().await?;
        self.status_of(counts).await
    }

    async fn status_of(&self, counts: (Counts, BatchCounts)) -> Result<RunStatus, Error> {
        // If this process gets the exclusive lock, no other is working on the run, although the lease
        // of a killed process may not have expired yet.
        let is_active = match self.ledger.store.lock(&self.ledger.name) {
            Ok(Some(_)) => false,
            Ok(None) | Err(_) => self.ledger.is_active().await?,
        };
        let latest = if is_active { self.ledger.latest().await? } else { Vec::new() };
        Ok(RunStatus::new(&self.info, counts, is_active, &latest))
    }

    /// Returns a report of the results so far.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn report(&self) -> Result<RunReport, Error> {
        let saved = self.clone();
        in_task(async move {
            let Totals { counts, scores, failures, times } = saved.ledger.totals().await?;
            let status = saved.status_of(counts).await?;
            Ok(RunReport::new(status, scores, failures, RunTiming::new(times)))
        })
        .await
    }

    /// Requeues applications, like [`Run::retry`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    pub async fn retry(&self, filter: &Filter) -> Result<u64, Error> {
        let (ledger, filter) = (self.ledger.clone(), filter.clone());
        Ok(in_task(async move { ledger.retry(&filter).await }).await?)
    }

    /// Returns every application in any state, in the order in which they were added.
    pub fn applications(&self) -> ApplicationRecords {
        ApplicationRecords::applications(self.ledger.clone())
    }
}

impl fmt::Debug for SavedRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SavedRun").field("info", &self.info).finish_non_exhaustive()
    }
}

/// Extension methods of every store.
pub trait StoreExt: Store {
    /// Returns the runs of the store, oldest first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Store`](crate::ErrorKind::Store) if the store fails.
    fn runs(&self) -> impl Future<Output = Result<Vec<RunInfo>, Error>> + Send;
}

impl<S: Store + Clone> StoreExt for S {
    async fn runs(&self) -> Result<Vec<RunInfo>, Error> {
        let store = self.clone();
        Ok(in_task(async move { ledger::runs(&store).await }).await?)
    }
}
