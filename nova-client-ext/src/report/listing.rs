//! Reads the list of scoring jobs: selects one job per application and notes inconsistencies.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use nova_client::types::{ScoringBatch, ScoringJob, ScoringJobStatus};

use super::inconsistency::{InconsistencyKind as Kind, Notes};
use super::outcome::ScoringJobOutcome;
use super::timing::{disorder, end_of, is_unreadable};

/// An application of the list.
struct Slot<'a> {
    /// The job that counts.
    job: &'a ScoringJob,
    times: usize,
    several_jobs: bool,
}

/// Returns one job for each listed application, in the order in which the applications first
/// appear.
pub(super) fn read<'a>(
    batch: &ScoringBatch,
    jobs: &'a [ScoringJob],
    unstarted: &HashSet<String>,
    notes: &mut Notes,
) -> Vec<&'a ScoringJob> {
    let mut slots: Vec<Slot<'a>> = Vec::with_capacity(jobs.len());
    let mut by_application: HashMap<&str, usize> = HashMap::with_capacity(jobs.len());
    let mut by_job: HashMap<&str, &str> = HashMap::with_capacity(jobs.len());
    for job in jobs {
        let application = job.application_id.as_str();
        match by_application.entry(application) {
            Entry::Vacant(free) => {
                free.insert(slots.len());
                slots.push(Slot { job, times: 1, several_jobs: false });
            }
            Entry::Occupied(taken) => {
                if let Some(slot) = slots.get_mut(*taken.get()) {
                    slot.times += 1;
                    slot.several_jobs |= slot.job.id != job.id;
                    if replaces(job, slot.job) {
                        slot.job = job;
                    }
                }
            }
        }
        let first = *by_job.entry(job.id.as_str()).or_insert(application);
        if first != application {
            notes.add(
                Kind::DuplicateScoringJob,
                format!(
                    "scoring job {:?} is listed for the applications {first:?} and {application:?}; each was counted",
                    job.id
                ),
            );
        }
    }
    for slot in &slots {
        note_repetition(slot, notes);
        note_foreign(slot.job, batch, notes);
        note_inconsistencies(slot.job, unstarted.contains(&slot.job.id), notes);
    }
    slots.into_iter().map(|slot| slot.job).collect()
}

/// Returns whether a job counts instead of an earlier entry of its application: the one queued last
/// counts, as in the vendor's "latest score"; then an ended one over a pending one; then the one
/// that ended last; then the later one in the list. Of the same job, or if a time is missing, the
/// time of queueing does not matter.
fn replaces(job: &ScoringJob, other: &ScoringJob) -> bool {
    let ended =
        |job: &ScoringJob| (ScoringJobOutcome::of(job) != ScoringJobOutcome::Pending, end_of(job));
    let (queued, before) = (job.queued_at, other.queued_at);
    let is_comparable = job.id != other.id && queued.is_some() && before.is_some();
    if is_comparable && queued != before { queued > before } else { ended(job) >= ended(other) }
}

fn note_repetition(slot: &Slot<'_>, notes: &mut Notes) {
    let Slot { job, times, several_jobs } = slot;
    let application = &job.application_id;
    if *several_jobs {
        notes.add(
            Kind::DuplicateApplication,
            format!(
                "application {application:?} has several scoring jobs among its {times} entries; {:?}, queued last, \
                 was counted",
                job.id
            ),
        );
    } else if *times > 1 {
        notes.add(
            Kind::DuplicateScoringJob,
            format!(
                "scoring job {:?} of application {application:?} is listed {times} times; it was counted once",
                job.id
            ),
        );
    }
}

fn note_foreign(job: &ScoringJob, batch: &ScoringBatch, notes: &mut Notes) {
    let ScoringJob { id, application_id, job_id, .. } = job;
    if *job_id != batch.job_id {
        let batch = &batch.job_id;
        notes.add(
            Kind::ForeignJob,
            format!(
                "scoring job {id:?} of application {application_id:?} belongs to job {job_id:?}, the batch to job \
                 {batch:?}; it was counted"
            ),
        );
    }
}

