//! One attempt: send, and read the response's body within its bounds.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Request, Response, StatusCode, Url};

use super::body::BodyReader;
use crate::{Error, ErrorKind};

/// A response that was read whole.
#[derive(Debug)]
pub(super) struct BufferedResponse {
    pub(super) url: Url,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Sends the request and reads the response. The time limit covers both.
pub(super) async fn attempt(
    http: &reqwest::Client,
    mut request: Request,
    limit: Duration,
    max_bytes: usize,
) -> Result<BufferedResponse, Error> {
    *request.timeout_mut() = Some(limit);
    let mut response = http.execute(request).await.map_err(|error| failed(error, limit))?;
    let status = response.status();
    let mut headers = std::mem::take(response.headers_mut());
    let url = response.url().clone();
    let body = read(response, &mut headers, limit, max_bytes).await.map_err(|mut error| {
        error.facts_mut().status = Some(status);
        error.facts_mut().trace_id = super::trace_id(&headers).map(str::to_owned);
        error
    })?;
    Ok(BufferedResponse { url, status, headers, body })
}

async fn read(
    mut response: Response,
    headers: &mut HeaderMap,
    limit: Duration,
    max_bytes: usize,
) -> Result<Bytes, Error> {
    let mut body = BodyReader::new(headers, max_bytes)?;
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(error, limit))? {
        body.push(chunk)?;
    }
    body.finish()
}

/// reqwest says "decode" of everything that goes wrong while a body is read; only what hyper had no
/// part in is a body that arrived and could not be unpacked.
fn is_of_the_connection(error: &reqwest::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.is::<hyper::Error>() {
            return true;
        }
        source = cause.source();
    }
    false
}

/// What to do about a proxy that responds 407.
pub(super) const PROXY_CREDENTIALS: &str =
    "the proxy asks for credentials (407); put them into its URL";

/// Whether a proxy refused the tunnel because it was shown no credentials. The error's type is
/// private to the HTTP client, so its words have to do.
fn is_of_proxy_credentials(error: &reqwest::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.to_string().contains("proxy authorization required") {
            return true;
        }
        source = cause.source();
    }
    false
}

/// A build without TLS fails on every `https` URL, in words that do not say so.
const NO_TLS: &str =
    if cfg!(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")) {
        ""
    } else {
        " (this build has none of the TLS features rustls, rustls-no-provider and native-tls)"
    };

/// What reqwest failed with, in our terms. The URL is left out: the operation says where.
fn failed(error: reqwest::Error, limit: Duration) -> Error {
    let (kind, what, sent) = if error.is_connect() {
        (ErrorKind::Connect, format!("found no connection to the server{NO_TLS}"), false)
    } else if error.is_timeout() {
        (ErrorKind::Timeout, format!("was not answered within {limit:?}"), true)
    } else if error.is_decode() && !is_of_the_connection(&error) {
        (ErrorKind::Decode, "answered with a body that could not be unpacked".to_owned(), true)
    } else if error.is_builder() {
        (ErrorKind::Invalid, "could not be made into a request".to_owned(), false)
    } else {
        (
            ErrorKind::Disconnected,
            "lost its connection before the whole answer was there".to_owned(),
            true,
        )
    };
    let wants_credentials = kind == ErrorKind::Connect && is_of_proxy_credentials(&error);
    let mut ours = Error::new(kind, what).with_source(error.without_url());
    if wants_credentials {
        ours = ours.with_advice(PROXY_CREDENTIALS);
    }
    ours.facts_mut().sent = sent;
    // A proxy that wants credentials will want them again.
    ours.facts_mut().retryable = !wants_credentials
        && matches!(kind, ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Disconnected);
    ours
}
