//! Reading events and converting them to the types of polling.

use nova_client_ext::types::ErrorCode;
use nova_client_ext::webhook::{Stamp, sign};
use nova_client_ext::{
    BatchOutcome, ErrorKind, Remedy,
    report::ScoringJobOutcome,
    watch::BatchEvent,
    webhook::{Delivery, Event, Verifier},
};
use serde_json::{Value, json};

use super::support::CANARY;
use super::{SECRET, documented};

fn deliver(event: &Value) -> Delivery {
    let signed = sign(SECRET, event).unwrap();
    Verifier::new(SECRET).unwrap().verify(&signed.headers, &signed.body).unwrap()
}

/// Delivers a body under an event name.
fn deliver_as(name: &str, body: &str) -> Result<Delivery, nova_client_ext::Error> {
    let verifier = Verifier::new(SECRET).unwrap();
    let signed = verifier.sign_as(&Stamp::new(name), body.to_owned()).unwrap();
    verifier.verify(&signed.headers, &signed.body)
}

fn read(schema: &str) -> Event {
    Event::read(None, documented(schema)).unwrap()
}

#[test]
fn a_score_event_equals_the_score_in_a_report() {
    let event = read("ScoreCompletedEvent");
    assert_eq!(
        (event.name(), event.tenant_id(), event.job_id()),
        ("score.completed", Some("acme-corp"), Some("job-123"))
    );
    assert_eq!(
        (event.application_id(), event.scoring_job_outcome()),
        (Some("app-456"), Some(ScoringJobOutcome::Scored))
    );
    assert_eq!(event.happened_at().unwrap().to_rfc3339(), "2025-01-15T10:30:45+00:00");
    let scored = event.scored().unwrap();
    assert_eq!((scored.application_id.as_str(), scored.score), ("app-456", Some(7)));
    assert_eq!(event.to_batch_event(), Some(BatchEvent::Scored(scored)));
    assert!(
        event.failure().is_none() && event.remedy().is_none() && event.batch_outcome().is_none()
    );
}

#[test]
fn a_failure_has_its_remedy() {
    let event = read("ScoreFailedEvent");
    let failure = event.failure().unwrap();
    assert_eq!(
        (failure.code.as_ref(), failure.remedy),
        (Some(&ErrorCode::ResumeFetchFailed), Remedy::RefreshResumeUrl)
    );
    assert_eq!(
        (event.scoring_job_outcome(), event.remedy()),
        (Some(ScoringJobOutcome::Failed), Some(Remedy::RefreshResumeUrl))
    );
    assert_eq!(event.to_batch_event(), Some(BatchEvent::Failed(failure)));

    let mut value: Value = serde_json::from_slice(&documented("ScoreFailedEvent")).unwrap();
    value["error"] = json!({"code": "COSMIC_RAY"});
    let failure = deliver(&value).event.failure().unwrap();
    assert_eq!(
        (failure.code.unwrap().as_str(), failure.message, failure.remedy),
        ("COSMIC_RAY", None, Remedy::Investigate)
    );
}

#[test]
fn a_batch_is_classified_by_its_counters() {
    let event = read("BatchCompletedEvent");
    assert_eq!(
        (event.batch_outcome(), event.application_id()),
        (Some(BatchOutcome::PartialFailure), None)
    );
    let Some(BatchEvent::Progress(progress)) = event.to_batch_event() else { panic!("{event:?}") };
    assert_eq!((progress.total_jobs, progress.completed_jobs, progress.failed_jobs), (50, 48, 2));

    for (counters, status, outcome) in [
        ([2, 2, 0], "completed", BatchOutcome::Completed),
        ([2, 2, 0], "failed", BatchOutcome::Completed),
        ([2, 0, 2], "failed", BatchOutcome::TotalFailure),
        ([2, 1, 1], "archived", BatchOutcome::PartialFailure),
        ([2, 1, 0], "failed", BatchOutcome::Pending),
        ([2, 1, 0], "archived", BatchOutcome::Unknown),
        ([0, 0, 0], "completed", BatchOutcome::Completed),
    ] {
        let mut value: Value = serde_json::from_slice(&documented("BatchCompletedEvent")).unwrap();
        for (field, counter) in
            ["totalJobs", "completedJobs", "failedJobs"].into_iter().zip(counters)
        {
            value[field] = counter.into();
        }
        value["status"] = status.into();
        assert_eq!(deliver(&value).event.batch_outcome(), Some(outcome), "{counters:?} {status}");
    }
}

