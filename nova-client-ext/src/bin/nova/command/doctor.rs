//! `nova doctor`: checks the settings, the connection, and whether the response of one read-only
//! call matches the contract.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::Utc;
use clap::Args;
use nova_client::{BUCKETS, CONTRACT_VERSION, DEFAULT_BASE_URL, Operation};
use nova_client_ext::{
    Environment, Error, ErrorKind, Nova, Response, TenantId, drift::Drift, rate_limits::RateLimits,
};
use reqwest::redirect::Policy;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::net::{TcpStream, lookup_host};
use url::Url;

use super::config::masked;
use crate::access;
use crate::args::help;
use crate::config;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::{self, KeySetting, Setting};
use crate::terminal;
use crate::text::clean;

/// A clock that is off by more than this is reported.
const MAX_SKEW_SECONDS: i64 = 5;

/// The width of a verdict, in columns.
const VERDICT_WIDTH: usize = 7;

/// The result of a successful check of TLS.
const TRUSTED: &str = "the certificate is trusted";

/// Check settings, connection and contract, with one call that only reads, names no tenant and
/// costs nothing
#[derive(Args)]
#[command(after_help = help!(
    "All checks are made and printed, even after a failure: each setting with its source (the key masked), the host \
     that receives the key, name resolution, connection, TLS, key, clock, rate limits. Exits with 0 if none failed \
     and the response matches the contract, else with 1. Warnings do not change the exit code.";
    "nova doctor"
    "nova doctor --json | jq '.checks[] | select(.verdict != \"ok\")'"
))]
pub(crate) struct Doctor {}

/// The checklist under `--json`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DoctorOutput {
    healthy: bool,
    /// The version of the contract.
    contract: String,
    checks: Vec<Check>,
    /// Null if the call failed.
    limits: Option<RateLimits>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Check {
    name: String,
    verdict: Verdict,
    detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Ok,
    /// It works, but should be changed.
    Warning,
    /// In the contract, but missing.
    Absent,
    /// Present, but different from the contract.
    Differs,
    /// It does not work.
    Failed,
    /// Not checked, because something else failed or is not needed.
    Skipped,
}

impl Verdict {
    fn is_healthy(self) -> bool {
        matches!(self, Self::Ok | Self::Warning | Self::Skipped)
    }
}

impl Doctor {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let drifts: Arc<Mutex<Vec<Drift>>> = Arc::default();
        let Settings { mut checks, nova, base_url } = settings_checks(context, &drifts).await?;
        let mut limits = None;
        let is_call_possible = nova.is_some();
        if let Some(base_url) = base_url {
            let is_reached = connection_checks(context, &base_url, &mut checks).await?;
            if let Some(nova) = nova {
                let mut call = nova.rate_limits().with_response();
                if let Some(deadline) = context.deadline() {
                    call = call.deadline(deadline);
                }
                let response = call.await;
                checks.extend(tls_check(&base_url, is_reached, response.as_ref().err()));
                match response {
                    Ok(response) => {
                        checks.extend(response_checks(nova.environment(), &response));
                        limits = Some(response.value);
                    }
                    Err(error) => checks.push(call_failed(context, error).await),
                }
            } else if is_reached {
                checks.push(tls_check_without_key(context, &base_url).await);
            }
        }
        if !is_call_possible {
            checks.push(Check::new("call", Verdict::Skipped, "a setting is not right"));
        }
        let drifts = drifts.lock().unwrap_or_else(PoisonError::into_inner);
        checks.extend(
            drifts.iter().map(|drift| Check::new("contract", Verdict::Differs, drift.to_string())),
        );
        let healthy = checks.iter().all(|check| check.verdict.is_healthy());
        let output =
            DoctorOutput { healthy, contract: CONTRACT_VERSION.to_owned(), checks, limits };
        let exit = if healthy { Exit::Success } else { Exit::Error };
        context.output.outcome(exit, &output, || output.text())
    }
}

impl Check {
    fn new(name: &str, verdict: Verdict, detail: impl Into<String>) -> Self {
        Self { name: name.to_owned(), verdict, detail: detail.into() }
    }
}

/// The checked settings.
struct Settings {
    checks: Vec<Check>,
    /// `None` if the key, the server or another setting of the client is faulty.
    nova: Option<Nova>,
    /// `None` if it is faulty.
    base_url: Option<String>,
}

