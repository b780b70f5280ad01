//! Deletions of a tenant's or an application's data.
//!
//! A request for one returns a [`Deletion`] at once; the vendor carries it out in its own time. It
//! is idempotent by itself: a repeat returns the existing deletion request where possible, so it is
//! sent again after transient failures.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use nova_client::types::{self, DeletionStatus};
use serde::{Serialize, Serializer};
use tokio::time::{Instant, sleep_until};

use crate::client::{PollErrorPolicy, check_wait};
use crate::{Application, Call, DeletionRequestId, Error, ErrorKind, Nova, Tenant, TenantId};

/// The wait after the first poll; each one after it is longer by half.
const INITIAL_GAP: Duration = Duration::from_secs(1);
/// However long a deletion takes, it is polled this often.
const MAX_GAP: Duration = Duration::from_secs(30);

impl Tenant {
    /// Requests the deletion of this tenant's scoring data in every job, of its criteria and its
    /// library; account and integration settings stay. **It cannot be undone.**
    ///
    /// Vendor operation `deleteTenantData`, as [`Nova::delete_tenant_data`] with this tenant's id:
    /// in the same bucket, and repeated on transient failures like it.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors).
    pub fn delete_data(&self) -> Call<Deletion> {
        self.nova.delete_tenant_data(&self.id)
    }
}

impl Application {
    /// Requests the deletion of this application's active scoring data, of the copies of its résumé
    /// and of its delivery records. **It cannot be undone.** An unknown application is accepted too.
    ///
    /// Vendor operation `deleteApplicationData`, in the bucket `read_and_ops`. It is idempotent by
    /// itself and takes no idempotency key: a repeat returns the existing deletion request where
    /// possible, so it is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors).
    pub fn delete_data(&self) -> Call<Deletion> {
        let (tenant, job, application) =
            (self.job().tenant(), self.job().id().to_string(), self.id().to_string());
        let call = Call::new(tenant, |client| async move {
            client.delete_application_data().job_id(job).application_id(application).send().await
        });
        call.map(Deletion::requested(tenant.nova()))
    }
}

impl Nova {
    /// Requests the deletion of a tenant's scoring data in every job, of its criteria and its
    /// library; account and integration settings stay. **It cannot be undone.** An unknown tenant is
    /// accepted too, so a mistyped id is no error.
    ///
    /// Vendor operation `deleteTenantData`, in the bucket `read_and_ops`; it belongs to no tenant
    /// itself. It is idempotent by itself and takes no idempotency key: a repeat returns the
    /// existing deletion request where possible, so it is repeated on transient failures.
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// # async fn example(nova: nova_client_ext::Nova) -> Result<(), nova_client_ext::Error> {
    /// let deletion = nova.delete_tenant_data("acme-corp").await?;
    /// let done = deletion.wait(Duration::from_secs(3600)).await?;
    /// println!("{} is done since {:?}", done.id, done.completed_at);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for an id that could not arrive as given.
    pub fn delete_tenant_data<T>(&self, tenant: T) -> Call<Deletion>
    where
        T: TryInto<TenantId>,
        T::Error: Into<Error>,
    {
        let (id, validity) = crate::access::validated::<TenantId, _>(tenant);
        let call = Call::without_tenant(self, |client| async move {
            client.delete_tenant_data().tenant_external_id(id).send().await
        });
        call.map(Deletion::requested(self)).checked(validity)
    }

    /// The deletion of this id. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] for an id that could not arrive as given.
    pub fn deletion<D>(&self, id: D) -> Result<Deletion, Error>
    where
        D: TryInto<DeletionRequestId>,
        D::Error: Into<Error>,
    {
        Ok(Deletion { nova: self.clone(), id: id.try_into().map_err(Into::into)?, request: None })
    }
}

/// A deletion that was asked for.
#[derive(Clone, Debug)]
pub struct Deletion {
    nova: Nova,
    id: DeletionRequestId,
    request: Option<Box<types::DeletionRequest>>,
}

/// Two handles of the same request are equal, whatever each knows of it.
impl PartialEq for Deletion {
    fn eq(&self, other: &Self) -> bool {
        (&self.nova, &self.id) == (&other.nova, &other.id)
    }
}

impl Eq for Deletion {}

impl Hash for Deletion {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.nova, &self.id).hash(state);
    }
}

/// Writes the id.
impl Serialize for Deletion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}

