//! The versions of every job's criteria.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use nova_client::types::{
    CriteriaVersion, CriteriaVersionStatus, Criterion, CriterionImportance, NewCriterion,
};

use crate::mock::world::MockResult;

/// The default version of a job's criteria, also used in placed batches.
pub(crate) const FIRST_VERSION: &str = "cv_mock_1";
/// The default criteria.
const FIRST_CRITERIA: [(&str, CriterionImportance); 2] = [
    ("Has done comparable work for three years", CriterionImportance::MustHave),
    ("Has worked in the company's trade", CriterionImportance::Preferred),
];

/// The criteria of all jobs of all tenants.
#[derive(Default)]
pub(crate) struct CriteriaBook {
    jobs: HashMap<(String, String), History>,
    /// A counter for generated ids.
    made: u64,
}

/// The versions of one job's criteria, oldest first.
pub(crate) struct History {
    versions: Vec<Version>,
}

/// A version of the criteria.
pub(crate) struct Version {
    pub(crate) id: String,
    pub(crate) revision: String,
    pub(crate) criteria: Vec<Criterion>,
    number: i64,
    created: DateTime<Utc>,
    archived: Option<DateTime<Utc>>,
}

impl CriteriaBook {
    /// Returns the history of a job, initially with the default criteria, so that it can be scored.
    pub(crate) fn of(&mut self, tenant: &str, job: &str, now: DateTime<Utc>) -> &mut History {
        self.jobs.entry((tenant.to_owned(), job.to_owned())).or_insert_with(|| History::first(now))
    }

    /// Creates criteria with these texts and new ids.
    pub(crate) fn criteria(
        &mut self,
        wanted: Vec<NewCriterion>,
        now: DateTime<Utc>,
    ) -> MockResult<Vec<Criterion>> {
        let numbered =
            wanted.into_iter().enumerate().map(|(order, NewCriterion { text, importance })| {
                self.made += 1;
                let criterion = Criterion::builder()
                    .id(format!("crit_mock_{}", self.made))
                    .text(text)
                    .importance(importance)
                    .order(i64::try_from(order)?)
                    .created_at(now);
                Ok(criterion.try_into()?)
            });
        numbered.collect()
    }

    /// Adds these criteria as the job's next version.
    pub(crate) fn commit(
        &mut self,
        tenant: &str,
        job: &str,
        criteria: Vec<Criterion>,
        now: DateTime<Utc>,
    ) -> &[Criterion] {
        self.made += 1;
        let name = self.made;
        let history = self.of(tenant, job, now);
        history.archive(now);
        history.push(&format!("cv_mock_{name}_v"), &format!("crit_{name:06x}"), criteria, now)
    }

    /// Deletes the history of the job, which then has no criteria.
    pub(crate) fn clear(&mut self, tenant: &str, job: &str) {
        self.jobs.insert((tenant.to_owned(), job.to_owned()), History { versions: Vec::new() });
    }

    /// Deletes the data of a tenant.
    pub(crate) fn forget_tenant(&mut self, tenant: &str) {
        self.jobs.retain(|(owner, _), _| owner != tenant);
    }

    /// Returns the active criteria of a job, and their revision.
    pub(crate) fn active(
        &mut self,
        tenant: &str,
        job: &str,
        now: DateTime<Utc>,
    ) -> Option<(Vec<Criterion>, String)> {
        let version = self.of(tenant, job, now).active()?;
        Some((version.criteria.clone(), version.revision.clone()))
    }

    /// Sets a job's criteria.
    pub(crate) fn place(
        &mut self,
        tenant: &str,
        job: &str,
        wanted: Vec<NewCriterion>,
        now: DateTime<Utc>,
    ) -> MockResult<()> {
        let criteria = self.criteria(wanted, now)?;
        self.commit(tenant, job, criteria, now);
        Ok(())
    }
}

impl History {
    fn first(now: DateTime<Utc>) -> Self {
        let criteria = FIRST_CRITERIA.iter().zip(1..).filter_map(|((text, importance), number)| {
            let criterion =
                Criterion::builder().id(format!("crit_mock_first_{number}")).text(*text);
            criterion
                .importance(importance.clone())
                .order(number - 1)
                .created_at(now)
                .try_into()
                .ok()
        });
        let mut history = Self { versions: Vec::new() };
        let criteria = criteria.collect();
        history.push(FIRST_VERSION, "crit_000001", criteria, now);
        history
    }

    fn push(
        &mut self,
        name: &str,
        revision: &str,
        mut criteria: Vec<Criterion>,
        now: DateTime<Utc>,
    ) -> &[Criterion] {
        for (criterion, order) in criteria.iter_mut().zip(0..) {
            criterion.order = order;
        }
        let number =
            self.versions.iter().map(|version| version.number).max().unwrap_or_default() + 1;
        let id = if name == FIRST_VERSION { name.to_owned() } else { format!("{name}{number}") };
        let revision = revision.to_owned();
        self.versions.push(Version {
            id,
            revision,
            criteria,
            number,
            created: now,
            archived: None,
        });
        self.versions.last().map_or(&[], |version| &version.criteria)
    }

    pub(crate) fn active(&self) -> Option<&Version> {
        self.versions.last().filter(|version| version.archived.is_none())
    }

    /// Archives the active criteria. Returns whether there were any.
    pub(crate) fn archive(&mut self, now: DateTime<Utc>) -> bool {
        match self.versions.last_mut() {
            Some(version) if version.archived.is_none() => {
                version.archived = Some(now);
                true
            }
            _ => false,
        }
    }

    pub(crate) fn version(&self, id: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.id == id)
    }

    pub(crate) fn versions(&self) -> &[Version] {
        &self.versions
    }
}

impl Version {
    /// Returns the version without its criteria.
    pub(crate) fn head(&self) -> MockResult<CriteriaVersion> {
        let status = if self.archived.is_none() {
            CriteriaVersionStatus::Active
        } else {
            CriteriaVersionStatus::Archived
        };
        let version = CriteriaVersion::builder()
            .id(self.id.as_str())
            .version(self.number)
            .status(status)
            .created_at(self.created)
            .archived_at(self.archived);
        Ok(version.try_into()?)
    }
}
