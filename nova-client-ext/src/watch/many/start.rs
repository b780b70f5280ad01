//! Starting to watch many batches and scoring jobs: [`Nova::watch_all`].

use tokio::time::Instant;

use super::super::inbox::Added;
use super::super::options::WaitOptions;
use super::super::target::{WatchTarget, Watchable};
use super::{WatchAll, WatchMany};
use crate::{Batch, Nova, ScoringJob};

impl Nova {
    /// Watches any number of batches, of any tenants, in one stream.
    ///
    /// The events of each batch are those of [`Batch::watch`], and end with
    /// [`BatchEvent::Settled`](crate::watch::BatchEvent::Settled) or an error of that batch, which
    /// does not affect the others. Its timeout begins when it is added. The stream ends when every
    /// batch has ended and no [`handle`](WatchAll::handle) exists that could add more. A batch that
    /// is already watched is not watched twice.
    ///
    /// **Order of polls.** The polls share the background part of the rate limit
    /// ([`Pacing::background_share`](crate::Pacing::background_share)); foreground calls of this
    /// `Nova` have priority. Each permit is used for the batch with the highest expected lag, the time
    /// from its end to the poll that sees it: the one that is most likely to have ended comes first.
    /// Batches of unknown age (without [`WaitOptions::submitted_at`]) come before, but use at most
    /// every other permit.
    /// Failed polls are repeated when nothing else is due.
    ///
    /// **The longest interval.** With N batches and r permits a second, a batch that was not polled
    /// for max(10 s, 4 N/r) comes before all others, the longest unpolled first, and is then polled
    /// within N/r. The interval between two polls is thus at most max(10 s, 4 N/r) + N/r (500 s
    /// with 1000 batches and 10 permits a second), plus the duration of the poll. A pause after a
    /// 429 adds to this; a batch whose polls fail waits up to 30 s more, or for
    /// the `Retry-After`.
    ///
    /// **Memory.** About 2 kB for each batch and 165 bytes for each of its jobs, with ids of usual
    /// length: the last report, without assessments, and a record of the emitted events. Ten thousand
    /// batches of 25 jobs take 62 MB.
    ///
    /// ```no_run
    /// # use nova_client_ext::{Batch, Error, Nova, WaitOptions};
    /// # async fn example(nova: Nova, old: Vec<Batch>, new: Batch) -> Result<(), Error> {
    /// let mut updates = nova.watch_all(old);
    /// updates.handle().add((new, WaitOptions::default().submitted_at(chrono::Utc::now())))?;
    /// while let Some(update) = updates.next().await {
    ///     match update.event {
    ///         Ok(event) => println!("{}: {event:?}", update.batch.id()),
    ///         Err(error) => eprintln!("{}: {error}", update.batch.id()),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn watch_all<I>(&self, batches: I) -> WatchAll
    where
        I: IntoIterator,
        I::Item: Into<(Batch, WaitOptions)>,
    {
        self.watch_many(batches)
    }

    /// Watches any number of scoring jobs, of any tenants, in one stream, for applications that
    /// were scored or [retried](crate::Job::retry) individually. Works as
    /// [`watch_all`](Self::watch_all) does for batches.
    pub fn watch_jobs<I>(&self, jobs: I) -> WatchMany<ScoringJob>
    where
        I: IntoIterator,
        I::Item: Into<(ScoringJob, WaitOptions)>,
    {
        self.watch_many(jobs)
    }

    /// Watches batches and scoring jobs in one stream. Works as [`watch_all`](Self::watch_all) does
    /// for batches.
    pub fn watch_mixed<I>(&self, targets: I) -> WatchMany<WatchTarget>
    where
        I: IntoIterator,
        I::Item: Into<(WatchTarget, WaitOptions)>,
    {
        self.watch_many(targets)
    }

    fn watch_many<T, I>(&self, targets: I) -> WatchMany<T>
    where
        T: Watchable,
        I: IntoIterator,
        I::Item: Into<(T, WaitOptions)>,
    {
        let now = Instant::now();
        let mut many = WatchMany::new(self.clone(), now);
        for target in targets {
            let (target, options) = target.into();
            many.add(Added { target: target.into(), options, at: now });
        }
        many
    }
}

/// Converts a target without options into one with default options.
macro_rules! with_default_options {
    ($($target:ty => $watched:ty),+) => {$(
        impl From<$target> for ($watched, WaitOptions) {
            fn from(target: $target) -> Self {
                (target.into(), WaitOptions::default())
            }
        }
    )+};
}

with_default_options! {
    Batch => Batch,
    ScoringJob => ScoringJob,
    WatchTarget => WatchTarget,
    Batch => WatchTarget,
    ScoringJob => WatchTarget
}
