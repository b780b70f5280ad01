//! What the mock says: a status, headers and a body.

use std::fmt::Display;
use std::io;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::header::{
    CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use http::{Response, StatusCode};
use nova_client::types::{Error, ErrorCode, ErrorDetail, RejectedApplication};
use serde_json::{Map, Value};

use super::body::Body;
use super::clock::http_date;
use super::gzip;
use super::limits::Standing;

/// An answer, as a [`Fault`](super::Fault) may put it in the place of the true one.
///
/// It is sent as it stands, as if something between the client and Nova had said it: without
/// `X-Trace-Id` and `X-RateLimit-*` headers, unless it is one of Nova's own [errors](Self::error)
/// or [says so](Self::with_nova_headers).
///
/// ```
/// use nova_client_ext::mock::{MockResponse, StatusCode};
///
/// let maintenance = MockResponse::html(StatusCode::SERVICE_UNAVAILABLE, "<h1>Back soon</h1>").retry_after(30);
/// let own = MockResponse::error(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", true);
/// ```
#[derive(Clone, Debug)]
pub struct MockResponse {
    status: StatusCode,
    /// Behind a pointer, since refusals travel as errors, which should be small.
    headers: Box<HeaderMap>,
    content: Content,
    gzip: bool,
    nova_headers: bool,
}

/// What the body is made of. An error's text is written when its trace id is known.
#[derive(Clone, Debug)]
enum Content {
    Body(Body),
    Error(Box<Problem>),
}

#[derive(Clone, Debug)]
struct Problem {
    code: ErrorCode,
    message: String,
    retryable: Option<bool>,
    details: Vec<Detail>,
}

/// What is wrong with one part of a request.
#[derive(Clone, Debug)]
pub(super) struct Detail {
    field: Option<String>,
    code: String,
    message: String,
    extra: Map<String, Value>,
}

impl Detail {
    pub(super) fn new(field: &str, code: &str, message: &str) -> Self {
        Self {
            field: Some(field.into()),
            code: code.into(),
            message: message.into(),
            extra: Map::new(),
        }
    }

    /// An application that was turned away, under the names that the batch status has for it.
    pub(super) fn of_rejection(rejected: RejectedApplication) -> Self {
        let mut extra = Map::new();
        extra.insert("applicationId".into(), rejected.application_id.into());
        if let Some(reason) = rejected.error.reason {
            extra.insert("reason".into(), reason.into());
        }
        Self {
            field: None,
            code: rejected.error.code.to_string(),
            message: rejected.error.message,
            extra,
        }
    }
}

impl MockResponse {
    /// An answer without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: Box::default(),
            content: Content::Body(Body::from(Bytes::new())),
            gzip: false,
            nova_headers: false,
        }
    }

    /// An answer with any body, whatever its content type says.
    pub fn new(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { content: Content::Body(Body::from(body.into())), ..Self::empty(status) }
            .header(CONTENT_TYPE, content_type)
    }

    /// A page, as proxies and load balancers send them.
    pub fn html(status: StatusCode, page: impl Into<Bytes>) -> Self {
        Self::new(status, "text/html; charset=utf-8", page)
    }

    /// A text that says it is JSON, be it so or not.
    pub fn json(status: StatusCode, text: impl Into<Bytes>) -> Self {
        Self::new(status, "application/json", text)
    }

    /// Zeros that say they are JSON. They are made while they are sent, so any number fits in
    /// memory.
    pub fn zeros(status: StatusCode, bytes: u64) -> Self {
        Self { content: Content::Body(Body::zeros(bytes)), ..Self::json(status, Bytes::new()) }
    }

    /// An error of Nova's, with the documented body and headers.
    ///
    /// `retryable` is what the body says of that: true, false, or nothing at all (`None`).
    pub fn error(
        status: StatusCode,
        code: impl Into<ErrorCode>,
        retryable: impl Into<Option<bool>>,
    ) -> Self {
        let problem = Problem {
            code: code.into(),
            message: "A fault that was asked for".into(),
            retryable: retryable.into(),
            details: Vec::new(),
        };
        Self { content: Content::Error(Box::new(problem)), ..Self::json(status, Bytes::new()) }
            .with_nova_headers()
    }

    /// Replaces the header of this name. Characters that a header cannot carry are sent as `?`.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Display) -> Self {
        self.headers.insert(name, header_value(&value.to_string()));
        self
    }

    /// `Retry-After`: a number of seconds, or any other text.
    #[must_use]
    pub fn retry_after(self, value: impl Display) -> Self {
        self.header(RETRY_AFTER, value)
    }

    /// `Retry-After` as an HTTP date. The mock's own time is
    /// [`MockNova::now`](super::MockNova::now).
    #[must_use]
    pub fn retry_at(self, at: DateTime<Utc>) -> Self {
        self.retry_after(http_date(at))
    }

    /// Compresses the body and says so.
    #[must_use]
    pub fn gzip(mut self) -> Self {
        self.gzip = true;
        self.header(CONTENT_ENCODING, "gzip")
    }

    /// Adds the headers that every answer of Nova's carries: `X-Trace-Id` and `X-RateLimit-*`.
    #[must_use]
    pub fn with_nova_headers(mut self) -> Self {
        self.nova_headers = true;
        self
    }

    /// A documented error, retryable where the documentation says so.
    pub(super) fn refusal(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self::problem(status, code, message, Vec::new())
    }

    /// 400 `VALIDATION_ERROR` with its details.
    pub(super) fn invalid(details: Vec<Detail>) -> Self {
        Self::problem(
            StatusCode::BAD_REQUEST,
            ErrorCode::ValidationError,
            "Request validation failed",
            details,
        )
    }

    /// 200 with a JSON document.
    pub(super) fn ok(document: &Value) -> Self {
        Self::document(StatusCode::OK, document)
    }

    /// A JSON document with another status.
    pub(super) fn document(status: StatusCode, document: &Value) -> Self {
        Self::json(status, document.to_string()).with_nova_headers()
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn problem(
        status: StatusCode,
        code: ErrorCode,
        message: impl Into<String>,
        details: Vec<Detail>,
    ) -> Self {
        let retryable =
            matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)
                || code == ErrorCode::IdempotencyRequestInProgress;
        let problem =
            Problem { code, message: message.into(), retryable: Some(retryable), details };
        Self { content: Content::Error(Box::new(problem)), ..Self::json(status, Bytes::new()) }
            .with_nova_headers()
    }

    /// Fills in what only the exchange knows, and makes the answer ready to be sent.
    pub(super) fn seal(
        mut self,
        trace_id: &str,
        standing: Option<Standing>,
        date: &str,
    ) -> io::Result<Response<Body>> {
        self.headers.entry(DATE).or_insert_with(|| header_value(date));
        if self.nova_headers {
            self.headers.insert(HeaderName::from_static("x-trace-id"), header_value(trace_id));
            if let Some(standing) = standing {
                standing.write(&mut self.headers);
            }
        }
        let body = match self.content {
            Content::Body(body) => body,
            Content::Error(problem) => {
                Body::from(Bytes::from(problem.write(self.status, trace_id)?))
            }
        };
        let mut response = Response::new(if self.gzip { gzip::compress(&body)? } else { body });
        *response.status_mut() = self.status;
        *response.headers_mut() = *self.headers;
        Ok(response)
    }
}

