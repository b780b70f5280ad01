//! The criteria of jobs over a real socket: changes, revisions, and inputs that are rejected before
//! anything is sent.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use nova_client_ext::mock::{Fault, MockNova, MockResponse, StatusCode};
use nova_client_ext::types::{CriteriaVersionStatus, CriterionImportance, ErrorCode};
use nova_client_ext::{
    Call, ErrorKind, Job, Remedy, RetryPolicy,
    criteria::{Criteria, CriterionUpdate, GenerateCriteriaRequest, JobContext, NewCriterion},
    types,
};
use serde_json::{Value, json};
use support::builder;

async fn mock() -> MockNova {
    MockNova::builder().without_rate_limits().start().await.unwrap()
}

fn job(mock: &MockNova) -> Job {
    builder(mock).build().unwrap().tenant("acme-corp").unwrap().job("job-1").unwrap()
}

fn criteria(mock: &MockNova) -> Criteria {
    job(mock).criteria()
}

fn texts(criteria: &[types::Criterion]) -> Vec<&str> {
    criteria.iter().map(|criterion| criterion.text.as_str()).collect()
}

/// Returns the body of the last request.
fn sent(mock: &MockNova) -> Value {
    serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap()
}

#[tokio::test]
async fn criteria_are_set_changed_and_archived() {
    let mock = mock().await;
    let criteria = criteria(&mock);
    mock.clear_criteria("acme-corp", "job-1");
    let none = criteria.list().await.unwrap_err();
    assert_eq!(
        (none.code(), none.remedy()),
        (Some(&ErrorCode::CriteriaNotFound), Some(Remedy::GenerateCriteria))
    );

    let set = criteria
        .set([NewCriterion::must_have("Go"), NewCriterion::preferred("Kubernetes")])
        .await
        .unwrap();
    assert_eq!(texts(&set.criteria), ["Go", "Kubernetes"]);
    assert_eq!(set.criteria[1].importance, CriterionImportance::Preferred);
    assert_eq!(sent(&mock)["criteria"][0], json!({"text": "Go", "importance": "MUST_HAVE"}));

    let added = criteria.add(NewCriterion::nice_to_have("Dutch")).await.unwrap();
    assert_eq!((added.criterion.text.as_str(), added.criterion.order), ("Dutch", 2));
    assert_eq!(added.criteria.len(), 3);

    let go = &set.criteria[0].id;
    let edited = criteria.edit(go, CriterionUpdate::new().text("Go, five years")).await.unwrap();
    assert_eq!(
        sent(&mock),
        json!({"text": "Go, five years"}),
        "fields that are not set are not sent"
    );
    assert_eq!(edited.criterion.importance, CriterionImportance::MustHave);
    let edited = criteria
        .edit(go, CriterionUpdate::new().importance(CriterionImportance::Preferred))
        .await
        .unwrap();
    assert_eq!(sent(&mock), json!({"importance": "PREFERRED"}));
    assert_eq!((&edited.criterion.id, edited.criterion.text.as_str()), (go, "Go, five years"));

    assert_eq!(texts(&criteria.remove(go).await.unwrap()), ["Kubernetes", "Dutch"]);
    assert!(criteria.remove(go).await.unwrap_err().is_not_found());
    // An unknown criterion must not be answered by generating new criteria.
    let update = CriterionUpdate::new().text("Go");
    let error = criteria.edit(go, update).await.unwrap_err();
    assert_eq!(error.code().map(ErrorCode::as_str), Some("CRITERION_NOT_FOUND"));
    assert_eq!(error.remedy(), Some(Remedy::FixRequest));
    let list = criteria.list().await.unwrap();
    assert_eq!(list.iter().map(|criterion| criterion.order).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(mock.criteria("acme-corp", "job-1").unwrap().0, list);

    let versions = criteria.versions().list().await.unwrap();
    assert_eq!(versions.len(), 5, "each change creates a version");
    assert!(versions[..4].iter().all(|version| version.status == CriteriaVersionStatus::Archived));
    let first = criteria.versions().get(versions[0].id.as_str()).await.unwrap();
    assert_eq!(texts(&first.criteria), ["Go", "Kubernetes"]);
    assert!(first.version.archived_at.is_some());

    assert!(criteria.archive().await.unwrap().success);
    assert!(criteria.versions().current().await.unwrap_err().is_not_found());
    assert!(criteria.archive().await.unwrap_err().is_not_found());
    assert_eq!(criteria.versions().list().await.unwrap().len(), 5);
    assert!(
        criteria.set(Vec::<NewCriterion>::new()).await.unwrap().criteria.is_empty(),
        "a list may be empty"
    );
}

#[tokio::test]
async fn a_criterion_of_the_same_text_keeps_its_id() {
    let mock = mock().await;
    let criteria = criteria(&mock);
    let set = async |texts: &[&str]| {
        let wanted = texts.iter().map(|text| NewCriterion::must_have(*text));
        criteria.set(wanted.collect::<Vec<_>>()).await.unwrap().criteria
    };
    let before = set(&["Go", "Kubernetes", "Go"]).await;
    let after = set(&["Dutch", "Go", "kubernetes", "Go", "Go"]).await;
    assert_eq!(texts(&after), ["Dutch", "Go", "kubernetes", "Go", "Go"]);
    let known = |id: &str| before.iter().position(|criterion| criterion.id == id);
    let kept: Vec<Option<usize>> = after.iter().map(|criterion| known(&criterion.id)).collect();
    assert_eq!(kept, [None, Some(0), None, Some(2), None]);
    let ids: std::collections::BTreeSet<&str> =
        after.iter().map(|criterion| criterion.id.as_str()).collect();
    assert_eq!(ids.len(), after.len(), "no two have one id");
    // What is no longer in the list is gone for good.
    set(&[]).await;
    assert!(known(&set(&["Go"]).await[0].id).is_none());
}

#[tokio::test]
async fn every_change_has_an_idempotency_key() {
    let mock = mock().await;
    let criteria = criteria(&mock);
    let id = criteria.list().await.unwrap().remove(0).id;
    let context = JobContext::new("Engineer", "Acme", "Builds things");
    criteria.set([NewCriterion::must_have("Go")]).idempotency_key("key-1").await.unwrap();
    criteria.add(NewCriterion::must_have("Rust")).idempotency_key("key-2").await.unwrap();
    assert!(
        criteria
            .edit(&id, CriterionUpdate::new().text("x"))
            .idempotency_key("key-3")
            .await
            .is_err(),
        "it was replaced"
    );
    assert!(criteria.remove(&id).idempotency_key("key-4").await.is_err());
    criteria
        .generate(GenerateCriteriaRequest::new(context))
        .idempotency_key("key-5")
        .await
        .unwrap();
    criteria.archive().idempotency_key("key-6").await.unwrap();
    let keys: Vec<_> = mock
        .requests()
        .iter()
        .skip(1)
        .map(|seen| seen.headers["idempotency-key"].clone())
        .collect();
    assert_eq!(keys, ["key-1", "key-2", "key-3", "key-4", "key-5", "key-6"]);
    // Without a key one is generated; reads have none.
    criteria.set([NewCriterion::must_have("Go")]).await.unwrap();
    assert!(mock.requests().pop().unwrap().headers.contains_key("idempotency-key"));
    criteria.list().await.unwrap();
    assert!(!mock.requests().pop().unwrap().headers.contains_key("idempotency-key"));
}

#[tokio::test]
async fn a_change_meant_for_an_older_revision_is_rejected_as_stale() {
    let mock = mock().await;
    let criteria = criteria(&mock);
    let seen = criteria.versions().current().await.unwrap();
    criteria.add(NewCriterion::must_have("a concurrent change")).await.unwrap();
    let set_own = || criteria.set([NewCriterion::must_have("own")]);
    let error = set_own().if_revision(&seen.revision).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StaleRevision);
    assert_eq!(
        mock.requests().pop().unwrap().headers["x-expected-criteria-revision"],
        seen.revision.as_str()
    );
    let text = error.to_string();
    assert!(
        text.contains("409 VALIDATION_ERROR") && text.contains("read the current version"),
        "{text}"
    );
    assert_eq!(criteria.list().await.unwrap().len(), 3, "nothing was changed");

    let now = criteria.versions().current().await.unwrap();
    assert_ne!(now.revision, seen.revision);
    set_own().if_revision(now.revision.as_str()).await.unwrap();
    assert_eq!(texts(&criteria.list().await.unwrap()), ["own"]);
}

