//! Question sets, which expire.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use nova_client::types::QuestionSet;

/// The default lifetime of a question set.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The question sets of all jobs of all tenants.
pub(crate) struct QuestionSets {
    /// By tenant and job, oldest first.
    pub(crate) jobs: HashMap<(String, String), Vec<QuestionSet>>,
    pub(crate) lifetime: Duration,
    /// A counter for generated ids.
    pub(crate) made: u64,
}

impl Default for QuestionSets {
    fn default() -> Self {
        Self { jobs: HashMap::new(), lifetime: LIFETIME, made: 0 }
    }
}

impl QuestionSets {
    pub(crate) fn set_lifetime(&mut self, lifetime: Duration) {
        self.lifetime = lifetime;
    }

    /// Expires every set.
    pub(crate) fn expire_all(&mut self, now: DateTime<Utc>) {
        for set in self.jobs.values_mut().flatten() {
            set.expires_at = set.expires_at.min(Some(now));
        }
    }

    pub(crate) fn forget_tenant(&mut self, tenant: &str) {
        self.jobs.retain(|(owner, _), _| owner != tenant);
    }

    /// Returns the sets of a job that can be answered now, oldest first.
    pub(crate) fn open(
        &self,
        tenant: &str,
        job: &str,
        now: DateTime<Utc>,
    ) -> impl DoubleEndedIterator<Item = &QuestionSet> {
        let sets =
            self.jobs.get(&(tenant.to_owned(), job.to_owned())).map_or(&[][..], Vec::as_slice);
        sets.iter().filter(move |set| set.expires_at > Some(now))
    }
}
