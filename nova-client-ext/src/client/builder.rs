//! Making a [`Nova`]: every setter takes what is natural, [`build`](NovaBuilder::build) checks.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use nova_client::DEFAULT_BASE_URL;
use reqwest::ClientBuilder;
use reqwest::header::HeaderValue;

use super::{Nova, proxy};
use crate::access::{ApiKey, BaseUrl};
use crate::drift::{Drift, Listener, Reporter};
use crate::error::Error;
use crate::transport::{
    AttemptReport, CallReport, Core, Limits, Observers, Pacing, Parts, RetryPolicy,
};

/// What this client calls itself.
const USER_AGENT: &str = concat!("nova-client-ext/", env!("CARGO_PKG_VERSION"));

/// The longest any timeout may be: a day. More is a mistake of units.
const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

type Customise = Box<dyn FnOnce(ClientBuilder) -> ClientBuilder + Send>;

/// Settings of a [`Nova`], all optional.
#[must_use = "a builder does nothing until it is built"]
pub struct NovaBuilder {
    key: ApiKey,
    base_url: String,
    allow_insecure_http: bool,
    connect_timeout: Duration,
    limits: Limits,
    retry: RetryPolicy,
    pacing: Pacing,
    on_drift: Option<Listener>,
    unknown_fields: bool,
    observers: Observers,
    user_agent_suffix: Option<String>,
    customise: Option<Customise>,
    unchecked: Option<reqwest::Client>,
}

impl NovaBuilder {
    pub(super) fn new(key: ApiKey) -> Self {
        Self {
            key,
            base_url: DEFAULT_BASE_URL.to_owned(),
            allow_insecure_http: false,
            connect_timeout: Duration::from_secs(5),
            limits: Limits::default(),
            retry: RetryPolicy::default(),
            pacing: Pacing::default(),
            on_drift: None,
            unknown_fields: false,
            observers: Observers::default(),
            user_agent_suffix: None,
            customise: None,
            unchecked: None,
        }
    }

    /// Where the API is. The vendor's own address by default; a path in it is put before every
    /// call's path.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Allows plain `http://` to a host that is not loopback. The key then crosses the network
    /// readable by anyone.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// The longest a call may take from its admission on, over all attempts, waits and reading. 60
    /// s by default: some of the vendor's calls take 20.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// The longest a call may wait for its rate limit before it is first sent, unless it has a
    /// deadline or timeout of its own. 10 minutes by default; calls of the background wait six
    /// times as long. After that it fails with
    /// [`ErrorKind::NotAdmitted`](crate::ErrorKind::NotAdmitted), and nothing was sent.
    pub fn queue_timeout(mut self, timeout: Duration) -> Self {
        self.limits.queue_timeout = timeout;
        self
    }

