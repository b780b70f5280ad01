//! The one way out: every generated method hands its request to a [`Transport`].
//!
//! progenitor's hook can only fail with a `reqwest::Error`, which nobody but reqwest can make, and
//! its own decoding loses the status and headers of a body that does not fit. So a failure of ours
//! travels as an answer: it comes out of the generated method as
//! [`Error::UnexpectedResponse`](crate::Error::UnexpectedResponse), with the failure in the
//! answer's extensions, where [`failure_of`] finds it.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::unknown::{Inspect, Place};
use crate::{Client, Error, Operation, ResponseValue, UnknownValue, UnreadableValue};
use crate::{decode, members};

/// A boxed future, as trait objects need it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a [`Transport`] fails with.
pub type Failure = Arc<dyn std::error::Error + Send + Sync>;

/// The status under which a failure of ours travels through the generated code. No documented
/// answer has it.
const CARRIER: u16 = 299;

/// Sends the requests of a [`Client`].
///
/// It sees each request as the generated method built it, and the operation it belongs to, and may
/// add headers, wait, send it more than once, or refuse it.
pub trait Transport: Send + Sync + 'static {
    /// Carries out one call. The answer may have any status; a `Err` is for calls that got none
    /// worth showing.
    fn send<'a>(&'a self, call: Outgoing<'a>) -> BoxFuture<'a, Result<reqwest::Response, Failure>>;

    /// Hears of each enum value in an answer that the contract does not know.
    fn unknown_value(&self, operation: &'static Operation, unknown: UnknownValue<'_>) {
        let _ = (operation, unknown);
    }

    /// Is called with each value of a response that could not be read and was left out.
    fn unreadable_value(&self, operation: &'static Operation, unreadable: &UnreadableValue) {
        let _ = (operation, unreadable);
    }

    /// Whether [`unknown_member`](Self::unknown_member) should be called. That costs a second look
    /// at every answer.
    fn wants_unknown_members(&self) -> bool {
        false
    }

    /// Hears of each member of an answer that the contract does not know, by its path:
    /// `scoringJobs[].locale`.
    fn unknown_member(&self, operation: &'static Operation, path: &str) {
        let _ = (operation, path);
    }
}

/// One call on its way out.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outgoing<'a> {
    /// The request, with no key and no tenant yet.
    pub request: reqwest::Request,
    /// What is being called.
    pub operation: &'static Operation,
    /// The HTTP client the [`Client`] was made with.
    pub http: &'a reqwest::Client,
}

/// Sends each request once, as it is. The key and the tenant must then be default headers of the
/// HTTP client.
#[derive(Clone, Copy, Debug, Default)]
pub struct Direct;

impl Transport for Direct {
    fn send<'a>(&'a self, call: Outgoing<'a>) -> BoxFuture<'a, Result<reqwest::Response, Failure>> {
        Box::pin(async move {
            call.http.execute(call.request).await.map_err(|error| Arc::new(error) as Failure)
        })
    }
}

/// What a [`Client`] holds besides its base URL and HTTP client.
#[derive(Clone)]
pub struct Seam(Arc<dyn Transport>);

impl fmt::Debug for Seam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seam").finish_non_exhaustive()
    }
}

impl Client {
    /// A client that sends through `transport`.
    ///
    /// `base_url` has no trailing slash; a path in it is put before every operation's path.
    pub fn with_transport(
        base_url: &str,
        http: reqwest::Client,
        transport: Arc<dyn Transport>,
    ) -> Self {
        Self::new_with_client(base_url, http, Seam(transport))
    }
}

/// A request that would have gone elsewhere than its operation's path: an id held `..`, or nothing
/// at all, or is a word that the vendor reads as another route, such as `current` where the id of a
/// version belongs.
///
/// Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misrouted {
    operation: &'static Operation,
}

impl Misrouted {
    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }
}

impl fmt::Display for Misrouted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Operation { id, path, .. } = self.operation;
        write!(f, "refused, not sent: an id given to {id} would lead away from {path}")
    }
}

impl std::error::Error for Misrouted {}

impl ClientHooks<Seam> for Client {
    async fn exec(
        &self,
        mut request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        let Some(operation) = Operation::find(info.operation_id) else {
            return Ok(carrier(Arc::new(Untabled(info.operation_id))));
        };
        // progenitor adds this to every call; the vendor knows no such header.
        request.headers_mut().remove("api-version");
        separate_values(request.url_mut());
        let transport = &self.inner().0;
        let outcome = if follows(operation, self.baseurl(), request.url()) {
            transport.send(Outgoing { request, operation, http: self.client() }).await
        } else {
            Err(Arc::new(Misrouted { operation }) as Failure)
        };
        Ok(match outcome {
            Ok(mut response) => {
                response
                    .extensions_mut()
                    .insert(Exchange { operation, transport: Arc::clone(transport) });
                response
            }
            Err(failure) => carrier(failure),
        })
    }
}

/// A method that the operation table does not know. The code generation makes both from one
/// document and checks that they agree, so this cannot be seen unless the generated text was
/// changed by hand.
#[derive(Debug)]
struct Untabled(&'static str);

impl fmt::Display for Untabled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "refused, not sent: {} is not in the operation table; run `cargo xtask regenerate`",
            self.0
        )
    }
}

impl std::error::Error for Untabled {}

/// Whether the URL is what the operation's template makes, parameter for parameter, and what no
/// other one makes that has a word where this one has a parameter.
fn follows(operation: &Operation, base_url: &str, url: &reqwest::Url) -> bool {
    let Some(path) = path_behind(base_url, url) else { return false };
    fits(operation.path, path) && !operation.narrower.iter().any(|narrower| fits(narrower, path))
}

