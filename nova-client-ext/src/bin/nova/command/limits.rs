//! `nova limits`: the remaining requests of each rate limit.

use clap::Args;

use crate::access;
use crate::args::help;
use crate::chart::bar;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::table::table;

/// The width of a bar, in columns.
const BAR_WIDTH: usize = 20;

/// Show the remaining requests of each rate limit of the key
#[derive(Args)]
#[command(after_help = help!(
    "The limits are per second and count all tenants and all machines that use the key.";
    "nova limits"
    "nova limits --json | jq .buckets.read_and_ops.remaining"
))]
pub(crate) struct Limits {}

impl Limits {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let nova = access::nova(context, |builder| builder).await?;
        let limits = access::call(context, nova.rate_limits()).await?;
        context.output.show(&limits, || {
            let buckets = limits.buckets.iter().map(|(name, bucket)| {
                let left = format!("{} of {}", bucket.remaining, bucket.limit);
                [name.clone(), left, bar(part(bucket.remaining, bucket.limit), BAR_WIDTH)]
            });
            let in_flight = limits.in_flight.iter().map(|(name, flight)| {
                let left = flight.limit.saturating_sub(flight.active);
                [
                    name.clone(),
                    format!("{left} of {}", flight.limit),
                    bar(part(left, flight.limit), BAR_WIDTH),
                ]
            });
            let mut text = table(["BUCKET", "LEFT", ""], buckets.chain(in_flight));
            if limits.degraded {
                text.push_str("\nThe vendor's rate limiter is down: requests are not counted.\n");
            }
            text
        })
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of requests in a second")]
fn part(left: i64, of: i64) -> f64 {
    if of <= 0 { 0.0 } else { left as f64 / of as f64 }
}
