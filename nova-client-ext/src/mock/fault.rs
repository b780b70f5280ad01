//! What may go wrong, and when.

use std::time::Duration;

use bytes::Bytes;
use nova_client::Operation;

use super::body::Body;
use super::response::MockResponse;

/// Something that goes wrong with a request, on the wire as it would with the real Nova.
///
/// A fault says up to three things: what is **said** in the place of the true answer, how it is
/// **delivered**, and which requests it **strikes**; without a word on that, the next one. Give it
/// to [`MockNova::inject`](super::MockNova::inject). A request that is struck is logged and counted
/// against the rate limits like any other.
///
/// | fault | expression |
/// |---|---|
/// | reset before, during, after the headers | `Fault::cut(Cut::Nothing, End::Reset)`, `Cut::MidHead`, `Cut::Head` |
/// | half a body | `Fault::cut(Cut::MidBody, End::Close)` |
/// | a body that takes 30 s | `Fault::slow_body(Duration::from_secs(30))` |
/// | headers, then nothing | `Fault::cut(Cut::Head, End::Stall)` |
/// | no answer at all | `Fault::cut(Cut::Nothing, End::Stall)` |
/// | a `Content-Length` that is 100 too long | `Fault::content_length_off_by(100)` |
/// | a chunked body cut short | `Fault::cut(Cut::MidBody, End::Close).chunked()` |
/// | a proxy's 502 | `Fault::respond(MockResponse::html(StatusCode::BAD_GATEWAY, "<h1>Bad gateway</h1>"))` |
/// | an empty 503 | `Fault::respond(MockResponse::empty(StatusCode::SERVICE_UNAVAILABLE))` |
/// | Nova's own 500, with or without `retryable` | `Fault::respond(MockResponse::error(status, "INTERNAL_ERROR", None))` |
/// | 429 with any `Retry-After` | `Fault::respond(MockResponse::error(status, "RATE_LIMITED", true).retry_after("soon"))` |
/// | a redirect | `Fault::respond(MockResponse::empty(status).header(header::LOCATION, url))` |
/// | a body that is not what it says | `Fault::respond(MockResponse::json(StatusCode::OK, "<html>"))` |
/// | 100 MB of zeros, packed | `Fault::respond(MockResponse::zeros(StatusCode::OK, 100 << 20).gzip())` |
/// | an answer before the request is read | `Fault::respond(answer).on_connect()` |
/// | a connection that closes after one answer | `Fault::cut(Cut::Whole, End::Close)` |
/// | a pooled connection that is dead when it is used again | `Fault::reset_on_reuse()` |
/// | anything else | `Fault::raw(bytes, End::Close)` |
///
/// For a refused connection, see [`ClosedPort`](super::ClosedPort).
#[derive(Clone, Debug)]
#[must_use = "a fault strikes only when it is injected"]
pub struct Fault {
    pub(super) said: Said,
    pub(super) delivery: Delivery,
    on_connect: bool,
    operation: Option<String>,
    tenant: Option<String>,
    left: Option<u64>,
    chance: Option<(f64, fastrand::Rng)>,
}

/// What is said to the client.
#[derive(Clone, Debug)]
pub(super) enum Said {
    /// What the mock would have said anyway.
    Truth,
    Response(Box<MockResponse>),
    /// These bytes, whatever they are.
    Raw(Body),
}

/// How it gets there.
#[derive(Clone, Debug)]
pub(super) struct Delivery {
    pub(super) cut: Cut,
    /// None: the connection stays open for the next request.
    pub(super) end: Option<End>,
    pub(super) framing: Framing,
    /// How long the body takes.
    pub(super) over: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// `Content-Length`, this much more than there is.
    Length {
        excess: u64,
    },
    Chunked,
}

/// How much of an answer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cut {
    /// Not a byte.
    Nothing,
    /// Half of the status line and headers.
    MidHead,
    /// The status line and headers.
    Head,
    /// Half of the body too.
    MidBody,
    /// All of it.
    Whole,
}

/// What becomes of the connection after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// It is closed in good order, without a word before.
    Close,
    /// It is reset.
    Reset,
    /// It stays open and nothing more comes.
    Stall,
    /// It stays open, and is reset when the next request comes on it.
    ResetOnReuse,
}

impl Fault {
    /// Another answer in the place of the true one.
    pub fn respond(response: MockResponse) -> Self {
        Self::new(Said::Response(Box::new(response)), Cut::Whole, None)
    }

    /// The true answer, cut off.
    pub fn cut(cut: Cut, end: End) -> Self {
        Self::new(Said::Truth, cut, Some(end))
    }

