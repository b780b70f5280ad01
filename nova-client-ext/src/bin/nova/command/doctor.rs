//! `nova doctor`: one harmless call, and what it showed of the contract's promises.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Utc;
use clap::Args;
use nova_client::{BUCKETS, CONTRACT_VERSION, Operation};
use nova_client_ext::{Environment, Response, drift::Drift, rate_limits::RateLimits};
use serde::Serialize;

use crate::access;
use crate::args::help;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{print, print_json};
use crate::table::clean;

/// A clock that is off by more than this is told.
const MAX_SKEW_SECONDS: i64 = 5;

/// Check key, connection and contract with one call that reads only, names no tenant and costs
/// nothing
#[derive(Args)]
#[command(after_help = help!(
    "Exits with 0 when everything the contract promises was seen, and with 1 when something was not.";
    "nova doctor"
    "nova doctor --json | jq '.checks[] | select(.verdict != \"ok\")'"
))]
pub(crate) struct Doctor {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Findings {
    healthy: bool,
    contract: &'static str,
    checks: Vec<Check>,
    limits: RateLimits,
}

/// One promise, and what was seen of it.
#[derive(Debug, Serialize)]
struct Check {
    name: String,
    verdict: Verdict,
    detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Ok,
    /// Promised, and not there.
    Absent,
    /// There, and not as promised.
    Differs,
}

impl Doctor {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let drifts: Arc<Mutex<Vec<Drift>>> = Arc::default();
        let heard = Arc::clone(&drifts);
        let nova = access::nova(&context.globals, |builder| {
            builder.report_unknown_members(true).on_drift(move |drift| {
                heard.lock().unwrap_or_else(PoisonError::into_inner).push(drift.clone());
            })
        })?;
        let mut call = nova.rate_limits().with_response();
        if let Some(deadline) = context.deadline() {
            call = call.deadline(deadline);
        }
        let base_url = || access::server(&context.globals);
        let response = call.await.map_err(|error| Failure::Call { error, base_url: base_url() })?;

        let mut checks =
            vec![Check::new("answer", Verdict::Ok, format!("{}, as documented", response.status))];
        checks.push(environment(nova.environment(), &response));
        checks.extend(headers(&response));
        checks.extend(buckets(&response.value));
        checks.push(clock(&response.value));
        let drifts = drifts.lock().unwrap_or_else(PoisonError::into_inner);
        checks.extend(
            drifts.iter().map(|drift| Check::new("contract", Verdict::Differs, drift.to_string())),
        );

        let healthy = checks.iter().all(|check| check.verdict == Verdict::Ok);
        let findings =
            Findings { healthy, contract: CONTRACT_VERSION, checks, limits: response.value };
        if context.output.json {
            print_json(&findings)?;
        } else {
            print(&findings.table())?;
        }
        Ok(if healthy { Exit::Success } else { Exit::Error })
    }
}

impl Check {
    fn new(name: &str, verdict: Verdict, detail: impl Into<String>) -> Self {
        Self { name: name.to_owned(), verdict, detail: detail.into() }
    }
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
            "no X-RateLimit-Bucket: the pacer has the contract's limits only".to_owned(),
        ),
    };
    checks.push(Check::new("rate limit headers", verdict, detail));
    checks
}

/// Each bucket of the contract, and each that it does not know.
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
    let ahead = (Utc::now() - limits.generated_at).num_seconds();
    let verdict = if ahead.abs() <= MAX_SKEW_SECONDS { Verdict::Ok } else { Verdict::Differs };
    Check::new("clock", verdict, format!("this machine's is {ahead} s ahead of the vendor's"))
}

impl Findings {
    fn table(&self) -> String {
        let width =
            self.checks.iter().map(|check| check.name.chars().count()).max().unwrap_or_default();
        let mut text = String::new();
        for Check { name, verdict, detail } in &self.checks {
            let verdict = match verdict {
                Verdict::Ok => "ok",
                Verdict::Absent => "ABSENT",
                Verdict::Differs => "DIFFERS",
            };
            let detail = clean(detail);
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{verdict:7}  {name:width$}  {detail}");
        }
        text.push_str(if self.healthy { "\nAll as contract " } else { "\nNot all as contract " });
        text.push_str(self.contract);
        text.push_str(if self.healthy {
            " says.\n"
        } else {
            " says: the client copes, but the contract is due for a look.\n"
        });
        text
    }
}
