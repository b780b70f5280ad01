//! The same calls through `prism`. These tests need its address, so `cargo xtask conformance` runs
//! them.

use nova_client_ext::mock::MockNova;
use nova_client_ext::{ApiKey, Nova, Pacing, RetryPolicy};

use super::{TENANT, errors, walk};

/// The base URL of prism.
const PRISM: &str = "NOVA_CONFORMANCE_PRISM";
/// The address on which prism expects the mock.
const MOCK: &str = "NOVA_CONFORMANCE_MOCK";

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set; `cargo xtask conformance prism` sets it and starts prism")
    })
}

/// Returns a client that sends through prism, with the transport of this crate. It does not pace or
/// retry, so that prism sees each call once.
fn client(key: String) -> nova_client::Client {
    let nova = Nova::builder(ApiKey::new(key).unwrap()).base_url(variable(PRISM));
    let nova = nova.pacing(Pacing::off()).retry(RetryPolicy::none()).build().unwrap();
    nova.tenant(TENANT).unwrap().raw()
}

#[tokio::test]
#[ignore = "needs prism: cargo xtask conformance prism"]
async fn responses_of_prism_are_understood() {
    let failed = walk::every_operation(&client("sk_test_0123456789abcdef".to_owned())).await;
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Prism writes violations to its log. The last exchange violates the contract on purpose, to prove
/// that prism finds it.
#[tokio::test]
#[ignore = "needs prism: cargo xtask conformance prism"]
async fn prism_validates_every_exchange() {
    let mock = errors::mock(&variable(MOCK)).await;
    let client = client(mock.api_key());
    let mut failed = walk::every_operation(&client).await;
    failed.extend(errors::every_error(&mock, &client).await);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(unseen(&mock), [""; 0], "operations without a request");
    mock.place_body(TENANT, "job-1", "wrong", errors::wrong_body());
    client
        .get_scoring_batch_status()
        .job_id("job-1")
        .scoring_batch_id("wrong")
        .send()
        .await
        .unwrap();
}

fn unseen(mock: &MockNova) -> Vec<&'static str> {
    nova_client::OPERATIONS.iter().map(|one| one.id).filter(|id| mock.hits(id) == 0).collect()
}
