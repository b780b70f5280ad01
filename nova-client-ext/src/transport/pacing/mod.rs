//! The pacer: when a call may go out, so that everybody who shares a key fits in its rate limits.
//!
//! A call asks [`Pacer::admit`] for a [`Permit`] of its rate bucket, is sent, and reports what came
//! back with [`Permit::observe`]. Waiting calls are served foreground before background, round robin
//! between tenants, and in order within a tenant. A call that cannot be admitted before its deadline
//! is rejected at once. Nothing runs in the background, and no call depends on another one being
//! polled ([`admission`]).
//!
//! # How clients share a limit without talking to each other
//!
//! Every response says how much of the window everybody has used: `Limit - Remaining`. With the
//! phase `p` of the window in which the request arrived ([`window`]; no wall clock of ours is read)
//! and its own requests of that window, a client estimates what others use per window, `O`: the last
//! response of each window moves it by half of what it was wrong, `O += (used - own - O p) / 2`.
//!
//! With its own rate `r` and the limit `L`, each response, `dt` windows after the one before, moves
//! the rate ([`controller`]):
//!
//! ```text
//! r += dt (0.002 L - 0.3 r ((O + r) / (0.88 L) - 1))
//! ```
//!
//! The second term acts in proportion and brings the total to its target; the first is the same for
//! everybody, and makes shares equal: the only point at which nobody moves has the same `r` for all.
//! So the total settles a little above 0.88 of the limit, the higher the more clients there are:
//! 0.89 with two, 0.92 with eight, 0.94 with sixteen; the rest is for chance, as their requests do
//! not fall evenly into windows. Equality is slow to come, with a time constant of `r / (0.002 L)`
//! windows, a minute for eight: a client sees the total and no one else's share, and a faster law
//! would swing, since that news is one to two windows old. Therefore clients that begin together
//! begin alike: whoever sees others in its first two windows takes a tenth of the limit.
//!
//! Three cases stand apart. A client that sees nobody is *alone*: it begins at the full rate, steers
//! to 0.96 of the limit and follows seven times as fast, since nothing it goes by is old. A 429 at
//! phase `p` says that the rate was `1 / p` times too high: the rate is cut to that part (between a
//! half and nine tenths, once a window), and the bucket is held until the window ends. And if
//! requests early in windows see as much use as late ones, the vendor's windows *slide*: then the
//! use that is seen is the total itself, and its target lower.
//!
//! Requests are spaced evenly, give or take 15 %, so that clients do not fall into step; and
//! whatever the rate, our own requests in any span of a window stay within the limit. Buckets of one
//! or two a window tell little, since `Remaining` is 0 after the first request or two: clients that
//! share one live by their 429s, which cost them waits and no attempts. In-flight caps are another
//! matter: [`concurrency`].

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

/// At most this many buckets that only responses named are kept; more would mean that the header is
/// not what it seems.
const MAX_BUCKETS: usize = 64;
/// Longer names are not followed.
const MAX_NAME_LENGTH: usize = 64;

/// Who goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub(crate) enum Priority {
    /// A call that somebody waits for.
    #[default]
    Foreground,
    /// A call that can wait, such as polling: after foreground ones, and within its share of the
    /// rate.
    Background,
}

/// One call that wants to go out.
#[derive(Clone, Debug)]
pub(crate) struct AdmissionRequest {
    /// The operation's id; what a response says of its bucket holds for its later calls.
    pub(crate) operation: &'static str,
    /// The bucket of the operation, by the contract.
    pub(crate) bucket: &'static Bucket,
    pub(crate) tenant: Option<Arc<str>>,
    pub(crate) priority: Priority,
    /// A call that cannot be admitted by then is rejected, at once if that can be foreseen.
    pub(crate) deadline: Option<Instant>,
    /// The longest it may be queued otherwise.
    pub(crate) max_queued: Option<Duration>,
    /// After this its slot in flight is free again, whatever became of the call.
    pub(crate) attempt_timeout: Duration,
}

/// A call was not admitted in time, and nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AdmissionError {
    /// The bucket it would have been counted in.
    pub(crate) bucket: Arc<str>,
    /// How long it was queued; of one that was not, how long it would be, by estimate.
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

/// The vendor counts an operation in another bucket than the contract says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Moved {
    pub(crate) operation: &'static str,
    pub(crate) from: Arc<str>,
    pub(crate) to: Arc<str>,
}

/// Paces the calls of one key. Clones share one state.
#[derive(Clone)]
pub(crate) struct Pacer {
    shared: Option<Arc<Shared>>,
}

struct Shared {
    pacing: Pacing,
    places: RwLock<Places>,
}

