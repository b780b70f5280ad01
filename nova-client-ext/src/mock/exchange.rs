//! One request and its response: read, route, admit, handle, and deliver, with faults.

use std::fmt::Display;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, AUTHORIZATION, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode, request};
use hyper::body::Incoming;
use nova_client::types::ErrorCode;
use nova_client::{Bucket, Idempotency, MAX_REQUEST_BYTES};
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::routes::router::{self, Found};
use super::routes::validate::{OperationSchema, TENANT_HEADER};
use super::routes::{Call, handler};
use super::wire::body::Body;
use super::wire::connections::{Activity, discard_body, read_body};
use super::wire::fault::{Cut, End, Fault, FaultResponse};
use super::wire::head_timeout::Heads;
use super::wire::response::{Detail, MockResponse, http_date};
use super::wire::socket::Socket;
use super::world::idempotency::{self, Claim, Decision, Fingerprint, RequestBody};
use super::world::limits::BucketState;
use super::world::request_log::SeenRequest;
use super::world::{World, deletions, lock};

/// Where the mock serves its tallies: outside the vendor's paths.
pub(crate) const SCORED_PATH: &str = "/_mock/scored";

/// How long a client may take for the head of a request, and how long for its body.
pub(crate) const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// The state of a connection.
pub(crate) struct Connection {
    pub(crate) number: u64,
    pub(crate) activity: Activity,
    pub(crate) heads: Heads,
    /// Whether the next request on it is reset.
    pub(crate) reset_on_reuse: AtomicBool,
    /// Whether only clients on this machine can connect.
    pub(crate) is_local: bool,
}

/// Responds to one request. An error closes the connection.
pub(crate) async fn exchange(
    world: Arc<World>,
    connection: Arc<Connection>,
    socket: Socket,
    request: Request<Incoming>,
) -> io::Result<Response<Body>> {
    if connection.reset_on_reuse.load(Ordering::Relaxed) {
        socket.end(Some(End::Reset)).await?;
        return Err(closed());
    }
    let _in_request = connection.heads.begin();
    let (head, body) = request.into_parts();
    let authorized = world.keys.authorize(&head.headers);
    if head.uri.path() == SCORED_PATH {
        return scored(&world, connection.is_local || authorized.is_ok());
    }
    let found = router::find(&head.method, head.uri.path());
    let operation = if let Found::Operation(route) = &found { Some(route.operation) } else { None };
    let tenant = tenant(&head.headers);
    let reading = async {
        // Bodies of unauthenticated requests are not stored.
        match &authorized {
            Ok(()) => read_body(body, MAX_REQUEST_BYTES).await,
            Err(_) => discard_body(body, MAX_REQUEST_BYTES).await,
        }
    };
    let body = timeout(READ_TIMEOUT, reading).await;
    let body = body.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?.ok();
    let _busy = connection.activity.begin();
    let trace_id = world.traces.next();
    let entry = lock(&world.log).push(SeenRequest {
        method: head.method.clone(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        operation: operation.map(|operation| operation.id),
        tenant: tenant.clone(),
        headers: redacted(&world, &head.headers),
        body: body.clone().unwrap_or_default(),
        connection: connection.number,
        at: world.clock.elapsed(),
        status: None,
        trace_id: trace_id.clone(),
    });
    let fault =
        lock(&world.faults).for_request(operation.map(|operation| operation.id), tenant.as_deref());

    let admission = admit(&world, &head, &found, authorized, tenant.as_deref(), body.as_ref());
    let latency = lock(&world.latency).next();
    if !latency.is_zero() {
        sleep(latency).await;
    }
    let actual = match admission.result {
        Err(response) => response,
        Ok((call, claim)) => {
            let response = handle(&world, &call);
            if let Some(claim) = claim {
                claim.complete(&response);
            }
            response
        }
    };

    let date = http_date(world.clock.now());
    let rate_limits = admission.bucket_state.map(|state| state.headers());
    let finish = |response: MockResponse| {
        let finished = response.finish(&trace_id, rate_limits.clone(), &date);
        // A bug in the mock must not look like a network error.
        finished.or_else(|error| defect(&error).finish(&trace_id, rate_limits.clone(), &date))
    };
    let Some(fault) = fault else {
        let response = finish(actual)?;
        lock(&world.log).set_status(entry, Some(response.status().as_u16()));
        return Ok(response);
    };
    let is_valid_http = fault.is_valid_http();
    let Fault { response, delivery, .. } = fault;
    let response = match response {
        FaultResponse::Actual => finish(actual)?,
        FaultResponse::Replaced(response) => finish(*response)?,
        FaultResponse::Raw(bytes) => {
            socket.deliver_raw(bytes, delivery.end).await?;
            return Err(closed());
        }
    };
    let has_status = matches!(delivery.cut, Cut::Head | Cut::MidBody | Cut::Whole);
    lock(&world.log).set_status(entry, has_status.then(|| response.status().as_u16()));
    if is_valid_http {
        let resets = delivery.end == Some(End::ResetOnReuse);
        connection.reset_on_reuse.store(resets, Ordering::Relaxed);
        return Ok(response);
    }
    socket.deliver(response, &delivery).await?;
    Err(closed())
}

/// Delivers a fault on a connection before a request is read.
pub(crate) async fn apply_connect_fault(
    world: &World,
    socket: Socket,
    fault: Fault,
) -> io::Result<()> {
    let Fault { response, delivery, .. } = fault;
    match response {
        FaultResponse::Actual => socket.end(delivery.end).await?,
        FaultResponse::Raw(bytes) => socket.deliver_raw(bytes, delivery.end).await?,
        FaultResponse::Replaced(response) => {
            let date = http_date(world.clock.now());
            let response = response.finish(&world.traces.next(), None, &date)?;
            socket.deliver(response, &delivery).await?;
        }
    }
    match delivery.end {
        None | Some(End::Close) => socket.close_unread().await,
        Some(_) => Ok(()),
    }
}

/// Whether a request is to be handled.
struct Admission<'a> {
    result: Result<(Call<'a>, Option<Claim>), MockResponse>,
    bucket_state: Option<BucketState>,
    _in_flight: Option<InFlight<'a>>,
}

/// A request's slot in its bucket's concurrency limit, released on drop.
struct InFlight<'a>(&'a World, &'static Bucket);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        lock(&self.0.limiter).release(self.1);
    }
}

