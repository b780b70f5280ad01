//! The history of a job's criteria.

use std::fmt;

use nova_client::types;
use serde::Serialize;

use crate::access::validated;
use crate::{Call, CriteriaVersionId, Error, Job};

/// A revision of a job's criteria: it changes with every change of them. Opaque; it comes from
/// [`versions().current()`](CriteriaVersions::current) and goes to [`expecting`](Call::expecting).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct CriteriaRevision(String);

impl CriteriaRevision {
    /// The revision as the vendor writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CriteriaRevision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// For one that was kept elsewhere. One that no header could carry is rejected by the call it is
/// given to.
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
    /// What [`expecting`](Call::expecting) takes, to change exactly these criteria.
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
#[derive(Clone, Debug)]
pub struct CriteriaVersions {
    job: Job,
}

impl CriteriaVersions {
    pub(super) fn of(job: &Job) -> Self {
        Self { job: job.clone() }
    }

    /// The active version, with its criteria and their revision.
    ///
    /// Vendor operation `getCurrentCriteriaVersion`, in its own bucket `criteria_current_reads`,
    /// which allows more calls than others: asking before every change is meant. It only reads, so
    /// it is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); 404 `CRITERIA_NOT_FOUND` where the job has no active criteria.
    pub fn current(&self) -> Call<CurrentCriteria> {
        let job_id = self.job.id().to_string();
        Call::new(self.job.tenant(), move |client| async move {
            client.get_current_criteria_version().job_id(job_id).send().await
        })
        .map(CurrentCriteria::from)
    }

    /// All versions, the archived ones too, without their criteria.
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

    /// One version with its criteria, archived or not.
    ///
    /// Vendor operation `getCriteriaVersion`, in the bucket `read_and_ops`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an id that could
    /// not arrive as given; 404 `CRITERIA_VERSION_NOT_FOUND` for an unknown one.
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
