//! The steps of one call: wait for a permit, send, classify the response, and retry after a
//! backoff.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use nova_client::{Idempotency, Operation, TransportRequest};
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderValue, USER_AGENT};
use reqwest::{Request, Response, ResponseBuilderExt as _, StatusCode};
use tokio::time::Instant;
use tracing::Span;

use super::attempt::{self, BufferedResponse};
use super::body::ACCEPTED_ENCODINGS;
use super::deadline::Deadline;
use super::pacing::{AdmissionError, AdmissionRequest, Observation, Permit, QueuePlace};
use super::{
    CallOptions, CallTransport, ErrorFormat, RateLimit, ReservedPermit, RetryPolicy, classify,
    headers, observe, retry,
};
use crate::access::{ApiKey, TenantId};
use crate::{Error, ErrorKind};

const TOO_MANY_REQUESTS: StatusCode = StatusCode::TOO_MANY_REQUESTS;

/// Executes one call and returns the response to be decoded, or the error.
pub(super) async fn run(
    transport: &CallTransport,
    call: TransportRequest<'_>,
    span: &Span,
    progress: &mut Progress,
) -> Result<Response, Error> {
    let CallTransport { core, options, .. } = transport;
    let operation = call.operation;
    let policy = options.retry.as_ref().unwrap_or(&core.retry);
    let mut deadline = Deadline::new(options, &core.limits);
    let request = prepare(transport, operation, call.request)?;
    core.budget.deposit();

    let mut last_error: Option<Error> = None;
    let mut reserved = options.permit.as_ref().and_then(ReservedPermit::take);
    let mut place = None;
    loop {
        let queued_at = Instant::now();
        let admitted = match reserved.take() {
            Some(permit) => Ok(permit),
            None => {
                core.pacer.admit(admission(options, operation, &deadline, place.as_ref())).await
            }
        };
        progress.queued += queued_at.elapsed();
        let mut permit = match admitted {
            Ok(permit) => permit,
            // The error of the previous attempt is more useful than the lack of time for another.
            Err(error) => return Err(last_error.unwrap_or_else(|| not_admitted(error))),
        };
        place = place.or_else(|| permit.place());
        deadline.start();
        let timeout = match deadline.next_attempt() {
            Ok(timeout) => timeout,
            Err(error) => return Err(last_error.unwrap_or(error)),
        };
        progress.requests += 1;
        transport.requests.fetch_add(1, Ordering::Relaxed);
        if let Some(attempts) = &options.attempts {
            attempts.fetch_add(1, Ordering::Relaxed);
        }
        let api_key = Arc::clone(&core.key.read().unwrap_or_else(PoisonError::into_inner));
        permit.mark_sent();
        let sent_at = Instant::now();
        let outcome = send_once(transport, call.http, &request, &api_key, timeout).await;
        let on_wire = sent_at.elapsed();
        progress.on_wire += on_wire;
        if let Ok(response) = &outcome {
            update_pacing(transport, operation, &permit, response);
        }
        drop(permit);
        let (error, response) = match outcome {
            Ok(response) if response.status.is_success() => {
                core.observers.attempt(
                    transport,
                    operation,
                    progress,
                    on_wire,
                    Ok(response.status),
                );
                observe::succeeded(span, progress, &response);
                return into_reqwest(response);
            }
            Ok(mut response) => {
                classify::redact(&mut response, &api_key);
                (classify::classify(&response, &core.clock, core.proxy_variable), Some(response))
            }
            Err(error) => (error, None),
        };
        core.observers.attempt(transport, operation, progress, on_wire, Err(&error));
        let is_rate_limited = error.status() == Some(TOO_MANY_REQUESTS);
        progress.rate_limited += u32::from(is_rate_limited);
        progress.may_have_been_sent |= error.may_have_been_sent() && !is_rate_limited;
        let backoff = backoff_before_retry(policy, operation, &error, progress)
            .filter(|backoff| deadline.allows(*backoff));
        // A retry after a 429 does not use the budget: the vendor did no work for it.
        let may_retry = backoff.is_some() && (is_rate_limited || core.budget.withdraw());
        observe::failed(span, progress, &error);
        let error = progress.add_to(error);
        if let Some(backoff) = backoff.filter(|_| may_retry) {
            last_error = Some(error);
            tokio::time::sleep(backoff).await;
            continue;
        }
        // The generated client decodes documented error bodies itself.
        return match response {
            Some(response)
                if transport.errors == ErrorFormat::Documented
                    && classify::is_documented(&response) =>
            {
                into_reqwest(response)
            }
            _ => Err(error),
        };
    }
}

/// What a call has taken so far.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// The number of requests started.
    pub(super) requests: u32,
    /// How many of them got a 429.
    pub(super) rate_limited: u32,
    /// Whether the vendor may have received one of the requests, other than those that got a 429.
    pub(super) may_have_been_sent: bool,
    /// The time spent waiting for admission.
    pub(super) queued: Duration,
    /// The time from sending each request to the end of its response's body, added up.
    pub(super) on_wire: Duration,
}

impl Progress {
    fn add_to(&self, mut error: Error) -> Error {
        let facts = error.facts_mut();
        facts.attempts = self.requests;
        facts.rate_limited = self.rate_limited;
        facts.sent |= self.may_have_been_sent;
        error
    }
}

