//! Inconsistencies in a batch status.

use serde::{Deserialize, Serialize};

use nova_client::UnreadableValues;

use crate::words::open_words;

/// A contradiction or an invalid value in a batch status.
///
/// It never fails the analysis: `detail` says how the report resolved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Inconsistency {
    /// The kind, for programs.
    pub kind: InconsistencyKind,
    /// The contradiction and how it was resolved, for people. May contain ids of applications,
    /// quoted and escaped.
    pub detail: String,
}

/// Collects inconsistencies in the order in which they are found.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<Inconsistency>);

impl Notes {
    pub(super) fn add(&mut self, kind: InconsistencyKind, detail: impl Into<String>) {
        self.0.push(Inconsistency { kind, detail: detail.into() });
    }

    /// Adds the values that could not be read, each after the text `of`, which names their owner.
    pub(super) fn add_unreadable(&mut self, of: &str, values: &UnreadableValues) {
        for value in values {
            let kind = match value.element {
                Some(_) => InconsistencyKind::UnreadableElement,
                None => InconsistencyKind::UnreadableValue,
            };
            self.add(kind, format!("{of}{value}"));
        }
    }

    pub(super) fn then(mut self, later: Self) -> Vec<Inconsistency> {
        self.0.extend(later.0);
        self.0
    }
}

open_words! {
    /// The kinds of [`Inconsistency`]. Later versions may have more.
    pub enum InconsistencyKind {
        /// The batch is not pending, yet it does not list all of its accepted applications.
        UnlistedJobs = "unlisted_jobs",
        /// The list contains more applications than `totalJobs`.
        ListLongerThanTotal = "list_longer_than_total",
        /// A counter is lower than the number in the list.
        CountersBelowList = "counters_below_list",
        /// The counters count more jobs than the list leaves room for.
        CountersAboveList = "counters_above_list",
        /// More jobs are counted as ended than were accepted.
        CountersAboveTotal = "counters_above_total",
        /// A counter is negative. It was read as zero.
        NegativeCounter = "negative_counter",
        /// The batch's status contradicts its jobs and counters.
        StatusContradictsEvidence = "status_contradicts_evidence",
        /// The batch has a status that the contract does not define.
        UnknownBatchStatus = "unknown_batch_status",
        /// A job has a status that the contract does not define. It was read as pending.
        UnknownJobStatus = "unknown_job_status",
        /// An application has several scoring jobs in the list. One of them counts.
        DuplicateApplication = "duplicate_application",
        /// A scoring job is listed more than once, for one application or for several.
        DuplicateScoringJob = "duplicate_scoring_job",
        /// An application was rejected more than once. The first rejection counts.
        DuplicateRejection = "duplicate_rejection",
        /// An application was rejected and also has a scoring job. The job counts.
        RejectedWithJob = "rejected_with_job",
        /// A listed job belongs to another job than the batch does. It counts.
        ForeignJob = "foreign_job",
        /// A job has fields of both a failure and a success. Its status counts.
        FailedAndScored = "failed_and_scored",
        /// A pending batch or job has fields of a finished one.
        UnfinishedWithResult = "unfinished_with_result",
        /// A job failed without an error code.
        FailedWithoutCode = "failed_without_code",
        /// A job was completed without a score.
        CompletedWithoutScore = "completed_without_score",
        /// A job was completed without an assessment.
        CompletedWithoutAssessment = "completed_without_assessment",
        /// A score is outside the documented range. It is reported as received.
        ScoreOutOfRange = "score_out_of_range",
        /// An element of a list could not be read and was dropped. The rest of the body was read.
    UnreadableElement = "unreadable_element",
    /// A value could not be read and was treated as absent: an invalid timestamp, a value that is
    /// no list.
    UnreadableValue = "unreadable_value",
    /// The timestamp of an event that must have happened is missing.
        TimestampMissing = "timestamp_missing",
        /// Timestamps contradict the order of events. No duration is computed from them.
        TimestampsOutOfOrder = "timestamps_out_of_order",
    }
    /// A kind of a later version.
    unknown = Other;
    description = "The kind of an inconsistency.";
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn kinds_round_trip_as_strings() {
        for kind in InconsistencyKind::KNOWN {
            assert_eq!(InconsistencyKind::from(kind.as_str()), *kind);
        }
    }

    #[test]
    fn a_kind_of_a_later_version_round_trips() {
        let kind: InconsistencyKind = serde_json::from_str("\"later_kind\"").unwrap();
        assert_eq!(kind, InconsistencyKind::Other("later_kind".into()));
        assert_eq!(serde_json::to_string(&kind).unwrap(), "\"later_kind\"");
    }
}
