//! The settings of the pacer and their validation.

use crate::Error;

/// How a client keeps to the vendor's rate limits. On by default; set with
/// [`NovaBuilder::pacing`](crate::NovaBuilder::pacing).
///
/// The limits come from the contract and from the rate headers of responses (up to four times the
/// contract's limit). A `Pacing` can only lower them, and divide them between foreground and
/// background.
///
/// **Alone** on its key, a client runs at the full limit (0.96 of it) from the first second, and no
/// call gets a 429. It spaces its calls evenly; after a pause a few may be sent at once.
///
/// **Replicas** that share a key, in any number of processes, find their shares from the headers
/// alone: together they use nine tenths of the limit, in shares that become equal within about a
/// minute, and about one request in a hundred gets a 429. A new replica starts with a tenth of the
/// limit. On a bucket of one request a second (`scoring_intake_batch`) headers do not show other
/// processes: replicas that submit batches at the same time get many 429s there. These cost time,
/// but no attempts.
///
/// **Tenants** of one `Nova` are served round robin, one call each, and each tenant's calls in
/// order: a tenant that queues a thousand calls delays another tenant's call by one. Foreground
/// calls go before [background](crate::Call::background) ones such as polling, which have at most
/// [`background_share`](Self::background_share) of the rate but are never starved. No call depends
/// on another one's future being polled.
///
/// **After 429s** the bucket is held until its window ends, or for the `Retry-After`, two minutes
/// at most; the rate is reduced once a window, and a client that is alone is back at full speed
/// within ten seconds of the last 429. A 429 does not count as an attempt: the call returns to the
/// queue until its deadline. A 429 without the vendor's rate headers holds its call for its
/// `Retry-After`, and the bucket for three seconds at most; other responses without them, such as a
/// proxy's 502, change nothing.
///
/// **A fixed share** for a process: [`share`](Self::share) for all buckets, [`limit`](Self::limit)
/// for one. Processes whose shares add up to 1 do not compete.
///
/// **To monitor it**: [`Nova::bucket_states`](crate::Nova::bucket_states) has the rate, the queue,
/// the usage by others and the count of 429s of each bucket; every call's span has `nova.queued_ms`
/// and `nova.rate_limited`.
///
/// ```
/// use nova_client_ext::Pacing;
///
/// // Two services share a key: this one may use a third, and never more than 5 reads a second.
/// let pacing = Pacing::new().share(0.33).limit("read_and_ops", 5.0);
/// assert!(pacing.is_on());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Pacing {
    pub(super) on: bool,
    pub(super) share: f64,
    pub(super) background: f64,
    pub(super) limits: Vec<(String, f64)>,
    pub(super) in_flight: Vec<(String, u32)>,
    pub(super) seed: Option<u64>,
}

impl Default for Pacing {
    fn default() -> Self {
        Self {
            on: true,
            share: 1.0,
            background: 0.5,
            limits: Vec::new(),
            in_flight: Vec::new(),
            seed: None,
        }
    }
}

/// The maximum of a configured rate, in requests per second.
const MAX_RATE: f64 = 100_000.0;
/// The minimum of a configured rate: a client below one request an hour would seem to hang.
const MIN_RATE: f64 = 1.0 / 3600.0;

impl Pacing {
    /// Creates pacing by the contract's full limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Disables pacing: every call is sent at once, and a 429 concerns only its call.
    pub fn off() -> Self {
        Self { on: false, ..Self::default() }
    }

    /// Sets the fraction of every bucket's limit that this client may use, above 0 and at most 1
    /// (the default).
    ///
    /// Clients that share a key find their shares by themselves; set this to leave capacity for a
    /// client that is not paced.
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// Sets the fraction of the client's own rate that background calls (polling) may take, above 0
    /// and at most 1; 0.5 by default. The rest is free for foreground calls.
    #[must_use]
    pub fn background_share(mut self, share: f64) -> Self {
        self.background = share;
        self
    }

    /// Limits the bucket of this name to `per_second` requests. The vendor's limit still applies.
    #[must_use]
    pub fn limit(mut self, bucket: impl Into<String>, per_second: f64) -> Self {
        self.limits.push((bucket.into(), per_second));
        self
    }

    /// Limits the concurrent calls in the bucket of this name. Replaces the contract's limit, which
    /// no header corrects, so set it if the vendor granted more.
    #[must_use]
    pub fn max_in_flight(mut self, bucket: impl Into<String>, calls: u32) -> Self {
        self.in_flight.push((bucket.into(), calls));
        self
    }

    /// Makes the random part of waits repeatable.
    #[cfg(test)]
    pub(super) fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    pub(super) fn limit_of(&self, bucket: &str) -> Option<f64> {
        self.limits.iter().rev().find(|(of, _)| of == bucket).map(|(_, rate)| *rate)
    }

    pub(super) fn max_in_flight_of(&self, bucket: &str) -> Option<u32> {
        self.in_flight.iter().rev().find(|(of, _)| of == bucket).map(|(_, calls)| *calls)
    }

    /// Returns the random generator of waits. It is not seeded from the global generator, which two
    /// replicas may have seeded alike.
    pub(super) fn random(&self) -> fastrand::Rng {
        let mut seed = [0; 8];
        match self.seed {
            Some(seed) => fastrand::Rng::with_seed(seed),
            None if getrandom::fill(&mut seed).is_ok() => {
                fastrand::Rng::with_seed(u64::from_le_bytes(seed))
            }
            None => fastrand::Rng::new(),
        }
    }

    /// Returns whether calls are paced.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Rejects invalid settings, with the name of the field.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let invalid = |field: String, why: String| Err(Error::invalid(&field, why));
        for (field, share) in [("share", self.share), ("background_share", self.background)] {
            if !(share > 0.0 && share <= 1.0) {
                return invalid(
                    format!("pacing.{field}"),
                    format!("must be above 0 and at most 1, not {share}"),
                );
            }
        }
        for (bucket, rate) in &self.limits {
            check_bucket_name(bucket, "limit")?;
            if !(*rate >= MIN_RATE && *rate <= MAX_RATE) {
                let why =
                    format!("must be between one an hour and {MAX_RATE} a second, not {rate}");
                return invalid(format!("pacing.limit({bucket})"), why);
            }
        }
        for (bucket, calls) in &self.in_flight {
            check_bucket_name(bucket, "max_in_flight")?;
            if *calls == 0 {
                let why = "must be at least 1; no call could be sent".to_owned();
                return invalid(format!("pacing.max_in_flight({bucket})"), why);
            }
        }
        Ok(())
    }
}

fn check_bucket_name(bucket: &str, setting: &str) -> Result<(), Error> {
    if nova_client::Bucket::find(bucket).is_some() {
        return Ok(());
    }
    let names: Vec<&str> = nova_client::BUCKETS.iter().map(|bucket| bucket.name).collect();
    let why =
        format!("{bucket:?} is no bucket of the contract, whose buckets are {}", names.join(", "));
    Err(Error::invalid(&format!("pacing.{setting}"), why))
}
