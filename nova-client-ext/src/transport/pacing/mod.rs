//! The pacer: when a call may be sent, so that all clients of a key together stay within its rate
//! limits.
//!
//! A call gets a [`Permit`] of its rate bucket from [`Pacer::admit`], is sent, and reports the
//! response with [`Permit::observe`]. Waiting calls are served foreground before background, round
//! robin between tenants, and in order within a tenant. A call that cannot be admitted before its
//! deadline is rejected at once. Nothing runs in the background, and no call depends on another one
//! being polled ([`admission`]).
//!
//! # How clients share a limit without communicating
//!
//! Every response contains the total use of the window: `Limit - Remaining`. With the phase `p` of
//! the window in which the request arrived ([`window`]; the local wall clock is not used) and its
//! own requests of that window, a client estimates the usage by others per window, `O`. The last
//! response of each window corrects it by half of its error, `O += (used - own - O p) / 2`.
//!
//! With its own rate `r` and the limit `L`, each response, `dt` windows after the previous one,
//! changes the rate ([`controller`]):
//!
//! ```text
//! r += dt (0.002 L - 0.3 r ((O + r) / (0.88 L) - 1))
//! ```
//!
//! The second term is proportional and brings the total to its target; the first is the same for
//! all clients and makes their shares equal: in the only equilibrium all have the same `r`. The
//! total settles a little above 0.88 of the limit, and rises with the number of clients: 0.89 with
//! two, 0.92 with eight, 0.94 with sixteen; the rest is headroom, as their requests are not
//! distributed evenly over the windows. The shares converge slowly, with a time constant of `r /
//! (0.002 L)` windows, a minute for eight clients: a client sees only the total, and a faster law
//! would oscillate, since the estimate is one to two windows old. Therefore clients that start
//! together start with equal shares: a client that sees others in its first two windows takes a
//! tenth of the limit.
//!
//! There are three special cases. A client that sees no others is *alone*: it starts at the full
//! rate, has a target of 0.96 of the limit and a gain seven times as high, since it has no delayed
//! estimate. A 429 at phase `p` means that the rate was `1 / p` times too high: the rate is
//! multiplied by `p` (between 0.5 and 0.9, once a window), and the bucket is held until the window
//! ends. And if requests early in windows see as much use as late ones, the vendor's windows are
//! *sliding*: then the observed use is the total itself, and its target is lower.
//!
//! Requests are spaced evenly, with a dither of 15 %, so that clients do not synchronise; and at
//! any rate, the own requests in any span of a window stay within the limit. Buckets of one or two
//! requests a window provide little evidence, since `Remaining` is 0 after the first or second
//! request: clients that share one are limited by their 429s, which cost waits and no attempts. For
//! limits of concurrent calls see [`concurrency`].

mod admission;
mod bucket;
mod clock;
mod concurrency;
mod controller;
mod observation;
mod queue;
mod settings;
mod state;
mod window;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use nova_client::{BUCKETS, Bucket, Operation};
use tokio::time::Instant;

pub use self::settings::Pacing;
pub use self::state::BucketState;

pub(crate) use self::observation::Observation;

use self::admission::Admitted;
use self::bucket::PacedBucket;

/// The maximum number of buckets, including those known only from responses; more would mean that
/// the header is not a bucket name.
const MAX_BUCKETS: usize = 64;
/// Longer bucket names are ignored.
const MAX_NAME_LENGTH: usize = 64;

/// The priority of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub(crate) enum Priority {
    /// A call whose result the caller waits for.
    #[default]
    Foreground,
    /// A call that can wait, such as a poll: after foreground calls, and within its share of the
    /// rate.
    Background,
}

/// A request to admit one call.
#[derive(Clone, Debug)]
pub(crate) struct AdmissionRequest {
    /// The operation's id; the bucket in a response applies to its later calls.
    pub(crate) operation: &'static str,
    /// The bucket of the operation, by the contract.
    pub(crate) bucket: &'static Bucket,
    pub(crate) tenant: Option<Arc<str>>,
    pub(crate) priority: Priority,
    /// The place of the call's first admission, if it is repeated.
    pub(crate) place: Option<QueuePlace>,
    /// A call that cannot be admitted by then is rejected, at once if that is predictable.
    pub(crate) deadline: Option<Instant>,
    /// How long it may be queued otherwise.
    pub(crate) max_queued: Option<Duration>,
    /// After this its concurrency slot is freed, even if the call has not ended.
    pub(crate) attempt_timeout: Duration,
}

