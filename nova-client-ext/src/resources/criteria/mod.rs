//! The criteria of a job, against which its applications are scored.
//!
//! [`Job::criteria`] is the entry point, and [`Tenant::list_criteria`] reads those of many jobs at
//! once. This file reads and changes them; the inputs are in `criterion` and `generation`, the
//! history in `versions`. The content of a criterion is not checked.

mod criterion;
mod generation;
mod versions;

pub use criterion::{CriterionUpdate, NewCriterion};
pub use generation::{GenerateCriteriaRequest, JobContext};
pub use versions::{CriteriaRevision, CriteriaVersions, CurrentCriteria};

pub(crate) use criterion::{check_text, nothing_changes};

use nova_client::{parameters, types};
use reqwest::StatusCode;
use serde::Serialize;

use crate::access::validated;
use crate::client::Keyed;
use crate::error::words;
use crate::{Call, CriteriaVersionId, CriterionId, Error, ErrorKind, Job, JobId, Tenant};

impl Job {
    /// Returns a handle of the job's criteria, without a request.
    pub fn criteria(&self) -> Criteria {
        Criteria { job: self.clone() }
    }
}

/// The criteria of a job.
///
/// Every change creates a new version and a new revision of the whole list; earlier versions can be
/// read through [`versions`](Self::versions).
///
/// ```no_run
/// use nova_client_ext::{Error, Job};
/// use nova_client_ext::criteria::NewCriterion;
///
/// # async fn example(job: Job) -> Result<(), Error> {
/// let criteria = job.criteria();
/// let current = criteria.versions().current().await?;
/// let wanted = [NewCriterion::must_have("Five years of Go"), NewCriterion::nice_to_have("Has run a team")];
/// criteria.set(wanted).if_revision(&current.revision).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Criteria {
    job: Job,
}

impl Criteria {
    /// Returns the job they belong to.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// Returns a handle of the versions of the criteria, without a request.
    pub fn versions(&self) -> CriteriaVersions {
        CriteriaVersions::of(&self.job)
    }

    /// Returns the active criteria, in their order.
    ///
    /// Vendor operation `listCriteria`, in the bucket `read_and_ops`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); 404 `CRITERIA_NOT_FOUND`
    /// ([`is_not_found`](Error::is_not_found)) if the job has no active criteria.
    pub fn list(&self) -> Call<Vec<types::Criterion>> {
        let job_id = self.job_id();
        Call::new(self.job.tenant(), move |client| async move {
            client.list_criteria().job_id(job_id).send().await
        })
        .map(|list| list.criteria)
    }

    /// Replaces all criteria by these, in this order; an empty list is allowed. Returns the new
    /// list.
    ///
    /// Vendor operation `replaceCriteria`, in the bucket `read_and_ops`. The call carries an
    /// `Idempotency-Key`, so a repeat returns the first response and changes nothing more. Use
    /// [`if_revision`](Call::if_revision) to overwrite only criteria that were read.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`], with the position
    /// of the criterion, for one without a text; [`ErrorKind::StaleRevision`] if the criteria have
    /// changed since the expected revision.
    pub fn set<I>(&self, criteria: I) -> Call<types::CriteriaList, Keyed>
    where
        I: IntoIterator,
        I::Item: Into<NewCriterion>,
    {
        let criteria: Vec<NewCriterion> = criteria.into_iter().map(Into::into).collect();
        let validity = criteria.iter().enumerate().try_for_each(|(place, criterion)| {
            criterion.check().map_err(|error| {
                Error::invalid(&format!("criterion {} of the list:", place + 1), error)
            })
        });
        let body =
            types::CriteriaReplacement { criteria: criteria.into_iter().map(Into::into).collect() };
        let job_id = self.job_id();
        Call::new(self.job.tenant(), move |client| async move {
            client.replace_criteria().job_id(job_id).body(body).send().await
        })
        .checked(validity)
    }

    /// Archives the criteria: the job then has none, and no application can be scored until it has
    /// new ones.
    ///
    /// Vendor operation `archiveCriteria`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, so a repeat returns the first response. The response's `success` says
    /// whether it was done.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); 404 `CRITERIA_NOT_FOUND` if the job has no
    /// active criteria.
    pub fn archive(&self) -> Call<types::Success, Keyed> {
        let job_id = self.job_id();
        Call::new(self.job.tenant(), move |client| async move {
            client.archive_criteria().job_id(job_id).send().await
        })
    }

