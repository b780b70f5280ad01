//! Question sets, which expire.

use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use nova_client::types::{
    AnswerValue, CriteriaGeneration, ErrorCode, Question, QuestionSet, QuestionSetRequest,
    QuestionSetResponse, SelectionType,
};

use super::{Call, respond};
use crate::mock::wire::response::{Detail, MockResponse};
use crate::mock::world::{MockResult, World, lock};

/// Responds to `createQuestionSet`.
pub(crate) fn create(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let request = match call.read::<QuestionSetRequest>() {
        Ok(request) => request,
        Err(invalid) => return Ok(invalid),
    };
    let (tenant, job) = (call.tenant(), call.route.parameter("jobId"));
    let mut sets = lock(&world.question_sets);
    sets.made += 1;
    let number = sets.made;
    let lifetime = TimeDelta::from_std(world.clock.scaled(sets.lifetime)).unwrap_or(TimeDelta::MAX);
    let expires_at =
        world.clock.now().checked_add_signed(lifetime).unwrap_or(DateTime::<Utc>::MAX_UTC);
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
    let response = one(StatusCode::CREATED, &set);
    sets.jobs.entry((tenant.to_owned(), job.to_owned())).or_default().push(set);
    response
}

/// Responds to `getQuestionSet`. An expired set is not found.
pub(crate) fn get(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let id = call.route.parameter("questionSetId");
    let sets = lock(&world.question_sets);
    let mut open = sets.open(call.tenant(), call.route.parameter("jobId"), world.clock.now());
    open.find(|set| set.id == id).map_or_else(|| Ok(not_found()), |set| one(StatusCode::OK, set))
}

/// Responds to `getCurrentQuestionSet`: the newest that has not expired.
pub(crate) fn current(world: &World, call: &Call<'_>) -> MockResult<MockResponse> {
    let sets = lock(&world.question_sets);
    let mut open = sets.open(call.tenant(), call.route.parameter("jobId"), world.clock.now());
    open.next_back().map_or_else(|| Ok(not_found()), |set| one(StatusCode::OK, set))
}

/// Returns the questions answered in a generation request, or an error response for invalid
/// answers: answers without a question set, or an incomplete set.
pub(crate) fn answered(
    world: &World,
    call: &Call<'_>,
    generation: &CriteriaGeneration,
) -> Result<Vec<String>, MockResponse> {
    let Some(id) = &generation.question_set_id else {
        if generation.answers.is_empty() {
            return Ok(Vec::new());
        }
        let missing = Detail::new("questionSetId", "required", "Answers need their question set");
        return Err(MockResponse::invalid(vec![missing]));
    };
    let sets = lock(&world.question_sets);
    let mut open = sets.open(call.tenant(), call.route.parameter("jobId"), world.clock.now());
    let set = open.find(|set| set.id == *id).ok_or_else(not_found)?;
    let mut answered = Vec::new();
    for answer in &generation.answers {
        let question = set.questions.iter().find(|question| question.id == answer.id);
        match question {
            Some(question) if fits(question, &answer.value) => {
                answered.push(question.question.clone());
            }
            _ => return Err(mismatch("An answer does not fit its question set")),
        }
    }
    let is_answered =
        |question: &Question| generation.answers.iter().any(|answer| answer.id == question.id);
    if !set.questions.iter().all(is_answered) {
        return Err(mismatch("A question of the question set has no answer"));
    }
    Ok(answered)
}

fn mismatch(message: &str) -> MockResponse {
    MockResponse::documented_error(StatusCode::BAD_REQUEST, ErrorCode::AnswerMismatch, message)
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
) -> MockResult<Question> {
    let options: Vec<String> = options.iter().map(ToString::to_string).collect();
    Ok(Question::builder()
        .id(id)
        .question(text)
        .selection_type(selection)
        .options(options)
        .try_into()?)
}

fn one(status: StatusCode, set: &QuestionSet) -> MockResult<MockResponse> {
    let body: QuestionSetResponse =
        QuestionSetResponse::builder().question_set(set.clone()).try_into()?;
    respond(status, body)
}

fn not_found() -> MockResponse {
    MockResponse::documented_error(
        StatusCode::NOT_FOUND,
        ErrorCode::QuestionSetNotFound,
        "Question set not found",
    )
}