/// Notes where the fields of one job contradict each other or the contract.
pub(super) fn note_inconsistencies(job: &ScoringJob, start_is_unknown: bool, notes: &mut Notes) {
    let ScoringJob { id, application_id, .. } = job;
    let subject = format!("scoring job {id:?} of application {application_id:?}");
    let unreadable = format!("{subject} has a value that cannot be read: ");
    notes.add_unreadable(&unreadable, &job.unreadable);
    if let Some(assessment) = &job.assessment {
        notes.add_unreadable(&unreadable, &assessment.unreadable);
    }
    let mut note = |kind, what: String| notes.add(kind, format!("{subject} {what}"));
    let is_missing = |at: Option<_>, field| at.is_none() && !is_unreadable(&job.unreadable, field);
    if is_missing(job.queued_at, "queuedAt") {
        note(Kind::TimestampMissing, "has no queuedAt".to_owned());
    }
    match &job.status {
        ScoringJobStatus::Completed => {
            let fields = failure_fields(job);
            if !fields.is_empty() {
                note(
                    Kind::FailedAndScored,
                    format!("is completed and has {}; it was read as scored", fields.join(", ")),
                );
            }
            match job.score {
                None => {
                    note(Kind::CompletedWithoutScore, "is completed without a score".to_owned());
                }
                Some(score) if !ScoringJob::SCORE_RANGE.contains(&score) => {
                    let range = ScoringJob::SCORE_RANGE;
                    note(
                        Kind::ScoreOutOfRange,
                        format!(
                            "has the score {score}, outside {} to {}",
                            range.start(),
                            range.end()
                        ),
                    );
                }
                Some(_) => {}
            }
            if job.assessment.is_none() {
                note(
                    Kind::CompletedWithoutAssessment,
                    "is completed without an assessment".to_owned(),
                );
            }
            for (missing, at) in [("startedAt", job.started_at), ("completedAt", job.completed_at)]
            {
                if is_missing(at, missing) && !(start_is_unknown && missing == "startedAt") {
                    note(Kind::TimestampMissing, format!("is completed without {missing}"));
                }
            }
        }
        ScoringJobStatus::Failed => {
            let fields = success_fields(job);
            if !fields.is_empty() {
                note(
                    Kind::FailedAndScored,
                    format!("is failed and has {}; it was read as failed", fields.join(", ")),
                );
            }
            if job.error_code.is_none() {
                note(Kind::FailedWithoutCode, "failed without an error code".to_owned());
            }
            // `startedAt` may be absent: a job can fail before it starts.
            if is_missing(job.failed_at, "failedAt") {
                note(Kind::TimestampMissing, "is failed without failedAt".to_owned());
            }
        }
        ScoringJobStatus::Pending => {
            let mut fields = success_fields(job);
            fields.extend(failure_fields(job));
            if !fields.is_empty() {
                note(
                    Kind::UnfinishedWithResult,
                    format!("is pending and has {}; it was read as pending", fields.join(", ")),
                );
            }
        }
        // Which fields belong to an unknown status is not known.
        unknown => {
            note(
                Kind::UnknownJobStatus,
                format!("has the unknown status {:?}; it was read as pending", unknown.as_str()),
            );
        }
    }
    if let Some((earlier, later)) = disorder(job) {
        note(
            Kind::TimestampsOutOfOrder,
            format!(
                "{later} before it was {earlier}, by its timestamps; it was excluded from the timing"
            ),
        );
    }
}

fn success_fields(job: &ScoringJob) -> Vec<&'static str> {
    present([
        ("a score", job.score.is_some()),
        ("an assessment", job.assessment.is_some()),
        ("completedAt", job.completed_at.is_some()),
    ])
}

fn failure_fields(job: &ScoringJob) -> Vec<&'static str> {
    present([
        ("an error code", job.error_code.is_some()),
        (
            "an error message",
            job.error_message.as_deref().is_some_and(|message| !message.is_empty()),
        ),
        ("failedAt", job.failed_at.is_some()),
    ])
}

fn present(fields: [(&'static str, bool); 3]) -> Vec<&'static str> {
    fields.into_iter().filter(|(_, is_present)| *is_present).map(|(name, _)| name).collect()
}