/// A call's place in the queue of a bucket. A call that is repeated, after a 429 for example, is
/// queued before those that have joined since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QueuePlace {
    bucket: Arc<str>,
    id: u64,
}

/// The error of a call that was not admitted in time. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AdmissionError {
    /// The bucket it would have been counted in.
    pub(crate) bucket: Arc<str>,
    /// How long it was queued, or the estimated time if it was not queued.
    pub(crate) wait: Duration,
    /// How many calls are queued in the bucket.
    pub(crate) queued: usize,
    pub(crate) was_queued: bool,
}

impl fmt::Display for AdmissionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bucket, wait, queued, was_queued } = self;
        if *was_queued {
            write!(f, "not sent: it was queued for {wait:.1?} in rate bucket {bucket}")?;
        } else {
            write!(
                f,
                "not sent: it would be queued for about {wait:.1?} in rate bucket {bucket}, past \
                 its deadline"
            )?;
        }
        write!(f, " (length of the queue: {queued})")
    }
}

impl std::error::Error for AdmissionError {}

/// Reports that the vendor counts an operation in another bucket than the contract says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Moved {
    pub(crate) operation: &'static str,
    pub(crate) from: Arc<str>,
    pub(crate) to: Arc<str>,
}

/// The pacer of one key. Clones share its state.
#[derive(Clone)]
pub(crate) struct Pacer {
    shared: Option<Arc<Shared>>,
}

struct Shared {
    pacing: Pacing,
    bucket_map: RwLock<BucketMap>,
}

/// The buckets, and the operations that were moved between them.
struct BucketMap {
    buckets: BTreeMap<Arc<str>, Arc<PacedBucket>>,
    /// Operations whose responses have another bucket than the contract.
    moved: HashMap<&'static str, Arc<PacedBucket>>,
}

impl fmt::Debug for Pacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pacer").field("buckets", &self.snapshot()).finish()
    }
}

impl Pacer {
    /// Creates a pacer with one bucket for each of the contract's.
    pub(crate) fn new(pacing: &Pacing) -> Self {
        let shared = pacing.on.then(|| {
            let paced = |bucket: &Bucket| {
                Arc::new(PacedBucket::new(
                    bucket.name,
                    bucket.limit,
                    bucket.per,
                    bucket.max_in_flight,
                    pacing,
                ))
            };
            let buckets =
                BUCKETS.iter().map(|bucket| (Arc::from(bucket.name), paced(bucket))).collect();
            let bucket_map = RwLock::new(BucketMap { buckets, moved: HashMap::new() });
            Arc::new(Shared { pacing: pacing.clone(), bucket_map })
        });
        Self { shared }
    }

    /// Waits until the call may be sent. Dropping the future leaves the queue.
    ///
    /// A deadline is checked at once against the expected rate: what others leave, or this client's
    /// full share while no others are known.
    pub(crate) async fn admit(&self, request: AdmissionRequest) -> Result<Permit, AdmissionError> {
        let Some(shared) = &self.shared else { return Ok(Permit { held: None }) };
        let operation = request.operation;
        let bucket = shared.bucket_of(operation, request.bucket);
        let admitted = bucket.admit(request).await?;
        let shared = Arc::clone(shared);
        Ok(Permit { held: Some(Held { shared, bucket, operation, admitted, sent_at: None }) })
    }

    /// Returns the present rate of background calls of an operation's bucket, in calls per second;
    /// `None` when pacing is off.
    pub(crate) fn background_rate(&self, operation: &Operation) -> Option<f64> {
        let shared = self.shared.as_ref()?;
        let rate = shared.bucket_of(operation.id, operation.bucket).state().rate;
        Some(rate * shared.pacing.background)
    }

    /// Returns the state of each bucket, by name; empty when pacing is off.
    pub(crate) fn snapshot(&self) -> Vec<BucketState> {
        self.shared.iter().flat_map(|shared| shared.all()).map(|bucket| bucket.state()).collect()
    }
}

impl Shared {
    fn all(&self) -> Vec<Arc<PacedBucket>> {
        self.bucket_map
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .buckets
            .values()
            .cloned()
            .collect()
    }

    fn named(&self, name: &str) -> Option<Arc<PacedBucket>> {
        self.bucket_map.read().unwrap_or_else(PoisonError::into_inner).buckets.get(name).cloned()
    }