    /// Generates criteria from a job context and activates them. Takes 10 to 20 seconds.
    ///
    /// Vendor operation `generateCriteria`, in the bucket `criteria_ai`, which allows few calls a
    /// second and few concurrent ones. It carries an `Idempotency-Key`, so a repeat returns the
    /// first response; with another key, it generates criteria again.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors). [`ErrorKind::Invalid`] for a job context
    /// with an empty part and for answers that do not match their question set;
    /// [`ErrorKind::QuestionSetExpired`] for answers to an expired one: in both cases nothing is
    /// sent. 400 `ANSWER_MISMATCH` if the vendor rejects the answers, 404 `QUESTION_SET_NOT_FOUND`
    /// if their set does not exist or has expired.
    pub fn generate(
        &self,
        generation: GenerateCriteriaRequest,
    ) -> Call<Vec<types::Criterion>, Keyed> {
        let validity = generation.check(self.job.tenant().nova().core.now());
        let body = generation.into_wire();
        let job_id = self.job_id();
        Call::new(self.job.tenant(), move |client| async move {
            client.generate_criteria().job_id(job_id).body(body).send().await
        })
        .map(|list| list.criteria)
        .map_error(crate::resources::question_sets::hint_expired)
        .checked(validity)
    }

    /// Returns the criteria of a generation, by the id of the version that it created.
    ///
    /// Vendor operation `getGeneratedCriteria`, in the bucket `read_and_ops`; it only reads, so it
    /// is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for an invalid id;
    /// 404 `CRITERIA_VERSION_NOT_FOUND` if there is no such version.
    pub fn generated<V>(&self, id: V) -> Call<Vec<types::Criterion>>
    where
        V: TryInto<CriteriaVersionId>,
        V::Error: Into<Error>,
    {
        let (id, validity) = validated::<CriteriaVersionId, _>(id);
        let job_id = self.job_id();
        Call::new(self.job.tenant(), move |client| async move {
            client.get_generated_criteria().job_id(job_id).criteria_generation_id(id).send().await
        })
        .map(|list| list.criteria)
        .checked(validity)
    }

    /// Appends a criterion. Returns it and the new list.
    ///
    /// Vendor operation `addCriterion`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, so a repeat returns the first response and adds nothing more.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for a criterion
    /// without a text; 404 `CRITERIA_NOT_FOUND` if the job has no active criteria.
    pub fn add(&self, criterion: impl Into<NewCriterion>) -> Call<types::CriterionChange, Keyed> {
        let criterion = criterion.into();
        let validity = criterion.check();
        let (job_id, body) = (self.job_id(), types::NewCriterion::from(criterion));
        Call::new(self.job.tenant(), move |client| async move {
            client.add_criterion().job_id(job_id).body(body).send().await
        })
        .checked(validity)
    }

    /// Changes a criterion. Returns it and the new list.
    ///
    /// Vendor operation `updateCriterion`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, so a repeat returns the first response.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for an update that
    /// changes nothing or empties the text, and for an invalid id; 404 if there is no such
    /// criterion.
    pub fn edit<C>(&self, id: C, edit: CriterionUpdate) -> Call<types::CriterionChange, Keyed>
    where
        C: TryInto<CriterionId>,
        C::Error: Into<Error>,
    {
        let (id, validity) = validated::<CriterionId, _>(id);
        let validity = validity.and_then(|()| edit.check());
        let (job_id, body) = (self.job_id(), edit.into_wire());
        Call::new(self.job.tenant(), move |client| async move {
            client.update_criterion().job_id(job_id).criterion_id(id).body(body).send().await
        })
        .checked(validity)
    }

    /// Removes a criterion. Returns the new list.
    ///
    /// Vendor operation `removeCriterion`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, so a repeat returns the first response.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for an invalid id;
    /// 404 if there is no such criterion.
    pub fn remove<C>(&self, id: C) -> Call<Vec<types::Criterion>, Keyed>
    where
        C: TryInto<CriterionId>,
        C::Error: Into<Error>,
    {
        let (id, validity) = validated::<CriterionId, _>(id);
        let job_id = self.job_id();
        Call::new(self.job.tenant(), move |client| async move {
            client.remove_criterion().job_id(job_id).criterion_id(id).send().await
        })
        .map(|list| list.criteria)
        .checked(validity)
    }

    fn job_id(&self) -> String {
        self.job.id().to_string()
    }
}

