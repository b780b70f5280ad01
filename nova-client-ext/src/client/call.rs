//! A call: a future that takes options before it is awaited.

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
/// Takes the tenant that the call is finally made for, if any.
type Start<T> = Box<dyn FnOnce(nova_client::Client, Option<TenantId>) -> Started<T> + Send>;

/// A call to the API: set options on it, then await it.
///
/// Nothing happens before it is awaited. Dropping it cancels everything it started.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn example(batch: nova_client_ext::Batch) -> Result<(), nova_client_ext::Error> {
/// let report = batch.report().timeout(Duration::from_secs(5)).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing unless awaited"]
pub struct Call<T, K = Unkeyed> {
    /// A lock that is never taken: it makes the call `Sync` although its future is not.
    state: Mutex<State<T>>,
    key: PhantomData<K>,
}

/// A [`Call`] of an operation without an idempotency key: it is idempotent by the vendor's own
/// rules, or it is not retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unkeyed {}

/// A [`Call`] of an operation with an idempotency key: one that changes criteria or the library,
/// generates criteria, or creates a question set.
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
    /// The error of the first invalid option.
    invalid: Option<Error>,
    /// Adds to an error what the transport cannot know.
    explain: Option<Explain>,
    start: Start<T>,
}

type Explain = Box<dyn FnOnce(Error) -> Error + Send>;

/// A response: the decoded body, the status and the headers.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// The decoded body.
    pub value: T,
    /// The HTTP status.
    pub status: StatusCode,
    /// The id of the request for the vendor's support.
    pub trace_id: Option<String>,
    /// The rate limit headers of the response.
    pub rate_limit: RateLimit,
    /// Whether this is the response to an earlier request with the same idempotency key.
    pub replayed: bool,
    /// All headers.
    pub headers: HeaderMap,
    /// How many requests were started for the call.
    pub attempts: u32,
}

impl<T: Send + 'static> Call<T, Keyed> {
    /// Sets the key by which the vendor recognises a repeat of this call (`Idempotency-Key`), 1 to
    /// 255 characters of printable ASCII. Without one, the client generates a key and sends it with
    /// every attempt of the call.
    ///
    /// Set one, and store it, to repeat a call across processes: the same key with the same request
    /// returns the first response ([`Response::replayed`]). Calls of other operations do not have
    /// this method.
    pub fn idempotency_key(self, key: impl AsRef<str>) -> Self {
        self.option(|options| options.set_idempotency_key(key.as_ref()))
    }
}

