//! Deletions of a tenant's or an application's data.
//!
//! A request returns a [`Deletion`] at once; the vendor carries it out asynchronously. It is
//! idempotent by itself: a repeat returns the existing deletion request where possible, so it is
//! retried after transient failures.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use nova_client::types::{self, DeletionStatus};
use serde::{Serialize, Serializer};
use tokio::time::{Instant, sleep_until};

use crate::client::{PollErrorPolicy, check_wait};
use crate::{Application, Call, DeletionRequestId, Error, ErrorKind, Nova, Tenant, TenantId};

/// The wait after the first poll; each later one is 1.5 times as long.
const INITIAL_GAP: Duration = Duration::from_secs(1);
/// The maximum wait between two polls.
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
    /// library; account and integration settings stay. **It cannot be undone.** An unknown tenant
    /// is accepted too, so a mistyped id is not an error.
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
    /// println!("{} was completed at {:?}", done.id, done.completed_at);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for an invalid id.
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

    /// Returns a handle of the deletion request with this id, without a request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] for an invalid id.
    pub fn deletion<D>(&self, id: D) -> Result<Deletion, Error>
    where
        D: TryInto<DeletionRequestId>,
        D::Error: Into<Error>,
    {
        Ok(Deletion { nova: self.clone(), id: id.try_into().map_err(Into::into)?, request: None })
    }
}

/// A handle of a deletion request.
#[derive(Clone, Debug)]
pub struct Deletion {
    nova: Nova,
    id: DeletionRequestId,
    request: Option<Box<types::DeletionRequest>>,
}

/// Two handles of the same request are equal, even if only one has the response.
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

/// Serializes the id.
impl Serialize for Deletion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}

impl Deletion {
    /// Creates a handle from the response to the request.
    pub(crate) fn requested(
        nova: &Nova,
    ) -> impl FnOnce(types::DeletionRequestResponse) -> Self + Send + use<> {
        let nova = nova.clone();
        move |response| {
            let request = response.deletion_request;
            Self {
                nova,
                id: DeletionRequestId::received(&request.id),
                request: Some(Box::new(request)),
            }
        }
    }

    /// Returns the id of the deletion request. Store it to read the status later.
    pub fn id(&self) -> &DeletionRequestId {
        &self.id
    }

    /// Returns the response to the request; `None` for a handle that was created from an id.
    pub fn request(&self) -> Option<&types::DeletionRequest> {
        self.request.as_deref()
    }

    /// Returns the current status of the deletion.
    ///
    /// Vendor operation `getDeletionRequest`, in the bucket `read_and_ops`; it belongs to no
    /// tenant, and only reads, so it is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`is_not_found`](Error::is_not_found) if
    /// there is no such request.
    pub fn status(&self) -> Call<types::DeletionRequest> {
        let id = self.id.to_string();
        Call::without_tenant(&self.nova, |client| async move {
            client.get_deletion_request().deletion_request_id(id).send().await
        })
        .map(|response| response.deletion_request)
    }

    /// Waits until the deletion is completed, and returns its final state. Polls
    /// [`status`](Self::status) at once and then at increasing intervals of up to 30 seconds. A
    /// poll that fails with a transient error does not end the wait.
    ///
    /// # Errors
    ///
    /// * [`ErrorKind::NotCompleted`] when the deletion has failed: **the data may still exist**.
    /// * [`ErrorKind::WaitExpired`] when `timeout` passes first; the error contains the last
    ///   status. An unknown status counts as pending.
    /// * Those errors of [`status`](Self::status) that are not transient, and the third body in a
    ///   row that cannot be decoded.
    /// * [`ErrorKind::Invalid`] for a `timeout` of zero, or of more than 30 days.
    pub async fn wait(&self, timeout: Duration) -> Result<types::DeletionRequest, Error> {
        check_wait(timeout)?;
        let deadline = Instant::now() + timeout;
        let (mut last, mut policy, mut gap) =
            (LastPoll::default(), PollErrorPolicy::default(), INITIAL_GAP);
        loop {
            match self.status().deadline(deadline).background().await {
                Ok(request) => match request.status {
                    DeletionStatus::Completed => return Ok(request),
                    DeletionStatus::Failed => return Err(failed(&request)),
                    _ => {
                        last = LastPoll { request: Some(request), error: None };
                        policy = PollErrorPolicy::default();
                    }
                },
                Err(error) if policy.is_final(&error, false) => return Err(error),
                Err(error) => last.error = Some(error),
            }
            // Jitter, so that many waits do not poll at the same time.
            let next = Instant::now() + gap.mul_f64(0.75 + 0.25 * fastrand::f64());
            if next >= deadline {
                sleep_until(deadline).await;
                return Err(self.expired(timeout, &last));
            }
            sleep_until(next).await;
            gap = gap.mul_f64(1.5).min(MAX_GAP);
        }
    }

    fn expired(&self, timeout: Duration, last: &LastPoll) -> Error {
        let what = format!(
            "deletion request {:?} was not completed within {} s: {last}; the vendor continues it, so read its status later",
            self.id.as_str(),
            timeout.as_secs_f64()
        );
        let error = Error::new(ErrorKind::WaitExpired, what);
        match &last.error {
            Some(cause) => error.with_source(cause.clone()),
            None => error,
        }
    }
}

fn failed(request: &types::DeletionRequest) -> Error {
    let at = request.failed_at.map(|at| format!(" at {}", at.to_rfc3339())).unwrap_or_default();
    let what = format!(
        "deletion request {:?} of the scope {} failed{at}: the data may still exist; request the deletion again, and ask the vendor if it fails again",
        request.id, request.scope
    );
    Error::new(ErrorKind::NotCompleted, what)
}

/// The last results of a wait.
#[derive(Default)]
struct LastPoll {
    request: Option<types::DeletionRequest>,
    /// The error of the last poll, if it failed.
    error: Option<Error>,
}

impl fmt::Display for LastPoll {
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
            None => f.write_str("no poll has succeeded")?,
        }
        match &self.error {
            Some(error) => write!(f, ", and the last poll failed: {error}"),
            None => Ok(()),
        }
    }
}
