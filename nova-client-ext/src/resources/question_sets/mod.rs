//! Question sets: Nova's questions about a job, to be answered before criteria are generated.
//!
//! [`Job::question_sets`] is the entry point. The answers are in `answers`, and are an input of the
//! generation of [criteria](crate::criteria::Criteria::generate). An answer is the integrator's own
//! data and is never printed.

mod answers;

pub use answers::Answers;

use nova_client::types;
use serde::Serialize;

use crate::access::validated;
use crate::client::Keyed;
use crate::{Call, Error, Job, QuestionSetId, criteria::JobContext};

impl Job {
    /// Returns a handle of the job's question sets, without a request.
    pub fn question_sets(&self) -> QuestionSets {
        QuestionSets { job: self.clone() }
    }
}

/// The question sets of a job.
///
/// ```no_run
/// use nova_client_ext::{Error, Job};
/// use nova_client_ext::criteria::JobContext;
///
/// # async fn example(job: Job) -> Result<(), Error> {
/// let context = JobContext::new("Backend engineer", "Acme", "You will build the services that move our parcels.");
/// for question in job.question_sets().create(context).await?.questions {
///     println!("{} {:?}", question.question, question.options);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct QuestionSets {
    job: Job,
}

impl QuestionSets {
    /// Generates questions about the job. Takes 10 to 20 seconds; the set can be answered until its
    /// `expires_at`.
    ///
    /// Vendor operation `createQuestionSet`, in the bucket `criteria_ai`, which allows few calls a
    /// second and few concurrent ones. It carries an `Idempotency-Key`, so a repeat returns the
    /// first response; with another key, it creates another set.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for a job context
    /// with an empty part.
    pub fn create(&self, context: impl Into<JobContext>) -> Call<types::QuestionSet, Keyed> {
        let context = context.into();
        let validity = context.check();
        let body = types::QuestionSetRequest { job_context: context.into_wire() };
        let job_id = self.job.id().to_string();
        Call::new(self.job.tenant(), move |client| async move {
            client.create_question_set().job_id(job_id).body(body).send().await
        })
        .map(|response| response.question_set)
        .checked(validity)
    }

    /// Returns the question set with this id.
    ///
    /// Vendor operation `getQuestionSet`, in the bucket `read_and_ops`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors);
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an invalid id; 404
    /// `QUESTION_SET_NOT_FOUND` if it does not exist or has expired.
    pub fn get<Q>(&self, id: Q) -> Call<types::QuestionSet>
    where
        Q: TryInto<QuestionSetId>,
        Q::Error: Into<Error>,
    {
        let (id, validity) = validated::<QuestionSetId, _>(id);
        let job_id = self.job.id().to_string();
        Call::new(self.job.tenant(), move |client| async move {
            client.get_question_set().job_id(job_id).question_set_id(id).send().await
        })
        .map(|response| response.question_set)
        .map_error(hint_expired)
        .checked(validity)
    }

    /// Returns the current question set.
    ///
    /// Vendor operation `getCurrentQuestionSet`, in the bucket `read_and_ops`; it only reads, so it
    /// is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); 404 `QUESTION_SET_NOT_FOUND` if there is
    /// none.
    pub fn current(&self) -> Call<types::QuestionSet> {
        let job_id = self.job.id().to_string();
        Call::new(self.job.tenant(), move |client| async move {
            client.get_current_question_set().job_id(job_id).send().await
        })
        .map(|response| response.question_set)
    }
}

/// Adds a hint to a "question set not found", which the vendor also returns for an expired one.
pub(crate) fn hint_expired(error: Error) -> Error {
    if error.code() == Some(&types::ErrorCode::QuestionSetNotFound) {
        error.with_advice("it may have expired; create a new question set and answer that")
    } else {
        error
    }
}
