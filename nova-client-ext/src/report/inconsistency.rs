//! What does not add up in a batch status.

use serde::{Deserialize, Serialize};

use nova_client::UnreadableValues;

use crate::words::open_words;

/// Something in a batch status that contradicts something else, or that cannot be right.
///
/// It never stops the analysis: the report says how the matter was read, and this says why it had
/// to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Inconsistency {
    /// What kind of thing it is, for programs.
    pub kind: InconsistencyKind,
    /// What disagreed and how it was read, for people. May name applications; identifiers stand in
    /// quotes, escaped.
    pub detail: String,
}

/// Collects inconsistencies in the order in which they are found.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<Inconsistency>);

impl Notes {
    pub(super) fn add(&mut self, kind: InconsistencyKind, detail: impl Into<String>) {
        self.0.push(Inconsistency { kind, detail: detail.into() });
    }

    /// Adds what could not be read, `of` being whose it is.
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
    /// The kinds of [`Inconsistency`]. Later versions will find more.
    pub enum InconsistencyKind {
        /// The batch is not pending, yet it does not list all of its accepted applications.
        UnlistedJobs = "unlisted_jobs",
        /// The list holds more applications than the batch says it accepted.
        ListLongerThanTotal = "list_longer_than_total",
        /// A counter is lower than what the list shows.
        CountersBelowList = "counters_below_list",
        /// The counters say more than the list leaves module for.
        CountersAboveList = "counters_above_list",
        /// More jobs are counted as ended than were accepted.
        CountersAboveTotal = "counters_above_total",
        /// A counter is below zero. It was read as zero.
        NegativeCounter = "negative_counter",
        /// The batch's status word does not fit its jobs and counters.
        StatusContradictsEvidence = "status_contradicts_evidence",
        /// The batch has a status the contract does not know.
        UnknownBatchStatus = "unknown_batch_status",
        /// A job has a status the contract does not know. It was read as pending.
        UnknownJobStatus = "unknown_job_status",
        /// An application has several scoring jobs in the list. One of them counts.
        DuplicateApplication = "duplicate_application",
        /// A scoring job is listed more than once, for one application or for several.
        DuplicateScoringJob = "duplicate_scoring_job",
        /// An application was rejected more than once. The first rejection counts.
        DuplicateRejection = "duplicate_rejection",
        /// An application was rejected and has a scoring job all the same. The job counts.
        RejectedWithJob = "rejected_with_job",
        /// A listed job belongs to another job than the batch does. It counts.
        ForeignJob = "foreign_job",
        /// A job shows signs of both failure and success. Its status word counts.
        FailedAndScored = "failed_and_scored",
        /// Something that is not finished shows signs of an end.
        UnfinishedWithResult = "unfinished_with_result",
        /// A job failed and no code says why.
        FailedWithoutCode = "failed_without_code",
        /// A job was completed and has no score.
        CompletedWithoutScore = "completed_without_score",
        /// A job was completed and has no assessment.
        CompletedWithoutAssessment = "completed_without_assessment",
        /// A score is outside the range that the contract documents. It is reported as it came.
        ScoreOutOfRange = "score_out_of_range",
        /// An element of a list could not be read and was left out. The rest of the body stands.
    UnreadableElement = "unreadable_element",
    /// A value could not be read and was taken as absent: a timestamp that is none, a list that is
    /// none.
    UnreadableValue = "unreadable_value",
    /// A point in time that must have passed has no timestamp.
        TimestampMissing = "timestamp_missing",
        /// Timestamps contradict the order of events. No duration is made from them.
        TimestampsOutOfOrder = "timestamps_out_of_order",
    }
    /// A kind that this version does not know.
    unknown = Other;
    description = "The kind of an inconsistency.";
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_as_their_kinds() {
        for kind in InconsistencyKind::KNOWN {
            assert_eq!(InconsistencyKind::from(kind.as_str()), *kind);
        }
    }

    #[test]
    fn a_later_kind_survives() {
        let kind: InconsistencyKind = serde_json::from_str("\"moon_phase\"").unwrap();
        assert_eq!(kind, InconsistencyKind::Other("moon_phase".into()));
        assert_eq!(serde_json::to_string(&kind).unwrap(), "\"moon_phase\"");
    }
}