    fn bucket_of(&self, operation: &'static str, by_contract: &'static Bucket) -> Arc<PacedBucket> {
        let bucket_map = self.bucket_map.read().unwrap_or_else(PoisonError::into_inner);
        let found =
            bucket_map.moved.get(operation).or_else(|| bucket_map.buckets.get(by_contract.name));
        if let Some(bucket) = found {
            return Arc::clone(bucket);
        }
        drop(bucket_map);
        self.bucket(by_contract.name, by_contract.limit, by_contract.per)
    }

    /// Returns the bucket of this name, and creates it if it is new.
    fn bucket(&self, name: &str, limit: u32, window: Duration) -> Arc<PacedBucket> {
        let mut bucket_map = self.bucket_map.write().unwrap_or_else(PoisonError::into_inner);
        let create = || Arc::new(PacedBucket::new(name, limit, window, None, &self.pacing));
        Arc::clone(bucket_map.buckets.entry(Arc::from(name)).or_insert_with(create))
    }

    /// Counts the operation in the bucket of its response from now on.
    fn move_operation(
        &self,
        operation: &'static str,
        from: &PacedBucket,
        name: &str,
        limit: Option<u32>,
    ) -> Option<Moved> {
        let is_valid = name.len() <= MAX_NAME_LENGTH
            && name.bytes().all(|byte| byte.is_ascii_graphic())
            && !name.is_empty();
        if !is_valid {
            return None;
        }
        let exists = self
            .bucket_map
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .buckets
            .contains_key(name);
        if !exists && self.all().len() >= MAX_BUCKETS {
            return None;
        }
        // An unknown bucket has the limit of its first response, or the lowest limit without one.
        let to = self.bucket(name, limit.unwrap_or(1), Duration::from_secs(1));
        let mut bucket_map = self.bucket_map.write().unwrap_or_else(PoisonError::into_inner);
        let before = bucket_map.moved.insert(operation, Arc::clone(&to));
        // Later responses of calls in flight report the same move.
        let is_new = before.is_none_or(|before| before.name != to.name);
        is_new.then(|| Moved { operation, from: Arc::clone(&from.name), to: Arc::clone(&to.name) })
    }
}

/// Permission to send one request. The call counts as in flight until the permit is dropped: keep
/// it while the body is read. A permit that was not used returns its token on drop.
#[must_use = "the call counts as in flight only while its permit lives"]
pub(crate) struct Permit {
    held: Option<Held>,
}

struct Held {
    shared: Arc<Shared>,
    bucket: Arc<PacedBucket>,
    operation: &'static str,
    admitted: Admitted,
    sent_at: Option<Instant>,
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bucket = self.held.as_ref().map(|held| &held.bucket.name);
        f.debug_struct("Permit").field("bucket", &bucket).finish_non_exhaustive()
    }
}

impl Permit {
    /// Returns the place that the call had in the queue; `None` when pacing is off.
    pub(crate) fn place(&self) -> Option<QueuePlace> {
        let held = self.held.as_ref()?;
        Some(QueuePlace { bucket: Arc::clone(&held.bucket.name), id: held.admitted.id })
    }

    /// Records that the request is sent now.
    pub(crate) fn mark_sent(&mut self) {
        if let Some(held) = &mut self.held {
            held.sent_at = Some(Instant::now());
        }
    }

    /// Passes the observation of the response to its bucket. Returns the move of the operation into
    /// another bucket, once.
    pub(crate) fn observe(&self, observation: &Observation) -> Option<Moved> {
        let Held { shared, bucket, operation, sent_at, .. } = self.held.as_ref()?;
        let sent_at = sent_at.unwrap_or_else(Instant::now);
        let named = match observation {
            Observation::Limiter(standing) => standing.bucket.as_deref().zip(Some(standing.limit)),
            Observation::Unsigned(_) => None,
        };
        let Some((named, limit)) = named.filter(|(named, _)| **named != *bucket.name) else {
            bucket.observe(observation, sent_at);
            return None;
        };
        let moved = shared.move_operation(operation, bucket, named, limit);
        // The observation applies to the named bucket, if it exists: an invalid name was ignored.
        if let Some(other) = shared.named(named) {
            other.observe(observation, sent_at);
        }
        moved
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(held) = &self.held {
            held.bucket.release(&held.admitted, held.sent_at.is_none());
        }
    }
}
