//! A service that receives Nova's webhooks, and looks where none came.
//!
//! ```text
//! NOVA_WEBHOOK_SECRET=whsec_… cargo run -p nova-client-ext --example webhook_axum
//! ```
//!
//! With `NOVA_API_KEY` and `NOVA_TENANT_ID` set too, it follows the batches that are named on the
//! command line, as `JOB BATCH` pairs. Both ways end in one handler, [`Ledger::handle`], in the
//! same type, [`BatchEvent`]: whether a webhook or a look told it does not matter to it.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use nova_client_ext::{
    Batch, Error, ErrorKind, Tenant, WaitOptions,
    watch::{BatchEvent, Observer},
    webhook::Verifier,
};

/// What the service knows of every scoring job that has ended.
#[derive(Debug, Default)]
struct Ledger {
    results: HashMap<String, String>,
}

impl Ledger {
    /// The one handler. A webhook and a look may tell the same, so it must not matter how often it
    /// is told.
    fn handle(&mut self, event: BatchEvent) {
        match event {
            BatchEvent::Scored(job) => {
                let score =
                    job.score.map_or("without a score".to_owned(), |score| score.to_string());
                self.results.insert(job.application_id, format!("scored {score}"));
            }
            BatchEvent::Failed(job) => {
                self.results.insert(job.application_id, format!("failed, {}", job.remedy.advice()));
            }
            BatchEvent::Settled { report } => {
                for rejection in report.rejections() {
                    let result = format!("rejected, {}", rejection.remedy.advice());
                    self.results.insert(rejection.application_id.clone(), result);
                }
            }
            _ => {}
        }
    }

    /// What became of an application, in a few words.
    fn result(&self, application_id: &str) -> Option<&str> {
        self.results.get(application_id).map(String::as_str)
    }
}

/// The deliveries that were handled. A service with a database writes them there, under a unique
/// key and in the transaction of the work; this one forgets the oldest.
#[derive(Debug, Default)]
struct Handled {
    ids: HashSet<String>,
    oldest_first: VecDeque<String>,
}

impl Handled {
    const MOST: usize = 100_000;

    /// Notes a delivery; false if it was noted before.
    fn note(&mut self, id: &str) -> bool {
        if !self.ids.insert(id.to_owned()) {
            return false;
        }
        self.oldest_first.push_back(id.to_owned());
        if self.oldest_first.len() > Self::MOST
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }
}

/// The service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Service {
    verifier: Arc<Verifier>,
    state: Arc<Mutex<Everything>>,
}

#[derive(Debug, Default)]
struct Everything {
    ledger: Ledger,
    handled: Handled,
    /// The watches that run.
    observers: Vec<Observer>,
    repeats: usize,
}

impl Service {
    /// A service that knows its endpoint's secret.
    pub fn new(secret: String) -> Result<Self, Error> {
        Ok(Self { verifier: Arc::new(Verifier::new(secret)?), state: Arc::default() })
    }

    /// Its one route.
    pub fn router(&self) -> Router {
        Router::new().route("/webhooks/nova", post(receive)).with_state(self.clone())
    }

    /// What became of an application.
    pub fn result(&self, application_id: &str) -> Option<String> {
        self.lock().ledger.result(application_id).map(str::to_owned)
    }

    /// Deliveries that came again.
    pub fn repeats(&self) -> usize {
        self.lock().repeats
    }

    /// Follows a batch to its end: by looking, less often where webhooks tell what a look would.
    pub async fn follow(&self, batch: &Batch) -> Result<(), Error> {
        let mut watch = batch.watch(WaitOptions::default());
        self.lock().observers.push(watch.observer());
        while let Some(event) = watch.next().await {
            self.lock().ledger.handle(event?);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Everything> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a delivery. The body must be the raw one: what was signed are its bytes.
async fn receive(State(service): State<Service>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let delivery = match service.verifier.verify(&headers, &body) {
        Ok(delivery) => delivery,
        Err(error) if error.kind() == ErrorKind::InvalidSignature => {
            return StatusCode::UNAUTHORIZED;
        }
        // Genuine, and not what this version can read. Nova will send it again, perhaps to a better
        // one.
        Err(_) => return StatusCode::BAD_REQUEST,
    };
    let mut state = service.lock();
    if !state.handled.note(&delivery.id) {
        // It was handled, and the answer was lost: that is all Nova wants to hear.
        state.repeats += 1;
        return StatusCode::NO_CONTENT;
    }
    state.observers.retain(|observer| !observer.is_over());
    for observer in &state.observers {
        observer.observe(&delivery.event);
    }
    if let Some(event) = delivery.event.to_batch_event() {
        state.ledger.handle(event);
    }
    StatusCode::NO_CONTENT
}

#[tokio::main]
#[allow(dead_code, clippy::print_stdout, reason = "an example that is also a module of a test")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret =
        std::env::var("NOVA_WEBHOOK_SECRET").map_err(|_| "NOVA_WEBHOOK_SECRET is not set")?;
    let service = Service::new(secret)?;
    let pairs: Vec<String> = std::env::args().skip(1).collect();
    for pair in pairs.chunks(2) {
        let [job, batch] = pair else { return Err("batches are named by pairs: JOB BATCH".into()) };
        let batch = Tenant::from_env()?.job(job)?.batch(batch)?;
        let service = service.clone();
        tokio::spawn(async move {
            match service.follow(&batch).await {
                Ok(()) => println!("batch {} has ended", batch.id()),
                Err(error) => println!("batch {}: {error}", batch.id()),
            }
        });
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening on http://{}/webhooks/nova", listener.local_addr()?);
    axum::serve(listener, service.router()).await?;
    Ok(())
}
