//! The mock over real sockets, with a plain HTTP client.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod batches;
mod faults;
mod idempotency;
mod limits;
mod requests;
mod responses;
mod scoring;
mod server;
mod wire;

use nova_client_ext::mock::{BatchScript, MockNova};
use reqwest::{RequestBuilder, Response};
use serde_json::Value;

const TENANT: &str = "acme-corp";
const JOB: &str = "job-1";

/// Returns a mock with one finished batch.
async fn mock_with_batch() -> (MockNova, String) {
    let mock = MockNova::start().await.unwrap();
    let batch = mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    (mock, batch)
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// Returns the status request for a batch, without key and tenant.
fn bare(client: &reqwest::Client, mock: &MockNova, batch: &str) -> RequestBuilder {
    client.get(format!("{}/v1/jobs/{JOB}/scoring-batches/{batch}", mock.base_url()))
}

/// Returns the status request for a batch, with key and tenant.
fn status(client: &reqwest::Client, mock: &MockNova, batch: &str) -> RequestBuilder {
    bare(client, mock, batch).bearer_auth(mock.api_key()).header("X-Tenant-Id", TENANT)
}

async fn get(mock: &MockNova, batch: &str) -> Response {
    status(&client(), mock, batch).send().await.unwrap()
}

async fn body(mock: &MockNova, batch: &str) -> Value {
    let response = get(mock, batch).await;
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}
