//! What a caller may ask of the pacer, and what is refused.

use crate::Error;

/// How a client keeps to the vendor's rate limits. On by default; give it to the builder.
///
/// The limits themselves come from the contract and from the rate headers of what comes back
/// (believed up to four times the contract's). A `Pacing` can only ask for less than that, and say
/// who goes first.
///
/// **Alone** on its key, a client runs at the full limit (0.96 of it) from the first second, and no
/// call meets a 429. It spaces its calls evenly; after a pause a few may go out at once.
///
/// **Replicas** that share a key, in whatever processes, find their shares from the headers alone:
/// together they use nine tenths of the limit, in shares that become equal within a minute or so,
/// and about one request in a hundred meets a 429. A new replica begins with a tenth of the limit.
/// On a bucket of one request a second (`scoring_intake_batch`) headers tell nothing of others:
/// replicas that all have batches to submit meet many 429s there. These cost time, no attempts.
///
/// **Tenants** of one `Nova` are served in turn, one call each, and each tenant's calls in order: a
/// tenant that queues a thousand calls delays another tenant's call by one. Calls that somebody
/// waits for go before [background](crate::Call::background) ones such as polling, which have at
/// most [`background_share`](Self::background_share) of the rate but are never starved. No call
/// depends on another one's future being polled.
///
/// **In a storm** of 429s the bucket is held until its window ends, or as long as `Retry-After`
/// says, two minutes at most; the rate is cut once a window, and a client that is alone is back at
/// full speed within ten seconds of the last. A 429 uses up no attempt of a call: it goes back to
/// the queue until its deadline. A 429 without the vendor's rate headers holds the call it ended for
/// its `Retry-After`, and the bucket for three seconds at most; other responses without them, a
/// proxy's 502 say, change nothing.
///
/// **A fixed share** for a process: [`share`](Self::share) for all buckets,
/// [`limit`](Self::limit) for one. Processes whose shares add up to 1 need not find them.
///
/// **To watch it**: [`Nova::bucket_states`](crate::Nova::bucket_states) has the rate, the queue,
/// what others use and the count of 429s of each bucket; every call's span has `nova.queued_ms` and
/// `nova.rate_limited`.
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

/// More requests per second than this are not a rate anybody means.
const ABSURD_RATE: f64 = 100_000.0;
/// A rate under one request an hour would look like a client that hangs.
const LEAST_RATE: f64 = 1.0 / 3600.0;

impl Pacing {
    /// Pacing by the contract's limits, all of them for this client.
    pub fn new() -> Self {
        Self::default()
    }

    /// No pacing: every call goes out at once, and a 429 concerns only the call it answers.
    pub fn off() -> Self {
        Self { on: false, ..Self::default() }
    }

    /// The fraction of every bucket's limit this client may use, above 0 and at most 1 (the
    /// default).
    ///
    /// Clients that share a key find their shares by themselves; set this to keep room for
    /// something that does not pace itself.
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// The fraction of the client's own rate that background calls (polling) may take, above 0 and
    /// at most 1; 0.5 by default. The rest stays free, so that a foreground call finds room.
    #[must_use]
    pub fn background_share(mut self, share: f64) -> Self {
        self.background = share;
        self
    }

    /// At most `per_second` requests in the bucket of this name. The vendor's limit holds as well.
    #[must_use]
    pub fn limit(mut self, bucket: impl Into<String>, per_second: f64) -> Self {
        self.limits.push((bucket.into(), per_second));
        self
    }

    /// At most `calls` under way at once in the bucket of this name. Stands in for the contract's
    /// figure, where it has one: no header corrects that, so a caller who was granted more says so
    /// here.
    #[must_use]
    pub fn max_in_flight(mut self, bucket: impl Into<String>, calls: u32) -> Self {
        self.in_flight.push((bucket.into(), calls));
        self
    }

    /// Makes the little randomness in waits repeatable.
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

    /// The randomness of waits. Not seeded from the global generator, which two replicas may have
    /// seeded alike.
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

    /// Whether calls are paced at all.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Refuses what makes no sense, naming the field.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let refuse = |field: String, why: String| Err(Error::invalid(&field, why));
        for (field, share) in [("share", self.share), ("background_share", self.background)] {
            if !(share > 0.0 && share <= 1.0) {
                return refuse(
                    format!("pacing.{field}"),
                    format!("must be above 0 and at most 1, not {share}"),
                );
            }
        }
        for (bucket, rate) in &self.limits {
            known(bucket, "limit")?;
            if !(*rate >= LEAST_RATE && *rate <= ABSURD_RATE) {
                let why =
                    format!("must be between one an hour and {ABSURD_RATE} a second, not {rate}");
                return refuse(format!("pacing.limit({bucket})"), why);
            }
        }
        for (bucket, calls) in &self.in_flight {
            known(bucket, "max_in_flight")?;
            if *calls == 0 {
                let why = "must be at least 1, or no call could ever go out".to_owned();
                return refuse(format!("pacing.max_in_flight({bucket})"), why);
            }
        }
        Ok(())
    }
}

fn known(bucket: &str, setting: &str) -> Result<(), Error> {
    if nova_client::Bucket::find(bucket).is_some() {
        return Ok(());
    }
    let names: Vec<&str> = nova_client::BUCKETS.iter().map(|bucket| bucket.name).collect();
    let why = format!("{bucket:?} is no bucket of the contract; there are {}", names.join(", "));
    Err(Error::invalid(&format!("pacing.{setting}"), why))
}
