//! `nova webhook listen`: an endpoint that prints webhooks.
//!
//! Anyone can connect to it, so connections, time and memory are limited, and requests without a
//! valid signature do not share a queue with valid ones.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, TRANSFER_ENCODING};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use nova_client_ext::{
    Error, ErrorKind,
    webhook::{Delivery, DeliveryState, HandledIds, Handling, Verifier},
};
use reqwest::Url;
use reqwest::redirect::Policy;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};

use super::delivery_row::DeliveryRow;
use super::signature::SignatureArgs;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, print, print_json};

#[path = "../../../../mock/wire/connections.rs"]
mod connections;
use connections::{Activity, BodyError, Connections, read_body};

/// The maximum size of a body, in bytes; events have a few thousand.
const MAX_BODY: usize = 512 << 10;
/// The maximum size of a request's head, in bytes.
const MAX_BUFFER: usize = 32 << 10;
/// The maximum number of open connections. Another one closes the oldest without a valid delivery.
const MAX_CONNECTIONS: usize = 64;
/// The timeout of receiving the head of a request, and of receiving the body.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// The timeout of printing a delivery; Nova waits for 30 seconds.
const HANDLING_TIMEOUT: Duration = Duration::from_secs(20);
/// The maximum number of deliveries in the queue.
const MAX_WAITING: usize = 32;
/// How often a rejected request is reported; those in between are only counted.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

/// Serve an endpoint that prints every genuine webhook, until Ctrl-C
#[derive(Args)]
#[command(after_help = help!(
    "Responds with 204 to a genuine webhook when it is printed, and prints duplicates only once; with 401 to requests \
     without a valid signature, and with 400 to genuine webhooks that cannot be decoded, both reported on stderr. Nova \
     sends to HTTPS only: use a tunnel or a proxy. With --json it prints one object per line, first {\"listeningOn\": URL}. With --timeout it stops \
     after this time.";
    "NOVA_WEBHOOK_SECRET=whsec_… nova webhook listen --listen 127.0.0.1:8080"
    "nova webhook listen --secret-file secrets.txt --json | jq .applicationId"
    "nova webhook listen --secret-file secrets.txt --forward-to http://127.0.0.1:3000/webhooks/nova"
))]
pub(crate) struct Listen {
    #[command(flatten)]
    signature: SignatureArgs,

    /// The address to listen on; port 0 selects a free one
    #[arg(long = "listen", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    address: String,

    /// Also print the whole bodies, including the assessments
    #[arg(long)]
    body: bool,

    /// Forward every genuine delivery to this URL, with its raw body and headers; unless it
    /// responds with 2xx, Nova gets 502 and sends it again
    #[arg(long, value_name = "URL")]
    forward_to: Option<Url>,
}

/// A line under `--json`, also of `webhook verify`.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::command) enum WebhookLine<'a> {
    /// The first line of `webhook listen`.
    #[serde(rename_all = "camelCase")]
    Listening {
        /// The URL, with the selected port.
        listening_on: &'a str,
    },
    Delivery(Box<DeliveryRow<'a>>),
}

/// A genuine request in the queue.
struct Waiting {
    content: Genuine,
    printed: oneshot::Sender<()>,
}

enum Genuine {
    Delivery(Box<Delivery>, Handling),
    /// It cannot be decoded.
    Unreadable(Error),
}

/// The state shared by all connections.
struct Endpoint {
    verifier: Verifier,
    handled: HandledIds,
    waiting: mpsc::Sender<Waiting>,
    rejected: mpsc::Sender<Error>,
    /// The number of rejected requests that were not reported.
    unreported: Arc<AtomicU64>,
    forward: Option<Forward>,
}

/// The target of forwarded deliveries.
struct Forward {
    http: reqwest::Client,
    url: Url,
}

impl Forward {
    fn new(url: Url) -> Result<Self, Failure> {
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .timeout(HANDLING_TIMEOUT)
            .build()
            .map_err(|error| Failure::system("--forward-to", &error))?;
        Ok(Self { http, url })
    }

    /// Whether the delivery was accepted.
    async fn send(&self, mut headers: HeaderMap, body: Bytes) -> bool {
        // Hop-by-hop headers are not forwarded.
        for name in [HOST, CONNECTION, TRANSFER_ENCODING, CONTENT_LENGTH] {
            headers.remove(name);
        }
        let request = self.http.post(self.url.clone()).headers(headers).body(body);
        request.send().await.is_ok_and(|response| response.status().is_success())
    }
}

impl Listen {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let verifier = self.signature.verifier(context).await?;
        let what = format!("--listen {}", self.address);
        let listener = TcpListener::bind(&self.address)
            .await
            .map_err(|error| Failure::system(&what, &error))?;
        let address = listener.local_addr().map_err(|error| Failure::system(&what, &error))?;
        let url = format!("http://{address}");
        if context.output.json {
            print_json(&WebhookLine::Listening { listening_on: &url })?;
        } else {
            print(&format!("listening on {url}\n\n{}", DeliveryRow::HEADER))?;
        }
        let (waiting, genuine) = mpsc::channel(MAX_WAITING);
        let (rejected, reports) = mpsc::channel(1);
        let unreported = Arc::new(AtomicU64::new(0));
        // Output may block, so it has its own threads: a blocked stdout or stderr must not delay
        // the other one, signals or the deadline.
        let (output, counter, with_body) = (context.output, Arc::clone(&unreported), self.body);
        let printing = tokio::task::spawn_blocking(move || print_all(genuine, output, with_body));
        tokio::task::spawn_blocking(move || report_all(reports, output, &counter));
        let handled = HandledIds::default();
        let forward = self.forward_to.map(Forward::new).transpose()?;
        let endpoint = Endpoint { verifier, handled, waiting, rejected, unreported, forward };
        let accepting = tokio::spawn(accept(listener, Arc::new(endpoint)));
        // Reaching the deadline is a success, because listening until then was requested.
        let outcome = context.within(printing).await;
        accepting.abort();
        match outcome {
            Ok(printed) => {
                printed.unwrap_or_else(|error| Err(Failure::system("printing stopped", &error)))?;
                Ok(Exit::Success)
            }
            Err(_) => Ok(Exit::Success),
        }
    }
}

