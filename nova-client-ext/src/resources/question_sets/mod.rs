//! Question sets: what Nova asks about a job before it writes criteria.
//!
//! [`Job::question_sets`] leads to them. The answers are in `answers`, and go with a generation of
//! [criteria](crate::criteria::Criteria::generate). A response is the integrator's own and is never printed.

mod answers;

pub use answers::Answers;

use nova_client::types;

use crate::access::validated;
use crate::client::Keyed;
use crate::{Call, Error, Job, QuestionSetId, criteria::JobContext};

impl Job {
    /// The job's question sets. Nothing is sent.
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
#[derive(Clone, Debug)]
pub struct QuestionSets {
    job: Job,
}

impl QuestionSets {
    /// Lets Nova write questions about the job. Takes 10 to 20 seconds; the set can be answered
    /// until its `expires_at`.
    ///
    /// Vendor operation `createQuestionSet`, in the bucket `criteria_ai`, which allows few calls a
    /// second and few under way at once. It carries an `Idempotency-Key`, by which a repeat answers
    /// as the first did; without the same key, a repeat makes another set.
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
        .map(|answer| answer.question_set)
        .checked(validity)
    }

    /// The question set of this id.
    ///
    /// Vendor operation `getQuestionSet`, in the bucket `read_and_ops`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) for an id that could
    /// not arrive as given; 404 `QUESTION_SET_NOT_FOUND` for one that is not known, or no longer.
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
        .map(|answer| answer.question_set)
        .explained(may_have_expired)
        .checked(validity)
    }

    /// The question set that is open now.
    ///
    /// Vendor operation `getCurrentQuestionSet`, in the bucket `read_and_ops`; it only reads, so it
    /// is repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors); 404 `QUESTION_SET_NOT_FOUND` where none is open.
    pub fn current(&self) -> Call<types::QuestionSet> {
        let job_id = self.job.id().to_string();
        Call::new(self.job.tenant(), move |client| async move {
            client.get_current_question_set().job_id(job_id).send().await
        })
        .map(|answer| answer.question_set)
    }
}

/// Says of a question set that the vendor does not know what the reason may be: it does not tell
/// the two apart.
pub(crate) fn may_have_expired(error: Error) -> Error {
    if error.code() == Some(&types::ErrorCode::QuestionSetNotFound) {
        error.with_advice("it may have expired: make a new question set, and answer that")
    } else {
        error
    }
}