/// Checks the route, the key, the rate limit, the tenant, the size, the contract and the
/// idempotency key, in this order; the first failure determines the response.
fn admit<'a>(
    world: &'a World,
    head: &'a request::Parts,
    found: &'a Found,
    authorized: Result<(), MockResponse>,
    tenant: Option<&'a str>,
    body: Option<&'a Bytes>,
) -> Admission<'a> {
    let rejected = |response, bucket_state| Admission {
        result: Err(response),
        bucket_state,
        _in_flight: None,
    };
    let route = match found {
        Found::Operation(route) => route,
        Found::WrongMethod(methods) => return rejected(wrong_method(methods), None),
        Found::Nothing => {
            let message = "There is no such route";
            let response =
                MockResponse::documented_error(StatusCode::NOT_FOUND, ErrorCode::NotFound, message);
            return rejected(response, None);
        }
    };
    let bucket = route.operation.bucket;
    let now = world.clock.now();
    if let Err(response) = authorized {
        return rejected(response, Some(lock(&world.limiter).state(bucket, now)));
    }
    let (state, too_many) = lock(&world.limiter).admit(bucket, now);
    if let Some(response) = too_many {
        return rejected(response, Some(state));
    }
    let in_flight = Some(InFlight(world, bucket));
    let result = if route.operation.needs_tenant && tenant.is_none() {
        Err(tenant_missing())
    } else if let Some(body) = body {
        let (path, query) = (head.uri.path(), head.uri.query());
        let call = Call { route, path, tenant, query, headers: &head.headers, body };
        claim(world, &call).map(|claim| (call, claim))
    } else {
        Err(MockResponse::documented_error(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::ValidationError,
            "The request body is too large",
        ))
    };
    Admission { result, bucket_state: Some(state), _in_flight: in_flight }
}

/// Validates a call, and claims its idempotency key if it has one.
fn claim(world: &World, call: &Call<'_>) -> Result<Option<Claim>, MockResponse> {
    let operation = call.route.operation;
    let schema = OperationSchema::of(operation).map_err(|error| defect(&error))?;
    schema.validate(call)?;
    let takes_key = operation.idempotency == Idempotency::Key;
    let Some(key) = call.headers.get(idempotency::HEADER).filter(|_| takes_key) else {
        return Ok(None);
    };
    let mut headers = schema.headers(call.headers);
    headers.retain(|(name, _)| *name != idempotency::HEADER);
    let request = Fingerprint {
        operation: operation.id,
        path: call.path.to_owned(),
        tenant: call.tenant.map(str::to_owned),
        query: call.query.map(str::to_owned),
        headers,
        body: RequestBody::read(call.body),
    };
    match world.idempotency.claim(world.keys.environment(), key.clone(), request) {
        Decision::Proceed(claim) => Ok(Some(claim)),
        Decision::Respond(response) => Err(response),
    }
}

/// Returns the tenant in a request's header, if there is one.
fn tenant(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(TENANT_HEADER)?.to_str().ok()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn tenant_missing() -> MockResponse {
    MockResponse::invalid(vec![Detail::new(
        "X-Tenant-Id",
        "required",
        "The X-Tenant-Id header must name a tenant",
    )])
}

fn wrong_method(methods: &[&Method]) -> MockResponse {
    let allowed = methods.iter().map(|method| method.as_str()).collect::<Vec<_>>().join(", ");
    let message = format!("This route has {allowed} only");
    let (status, code) = (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED".into());
    MockResponse::documented_error(status, code, message).header(ALLOW, allowed)
}

/// Creates the response to an admitted request.
fn handle(world: &World, call: &Call<'_>) -> MockResponse {
    let operation = call.route.operation;
    let Some(handler) = handler(operation) else {
        let message = format!("The mock does not implement {} yet", operation.id);
        let (status, code) = (StatusCode::NOT_IMPLEMENTED, "NOT_IMPLEMENTED".into());
        return MockResponse::documented_error(status, code, message);
    };
    deletions::carry_out(world);
    handler(world, call).unwrap_or_else(|error| defect(&error))
}

/// Serves the tallies. It is not an operation of Nova, so limits, faults and the log do not apply.
fn scored(world: &World, is_allowed: bool) -> io::Result<Response<Body>> {
    let response = if is_allowed {
        deletions::carry_out(world);
        let batches = lock(&world.batches);
        let applications = lock(&world.tallies).all(&batches, &world.clock);
        MockResponse::json(StatusCode::OK, json!({"applications": applications}).to_string())
    } else {
        MockResponse::empty(StatusCode::UNAUTHORIZED)
    };
    response.finish("", None, &http_date(world.clock.now()))
}

/// Creates the response for a bug in the mock, which must not look like a response of Nova.
fn defect(error: &dyn Display) -> MockResponse {
    let message = format!("The mock could not create its response: {error}");
    MockResponse::new(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", message)
}

/// Returns the headers with keys redacted.
fn redacted(world: &World, headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for (name, value) in &mut headers {
        if *name == AUTHORIZATION || world.keys.appear_in(value) {
            *value = HeaderValue::from_static("[redacted]");
        }
    }
    headers
}

fn closed() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "closed by a fault")
}