impl Deletion {
    /// Makes one of the answer to a request for it.
    pub(crate) fn requested(
        nova: &Nova,
    ) -> impl FnOnce(types::DeletionRequestResponse) -> Self + Send + use<> {
        let nova = nova.clone();
        move |answer| {
            let request = answer.deletion_request;
            Self {
                nova,
                id: DeletionRequestId::received(&request.id),
                request: Some(Box::new(request)),
            }
        }
    }

    /// The id of the deletion request: keep it to ask later.
    pub fn id(&self) -> &DeletionRequestId {
        &self.id
    }

    /// What the vendor answered when the deletion was asked for; `None` for a handle that was made
    /// of an id.
    pub fn request(&self) -> Option<&types::DeletionRequest> {
        self.request.as_deref()
    }

    /// How the deletion stands.
    ///
    /// Vendor operation `getDeletionRequest`, in the bucket `read_and_ops`; it belongs to no
    /// tenant, and only reads, so it is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`is_not_found`](Error::is_not_found) where there is no such request.
    pub fn status(&self) -> Call<types::DeletionRequest> {
        let id = self.id.to_string();
        Call::without_tenant(&self.nova, |client| async move {
            client.get_deletion_request().deletion_request_id(id).send().await
        })
        .map(|answer| answer.deletion_request)
    }

    /// Waits until the deletion is done, and returns its final state. Polls at once, then less
    /// and less often, at least every 30 seconds, each time by [`status`](Self::status). A look
    /// that fails in passing is not the end.
    ///
    /// # Errors
    ///
    /// * [`ErrorKind::NotCompleted`] when the vendor says that the deletion has failed: **the data
    ///   may still be there**.
    /// * [`ErrorKind::WaitExpired`] when `timeout` passes first; it says what is known. A status
    ///   that nobody knows is waited out.
    /// * Those of [`status`](Self::status) after which asking again is pointless, and the third
    ///   body in a row that cannot be decoded.
    /// * [`ErrorKind::Invalid`] for a `timeout` of zero, or of more than 30 days.
    pub async fn wait(&self, timeout: Duration) -> Result<types::DeletionRequest, Error> {
        check_wait(timeout)?;
        let deadline = Instant::now() + timeout;
        let (mut known, mut policy, mut gap) =
            (Known::default(), PollErrorPolicy::default(), INITIAL_GAP);
        loop {
            match self.status().deadline(deadline).background().await {
                Ok(request) => match request.status {
                    DeletionStatus::Completed => return Ok(request),
                    DeletionStatus::Failed => return Err(failed(&request)),
                    _ => {
                        known = Known { request: Some(request), error: None };
                        policy = PollErrorPolicy::default();
                    }
                },
                Err(error) if policy.is_final(&error, false) => return Err(error),
                Err(error) => known.error = Some(error),
            }
            // A little less than the whole gap, so that many waits do not poll the same time.
            let next = Instant::now() + gap.mul_f64(0.75 + 0.25 * fastrand::f64());
            if next >= deadline {
                sleep_until(deadline).await;
                return Err(self.expired(timeout, &known));
            }
            sleep_until(next).await;
            gap = gap.mul_f64(1.5).min(MAX_GAP);
        }
    }

    fn expired(&self, timeout: Duration, known: &Known) -> Error {
        let what = format!(
            "deletion request {:?} was not done within {} s: {known}; it goes on at the vendor, ask for its status later",
            self.id.as_str(),
            timeout.as_secs_f64()
        );
        let error = Error::new(ErrorKind::WaitExpired, what);
        match &known.error {
            Some(cause) => error.with_source(cause.clone()),
            None => error,
        }
    }
}

fn failed(request: &types::DeletionRequest) -> Error {
    let at = request.failed_at.map(|at| format!(" at {}", at.to_rfc3339())).unwrap_or_default();
    let what = format!(
        "deletion request {:?} of the scope {} failed{at}: the data may still be there; ask for the deletion again, \
         and the vendor if it stays so",
        request.id, request.scope
    );
    Error::new(ErrorKind::NotCompleted, what)
}

/// What a wait has learned.
#[derive(Default)]
struct Known {
    request: Option<types::DeletionRequest>,
    /// Why the last poll failed, if it did.
    error: Option<Error>,
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.request {
            Some(request) if request.status.is_unknown() => {
                write!(
                    f,
                    "its status is {:?}, which this version does not know",
                    request.status.as_str()
                )?;
            }
            Some(request) => {
                write!(f, "it is {}", request.status)?;
                if let Some(since) = request.updated_at {
                    write!(f, " since {}", since.to_rfc3339())?;
                }
            }
            None => f.write_str("it was never seen")?,
        }
        match &self.error {
            Some(error) => write!(f, ", and the last look failed: {error}"),
            None => Ok(()),
        }
    }
}