    /// The true answer with a body that takes this long.
    pub fn slow_body(time: Duration) -> Self {
        Self::new(Said::Truth, Cut::Whole, None).over(time)
    }

    /// The true answer with a `Content-Length` that promises this much more; the connection closes
    /// after what there is.
    pub fn content_length_off_by(excess: u64) -> Self {
        let mut fault = Self::cut(Cut::Whole, End::Close);
        fault.delivery.framing = Framing::Length { excess };
        fault
    }

    /// The true answer on a connection that is reset when it is used again.
    pub fn reset_on_reuse() -> Self {
        Self::cut(Cut::Whole, End::ResetOnReuse)
    }

    /// These bytes in the place of an answer.
    pub fn raw(bytes: impl Into<Bytes>, end: End) -> Self {
        Self::new(Said::Raw(Body::from(bytes.into())), Cut::Whole, Some(end))
    }

    fn new(said: Said, cut: Cut, end: Option<End>) -> Self {
        let delivery =
            Delivery { cut, end, framing: Framing::Length { excess: 0 }, over: Duration::ZERO };
        Self {
            said,
            delivery,
            on_connect: false,
            operation: None,
            tenant: None,
            left: Some(1),
            chance: None,
        }
    }

    /// Delivers this answer instead of the true one.
    pub fn saying(mut self, response: MockResponse) -> Self {
        self.said = Said::Response(Box::new(response));
        self
    }

    /// Sends the body in chunks instead of announcing its length. A cut body lacks its last chunk.
    pub fn chunked(mut self) -> Self {
        self.delivery.framing = Framing::Chunked;
        self
    }

    /// Lets the body take this long, in even steps.
    pub fn over(mut self, time: Duration) -> Self {
        self.delivery.over = time;
        self
    }

    /// Strikes a connection when it is made, before a request is read.
    ///
    /// Nothing has been asked then, so nothing is sent in the place of the true answer, and a fault
    /// that names an operation or a tenant does not strike.
    pub fn on_connect(mut self) -> Self {
        self.on_connect = true;
        self
    }

    /// Strikes this many times.
    pub fn times(mut self, times: u64) -> Self {
        self.left = Some(times);
        self
    }

    /// Strikes until [`MockNova::clear_faults`](super::MockNova::clear_faults).
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Strikes calls of this operation only: its id in the contract, or the name of its method.
    pub fn operation(mut self, operation: &str) -> Self {
        self.operation =
            Some(Operation::find(operation).map_or(operation, |known| known.id).to_owned());
        self
    }

    /// Strikes calls of this tenant only.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// Strikes with this probability, from 0 to 1. The same seed makes the same choices.
    pub fn chance(mut self, probability: f64, seed: u64) -> Self {
        self.chance = Some((probability, fastrand::Rng::with_seed(seed)));
        self
    }

    /// Whether the answer reaches the client as HTTP wants it.
    pub(super) fn is_delivered(&self) -> bool {
        let Delivery { cut, end, framing, over } = &self.delivery;
        !matches!(self.said, Said::Raw(_))
            && *cut == Cut::Whole
            && matches!(end, None | Some(End::ResetOnReuse))
            && *framing == Framing::Length { excess: 0 }
            && over.is_zero()
    }

    fn strikes(&mut self, operation: Option<&str>, tenant: Option<&str>) -> bool {
        let fits =
            |wanted: &Option<String>, is: Option<&str>| wanted.is_none() || wanted.as_deref() == is;
        self.left != Some(0)
            && fits(&self.operation, operation)
            && fits(&self.tenant, tenant)
            && self.chance.as_mut().is_none_or(|(probability, random)| random.f64() < *probability)
    }
}

/// The faults that wait for their request, in the order in which they were injected.
#[derive(Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn waiting(&self) -> usize {
        self.0.len()
    }

    /// The fault that strikes a request, if one does.
    pub(super) fn strike(
        &mut self,
        operation: Option<&str>,
        tenant: Option<&str>,
    ) -> Option<Fault> {
        self.next(|fault| !fault.on_connect && fault.strikes(operation, tenant))
    }

    /// The fault that strikes a new connection, if one does.
    pub(super) fn strike_connection(&mut self) -> Option<Fault> {
        self.next(|fault| fault.on_connect && fault.strikes(None, None))
    }

    fn next(&mut self, strikes: impl FnMut(&mut Fault) -> bool) -> Option<Fault> {
        let index = self.0.iter_mut().position(strikes)?;
        let fault = &mut self.0[index];
        if let Some(left) = &mut fault.left {
            *left -= 1;
        }
        let struck = fault.clone();
        if fault.left == Some(0) {
            drop(self.0.remove(index));
        }
        Some(struck)
    }
}
