//! The criteria of a job: what its applications are scored against.
//!
//! [`Job::criteria`] leads to them and [`Tenant::list_criteria`] to those of many jobs at once. Here
//! is how they are read and changed; what a change is made of stands in `criterion` and
//! `generation`, and the history in `versions`. Nothing here checks what a criterion says: that is
//! the vendor's business and the integrator's.

mod criterion;
mod generation;
mod versions;

pub use criterion::{CriterionUpdate, NewCriterion};
pub use generation::{GenerateCriteriaRequest, JobContext};
pub use versions::{CriteriaRevision, CriteriaVersions, CurrentCriteria};

pub(crate) use criterion::{check_text, nothing_changes};

use nova_client::{parameters, types};
use reqwest::StatusCode;

use crate::access::validated;
use crate::client::Keyed;
use crate::error::words;
use crate::{Call, CriteriaVersionId, CriterionId, Error, ErrorKind, Job, JobId, Tenant};

impl Job {
    /// The job's criteria. Nothing is sent.
    pub fn criteria(&self) -> Criteria {
        Criteria { job: self.clone() }
    }
}

/// The criteria of a job.
///
/// Every change makes a new version and a new revision of the whole list; the versions before it
/// stay readable through [`versions`](Self::versions).
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
#[derive(Clone, Debug)]
pub struct Criteria {
    job: Job,
}

impl Criteria {
    /// The job they belong to.
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// The versions of the criteria. Nothing is sent.
    pub fn versions(&self) -> CriteriaVersions {
        CriteriaVersions::of(&self.job)
    }

    /// The active criteria, in their order.
    ///
    /// Vendor operation `listCriteria`, in the bucket `read_and_ops`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); 404 `CRITERIA_NOT_FOUND` ([`is_not_found`](Error::is_not_found)) where
    /// the job has no active criteria.
    pub fn list(&self) -> Call<Vec<types::Criterion>> {
        let job_id = self.job_id();
        Call::new(self.job.tenant(), move |client| async move {
            client.list_criteria().job_id(job_id).send().await
        })
        .map(|list| list.criteria)
    }

    /// Puts these criteria, in this order, in the place of all there are; none at all is allowed.
    /// Returns the list as it stands then.
    ///
    /// Vendor operation `replaceCriteria`, in the bucket `read_and_ops`. The call carries an
    /// `Idempotency-Key`, by which a repeat answers as the first did and changes nothing more. Say
    /// [`if_revision`](Call::if_revision) to change only what has been seen.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`], naming the criterion by its place, for one
    /// without a text; [`ErrorKind::StaleRevision`] where the criteria are no longer those that
    /// were expected.
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

    /// Archives the criteria: the job has none then, and nothing can be scored against it until it
    /// gets new ones.
    ///
    /// Vendor operation `archiveCriteria`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, by which a repeat answers as the first did. The answer's `success` is the
    /// vendor's word on whether it was done.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); 404 `CRITERIA_NOT_FOUND` where there is nothing to archive.
    pub fn archive(&self) -> Call<types::Success, Keyed> {
        let job_id = self.job_id();
        Call::new(self.job.tenant(), move |client| async move {
            client.archive_criteria().job_id(job_id).send().await
        })
    }

    /// Lets Nova write the criteria from what the job is, and makes them the active ones. Takes 10
    /// to 20 seconds.
    ///
    /// Vendor operation `generateCriteria`, in the bucket `criteria_ai`, which allows few calls a
    /// second and few under way at once. It carries an `Idempotency-Key`, by which a repeat answers
    /// as the first did; without the same key, a repeat generates anew.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors). [`ErrorKind::Invalid`] for a job context with an empty part and for
    /// answers that do not fit their question set; [`ErrorKind::QuestionSetExpired`] for answers to
    /// one that has expired: nothing is sent then. 400 `ANSWER_MISMATCH` where the vendor says so
    /// of the answers, 404 `QUESTION_SET_NOT_FOUND` where it does not know their set, or no longer.
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
        .explained(crate::resources::question_sets::may_have_expired)
        .checked(validity)
    }

    /// The criteria that a generation made, by the id of the version it made.
    ///
    /// Vendor operation `getGeneratedCriteria`, in the bucket `read_and_ops`; it only reads, so it
    /// is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for an id that could not arrive as given; 404
    /// `CRITERIA_VERSION_NOT_FOUND` for an unknown one.
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

    /// Adds a criterion behind the others. Returns it, and with the list as it stands then.
    ///
    /// Vendor operation `addCriterion`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, by which a repeat answers as the first did and adds nothing more.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for a criterion without a text; 404
    /// `CRITERIA_NOT_FOUND` where the job has no active criteria to add to.
    pub fn add(&self, criterion: impl Into<NewCriterion>) -> Call<types::CriterionChange, Keyed> {
        let criterion = criterion.into();
        let validity = criterion.check();
        let (job_id, body) = (self.job_id(), types::NewCriterion::from(criterion));
        Call::new(self.job.tenant(), move |client| async move {
            client.add_criterion().job_id(job_id).body(body).send().await
        })
        .checked(validity)
    }

    /// Changes a criterion. Returns it, and with the list as it stands then.
    ///
    /// Vendor operation `updateCriterion`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, by which a repeat answers as the first did.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for an edit that changes nothing or takes the
    /// text away, and for an id that could not arrive as given; 404 where there is no such
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

    /// Takes a criterion out of the list. Returns the list as it stands then.
    ///
    /// Vendor operation `removeCriterion`, in the bucket `read_and_ops`; it carries an
    /// `Idempotency-Key`, by which a repeat answers as the first did.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for an id that could not arrive as given; 404
    /// where there is no such criterion.
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

