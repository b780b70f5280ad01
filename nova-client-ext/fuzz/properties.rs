//! Properties that must hold for any body. Shared by the fuzz target and the test that runs its
//! corpus.

use std::collections::HashSet;

use nova_client_ext::types::ScoringBatchStatus;
use nova_client_ext::{BatchReport, error::DecodeFailure};

/// Asserts the properties for a body.
pub fn assert_for(body: &[u8]) {
    let status: ScoringBatchStatus = match DecodeFailure::of(body) {
        Ok(status) => status,
        Err(failure) => {
            // The error must have a single-line message.
            assert!(!failure.to_string().contains('\n'));
            return;
        }
    };

    let again = serde_json::to_vec(&status).expect("a decoded status can be encoded");
    let reread: ScoringBatchStatus =
        serde_json::from_slice(&again).expect("an encoded status can be decoded");
    let rewritten = serde_json::to_vec(&reread).expect("a decoded status can be encoded");
    assert_eq!(rewritten, again, "encoding and decoding changes nothing");

    let report = BatchReport::new(&status);
    let counts = report.counts();
    let counted =
        [counts.scored, counts.failed, counts.pending, counts.unlisted].map(|count| count as u128);
    assert!(
        counted.iter().sum::<u128>() == counts.total as u128
            || !report.inconsistencies().is_empty(),
        "an application is missing without an inconsistency"
    );
    let mut seen = HashSet::new();
    for application in report.applications() {
        assert!(seen.insert(application.id().to_owned()), "an application is listed twice");
    }
    let sent = status.scoring_jobs.iter().map(|job| &job.application_id);
    for id in
        sent.chain(status.rejected_applications.iter().map(|rejected| &rejected.application_id))
    {
        assert!(seen.contains(id.as_str()), "an application is not listed");
    }

    let json = serde_json::to_vec(&report).expect("a report can be encoded");
    let reread: BatchReport = serde_json::from_slice(&json).expect("a report can be decoded");
    assert_eq!(reread, report);

    let table = report.to_string();
    assert!(
        table.chars().all(|c| c == '\n' || !c.is_control()),
        "a control character reaches the terminal"
    );
}
