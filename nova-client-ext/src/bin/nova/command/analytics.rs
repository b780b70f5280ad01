//! `nova analytics …`: statistics of the key, as one-line charts.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use nova_client_ext::analytics::{Analytics, TimeRange};
use nova_client_ext::types::{
    AnalyticsGranularity, AnalyticsOverview, AnalyticsPeriod, ErrorBreakdown, Milliseconds,
    ScoringLatency, ScoringVolume, WebhookHealth, WebhookOverview,
};

use crate::access;
use crate::args::{OneOf, help};
use crate::chart::{bar, sparkline};
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::table::table;
use crate::terminal;
use crate::text::clean;

/// The width of a bar, in columns.
const BAR_WIDTH: usize = 24;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// How much was scored and delivered
    #[command(after_help = help!("nova analytics overview" "nova analytics overview --range 7d --json"))]
    Overview(Range),
    /// Scoring jobs over time
    #[command(after_help = help!("nova analytics volume --range 1h" "nova analytics volume --json | jq .data"))]
    Volume(Range),
    /// How long scoring took, over time
    #[command(after_help = help!("nova analytics latency" "nova analytics latency --range 90d"))]
    Latency(Range),
    /// Errors by code
    #[command(after_help = help!("nova analytics errors" "nova analytics errors --range 30d --json"))]
    Errors(Range),
    /// Delivery rates of webhooks, and failing endpoints
    #[command(after_help = help!("nova analytics webhooks" "nova analytics webhooks --range 7d"))]
    Webhooks(Range),
}

#[derive(Args)]
pub(crate) struct Range {
    /// The time range, until now
    #[arg(long, value_name = "RANGE", default_value_t = TimeRange::Last24Hours, value_parser = range())]
    range: TimeRange,
}

fn range() -> OneOf<TimeRange> {
    let known = || TimeRange::KNOWN.iter().map(|one| one.as_str().to_owned()).collect::<Vec<_>>();
    OneOf {
        known,
        parse: |text| {
            let range = TimeRange::from(text);
            if range.is_unknown() {
                let known: Vec<&str> = TimeRange::KNOWN.iter().map(TimeRange::as_str).collect();
                Err(format!("is none of {}", known.join(", ")))
            } else {
                Ok(range)
            }
        },
    }
}

impl Command {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let analytics: Analytics = access::nova(context, |builder| builder).await?.analytics();
        let output = context.output;
        match self {
            Self::Overview(Range { range }) => {
                let figures = access::call(context, analytics.overview(range)).await?;
                output.show(&figures, || overview(&figures))
            }
            Self::Volume(Range { range }) => {
                let figures = access::call(context, analytics.scoring_volume(range)).await?;
                output.show(&figures, || volume(&figures))
            }
            Self::Latency(Range { range }) => {
                let figures = access::call(context, analytics.scoring_latency(range)).await?;
                output.show(&figures, || latency(&figures))
            }
            Self::Errors(Range { range }) => {
                let figures = access::call(context, analytics.errors(range)).await?;
                output.show(&figures, || errors(&figures))
            }
            Self::Webhooks(Range { range }) => {
                let figures = access::call(context, analytics.webhook_health(range)).await?;
                output.show(&figures, || webhooks(&figures))
            }
        }
    }
}

fn overview(figures: &AnalyticsOverview) -> String {
    let scoring = &figures.scoring;
    let mut text = period(&figures.period);
    text.push_str(&format!(
        "scored      {:>7}  of {} requests\n",
        scoring.scores_generated, scoring.total_requests
    ));
    text.push_str(&rate("success", *scoring.success_rate));
    if let Some(average) = &scoring.avg_duration_ms {
        text.push_str(&format!("duration    {:>7}  on average\n", time(**average)));
    }
    text.push_str(&deliveries(&figures.webhooks));
    text
}

fn volume(figures: &ScoringVolume) -> String {
    let mut text = period(&figures.period);
    let lines: [(&str, Vec<i64>); 3] = [
        ("total", figures.data.iter().map(|point| point.total).collect()),
        ("completed", figures.data.iter().map(|point| point.completed).collect()),
        ("failed", figures.data.iter().map(|point| point.failed).collect()),
    ];
    for (name, counts) in lines {
        let sum: i64 = counts.iter().fold(0, |sum, count| sum.saturating_add(*count));
        let max = counts.iter().max().copied().unwrap_or_default();
        let values: Vec<Option<f64>> = counts.iter().map(|count| Some(number(*count))).collect();
        let end = format!("up to {max}");
        let chart = sparkline(&values, chart_width(22 + end.len()));
        text.push_str(&format!("{name:9} {sum:>8}  {chart}  {end}\n"));
    }
    text.push_str(&steps(figures.data.len(), &figures.granularity));
    text
}