/// Checks every setting on its own.
async fn settings_checks(
    context: &Context,
    drifts: &Arc<Mutex<Vec<Drift>>>,
) -> Result<Settings, Failure> {
    let mut checks = Vec::new();
    if let Some(Some(profile)) = checked("profile", context.profile().await, &mut checks)? {
        checks.push(Check::new("profile", Verdict::Ok, profile.source()));
    }
    let mut key = checked("key", settings::api_key(context).await, &mut checks)?;
    if let Some(KeySetting { key: Err(error), source, .. }) = &key {
        let why = Failure::invalid(source, error).to_string();
        checks.push(Check::new("key", Verdict::Failed, why));
        key = None;
    }
    if let Some(key) = &key {
        let detail = format!("{}, from {}", masked(key), key.source);
        checks.push(Check::new("key", Verdict::Ok, detail));
    }
    match checked("tenant", settings::tenant_id(context).await, &mut checks)? {
        Some(Some(Setting { value, source })) => {
            checks.push(match TenantId::new(value.as_str()) {
                Ok(_) => Check::new("tenant", Verdict::Ok, format!("{value}, from {source}")),
                Err(error) => {
                    let why = Failure::invalid(&source, &error).to_string();
                    Check::new("tenant", Verdict::Failed, why)
                }
            });
        }
        Some(None) => {
            let detail = "none is set; most commands need one (NOVA_TENANT_ID, --tenant)";
            checks.push(Check::new("tenant", Verdict::Skipped, detail));
        }
        None => {}
    }
    let url = checked("server", settings::base_url(context).await, &mut checks)?;
    let Some(url) = url else { return Ok(Settings { checks, nova: None, base_url: None }) };
    let base_url = url.as_ref().map_or(DEFAULT_BASE_URL, |url| &url.value).to_owned();
    let source = url.as_ref().map_or("the vendor's, by default", |url| &url.source);
    if let Err(error) = config::check_base_url(&base_url) {
        let why = Failure::invalid(source, &error).to_string();
        checks.push(Check::new("server", Verdict::Failed, why));
        return Ok(Settings { checks, nova: None, base_url: None });
    }
    let receiver = match &key {
        Some(_) => format!("; the key is sent to {}", access::host(&base_url)),
        None => String::new(),
    };
    checks.push(Check::new("server", Verdict::Ok, format!("{base_url} ({source}){receiver}")));
    let Some(key) = key else {
        return Ok(Settings { checks, nova: None, base_url: Some(base_url) });
    };
    let heard = Arc::clone(drifts);
    let built = access::build(context, &key, url.as_ref(), |builder| {
        builder.report_unknown_fields(true).on_drift(move |drift| {
            heard.lock().unwrap_or_else(PoisonError::into_inner).push(drift.clone());
        })
    });
    let nova = match built {
        Ok(nova) => {
            for warning in access::warnings(&key, url.as_ref(), nova.environment()) {
                checks.push(Check::new("key", Verdict::Warning, warning));
            }
            Some(nova)
        }
        Err(failure) => {
            checks.push(Check::new("access", Verdict::Failed, failure.to_string()));
            None
        }
    };
    Ok(Settings { checks, nova, base_url: Some(base_url) })
}