impl Problem {
    /// The documented body. Members without a value are left out, as the vendor leaves them out.
    fn write(self, status: StatusCode, trace_id: &str) -> io::Result<String> {
        let page = self.code.as_str().to_ascii_lowercase().replace('_', "-");
        let details = self.details.into_iter().map(|Detail { field, code, message, extra }| {
            ErrorDetail::builder().field(field).code(code).message(message).extra(extra).try_into()
        });
        let error: Error = Error::builder()
            .type_(format!("https://docs.nova.dweet.com/embed-api/errors#{page}"))
            .code(self.code)
            .status(i64::from(status.as_u16()))
            .message(self.message)
            .retryable(self.retryable)
            .trace_id(trace_id.to_owned())
            .details(details.collect::<Result<Vec<ErrorDetail>, _>>().map_err(io::Error::other)?)
            .try_into()
            .map_err(io::Error::other)?;
        let mut document = serde_json::to_value(error)?;
        if let Some(members) = document.as_object_mut() {
            members.retain(|_, value| {
                !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
            });
            let details =
                members.get_mut("details").and_then(Value::as_array_mut).into_iter().flatten();
            details
                .filter_map(Value::as_object_mut)
                .for_each(|detail| detail.retain(|_, value| !value.is_null()));
        }
        Ok(document.to_string())
    }
}

fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| {
        let visible: String = text
            .chars()
            .map(|letter| if matches!(letter, ' '..='~') { letter } else { '?' })
            .collect();
        HeaderValue::from_str(&visible).unwrap_or_else(|_| HeaderValue::from_static("?"))
    })
}