#[test]
fn an_unknown_event_is_kept() {
    let body = json!({"event": "score.updated", "tenantId": "acme-corp", "jobId": "job-1", "applicationId": "app-1",
        "assessment": CANARY});
    let delivery = deliver(&body);
    let Event::Other { name, value, .. } = &delivery.event else { panic!("{delivery:?}") };
    assert_eq!((name.as_str(), value), ("score.updated", &body));
    assert_eq!(
        (delivery.event.tenant_id(), delivery.event.job_id()),
        (Some("acme-corp"), Some("job-1"))
    );
    assert_eq!(delivery.event.application_id(), Some("app-1"));
    assert!(
        delivery.event.to_batch_event().is_none() && delivery.event.scoring_job_outcome().is_none()
    );
    assert_eq!(serde_json::to_value(&delivery.event).unwrap(), body);
    assert!(!format!("{delivery:?} {delivery:#?}").contains(CANARY));

    // Without a name in the body, the header's name is used.
    let delivery = deliver_as("score.updated", r#"{"tenantId":"acme-corp"}"#).unwrap();
    assert_eq!(delivery.event.name(), "SCORE_UPDATED");
}

#[test]
fn a_test_event_is_recognised_with_any_body() {
    for body in ["", "{}", "null", r#"{"message":"hello"}"#, "[1]"] {
        let delivery = deliver_as("test", body).unwrap();
        assert!(delivery.event.is_test(), "{body}: {delivery:?}");
        assert_eq!((delivery.event.name(), delivery.event.tenant_id()), ("test", None));
    }
    // A test event with the body of a real event is still a test.
    let sample = String::from_utf8(documented("ScoreCompletedEvent")).unwrap();
    assert!(deliver_as("test", &sample).unwrap().event.to_batch_event().is_none());
}

#[test]
fn an_error_about_a_genuine_body_shows_its_path_and_no_value() {
    let completed = String::from_utf8(documented("ScoreCompletedEvent")).unwrap();
    let canary = completed.replace('…', CANARY);
    for (body, path, what) in [
        (String::new(), "", "ends in the middle"),
        ("<html>".to_owned(), "", "is not JSON"),
        (format!("\"{CANARY}\""), "", "is a string, expected an object with a field `event`"),
        (canary.replace("\"app-456\"", "{}"), "applicationId", "is an object"),
        (
            canary.replace("\"score\": 7", &format!("\"score\": \"{CANARY}\"")),
            "result.score",
            "is a string",
        ),
        (canary.replace("\"tenantId\"", "\"tenant\""), "tenantId", "is missing"),
        (canary.replace("\"score.completed\"", "7"), "event", "is an integer"),
    ] {
        let error = deliver_as("score.completed", &body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
        let failure = error.decode_failure().unwrap();
        assert_eq!(failure.path, path, "{failure:?}");
        assert!(failure.what.contains(what), "{failure:?}");
        assert!(!format!("{error} {error:?}").contains(CANARY), "{error:?}");
    }
    let error = Event::read(None, "{}").unwrap_err();
    assert_eq!(error.to_string(), "the webhook's body violates the contract: it has no event name");
}

#[test]
fn debug_output_of_a_delivery_does_not_show_the_assessment() {
    let body = String::from_utf8(documented("ScoreCompletedEvent")).unwrap().replace('…', CANARY);
    let delivery = deliver(&serde_json::from_str(&body).unwrap());
    let Event::ScoreCompleted(event) = &delivery.event else { panic!("{delivery:?}") };
    assert_eq!(
        event.result.assessment.as_ref().unwrap().verdict,
        CANARY,
        "the assessment is present"
    );
    assert!(!format!("{delivery:?} {delivery:#?}").contains(CANARY));
}
