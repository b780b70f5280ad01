//! A call that has not been made yet: a future that can still be given options.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use nova_client::{BoxFuture, ResponseValue, types};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

use super::{Nova, Tenant};
use crate::access::TenantId;
use crate::error::{Error, ErrorKind};
use crate::transport::{
    CallOptions, Priority, RateLimit, ReservedPermit, RetryPolicy, is_replay, trace_id,
};

type RawError = nova_client::Error<types::Error>;
type Started<T> = BoxFuture<'static, Result<ResponseValue<T>, RawError>>;
/// Given the tenant that the call is made for in the end, if it is made for one.
type Start<T> = Box<dyn FnOnce(nova_client::Client, Option<TenantId>) -> Started<T> + Send>;

/// A call to the vendor: options can be set on it, and awaiting it makes it.
///
/// Nothing happens before it is awaited. Dropping it stops everything it started.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(batch: nova_client_ext::Batch) -> Result<(), nova_client_ext::Error> {
/// let report = batch.report().timeout(Duration::from_secs(5)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call is made when it is awaited"]
pub struct Call<T, K = Unkeyed> {
    /// A lock that is never taken: it makes the call `Sync`, whatever is under way in it.
    state: Mutex<State<T>>,
    key: PhantomData<K>,
}

/// A [`Call`] of an operation that takes no idempotency key: a repeat makes nothing new by the
/// vendor's own rules, or is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unkeyed {}

/// A [`Call`] of an operation that takes an idempotency key: those that change criteria or the
/// library, generate criteria, or create a question set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keyed {}

enum State<T> {
    Ready(Box<Ready<T>>),
    Running(BoxFuture<'static, Result<T, Error>>),
    Done,
}

struct Ready<T> {
    nova: Nova,
    options: CallOptions,
    /// The first option that could not be right.
    refused: Option<Error>,
    /// Says more of a failure than the transport can.
    explain: Option<Explain>,
    start: Start<T>,
}

type Explain = Box<dyn FnOnce(Error) -> Error + Send>;

/// What a response carried, its body included.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// The decoded body.
    pub value: T,
    /// The HTTP status.
    pub status: StatusCode,
    /// Identifies the exchange to the vendor's support.
    pub trace_id: Option<String>,
    /// What the answer said of its rate bucket.
    pub rate_limit: RateLimit,
    /// Whether the answer is that of an earlier request with the same idempotency key.
    pub replayed: bool,
    /// All headers.
    pub headers: HeaderMap,
    /// How many requests were started for the call.
    pub attempts: u32,
}

impl<T: Send + 'static> Call<T, Keyed> {
    /// The key by which the vendor recognises a repeat of this call (`Idempotency-Key`), 1 to 255
    /// characters of printable ASCII. Where the caller gives none, one is made and sent with every
    /// attempt of the call.
    ///
    /// Give one, and keep it, to repeat a call across processes: the same key with the same request
    /// answers as the first did ([`Response::replayed`]). Operations that take none have no such method.
    pub fn idempotency_key(self, key: impl AsRef<str>) -> Self {
        self.option(|options| options.set_idempotency_key(key.as_ref()))
    }
}

