//! One request and its answer: read, look up, admit, answer, and deliver, well or badly.

use std::fmt::Display;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use http::header::{ALLOW, AUTHORIZATION, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode, request};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use nova_client::types::ErrorCode;
use nova_client::{Bucket, MAX_REQUEST_BYTES, Operation};
use tokio::time::sleep;

use super::analytics;
use super::auth;
use super::batches;
use super::body::Body;
use super::criteria;
use super::deletions;
use super::fault::{Cut, End, Fault, Said};
use super::idempotency::{Claim, Turn};
use super::library;
use super::limits::Standing;
use super::log::SeenRequest;
use super::operations;
use super::questions;
use super::request::Described;
use super::response::MockResponse;
use super::route::{self, Found};
use super::scoring;
use super::state::{Call, Connection, Rendered, State, lock};
use super::wire::Socket;

type Handler = fn(&State, &Call<'_>) -> Rendered<MockResponse>;

/// What answers an operation; none if the mock does not speak it.
fn handler(operation: &Operation) -> Option<Handler> {
    match operation.id {
        "getScoringBatchStatus" => Some(batches::status),
        "submitScoringJob" => Some(scoring::submit_job),
        "submitScoringBatch" => Some(scoring::submit_batch),
        "getScoringJobStatus" => Some(scoring::job_status),
        "getLatestScore" => Some(scoring::latest_score),
        "getRateLimitStatus" => Some(operations::rate_limits),
        "listCriteria" => Some(criteria::list),
        "listCriteriaOfJobs" => Some(criteria::list_of_jobs),
        "replaceCriteria" => Some(criteria::replace),
        "archiveCriteria" => Some(criteria::archive),
        "generateCriteria" => Some(criteria::generate),
        "getGeneratedCriteria" => Some(criteria::generated),
        "addCriterion" => Some(criteria::add),
        "updateCriterion" => Some(criteria::update),
        "removeCriterion" => Some(criteria::remove),
        "getCurrentCriteriaVersion" => Some(criteria::current),
        "listCriteriaVersions" => Some(criteria::versions),
        "getCriteriaVersion" => Some(criteria::version),
        "createQuestionSet" => Some(questions::create),
        "getQuestionSet" => Some(questions::get),
        "getCurrentQuestionSet" => Some(questions::current),
        "listLibraryCriteria" => Some(library::list),
        "addLibraryCriterion" => Some(library::add),
        "getLibraryCriterion" => Some(library::get),
        "updateLibraryCriterion" => Some(library::update),
        "removeLibraryCriterion" => Some(library::remove),
        "deleteTenantData" => Some(deletions::delete_tenant),
        "deleteApplicationData" => Some(deletions::delete_application),
        "getDeletionRequest" => Some(deletions::status),
        "getAnalyticsOverview"
        | "getScoringVolume"
        | "getScoringLatency"
        | "getErrorBreakdown"
        | "getWebhookHealth" => Some(analytics::figures),
        _ => None,
    }
}

/// Answers one request. An error closes the connection.
pub(super) async fn exchange(
    state: Arc<State>,
    connection: Arc<Connection>,
    socket: Socket,
    request: Request<Incoming>,
) -> io::Result<Response<Body>> {
    if connection.condemned.load(Ordering::Relaxed) {
        socket.end(Some(End::Reset)).await?;
        return Err(closed());
    }
    let (head, body) = request.into_parts();
    let found = route::find(&head.method, head.uri.path());
    let operation = if let Found::Operation(route) = &found { Some(route.operation) } else { None };
    let tenant = auth::tenant(&head.headers);
    let body = Limited::new(body, MAX_REQUEST_BYTES)
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes);
    let trace_id = state.traces.next();
    let entry = lock(&state.log).note(SeenRequest {
        method: head.method.clone(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        operation: operation.map(|operation| operation.id),
        tenant: tenant.clone(),
        headers: redacted(&state, &head.headers),
        body: body.as_ref().cloned().unwrap_or_default(),
        connection: connection.number,
        at: state.clock.elapsed(),
        status: None,
        trace_id: trace_id.clone(),
    });
    let fault =
        lock(&state.faults).strike(operation.map(|operation| operation.id), tenant.as_deref());

    let admission = admit(&state, &head, &found, tenant.as_deref(), body.as_ref().ok());
    let latency = lock(&state.latency).next();
    if !latency.is_zero() {
        sleep(latency).await;
    }
    let truth = match admission.verdict {
        Err(refusal) => refusal,
        Ok((call, claim)) => {
            let truth = answer(&state, &call);
            if let Some(claim) = claim {
                claim.settle(&truth);
            }
            truth
        }
    };

    let date = state.clock.http_date();
    let seal = |answer: MockResponse| {
        let sealed = answer.seal(&trace_id, admission.standing, &date);
        // A defect of the mock must not look like one of the network.
        sealed.or_else(|error| defect(&error).seal(&trace_id, admission.standing, &date))
    };
    let Some(fault) = fault else {
        let response = seal(truth)?;
        lock(&state.log).answered(entry, Some(response.status().as_u16()));
        return Ok(response);
    };
    let delivered = fault.is_delivered();
    let Fault { said, delivery, .. } = fault;
    let response = match said {
        Said::Truth => seal(truth)?,
        Said::Response(answer) => seal(*answer)?,
        Said::Raw(bytes) => {
            socket.deliver_raw(bytes, delivery.end).await?;
            return Err(closed());
        }
    };
    let told = matches!(delivery.cut, Cut::Head | Cut::MidBody | Cut::Whole);
    lock(&state.log).answered(entry, told.then(|| response.status().as_u16()));
    if delivered {
        connection.condemned.store(delivery.end == Some(End::ResetOnReuse), Ordering::Relaxed);
        return Ok(response);
    }
    socket.deliver(response, &delivery).await?;
    Err(closed())
}

/// What becomes of a connection that is struck before a request is read.
pub(super) async fn struck_on_connect(
    state: &State,
    socket: Socket,
    fault: Fault,
) -> io::Result<()> {
    let Fault { said, delivery, .. } = fault;
    match said {
        Said::Truth => socket.end(delivery.end).await?,
        Said::Raw(bytes) => socket.deliver_raw(bytes, delivery.end).await?,
        Said::Response(answer) => {
            let response = answer.seal(&state.traces.next(), None, &state.clock.http_date())?;
            socket.deliver(response, &delivery).await?;
        }
    }
    match delivery.end {
        None | Some(End::Close) => socket.close_unread().await,
        Some(_) => Ok(()),
    }
}

/// What the gate says of a request.
struct Admission<'a> {
    verdict: Result<(Call<'a>, Option<Claim>), MockResponse>,
    standing: Option<Standing>,
    _in_flight: Option<InFlight<'a>>,
}

/// Holds a request's place under its bucket's cap.
struct InFlight<'a>(&'a State, &'static Bucket);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        lock(&self.0.limiter).release(self.1);
    }
}