/// What only the call that [sets](Criteria::set) criteria takes.
impl Call<types::CriteriaList, Keyed> {
    /// Sets the criteria only if they are still at this revision, so that nobody's change is lost
    /// unseen.
    ///
    /// If they are not, the call ends with [`ErrorKind::StaleRevision`] and nothing is changed:
    /// read [`versions().current()`](CriteriaVersions::current) again, poll what is new, and set
    /// once more. How the vendor says it is not published, so the error is recognised by what it
    /// must be about; its own words are in [`Error::api`].
    pub fn if_revision(self, revision: impl Into<CriteriaRevision>) -> Self {
        self.expected_revision(revision.into().as_str()).explained(stale)
    }
}

/// The same failure as a stale revision, if it is one. Only for calls that named a revision.
fn stale(error: Error) -> Error {
    let is_conflict = match error.status() {
        Some(StatusCode::CONFLICT) => {
            error.code() != Some(&types::ErrorCode::IdempotencyRequestInProgress)
        }
        Some(StatusCode::PRECONDITION_FAILED) => true,
        Some(status) if status.is_client_error() => names_the_revision(&error),
        _ => false,
    };
    if is_conflict {
        error.with_kind(ErrorKind::StaleRevision).with_advice(
            "the criteria have changed: read the current version, and set them again from there",
        )
    } else {
        error
    }
}

/// Whether the vendor's words are about the revision. A code that is documented for something else
/// is about that.
fn names_the_revision(error: &Error) -> bool {
    let Some(api) = error
        .api()
        .filter(|api| api.code.is_unknown() || api.code == types::ErrorCode::ValidationError)
    else {
        return false;
    };
    // Of fields that are not published the names count: what they hold may be a criterion's text.
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
    /// The active criteria of up to 100 jobs
    /// ([`JOB_IDS_COUNT`](nova_client::parameters::JOB_IDS_COUNT)), in the order they are asked
    /// for; `criteria` is `None` for a job that has none.
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
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`] for no job or too many, and for an id that could
    /// not arrive as given or holds a comma, which separates the ids: ask for that one by itself.
    pub fn list_criteria<I>(&self, jobs: I) -> Call<Vec<types::JobCriteria>>
    where
        I: IntoIterator,
        I::Item: TryInto<JobId>,
        <I::Item as TryInto<JobId>>::Error: Into<Error>,
    {
        let (ids, validity) = match listed(jobs) {
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

/// The ids as the query carries them.
fn listed<I>(jobs: I) -> Result<String, Error>
where
    I: IntoIterator,
    I::Item: TryInto<JobId>,
    <I::Item as TryInto<JobId>>::Error: Into<Error>,
{
    let (least, most) = (parameters::JOB_IDS_COUNT.start(), parameters::JOB_IDS_COUNT.end());
    let jobs = jobs
        .into_iter()
        .map(|job| job.try_into().map_err(Into::into))
        .collect::<Result<Vec<JobId>, Error>>()?;
    if !parameters::JOB_IDS_COUNT.contains(&jobs.len()) {
        let why = format!("are {}; one call takes {least} to {most}", jobs.len());
        return Err(Error::invalid("the jobs whose criteria are asked for", why));
    }
    if let Some(id) = jobs.iter().find(|id| id.as_str().contains(',')) {
        let why =
            "holds a comma, which separates the ids of a list; ask for its criteria by themselves";
        return Err(Error::invalid(&format!("the job id {:?}", id.as_str()), why));
    }
    Ok(jobs.iter().map(JobId::as_str).collect::<Vec<_>>().join(","))
}
