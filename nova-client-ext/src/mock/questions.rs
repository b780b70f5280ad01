//! Question sets, which expire.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use nova_client::types::{
    AnswerValue, CriteriaGeneration, ErrorCode, Question, QuestionSet, QuestionSetRequest,
    QuestionSetResponse, SelectionType,
};

use super::response::MockResponse;
use super::state::{Call, Rendered, State, lock};

/// How long a question set can be answered unless a test says otherwise.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The question sets of all jobs of all tenants.
pub(super) struct QuestionBook {
    /// By tenant and job, oldest first.
    jobs: HashMap<(String, String), Vec<QuestionSet>>,
    lifetime: Duration,
    made: u64,
}

impl Default for QuestionBook {
    fn default() -> Self {
        Self { jobs: HashMap::new(), lifetime: LIFETIME, made: 0 }
    }
}

impl QuestionBook {
    pub(super) fn set_lifetime(&mut self, lifetime: Duration) {
        self.lifetime = lifetime;
    }

    /// Lets every set expire now.
    pub(super) fn expire_all(&mut self, now: DateTime<Utc>) {
        for set in self.jobs.values_mut().flatten() {
            set.expires_at = set.expires_at.min(Some(now));
        }
    }

    pub(super) fn forget_tenant(&mut self, tenant: &str) {
        self.jobs.retain(|(owner, _), _| owner != tenant);
    }

    /// The sets of a job that can be answered now, oldest first.
    fn open(
        &self,
        tenant: &str,
        job: &str,
        now: DateTime<Utc>,
    ) -> impl DoubleEndedIterator<Item = &QuestionSet> {
        let sets =
            self.jobs.get(&(tenant.to_owned(), job.to_owned())).map_or(&[][..], Vec::as_slice);
        sets.iter().filter(move |set| set.expires_at > Some(now))
    }
}

/// Answers `createQuestionSet`.
pub(super) fn create(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let request = match call.read::<QuestionSetRequest>() {
        Ok(request) => request,
        Err(refusal) => return Ok(refusal),
    };
    let (tenant, job) = (call.tenant.unwrap_or_default(), call.route.parameter("jobId"));
    let mut book = lock(&state.questions);
    book.made += 1;
    let number = book.made;
    let lifetime = TimeDelta::from_std(book.lifetime).unwrap_or(TimeDelta::MAX);
    let expires_at =
        state.clock.now().checked_add_signed(lifetime).unwrap_or(DateTime::<Utc>::MAX_UTC);
    let title = &request.job_context.job_title;
    let set: QuestionSet = QuestionSet::builder()
        .id(format!("qs_mock_{number}"))
        .job_id(job)
        .questions(vec![
            question(
                "q_seniority",
                format!("How senior must this person be: {title}?"),
                SelectionType::Single,
                &["Junior", "Senior", "Lead"],
            )?,
            question(
                "q_skills",
                "Which skills matter most?".to_owned(),
                SelectionType::Multi,
                &["Teamwork", "Depth", "Breadth"],
            )?,
        ])
        .expires_at(expires_at)
        .guidance(format!("What matters in this job: {title}"))
        .try_into()?;
    let answer = answer(StatusCode::CREATED, &set);
    book.jobs.entry((tenant.to_owned(), job.to_owned())).or_default().push(set);
    answer
}

/// Answers `getQuestionSet`. An expired set is as one that never was.
pub(super) fn get(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let id = call.route.parameter("questionSetId");
    let book = lock(&state.questions);
    let mut open = book.open(
        call.tenant.unwrap_or_default(),
        call.route.parameter("jobId"),
        state.clock.now(),
    );
    open.find(|set| set.id == id).map_or_else(|| Ok(not_found()), |set| answer(StatusCode::OK, set))
}

/// Answers `getCurrentQuestionSet`: the newest that has not expired.
pub(super) fn current(state: &State, call: &Call<'_>) -> Rendered<MockResponse> {
    let book = lock(&state.questions);
    let mut open = book.open(
        call.tenant.unwrap_or_default(),
        call.route.parameter("jobId"),
        state.clock.now(),
    );
    open.next_back().map_or_else(|| Ok(not_found()), |set| answer(StatusCode::OK, set))
}

/// The questions that a generation answers, or the refusal of answers that do not fit. Answers
/// without a set are passed over: what the vendor makes of them is not published.
pub(super) fn answered(
    state: &State,
    call: &Call<'_>,
    generation: &CriteriaGeneration,
) -> Result<Vec<String>, MockResponse> {
    let Some(id) = &generation.question_set_id else { return Ok(Vec::new()) };
    let book = lock(&state.questions);
    let mut open = book.open(
        call.tenant.unwrap_or_default(),
        call.route.parameter("jobId"),
        state.clock.now(),
    );
    let set = open.find(|set| set.id == *id).ok_or_else(not_found)?;
    let mut asked = Vec::new();
    for answer in &generation.answers {
        let question = set.questions.iter().find(|question| question.id == answer.id);
        match question {
            Some(question) if fits(question, &answer.value) => {
                asked.push(question.question.clone())
            }
            _ => {
                let message = "An answer does not fit its question set";
                return Err(MockResponse::refusal(
                    StatusCode::BAD_REQUEST,
                    ErrorCode::AnswerMismatch,
                    message,
                ));
            }
        }
    }
    Ok(asked)
}

fn fits(question: &Question, value: &AnswerValue) -> bool {
    match (&question.selection_type, value) {
        (SelectionType::Single, AnswerValue::One(option)) => question.options.contains(option),
        (SelectionType::Multi, AnswerValue::Several(options)) => {
            options.iter().all(|option| question.options.contains(option))
        }
        _ => false,
    }
}

fn question(
    id: &str,
    text: String,
    selection: SelectionType,
    options: &[&str],
) -> Rendered<Question> {
    let options: Vec<String> = options.iter().map(ToString::to_string).collect();
    Ok(Question::builder()
        .id(id)
        .question(text)
        .selection_type(selection)
        .options(options)
        .try_into()?)
}

fn answer(status: StatusCode, set: &QuestionSet) -> Rendered<MockResponse> {
    let body: QuestionSetResponse =
        QuestionSetResponse::builder().question_set(set.clone()).try_into()?;
    Ok(MockResponse::document(status, &serde_json::to_value(body)?))
}

fn not_found() -> MockResponse {
    MockResponse::refusal(
        StatusCode::NOT_FOUND,
        ErrorCode::QuestionSetNotFound,
        "Question set not found",
    )
}
