//! Question sets over a real socket: creation, answers and expiry; and that answers are never
//! printed.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::time::Duration;

use nova_client_ext::mock::MockNova;
use nova_client_ext::types::{ErrorCode, QuestionSet};
use nova_client_ext::{
    ErrorKind, Job,
    criteria::{GenerateCriteriaRequest, JobContext},
    question_sets::Answers,
};
use serde_json::{Value, json};
use support::{CANARY, builder};

async fn mock() -> MockNova {
    MockNova::builder().without_rate_limits().start().await.unwrap()
}

fn job(mock: &MockNova) -> Job {
    builder(mock).build().unwrap().tenant("acme-corp").unwrap().job("job-1").unwrap()
}

/// The first option of every question.
fn first_options(set: &QuestionSet) -> Answers {
    set.questions.iter().fold(Answers::to(set), |answers, question| {
        answers.choose(&question.id, &question.options[0])
    })
}

fn context() -> JobContext {
    JobContext::new("Engineer", "Acme", "Builds things")
}

#[tokio::test]
async fn a_question_set_is_created_read_and_answered() {
    let mock = mock().await;
    let job = job(&mock);
    let none = job.question_sets().current().await.unwrap_err();
    assert_eq!(none.code(), Some(&ErrorCode::QuestionSetNotFound));

    let set = job.question_sets().create(context()).await.unwrap();
    assert!(mock.requests().pop().unwrap().headers.contains_key("idempotency-key"));
    assert_eq!(job.question_sets().get(set.id.as_str()).await.unwrap(), set);
    assert_eq!(job.question_sets().current().await.unwrap(), set);
    let newer = job.question_sets().create(context()).await.unwrap();
    assert_eq!(job.question_sets().current().await.unwrap().id, newer.id);

    let [single, multi] = &set.questions[..] else { panic!("{set:?}") };
    let answers = Answers::to(&set)
        .choose(&single.id, &single.options[0])
        .choose(&multi.id, &multi.options[2])
        .choose(&multi.id, &multi.options[0]);
    let criteria = job
        .criteria()
        .generate(GenerateCriteriaRequest::new(context()).answers(answers))
        .await
        .unwrap();
    let body: Value = serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap();
    assert_eq!(body["questionSetId"], set.id);
    assert_eq!(
        body["answers"],
        json!([{"id": single.id, "value": single.options[0]}, {"id": multi.id, "value": [multi.options[2], multi.options[0]]}])
    );
    assert!(criteria.iter().any(|criterion| criterion.text.contains(&multi.question)));
}

#[tokio::test(start_paused = true)]
async fn an_expired_set_is_reported_before_anything_is_sent() {
    let mock = mock().await;
    let job = job(&mock);
    mock.set_question_set_lifetime(Duration::from_secs(600));
    let set = job.question_sets().create(context()).await.unwrap();
    let generate = || {
        let answers = first_options(&set);
        job.criteria().generate(GenerateCriteriaRequest::new(context()).answers(answers))
    };
    generate().await.unwrap();
    tokio::time::sleep(Duration::from_secs(601)).await;
    let requests = mock.requests().len();
    let error = generate().await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::QuestionSetExpired, false));
    let text = error.to_string();
    assert!(
        text.contains(&set.id)
            && text.contains(&set.expires_at.unwrap().to_rfc3339())
            && text.contains("new one"),
        "{text}"
    );
    // The local time is in the text, so that a wrong clock can be noticed.
    assert!(text.contains("by the local clock it is "), "{text}");
    assert_eq!(mock.requests().len(), requests);
}

#[tokio::test]
async fn an_unknown_set_may_have_expired() {
    let mock = mock().await;
    let job = job(&mock);
    let set = job.question_sets().create(context()).await.unwrap();
    mock.expire_question_sets();
    let answers = first_options(&set);
    let error = job
        .criteria()
        .generate(GenerateCriteriaRequest::new(context()).answers(answers))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Api, Some(&ErrorCode::QuestionSetNotFound))
    );
    assert!(error.to_string().contains("it may have expired"), "{error}");
    assert!(
        job.question_sets()
            .get(set.id.as_str())
            .await
            .unwrap_err()
            .to_string()
            .contains("it may have expired")
    );
}

#[tokio::test]
async fn an_answer_mismatch_is_the_vendors_error() {
    let mock = mock().await;
    let job = job(&mock);
    let set = job.question_sets().create(context()).await.unwrap();
    // A set that has changed since it was stored.
    let mut stored = serde_json::to_value(&set).unwrap();
    stored["questions"][0]["options"] = json!(["Something else"]);
    let stored: QuestionSet = serde_json::from_value(stored).unwrap();
    let answers = first_options(&stored);
    let error = job
        .criteria()
        .generate(GenerateCriteriaRequest::new(context()).answers(answers))
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Api, Some(&ErrorCode::AnswerMismatch)));
}

