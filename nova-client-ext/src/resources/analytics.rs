//! Figures about all that is scored with a key: how much, how fast, with which errors.
//!
//! They belong to the partner and to no tenant. The vendor mixes its units, so the types say them:
//! [`Ratio`](types::Ratio) is from 0 to 1, [`Percentage`](types::Percentage) from 0 to 100, and
//! [`Milliseconds`](types::Milliseconds) are what they say.

use nova_client::types;

use crate::{Call, Nova};

/// How far back figures reach.
pub use nova_client::types::AnalyticsTimeRange as TimeRange;

impl Nova {
    /// The figures of this key. Nothing is sent.
    pub fn analytics(&self) -> Analytics {
        Analytics { nova: self.clone() }
    }
}

/// Figures about what was scored with a key. All calls only read, and share the bucket `analytics`.
///
/// ```no_run
/// use nova_client_ext::{Error, Nova};
/// use nova_client_ext::analytics::TimeRange;
///
/// # async fn example(nova: Nova) -> Result<(), Error> {
/// let overview = nova.analytics().overview(TimeRange::Last24Hours).await?;
/// println!("{:.1} % of {} scored", *overview.scoring.success_rate * 100.0, overview.scoring.total_requests);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Analytics {
    nova: Nova,
}

impl Analytics {
    /// How much was scored and delivered. The rates are parts of one (0 to 1), the duration is in
    /// milliseconds and absent where nothing was scored.
    ///
    /// Vendor operation `getAnalyticsOverview`, in the bucket `analytics`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors).
    pub fn overview(&self, range: TimeRange) -> Call<types::AnalyticsOverview> {
        Call::without_tenant(&self.nova, |client| async move {
            client.get_analytics_overview().time_range(range).send().await
        })
    }

    /// Scoring jobs over time, in steps that the answer's `granularity` names.
    ///
    /// Vendor operation `getScoringVolume`, in the bucket `analytics`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors).
    pub fn scoring_volume(&self, range: TimeRange) -> Call<types::ScoringVolume> {
        Call::without_tenant(&self.nova, |client| async move {
            client.get_scoring_volume().time_range(range).send().await
        })
    }

    /// How long scoring took over time, in milliseconds; absent for steps in which nothing was
    /// scored.
    ///
    /// Vendor operation `getScoringLatency`, in the bucket `analytics`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors).
    pub fn scoring_latency(&self, range: TimeRange) -> Call<types::ScoringLatency> {
        Call::without_tenant(&self.nova, |client| async move {
            client.get_scoring_latency().time_range(range).send().await
        })
    }

    /// The errors by code, each with its share of all errors in percent (0 to 100).
    ///
    /// Vendor operation `getErrorBreakdown`, in the bucket `analytics`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors).
    pub fn errors(&self, range: TimeRange) -> Call<types::ErrorBreakdown> {
        Call::without_tenant(&self.nova, |client| async move {
            client.get_error_breakdown().time_range(range).send().await
        })
    }

    /// How well webhooks are delivered, and where they are not. The rate is a part of one (0 to 1).
    ///
    /// Vendor operation `getWebhookHealth`, in the bucket `analytics`; it only reads, so it is
    /// repeated on transient failures.
    ///
    /// # Errors
    ///
    /// The [common errors](crate::error#common-errors).
    pub fn webhook_health(&self, range: TimeRange) -> Call<types::WebhookHealth> {
        Call::without_tenant(&self.nova, |client| async move {
            client.get_webhook_health().time_range(range).send().await
        })
    }
}
