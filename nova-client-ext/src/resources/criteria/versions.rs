//! The history of a job's criteria.

use std::fmt;

use nova_client::types;
use serde::Serialize;

use crate::access::validated;
use crate::{Call, CriteriaVersionId, Error, Job};

/// A revision of a job's criteria: it changes with every change of the list. An opaque value,
/// returned by [`versions().current()`](CriteriaVersions::current) and passed to
/// [`if_revision`](Call::if_revision).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct CriteriaRevision(String);

impl CriteriaRevision {
    /// Returns the revision as received.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CriteriaRevision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// For a revision that was stored. The call rejects one that a header cannot carry.
impl From<String> for CriteriaRevision {
    fn from(revision: String) -> Self {
        Self(revision)
    }
}

impl From<&str> for CriteriaRevision {
    fn from(revision: &str) -> Self {
        Self(revision.to_owned())
    }
}

impl From<&CriteriaRevision> for CriteriaRevision {
    fn from(revision: &CriteriaRevision) -> Self {
        revision.clone()
    }
}

/// The active version of a job's criteria.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CurrentCriteria {
    /// The version.
    pub version: types::CriteriaVersion,
    /// The revision, for [`if_revision`](Call::if_revision).
    #[serde(rename = "criteriaRevision")]
    pub revision: CriteriaRevision,
    /// The criteria, in their order.
    pub criteria: Vec<types::Criterion>,
}

impl From<types::CurrentCriteriaVersion> for CurrentCriteria {
    fn from(current: types::CurrentCriteriaVersion) -> Self {
        let types::CurrentCriteriaVersion { version, criteria_revision, criteria, .. } = current;
        Self { version, revision: CriteriaRevision(criteria_revision), criteria }
    }
}

/// The versions of a job's criteria.
///
/// ```no_run
/// # async fn example(job: nova_client_ext::Job) -> Result<(), nova_client_ext::Error> {
/// for version in job.criteria().versions().list().await? {
///     println!("version {}: {}", version.version, version.status);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct CriteriaVersions {
    job: Job,
}

impl CriteriaVersions {
    pub(super) fn of(job: &Job) -> Self {
        Self { job: job.clone() }
    }

    /// Returns the active version, with its criteria and their revision.
    ///
    /// Vendor operation `getCurrentCriteriaVersion`, in its own bucket `criteria_current_reads`,
    /// which allows more calls than others, so that it can be called before every change. It only
    /// reads, so it is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); 404 `CRITERIA_NOT_FOUND` if the job has no
    /// active criteria.
    pub fn current(&self) -> Call<CurrentCriteria> {
        let job_id = self.job.id().to_string();
        Call::new(self.job.tenant(), move |client| async move {
            client.get_current_criteria_version().job_id(job_id).send().await
        })
        .map(CurrentCriteria::from)
    }

    /// Returns all versions, including archived ones, without their criteria.
    ///
    /// Vendor operation `listCriteriaVersions`, in the bucket `read_and_ops`; it only reads, so it
    /// is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors).
    pub fn list(&self) -> Call<Vec<types::CriteriaVersion>> {
        let job_id = self.job.id().to_string();
        Call::new(self.job.tenant(), move |client| async move {
            client.list_criteria_versions().job_id(job_id).send().await
        })
        .map(|list| list.versions)
    }

    /// Returns one version with its criteria, archived or not.
    ///
    /// Vendor operation `getCriteriaVersion`, in the bucket `read_and_ops`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors);
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an invalid id; 404
    /// `CRITERIA_VERSION_NOT_FOUND` if there is no such version.
    pub fn get<V>(&self, id: V) -> Call<types::CriteriaVersionContent>
    where
        V: TryInto<CriteriaVersionId>,
        V::Error: Into<Error>,
    {
        let (id, validity) = validated::<CriteriaVersionId, _>(id);
        let job_id = self.job.id().to_string();
        Call::new(self.job.tenant(), move |client| async move {
            client.get_criteria_version().job_id(job_id).criteria_version_id(id).send().await
        })
        .checked(validity)
    }
}
