//! What must hold for any body whatsoever. Shared by the fuzz target and by the test that runs its
//! corpus.

use std::collections::HashSet;

use nova_client_ext::types::ScoringBatchStatus;
use nova_client_ext::{BatchReport, error::DecodeFailure};

/// Panics where a property does not hold.
pub fn hold_for(body: &[u8]) {
    let status: ScoringBatchStatus = match DecodeFailure::of(body) {
        Ok(status) => status,
        Err(failure) => {
            // A failure must be tellable, on one line.
            assert!(!failure.to_string().contains('\n'));
            return;
        }
    };

    let again = serde_json::to_vec(&status).expect("what was read can be written");
    let reread: ScoringBatchStatus =
        serde_json::from_slice(&again).expect("what was written can be read");
    let rewritten = serde_json::to_vec(&reread).expect("what was read can be written");
    assert_eq!(rewritten, again, "writing and reading changes nothing");

    let report = BatchReport::new(&status);
    let counts = report.counts();
    let accounted =
        [counts.scored, counts.failed, counts.pending, counts.unlisted].map(|count| count as u128);
    assert!(
        accounted.iter().sum::<u128>() == counts.total as u128
            || !report.inconsistencies().is_empty(),
        "an application is lost without a word"
    );
    let mut seen = HashSet::new();
    for application in report.applications() {
        assert!(seen.insert(application.id().to_owned()), "an application stands in two places");
    }
    let sent = status.scoring_jobs.iter().map(|job| &job.application_id);
    for id in
        sent.chain(status.rejected_applications.iter().map(|rejected| &rejected.application_id))
    {
        assert!(seen.contains(id.as_str()), "an application stands nowhere");
    }

    let json = serde_json::to_vec(&report).expect("a report can be written");
    let reread: BatchReport = serde_json::from_slice(&json).expect("a report can be read back");
    assert_eq!(reread, report);

    let table = report.to_string();
    assert!(
        table.chars().all(|c| c == '\n' || !c.is_control()),
        "a control character reaches the terminal"
    );
}
