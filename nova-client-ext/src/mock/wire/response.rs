//! The mock's responses: a status, headers and a body.

use std::fmt::Display;
use std::io;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::header::{
    CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use http::{Response, StatusCode};
use nova_client::types::{Error, ErrorCode, ErrorDetail, RejectedApplication};
use serde_json::{Map, Value};

use crate::mock::wire::body::Body;
use crate::mock::wire::gzip;

/// A response with which a [`Fault`](crate::mock::Fault) replaces the actual one.
///
/// It is sent unchanged, like that of a proxy between the client and Nova: without `X-Trace-Id` and
/// `X-RateLimit-*` headers, unless it is an [error](Self::error) of Nova or they are
/// [requested](Self::with_nova_headers).
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
    /// Boxed, because responses are used as errors, which should be small.
    headers: Box<HeaderMap>,
    content: Content,
    gzip: bool,
    nova_headers: bool,
}

/// The source of the body. The text of an error is written when its trace id is known.
#[derive(Clone, Debug)]
enum Content {
    Body(Body),
    Error(Box<ErrorBody>),
}

#[derive(Clone, Debug)]
struct ErrorBody {
    code: ErrorCode,
    message: String,
    retryable: Option<bool>,
    details: Vec<Detail>,
}

/// A validation error in a request.
#[derive(Clone, Debug)]
pub(crate) struct Detail {
    field: Option<String>,
    code: String,
    message: String,
    extra: Map<String, Value>,
}

impl Detail {
    pub(crate) fn new(field: &str, code: &str, message: &str) -> Self {
        Self {
            field: Some(field.into()),
            code: code.into(),
            message: message.into(),
            extra: Map::new(),
        }
    }

    /// Describes a rejected application, with the field names of the batch status.
    pub(crate) fn of_rejection(rejected: RejectedApplication) -> Self {
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
    /// Creates a response without a body.
    pub fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: Box::default(),
            content: Content::Body(Body::from(Bytes::new())),
            gzip: false,
            nova_headers: false,
        }
    }

    /// Creates a response with any body and content type.
    pub fn new(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { content: Content::Body(Body::from(body.into())), ..Self::empty(status) }
            .header(CONTENT_TYPE, content_type)
    }

    /// Creates an HTML page, as sent by proxies and load balancers.
    pub fn html(status: StatusCode, page: impl Into<Bytes>) -> Self {
        Self::new(status, "text/html; charset=utf-8", page)
    }

    /// Creates a response with the content type JSON and any text.
    pub fn json(status: StatusCode, text: impl Into<Bytes>) -> Self {
        Self::new(status, "application/json", text)
    }

    /// Creates a response with the content type JSON that consists of zeros. They are generated
    /// while they are sent, so any number is possible.
    pub fn zeros(status: StatusCode, bytes: u64) -> Self {
        Self { content: Content::Body(Body::zeros(bytes)), ..Self::json(status, Bytes::new()) }
    }

    /// Creates an error of Nova, with the documented body and headers.
    ///
    /// `retryable` is the field in the body; with `None` it is omitted.
    pub fn error(
        status: StatusCode,
        code: impl Into<ErrorCode>,
        retryable: impl Into<Option<bool>>,
    ) -> Self {
        let error_body = ErrorBody {
            code: code.into(),
            message: "An injected fault".into(),
            retryable: retryable.into(),
            details: Vec::new(),
        };
        Self { content: Content::Error(Box::new(error_body)), ..Self::json(status, Bytes::new()) }
            .with_nova_headers()
    }

    /// Sets or replaces a header. Characters that are not allowed in a header are replaced by `?`.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Display) -> Self {
        self.headers.insert(name, header_value(&value.to_string()));
        self
    }

    /// Sets `Retry-After`: a number of seconds, or any other text.
    #[must_use]
    pub fn retry_after(self, value: impl Display) -> Self {
        self.header(RETRY_AFTER, value)
    }

    /// Sets `Retry-After` to an HTTP date. The mock's own time is
    /// [`MockNova::now`](crate::mock::MockNova::now).
    #[must_use]
    pub fn retry_at(self, at: DateTime<Utc>) -> Self {
        self.retry_after(http_date(at))
    }

    /// Compresses the body and sets `Content-Encoding`.
    #[must_use]
    pub fn gzip(mut self) -> Self {
        self.gzip = true;
        self.header(CONTENT_ENCODING, "gzip")
    }

    /// Adds the headers of every response of Nova: `X-Trace-Id` and `X-RateLimit-*`.
    #[must_use]
    pub fn with_nova_headers(mut self) -> Self {
        self.nova_headers = true;
        self
    }

    /// Creates a documented error, retryable if documented so.
    pub(crate) fn documented_error(
        status: StatusCode,
        code: ErrorCode,
        message: impl Into<String>,
    ) -> Self {
        Self::error_with_details(status, code, message, Vec::new())
    }

    /// Creates 400 `VALIDATION_ERROR` with its details.
    pub(crate) fn invalid(details: Vec<Detail>) -> Self {
        Self::error_with_details(
            StatusCode::BAD_REQUEST,
            ErrorCode::ValidationError,
            "Request validation failed",
            details,
        )
    }

    /// Creates 200 with a JSON document.
    pub(crate) fn ok(document: &Value) -> Self {
        Self::document(StatusCode::OK, document)
    }

    /// Creates a JSON document with another status.
    pub(crate) fn document(status: StatusCode, document: &Value) -> Self {
        Self::json(status, document.to_string()).with_nova_headers()
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn error_with_details(
        status: StatusCode,
        code: ErrorCode,
        message: impl Into<String>,
        details: Vec<Detail>,
    ) -> Self {
        let retryable =
            matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)
                || code == ErrorCode::IdempotencyRequestInProgress;
        let error_body =
            ErrorBody { code, message: message.into(), retryable: Some(retryable), details };
        Self { content: Content::Error(Box::new(error_body)), ..Self::json(status, Bytes::new()) }
            .with_nova_headers()
    }

    /// Adds the data of the exchange, and completes the response.
    pub(crate) fn finish(
        mut self,
        trace_id: &str,
        rate_limit_headers: Option<HeaderMap>,
        date: &str,
    ) -> io::Result<Response<Body>> {
        self.headers.entry(DATE).or_insert_with(|| header_value(date));
        if self.nova_headers {
            self.headers.insert(HeaderName::from_static("x-trace-id"), header_value(trace_id));
            self.headers.extend(rate_limit_headers.into_iter().flatten());
        }
        let body = match self.content {
            Content::Body(body) => body,
            Content::Error(error_body) => {
                Body::from(Bytes::from(error_body.write(self.status, trace_id)?))
            }
        };
        let mut response = Response::new(if self.gzip { gzip::compress(body)? } else { body });
        *response.status_mut() = self.status;
        *response.headers_mut() = *self.headers;
        Ok(response)
    }
}

impl ErrorBody {
    /// Writes the documented body. Fields without a value are omitted, as by the vendor.
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
        if let Some(fields) = document.as_object_mut() {
            fields.retain(|_, value| {
                !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
            });
            let details =
                fields.get_mut("details").and_then(Value::as_array_mut).into_iter().flatten();
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

/// Formats a time as an HTTP date.
pub(crate) fn http_date(at: DateTime<Utc>) -> String {
    // HTTP dates span the years 1970 to 9999.
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0).min(253_402_300_799);
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}
