//! The handles: [`Nova`] → [`Tenant`] → [`Job`] → [`Batch`], or [`Application`] → [`ScoringJob`].
//!
//! A handle is a name for something at the vendor's; making one does no I/O. All handles of one
//! [`Nova`] share its connection pool, its key and its transport, and are cheap to clone. A
//! tenant-scoped operation can only be reached through a [`Tenant`], so it cannot be called without
//! one.

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
/// The environment variable of the base URL; the contract's own when it is not set.
const BASE_URL: &str = "NOVA_BASE_URL";

/// A partner's access: one key, one connection pool, one pacer.
///
/// Make one per process and key, and clone it: the vendor counts all calls of a key together, and
/// only calls of the same `Nova` can be paced together.
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
    /// What its watches have learned.
    latency: Arc<LatencyModel>,
}

impl Nova {
    fn new(core: Core) -> Self {
        let now = core.now().timestamp_micros();
        #[allow(clippy::cast_precision_loss, reason = "microseconds of today have 51 bits")]
        let latency = LatencyModel::new(now as f64 / 1e6);
        Self { core: Arc::new(core), latency: Arc::new(latency) }
    }

    /// What the watches of this `Nova` have learned of how long scoring takes.
    pub(crate) fn latency(&self) -> &LatencyModel {
        &self.latency
    }

    /// Begins to make one.
    pub fn builder(key: ApiKey) -> NovaBuilder {
        NovaBuilder::new(key)
    }

    /// Makes one from `NOVA_API_KEY` and, where set, `NOVA_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), naming the variable that is missing or
    /// cannot be right.
    pub fn from_env() -> Result<Self, Error> {
        let key = ApiKey::new(required(API_KEY)?).map_err(|error| named(API_KEY, &error))?;
        let mut builder = Self::builder(key);
        if let Some(url) = optional(BASE_URL)? {
            builder = builder.base_url(url);
        }
        builder.build()
    }

    /// The tenant of this id. Nothing is sent: a tenant comes into being with the first call that
    /// names it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an id that could not arrive as given.
    pub fn tenant<T>(&self, id: T) -> Result<Tenant, Error>
    where
        T: TryInto<TenantId>,
        T::Error: Into<Error>,
    {
        Ok(Tenant { nova: self.clone(), id: id.try_into().map_err(Into::into)? })
    }

    /// Replaces the key, for every handle of this `Nova` and every request from now on, the next
    /// attempt of a call under way included.
    pub fn rotate_key(&self, key: ApiKey) {
        *self.core.key.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
    }

    /// What the pacer knows of each rate bucket; nothing when pacing is off.
    pub fn bucket_states(&self) -> Vec<BucketState> {
        self.core.pacer.snapshot()
    }

    /// The environment of the key.
    pub fn environment(&self) -> Environment {
        self.core.key.read().unwrap_or_else(PoisonError::into_inner).environment()
    }
}

/// Two of them are equal when one is a clone of the other.
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

/// One customer of the integrator: every call made through it carries its id, and sees its data
/// only.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Tenant {
    pub(crate) nova: Nova,
    pub(crate) id: TenantId,
}

impl Tenant {
    /// The short way: a [`Nova`] with default settings, and one tenant of it.
    ///
    /// For several tenants make one [`Nova`] and ask it for each, so that they share connections
    /// and pacing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a key or a tenant id that cannot be
    /// right.
    pub fn new<K, T>(key: K, id: T) -> Result<Self, Error>
    where
        K: TryInto<ApiKey>,
        K::Error: Into<Error>,
        T: TryInto<TenantId>,
        T::Error: Into<Error>,
    {
        Nova::builder(key.try_into().map_err(Into::into)?).build()?.tenant(id)
    }

    /// Makes one from `NOVA_API_KEY`, `NOVA_TENANT_ID` and, where set, `NOVA_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), naming the variable that is missing or
    /// cannot be right.
    pub fn from_env() -> Result<Self, Error> {
        let id = TenantId::new(required(TENANT_ID)?).map_err(|error| named(TENANT_ID, &error))?;
        Nova::from_env()?.tenant(id)
    }

    /// The tenant's id.
    pub fn id(&self) -> &TenantId {
        &self.id
    }

    /// The access this tenant belongs to.
    pub fn nova(&self) -> &Nova {
        &self.nova
    }

    /// The job of this id. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an id that could not arrive as given.
    pub fn job<T>(&self, id: T) -> Result<Job, Error>
    where
        T: TryInto<JobId>,
        T::Error: Into<Error>,
    {
        Ok(Job { tenant: self.clone(), id: id.try_into().map_err(Into::into)? })
    }

    /// The generated client, with this tenant and the same transport behind it.
    ///
    /// It reaches every operation of the contract, and its errors are the generated ones;
    /// `Error::from` turns them into [`Error`]. Beware of printing them: theirs is not the care of
    /// this crate.
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
    optional(variable)?.ok_or_else(|| Error::invalid(variable, "is not set, or empty"))
}

fn optional(variable: &str) -> Result<Option<String>, Error> {
    match std::env::var(variable) {
        // An empty variable is the shell's way to unset one for a single command.
        Ok(value) => Ok(Some(value).filter(|value| !value.trim().is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Error::invalid(variable, "is not valid Unicode"))
        }
    }
}

fn named(variable: &str, error: &Error) -> Error {
    Error::invalid(&format!("{variable}:"), error)
}