#[tokio::test]
async fn a_stale_revision_is_recognised_in_every_form_of_error() {
    let mock = mock().await;
    let nova = builder(&mock).retry(RetryPolicy::none()).build().unwrap();
    let criteria = nova.tenant("acme-corp").unwrap().job("job-1").unwrap().criteria();
    let set = || criteria.set([NewCriterion::must_have("own")]);
    let body_with =
        |code: &str, message: &str| json!({"code": code, "message": message}).to_string();
    let (stale, other) = (ErrorKind::StaleRevision, ErrorKind::Api);
    for (status, body, kind) in [
        (409, body_with("CONFLICT", "Changed meanwhile"), stale),
        (409, body_with("IDEMPOTENCY_REQUEST_IN_PROGRESS", "Wait"), other),
        (412, body_with("PRECONDITION_FAILED", "No"), stale),
        (412, "<h1>Precondition failed</h1>".to_owned(), stale),
        (400, body_with("STALE_REVISION", "No"), stale),
        (422, body_with("VALIDATION_ERROR", "The criteria Revision does not match"), stale),
        (400, body_with("VALIDATION_ERROR", "Request validation failed"), other),
        (404, body_with("CRITERIA_NOT_FOUND", "No revision of criteria is active"), other),
        (500, body_with("INTERNAL_ERROR", "The revision could not be read"), other),
    ] {
        let fault = || {
            Fault::respond(MockResponse::json(StatusCode::from_u16(status).unwrap(), body.clone()))
        };
        mock.inject(fault());
        let error = set().if_revision("crit_1").await.unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {body}: {error}");
        assert_eq!(error.status().unwrap().as_u16(), status);
        // Without an expected revision it is not a stale revision.
        mock.inject(fault());
        assert_ne!(set().await.unwrap_err().kind(), stale, "{status} {body}");
    }
    for (details, kind) in [
        (
            json!([{"field": "X-Expected-Criteria-Revision", "code": "stale", "message": "Is not the current one"}]),
            stale,
        ),
        (
            json!([{"field": "header", "expectedRevision": "crit_1", "currentRevision": "crit_2"}]),
            stale,
        ),
        (json!(["The criteria revision is another"]), stale),
        (json!({"currentRevision": "crit_2"}), stale),
        (
            json!([{"field": "criteria[0].text", "message": "Is too long", "value": "Revision of accounts"}]),
            other,
        ),
    ] {
        let error_body = json!({"code": "VALIDATION_ERROR", "message": "Request validation failed", "details": details});
        mock.inject(Fault::respond(MockResponse::json(
            StatusCode::BAD_REQUEST,
            error_body.to_string(),
        )));
        let error = set().if_revision("crit_1").await.unwrap_err();
        assert_eq!(error.kind(), kind, "{details}: {error}");
    }
}