/// Returns a setting; if it is invalid, adds a failed check.
fn checked<T>(
    name: &str,
    setting: Result<T, Failure>,
    checks: &mut Vec<Check>,
) -> Result<Option<T>, Failure> {
    match setting {
        Ok(setting) => Ok(Some(setting)),
        Err(Failure::Usage(why)) => {
            // A setting that is neither an option nor in the environment would be in the profile.
            let is_reported = checks.iter().any(|check| check.detail == why);
            checks.push(if is_reported {
                Check::new(name, Verdict::Skipped, "not known without the profile")
            } else {
                Check::new(name, Verdict::Failed, why)
            });
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

/// Resolves the name and connects. Returns whether the host was reached.
async fn connection_checks(
    context: &Context,
    base_url: &str,
    checks: &mut Vec<Check>,
) -> Result<bool, Failure> {
    let Ok(url) = Url::parse(base_url) else { return Ok(false) };
    if let Some(variable) = proxy(&url) {
        let detail = format!("{variable} is set: a proxy resolves and connects");
        checks.push(Check::new("name resolution", Verdict::Skipped, detail));
        return Ok(true);
    }
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return Ok(false);
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let addresses = match context.within(lookup_host((host, port))).await {
        Ok(Ok(addresses)) => addresses.collect::<Vec<_>>(),
        Ok(Err(error)) => {
            let detail = format!("{host}: {error}");
            checks.push(Check::new("name resolution", Verdict::Failed, detail));
            return Ok(false);
        }
        Err(_) => {
            let detail = format!("{host}: not finished within --timeout");
            checks.push(Check::new("name resolution", Verdict::Failed, detail));
            return Ok(false);
        }
    };
    let shown: Vec<String> =
        addresses.iter().take(4).map(|address| address.ip().to_string()).collect();
    checks.push(Check::new(
        "name resolution",
        Verdict::Ok,
        format!("{host} is {}", shown.join(", ")),
    ));
    match context.within(TcpStream::connect(addresses.as_slice())).await {
        Ok(Ok(_)) => {
            checks.push(Check::new("connection", Verdict::Ok, format!("port {port} of {host}")));
            Ok(true)
        }
        Ok(Err(error)) => {
            let detail = format!("port {port} of {host}: {error}");
            checks.push(Check::new("connection", Verdict::Failed, detail));
            Ok(false)
        }
        Err(_) => {
            let detail = format!("port {port} of {host}: not finished within --timeout");
            checks.push(Check::new("connection", Verdict::Failed, detail));
            Ok(false)
        }
    }
}

/// Returns the environment variable that sets a proxy for the URL.
fn proxy(url: &Url) -> Option<&'static str> {
    let names: &[&str] = if url.scheme() == "https" {
        &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    } else {
        &["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
    };
    names.iter().copied().find(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Returns the result for TLS, which failed if the host was reached and the call could not connect.
fn tls_check(base_url: &str, is_reached: bool, error: Option<&Error>) -> Option<Check> {
    if let Some(check) = plain_http(base_url) {
        return Some(check);
    }
    match error {
        Some(error) if is_reached && error.kind() == ErrorKind::Connect => {
            Some(Check::new("TLS", Verdict::Failed, error.to_string()))
        }
        Some(error) if matches!(error.kind(), ErrorKind::Connect | ErrorKind::Timeout) => None,
        _ => Some(Check::new("TLS", Verdict::Ok, TRUSTED)),
    }
}

/// Checks TLS by a request without a key, where the call cannot be made.
async fn tls_check_without_key(context: &Context, base_url: &str) -> Check {
    if let Some(check) = plain_http(base_url) {
        return check;
    }
    let head = async {
        let http = reqwest::Client::builder().redirect(Policy::none()).build()?;
        http.head(base_url).send().await
    };
    let why = match context.within(head).await {
        Ok(Ok(_)) => return Check::new("TLS", Verdict::Ok, TRUSTED),
        Ok(Err(error)) => {
            let mut cause: &dyn std::error::Error = &error;
            while let Some(deeper) = cause.source() {
                cause = deeper;
            }
            cause.to_string()
        }
        Err(late) => late.to_string(),
    };
    Check::new("TLS", Verdict::Failed, why)
}

fn plain_http(base_url: &str) -> Option<Check> {
    let is_tls = base_url.starts_with("https://");
    (!is_tls).then(|| Check::new("TLS", Verdict::Skipped, "plain http, to this machine only"))
}

async fn call_failed(context: &Context, error: Error) -> Check {
    let name = if error.is_auth() { "key" } else { "call" };
    let failure = access::failed(context, error).await;
    Check::new(name, Verdict::Failed, failure.to_string())
}

/// Compares the response of the call with the contract.
fn response_checks(of_key: Environment, response: &Response<RateLimits>) -> Vec<Check> {
    let mut checks =
        vec![Check::new("call", Verdict::Ok, format!("{}, as documented", response.status))];
    checks.push(environment(of_key, response));
    checks.extend(headers(response));
    checks.extend(buckets(&response.value));
    checks.push(clock(&response.value));
    checks
}

fn environment(of_key: Environment, response: &Response<RateLimits>) -> Check {
    let seen = response.value.environment.as_str();
    let expected = if of_key == Environment::Sandbox { "SANDBOX" } else { "PRODUCTION" };
    let verdict = if seen == expected { Verdict::Ok } else { Verdict::Differs };
    Check::new("environment", verdict, format!("{seen}, and the key is one of {expected}"))
}

fn headers(response: &Response<RateLimits>) -> Vec<Check> {
    let mut checks = Vec::new();
    let (verdict, detail) = match &response.trace_id {
        Some(id) => (Verdict::Ok, id.clone()),
        None => (
            Verdict::Absent,
            "no X-Trace-Id: the vendor's support cannot find this call".to_owned(),
        ),
    };
    checks.push(Check::new("trace id", verdict, detail));
    let Some(operation) = Operation::find("getRateLimitStatus") else { return checks };
    let expected = format!("{}, {} a second", operation.bucket.name, operation.bucket.limit);
    let seen = &response.rate_limit;
    let (verdict, detail) = match (&seen.bucket, seen.limit) {
        (Some(bucket), Some(limit))
            if bucket == operation.bucket.name && limit == operation.bucket.limit =>
        {
            (Verdict::Ok, expected)
        }
        (Some(bucket), limit) => {
            let limit = limit.map_or("no limit".to_owned(), |limit| format!("{limit} a second"));
            (Verdict::Differs, format!("{bucket}, {limit}; the contract says {expected}"))
        }
        (None, _) => (
            Verdict::Absent,
            "no X-RateLimit-Bucket: only the contract's limits are known".to_owned(),
        ),
    };
    checks.push(Check::new("rate limit headers", verdict, detail));
    checks
}

/// Checks each bucket of the contract and of the response.
fn buckets(limits: &RateLimits) -> Vec<Check> {
    let known = BUCKETS.iter().map(|bucket| {
        let name = format!("bucket {}", bucket.name);
        match limits.buckets.get(bucket.name) {
            Some(seen) if seen.limit == i64::from(bucket.limit) => {
                Check::new(&name, Verdict::Ok, format!("{} of {} left", seen.remaining, seen.limit))
            }
            Some(seen) => {
                let detail = format!("{} a second; the contract says {}", seen.limit, bucket.limit);
                Check::new(&name, Verdict::Differs, detail)
            }
            None => Check::new(&name, Verdict::Absent, "not shown"),
        }
    });
    let unknown = limits
        .buckets
        .keys()
        .filter(|name| BUCKETS.iter().all(|bucket| bucket.name != **name))
        .map(|name| {
            Check::new(&format!("bucket {name}"), Verdict::Differs, "the contract does not know it")
        });
    known.chain(unknown).collect()
}

fn clock(limits: &RateLimits) -> Check {
    let Some(generated_at) = limits.generated_at else {
        return Check::new("clock", Verdict::Absent, "the response has no date");
    };
    let ahead = (Utc::now() - generated_at).num_seconds();
    let verdict = if ahead.abs() <= MAX_SKEW_SECONDS { Verdict::Ok } else { Verdict::Differs };
    Check::new("clock", verdict, format!("this machine's is {ahead} s ahead of the vendor's"))
}

impl DoctorOutput {
    fn text(&self) -> String {
        let width =
            self.checks.iter().map(|check| check.name.chars().count()).max().unwrap_or_default();
        let mut text = String::new();
        let hang = VERDICT_WIDTH + width + 4;
        for Check { name, verdict, detail } in &self.checks {
            let verdict = match verdict {
                Verdict::Ok => "ok",
                Verdict::Warning => "WARNING",
                Verdict::Absent => "ABSENT",
                Verdict::Differs => "DIFFERS",
                Verdict::Failed => "FAILED",
                Verdict::Skipped => "-",
            };
            let (name, detail) = (clean(name), clean(detail));
            let line = format!("{verdict:VERDICT_WIDTH$}  {name:width$}  {detail}\n");
            // The second and further lines of a detail begin below its first one.
            text.push_str(&match terminal::stdout_width() {
                Some(width) => terminal::wrapped(&line, width, hang),
                None => line,
            });
        }
        let has = |verdict| self.checks.iter().any(|check| check.verdict == verdict);
        let contract = &self.contract;
        text.push_str(&if has(Verdict::Failed) {
            "\nNot ready: see the failed checks above.\n".to_owned()
        } else if self.healthy {
            format!("\nEverything matches contract {contract}.\n")
        } else {
            format!("\nThere are differences from contract {contract}: the client tolerates them, but the contract should be reviewed.\n")
        });
        text
    }
}
