//! The walk past `prism`. These tests run where `cargo xtask conformance` has started it: they need
//! its address.

use nova_client_ext::mock::MockNova;
use nova_client_ext::{ApiKey, Nova, Pacing, RetryPolicy};

use super::{TENANT, errors, walk};

/// The base URL of prism.
const PRISM: &str = "NOVA_CONFORMANCE_PRISM";
/// Where the mock must listen for prism to find it.
const MOCK: &str = "NOVA_CONFORMANCE_MOCK";

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set; `cargo xtask conformance prism` sets it and starts prism")
    })
}

/// A client that sends through prism, with the transport of this crate. It waits for nothing and
/// repeats nothing, so that what prism sees is what was called.
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

/// What prism thinks of each exchange stands in its log. The last one is wrong on purpose, to see
/// that it would say so.
#[tokio::test]
#[ignore = "needs prism: cargo xtask conformance prism"]
async fn prism_reads_along() {
    let mock = errors::mock(&variable(MOCK)).await;
    let client = client(mock.api_key());
    let mut failed = walk::every_operation(&client).await;
    failed.extend(errors::every_error(&mock, &client).await);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(unseen(&mock), [""; 0], "operations that did not come through");
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