#[tokio::test]
async fn generated_criteria_can_be_read_by_their_id() {
    let mock = mock().await;
    let criteria = criteria(&mock);
    let context = JobContext::new("Backend engineer", "Acme", "Builds services");
    let generated = criteria.generate(GenerateCriteriaRequest::new(context)).await.unwrap();
    assert!(generated[0].text.contains("Backend engineer"));
    let context = json!({"jobTitle": "Backend engineer", "companyName": "Acme", "jobDescription": "Builds services"});
    assert_eq!(sent(&mock), json!({ "jobContext": context }));
    let current = criteria.versions().current().await.unwrap();
    assert_eq!(current.criteria, generated);
    assert_eq!(criteria.generated(current.version.id.as_str()).await.unwrap(), generated);
    let unknown = criteria.generated("cv_unknown").await.unwrap_err();
    assert_eq!(unknown.code(), Some(&ErrorCode::CriteriaVersionNotFound));
    assert_eq!(criteria.versions().get("cv_unknown").await.unwrap_err().code(), unknown.code());
}

#[tokio::test]
async fn criteria_of_many_jobs_are_returned_in_the_order_of_the_request() {
    let mock = mock().await;
    let tenant = job(&mock).tenant().clone();
    mock.place_criteria("acme-corp", "b & c/d", [NewCriterion::must_have("Go")]).unwrap();
    mock.clear_criteria("acme-corp", "empty");
    let jobs = tenant.list_criteria(["untouched", "empty", "b & c/d"]).await.unwrap();
    assert_eq!(
        jobs.iter().map(|job| job.job_id.as_str()).collect::<Vec<_>>(),
        ["untouched", "empty", "b & c/d"]
    );
    assert!(jobs[0].criteria.as_ref().is_some_and(|criteria| !criteria.is_empty()));
    assert_eq!(jobs[1].criteria, None);
    assert_eq!(texts(jobs[2].criteria.as_ref().unwrap()), ["Go"]);
    // A tenant sees only its own criteria.
    let globex = tenant.nova().tenant("globex").unwrap();
    assert_ne!(
        texts(globex.list_criteria(["b & c/d"]).await.unwrap()[0].criteria.as_ref().unwrap()),
        ["Go"]
    );

    let max = *nova_client::parameters::JOB_IDS_COUNT.end();
    let ids = |count: usize| (0..count).map(|n| format!("job-{n}")).collect::<Vec<_>>();
    assert_eq!(tenant.list_criteria(ids(max)).await.unwrap().len(), max);
    let requests = mock.requests().len();
    for (jobs, why) in [
        (ids(0), "are 0; one call takes 1 to 100"),
        (ids(max + 1), "are 101"),
        (vec!["a,b".to_owned()], "\"a,b\" contains a comma"),
        (vec!["ok".to_owned(), "..".to_owned()], "the job id is \"..\""),
    ] {
        let error = tenant.list_criteria(jobs).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains(why), "{why}: {error}");
    }
    assert_eq!(mock.requests().len(), requests);
}

