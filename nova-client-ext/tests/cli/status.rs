//! `nova batch status` when the call succeeds: the report, and the exit code of each outcome.

use nova_client_ext::mock::{BatchScript, MockNova};
use nova_client_ext::{BatchReport, types::ScoringBatchStatus};
use serde_json::{Value, json};

use crate::harness::{JOB, TENANT, mock, nova_at, run};

fn body(mock: &MockNova, batch: &str) -> Value {
    mock.batch_body(TENANT, JOB, batch).unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_is_the_outcome() {
    let mock = mock().await;
    let failed = |script: BatchScript| script.failed("app-f", "TIMEOUT", "Too slow");
    let new = BatchScript::new;
    for (script, status, code, outcome) in [
        (new().scored("app-1", 7), None, 0, "completed"),
        (new().stuck("app-1"), None, 3, "pending"),
        (failed(new().scored("app-1", 7)), None, 4, "partial_failure"),
        (failed(new()), None, 5, "total_failure"),
        (new().stuck("app-1"), Some("paused"), 6, "unknown"),
    ] {
        let batch = mock.place_batch(TENANT, JOB, script);
        if let Some(status) = status {
            let mut changed = body(&mock, &batch);
            changed["batch"]["status"] = json!(status);
            mock.place_body(TENANT, JOB, &batch, changed);
        }
        let parsed: ScoringBatchStatus = serde_json::from_value(body(&mock, &batch)).unwrap();
        let report = BatchReport::new(&parsed);

        let human = run(nova_at(&mock.base_url(), &["batch", "status", JOB, &batch]));
        assert_eq!((human.code, human.stderr.as_str()), (code, ""));
        assert_eq!(human.stdout, report.to_string());

        let machine = run(nova_at(&mock.base_url(), &["batch", "status", JOB, &batch, "--json"]));
        assert_eq!((machine.code, machine.stderr.as_str()), (code, ""));
        assert_eq!(machine.object(), serde_json::to_value(&report).unwrap());
        assert_eq!(machine.object()["outcome"], outcome);
        assert_eq!(machine.stdout.lines().count(), 1);
    }
    assert_eq!(mock.hits("getScoringBatchStatus"), 10, "one request each");
}

#[tokio::test(flavor = "multi_thread")]
async fn verbose_shows_the_call_on_stderr_only() {
    let mock = mock().await;
    let batch = mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    let quiet = run(nova_at(&mock.base_url(), &["batch", "status", JOB, &batch]));
    let verbose = run(nova_at(&mock.base_url(), &["-v", "batch", "status", JOB, &batch]));
    assert_eq!(verbose.stdout, quiet.stdout);
    assert!(
        verbose.stderr.contains("getScoringBatchStatus")
            && verbose.stderr.contains("status_code=200")
    );
    assert!(
        !verbose.stderr.contains('\u{1b}'),
        "no colour where there is no terminal: {}",
        verbose.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_prefix_of_the_base_url_is_kept() {
    let mock = mock().await;
    let outcome =
        run(nova_at(&format!("{}/proxy/", mock.base_url()), &["batch", "status", JOB, "sb_1"]));
    assert_eq!(outcome.code, 1);
    assert_eq!(mock.requests()[0].path, format!("/proxy/v1/jobs/{JOB}/scoring-batches/sb_1"));
}