impl<T: Send + 'static, K> Call<T, K> {
    /// Creates a call for `tenant`. `start` takes the generated client and calls one of its
    /// operations.
    pub(crate) fn new<F, Fut>(tenant: &Tenant, start: F) -> Self
    where
        F: FnOnce(nova_client::Client) -> Fut + Send + 'static,
        Fut: Future<Output = Result<ResponseValue<T>, RawError>> + Send + 'static,
    {
        Self::start(&tenant.nova, Some(tenant.id.clone()), start)
    }

    /// Creates a call for `tenant` with an input that may be invalid; such a call fails when it is
    /// awaited.
    pub(crate) fn with_input<I, F, Fut>(tenant: &Tenant, input: Result<I, Error>, start: F) -> Self
    where
        I: Send + 'static,
        F: FnOnce(nova_client::Client, I) -> Fut + Send + 'static,
        Fut: Future<Output = Result<ResponseValue<T>, RawError>> + Send + 'static,
    {
        match input {
            Ok(input) => Self::new(tenant, |client| start(client, input)),
            // `checked` makes it fail before it starts.
            Err(error) => {
                Self::new(tenant, |_| async { Err(RawError::InvalidRequest(String::new())) })
                    .checked(Err(error))
            }
        }
    }

    /// Creates a call of an operation that belongs to no tenant.
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
                invalid: None,
                explain: None,
                start,
            }))),
        }
    }

    /// Sets the time limit of the call from its first poll on, including the wait for its rate
    /// limit, all attempts, backoff and reading. A call that cannot be admitted in time fails at
    /// once with [`ErrorKind::NotAdmitted`](crate::ErrorKind::NotAdmitted), and nothing is sent.
    ///
    /// Without it, and without a [`deadline`](Self::deadline), the client's
    /// [`timeout`](crate::NovaBuilder::timeout) applies from the call's admission on, and its
    /// [`queue_timeout`](crate::NovaBuilder::queue_timeout) before.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.option(|options| {
            positive("timeout", timeout)?;
            options.timeout = Some(timeout);
            Ok(())
        })
    }

    /// Sets the time limit of one attempt, including the response body. The client's setting by
    /// default.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        self.option(|options| {
            positive("attempt_timeout", timeout)?;
            options.attempt_timeout = Some(timeout);
            Ok(())
        })
    }

    /// Sets the time by which the call must end, including the wait for admission. A call that
    /// cannot be admitted in time fails at once with
    /// [`ErrorKind::NotAdmitted`](crate::ErrorKind::NotAdmitted), and nothing is sent.
    pub fn deadline(self, deadline: Instant) -> Self {
        self.option(|options| {
            options.deadline = Some(deadline);
            Ok(())
        })
    }

    /// Sets when the call is retried. The client's policy by default.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.option(|options| {
            policy.check("retry")?;
            options.retry = Some(policy);
            Ok(())
        })
    }

    /// Makes the call for another tenant, to which the handles in the response then belong. Fails
    /// for a call that belongs to no tenant.
    pub fn tenant(self, id: TenantId) -> Self {
        self.option(|options| match &mut options.tenant {
            Some(tenant) => {
                *tenant = id;
                Ok(())
            }
            None => {
                Err(Error::invalid("the tenant", "was set for a call that belongs to no tenant"))
            }
        })
    }

    /// Adds a header. Headers that the client itself sets (the key, the tenant, the idempotency
    /// key, the expected revision, the host and the framing of the body) are rejected.
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

    /// Makes the change conditional on this revision of the criteria.
    pub(crate) fn expected_revision(self, revision: &str) -> Self {
        self.option(|options| options.expect_revision(revision))
    }

    /// Adds the resource's own explanation to an error.
    pub(crate) fn map_error(
        mut self,
        explain: impl FnOnce(Error) -> Error + Send + 'static,
    ) -> Self {
        if let State::Ready(ready) = self.state_mut() {
            ready.explain = Some(Box::new(explain));
        }
        self
    }

    /// Makes the call fail when it is awaited, if its input was invalid.
    pub(crate) fn checked(self, validity: Result<(), Error>) -> Self {
        self.option(|_| validity)
    }

    /// Sends the caller's trace context (W3C `traceparent`).
    pub fn traceparent(self, value: &str) -> Self {
        self.header("traceparent", value)
    }

    /// Gives the call a lower priority than foreground calls: for polling and other background
    /// work.
    pub fn background(self) -> Self {
        self.option(|options| {
            options.priority = Priority::Background;
            Ok(())
        })
    }

    /// Uses a permit that was already acquired.
    pub(crate) fn permit(self, permit: ReservedPermit) -> Self {
        self.option(|options| {
            options.permit = Some(permit);
            Ok(())
        })
    }

    /// Returns the status and the headers with the value.
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

    /// Converts the value of the response.
    pub(crate) fn map<U: Send + 'static>(
        self,
        change: impl FnOnce(T) -> U + Send + 'static,
    ) -> Call<U, K> {
        self.try_map(|value| Ok(change(value)))
    }

    /// Converts the value into a handle, which belongs to the tenant that the call is made for.
    pub(crate) fn map_with_tenant<U: Send + 'static>(
        self,
        change: impl FnOnce(Option<TenantId>, T) -> U + Send + 'static,
    ) -> Call<U, K> {
        self.then(|response, tenant| {
            let (status, headers) = (response.status(), response.headers().clone());
            Ok(ResponseValue::new(change(tenant, response.into_inner()), status, headers))
        })
    }

    /// Converts the value by a function that may fail with a message.
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
                let Ready { nova, options, invalid, explain, start } = *ready;
                let start: Start<U> = Box::new(move |client, tenant| {
                    let response = start(client, tenant.clone());
                    Box::pin(
                        async move { change(response.await?, tenant).map_err(RawError::Custom) },
                    )
                });
                State::Ready(Box::new(Ready { nova, options, invalid, explain, start }))
            }
            // Options can only be set before the first poll: afterwards the future borrows the
            // call.
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
            ready.invalid.get_or_insert(error);
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

/// The running future is boxed, so nothing in the call itself is pinned.
impl<T, K> Unpin for Call<T, K> {}

impl<T: Send + 'static, K> Future for Call<T, K> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let state = self.state_mut();
        *state = match std::mem::replace(state, State::Done) {
            State::Ready(ready) => {
                let Ready { nova, options, invalid, explain, start } = *ready;
                if let Some(error) = invalid {
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
            // Polling a completed future again is an error and not a panic.
            _ => Poll::Ready(Err(Error::new(ErrorKind::Invalid, "the call was awaited twice"))),
        }
    }
}

impl<T, K> fmt::Debug for Call<T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}
