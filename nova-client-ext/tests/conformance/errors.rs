//! The documented errors, each provoked by a request that the contract allows.

use nova_client::types::{self, ErrorCode};
use nova_client::{Client, ResponseValue};
use nova_client_ext::Error;
use nova_client_ext::mock::{Fault, MockNova, MockResponse, StatusCode};
use serde_json::{Value, json};

use super::TENANT;
use super::walk::body;

const JOB: &str = "job-errors";
const UNKNOWN: &str = "unknown";

/// Returns a mock for [`every_error`].
pub(crate) async fn mock(listen: &str) -> MockNova {
    MockNova::builder().listen(listen).without_rate_limits().start().await.unwrap()
}

/// Returns a batch that violates the contract: a counter is negative.
pub(crate) fn wrong_body() -> Value {
    json!({"batch": {"id": "wrong", "jobId": "job-1", "status": "pending", "totalJobs": -1, "completedJobs": 0,
        "failedJobs": 0, "createdAt": "2025-12-14T10:30:45.000Z", "completedAt": null},
        "scoringJobs": [], "rejectedApplications": []})
}

/// The calls that did not fail as expected, with their outcomes.
struct Errors(Vec<String>);

impl Errors {
    fn step<T>(
        &mut self,
        call: &str,
        expected: (u16, &ErrorCode),
        outcome: Result<ResponseValue<T>, nova_client::Error<types::Error>>,
    ) {
        let actual = match outcome {
            Ok(response) => format!("returned {}", response.status()),
            Err(error) => {
                let error = Error::from(error);
                if (error.status().map(|status| status.as_u16()), error.code())
                    == (Some(expected.0), Some(expected.1))
                {
                    return;
                }
                error.to_string()
            }
        };
        self.0.push(format!(
            "{call} should have failed with {} {}: {actual}",
            expected.0, expected.1
        ));
    }
}

/// Provokes all errors; returns those that did not occur.
pub(crate) async fn every_error(mock: &MockNova, api: &Client) -> Vec<String> {
    let mut errors = Errors(Vec::new());
    mock.clear_criteria(TENANT, JOB);
    unknown(api, &mut errors).await;
    without_criteria(api, &mut errors).await;
    mismatched_answers(api, &mut errors).await;
    rejected_resumes(api, &mut errors).await;
    server_errors(mock, api, &mut errors).await;
    errors.0
}

async fn unknown(api: &Client, errors: &mut Errors) {
    let job = api
        .get_scoring_job_status()
        .job_id(JOB)
        .application_id(UNKNOWN)
        .scoring_job_id(UNKNOWN)
        .send()
        .await;
    errors.step("getScoringJobStatus", (404, &ErrorCode::ScoringJobNotFound), job);
    let latest = api.get_latest_score().job_id(JOB).application_id(UNKNOWN).send().await;
    errors.step("getLatestScore", (404, &ErrorCode::ApplicationNotFound), latest);
    let batch = api.get_scoring_batch_status().job_id(JOB).scoring_batch_id(UNKNOWN).send().await;
    errors.step("getScoringBatchStatus", (404, &ErrorCode::BatchNotFound), batch);
    let set = api.get_question_set().job_id(JOB).question_set_id(UNKNOWN).send().await;
    errors.step("getQuestionSet", (404, &ErrorCode::QuestionSetNotFound), set);
    let set = api.get_current_question_set().job_id(JOB).send().await;
    errors.step("getCurrentQuestionSet", (404, &ErrorCode::QuestionSetNotFound), set);
    let version = api.get_criteria_version().job_id(JOB).criteria_version_id(UNKNOWN).send().await;
    errors.step("getCriteriaVersion", (404, &ErrorCode::CriteriaVersionNotFound), version);
    let generated =
        api.get_generated_criteria().job_id(JOB).criteria_generation_id(UNKNOWN).send().await;
    errors.step("getGeneratedCriteria", (404, &ErrorCode::CriteriaVersionNotFound), generated);
    let expected = (404, &ErrorCode::LibraryCriterionNotFound);
    let criterion = api.get_library_criterion().criterion_id(UNKNOWN).send().await;
    errors.step("getLibraryCriterion", expected, criterion);
    let removed = api.remove_library_criterion().criterion_id(UNKNOWN).send().await;
    errors.step("removeLibraryCriterion", expected, removed);
}

async fn without_criteria(api: &Client, errors: &mut Errors) {
    let expected = (404, &ErrorCode::CriteriaNotFound);
    errors.step("listCriteria", expected, api.list_criteria().job_id(JOB).send().await);
    let current = api.get_current_criteria_version().job_id(JOB).send().await;
    errors.step("getCurrentCriteriaVersion", expected, current);
    let submission: types::ScoringJobSubmission = body(json!({"jobDescription": "Builds bridges",
        "resume": {"type": "url", "url": "https://files.example/cv.pdf"}}));
    let submitted =
        api.submit_scoring_job().job_id(JOB).application_id("app-1").body(submission).send().await;
    errors.step("submitScoringJob", expected, submitted);
}

async fn mismatched_answers(api: &Client, errors: &mut Errors) {
    let context =
        json!({"jobTitle": "Engineer", "companyName": "Acme", "jobDescription": "Builds bridges"});
    let request: types::QuestionSetRequest = body(json!({"jobContext": context}));
    let set = api.create_question_set().job_id(JOB).body(request).send().await;
    let set = set.map(|created| created.question_set.id.clone()).unwrap_or_default();
    let generation: types::CriteriaGeneration =
        body(json!({"jobContext": context, "questionSetId": set,
        "answers": [{"id": UNKNOWN, "value": "Yes"}]}));
    let generated = api.generate_criteria().job_id(JOB).body(generation).send().await;
    errors.step("generateCriteria", (400, &ErrorCode::AnswerMismatch), generated);
}

/// Submits résumés whose URL makes the mock reject the file.
async fn rejected_resumes(api: &Client, errors: &mut Errors) {
    let job = "job-with-rejected-resumes";
    for code in ErrorCode::KNOWN.iter().filter(|code| code.as_str().starts_with("RESUME_")) {
        let resume =
            json!({"type": "url", "url": format!("https://files.example/mock:{code}.pdf")});
        let submission: types::ScoringJobSubmission =
            body(json!({"jobDescription": "Builds bridges", "resume": resume}));
        let submitted = api
            .submit_scoring_job()
            .job_id(job)
            .application_id(code.as_str())
            .body(submission)
            .send()
            .await;
        errors.step("submitScoringJob", (422, code), submitted);
        let submission: types::ScoringBatchSubmission =
            body(json!({"jobDescription": "Builds bridges",
            "applications": [{"applicationId": "app-1", "resume": resume}]}));
        let submitted = api.submit_scoring_batch().job_id(job).body(submission).send().await;
        errors.step("submitScoringBatch", (422, &ErrorCode::ValidationError), submitted);
    }
}

/// Injects the errors that no request can provoke, except 429, which the transport retries.
async fn server_errors(mock: &MockNova, api: &Client, errors: &mut Errors) {
    for (status, code) in [
        (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorized),
        (StatusCode::FORBIDDEN, ErrorCode::Forbidden),
        (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::InternalError),
        (StatusCode::SERVICE_UNAVAILABLE, ErrorCode::ServiceUnavailable),
    ] {
        mock.inject(Fault::respond(
            MockResponse::error(status, code.clone(), false).retry_after(1),
        ));
        errors.step(
            "listLibraryCriteria",
            (status.as_u16(), &code),
            api.list_library_criteria().send().await,
        );
    }
}