impl<T: Send + 'static, K> Call<T, K> {
    /// A call of `tenant`: `start` is given the generated client and calls one operation of it.
    pub(crate) fn new<F, Fut>(tenant: &Tenant, start: F) -> Self
    where
        F: FnOnce(nova_client::Client) -> Fut + Send + 'static,
        Fut: Future<Output = Result<ResponseValue<T>, RawError>> + Send + 'static,
    {
        Self::start(&tenant.nova, Some(tenant.id.clone()), start)
    }

    /// A call of `tenant` with an input that may not have been right; then it is rejected when it is
    /// awaited.
    pub(crate) fn given<I, F, Fut>(tenant: &Tenant, input: Result<I, Error>, start: F) -> Self
    where
        I: Send + 'static,
        F: FnOnce(nova_client::Client, I) -> Fut + Send + 'static,
        Fut: Future<Output = Result<ResponseValue<T>, RawError>> + Send + 'static,
    {
        match input {
            Ok(input) => Self::new(tenant, |client| start(client, input)),
            // Refused before it starts.
            Err(error) => {
                Self::new(tenant, |_| async { Err(RawError::InvalidRequest(String::new())) })
                    .checked(Err(error))
            }
        }
    }

    /// The same for an operation that belongs to no tenant.
    pub(crate) fn without_tenant<F, Fut>(nova: &Nova, start: F) -> Self
    where
        F: FnOnce(nova_client::Client) -> Fut + Send + 'static,
        Fut: Future<Output = Result<ResponseValue<T>, RawError>> + Send + 'static,
    {
        Self::start(nova, None, start)
    }

    fn start<F, Fut>(nova: &Nova, tenant: Option<TenantId>, start: F) -> Self
    where
        F: FnOnce(nova_client::Client) -> Fut + Send + 'static,
        Fut: Future<Output = Result<ResponseValue<T>, RawError>> + Send + 'static,
    {
        let options = CallOptions { tenant, ..CallOptions::default() };
        let start: Start<T> = Box::new(move |client, _| Box::pin(start(client)));
        Self {
            key: PhantomData,
            state: Mutex::new(State::Ready(Box::new(Ready {
                nova: nova.clone(),
                options,
                refused: None,
                explain: None,
                start,
            }))),
        }
    }

    /// The longest the call may take from when it is first polled: waiting for its rate limit, all
    /// attempts, waits and reading. A call that cannot be admitted in time fails at once with
    /// [`ErrorKind::NotAdmitted`](crate::ErrorKind::NotAdmitted), and nothing is sent.
    ///
    /// Without it, and without a [`deadline`](Self::deadline), the client's
    /// [`timeout`](crate::NovaBuilder::timeout) holds from the call's admission on, and its
    /// [`queue_timeout`](crate::NovaBuilder::queue_timeout) before.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.option(|options| {
            positive("timeout", timeout)?;
            options.timeout = Some(timeout);
            Ok(())
        })
    }

    /// The longest one attempt may take, its response's body included. The client's own otherwise.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        self.option(|options| {
            positive("attempt_timeout", timeout)?;
            options.attempt_timeout = Some(timeout);
            Ok(())
        })
    }

    /// When the call must be over, waiting for admission included. A call that cannot be admitted in
    /// time fails at once with [`ErrorKind::NotAdmitted`](crate::ErrorKind::NotAdmitted), and nothing is sent.
    pub fn deadline(self, deadline: Instant) -> Self {
        self.option(|options| {
            options.deadline = Some(deadline);
            Ok(())
        })
    }

    /// When to repeat the call. The client's own policy otherwise.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.option(|options| {
            policy.check("retry")?;
            options.retry = Some(policy);
            Ok(())
        })
    }

    /// Makes the call for another tenant, to which the handles of its response then belong. A call
    /// that belongs to no tenant is rejected.
    pub fn tenant(self, id: TenantId) -> Self {
        self.option(|options| match &mut options.tenant {
            Some(tenant) => {
                *tenant = id;
                Ok(())
            }
            None => Err(Error::invalid("the tenant", "was given for a call that belongs to none")),
        })
    }

    /// Adds a header. Those the client itself is responsible for (the key, the tenant, the
    /// idempotency key, the expected revision, the host and what frames the body) are rejected.
    pub fn header<N, V>(self, name: N, value: V) -> Self
    where
        N: TryInto<HeaderName>,
        V: TryInto<HeaderValue>,
    {
        let header = name.try_into().ok().zip(value.try_into().ok());
        self.option(|options| {
            let (name, value) =
                header.ok_or_else(|| Error::invalid("header", "has a malformed name or value"))?;
            options.add_header(name, value)
        })
    }

    /// Makes the change for this revision of the criteria only.
    pub(crate) fn expected_revision(self, revision: &str) -> Self {
        self.option(|options| options.expect_revision(revision))
    }

    /// Explains a failure in the words of the resource it is about.
    pub(crate) fn explained(
        mut self,
        explain: impl FnOnce(Error) -> Error + Send + 'static,
    ) -> Self {
        if let State::Ready(ready) = self.state_mut() {
            ready.explain = Some(Box::new(explain));
        }
        self
    }

    /// A call that is rejected when it is awaited, if the input it was made from could not be right.
    pub(crate) fn checked(self, validity: Result<(), Error>) -> Self {
        self.option(|_| validity)
    }

    /// Passes on the caller's trace context (W3C `traceparent`).
    pub fn traceparent(self, value: &str) -> Self {
        self.header("traceparent", value)
    }

    /// Lets calls of the foreground go first: for polling and other work nobody waits for.
    pub fn background(self) -> Self {
        self.option(|options| {
            options.priority = Priority::Background;
            Ok(())
        })
    }

    /// Gives the call a permit that was waited for already.
    pub(crate) fn permit(self, permit: ReservedPermit) -> Self {
        self.option(|options| {
            options.permit = Some(permit);
            Ok(())
        })
    }

    /// Returns what the response carried beside its body, too.
    pub fn with_response(self) -> Call<Response<T>, K> {
        let attempts = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&attempts);
        let call = self.option(|options| {
            options.attempts = Some(counter);
            Ok(())
        });
        call.then(move |response, _| {
            let (status, headers) = (response.status(), response.headers().clone());
            let (trace_id, rate_limit) =
                (trace_id(&headers).map(str::to_owned), RateLimit::read(&headers));
            let (replayed, value) = (is_replay(&headers), response.into_inner());
            let response = Response {
                value,
                status,
                trace_id,
                rate_limit,
                replayed,
                headers: headers.clone(),
                attempts: attempts.load(Ordering::Relaxed),
            };
            Ok(ResponseValue::new(response, status, headers))
        })
    }

    /// The same call with its response's value changed.
    pub(crate) fn map<U: Send + 'static>(
        self,
        change: impl FnOnce(T) -> U + Send + 'static,
    ) -> Call<U, K> {
        self.try_map(|value| Ok(change(value)))
    }

    /// The same for what becomes a handle: it belongs to the tenant that the call is made for.
    pub(crate) fn map_of<U: Send + 'static>(
        self,
        change: impl FnOnce(Option<TenantId>, T) -> U + Send + 'static,
    ) -> Call<U, K> {
        self.then(|response, tenant| {
            let (status, headers) = (response.status(), response.headers().clone());
            Ok(ResponseValue::new(change(tenant, response.into_inner()), status, headers))
        })
    }

    /// The same, for a change that can fail: it says why.
    pub(crate) fn try_map<U: Send + 'static>(
        self,
        change: impl FnOnce(T) -> Result<U, String> + Send + 'static,
    ) -> Call<U, K> {
        self.then(|response, _| {
            let (status, headers) = (response.status(), response.headers().clone());
            let value = change(response.into_inner())?;
            Ok(ResponseValue::new(value, status, headers))
        })
    }

    fn then<U: Send + 'static>(
        self,
        change: impl FnOnce(ResponseValue<T>, Option<TenantId>) -> Result<ResponseValue<U>, String>
        + Send
        + 'static,
    ) -> Call<U, K> {
        let state = match self.state.into_inner().unwrap_or_else(PoisonError::into_inner) {
            State::Ready(ready) => {
                let Ready { nova, options, refused, explain, start } = *ready;
                let start: Start<U> = Box::new(move |client, tenant| {
                    let answer = start(client, tenant.clone());
                    Box::pin(async move { change(answer.await?, tenant).map_err(RawError::Custom) })
                });
                State::Ready(Box::new(Ready { nova, options, refused, explain, start }))
            }
            // Options come before the first poll: a call that was polled is borrowed by its future.
            State::Running(_) | State::Done => State::Done,
        };
        Call { state: Mutex::new(state), key: PhantomData }
    }

    fn state_mut(&mut self) -> &mut State<T> {
        self.state.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn option(mut self, set: impl FnOnce(&mut CallOptions) -> Result<(), Error>) -> Self {
        if let State::Ready(ready) = self.state_mut()
            && let Err(error) = set(&mut ready.options)
        {
            ready.refused.get_or_insert(error);
        }
        self
    }
}