#[tokio::test]
async fn invalid_input_is_rejected_before_anything_is_sent() {
    async fn assert_rejected<T: Send + 'static, K>(call: Call<T, K>, why: &str) {
        let error = call.await.err().unwrap();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Invalid, false));
        assert!(error.to_string().contains(why), "{why}: {error}");
    }
    let mock = mock().await;
    let criteria = criteria(&mock);
    let valid = || NewCriterion::must_have("Go");
    assert_rejected(
        criteria.set([valid(), NewCriterion::preferred(" ")]),
        "criterion 2 of the list: the criterion's text is",
    )
    .await;
    assert_rejected(criteria.add(NewCriterion::must_have("")), "the criterion's text is empty")
        .await;
    assert_rejected(criteria.edit("crit_1", CriterionUpdate::new()), "changes nothing").await;
    assert_rejected(
        criteria.edit("crit_1", CriterionUpdate::new().text("\n")),
        "the criterion's text is empty",
    )
    .await;
    assert_rejected(criteria.edit("..", CriterionUpdate::new().text("Go")), "the criterion id is")
        .await;
    assert_rejected(criteria.remove(""), "the criterion id is empty").await;
    assert_rejected(criteria.generated("."), "the criteria version id is").await;
    assert_rejected(
        criteria.versions().get("a\\b"),
        "the criteria version id contains a backslash",
    )
    .await;
    assert_rejected(
        criteria.set([valid()]).if_revision(""),
        "the expected criteria revision is empty",
    )
    .await;
    assert_rejected(
        criteria.set([valid()]).if_revision("a\nb"),
        "the expected criteria revision contains",
    )
    .await;
    assert_rejected(criteria.set([valid()]).idempotency_key(""), "the idempotency key").await;
    for (context, part) in [
        (JobContext::new("", "Acme", "Builds"), "title"),
        (JobContext::new("Engineer", " ", "Builds"), "company"),
        (JobContext::new("Engineer", "Acme", ""), "description"),
    ] {
        assert_rejected(
            criteria.generate(GenerateCriteriaRequest::new(context)),
            &format!("the {part} of the job context is"),
        )
        .await;
    }
    assert_eq!(mock.connections(), 0);
    // An id that is a segment of another path does not reach that path.
    assert!(criteria.versions().get("current").await.is_err());
    assert_eq!(mock.hits("getCurrentCriteriaVersion"), 0);
}
