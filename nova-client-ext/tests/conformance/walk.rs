//! One call of every operation, each with the resources that earlier calls created.

use nova_client::types::{self, AnswerValue, SelectionType};
use nova_client::{Client, ResponseValue};
use nova_client_ext::Error;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::TENANT;

const JOB: &str = "job-walk";
/// The id that is used when the call that should have created one failed.
const UNKNOWN: &str = "unknown";

/// Converts JSON into a body type.
pub(crate) fn body<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// The failed calls.
#[derive(Default)]
struct Walk {
    failed: Vec<String>,
}

impl Walk {
    fn step<T>(
        &mut self,
        operation: &str,
        outcome: Result<ResponseValue<T>, nova_client::Error<types::Error>>,
    ) -> Option<T> {
        outcome
            .map(ResponseValue::into_inner)
            .map_err(|error| self.failed.push(format!("{operation}: {}", Error::from(error))))
            .ok()
    }
}

/// Calls every operation; returns those that failed, with their errors.
pub(crate) async fn every_operation(api: &Client) -> Vec<String> {
    let mut walk = Walk::default();
    questions_and_criteria(api, &mut walk).await;
    scoring(api, &mut walk).await;
    library(api, &mut walk).await;
    analytics(api, &mut walk).await;
    deletions(api, &mut walk).await;
    walk.failed
}

async fn questions_and_criteria(api: &Client, walk: &mut Walk) {
    let context = json!({"jobTitle": "Engineer", "companyName": "Acme", "jobDescription": "Builds bridges in Rust"});
    let request: types::QuestionSetRequest = body(json!({"jobContext": context}));
    let created = walk.step(
        "createQuestionSet",
        api.create_question_set().job_id(JOB).body(request).send().await,
    );
    walk.step("getCurrentQuestionSet", api.get_current_question_set().job_id(JOB).send().await);
    let set = created.as_ref().map_or(UNKNOWN, |created| created.question_set.id.as_str());
    walk.step(
        "getQuestionSet",
        api.get_question_set().job_id(JOB).question_set_id(set).send().await,
    );

    let questions = created.iter().flat_map(|created| &created.question_set.questions);
    let answers: Vec<Value> = questions
        .map(|question| {
            let option = question.options.first().cloned().unwrap_or_default();
            let value = match question.selection_type {
                SelectionType::Multi => AnswerValue::Several(vec![option]),
                _ => AnswerValue::One(option),
            };
            json!({"id": question.id, "value": value})
        })
        .collect();
    let generation: types::CriteriaGeneration =
        body(json!({"jobContext": context, "questionSetId": set, "answers": answers}));
    walk.step(
        "generateCriteria",
        api.generate_criteria().job_id(JOB).body(generation).send().await,
    );
    let current = api.get_current_criteria_version().job_id(JOB).send().await;
    let current = walk.step("getCurrentCriteriaVersion", current);
    let version = current.as_ref().map_or(UNKNOWN, |current| current.version.id.as_str());
    let generated =
        api.get_generated_criteria().job_id(JOB).criteria_generation_id(version).send().await;
    walk.step("getGeneratedCriteria", generated);
    let archived = api.get_criteria_version().job_id(JOB).criteria_version_id(version).send().await;
    walk.step("getCriteriaVersion", archived);
    walk.step("listCriteriaVersions", api.list_criteria_versions().job_id(JOB).send().await);
    walk.step("listCriteria", api.list_criteria().job_id(JOB).send().await);
    let jobs = format!("{JOB},job-without-criteria");
    walk.step("listCriteriaOfJobs", api.list_criteria_of_jobs().job_ids(jobs).send().await);

    let new: types::NewCriterion =
        body(json!({"text": "Five years of Rust", "importance": "MUST_HAVE"}));
    let added = walk.step("addCriterion", api.add_criterion().job_id(JOB).body(new).send().await);
    let id = added.as_ref().map_or(UNKNOWN, |added| added.criterion.id.as_str());
    let update: types::CriterionUpdate = body(json!({"importance": "PREFERRED"}));
    let updated = api.update_criterion().job_id(JOB).criterion_id(id).body(update).send().await;
    walk.step("updateCriterion", updated);
    walk.step("removeCriterion", api.remove_criterion().job_id(JOB).criterion_id(id).send().await);
    let replacement: types::CriteriaReplacement = body(json!({"criteria": [
        {"text": "Rust", "importance": "MUST_HAVE"}, {"text": "Dutch", "importance": "NICE_TO_HAVE"}]}));
    walk.step("replaceCriteria", api.replace_criteria().job_id(JOB).body(replacement).send().await);
}

