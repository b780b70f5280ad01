//! Deletions over a real socket: requests, waits, and the errors of waits.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::time::Duration;

use nova_client_ext::mock::{BatchScript, Fault, MockNova, MockResponse, StatusCode};
use nova_client_ext::types::{DeletionScope, DeletionStatus};
use nova_client_ext::{ErrorKind, Nova, library::NewLibraryCriterion};
use serde_json::json;
use support::builder;
use tokio::time::Instant;

const HOUR: Duration = Duration::from_secs(3600);

fn nova(mock: &MockNova) -> Nova {
    builder(mock).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_tenants_data_is_deleted_when_its_deletion_is_completed() {
    let mock = MockNova::start().await.unwrap();
    mock.set_deletion_time(Duration::from_secs(600));
    let (acme, globex) =
        (nova(&mock).tenant("acme").unwrap(), nova(&mock).tenant("globex").unwrap());
    let mut batches = Vec::new();
    for tenant in [&acme, &globex, &acme] {
        batches.push(mock.place_batch(
            tenant.id().as_str(),
            "job-1",
            BatchScript::new().scored("app-1", 7),
        ));
        tenant.library().add(NewLibraryCriterion::must_have("Dutch")).await.unwrap();
    }
    acme.job("job-1").unwrap().criteria().archive().await.unwrap();

    let deletion = acme.delete_data().await.unwrap();
    let seen = mock.requests().pop().unwrap();
    assert_eq!((seen.path.as_str(), seen.tenant), ("/v1/tenants/acme", None));
    assert!(!seen.headers.contains_key("idempotency-key"));
    let request = deletion.request().unwrap();
    assert_eq!(
        (&request.scope, &request.status),
        (&DeletionScope::Tenant, &DeletionStatus::Pending)
    );
    assert_eq!(deletion.id().as_str(), request.id);
    assert_eq!(
        nova(&mock).delete_tenant_data("acme").await.unwrap().id(),
        deletion.id(),
        "the existing request"
    );
    assert_eq!(acme.library().list().await.unwrap().len(), 2, "not deleted yet");

    tokio::time::sleep(Duration::from_secs(400)).await;
    let again = nova(&mock).deletion(deletion.id()).unwrap();
    assert!(again.request().is_none());
    assert_eq!(again.status().await.unwrap().status, DeletionStatus::Processing);
    let done = again.wait(HOUR).await.unwrap();
    assert_eq!(done.status, DeletionStatus::Completed);
    assert!(done.completed_at.is_some() && done.failed_at.is_none());
    assert_eq!(mock.deletion(deletion.id().as_str()).unwrap().unwrap(), done);

    assert!(acme.library().list().await.unwrap().is_empty());
    assert!(
        acme.job("job-1").unwrap().criteria().list().await.is_ok(),
        "the archived state is deleted, too"
    );
    for (batch, tenant, is_left) in [(0, &acme, false), (1, &globex, true), (2, &acme, false)] {
        assert_eq!(
            mock.batch_body(tenant.id().as_str(), "job-1", &batches[batch]).unwrap().is_some(),
            is_left
        );
    }
    assert_eq!(globex.library().list().await.unwrap().len(), 1);
    assert_ne!(
        acme.delete_data().await.unwrap().id(),
        deletion.id(),
        "data created since then needs a new request"
    );
}

#[tokio::test(start_paused = true)]
async fn only_the_applications_data_is_deleted() {
    let mock = MockNova::start().await.unwrap();
    let script =
        || BatchScript::new().scored("app-1", 7).scored("app-2", 5).queue_time(Duration::ZERO);
    let batch = mock.place_batch("acme", "job-1", script());
    let elsewhere = mock.place_batch("acme", "job-2", script());
    let placed = mock.batch_body("acme", "job-1", &batch).unwrap().unwrap();
    mock.place_body("acme", "job-1", "sb-placed", placed);

    let application =
        nova(&mock).tenant("acme").unwrap().job("job-1").unwrap().application("app-1").unwrap();
    let deletion = application.delete_data().await.unwrap();
    let seen = mock.requests().pop().unwrap();
    assert_eq!(seen.path, "/v1/jobs/job-1/applications/app-1");
    assert_eq!((seen.method.as_str(), seen.tenant.as_deref()), ("DELETE", Some("acme")));
    assert_eq!(deletion.request().unwrap().scope, DeletionScope::Application);
    assert_eq!(application.delete_data().await.unwrap().id(), deletion.id());
    deletion.wait(HOUR).await.unwrap();
    for (job, batch, left) in
        [("job-1", batch.as_str(), 1), ("job-1", "sb-placed", 1), ("job-2", &elsewhere, 2)]
    {
        let body = mock.batch_body("acme", job, batch).unwrap().unwrap();
        let jobs = body["scoringJobs"].as_array().unwrap();
        assert_eq!(jobs.len(), left, "{batch}");
        assert_eq!(jobs.iter().any(|one| one["applicationId"] == "app-1"), job == "job-2");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_polls_at_increasing_intervals() {
    let mock = MockNova::start().await.unwrap();
    mock.set_deletion_time(HOUR);
    let deletion = nova(&mock).delete_tenant_data("acme").await.unwrap();
    let started = Instant::now();
    deletion.wait(2 * HOUR).await.unwrap();
    assert!(started.elapsed() < HOUR + Duration::from_secs(35), "{:?}", started.elapsed());
    let polls = mock.hits("getDeletionRequest");
    assert!((120..=180).contains(&polls), "{polls}");
    let at: Vec<_> = mock.requests().iter().skip(1).map(|seen| seen.at).collect();
    assert!(at[1] < at[0] + Duration::from_secs(3), "short intervals at first: {at:?}");
}

#[tokio::test(start_paused = true)]
async fn a_failed_deletion_is_an_error() {
    let mock = MockNova::start().await.unwrap();
    mock.fail_deletions(true);
    let deletion = nova(&mock).delete_tenant_data("acme").await.unwrap();
    let error = deletion.wait(HOUR).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotCompleted);
    let failed_at = mock.deletion(deletion.id().as_str()).unwrap().unwrap().failed_at.unwrap();
    for part in [
        deletion.id().as_str(),
        "tenant",
        &failed_at.to_rfc3339(),
        "may still exist",
        "request the deletion again",
    ] {
        assert!(error.to_string().contains(part), "{part}: {error}");
    }
    assert_eq!(
        deletion.status().await.unwrap().status,
        DeletionStatus::Failed,
        "as a status it is not an error"
    );
    assert!(mock.batch_body("acme", "job-1", "sb").unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_expires_has_the_last_status() {
    let mock = MockNova::start().await.unwrap();
    mock.set_deletion_time(HOUR);
    let deletion = nova(&mock).delete_tenant_data("acme").await.unwrap();
    let started = Instant::now();
    let error = deletion.wait(Duration::from_secs(90)).await.unwrap_err();
    assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::WaitExpired, 90));
    assert!(error.is_timeout());
    for part in [deletion.id().as_str(), "90 s", "it is pending since", "read its status later"] {
        assert!(error.to_string().contains(part), "{part}: {error}");
    }

    let unknown_status = json!({"deletionRequest": {"id": deletion.id(), "scope": "tenant", "status": "on_hold",
        "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}});
    mock.inject(
        Fault::respond(MockResponse::json(StatusCode::OK, unknown_status.to_string()))
            .operation("getDeletionRequest")
            .always(),
    );
    let error = deletion.wait(Duration::from_secs(90)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WaitExpired);
    assert!(
        error.to_string().contains("its status is \"on_hold\", which this version does not know"),
        "{error}"
    );
    mock.clear_faults();

    let down = || MockResponse::error(StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", true);
    mock.inject(Fault::respond(down()).operation("getDeletionRequest").always());
    let error = deletion.wait(Duration::from_secs(90)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WaitExpired);
    assert!(
        error
            .to_string()
            .contains("no poll has succeeded, and the last poll failed: getDeletionRequest"),
        "{error}"
    );
    assert!(std::error::Error::source(&error).is_some());
    mock.clear_faults();

    // A transient outage does not end the wait.
    mock.inject(Fault::respond(down()).operation("getDeletionRequest").times(10));
    assert!(deletion.wait(2 * HOUR).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_final_error_ends_a_wait_at_once() {
    let mock = MockNova::start().await.unwrap();
    let started = Instant::now();
    let error = nova(&mock).deletion("delreq_unknown").unwrap().wait(HOUR).await.unwrap_err();
    assert!(error.is_not_found() && started.elapsed() < Duration::from_secs(1), "{error}");
    let deletion = nova(&mock).deletion("delreq_1").unwrap();
    for timeout in [Duration::ZERO, Duration::MAX] {
        assert_eq!(deletion.wait(timeout).await.unwrap_err().kind(), ErrorKind::Invalid);
    }
}

#[tokio::test(start_paused = true)]
async fn the_third_proxy_page_in_a_row_ends_a_wait() {
    let mock = MockNova::start().await.unwrap();
    let deletion = nova(&mock).delete_tenant_data("acme").await.unwrap();
    let page = || {
        Fault::respond(MockResponse::html(StatusCode::OK, "<h1>login</h1>"))
            .operation("getDeletionRequest")
    };
    mock.inject(page().times(2));
    assert_eq!(deletion.wait(HOUR).await.unwrap().status, DeletionStatus::Completed);
    mock.inject(page().times(3));
    assert_eq!(deletion.wait(HOUR).await.unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(mock.waiting_faults(), 0);
}

#[tokio::test]
async fn a_retried_deletion_returns_the_same_request() {
    let mock = MockNova::start().await.unwrap();
    let first = nova(&mock).delete_tenant_data("acme").await.unwrap();
    mock.inject(Fault::respond(MockResponse::error(
        StatusCode::INTERNAL_SERVER_ERROR,
        "INTERNAL_ERROR",
        true,
    )));
    let again = nova(&mock).delete_tenant_data("acme").await.unwrap();
    assert_eq!(again.id(), first.id());
    assert_eq!(mock.hits("deleteTenantData"), 3, "the first request, the failure and its retry");
}

#[tokio::test]
async fn invalid_ids_are_rejected_before_anything_is_sent() {
    let mock = MockNova::start().await.unwrap();
    let nova = nova(&mock);
    for bad in ["", ".", "..", "a\\b", "a\nb"] {
        let error = nova.deletion(bad).unwrap_err();
        assert!(error.to_string().starts_with("the deletion request id"), "{error}");
        let error = nova.delete_tenant_data(bad).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().starts_with("the tenant id"), "{error}");
    }
    assert_eq!(mock.connections(), 0);
}
