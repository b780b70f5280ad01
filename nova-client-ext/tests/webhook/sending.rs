//! The mock's webhooks: each end is sent once, signed, and resent until it is accepted.

use std::collections::HashSet;
use std::io;
use std::time::Duration;

use nova_client_ext::mock::{BatchScript, ClosedPort, MockNova, SentWebhook};
use nova_client_ext::{
    BatchOutcome,
    webhook::{Delivery, Event, Verifier},
};
use serde_json::json;
use tokio::time::sleep;

use super::receiver::{MockResponse, Receiver};
use super::{JOB, SECRET, TENANT};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: u64 = 60;

async fn harness() -> (MockNova, Receiver) {
    let receiver = Receiver::start().await;
    let mock = MockNova::builder().webhook(receiver.url(), SECRET).start().await.unwrap();
    (mock, receiver)
}

fn verified(receiver: &Receiver) -> Vec<Delivery> {
    let verifier = Verifier::new(SECRET).unwrap();
    receiver
        .deliveries()
        .iter()
        .map(|(headers, body)| verifier.verify(headers, body).unwrap())
        .collect()
}

fn names(receiver: &Receiver) -> Vec<String> {
    verified(receiver).iter().map(|delivery| delivery.event.name().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn each_end_is_sent_at_once_and_the_batch_last() {
    let (mock, receiver) = harness().await;
    let script = BatchScript::new()
        .scored("app-1", 7)
        .failed("app-2", "TIMEOUT", "Too slow")
        .rejected("app-3", "RESUME_EMPTY", "Empty", None)
        .queue_time(5 * SECOND)
        .scoring_time(10 * SECOND)
        .stagger(10 * SECOND);
    let batch = mock.place_batch(TENANT, JOB, script);
    sleep(14 * SECOND).await;
    assert!(receiver.deliveries().is_empty(), "nothing has ended");
    sleep(2 * SECOND).await;
    assert_eq!(names(&receiver), ["score.completed"]);
    sleep(60 * SECOND).await;

    let mut received = verified(&receiver);
    // Deliveries of simultaneous ends may arrive in any order.
    received.sort_by_key(|delivery| matches!(delivery.event, Event::BatchCompleted(_)));
    let [scored, failed, completed] = &received[..] else { panic!("{received:?}") };
    let body = mock.batch_body(TENANT, JOB, &batch).unwrap().unwrap();
    let Event::ScoreCompleted(event) = &scored.event else { panic!("{scored:?}") };
    assert_eq!((event.tenant_id.as_str(), event.job_id.as_str()), (TENANT, JOB));
    assert_eq!((event.application_id.as_str(), event.result.score), ("app-1", 7));
    assert_eq!(event.scoring_job_id, body["scoringJobs"][0]["id"].as_str().unwrap());
    assert_eq!(
        serde_json::to_value(event.completed_at).unwrap(),
        body["scoringJobs"][0]["completedAt"]
    );
    assert!(event.result.assessment.is_some());
    assert_eq!(failed.event.failure().unwrap().message.as_deref(), Some("Too slow"));
    let Event::BatchCompleted(event) = &completed.event else { panic!("{completed:?}") };
    assert_eq!((event.batch_id.as_str(), event.total_jobs), (batch.as_str(), 2));
    assert_eq!(serde_json::to_value(event.completed_at).unwrap(), body["batch"]["completedAt"]);
    assert_eq!(completed.event.batch_outcome(), Some(BatchOutcome::PartialFailure));

    let (headers, _) = &receiver.deliveries()[0];
    assert_eq!(headers["x-webhook-event"], "SCORE_COMPLETED");
    assert_eq!(headers["content-type"], "application/json");
    let ids: HashSet<_> = received.iter().map(|delivery| &delivery.id).collect();
    assert_eq!(ids.len(), 3);
    assert!(mock.deliveries().iter().all(SentWebhook::is_delivered));
}

#[tokio::test(start_paused = true)]
async fn a_delivery_is_resent_with_its_id_until_it_is_accepted() {
    let (mock, receiver) = harness().await;
    receiver.will_respond([
        MockResponse::Status(500),
        MockResponse::Silence,
        MockResponse::Status(301),
        MockResponse::Status(204),
    ]);
    mock.send_webhook("score.unknown", &json!({"event": "score.unknown"}));
    sleep(Duration::from_secs(3 * 3600)).await;

    let deliveries = verified(&receiver);
    assert_eq!(deliveries.len(), 4);
    assert!(
        deliveries.iter().all(
            |delivery| delivery.id == deliveries[0].id && delivery.event == deliveries[0].event
        )
    );
    let [sent] = &mock.deliveries()[..] else { panic!("{:?}", mock.deliveries()) };
    assert!(sent.is_delivered());
    assert_eq!(
        (&sent.id, sent.event.as_str(), sent.url.as_str()),
        (&deliveries[0].id, "score.unknown", receiver.url())
    );
    let statuses: Vec<_> = sent.attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [Some(500), None, Some(301), Some(204)]);
    assert!(sent.attempts[1].error.is_some());
    // The second attempt timed out after 30 seconds.
    let at: Vec<u64> = sent.attempts.iter().map(|attempt| attempt.at.as_secs()).collect();
    assert_eq!(at, [0, MINUTE, 6 * MINUTE + 30, 21 * MINUTE + 30]);
    // Each attempt has its own timestamp.
    let times: HashSet<_> = deliveries.iter().map(|delivery| delivery.timestamp.unwrap()).collect();
    assert_eq!(times.len(), 4);
    assert!(!format!("{sent:?}").contains("unknown\"}"), "{sent:?}");
}

#[tokio::test(start_paused = true)]
async fn a_delivery_is_abandoned_after_five_attempts() {
    let closed_port = ClosedPort::new().unwrap();
    let mock = MockNova::builder().webhook(closed_port.base_url(), SECRET).start().await.unwrap();
    mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    sleep(Duration::from_secs(3 * 3600)).await;
    assert_eq!(mock.deliveries().len(), 2);
    for sent in mock.deliveries() {
        assert_eq!((sent.attempts.len(), sent.is_delivered()), (5, false));
        assert!(sent.attempts.iter().all(|attempt| attempt.error.is_some()), "{sent:?}");
        assert_eq!(sent.attempts[4].at.as_secs(), 51 * MINUTE);
    }
}

#[tokio::test(start_paused = true)]
async fn retry_waits_can_be_set_and_a_delivery_resent() {
    let (mock, receiver) = harness().await;
    mock.set_webhook_waits([SECOND; 4]);
    receiver.will_respond([MockResponse::Status(503); 4]);
    mock.send_webhook("test", &json!({"hello": "you"}));
    sleep(5 * SECOND).await;
    let [sent] = &mock.deliveries()[..] else { panic!("{:?}", mock.deliveries()) };
    assert_eq!((sent.attempts.len(), sent.is_delivered()), (5, true));

    assert!(mock.resend_webhook(&sent.id));
    assert!(!mock.resend_webhook("whd_other"));
    sleep(SECOND).await;
    let deliveries = verified(&receiver);
    assert_eq!(deliveries.len(), 6);
    assert!(deliveries.iter().all(|delivery| delivery.id == sent.id && delivery.event.is_test()));
}

#[tokio::test(start_paused = true)]
async fn jobs_ended_at_placement_or_by_finish_all_are_sent_too() {
    let (mock, receiver) = harness().await;
    mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    mock.place_batch(
        "other",
        JOB,
        BatchScript::new().scored("app-1", 7).stuck("app-2").scoring_time(3600 * SECOND),
    );
    mock.place_batch(
        TENANT,
        JOB,
        BatchScript::new().rejected("app-3", "RESUME_EMPTY", "Empty", None),
    );
    mock.place_body(TENANT, JOB, "sb-1", json!({"batch": {"status": "completed"}}));
    sleep(SECOND).await;
    let mut received = names(&receiver);
    received.sort();
    assert_eq!(received, ["batch.completed", "score.completed"]);
    mock.finish_all();
    sleep(SECOND).await;
    let last = verified(&receiver).pop().unwrap();
    assert_eq!((last.event.name(), last.event.tenant_id()), ("score.completed", Some("other")));
    sleep(7200 * SECOND).await;
    assert_eq!(
        receiver.deliveries().len(),
        3,
        "nothing is sent twice, and nothing for a stuck job"
    );
}

#[tokio::test(start_paused = true)]
async fn every_endpoint_receives_only_later_events() {
    let mock = MockNova::start().await.unwrap();
    mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    sleep(SECOND).await;
    let receivers = [Receiver::start().await, Receiver::start().await];
    for (receiver, secret) in receivers.iter().zip(["whsec_a", "whsec_b"]) {
        mock.add_webhook(receiver.url(), secret).unwrap();
    }
    sleep(SECOND).await;
    assert!(mock.deliveries().is_empty());
    mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-2", 7));
    sleep(SECOND).await;
    for (receiver, secret) in receivers.iter().zip(["whsec_a", "whsec_b"]) {
        let verifier = Verifier::new(secret).unwrap();
        assert_eq!(receiver.deliveries().len(), 2);
        for (headers, body) in receiver.deliveries() {
            verifier.verify(&headers, &body).unwrap();
        }
    }
    for _ in 0..3 {
        mock.add_webhook("https://localhost/", SECRET).unwrap();
    }
    let sixth = mock.add_webhook("https://localhost/", SECRET).unwrap_err();
    assert_eq!(sixth.kind(), io::ErrorKind::InvalidInput);
}

#[tokio::test]
async fn invalid_endpoints_are_rejected() {
    for (url, secret) in [
        ("ftp://localhost/", SECRET),
        ("nowhere", SECRET),
        ("", SECRET),
        ("https://localhost/", ""),
    ] {
        let error = MockNova::builder().webhook(url, secret).start().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        assert!(
            error.to_string().starts_with("webhook: ") && !error.to_string().contains(SECRET),
            "{error}"
        );
    }
}
