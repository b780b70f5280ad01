//! One attempt: sends the request and reads the response body within its limits.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Request, Response, StatusCode, Url};

use super::body::BodyReader;
use crate::{Error, ErrorKind};

/// A response whose body was read completely.
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
    let body = match read(response, &mut headers, limit, max_bytes).await {
        Ok(body) => body,
        // What a 429 means is in its status and headers.
        Err(_) if status == StatusCode::TOO_MANY_REQUESTS => Bytes::new(),
        Err(mut error) => {
            error.facts_mut().status = Some(status);
            error.facts_mut().trace_id = super::trace_id(&headers).map(str::to_owned);
            return Err(error);
        }
    };
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

/// Returns whether hyper reported the error. reqwest classifies every error while a body is read as
/// "decode"; only one without hyper as a cause concerns the content.
fn is_connection_error(error: &reqwest::Error) -> bool {
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
    "the proxy requires credentials (407); add them to its URL";

/// Returns whether a proxy rejected the tunnel for lack of credentials. The type of that error is
/// private to the HTTP client, so its text is compared.
fn is_proxy_auth_error(error: &reqwest::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.to_string().contains("proxy authorization required") {
            return true;
        }
        source = cause.source();
    }
    false
}

/// In a build without TLS every `https` URL fails with an error that does not mention TLS.
const NO_TLS: &str =
    if cfg!(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")) {
        ""
    } else {
        " (this build has none of the TLS features rustls, rustls-no-provider and native-tls)"
    };

/// Converts an error of reqwest. The URL is removed: the operation identifies the call.
fn failed(error: reqwest::Error, limit: Duration) -> Error {
    let (kind, what, sent) = if error.is_connect() {
        (ErrorKind::Connect, format!("got no connection to the server{NO_TLS}"), false)
    } else if error.is_timeout() {
        (ErrorKind::Timeout, format!("got no complete response within {limit:?}"), true)
    } else if error.is_decode() && !is_connection_error(&error) {
        (ErrorKind::Decode, "returned a body that could not be decompressed".to_owned(), true)
    } else if error.is_builder() {
        (ErrorKind::Invalid, "could not be built into a request".to_owned(), false)
    } else {
        (
            ErrorKind::Disconnected,
            "lost its connection before the response was complete".to_owned(),
            true,
        )
    };
    let needs_credentials = kind == ErrorKind::Connect && is_proxy_auth_error(&error);
    let mut converted = Error::new(kind, what).with_source(error.without_url());
    if needs_credentials {
        converted = converted.with_advice(PROXY_CREDENTIALS);
    }
    converted.facts_mut().sent = sent;
    // A retry would be rejected for the same reason.
    converted.facts_mut().retryable = !needs_credentials
        && matches!(kind, ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Disconnected);
    converted
}
