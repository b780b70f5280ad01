//! Faults, and the requests to which they apply.

use std::time::Duration;

use bytes::Bytes;
use nova_client::Operation;

use crate::mock::wire::body::Body;
use crate::mock::wire::response::MockResponse;

/// A fault of a request, on the wire as with the real Nova.
///
/// A fault has up to three parts: the **response** that replaces the actual one, how it is
/// **delivered**, and the requests to which it **applies**, by default the next one. Pass it to
/// [`MockNova::inject`](crate::mock::MockNova::inject). A request with a fault is logged, counted
/// against the rate limits and processed like any other: only its response is replaced, truncated
/// or lost.
///
/// | fault | expression |
/// |---|---|
/// | reset before, during, after the headers | `Fault::cut(Cut::Nothing, End::Reset)`, `Cut::MidHead`, `Cut::Head` |
/// | half a body | `Fault::cut(Cut::MidBody, End::Close)` |
/// | a body that takes 30 s | `Fault::slow_body(Duration::from_secs(30))` |
/// | headers, then nothing | `Fault::cut(Cut::Head, End::Stall)` |
/// | no response at all | `Fault::cut(Cut::Nothing, End::Stall)` |
/// | a `Content-Length` that is 100 too long | `Fault::content_length_off_by(100)` |
/// | a chunked body cut short | `Fault::cut(Cut::MidBody, End::Close).chunked()` |
/// | a proxy's 502 | `Fault::respond(MockResponse::html(StatusCode::BAD_GATEWAY, "<h1>Bad gateway</h1>"))` |
/// | an empty 503 | `Fault::respond(MockResponse::empty(StatusCode::SERVICE_UNAVAILABLE))` |
/// | Nova's own 500, with or without `retryable` | `Fault::respond(MockResponse::error(status, "INTERNAL_ERROR", None))` |
/// | 429 with any `Retry-After` | `Fault::respond(MockResponse::error(status, "RATE_LIMITED", true).retry_after("soon"))` |
/// | a redirect | `Fault::respond(MockResponse::empty(status).header(header::LOCATION, url))` |
/// | a body of another type than announced | `Fault::respond(MockResponse::json(StatusCode::OK, "<html>"))` |
/// | 100 MB of zeros, packed | `Fault::respond(MockResponse::zeros(StatusCode::OK, 100 << 20).gzip())` |
/// | a response before the request is read | `Fault::respond(response).on_connect()` |
/// | a connection that closes after one response | `Fault::cut(Cut::Whole, End::Close)` |
/// | a pooled connection that is dead when it is used again | `Fault::reset_on_reuse()` |
/// | anything else | `Fault::raw(bytes, End::Close)` |
///
/// For a refused connection, see [`ClosedPort`](crate::mock::ClosedPort).
#[derive(Clone, Debug)]
#[must_use = "a fault does nothing until it is injected"]
pub struct Fault {
    pub(crate) response: FaultResponse,
    pub(crate) delivery: Delivery,
    on_connect: bool,
    operation: Option<String>,
    tenant: Option<String>,
    left: Option<u64>,
    chance: Option<(f64, fastrand::Rng)>,
}

/// The response that is sent.
#[derive(Clone, Debug)]
pub(crate) enum FaultResponse {
    /// The actual response.
    Actual,
    Replaced(Box<MockResponse>),
    /// These bytes.
    Raw(Body),
}

/// How the response is sent.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) cut: Cut,
    /// `None` if the connection stays open for the next request.
    pub(crate) end: Option<End>,
    pub(crate) framing: Framing,
    /// The duration of sending the body.
    pub(crate) over: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// `Content-Length`, larger than the body by this number.
    Length {
        excess: u64,
    },
    Chunked,
}

/// How much of a response is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cut {
    /// No bytes.
    Nothing,
    /// Half of the status line and headers.
    MidHead,
    /// The status line and headers.
    Head,
    /// The status line, headers and half of the body.
    MidBody,
    /// The whole response.
    Whole,
}

/// What happens to the connection afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// It is closed, without a `Connection: close` header.
    Close,
    /// It is reset.
    Reset,
    /// It stays open, and nothing more is sent.
    Stall,
    /// It stays open, and is reset by the next request.
    ResetOnReuse,
}

impl Fault {
    /// Replaces the actual response.
    pub fn respond(response: MockResponse) -> Self {
        Self::new(FaultResponse::Replaced(Box::new(response)), Cut::Whole, None)
    }

    /// Truncates the actual response.
    pub fn cut(cut: Cut, end: End) -> Self {
        Self::new(FaultResponse::Actual, cut, Some(end))
    }