async fn scoring(api: &Client, walk: &mut Walk) {
    let submission: types::ScoringJobSubmission = body(json!({
        "resume": {"type": "url", "url": "https://files.example/cv.pdf"}, "jobDescription": "Builds bridges",
        "roleKnowledge": "The bridges are long", "rescore": {"enabled": false},
        "applicationData": {"applicationAnswers": [{"question": "Why?", "answer": "Bridges"}], "context": "Referred"}}));
    let submitted =
        api.submit_scoring_job().job_id(JOB).application_id("app-1").body(submission).send().await;
    let submitted = walk.step("submitScoringJob", submitted);
    let id = submitted.as_ref().map_or(UNKNOWN, |one| one.scoring_job.id.as_str());
    let status = api
        .get_scoring_job_status()
        .job_id(JOB)
        .application_id("app-1")
        .scoring_job_id(id)
        .send()
        .await;
    walk.step("getScoringJobStatus", status);
    walk.step(
        "getLatestScore",
        api.get_latest_score().job_id(JOB).application_id("app-1").send().await,
    );

    let submission: types::ScoringBatchSubmission = body(
        json!({"jobDescription": "Builds bridges", "applications": [
        {"applicationId": "app-2", "resume": {"type": "url", "url": "https://files.example/2.pdf"}},
        {"applicationId": "app-3", "resume": {"type": "text", "content": "Has built bridges. ".repeat(5)}}]}),
    );
    let submitted = api.submit_scoring_batch().job_id(JOB).body(submission).send().await;
    let submitted = walk.step("submitScoringBatch", submitted);
    let id = submitted.as_ref().map_or(UNKNOWN, |one| one.batch.id.as_str());
    let status = api.get_scoring_batch_status().job_id(JOB).scoring_batch_id(id).send().await;
    walk.step("getScoringBatchStatus", status);
}

async fn library(api: &Client, walk: &mut Walk) {
    let new: types::NewLibraryCriterion =
        body(json!({"text": "Speaks Dutch", "importance": "PREFERRED", "category": "languages"}));
    let added =
        walk.step("addLibraryCriterion", api.add_library_criterion().body(new).send().await);
    let id = added.as_ref().map_or(UNKNOWN, |added| added.criterion.id.as_str());
    walk.step(
        "listLibraryCriteria",
        api.list_library_criteria().category("languages").send().await,
    );
    walk.step("getLibraryCriterion", api.get_library_criterion().criterion_id(id).send().await);
    // Null removes the category.
    let update: types::LibraryCriterionUpdate =
        body(json!({"text": "Speaks Dutch well", "category": null}));
    let updated = api.update_library_criterion().criterion_id(id).body(update).send().await;
    walk.step("updateLibraryCriterion", updated);
    walk.step(
        "removeLibraryCriterion",
        api.remove_library_criterion().criterion_id(id).send().await,
    );
}

async fn analytics(api: &Client, walk: &mut Walk) {
    let range = || types::AnalyticsTimeRange::KNOWN[0].clone();
    walk.step("getRateLimitStatus", api.get_rate_limit_status().send().await);
    walk.step(
        "getAnalyticsOverview",
        api.get_analytics_overview().time_range(range()).send().await,
    );
    walk.step("getScoringVolume", api.get_scoring_volume().time_range(range()).send().await);
    walk.step("getScoringLatency", api.get_scoring_latency().time_range(range()).send().await);
    walk.step("getErrorBreakdown", api.get_error_breakdown().time_range(range()).send().await);
    walk.step("getWebhookHealth", api.get_webhook_health().time_range(range()).send().await);
}

/// The last step, since it deletes everything.
async fn deletions(api: &Client, walk: &mut Walk) {
    walk.step("archiveCriteria", api.archive_criteria().job_id(JOB).send().await);
    let requested = api.delete_application_data().job_id(JOB).application_id("app-1").send().await;
    let requested = walk.step("deleteApplicationData", requested);
    let id = requested.as_ref().map_or(UNKNOWN, |requested| requested.deletion_request.id.as_str());
    walk.step(
        "getDeletionRequest",
        api.get_deletion_request().deletion_request_id(id).send().await,
    );
    walk.step("deleteTenantData", api.delete_tenant_data().tenant_external_id(TENANT).send().await);
}
