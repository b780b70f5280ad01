//! The handles: [`Nova`] → [`Tenant`] → [`Job`] → [`Batch`], or [`Application`] → [`ScoringJob`].
//!
//! A handle identifies a resource of the vendor; creating one does no I/O. All handles of one
//! [`Nova`] share its connection pool, its key and its transport, and are cheap to clone. A
//! tenant-scoped operation is a method below [`Tenant`], so it cannot be called without one.

mod application;
mod batch;
mod builder;
mod call;
mod polling;
mod proxy;
mod scoring_job;
mod serialize;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, PoisonError};

pub use crate::transport::{AttemptReport, CallReport};
pub use application::Application;
pub use batch::{Batch, Job};
pub use builder::NovaBuilder;
pub use call::{Call, Keyed, Response, Unkeyed};
pub(crate) use polling::{PollErrorPolicy, check_wait};
pub use scoring_job::ScoringJob;

use crate::access::{ApiKey, Environment, JobId, TenantId};
use crate::error::Error;
use crate::latency::LatencyModel;
use crate::transport::{BucketState, CallOptions, Core};

/// The environment variable of the key.
const API_KEY: &str = "NOVA_API_KEY";
/// The environment variable of the tenant id.
const TENANT_ID: &str = "NOVA_TENANT_ID";
/// The environment variable of the base URL, by default the one in the contract.
const BASE_URL: &str = "NOVA_BASE_URL";

/// The client of one partner: one key, one connection pool, one pacer.
///
/// Create one per process and key, and clone it: the vendor counts all calls of a key together, and
/// only calls of the same `Nova` are paced together.
///
/// It may be used from several Tokio runtimes, but its pooled connections belong to the runtimes
/// that opened them: a connection whose runtime is alive and not running costs a call from another
/// one an attempt's time limit. Where that can happen, use a `Nova` for each runtime.
///
/// ```
/// use nova_client_ext::{ApiKey, Nova};
///
/// # fn main() -> Result<(), nova_client_ext::Error> {
/// let nova = Nova::builder(ApiKey::new("sk_test_0123456789abcdef")?).build()?;
/// let batch = nova.tenant("acme-corp")?.job("job_abc123")?.batch("sb_abc123")?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Nova {
    pub(crate) core: Arc<Core>,
    /// What its watches have learned about scoring times.
    latency: Arc<LatencyModel>,
}

impl Nova {
    fn new(core: Core) -> Self {
        let now = core.now().timestamp_micros();
        #[allow(clippy::cast_precision_loss, reason = "microseconds of today have 51 bits")]
        let latency = LatencyModel::new(now as f64 / 1e6);
        Self { core: Arc::new(core), latency: Arc::new(latency) }
    }

    /// Returns the model of scoring times that the watches of this `Nova` share.
    pub(crate) fn latency(&self) -> &LatencyModel {
        &self.latency
    }

    /// Returns a builder with default settings.
    pub fn builder(key: ApiKey) -> NovaBuilder {
        NovaBuilder::new(key)
    }

    /// Creates a client from `NOVA_API_KEY` and, if set, `NOVA_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), naming the variable that is missing or
    /// invalid.
    pub fn from_env() -> Result<Self, Error> {
        let key = ApiKey::new(required(API_KEY)?).map_err(|error| naming(API_KEY, &error))?;
        let mut builder = Self::builder(key);
        if let Some(url) = optional(BASE_URL)? {
            builder = builder.base_url(url);
        }
        builder.build()
    }

    /// Returns a handle of the tenant with this id, without a request: the vendor creates a tenant
    /// on the first call that names it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an invalid id.
    pub fn tenant<T>(&self, id: T) -> Result<Tenant, Error>
    where
        T: TryInto<TenantId>,
        T::Error: Into<Error>,
    {
        Ok(Tenant { nova: self.clone(), id: id.try_into().map_err(Into::into)? })
    }

    /// Replaces the key for all handles of this `Nova`. It applies to every request from now on,
    /// including the next attempt of a running call.
    pub fn rotate_key(&self, key: ApiKey) {
        *self.core.key.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
    }

