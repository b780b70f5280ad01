//! The transport hook: every generated method hands its request to a [`Transport`].
//!
//! progenitor's own hook can only fail with a `reqwest::Error`, which only reqwest can create, and
//! its decoding loses the status and headers of a body that cannot be decoded. The generated
//! methods therefore call [`send`] and [`decode`] instead. A failure of the transport bypasses the
//! generated `match` on the status, so that no documented status can turn it into a success: it is
//! returned at once as [`Error::UnexpectedResponse`](crate::Error::UnexpectedResponse) with the
//! failure in the response's extensions, where [`failure_of`] finds it.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::unknown::{Inspect, Place};
use crate::{Client, Error, Operation, ResponseValue, UnknownValue, UnreadableValue};
use crate::{decode, unknown_fields};

/// A boxed future, for methods of object-safe traits.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The error of a [`Transport`].
pub type Failure = Arc<dyn std::error::Error + Send + Sync>;

/// Sends the requests of a [`Client`].
///
/// It receives each request built by a generated method together with its operation, and may add
/// headers, wait, send the request more than once, or reject it.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and returns the response, whatever its status.
    ///
    /// # Errors
    ///
    /// If there is no response. The generated method then returns an error for which [`failure_of`]
    /// returns this one.
    fn send<'a>(
        &'a self,
        call: TransportRequest<'a>,
    ) -> BoxFuture<'a, Result<reqwest::Response, Failure>>;

    /// Receives each enum value in a response that is not in the contract.
    fn unknown_value(&self, operation: &'static Operation, unknown: UnknownValue<'_>) {
        let _ = (operation, unknown);
    }

    /// Receives each value of a response that could not be decoded and was omitted.
    fn unreadable_value(&self, operation: &'static Operation, unreadable: &UnreadableValue) {
        let _ = (operation, unreadable);
    }

    /// Returns whether [`unknown_field`](Self::unknown_field) should be called, which parses every
    /// response twice.
    fn wants_unknown_fields(&self) -> bool {
        false
    }

    /// Receives the path of each field in a response that is not in the contract, for example
    /// `scoringJobs[].locale`.
    fn unknown_field(&self, operation: &'static Operation, path: &str) {
        let _ = (operation, path);
    }
}

/// A request that is about to be sent.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportRequest<'a> {
    /// The request, without API key and tenant.
    pub request: reqwest::Request,
    /// The called operation.
    pub operation: &'static Operation,
    /// The HTTP client that the [`Client`] was created with.
    pub http: &'a reqwest::Client,
}

/// Sends each request once and unchanged. The API key and the tenant must be default headers of the
/// HTTP client.
#[derive(Clone, Copy, Debug, Default)]
pub struct Direct;

impl Transport for Direct {
    fn send<'a>(
        &'a self,
        call: TransportRequest<'a>,
    ) -> BoxFuture<'a, Result<reqwest::Response, Failure>> {
        Box::pin(async move {
            call.http.execute(call.request).await.map_err(|error| Arc::new(error) as Failure)
        })
    }
}

/// The transport of a [`Client`], which progenitor stores with the base URL and the HTTP client.
#[derive(Clone)]
pub struct SharedTransport(Arc<dyn Transport>);

impl fmt::Debug for SharedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedTransport").finish_non_exhaustive()
    }
}

impl Client {
    /// Creates a client that sends through `transport`.
    ///
    /// `base_url` has no trailing slash; a path in it is put before every operation's path.
    pub fn with_transport(
        base_url: &str,
        http: reqwest::Client,
        transport: Arc<dyn Transport>,
    ) -> Self {
        Self::new_with_client(base_url, http, SharedTransport(transport))
    }
}

/// A request whose path parameters would lead to a route of another operation: an id is `..` or
/// empty, or is a fixed segment of another route, such as `current` in place of the id of a
/// version.
///
/// Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misrouted {
    operation: &'static Operation,
}

impl Misrouted {
    /// Returns the operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }
}

impl fmt::Display for Misrouted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Operation { id, path, .. } = self.operation;
        write!(f, "not sent: an id given to {id} would lead away from {path}")
    }
}

impl std::error::Error for Misrouted {}

