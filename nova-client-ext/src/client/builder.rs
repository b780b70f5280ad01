//! The builder of a [`Nova`]. The setters accept any value; [`build`](NovaBuilder::build)
//! validates.

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

/// The first part of the `User-Agent`.
const USER_AGENT: &str = concat!("nova-client-ext/", env!("CARGO_PKG_VERSION"));

/// The upper bound of every timeout: a day. A longer one is probably a wrong unit.
const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

type Customise = Box<dyn FnOnce(ClientBuilder) -> ClientBuilder + Send>;

/// Settings of a [`Nova`], all optional.
#[must_use = "a builder does nothing until `build` is called"]
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

    /// Sets the base URL of the API, the vendor's own by default. A path in it is prepended to the
    /// path of every call.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Allows plain `http://` to a host that is not loopback. The key is then sent unencrypted.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// Sets the time limit of a call from its admission on, over all attempts, waits and reading.
    /// 60 s by default, since some of the vendor's calls take 20 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// Sets how long a call may wait for its rate limit before it is first sent, unless it has a
    /// deadline or timeout of its own. 10 minutes by default; background calls may wait six times
    /// as long. After that the call fails with
    /// [`ErrorKind::NotAdmitted`](crate::ErrorKind::NotAdmitted), and nothing was sent.
    pub fn queue_timeout(mut self, timeout: Duration) -> Self {
        self.limits.queue_timeout = timeout;
        self
    }

    /// Sets the time limit of one attempt, including the response body. 30 s by default.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = timeout;
        self
    }

    /// Sets the time limit for connecting. 5 s by default. It is a property of the connection pool,
    /// so it cannot be set per call.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the size limit of a response body, in bytes after decompression. 8 MiB by default.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_response_bytes = bytes;
        self
    }

    /// Sets when a call is retried.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets how calls are paced. By default, by the contract's rate limits.
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = pacing;
        self
    }

    /// Calls the listener for everything in a response that the contract does not define, once for
    /// each kind. It runs inside the call, so it should be quick: increment a counter, or send to a
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

    /// Calls the hook at the end of each call with its outcome and durations, for metrics. It runs
    /// inside the call, so it should be quick. Without a hook nothing is measured.
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

    /// Calls the hook at the end of each attempt, as [`on_call`](Self::on_call) does for calls.
    pub fn on_attempt(mut self, hook: impl Fn(&AttemptReport<'_>) + Send + Sync + 'static) -> Self {
        self.observers.on_attempt = Some(Arc::new(hook));
        self
    }

    /// Reports undocumented fields as well. Off by default, since it parses every response twice.
    pub fn report_unknown_fields(mut self, report: bool) -> Self {
        self.unknown_fields = report;
        self
    }

    /// Appends a text to the `User-Agent`, such as `my-service/1.2`, so that the vendor can
    /// distinguish services.
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

    /// Uses an existing HTTP client **as it is**.
    ///
    /// Its settings can be neither checked nor changed: if it follows redirects, the tenant id is
    /// sent to wherever they lead; if it retries, attempts are miscounted; its connect timeout and
    /// proxies apply. Attempt and total timeouts, the size limit of responses, the `User-Agent` and
    /// all settings per call still apply. Prefer [`customise_http`](Self::customise_http).
    pub fn unchecked_http_client(mut self, client: reqwest::Client) -> Self {
        self.unchecked = Some(client);
        self
    }

    /// Validates the settings and builds the client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), naming the setting: a base URL that is no
    /// `http(s)` URL with a host, contains credentials, or is plain http where that was not
    /// allowed; a timeout or limit that is zero or implausibly large; an invalid retry policy; an
    /// HTTP client that cannot be built.
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
            return Err(Error::invalid("max_response_bytes", "is zero; no response could be read"));
        }
        self.retry.check("retry")?;
        self.pacing.check()?;
        let user_agent = user_agent(self.user_agent_suffix.as_deref())?;
        let proxy = match self.unchecked {
            Some(_) => None,
            None => proxy::from_environment(&base_url)?,
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
            proxy_variable: proxy,
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
        Error::invalid("user_agent_suffix", "contains a character that a header cannot carry")
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
            "is missing; install a rustls CryptoProvider first",
        ));
    }
    let mut builder = reqwest::Client::builder().tcp_nodelay(true);
    if let Some(customise) = customise {
        builder = customise(builder);
    }
    builder = builder
        // It would log headers and bodies, including the key and résumés.
        .connection_verbose(false)
        // Bodies are decompressed in one place, which enforces the size limit.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        // A redirect would send the tenant id to another host.
        .redirect(reqwest::redirect::Policy::none())
        // Retries are decided and counted in one place.
        .retry(reqwest::retry::never())
        .connect_timeout(connect_timeout)
        .timeout(attempt_timeout);
    if base_url.is_loopback {
        // Through a proxy, loopback would be the proxy's own host, and it would receive the key.
        builder = builder.no_proxy();
    }
    builder
        .build()
        .map_err(|error| Error::invalid("the HTTP client", "cannot be built").with_source(error))
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
