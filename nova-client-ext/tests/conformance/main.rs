//! Every operation of the contract, called through the generated client: the requests of the client
//! and the responses of the mock must satisfy the contract.
//!
//! The same calls are validated in three ways: by the schema validator of the mock, here; and, if
//! `cargo xtask conformance` provides the addresses, with `prism` as the server and with `prism` as
//! a proxy.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod checked;
mod errors;
#[cfg(feature = "cli")]
mod page;
mod prism;
#[allow(dead_code, unreachable_pub, reason = "the mock's own module, which has its own tests")]
#[path = "../../src/mock/routes/schema.rs"]
mod schema;
mod walk;

use nova_client_ext::mock::MockNova;

const TENANT: &str = "acme-corp";

#[tokio::test]
async fn responses_of_the_mock_satisfy_the_contract() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let (client, violations) = checked::client(&mock);
    let failed = walk::every_operation(&client).await;
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    for operation in &nova_client::OPERATIONS {
        assert!(mock.hits(operation.id) > 0, "{} was not called", operation.id);
    }
    assert_eq!(violations.list(), [""; 0]);
}

#[tokio::test]
async fn documented_errors_satisfy_the_contract() {
    let mock = errors::mock("127.0.0.1:0").await;
    let (client, violations) = checked::client(&mock);
    let failed = errors::every_error(&mock, &client).await;
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(violations.list(), [""; 0]);
}

/// Proves that the validation finds a violation.
#[tokio::test]
async fn a_wrong_response_is_found() {
    let mock = MockNova::start().await.unwrap();
    mock.place_body(TENANT, "job-1", "wrong", errors::wrong_body());
    let (client, violations) = checked::client(&mock);
    client
        .get_scoring_batch_status()
        .job_id("job-1")
        .scoring_batch_id("wrong")
        .send()
        .await
        .unwrap();
    assert_eq!(violations.list(), ["getScoringBatchStatus: response: batch.totalJobs too_small"]);
}
