//! An endpoint that writes down what it gets, and responses as it is emitted.

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
struct Notes(Arc<Mutex<Written>>);

#[derive(Default)]
struct Written {
    got: Vec<(HeaderMap, Bytes)>,
    responses: VecDeque<MockResponse>,
}

/// What the endpoint does with a delivery.
#[derive(Clone, Copy)]
pub(crate) enum MockResponse {
    Status(u16),
    /// Says nothing for an hour.
    Silence,
}

pub(crate) struct Receiver {
    notes: Notes,
    url: String,
    serving: JoinHandle<()>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/nova", listener.local_addr().unwrap());
        let notes = Notes::default();
        let router = Router::new().route("/nova", post(take)).with_state(notes.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { notes, url, serving }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What it will response, in order; 200 after that.
    pub(crate) fn will_respond(&self, responses: impl IntoIterator<Item = MockResponse>) {
        self.notes.0.lock().unwrap().responses.extend(responses);
    }

    /// What it has got so far.
    pub(crate) fn got(&self) -> Vec<(HeaderMap, Bytes)> {
        self.notes.0.lock().unwrap().got.clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State(notes): State<Notes>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let response = {
        let mut written = notes.0.lock().unwrap();
        written.got.push((headers, body));
        written.responses.pop_front().unwrap_or(MockResponse::Status(200))
    };
    match response {
        MockResponse::Status(status) => StatusCode::from_u16(status).unwrap(),
        MockResponse::Silence => {
            sleep(Duration::from_secs(3600)).await;
            StatusCode::OK
        }
    }
}