#[tokio::test]
async fn every_question_needs_an_answer() {
    let mock = mock().await;
    let job = job(&mock);
    let set = job.question_sets().create(context()).await.unwrap();
    let requests = mock.requests().len();
    let [single, multi] = &set.questions[..] else { panic!("{set:?}") };
    for (answers, open) in [
        (Answers::to(&set), format!("{}, {}", single.id, multi.id)),
        (Answers::to(&set).choose(&multi.id, &multi.options[0]), single.id.clone()),
    ] {
        let generation = GenerateCriteriaRequest::new(context()).answers(answers);
        let error = job.criteria().generate(generation).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Invalid, false));
        let why = format!("{:?} leave open {open};", set.id);
        assert!(error.to_string().contains(&why), "{error}");
    }
    assert_eq!(mock.requests().len(), requests);

    // The mock expects the same of whoever asks without this client.
    let generate = async |fields: Value| {
        let mut body =
            json!({"jobContext": {"jobTitle": "a", "companyName": "b", "jobDescription": "c"}});
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let url = format!("{}/v1/jobs/job-1/criteria/generate", mock.base_url());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.post(url).bearer_auth(mock.api_key());
        let response = request.header("x-tenant-id", "acme-corp").json(&body).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json::<Value>().await.unwrap())
    };
    let one = json!({"id": single.id, "value": single.options[0]});
    let both = json!([one, {"id": multi.id, "value": [multi.options[0]]}]);
    for fields in
        [json!({"questionSetId": set.id}), json!({"questionSetId": set.id, "answers": [one]})]
    {
        let (status, body) = generate(fields).await;
        assert_eq!((status, &body["code"]), (400, &json!("ANSWER_MISMATCH")), "{body}");
    }
    let (status, body) = generate(json!({"answers": both})).await;
    assert_eq!((status, &body["code"]), (400, &json!("VALIDATION_ERROR")), "{body}");
    assert_eq!(body["details"][0]["field"], "questionSetId");
    assert_eq!(generate(json!({"questionSetId": set.id, "answers": both})).await.0, 201);
    assert_eq!(generate(json!({})).await.0, 201);
}

/// Returns a set with one question of each kind, and one of an unknown kind.
fn set() -> QuestionSet {
    let question = |id: &str, selection: &str, options: &[&str]| json!({"id": id, "question": "?", "selectionType": selection, "options": options});
    let questions = [
        question("one", "single", &["a", "b", CANARY]),
        question("many", "multi", &["a", "b"]),
        question("text", "single", &[]),
        question("unknown", "ranked", &["a", "b"]),
    ];
    let set = json!({"id": "qs_1", "jobId": "job-1", "expiresAt": "2999-01-01T00:00:00Z", "questions": questions});
    serde_json::from_value(set).unwrap()
}

#[tokio::test]
async fn invalid_answers_are_rejected_and_not_repeated() {
    let mock = mock().await;
    let job = job(&mock);
    let to = || Answers::to(&set());
    for (answers, why) in [
        (
            to().choose("none", CANARY),
            "the question \"none\" is not in question set \"qs_1\", which has one, many, text",
        ),
        (
            to().choose("many", CANARY),
            "the answer to question \"many\" is not one of its options, which are \"a\", \"b\"",
        ),
        (to().choose("one", "a").choose("one", "b"), "\"one\" is given twice"),
        (to().choose("many", "a").choose("many", "a"), "\"many\" contains the same option twice"),
        (to().choose("one", "b").choose("many", "A"), "\"many\" is not one of its options"),
    ] {
        assert!(!format!("{answers:?}").contains(CANARY));
        let generation = GenerateCriteriaRequest::new(context()).answers(answers);
        assert!(!format!("{generation:?}").contains(CANARY));
        let error = job.criteria().generate(generation).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains(why), "{why}: {error}");
        assert!(!format!("{error:?}{error}").contains(CANARY), "{error}");
    }
    assert_eq!(mock.connections(), 0);
    assert_eq!(job.question_sets().get("..").await.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(
        job.question_sets().create(JobContext::new("", "", "")).await.unwrap_err().kind(),
        ErrorKind::Invalid
    );
    assert_eq!(mock.connections(), 0);
}

#[tokio::test]
async fn texts_and_questions_of_an_unknown_kind_are_left_to_the_vendor() {
    let mock = mock().await;
    let answers = Answers::to(&set())
        .choose("one", CANARY)
        .choose("many", "b")
        .choose("text", "free")
        .choose("unknown", "b")
        .choose("unknown", "a");
    let call =
        job(&mock).criteria().generate(GenerateCriteriaRequest::new(context()).answers(answers));
    let error = call.await.unwrap_err();
    assert!(error.is_not_found() && !error.to_string().contains(CANARY), "{error}");
    let body: Value = serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap();
    let values: Vec<&Value> =
        body["answers"].as_array().unwrap().iter().map(|answer| &answer["value"]).collect();
    assert_eq!(values, [&json!(CANARY), &json!(["b"]), &json!("free"), &json!(["b", "a"])]);
}
