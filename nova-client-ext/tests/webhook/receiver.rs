//! An endpoint that records deliveries and sends configured responses.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::sleep;

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Recorded>>);

#[derive(Default)]
struct Recorded {
    deliveries: Vec<(HeaderMap, Bytes)>,
    responses: VecDeque<MockResponse>,
}

/// The endpoint's response to a delivery.
#[derive(Clone, Copy)]
pub(crate) enum MockResponse {
    Status(u16),
    /// Sends no response for an hour.
    Silence,
}

pub(crate) struct Receiver {
    state: Shared,
    url: String,
    serving: JoinHandle<()>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/nova", listener.local_addr().unwrap());
        let state = Shared::default();
        let router = Router::new().route("/nova", post(take)).with_state(state.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { state, url, serving }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Sets the next responses, in order; after them, the status is 200.
    pub(crate) fn will_respond(&self, responses: impl IntoIterator<Item = MockResponse>) {
        self.state.0.lock().unwrap().responses.extend(responses);
    }

    /// Returns the deliveries received so far.
    pub(crate) fn deliveries(&self) -> Vec<(HeaderMap, Bytes)> {
        self.state.0.lock().unwrap().deliveries.clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State(state): State<Shared>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let response = {
        let mut guard = state.0.lock().unwrap();
        guard.deliveries.push((headers, body));
        guard.responses.pop_front().unwrap_or(MockResponse::Status(200))
    };
    match response {
        MockResponse::Status(status) => StatusCode::from_u16(status).unwrap(),
        MockResponse::Silence => {
            sleep(Duration::from_secs(3600)).await;
            StatusCode::OK
        }
    }
}
