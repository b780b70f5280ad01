//! `nova delete …`: requires confirmation, and has distinct exit codes.

use std::time::Duration;

use nova_client_ext::mock::{Fault, MockNova, MockResponse, StatusCode};
use serde_json::json;

use crate::harness::{JOB, Outcome, mock, nova_at, run, run_with_input};

fn delete(mock: &MockNova, arguments: &[&str]) -> Outcome {
    run(nova_at(&mock.base_url(), &[&["delete"], arguments].concat()))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_deleted_without_confirmation() {
    let mock = mock().await;
    for (arguments, what) in [
        (&["tenant", "globex"][..], "all data of tenant globex"),
        (
            &["application", JOB, "app-1"],
            "the data of application app-1 of job job-1, tenant acme-corp",
        ),
    ] {
        let refused = delete(&mock, arguments);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(
            refused.error_line().contains(what) && refused.error_line().contains("--yes"),
            "{refused:?}"
        );
        // Input from a pipe is not a confirmation.
        let command = nova_at(&mock.base_url(), &[&["delete"], arguments].concat());
        assert_eq!(run_with_input(command, b"globex\napp-1\nyes\n").code, 2);
    }
    for (arguments, why) in [
        (&["tenant", "..", "--yes"][..], "TENANT: the tenant id is"),
        (&["tenant", "--yes"], "<TENANT>"),
        (&["application", JOB, "", "--yes"], "APPLICATION: the application id is empty"),
        (&["status", "."], "REQUEST: the deletion request id is"),
    ] {
        let refused = delete(&mock, arguments);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.error_line().contains(why), "{why}: {refused:?}");
    }
    assert_eq!(mock.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_is_the_state() {
    let mock = mock().await;
    mock.set_deletion_time(Duration::from_secs(3600));
    let asked = delete(&mock, &["tenant", "globex", "--yes", "--json"]);
    assert_eq!(asked.code, 0, "the request was accepted");
    let request = asked.object()["deletionRequest"].clone();
    assert_eq!((&request["scope"], &request["status"]), (&json!("tenant"), &json!("pending")));
    assert_eq!(mock.requests()[0].path, "/v1/tenants/globex");
    let id = request["id"].as_str().unwrap();
    let pending = delete(&mock, &["status", id]);
    assert_eq!(pending.code, 3);
    assert!(
        pending
            .stdout
            .starts_with(&format!("Deletion {id} of the data of one tenant: pending since ")),
        "{pending:?}"
    );
    let expired = delete(&mock, &["status", id, "--wait", "--timeout", "0.3", "--json"]);
    assert_eq!((expired.code, &expired.error_object()["kind"]), (3, &json!("wait_expired")));

    let odd = json!({"deletionRequest": {"id": id, "scope": "tenant", "status": "on_hold",
        "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}});
    mock.inject(Fault::respond(MockResponse::json(StatusCode::OK, odd.to_string())));
    assert_eq!(delete(&mock, &["status", id]).code, 6);

    mock.set_deletion_time(Duration::ZERO);
    let done = delete(&mock, &["application", JOB, "app-1", "--yes", "--wait", "--json"]);
    assert_eq!((done.code, &done.object()["deletionRequest"]["status"]), (0, &json!("completed")));
    mock.fail_deletions(true);
    let failed = delete(&mock, &["application", JOB, "app-2", "--yes", "--wait", "--json"]);
    assert_eq!((failed.code, &failed.error_object()["kind"]), (1, &json!("not_completed")));
    let id = "delreq_mock_3";
    let status = delete(&mock, &["status", id, "--json"]);
    assert_eq!((status.code, &status.object()["deletionRequest"]["status"]), (1, &json!("failed")));
    assert_eq!(delete(&mock, &["status", "delreq_unknown"]).code, 1);
}