fn fits(template: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    let fits = template.split('/').all(|expected| {
        parts.next().is_some_and(|part| {
            if is_parameter(expected) {
                !part.is_empty() && part != REFUSED
            } else {
                part == expected
            }
        })
    });
    fits && parts.next().is_none()
}

/// Lets the commas of a query be commas. progenitor encodes them, which makes one value of a list
/// for a reader that separates before it decodes; one that decodes first sees no difference.
fn separate_values(url: &mut reqwest::Url) {
    let Some(query) = url.query().filter(|query| query.contains("%2C")) else { return };
    let query = query.replace("%2C", ",");
    url.set_query(Some(&query));
}

fn is_parameter(part: &str) -> bool {
    part.starts_with('{')
}

/// The URL's path without the one of the base URL.
fn path_behind<'a>(base_url: &str, url: &'a reqwest::Url) -> Option<&'a str> {
    // As a rule the base URL is in normal form, and need not be parsed for each call.
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

/// Stands in a path for an id that no path can carry; [`follows`] refuses it.
const REFUSED: &str = "%00";

/// Encodes a path parameter so that it stays the one segment it is.
///
/// progenitor's own leaves backslashes and dots alone, which the URL parser reads as separators and
/// as steps upwards.
pub(crate) fn encode_path(parameter: &str) -> String {
    const UNRESERVED: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    match parameter {
        "" | "." | ".." => REFUSED.to_owned(),
        _ => percent_encoding::utf8_percent_encode(parameter, UNRESERVED).to_string(),
    }
}

/// Travels with an answer to [`decode`].
#[derive(Clone)]
struct Exchange {
    operation: &'static Operation,
    transport: Arc<dyn Transport>,
}

fn carrier(failure: Failure) -> reqwest::Response {
    let mut response = http::Response::new("");
    *response.status_mut() =
        http::StatusCode::from_u16(CARRIER).unwrap_or(http::StatusCode::IM_A_TEAPOT);
    response.extensions_mut().insert(failure);
    response.into()
}

/// The failure behind an [`Error::UnexpectedResponse`](crate::Error::UnexpectedResponse): a
/// [`DecodeFailure`](crate::DecodeFailure), a [`Misrouted`] or whatever the [`Transport`] failed with. `None` for an
/// answer that is merely undocumented.
pub fn failure_of(
    response: &reqwest::Response,
) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
    response.extensions().get::<Failure>().map(AsRef::as_ref)
}

/// Decodes an answer's JSON body. Its status and headers survive a body that does not fit.
pub(crate) async fn decode<T, E>(
    mut response: reqwest::Response,
) -> Result<ResponseValue<T>, Error<E>>
where
    T: DeserializeOwned + Serialize + Inspect,
{
    // Where the contract documents any 2XX, the carrier of a failure looks like a success.
    if failure_of(&response).is_some() {
        return Err(Error::UnexpectedResponse(response));
    }
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
                    transport.unknown_value(operation, unknown)
                });
                if transport.wants_unknown_members() {
                    members::unknown(&body, &value, &mut |path| {
                        transport.unknown_member(operation, path)
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
    use super::{follows, separate_values};
    use crate::Operation;

    /// Whether the status of a batch at `path`, behind this base URL, is where it belongs.
    fn fits(base_url: &str, path: &str) -> bool {
        let operation = Operation::find("getScoringBatchStatus").unwrap();
        follows(operation, base_url, &reqwest::Url::parse(&format!("{base_url}{path}")).unwrap())
    }

    #[test]
    fn an_id_that_is_the_word_of_another_route_is_refused() {
        let goes = |id: &str, path: &str| {
            let url = reqwest::Url::parse(&format!("https://example.com{path}")).unwrap();
            follows(Operation::find(id).unwrap(), "https://example.com", &url)
        };
        assert!(!goes("getCriteriaVersion", "/v1/jobs/a/criteria/versions/current"));
        assert!(goes("getCurrentCriteriaVersion", "/v1/jobs/a/criteria/versions/current"));
        assert!(goes("getCriteriaVersion", "/v1/jobs/a/criteria/versions/c"));
        assert!(goes("listCriteria", "/v1/jobs/criteria/criteria"));
    }

    #[test]
    fn the_values_of_a_list_are_separated_for_every_reader() {
        for (built, sent) in [
            (
                "https://example.com/a?jobIds=a%20b%2Cc%2Cd%26e",
                "https://example.com/a?jobIds=a%20b,c,d%26e",
            ),
            ("https://example.com/a%2Cb?x=1", "https://example.com/a%2Cb?x=1"),
            ("https://example.com/a%2Cb", "https://example.com/a%2Cb"),
        ] {
            let mut url = reqwest::Url::parse(built).unwrap();
            separate_values(&mut url);
            assert_eq!(url.as_str(), sent);
        }
    }

    #[test]
    fn a_url_is_judged_behind_any_form_of_its_base() {
        for base_url in [
            "https://example.com",
            "https://example.com/nova",
            "HTTPS://EXAMPLE.com:443/no va",
            "https://example.com/other/../nova",
        ] {
            assert!(fits(base_url, "/v1/jobs/a/scoring-batches/b"), "{base_url}");
            assert!(fits(base_url, "/v1/jobs/a/scoring-batches/b?x=/y"), "{base_url}");
            for astray in [
                "/v1/jobs/../scoring-batches/b",
                "/v1/jobs/a/scoring-batches/b/c",
                "/v1/jobs//scoring-batches/b",
            ] {
                assert!(!fits(base_url, astray), "{base_url}{astray}");
            }
        }
        for unfit in ["https://example.com/", "https://example.com?x=", "https://example.com#x"] {
            assert!(!fits(unfit, "/v1/jobs/a/scoring-batches/b"), "{unfit}");
        }
    }
}