/// Key, then rate limit, then tenant, then size, then the contract, then a repeat of what is
/// answered already: the first that decides, decides.
fn admit<'a>(
    state: &'a State,
    head: &'a request::Parts,
    found: &'a Found,
    tenant: Option<&'a str>,
    body: Option<&'a Bytes>,
) -> Admission<'a> {
    let route = match found {
        Found::Operation(route) => route,
        Found::WrongMethod(methods) => return refused(wrong_method(methods)),
        Found::Nothing => {
            return refused(MockResponse::refusal(
                StatusCode::NOT_FOUND,
                "NOT_FOUND".into(),
                "There is no such route",
            ));
        }
    };
    let bucket = route.operation.bucket;
    let now = state.clock.now();
    if let Some(refusal) = state.keys.refusal(&head.headers) {
        let standing = lock(&state.limiter).standing(bucket, now);
        return Admission { standing: Some(standing), ..refused(refusal) };
    }
    let (standing, refusal) = lock(&state.limiter).admit(bucket, now);
    let standing = Some(standing);
    if let Some(refusal) = refusal {
        return Admission { standing, ..refused(refusal) };
    }
    let in_flight = Some(InFlight(state, bucket));
    let verdict = if route.operation.needs_tenant && tenant.is_none() {
        Err(auth::tenant_missing())
    } else if let Some(body) = body {
        let call = Call { route, tenant, query: head.uri.query(), headers: &head.headers, body };
        take_turn(state, call)
    } else {
        Err(MockResponse::refusal(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::ValidationError,
            "The request body is too large",
        ))
    };
    Admission { verdict, standing, _in_flight: in_flight }
}

/// Whether the call is one of the contract's, and not a repeat.
fn take_turn<'a>(state: &State, call: Call<'a>) -> Result<(Call<'a>, Option<Claim>), MockResponse> {
    let described = Described::of(call.route.operation).map_err(|error| defect(&error))?;
    if let Some(refusal) = described.refusal(&call) {
        return Err(refusal);
    }
    match state.keyed.turn(state.keys.environment(), described, &call) {
        Turn::Act(claim) => Ok((call, claim)),
        Turn::Answered(answer) => Err(answer),
    }
}

fn refused<'a>(refusal: MockResponse) -> Admission<'a> {
    Admission { verdict: Err(refusal), standing: None, _in_flight: None }
}

fn wrong_method(methods: &[&Method]) -> MockResponse {
    let allowed = methods.iter().map(|method| method.as_str()).collect::<Vec<_>>().join(", ");
    let message = format!("This route knows {allowed} only");
    MockResponse::refusal(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED".into(), message)
        .header(ALLOW, allowed)
}

/// The true answer to an admitted request.
fn answer(state: &State, call: &Call<'_>) -> MockResponse {
    let operation = call.route.operation;
    let Some(handler) = handler(operation) else {
        let message = format!("The mock does not implement {} yet", operation.id);
        return MockResponse::refusal(
            StatusCode::NOT_IMPLEMENTED,
            "NOT_IMPLEMENTED".into(),
            message,
        );
    };
    deletions::carry_out(state);
    handler(state, call).unwrap_or_else(|error| defect(&error))
}

/// What a defect of the mock looks like: not like an answer of Nova's.
fn defect(error: &dyn Display) -> MockResponse {
    let message = format!("The mock could not make its answer: {error}");
    MockResponse::new(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", message)
}

/// The headers without a key in them.
fn redacted(state: &State, headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for (name, value) in &mut headers {
        if *name == AUTHORIZATION || state.keys.appear_in(value) {
            *value = HeaderValue::from_static("[redacted]");
        }
    }
    headers
}

fn closed() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "closed by a fault")
}