/// The option of a call that [sets](Criteria::set) criteria.
impl Call<types::CriteriaList, Keyed> {
    /// Sets the criteria only if they are still at this revision, so that a concurrent change is
    /// not overwritten.
    ///
    /// Otherwise the call fails with [`ErrorKind::StaleRevision`] and nothing is changed: read
    /// [`versions().current()`](CriteriaVersions::current) again, merge, and set once more. The
    /// vendor's code for this is not documented, so the error is recognised by its status and by a
    /// mention of the revision; the vendor's error is in [`Error::api`].
    pub fn if_revision(self, revision: impl Into<CriteriaRevision>) -> Self {
        self.expected_revision(revision.into().as_str()).map_error(map_stale_revision)
    }
}

/// Converts an error into a stale revision, if it is one. Only for calls with an expected revision.
fn map_stale_revision(error: Error) -> Error {
    let is_conflict = match error.status() {
        Some(StatusCode::CONFLICT) => {
            error.code() != Some(&types::ErrorCode::IdempotencyRequestInProgress)
        }
        Some(StatusCode::PRECONDITION_FAILED) => true,
        Some(status) if status.is_client_error() => mentions_revision(&error),
        _ => false,
    };
    if is_conflict {
        error.with_kind(ErrorKind::StaleRevision).with_advice(
            "the criteria have changed; read the current version and apply the change to it",
        )
    } else {
        error
    }
}

/// Returns whether the vendor's error mentions the revision. An error with a code that is
/// documented for something else does not count.
fn mentions_revision(error: &Error) -> bool {
    let Some(api) = error
        .api()
        .filter(|api| api.code.is_unknown() || api.code == types::ErrorCode::ValidationError)
    else {
        return false;
    };
    // Of undocumented fields only the names are searched: their values may be the text of a
    // criterion.
    let details = api.details.iter().flat_map(|detail| {
        let parts = [detail.field.as_deref(), detail.code.as_deref(), words(detail)];
        parts.into_iter().flatten().chain(detail.extra.keys().map(String::as_str))
    });
    [api.code.as_str(), &api.message]
        .into_iter()
        .chain(details)
        .any(|text| text.to_ascii_lowercase().contains("revision"))
}

impl Tenant {
    /// Returns the active criteria of up to 100 jobs
    /// ([`JOB_IDS_COUNT`](nova_client::parameters::JOB_IDS_COUNT)), in the order of `jobs`;
    /// `criteria` is `None` for a job that has none.
    ///
    /// Vendor operation `listCriteriaOfJobs`, in the bucket `read_and_ops`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// ```no_run
    /// # async fn example(tenant: nova_client_ext::Tenant) -> Result<(), nova_client_ext::Error> {
    /// for job in tenant.list_criteria(["job-1", "job-2"]).await? {
    ///     println!("{}: {}", job.job_id, job.criteria.map_or("none".to_owned(), |list| list.len().to_string()));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for no job or too
    /// many, and for an id that is invalid or contains a comma, which separates the ids: read the
    /// criteria of that job separately.
    pub fn list_criteria<I>(&self, jobs: I) -> Call<Vec<types::JobCriteria>>
    where
        I: IntoIterator,
        I::Item: TryInto<JobId>,
        <I::Item as TryInto<JobId>>::Error: Into<Error>,
    {
        let (ids, validity) = match joined_ids(jobs) {
            Ok(ids) => (ids, Ok(())),
            Err(error) => (String::new(), Err(error)),
        };
        Call::new(self, move |client| async move {
            client.list_criteria_of_jobs().job_ids(ids).send().await
        })
        .map(|jobs| jobs.items)
        .checked(validity)
    }
}

/// Returns the ids in the form of the query parameter.
fn joined_ids<I>(jobs: I) -> Result<String, Error>
where
    I: IntoIterator,
    I::Item: TryInto<JobId>,
    <I::Item as TryInto<JobId>>::Error: Into<Error>,
{
    let (min, max) = (parameters::JOB_IDS_COUNT.start(), parameters::JOB_IDS_COUNT.end());
    let jobs = jobs
        .into_iter()
        .map(|job| job.try_into().map_err(Into::into))
        .collect::<Result<Vec<JobId>, Error>>()?;
    if !parameters::JOB_IDS_COUNT.contains(&jobs.len()) {
        let why = format!("are {}; one call takes {min} to {max}", jobs.len());
        return Err(Error::invalid("the jobs whose criteria are requested", why));
    }
    if let Some(id) = jobs.iter().find(|id| id.as_str().contains(',')) {
        let why =
            "contains a comma, which separates the ids of a list; request its criteria separately";
        return Err(Error::invalid(&format!("the job id {:?}", id.as_str()), why));
    }
    Ok(jobs.iter().map(JobId::as_str).collect::<Vec<_>>().join(","))
}