/// Prints genuine deliveries in the order of their arrival.
fn print_all(
    mut genuine: mpsc::Receiver<Waiting>,
    output: Output,
    with_body: bool,
) -> Result<(), Failure> {
    while let Some(Waiting { content, printed }) = genuine.blocking_recv() {
        match content {
            Genuine::Delivery(delivery, handling) => {
                print_delivery(&delivery, output, with_body)?;
                // It counts as handled only after it was printed.
                handling.complete();
            }
            Genuine::Unreadable(error) => output.failure(&Failure::Call { error, base_url: None }),
        }
        // The sender may have given up waiting.
        let _ = printed.send(());
    }
    Ok(())
}

fn print_delivery(delivery: &Delivery, output: Output, with_body: bool) -> Result<(), Failure> {
    let row = DeliveryRow::new(delivery, with_body);
    if output.json {
        return print_json(&WebhookLine::Delivery(Box::new(row)));
    }
    let text = row.row().map_err(|error| Failure::system("the event cannot be written", &error))?;
    print(&text)
}

/// Reports rejected requests on stderr. Anyone can send them, so their number does not determine
/// the size of the output.
fn report_all(mut reports: mpsc::Receiver<Error>, output: Output, unreported: &AtomicU64) {
    while let Some(error) = reports.blocking_recv() {
        output.failure(&Failure::Call { error, base_url: None });
        std::thread::sleep(REPORT_INTERVAL);
        let more = unreported.swap(0, Ordering::Relaxed);
        if more > 0 {
            output.failure(&Failure::System(format!("{more} more requests were rejected")));
        }
    }
}

async fn accept(listener: TcpListener, endpoint: Arc<Endpoint>) {
    let mut connections = Connections::new(MAX_CONNECTIONS);
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // The client has disconnected, or the process is out of file handles.
            connections.close_idle();
            sleep(Duration::from_millis(10)).await;
            continue;
        };
        let activity = Activity::default();
        connections.serve(activity.clone(), serve(stream, activity, Arc::clone(&endpoint)));
    }
}

/// Serves one request. Errors of the connection are ignored.
async fn serve(stream: TcpStream, activity: Activity, endpoint: Arc<Endpoint>) {
    let service = service_fn(|request| respond(&endpoint, &activity, request));
    let mut http = http1::Builder::new();
    http.keep_alive(false)
        .max_buf_size(MAX_BUFFER)
        .timer(TokioTimer::new())
        .header_read_timeout(READ_TIMEOUT);
    // The whole exchange has a timeout, because a sender may not read the response.
    let longest = READ_TIMEOUT * 2 + HANDLING_TIMEOUT * 2;
    let _ = timeout(longest, http.serve_connection(TokioIo::new(stream), service)).await;
}

async fn respond(
    endpoint: &Endpoint,
    activity: &Activity,
    request: Request<Incoming>,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    let mut response = Response::new(Empty::new());
    *response.status_mut() = receive(endpoint, activity, request).await;
    Ok(response)
}

async fn receive(
    endpoint: &Endpoint,
    activity: &Activity,
    request: Request<Incoming>,
) -> StatusCode {
    if request.method() != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED;
    }
    let (head, body) = request.into_parts();
    let body = match timeout(READ_TIMEOUT, read_body(body, MAX_BODY)).await {
        Ok(Ok(body)) => body,
        Ok(Err(BodyError::TooLarge)) => return StatusCode::PAYLOAD_TOO_LARGE,
        Ok(Err(BodyError::Disconnected)) => return StatusCode::BAD_REQUEST,
        Err(_) => return StatusCode::REQUEST_TIMEOUT,
    };
    let (content, status) = match endpoint.verifier.verify(&head.headers, &body) {
        Ok(delivery) => match endpoint.handled.begin(&delivery.id) {
            DeliveryState::New(handling) => {
                (Genuine::Delivery(Box::new(delivery), handling), StatusCode::NO_CONTENT)
            }
            DeliveryState::Handled => return StatusCode::NO_CONTENT,
            // It is not printed yet, so Nova must send it again.
            DeliveryState::InProgress => return StatusCode::SERVICE_UNAVAILABLE,
        },
        Err(error) if error.kind() == ErrorKind::InvalidSignature => {
            if endpoint.rejected.try_send(error).is_err() {
                endpoint.unreported.fetch_add(1, Ordering::Relaxed);
            }
            return StatusCode::UNAUTHORIZED;
        }
        Err(error) => (Genuine::Unreadable(error), StatusCode::BAD_REQUEST),
    };
    let _busy = activity.begin();
    if let (Some(forward), Genuine::Delivery(..)) = (&endpoint.forward, &content)
        && !forward.send(head.headers, body).await
    {
        return StatusCode::BAD_GATEWAY;
    }
    let (printed, is_printed) = oneshot::channel();
    let handling = async {
        endpoint.waiting.send(Waiting { content, printed }).await.ok()?;
        is_printed.await.ok()
    };
    match timeout(HANDLING_TIMEOUT, handling).await {
        Ok(Some(())) => status,
        // It is not printed yet, or the command is ending, so Nova must send it again.
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}