/// Sends the request of a generated method; called by the generated code.
pub(crate) async fn send(
    client: &Client,
    mut request: reqwest::Request,
    operation_id: &'static str,
) -> Result<reqwest::Response, Failure> {
    let operation = Operation::find(operation_id)
        .ok_or_else(|| Arc::new(UnknownOperation(operation_id)) as Failure)?;
    // progenitor adds this header to every call; the vendor does not document it.
    request.headers_mut().remove("api-version");
    decode_commas(request.url_mut());
    if !matches_route(operation, &client.baseurl, request.url()) {
        return Err(Arc::new(Misrouted { operation }));
    }
    let (transport, http) = (&client.inner.0, &client.client);
    let mut response = transport.send(TransportRequest { request, operation, http }).await?;
    response.extensions_mut().insert(Exchange { operation, transport: Arc::clone(transport) });
    Ok(response)
}

/// A method that is not in the operation table. The code generation creates both from one document
/// and checks that they agree, so this occurs only if a generated file was edited by hand.
#[derive(Debug)]
struct UnknownOperation(&'static str);

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not sent: {} is not in the operation table; run `cargo xtask regenerate`",
            self.0
        )
    }
}

impl std::error::Error for UnknownOperation {}

/// Returns whether the URL matches the operation's path template, and no narrower template that
/// has a fixed segment where this one has a parameter.
fn matches_route(operation: &Operation, base_url: &str, url: &reqwest::Url) -> bool {
    let Some(path) = path_after(base_url, url) else { return false };
    matches_template(operation.path, path)
        && !operation.narrower.iter().any(|narrower| matches_template(narrower, path))
}

fn matches_template(template: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    let fits = template.split('/').all(|expected| {
        parts.next().is_some_and(|part| {
            if is_parameter(expected) {
                !part.is_empty() && part != INVALID
            } else {
                part == expected
            }
        })
    });
    fits && parts.next().is_none()
}

/// Decodes the commas of a query. progenitor encodes them, so that a server that splits before it
/// decodes would read a list as one value. For a server that decodes first it makes no difference.
fn decode_commas(url: &mut reqwest::Url) {
    let Some(query) = url.query().filter(|query| query.contains("%2C")) else { return };
    let query = query.replace("%2C", ",");
    url.set_query(Some(&query));
}

fn is_parameter(part: &str) -> bool {
    part.starts_with('{')
}

/// Returns the URL's path after that of the base URL.
fn path_after<'a>(base_url: &str, url: &'a reqwest::Url) -> Option<&'a str> {
    // The base URL is usually normalized already and need not be parsed for each call.
    let rest = url
        .as_str()
        .strip_prefix(base_url.trim_end_matches('/'))
        .and_then(|rest| rest.split(['?', '#']).next());
    if let Some(rest) = rest.filter(|rest| rest.starts_with('/') && url.path().ends_with(rest)) {
        return Some(rest);
    }
    let base = reqwest::Url::parse(base_url).ok()?;
    url.path().strip_prefix(base.path().trim_end_matches('/'))
}

/// Replaces an id that is not valid in a path; [`matches_route`] rejects it.
const INVALID: &str = "%00";

/// Encodes a path parameter as exactly one segment.
///
/// progenitor's own encoding keeps backslashes and dots, which the URL parser reads as separators
/// and as parent segments.
pub(crate) fn encode_path(parameter: &str) -> String {
    const UNRESERVED: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    // Some gateways decode a path before they route it, so that `..` leads to another resource in
    // encoded form too.
    let leads_elsewhere = parameter.is_empty()
        || parameter.contains(|c: char| c == '\\' || c.is_control())
        || parameter.split('/').any(|part| matches!(part, "." | ".."));
    if leads_elsewhere {
        return INVALID.to_owned();
    }
    percent_encoding::utf8_percent_encode(parameter, UNRESERVED).to_string()
}

/// Passes the operation and the transport to [`decode`] with the response.
#[derive(Clone)]
struct Exchange {
    operation: &'static Operation,
    transport: Arc<dyn Transport>,
}

/// Wraps a failure in the only error variant of the generated methods that can contain it.
pub(crate) fn failed<E>(failure: Failure) -> Error<E> {
    let mut response = http::Response::new("");
    // Only `failure_of` reads this response. 599 is not a registered status, so code that checks
    // only the status does not mistake it for a success or for a response of the vendor.
    *response.status_mut() =
        http::StatusCode::from_u16(599).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    response.extensions_mut().insert(failure);
    Error::UnexpectedResponse(response.into())
}