fn positive(name: &str, duration: Duration) -> Result<(), Error> {
    if duration.is_zero() {
        Err(Error::invalid(name, "is zero; no call could succeed"))
    } else {
        Ok(())
    }
}

/// Nothing in here is pinned: what runs is boxed.
impl<T, K> Unpin for Call<T, K> {}

impl<T: Send + 'static, K> Future for Call<T, K> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let state = self.state_mut();
        *state = match std::mem::replace(state, State::Done) {
            State::Ready(ready) => {
                let Ready { nova, options, refused, explain, start } = *ready;
                if let Some(error) = refused {
                    return Poll::Ready(Err(error));
                }
                State::Running(Box::pin(async move {
                    let tenant = options.tenant.clone();
                    let outcome = nova.core.call(options, |client| start(client, tenant)).await;
                    outcome.map_err(|error| {
                        if let Some(explain) = explain { explain(error) } else { error }
                    })
                }))
            }
            other => other,
        };
        match state {
            State::Running(running) => {
                let polled = running.as_mut().poll(context);
                if polled.is_ready() {
                    *state = State::Done;
                }
                polled
            }
            // A future is not polled again once it is done; should it be, that is an error and no
            // panic.
            _ => Poll::Ready(Err(Error::new(ErrorKind::Invalid, "the call was awaited twice"))),
        }
    }
}

impl<T, K> fmt::Debug for Call<T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}
