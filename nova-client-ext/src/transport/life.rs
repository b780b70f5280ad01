//! The steps of one call, in order.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use nova_client::{Idempotency, Operation, TransportRequest};
use reqwest::header::{AUTHORIZATION, HeaderValue, USER_AGENT};
use reqwest::{Request, Response, ResponseBuilderExt as _};
use tokio::time::Instant;

use super::deadline::Deadline;
use super::pace::{Ask, Observation, Permit, Refusal};
use super::send::{self, Answer};
use super::{CallOptions, Line, Manner, RateLimit, Turn, answer, headers, observe, retry};
use crate::access::{ApiKey, TenantId};
use crate::{Error, ErrorKind};

/// Carries out one call.
pub(super) async fn run(line: &Line, call: TransportRequest<'_>) -> Result<Response, Error> {
    let Line { core, options, .. } = line;
    let operation = call.operation;
    let policy = options.retry.as_ref().unwrap_or(&core.retry);
    let mut deadline = Deadline::new(options, &core.limits);
    let request = prepare(line, operation, call.request)?;
    core.budget.deposit();

    let again = |attempts, error: &Error| {
        policy.allows_another(attempts) && retry::is_allowed(operation, error)
    };
    let mut attempts = 0;
    let mut last: Option<Error> = None;
    let mut turn = options.turn.as_ref().and_then(Turn::take);
    loop {
        let permit = match turn.take() {
            Some(permit) => permit,
            None => match core.pacer.admit(ask(options, operation, &deadline)).await {
                Ok(permit) => permit,
                // What went wrong before says more than that there is no time for another attempt.
                Err(refusal) => return Err(last.unwrap_or_else(|| paced(refusal))),
            },
        };
        deadline.admit();
        let limit = match deadline.next_attempt() {
            Ok(limit) => limit,
            Err(error) => return Err(last.unwrap_or(error)),
        };
        attempts += 1;
        line.attempts.fetch_add(1, Ordering::Relaxed);
        let key = Arc::clone(&core.key.read().unwrap_or_else(PoisonError::into_inner));
        let sent_at = Instant::now();
        let outcome = attempt(line, call.http, &request, &key, limit).await;
        if let Ok(answer) = &outcome {
            learn(line, &permit, answer, sent_at);
        }
        drop(permit);
        let error = match outcome {
            Ok(answer) if answer.status.is_success() => {
                observe::answered(attempts, &answer);
                return respond(answer);
            }
            Ok(mut answer) => {
                answer::scrub(&mut answer, &key);
                let error = answer::classify(&answer, &core.clock);
                if line.manner == Manner::Raw
                    && !again(attempts, &error)
                    && answer::is_documented(&answer)
                {
                    observe::answered(attempts, &answer);
                    return respond(answer);
                }
                error
            }
            Err(error) => error,
        };
        let error = counted(error, attempts);
        observe::failed(attempts, &error);
        if !again(attempts, &error) {
            return Err(error);
        }
        let wait = policy.wait(attempts, error.retry_after());
        if deadline.passed_by(wait) || !core.budget.withdraw() {
            return Err(error);
        }
        tokio::time::sleep(wait).await;
        last = Some(error);
    }
}

/// Puts on the headers that are the same for every attempt.
fn prepare(
    line: &Line,
    operation: &'static Operation,
    mut request: Request,
) -> Result<Request, Error> {
    let Line { core, options, .. } = line;
    let headers = request.headers_mut();
    headers.insert(USER_AGENT, core.user_agent.clone());
    for (name, value) in &options.headers {
        headers.append(name, value.clone());
    }
    if operation.needs_tenant {
        let Some(tenant) = &options.tenant else {
            return Err(Error::invalid(
                "the tenant id",
                format!("is missing, and {} needs one", operation.id),
            ));
        };
        let value = HeaderValue::try_from(tenant.as_str())
            .map_err(|_| Error::invalid("the tenant id", "cannot be carried in a header"))?;
        headers.insert(headers::TENANT_ID, value);
    }
    if let Some(key) = idempotency_key(options, operation)? {
        headers.insert(headers::IDEMPOTENCY_KEY, key);
    }
    Ok(request)
}

/// The caller's key, or one made for this call; none where the vendor would pass over it.
fn idempotency_key(
    options: &CallOptions,
    operation: &Operation,
) -> Result<Option<HeaderValue>, Error> {
    let subject = "the idempotency key";
    match (&options.idempotency_key, operation.idempotency) {
        (Some(key), Idempotency::Key) => Ok(Some(key.clone())),
        (Some(_), _) => Err(Error::invalid(
            subject,
            format!("was given, but {} takes none and would ignore it", operation.id),
        )),
        (None, Idempotency::Key) => {
            let key = format!("{:032x}", fastrand::u128(..));
            HeaderValue::try_from(key)
                .map(Some)
                .map_err(|_| Error::invalid(subject, "is malformed"))
        }
        (None, _) => Ok(None),
    }
}

fn ask(options: &CallOptions, operation: &'static Operation, deadline: &Deadline) -> Ask {
    Ask {
        operation: operation.id,
        bucket: operation.bucket,
        tenant: options.tenant.as_ref().map(TenantId::shared),
        priority: options.priority,
        deadline: deadline.end(),
    }
}

pub(super) fn paced(refusal: Refusal) -> Error {
    let mut error =
        Error::new(ErrorKind::NotAdmitted, format!("was {refusal}")).with_source(refusal);
    error.facts_mut().retryable = true;
    error
}

/// Tells the pacer what the answer said of its bucket.
fn learn(line: &Line, permit: &Permit, answer: &Answer, sent_at: Instant) {
    if permit.bucket().is_none() {
        return; // pacing is off
    }
    let rate = RateLimit::read(&answer.headers);
    let moved = permit.answered(&Observation {
        status: answer.status.as_u16(),
        sent_at,
        received_at: Instant::now(),
        bucket: rate.bucket.as_deref(),
        limit: rate.limit,
        remaining: rate.remaining,
        reset: rate.reset,
        degraded: rate.degraded,
        retry_after: headers::retry_after(&answer.headers, &line.core.clock),
    });
    if let Some(moved) = moved {
        line.core.drift.bucket(moved.operation, &moved.from, &moved.to);
    }
}

async fn attempt(
    line: &Line,
    http: &reqwest::Client,
    request: &Request,
    key: &ApiKey,
    limit: std::time::Duration,
) -> Result<Answer, Error> {
    let mut request = request.try_clone().ok_or_else(|| {
        Error::invalid("the request body", "is a stream, which cannot be sent again")
    })?;
    request.headers_mut().insert(AUTHORIZATION, key.authorization()?);
    send::attempt(http, request, limit, line.core.limits.max_response_bytes).await
}

fn counted(mut error: Error, attempts: u32) -> Error {
    error.facts_mut().attempts = attempts;
    error
}

/// The answer as the generated code takes it. Without a URL reqwest would parse one it makes up.
fn respond(answer: Answer) -> Result<Response, Error> {
    let Answer { url, status, headers, body } = answer;
    let mut response =
        http::Response::builder().status(status).url(url).body(body).map_err(|error| {
            Error::new(ErrorKind::Unexpected, "could not be put together again").with_source(error)
        })?;
    *response.headers_mut() = headers;
    Ok(response.into())
}