/// Which bucket is where.
struct Places {
    buckets: BTreeMap<Arc<str>, Arc<PacedBucket>>,
    /// Operations that responses put into another bucket than the contract does.
    moved: HashMap<&'static str, Arc<PacedBucket>>,
}

impl fmt::Debug for Pacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pacer").field("buckets", &self.snapshot()).finish()
    }
}

impl Pacer {
    /// A pacer with one bucket for each of the contract's.
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
            let places = RwLock::new(Places { buckets, moved: HashMap::new() });
            Arc::new(Shared { pacing: pacing.clone(), places })
        });
        Self { shared }
    }

    /// Waits until the call may go out. Dropping the future leaves the queue.
    ///
    /// A deadline is checked at once against the rate in sight: what others leave, or the whole of
    /// this client's share while nothing is known of them.
    pub(crate) async fn admit(&self, request: AdmissionRequest) -> Result<Permit, AdmissionError> {
        let Some(shared) = &self.shared else { return Ok(Permit { held: None }) };
        let operation = request.operation;
        let bucket = shared.bucket_of(operation, request.bucket);
        let admitted = bucket.admit(request).await?;
        let shared = Arc::clone(shared);
        Ok(Permit { held: Some(Held { shared, bucket, operation, admitted, sent_at: None }) })
    }

    /// How many calls of the background a second an operation's bucket lets pass now; `None` when
    /// pacing is off.
    pub(crate) fn background_rate(&self, operation: &Operation) -> Option<f64> {
        let shared = self.shared.as_ref()?;
        let rate = shared.bucket_of(operation.id, operation.bucket).state().rate;
        Some(rate * shared.pacing.background)
    }

    /// What is known of each bucket, by name; nothing when pacing is off.
    pub(crate) fn snapshot(&self) -> Vec<BucketState> {
        self.shared.iter().flat_map(|shared| shared.all()).map(|bucket| bucket.state()).collect()
    }
}

impl Shared {
    fn all(&self) -> Vec<Arc<PacedBucket>> {
        self.places
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .buckets
            .values()
            .cloned()
            .collect()
    }

    fn named(&self, name: &str) -> Option<Arc<PacedBucket>> {
        self.places.read().unwrap_or_else(PoisonError::into_inner).buckets.get(name).cloned()
    }

    fn bucket_of(&self, operation: &'static str, by_contract: &'static Bucket) -> Arc<PacedBucket> {
        let places = self.places.read().unwrap_or_else(PoisonError::into_inner);
        let known = places.moved.get(operation).or_else(|| places.buckets.get(by_contract.name));
        if let Some(bucket) = known {
            return Arc::clone(bucket);
        }
        drop(places);
        self.bucket(by_contract.name, by_contract.limit, by_contract.per)
    }

    /// The bucket of this name, made if it is new.
    fn bucket(&self, name: &str, limit: u32, window: Duration) -> Arc<PacedBucket> {
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        let made = || Arc::new(PacedBucket::new(name, limit, window, None, &self.pacing));
        Arc::clone(places.buckets.entry(Arc::from(name)).or_insert_with(made))
    }

    /// Counts the operation in the bucket its response named, from now on.
    fn follow(
        &self,
        operation: &'static str,
        from: &PacedBucket,
        name: &str,
        limit: Option<u32>,
    ) -> Option<Moved> {
        let sane = name.len() <= MAX_NAME_LENGTH
            && name.bytes().all(|byte| byte.is_ascii_graphic())
            && !name.is_empty();
        if !sane {
            return None;
        }
        let known =
            self.places.read().unwrap_or_else(PoisonError::into_inner).buckets.contains_key(name);
        if !known && self.all().len() >= MAX_BUCKETS {
            return None;
        }
        // A bucket nobody knows has the limit its first response names. Without one, the least there
        // is.
        let to = self.bucket(name, limit.unwrap_or(1), Duration::from_secs(1));
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        let before = places.moved.insert(operation, Arc::clone(&to));
        // Calls that were under way when the first response came tell nothing new.
        let news = before.is_none_or(|before| before.name != to.name);
        news.then(|| Moved { operation, from: Arc::clone(&from.name), to: Arc::clone(&to.name) })
    }
}

/// Permission to send one request. It counts as in flight until this is dropped: keep it while the
/// body is read. One that was not used gives its token back.
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
    /// The request goes out now.
    pub(crate) fn send(&mut self) {
        if let Some(held) = &mut self.held {
            held.sent_at = Some(Instant::now());
        }
    }

    /// Learns from the response. Says so, once, when it puts the operation into another bucket.
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
        let moved = shared.follow(operation, bucket, named, limit);
        // The response tells of the bucket it names. A name that was not followed tells of none we
        // know.
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
