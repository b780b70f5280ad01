//! `nova webhook listen`: an endpoint to see what Nova sends.

use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use nova_client_ext::{
    Error, ErrorKind,
    webhook::{Delivery, Verifier},
};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::delivery_row::DeliveryRow;
use super::signature::SignatureArgs;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{print, print_json};

/// The largest body that is taken, in bytes.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Ids of deliveries that are remembered.
const REMEMBERED: usize = 100_000;
/// Deliveries that wait to be printed.
const WAITING: usize = 1_000;

/// Serve an endpoint that prints every genuine webhook, until Ctrl-C
#[derive(Args)]
#[command(after_help = help!(
    "Answers 204 to what is genuine and prints it once, however often it comes; 401 to what is not, and 400 to what is \
     genuine and cannot be read, which it says on stderr. Nova sends to HTTPS only: put a tunnel or a proxy before it. \
     With --json, an object a line. With --timeout it stops by itself.";
    "NOVA_WEBHOOK_SECRET=whsec_… nova webhook listen --listen 127.0.0.1:8080"
    "nova webhook listen --secret-file secrets.txt --json | jq .applicationId"
))]
pub(crate) struct Listen {
    #[command(flatten)]
    signature: SignatureArgs,

    /// Where to listen; port 0 takes a free one
    #[arg(long = "listen", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    address: String,

    /// Print the whole bodies too, the assessments included
    #[arg(long)]
    body: bool,
}

/// What comes in.
enum News {
    Genuine(Box<Delivery>),
    Refused(Error),
}

/// What all connections share.
struct Endpoint {
    verifier: Verifier,
    seen: Mutex<Seen>,
    news: mpsc::Sender<News>,
}

/// The ids of deliveries, the oldest of which are forgotten.
#[derive(Default)]
struct Seen {
    ids: HashSet<String>,
    oldest_first: VecDeque<String>,
}

impl Listen {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let verifier = self.signature.verifier()?;
        let what = format!("--listen {}", self.address);
        let listener = TcpListener::bind(&self.address)
            .await
            .map_err(|error| Failure::system(&what, &error))?;
        let address = listener.local_addr().map_err(|error| Failure::system(&what, &error))?;
        let url = format!("http://{address}");
        if context.output.json {
            print_json(&json!({"listeningOn": url}))?;
        } else {
            print(&format!("listening on {url}\n\n{}", DeliveryRow::HEADER))?;
        }
        let (news, mut incoming) = mpsc::channel(WAITING);
        let serving =
            tokio::spawn(serve(listener, Endpoint { verifier, seen: Mutex::default(), news }));
        let telling = async {
            while let Some(news) = incoming.recv().await {
                self.tell(context, news)?;
            }
            Ok(Exit::Success)
        };
        // Only the deadline ends this: listening until then is what was asked for.
        let outcome = context.within(telling).await.unwrap_or(Ok(Exit::Success));
        serving.abort();
        outcome
    }

    fn tell(&self, context: &Context, news: News) -> Result<(), Failure> {
        match news {
            News::Genuine(delivery) => {
                let row = DeliveryRow::new(&delivery, self.body);
                if context.output.json {
                    return print_json(&row);
                }
                print(
                    &row.row()
                        .map_err(|error| Failure::system("the event cannot be written", &error))?,
                )
            }
            News::Refused(error) => {
                context.output.failure(&Failure::Call { error, base_url: None });
                Ok(())
            }
        }
    }
}

async fn serve(listener: TcpListener, endpoint: Endpoint) {
    let endpoint = Arc::new(endpoint);
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, or a client that is gone already: neither ends the endpoint.
            sleep(Duration::from_millis(10)).await;
            continue;
        };
        let endpoint = Arc::clone(&endpoint);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(&endpoint, request));
            // How a connection ends is the sender's business.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    endpoint: &Endpoint,
    request: Request<Incoming>,
) -> Result<Response<Empty<Bytes>>, Infallible> {
    let mut response = Response::new(Empty::new());
    *response.status_mut() = receive(endpoint, request).await;
    Ok(response)
}

async fn receive(endpoint: &Endpoint, request: Request<Incoming>) -> StatusCode {
    if request.method() != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED;
    }
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BYTES).collect().await else {
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    let (status, news) = match endpoint.verifier.verify(&head.headers, body.to_bytes()) {
        Ok(delivery) => {
            let is_new =
                endpoint.seen.lock().unwrap_or_else(PoisonError::into_inner).note(&delivery.id);
            if !is_new {
                return StatusCode::NO_CONTENT;
            }
            (StatusCode::NO_CONTENT, News::Genuine(Box::new(delivery)))
        }
        Err(error) if error.kind() == ErrorKind::InvalidSignature => {
            (StatusCode::UNAUTHORIZED, News::Refused(error))
        }
        Err(error) => (StatusCode::BAD_REQUEST, News::Refused(error)),
    };
    match endpoint.news.send(news).await {
        Ok(()) => status,
        // The command is ending; Nova will send it again.
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl Seen {
    /// Notes an id; false if it was noted before.
    fn note(&mut self, id: &str) -> bool {
        if !self.ids.insert(id.to_owned()) {
            return false;
        }
        self.oldest_first.push_back(id.to_owned());
        if self.oldest_first.len() > REMEMBERED
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }
}