    /// Returns the pacer's state of each rate bucket; empty when pacing is off.
    pub fn bucket_states(&self) -> Vec<BucketState> {
        self.core.pacer.snapshot()
    }

    /// Returns the environment of the key.
    pub fn environment(&self) -> Environment {
        self.core.key.read().unwrap_or_else(PoisonError::into_inner).environment()
    }
}

/// Two are equal if one is a clone of the other.
impl PartialEq for Nova {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.core, &other.core)
    }
}

impl Eq for Nova {}

impl Hash for Nova {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.core).hash(state);
    }
}

impl fmt::Debug for Nova {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nova").field("base_url", &self.core.base_url.text).finish_non_exhaustive()
    }
}

/// A handle of one customer of the integrator: every call made through it sends its id and sees
/// only its data.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Tenant {
    pub(crate) nova: Nova,
    pub(crate) id: TenantId,
}

impl Tenant {
    /// Creates a [`Nova`] with default settings and returns one tenant of it.
    ///
    /// For several tenants create one [`Nova`] and call [`Nova::tenant`] for each, so that they
    /// share connections and pacing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an invalid key or tenant id.
    pub fn new<K, T>(key: K, id: T) -> Result<Self, Error>
    where
        K: TryInto<ApiKey>,
        K::Error: Into<Error>,
        T: TryInto<TenantId>,
        T::Error: Into<Error>,
    {
        Nova::builder(key.try_into().map_err(Into::into)?).build()?.tenant(id)
    }

    /// Creates a client from `NOVA_API_KEY`, `NOVA_TENANT_ID` and, if set, `NOVA_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), naming the variable that is missing or
    /// invalid.
    pub fn from_env() -> Result<Self, Error> {
        let id = TenantId::new(required(TENANT_ID)?).map_err(|error| naming(TENANT_ID, &error))?;
        Nova::from_env()?.tenant(id)
    }

    /// Returns the tenant's id.
    pub fn id(&self) -> &TenantId {
        &self.id
    }

    /// Returns the client that this tenant belongs to.
    pub fn nova(&self) -> &Nova {
        &self.nova
    }

    /// Returns a handle of the job with this id, without a request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an invalid id.
    pub fn job<T>(&self, id: T) -> Result<Job, Error>
    where
        T: TryInto<JobId>,
        T::Error: Into<Error>,
    {
        Ok(Job { tenant: self.clone(), id: id.try_into().map_err(Into::into)? })
    }

    /// Returns the generated client for this tenant, with the same transport.
    ///
    /// It has a method for every operation of the contract. `Error::from` converts its generated
    /// errors into [`Error`]. Do not log them: unlike [`Error`], they may contain response bodies.
    ///
    /// ```no_run
    /// # async fn example(tenant: nova_client_ext::Tenant) -> Result<(), nova_client_ext::Error> {
    /// let status = tenant.raw().get_scoring_batch_status().job_id("job-1").scoring_batch_id("sb-1").send().await?;
    /// println!("{} of {}", status.batch.completed_jobs, status.batch.total_jobs);
    /// # Ok(())
    /// # }
    /// ```
    pub fn raw(&self) -> nova_client::Client {
        self.nova
            .core
            .raw_client(CallOptions { tenant: Some(self.id.clone()), ..CallOptions::default() })
    }
}

impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenant").field("id", &self.id).field("nova", &self.nova).finish()
    }
}

fn required(variable: &str) -> Result<String, Error> {
    optional(variable)?.ok_or_else(|| Error::invalid(variable, "is not set or empty"))
}

fn optional(variable: &str) -> Result<Option<String>, Error> {
    match std::env::var(variable) {
        // In a shell, `NAME= command` is the usual way to unset a variable for one command.
        Ok(value) => Ok(Some(value).filter(|value| !value.trim().is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Error::invalid(variable, "is not valid Unicode"))
        }
    }
}

fn naming(variable: &str, error: &Error) -> Error {
    Error::invalid(&format!("{variable}:"), error)
}