    /// The longest one attempt may take, its response's body included. 30 s by default.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = timeout;
        self
    }

    /// The longest a connection may take to be made. 5 s by default. It is a property of the
    /// connection pool, so it cannot be set per call.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The largest answer that is read, in bytes after unpacking. 8 MiB by default.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_response_bytes = bytes;
        self
    }

    /// When to repeat a call.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How calls are spread over time. By the contract's limits by default.
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = pacing;
        self
    }

    /// Is called with each sort of thing in a response that the contract does not know, once per
    /// sort. It runs within the call that met it, so it should be quick: count it, or send it to a
    /// channel.
    ///
    /// ```
    /// # use nova_client_ext::{ApiKey, Nova};
    /// # fn main() -> Result<(), nova_client_ext::Error> {
    /// let (sender, drifts) = std::sync::mpsc::channel();
    /// let nova = Nova::builder(ApiKey::new("sk_test_0123456789abcdef")?)
    ///     .on_drift(move |drift| {
    ///         sender.send(drift.to_string()).ok();
    ///     })
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_drift(mut self, listener: impl Fn(&Drift) + Send + Sync + 'static) -> Self {
        self.on_drift = Some(Arc::new(listener));
        self
    }

    /// Calls this when a call is over, with what it came to: for metrics. It runs within the call,
    /// so it should be quick. Without a hook nothing is measured for it.
    ///
    /// ```
    /// # use nova_client_ext::{ApiKey, Nova};
    /// # fn main() -> Result<(), nova_client_ext::Error> {
    /// let nova = Nova::builder(ApiKey::new("sk_test_0123456789abcdef")?)
    ///     .on_call(|call| {
    ///         let outcome = call.error.map_or("ok".to_owned(), |error| error.to_string());
    ///         // metrics::histogram!("nova_call", "operation" => call.operation.id).record(…)
    ///         println!("{} {outcome} {:?} {:?}", call.operation.id, call.queued, call.on_wire);
    ///     })
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_call(mut self, hook: impl Fn(&CallReport<'_>) + Send + Sync + 'static) -> Self {
        self.observers.on_call = Some(Arc::new(hook));
        self
    }

    /// Calls this when an attempt of a call is over, as [`on_call`](Self::on_call) does for calls.
    pub fn on_attempt(mut self, hook: impl Fn(&AttemptReport<'_>) + Send + Sync + 'static) -> Self {
        self.observers.on_attempt = Some(Arc::new(hook));
        self
    }

    /// Looks for undocumented fields too. Off by default: it costs a second reading of every
    /// response.
    pub fn report_unknown_fields(mut self, report: bool) -> Self {
        self.unknown_fields = report;
        self
    }

    /// Added to the `User-Agent`, so that the vendor can tell services apart: `my-service/1.2`.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// Customises the HTTP client: proxies, root certificates, the connection pool.
    ///
    /// The settings this crate relies on (no redirects, no retries of reqwest's own, no verbose
    /// logging of connections, the timeouts, the user agent, no proxy for a loopback address) are
    /// applied afterwards and win.
    ///
    /// ```
    /// # use nova_client_ext::{ApiKey, Nova};
    /// # fn main() -> Result<(), nova_client_ext::Error> {
    /// let nova = Nova::builder(ApiKey::new("sk_test_0123456789abcdef")?)
    ///     .customise_http(|http| http.pool_max_idle_per_host(4))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn customise_http(
        mut self,
        customise: impl FnOnce(ClientBuilder) -> ClientBuilder + Send + 'static,
    ) -> Self {
        self.customise = Some(Box::new(customise));
        self
    }

    /// Uses a finished HTTP client **as it is**.
    ///
    /// Nothing of it can be checked or changed any more: if it follows redirects, the tenant id
    /// travels to wherever they lead; if it retries, attempts are miscounted; its connect timeout
    /// and proxies are its own. Attempt and total timeouts, the limits on answers, the `User-Agent`
    /// and all that is decided per call still hold. Prefer
    /// [`customise_http`](Self::customise_http).
    pub fn unchecked_http_client(mut self, client: reqwest::Client) -> Self {
        self.unchecked = Some(client);
        self
    }

    /// Judges the settings and makes the client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), naming the setting: a base URL that is no
    /// `http(s)` URL with a host, holds credentials, or is plain http where that was not allowed; a
    /// timeout or limit of zero, or one so large that it must be a mistake; a retry policy without
    /// sense; an HTTP client that cannot be made.
    pub fn build(self) -> Result<Nova, Error> {
        let base_url = BaseUrl::parse(&self.base_url, self.allow_insecure_http)?;
        for (name, value) in [
            ("timeout", self.limits.timeout),
            ("attempt_timeout", self.limits.attempt_timeout),
            ("queue_timeout", self.limits.queue_timeout),
            ("connect_timeout", self.connect_timeout),
        ] {
            if value.is_zero() {
                return Err(Error::invalid(name, "is zero; no call could succeed"));
            }
            if value > MAX_TIMEOUT {
                return Err(Error::invalid(name, "is longer than a day"));
            }
        }
        if self.limits.max_response_bytes == 0 {
            return Err(Error::invalid("max_response_bytes", "is zero; no answer could be read"));
        }
        self.retry.check("retry")?;
        self.pacing.check()?;
        let user_agent = user_agent(self.user_agent_suffix.as_deref())?;
        let proxy = match self.unchecked {
            Some(_) => None,
            None => proxy::of_environment(&base_url)?,
        };
        let http = match self.unchecked {
            Some(client) => client,
            None => http_client(
                self.customise,
                &base_url,
                self.connect_timeout,
                self.limits.attempt_timeout,
            )?,
        };
        let parts = Parts {
            key: self.key,
            base_url,
            http,
            user_agent,
            proxy,
            limits: self.limits,
            retry: self.retry,
            pacing: self.pacing,
            contract: Arc::new(Reporter::new(self.on_drift, self.unknown_fields)),
            observers: self.observers,
        };
        Ok(Nova::new(Core::new(parts)))
    }
}

fn user_agent(suffix: Option<&str>) -> Result<HeaderValue, Error> {
    let text = match suffix {
        Some(suffix) => format!("{USER_AGENT} {suffix}"),
        None => USER_AGENT.to_owned(),
    };
    HeaderValue::try_from(text).map_err(|_| {
        Error::invalid("user_agent_suffix", "holds a character that a header cannot carry")
    })
}

fn http_client(
    customise: Option<Customise>,
    base_url: &BaseUrl,
    connect_timeout: Duration,
    attempt_timeout: Duration,
) -> Result<reqwest::Client, Error> {
    #[cfg(all(feature = "rustls-no-provider", not(feature = "rustls")))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // reqwest would panic.
        return Err(Error::invalid(
            "the TLS provider",
            "is missing: install a rustls CryptoProvider first",
        ));
    }
    let mut builder = reqwest::Client::builder().tcp_nodelay(true);
    if let Some(customise) = customise {
        builder = customise(builder);
    }
    builder = builder
        // It logs headers and bodies, the key and résumés among them.
        .connection_verbose(false)
        // Bodies are unpacked in one place, which counts what comes out.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        // A redirect would carry the tenant to another host.
        .redirect(reqwest::redirect::Policy::none())
        // Attempts are counted and decided in one place.
        .retry(reqwest::retry::never())
        .connect_timeout(connect_timeout)
        .timeout(attempt_timeout);
    if base_url.is_loopback {
        // A proxy would be given the key, to reach a server of its own.
        builder = builder.no_proxy();
    }
    builder
        .build()
        .map_err(|error| Error::invalid("the HTTP client", "cannot be made").with_source(error))
}

impl fmt::Debug for NovaBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NovaBuilder")
            .field("key", &self.key)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