/// Returns the failure behind an [`Error::UnexpectedResponse`](crate::Error::UnexpectedResponse): a
/// [`DecodeFailure`](crate::DecodeFailure), a [`Misrouted`] or the error of the [`Transport`].
/// Returns `None` for an undocumented response of the vendor.
pub fn failure_of(
    response: &reqwest::Response,
) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
    response.extensions().get::<Failure>().map(AsRef::as_ref)
}

/// Decodes a response's JSON body. If that fails, the error contains the status and the headers.
pub(crate) async fn decode<T, E>(
    mut response: reqwest::Response,
) -> Result<ResponseValue<T>, Error<E>>
where
    T: DeserializeOwned + Serialize + Inspect,
{
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let exchange = response.extensions_mut().remove::<Exchange>();
    let body = response.bytes().await.map_err(Error::ResponseBodyError)?;
    match decode::read::<T>(&body) {
        Ok((value, unreadable)) => {
            if let Some(Exchange { operation, transport }) = exchange {
                for value in &unreadable {
                    transport.unreadable_value(operation, value);
                }
                value.inspect(&Place::ROOT, &mut |unknown| {
                    transport.unknown_value(operation, unknown);
                });
                if transport.wants_unknown_fields() {
                    unknown_fields::for_each(&body, &value, &mut |path| {
                        transport.unknown_field(operation, path);
                    });
                }
            }
            Ok(ResponseValue::new(value, status, headers))
        }
        Err(failure) => {
            let mut response = http::Response::new(body);
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            response.extensions_mut().insert(Arc::new(failure) as Failure);
            Err(Error::UnexpectedResponse(response.into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{decode_commas, matches_route};
    use crate::Operation;

    /// Returns whether this path after this base URL matches the route of a batch's status.
    fn fits(base_url: &str, path: &str) -> bool {
        let operation = Operation::find("getScoringBatchStatus").unwrap();
        matches_route(
            operation,
            base_url,
            &reqwest::Url::parse(&format!("{base_url}{path}")).unwrap(),
        )
    }

    #[test]
    fn an_id_that_is_a_segment_of_another_route_is_rejected() {
        let matches_operation = |id: &str, path: &str| {
            let url = reqwest::Url::parse(&format!("https://example.com{path}")).unwrap();
            matches_route(Operation::find(id).unwrap(), "https://example.com", &url)
        };
        assert!(!matches_operation("getCriteriaVersion", "/v1/jobs/a/criteria/versions/current"));
        assert!(matches_operation(
            "getCurrentCriteriaVersion",
            "/v1/jobs/a/criteria/versions/current"
        ));
        assert!(matches_operation("getCriteriaVersion", "/v1/jobs/a/criteria/versions/c"));
        assert!(matches_operation("listCriteria", "/v1/jobs/criteria/criteria"));
    }

    #[test]
    fn commas_of_a_query_are_not_encoded() {
        for (built, sent) in [
            (
                "https://example.com/a?jobIds=a%20b%2Cc%2Cd%26e",
                "https://example.com/a?jobIds=a%20b,c,d%26e",
            ),
            ("https://example.com/a%2Cb?x=1", "https://example.com/a%2Cb?x=1"),
            ("https://example.com/a%2Cb", "https://example.com/a%2Cb"),
        ] {
            let mut url = reqwest::Url::parse(built).unwrap();
            decode_commas(&mut url);
            assert_eq!(url.as_str(), sent);
        }
    }

    #[test]
    fn a_url_is_matched_with_any_spelling_of_its_base_url() {
        for base_url in [
            "https://example.com",
            "https://example.com/nova",
            "HTTPS://EXAMPLE.com:443/no va",
            "https://example.com/other/../nova",
        ] {
            assert!(fits(base_url, "/v1/jobs/a/scoring-batches/b"), "{base_url}");
            assert!(fits(base_url, "/v1/jobs/a/scoring-batches/b?x=/y"), "{base_url}");
            for other_path in [
                "/v1/jobs/../scoring-batches/b",
                "/v1/jobs/a/scoring-batches/b/c",
                "/v1/jobs//scoring-batches/b",
            ] {
                assert!(!fits(base_url, other_path), "{base_url}{other_path}");
            }
        }
        for invalid_base in
            ["https://example.com/", "https://example.com?x=", "https://example.com#x"]
        {
            assert!(!fits(invalid_base, "/v1/jobs/a/scoring-batches/b"), "{invalid_base}");
        }
    }
}