/// Returns how long to wait before a retry; `None` if the call is not retried. A 429 does not use up
/// the attempts of [`RetryPolicy`], so only the deadline ends a call that gets nothing else.
fn backoff_before_retry(
    policy: &RetryPolicy,
    operation: &Operation,
    error: &Error,
    progress: &Progress,
) -> Option<Duration> {
    if error.status() == Some(TOO_MANY_REQUESTS) {
        return Some(policy.wait_after_429(progress.rate_limited, error.retry_after()));
    }
    let counted = progress.requests - progress.rate_limited;
    let may_retry = policy.allows_another(counted) && retry::is_allowed(operation, error);
    may_retry.then(|| policy.wait(counted, error.retry_after()))
}

/// Sets the headers that are the same for every attempt.
fn prepare(
    transport: &CallTransport,
    operation: &'static Operation,
    mut request: Request,
) -> Result<Request, Error> {
    let CallTransport { core, options, .. } = transport;
    let headers = request.headers_mut();
    headers.insert(USER_AGENT, core.user_agent.clone());
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(ACCEPTED_ENCODINGS));
    // The caller's headers replace these; `Call::header` rejects those that must not be replaced.
    headers.extend(options.headers.clone());
    if operation.needs_tenant {
        let Some(tenant) = &options.tenant else {
            return Err(Error::invalid(
                "the tenant id",
                format!("is missing, but {} requires one", operation.id),
            ));
        };
        let value = HeaderValue::try_from(tenant.as_str())
            .map_err(|_| Error::invalid("the tenant id", "is not a valid header value"))?;
        headers.insert(headers::TENANT_ID, value);
    }
    if let Some(key) = idempotency_key(options, operation)? {
        headers.insert(headers::IDEMPOTENCY_KEY, key);
    }
    Ok(request)
}

/// Returns the caller's key or a generated one; none for an operation without an idempotency key.
fn idempotency_key(
    options: &CallOptions,
    operation: &Operation,
) -> Result<Option<HeaderValue>, Error> {
    let subject = "the idempotency key";
    match (&options.idempotency_key, operation.idempotency) {
        (Some(key), Idempotency::Key) => Ok(Some(key.clone())),
        (Some(_), _) => Err(Error::invalid(
            subject,
            format!("was set, but {} does not accept one", operation.id),
        )),
        (None, Idempotency::Key) => {
            // The vendor would take two changes with the same key for one, so it comes from the
            // operating system's random source, which cannot be seeded.
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).map_err(|error| {
                Error::invalid(subject, "cannot be generated: the system's random source failed")
                    .with_source(error)
            })?;
            let key = format!("{:032x}", u128::from_be_bytes(bytes));
            HeaderValue::try_from(key)
                .map(Some)
                .map_err(|_| Error::invalid(subject, "is malformed"))
        }
        (None, _) => Ok(None),
    }
}

fn admission(
    options: &CallOptions,
    operation: &'static Operation,
    deadline: &Deadline,
    place: Option<&QueuePlace>,
) -> AdmissionRequest {
    AdmissionRequest {
        operation: operation.id,
        bucket: operation.bucket,
        tenant: options.tenant.as_ref().map(TenantId::shared),
        priority: options.priority,
        place: place.cloned(),
        deadline: deadline.end(),
        max_queued: deadline.max_queued(),
        attempt_timeout: deadline.attempt_timeout(),
    }
}

pub(super) fn not_admitted(error: AdmissionError) -> Error {
    let mut converted =
        Error::new(ErrorKind::NotAdmitted, format!("was {error}")).with_source(error);
    converted.facts_mut().retryable = true;
    converted
}

/// Passes the rate limit headers of a response to the pacer.
fn update_pacing(
    transport: &CallTransport,
    operation: &'static Operation,
    permit: &Permit,
    response: &BufferedResponse,
) {
    let observation = Observation::of(
        response.status == TOO_MANY_REQUESTS,
        RateLimit::read(&response.headers),
        headers::retry_after(&response.headers, &transport.core.clock),
        operation.bucket,
    );
    // The vendor counts the operation in another bucket than the contract says.
    if let Some(moved) = observation.and_then(|observation| permit.observe(&observation)) {
        transport.core.contract.moved_bucket(moved.operation, &moved.from, &moved.to);
    }
}

/// Sends the request once and reads the whole response.
async fn send_once(
    transport: &CallTransport,
    http: &reqwest::Client,
    request: &Request,
    api_key: &ApiKey,
    timeout: Duration,
) -> Result<BufferedResponse, Error> {
    let mut request = request.try_clone().ok_or_else(|| {
        Error::invalid("the request body", "is a stream, which cannot be sent again")
    })?;
    request.headers_mut().insert(AUTHORIZATION, api_key.authorization()?);
    let core = &transport.core;
    let outcome = attempt::attempt(http, request, timeout, core.limits.max_response_bytes).await;
    outcome.map_err(|error| match core.proxy_variable {
        Some(variable) if error.status().is_none() => {
            error.with_advice(&format!("the call went through the proxy of {variable}"))
        }
        _ => error,
    })
}

/// Converts the response for the generated code. Without a URL reqwest would use a made-up one.
fn into_reqwest(response: BufferedResponse) -> Result<Response, Error> {
    let BufferedResponse { url, status, headers, body } = response;
    let mut response =
        http::Response::builder().status(status).url(url).body(body).map_err(|error| {
            Error::new(ErrorKind::Unexpected, "the response cannot be converted").with_source(error)
        })?;
    *response.headers_mut() = headers;
    Ok(response.into())
}