    /// Sends the body of the actual response over this time.
    pub fn slow_body(time: Duration) -> Self {
        Self::new(FaultResponse::Actual, Cut::Whole, None).over(time)
    }

    /// Sends the actual response with a `Content-Length` that is too large by this number, and then
    /// closes the connection.
    pub fn content_length_off_by(excess: u64) -> Self {
        let mut fault = Self::cut(Cut::Whole, End::Close);
        fault.delivery.framing = Framing::Length { excess };
        fault
    }

    /// Sends the actual response, and resets the connection on the next request.
    pub fn reset_on_reuse() -> Self {
        Self::cut(Cut::Whole, End::ResetOnReuse)
    }

    /// Sends these bytes instead of a response.
    pub fn raw(bytes: impl Into<Bytes>, end: End) -> Self {
        Self::new(FaultResponse::Raw(Body::from(bytes.into())), Cut::Whole, Some(end))
    }

    fn new(response: FaultResponse, cut: Cut, end: Option<End>) -> Self {
        let delivery =
            Delivery { cut, end, framing: Framing::Length { excess: 0 }, over: Duration::ZERO };
        Self {
            response,
            delivery,
            on_connect: false,
            operation: None,
            tenant: None,
            left: Some(1),
            chance: None,
        }
    }

    /// Sends this response instead of the actual one.
    pub fn with_response(mut self, response: MockResponse) -> Self {
        self.response = FaultResponse::Replaced(Box::new(response));
        self
    }

    /// Sends the body with chunked encoding instead of a `Content-Length`. A truncated body lacks
    /// the last chunk.
    pub fn chunked(mut self) -> Self {
        self.delivery.framing = Framing::Chunked;
        self
    }

    /// Sends the body over this time, in even steps.
    pub fn over(mut self, time: Duration) -> Self {
        self.delivery.over = time;
        self
    }

    /// Applies to a connection when it is accepted, before a request is read.
    ///
    /// Since there is no actual response then, none is sent, and a fault for an operation or a
    /// tenant does not apply.
    pub fn on_connect(mut self) -> Self {
        self.on_connect = true;
        self
    }

    /// Applies this many times.
    pub fn times(mut self, times: u64) -> Self {
        self.left = Some(times);
        self
    }

    /// Applies until [`MockNova::clear_faults`](crate::mock::MockNova::clear_faults).
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Applies to calls of this operation only: its id in the contract, or the name of its method.
    pub fn operation(mut self, operation: &str) -> Self {
        self.operation =
            Some(Operation::find(operation).map_or(operation, |known| known.id).to_owned());
        self
    }

    /// Applies to calls of this tenant only.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// Applies with this probability, from 0 to 1. The same seed makes the same choices.
    pub fn chance(mut self, probability: f64, seed: u64) -> Self {
        self.chance = Some((probability, fastrand::Rng::with_seed(seed)));
        self
    }

    /// Returns whether the client receives a valid HTTP response.
    pub(crate) fn is_valid_http(&self) -> bool {
        let Delivery { cut, end, framing, over } = &self.delivery;
        !matches!(self.response, FaultResponse::Raw(_))
            && *cut == Cut::Whole
            && matches!(end, None | Some(End::ResetOnReuse))
            && *framing == Framing::Length { excess: 0 }
            && over.is_zero()
    }

    fn matches(&mut self, operation: Option<&str>, tenant: Option<&str>) -> bool {
        let fits =
            |wanted: &Option<String>, is: Option<&str>| wanted.is_none() || wanted.as_deref() == is;
        self.left != Some(0)
            && fits(&self.operation, operation)
            && fits(&self.tenant, tenant)
            && self.chance.as_mut().is_none_or(|(probability, random)| random.f64() < *probability)
    }
}

/// The pending faults, in the order in which they were injected.
#[derive(Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn waiting(&self) -> usize {
        self.0.len()
    }

    /// Takes the fault that applies to a request, if one does.
    pub(crate) fn for_request(
        &mut self,
        operation: Option<&str>,
        tenant: Option<&str>,
    ) -> Option<Fault> {
        self.next(|fault| !fault.on_connect && fault.matches(operation, tenant))
    }

    /// Takes the fault that applies to a new connection, if one does.
    pub(crate) fn for_connection(&mut self) -> Option<Fault> {
        self.next(|fault| fault.on_connect && fault.matches(None, None))
    }

    fn next(&mut self, matches: impl FnMut(&mut Fault) -> bool) -> Option<Fault> {
        let index = self.0.iter_mut().position(matches)?;
        let fault = &mut self.0[index];
        if let Some(left) = &mut fault.left {
            *left -= 1;
        }
        let taken = fault.clone();
        if fault.left == Some(0) {
            drop(self.0.remove(index));
        }
        Some(taken)
    }
}
