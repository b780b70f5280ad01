//! Applications with known results, and a mock for them.

use std::collections::BTreeMap;
use std::time::Duration;

use nova_client_ext::mock::MockNova;
use nova_client_ext::run::{ApplicationRecord, Results, Run, SourceError, Spec, State, Store};
use nova_client_ext::submit::Resume;
use nova_client_ext::{ApiKey, Job, Nova, Pacing};

pub use crate::directory::Directory;

pub const TENANT: &str = "acme-corp";
pub const JOB: &str = "job-1";
pub const DESCRIPTION: &str = "We look for a backend engineer who knows databases.";

/// The batches per second that the mock allows.
pub const PACE: f64 = 50.0;

/// Returns a job of a client with higher rate limits than the vendor's, which the mock also has.
pub fn job(base_url: &str, key: &str) -> Job {
    paced_job(base_url, key, PACE)
}

pub fn paced_job(base_url: &str, key: &str, batches: f64) -> Job {
    let pacing = Pacing::new()
        .limit("scoring_intake_batch", batches)
        .limit("scoring_intake_single", 100.0)
        .limit("read_and_ops", 200.0);
    let nova =
        Nova::builder(ApiKey::new(key).unwrap()).base_url(base_url).pacing(pacing).build().unwrap();
    nova.tenant(TENANT).unwrap().job(JOB).unwrap()
}

pub fn job_of(mock: &MockNova) -> Job {
    job(&mock.base_url(), &mock.api_key())
}

pub async fn mock() -> MockNova {
    let mock = MockNova::builder()
        .limit("scoring_intake_batch", 50)
        .limit("scoring_intake_single", 100)
        .limit("read_and_ops", 200)
        .start()
        .await
        .unwrap();
    mock.set_scoring_times(Duration::from_millis(50), Duration::from_millis(250));
    mock
}

pub fn id(number: usize) -> String {
    format!("app-{number:05}")
}

pub fn ids(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(id)
}

pub fn number(id: &str) -> usize {
    id.strip_prefix("app-").unwrap().parse().unwrap()
}

/// Returns the final state of the application with this number.
pub fn end(number: usize) -> State {
    match number % 20 {
        5 => State::Rejected,
        7 => State::Invalid,
        11 => State::Failed,
        _ => State::Scored,
    }
}

/// Returns a résumé with the marker for this state; number 3 of 20 fails at first.
pub fn resume(number: usize) -> Result<Resume, SourceError> {
    let marker = match number % 20 {
        3 => "mock:TIMEOUT",
        5 => "mock:RESUME_CORRUPTED",
        7 => return Err(SourceError::never("the candidate has withdrawn")),
        11 => "mock:CRITERIA_NOT_FOUND",
        _ => "",
    };
    let text = format!("I have built databases for fifteen years, in Rust and in Go. {marker}");
    Ok(Resume::text(text).unwrap())
}

/// Adds this number of applications and starts the run.
pub async fn start<S: Store + Clone>(job: &Job, store: &S, count: usize) -> (Run, Results) {
    let run = job.run(store, "spring", Spec::new(DESCRIPTION)).await.unwrap();
    run.add(ids(count)).await.unwrap();
    let results = run.start(|application| async move { resume(number(application.id())) });
    (run, results)
}

/// Collects all results, and checks that there are no duplicates.
pub async fn collect(results: &mut Results) -> BTreeMap<String, ApplicationRecord> {
    let mut all = BTreeMap::new();
    while let Some(result) = results.next().await {
        let result = result.unwrap();
        let before = all.insert(result.application_id.clone(), result);
        assert!(before.is_none(), "a result came twice: {before:?}");
    }
    all
}

/// Checks that each application has the expected state, that the counts are consistent, and that
/// nothing was scored again after it had been scored.
pub async fn check_end(run: &Run, mock: &MockNova, count: usize) {
    let status = run.status().await.unwrap();
    let counts = status.counts;
    assert_eq!(counts.total, count as u64, "{status}");
    assert_eq!(counts.unfinished(), 0, "{status}");
    assert_eq!((status.batches.planned, status.batches.open), (0, 0), "{status}");
    let mut applications = run.applications();
    let mut seen = 0;
    while let Some(record) = applications.next().await {
        let record = record.unwrap();
        let number = number(&record.application_id);
        assert_eq!(record.state, end(number), "{record:?}");
        let jobs = mock.scoring_jobs(TENANT, JOB, &record.application_id).unwrap();
        let ids: std::collections::BTreeSet<_> = jobs.iter().map(|job| &job.id).collect();
        let expected = match number % 20 {
            3 => 2,
            5 | 7 => 0,
            _ => 1,
        };
        assert_eq!(ids.len(), expected, "scoring jobs of {record:?}: {ids:?}");
        seen += 1;
    }
    assert_eq!(seen, count);
    let batches = mock.sent_batches();
    let mut in_batches: BTreeMap<&str, usize> = BTreeMap::new();
    for id in batches.iter().flatten() {
        *in_batches.entry(id).or_default() += 1;
    }
    // Rejected applications have no scoring job, so a process that looks them up finds nothing and
    // sends them again.
    let twice: Vec<_> = in_batches
        .iter()
        .filter(|(id, batches)| **batches > 1 && end(number(id)) != State::Rejected)
        .collect();
    assert!(twice.is_empty(), "these were sent in different batches: {twice:?}");
}

/// Queries about the requests of a mock.
pub trait Sent {
    /// Returns the distinct sets of applications that were sent as batches.
    fn sent_batches(&self) -> std::collections::BTreeSet<std::collections::BTreeSet<String>>;
}

impl Sent for MockNova {
    fn sent_batches(&self) -> std::collections::BTreeSet<std::collections::BTreeSet<String>> {
        let requests = self.requests();
        let submits = requests.iter().filter(|one| one.operation == Some("submitScoringBatch"));
        submits
            .filter_map(|one| {
                let body: serde_json::Value = serde_json::from_slice(&one.body).ok()?;
                let ids = body["applications"].as_array()?.iter();
                Some(ids.map(|one| one["applicationId"].as_str().unwrap().to_owned()).collect())
            })
            .collect()
    }
}
