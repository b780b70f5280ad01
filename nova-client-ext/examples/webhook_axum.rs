//! A service that receives Nova's webhooks, and polls for results whose webhook is missing.
//!
//! ```text
//! NOVA_WEBHOOK_SECRET=whsec_… cargo run -p nova-client-ext --example webhook_axum
//! ```
//!
//! With `NOVA_API_KEY` and `NOVA_TENANT_ID` set too, it follows the batches on the command line,
//! given as `JOB BATCH` pairs. Webhooks and polls use one handler, [`Ledger::handle`], and the same
//! type, [`BatchEvent`].
//!
//! Anyone can connect to a webhook endpoint, so [`serve`] limits the time for the head and the
//! body, the memory per connection, and the number of connections: the oldest is closed for a new
//! one. Behind a proxy with such limits, `axum::serve` is enough.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::post;
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt as _;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use nova_client_ext::{
    Batch, Error, ErrorKind, Tenant, WaitOptions,
    watch::{BatchEvent, Observer},
    webhook::{DeliveryState, HandledIds, Verifier},
};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

/// The maximum size of a body, in bytes; events have a few thousand.
const MAX_BODY: usize = 512 << 10;
/// The maximum buffer for the head of a request, in bytes.
const MAX_BUFFER: usize = 32 << 10;
/// The maximum number of open connections.
const MAX_CONNECTIONS: usize = 128;
/// The time limit for the head of a request, and for its body.
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// The results of all scoring jobs that have ended.
#[derive(Debug, Default)]
struct Ledger {
    results: HashMap<String, String>,
}

impl Ledger {
    /// The only handler. A webhook and a poll may report the same event, so it is idempotent.
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

    /// Returns the outcome of an application, in a few words.
    fn result(&self, application_id: &str) -> Option<&str> {
        self.results.get(application_id).map(String::as_str)
    }
}

/// The service. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Service {
    verifier: Arc<Verifier>,
    /// A service with a database stores the ids there, with a unique key and in the same
    /// transaction as the work.
    handled: HandledIds,
    state: Arc<Mutex<ServiceState>>,
}

#[derive(Debug, Default)]
struct ServiceState {
    ledger: Ledger,
    /// The observers of running watches.
    observers: Vec<Observer>,
    repeats: usize,
}

impl Service {
    /// Creates a service with the secret of its endpoint.
    pub fn new(secret: String) -> Result<Self, Error> {
        let verifier = Arc::new(Verifier::new(secret)?);
        Ok(Self { verifier, handled: HandledIds::new(), state: Arc::default() })
    }

    /// Returns its only route.
    pub fn router(&self) -> Router {
        Router::new().route("/webhooks/nova", post(receive)).with_state(self.clone())
    }

    /// Returns the outcome of an application.
    pub fn result(&self, application_id: &str) -> Option<String> {
        self.lock().ledger.result(application_id).map(str::to_owned)
    }

    /// Returns the number of repeated deliveries.
    pub fn repeats(&self) -> usize {
        self.lock().repeats
    }

    /// Follows a batch to its end by polling, less often if webhooks arrive.
    pub async fn follow(&self, batch: &Batch) -> Result<(), Error> {
        let mut watch = batch.watch(WaitOptions::default());
        self.lock().observers.push(watch.observer());
        while let Some(event) = watch.next().await {
            self.lock().ledger.handle(event?);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, ServiceState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Receives a delivery. The body must be the raw one, whose bytes are signed.
async fn receive(State(service): State<Service>, headers: HeaderMap, body: Body) -> StatusCode {
    let body = match timeout(READ_TIMEOUT, read(body)).await {
        Ok(Ok(body)) => body,
        Ok(Err(status)) => return status,
        Err(_) => return StatusCode::REQUEST_TIMEOUT,
    };
    let delivery = match service.verifier.verify(&headers, &body) {
        Ok(delivery) => delivery,
        Err(error) if error.kind() == ErrorKind::InvalidSignature => {
            return StatusCode::UNAUTHORIZED;
        }
        // The signature is valid, but this version cannot parse the body. Nova sends it again,
        // perhaps to a later version.
        Err(_) => return StatusCode::BAD_REQUEST,
    };
    let handling = match service.handled.begin(&delivery.id) {
        DeliveryState::New(handling) => handling,
        DeliveryState::Handled => {
            // The first response was lost, so only respond again.
            service.lock().repeats += 1;
            return StatusCode::NO_CONTENT;
        }
        DeliveryState::InProgress => return StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut state = service.lock();
    state.observers.retain(|observer| !observer.is_over());
    for observer in &state.observers {
        observer.observe(&delivery.event);
    }
    if let Some(event) = delivery.event.to_batch_event() {
        state.ledger.handle(event);
    }
    // Only now: a delivery that failed before is handled when Nova sends it again.
    handling.complete();
    StatusCode::NO_CONTENT
}

/// Reads a body into one buffer. Extractors keep the received chunks, so a body of small chunks
/// would take many times its size.
async fn read(mut body: Body) -> Result<Vec<u8>, StatusCode> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| StatusCode::BAD_REQUEST)?;
        let Ok(data) = frame.into_data() else { continue };
        if bytes.len() + data.len() > MAX_BODY {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

/// Serves a router, one request for each connection.
///
/// Where there are too many, the oldest is closed for a new one: it has not sent its request yet, or
/// does not read the response. ([`receive`] does not wait once it has the body. A service that does
/// must not close a connection then.)
pub async fn serve(listener: TcpListener, router: Router) {
    let mut open: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        let accepted = listener.accept().await;
        open.retain(|connection| !connection.is_finished());
        if (open.len() >= MAX_CONNECTIONS || accepted.is_err())
            && let Some(oldest) = open.pop_front()
        {
            oldest.abort();
        }
        let Ok((stream, _)) = accepted else {
            // A client that is gone already, or no file handle is left.
            sleep(Duration::from_millis(10)).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = tokio::spawn(async move {
            let mut http = http1::Builder::new();
            http.keep_alive(false)
                .max_buf_size(MAX_BUFFER)
                .timer(TokioTimer::new())
                .header_read_timeout(READ_TIMEOUT);
            // The total time is limited too, since a sender may not read the response.
            let serving = http.serve_connection(TokioIo::new(stream), service);
            let _ = timeout(READ_TIMEOUT * 3, serving).await;
        });
        open.push_back(connection.abort_handle());
    }
}

#[tokio::main]
#[allow(dead_code, clippy::print_stdout, reason = "an example that is also a module of a test")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret =
        std::env::var("NOVA_WEBHOOK_SECRET").map_err(|_| "NOVA_WEBHOOK_SECRET is not set")?;
    let service = Service::new(secret)?;
    let pairs: Vec<String> = std::env::args().skip(1).collect();
    for pair in pairs.chunks(2) {
        let [job, batch] = pair else {
            return Err("usage: batches are given as pairs: JOB BATCH".into());
        };
        let batch = Tenant::from_env()?.job(job)?.batch(batch)?;
        let service = service.clone();
        tokio::spawn(async move {
            match service.follow(&batch).await {
                Ok(()) => println!("batch {} has ended", batch.id()),
                Err(error) => println!("batch {}: {error}", batch.id()),
            }
        });
    }
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    println!("listening on http://{}/webhooks/nova", listener.local_addr()?);
    serve(listener, service.router()).await;
    Ok(())
}