fn latency(figures: &ScoringLatency) -> String {
    let mut text = period(&figures.period);
    let read = |time: &Option<Milliseconds>| time.as_ref().map(|time| **time);
    let lines: [(&str, Vec<Option<f64>>); 3] = [
        ("p50", figures.data.iter().map(|point| read(&point.p50_ms)).collect()),
        ("p95", figures.data.iter().map(|point| read(&point.p95_ms)).collect()),
        ("p99", figures.data.iter().map(|point| read(&point.p99_ms)).collect()),
    ];
    for (name, values) in lines {
        let least = values.iter().flatten().copied().reduce(f64::min);
        let max = values.iter().flatten().copied().reduce(f64::max);
        let spread = match least.zip(max) {
            Some((min, max)) => format!("{} to {}", time(min), time(max)),
            None => "nothing was scored".to_owned(),
        };
        let chart = sparkline(&values, chart_width(7 + spread.len()));
        text.push_str(&format!("{name}  {chart}  {spread}\n"));
    }
    text.push_str(&steps(figures.data.len(), &figures.granularity));
    text
}

fn errors(figures: &ErrorBreakdown) -> String {
    let mut text = period(&figures.period);
    if figures.data.is_empty() {
        text.push_str("No errors\n");
        return text;
    }
    let rows = figures.data.iter().map(|share| {
        let percent = *share.percentage;
        let (count, bar) = (share.count.to_string(), bar(percent / 100.0, BAR_WIDTH));
        [
            share.error_code.to_string(),
            count,
            format!("{percent:.1} %"),
            bar,
            share.description.clone(),
        ]
    });
    text.push_str(&table(["CODE", "COUNT", "SHARE", "", "WHAT"], rows));
    text
}

fn webhooks(figures: &WebhookHealth) -> String {
    let mut text = period(&figures.period);
    text.push_str(&deliveries(&figures.summary));
    if !figures.failure_breakdown.is_empty() {
        let rows = figures.failure_breakdown.iter().map(|endpoint| {
            let name = endpoint.endpoint_name.clone().unwrap_or_default();
            let error = endpoint.last_error.clone().unwrap_or_default();
            [endpoint.endpoint_url.clone(), name, endpoint.failure_count.to_string(), error]
        });
        text.push('\n');
        text.push_str(&table(["ENDPOINT", "NAME", "FAILURES", "LAST ERROR"], rows));
    }
    text
}

fn deliveries(webhooks: &WebhookOverview) -> String {
    format!(
        "webhooks    {:>7}  sent\n{}",
        webhooks.total_deliveries,
        rate("delivered", *webhooks.delivery_rate)
    )
}

fn steps(count: usize, granularity: &AnalyticsGranularity) -> String {
    format!("{count} steps of one {} each\n", clean(granularity.as_str()))
}

/// Formats a ratio as a percentage and a bar.
fn rate(name: &str, part: f64) -> String {
    format!("{name:11} {:>5.1} %  {}\n", part * 100.0, bar(part, BAR_WIDTH.min(chart_width(21))))
}

/// Returns the remaining width of the terminal for a chart.
fn chart_width(others: usize) -> usize {
    terminal::width().saturating_sub(others).max(1)
}

fn period(period: &AnalyticsPeriod) -> String {
    let at = |moment: Option<DateTime<Utc>>| {
        moment.map_or("?".to_owned(), |moment| moment.format("%F %H:%M").to_string())
    };
    format!("{} to {} UTC\n\n", at(period.start), at(period.end))
}

fn time(milliseconds: f64) -> String {
    if milliseconds < 1000.0 {
        format!("{milliseconds:.0} ms")
    } else {
        format!("{:.1} s", milliseconds / 1000.0)
    }
}

#[allow(clippy::cast_precision_loss, reason = "it is drawn, not counted")]
fn number(count: i64) -> f64 {
    count as f64
}
