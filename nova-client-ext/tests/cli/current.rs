//! Later results of a batch, blocked applications, and an existing batch.

use nova_client_ext::mock::{ApplicationScript, BatchScript, MockNova};
use serde_json::{Value, json};

use crate::harness::{JOB, Outcome, TENANT, mock, nova, nova_at, run, run_with_input};
use crate::submit::{ids, line, with_file};

fn status(mock: &MockNova, batch: &str, more: &[&str]) -> Outcome {
    run(nova_at(&mock.base_url(), &[&["batch", "status", JOB, batch], more].concat()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_shows_in_the_current_status() {
    let mock = mock().await;
    let file = [
        line("app-1", "mock:7"),
        line("app-2", "mock:TIMEOUT"),
        line("app-3", "mock:RESUME_CORRUPTED"),
    ];
    let submitted = with_file(&mock, &["batch", "submit", JOB, "-", "--json"], &file.join("\n"));
    let batch = submitted.object()["batchId"].as_str().unwrap().to_owned();
    let fixed = [file[1].as_str(), &line("app-3", "mock:9")].join("\n");
    let retried = with_file(&mock, &["batch", "retry", JOB, &batch, "-", "--wait"], &fixed);
    assert_eq!(retried.code, 0, "{retried:?}");

    assert_eq!(status(&mock, &batch, &[]).code, 4, "the batch itself stays as it was");
    let current = status(&mock, &batch, &["--current", "--json"]);
    assert_eq!(current.code, 0, "{current:?}");
    let report = current.object();
    assert_eq!(report["inconsistencies"], json!([]));
    assert_eq!(
        (&report["counts"]["total"], &report["counts"]["scored"], &report["counts"]["rejected"]),
        (&json!(3), &json!(3), &json!(0))
    );
    assert!(report["retryPlan"]["rescore"].as_array().unwrap().is_empty());

    // Applications without later results stay unchanged.
    let other =
        mock.place_batch(TENANT, JOB, BatchScript::new().failed("app-9", "TIMEOUT", "Slow"));
    assert_eq!(status(&mock, &other, &["--current"]).code, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn blocked_applications_can_be_sent_on_request() {
    let mock = mock().await;
    let script = BatchScript::new()
        .application(
            ApplicationScript::failed("app-1", "CRITERIA_NOT_FOUND", "No criteria")
                .then(ApplicationScript::scored("app-1", 6)),
        )
        .failed("app-2", "TIMEOUT", "Slow")
        .scored("app-3", 7);
    let batch = mock.place_batch(TENANT, JOB, script);
    let file = [line("app-1", "mock:6"), line("app-2", "mock:7")].join("\n");
    let retry = |more: &[&str]| {
        with_file(&mock, &[&["batch", "retry", JOB, &batch, "-", "--json"], more].concat(), &file)
    };
    let without = retry(&[]).object();
    assert_eq!(
        (ids(&without["applications"]), ids(&without["blocked"])),
        (vec!["app-2"], vec!["app-1"])
    );
    let only = retry(&["--only", "app-1"]);
    assert_eq!(only.code, 0, "{only:?}");
    assert_eq!(ids(&only.object()["applications"]), ["app-1"]);
    let all = retry(&["--include-blocked", "--wait"]);
    assert_eq!(all.code, 0, "{all:?}");
    assert_eq!(ids(&all.object()["applications"]), ["app-2", "app-1"]);
    let wrong = retry(&["--only", "app-3"]);
    assert_eq!(wrong.code, 2, "it was scored: {wrong:?}");
    assert!(wrong.error_object()["error"].as_str().unwrap().contains("app-3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_existing_batch_is_reported() {
    let mock = mock().await;
    let submit = |file: &str, more: &[&str]| {
        with_file(&mock, &[&["batch", "submit", JOB, "-"], more].concat(), file)
    };
    let new = submit(&line("app-1", "mock:TIMEOUT"), &["--json"]).object();
    assert_eq!(new["existed"], false);
    let again = submit(&line("app-1", "mock:9"), &[]);
    assert!(again.stdout.contains("This batch already existed"), "{again:?}");
    assert!(again.stdout.contains("nova batch retry job-1 sb_"), "{again:?}");
    assert_eq!(submit(&line("app-1", "mock:9"), &["--json"]).object()["existed"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn assessments_are_printed_on_request() {
    let mock = mock().await;
    let script = ApplicationScript::scored("app-1", 8).assessment("a fine assessment");
    let batch = mock.place_batch(TENANT, JOB, BatchScript::new().application(script));
    let human = status(&mock, &batch, &["--assessments"]);
    assert!(
        human.stdout.contains("Assessment of app-1, scored 8:\n  a fine assessment"),
        "{human:?}"
    );
    let machine = status(&mock, &batch, &["--assessments", "--json"]).object();
    assert_eq!(machine["assessments"][0]["assessment"]["verdict"], "a fine assessment");
    assert!(status(&mock, &batch, &["--json"]).object().get("assessments").is_none());
    assert!(!status(&mock, &batch, &[]).stdout.contains("fine"));
}

#[tokio::test(flavor = "multi_thread")]
async fn report_reads_the_json_output() {
    let mock = mock().await;
    let batches = [
        mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7)),
        mock.place_batch(TENANT, JOB, BatchScript::new().failed("app-2", "TIMEOUT", "Slow")),
    ];
    let human = status(&mock, &batches[1], &[]);
    let report = |input: &str| run_with_input(nova(&["batch", "report", "-"]), input.as_bytes());
    for more in [&["--json"][..], &["--json", "--assessments"]] {
        let read = report(&status(&mock, &batches[1], more).stdout);
        assert_eq!((read.code, &read.stdout), (5, &human.stdout), "{read:?}");
    }
    let watched = run(nova_at(
        &mock.base_url(),
        &["batch", "watch", JOB, &batches[0], &batches[1], "--json"],
    ));
    let read = report(&watched.stdout);
    assert_eq!(read.code, 5, "the worst: {read:?}");
    assert!(batches.iter().all(|batch| read.stdout.contains(batch)), "{read:?}");

    let submitted =
        with_file(&mock, &["batch", "submit", JOB, "-", "--json"], &line("app-3", "mock:7"));
    let explained = report(&submitted.stdout);
    assert_eq!(explained.code, 1);
    assert!(explained.error_line().contains("`nova batch submit`"), "{explained:?}");
    assert!(explained.error_line().contains("nova batch status job-1 sb_"), "{explained:?}");
    let waited = with_file(
        &mock,
        &["batch", "submit", JOB, "-", "--json", "--wait"],
        &line("app-3", "mock:7"),
    );
    assert_eq!(report(&waited.stdout).code, 0, "{waited:?}");
    let lines: Vec<Value> =
        waited.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (&lines[0]["batchId"], &lines[1]["outcome"]),
        (&lines[1]["batchId"], &json!("completed"))
    );
}
