//! Analytics of a key: volume, latency and errors of scoring, and the health of webhooks.
//!
//! They belong to the partner and to no tenant. The vendor mixes units, so each unit is a type:
//! [`Ratio`](types::Ratio) is from 0 to 1, [`Percentage`](types::Percentage) from 0 to 100, and
//! [`Milliseconds`](types::Milliseconds) are milliseconds.

use nova_client::types;

use crate::{Call, Nova};

/// The period that the figures cover.
pub use nova_client::types::AnalyticsTimeRange as TimeRange;

impl Nova {
    /// Returns a handle of the analytics of this key, without a request.
    pub fn analytics(&self) -> Analytics {
        Analytics { nova: self.clone() }
    }
}

/// The analytics of a key. All calls only read, and share the bucket `analytics`.
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Analytics {
    nova: Nova,
}

impl Analytics {
    /// Returns the number of scored applications and delivered webhooks. The rates are from 0 to 1;
    /// the duration is in milliseconds, and absent if nothing was scored.
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

    /// Returns the number of scoring jobs over time, in steps of the response's `granularity`.
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

    /// Returns the latency of scoring over time, in milliseconds; absent for steps in which nothing
    /// was scored.
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

    /// Returns the errors by code, each with its share of all errors in percent (0 to 100).
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

    /// Returns the success rate of webhook deliveries (0 to 1), and the failures.
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
