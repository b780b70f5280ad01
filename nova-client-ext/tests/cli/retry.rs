//! `nova batch retry`.

use std::time::Duration;

use nova_client_ext::mock::{BatchScript, Fault, MockNova, MockResponse, StatusCode};
use serde_json::{Value, json};

use crate::harness::{JOB, Outcome, TENANT, mock, nova_at, run};
use crate::submit::{ABOUT, folder, ids, line, with_file};

fn submit(mock: &MockNova, file: &str) -> String {
    let submitted = with_file(mock, &["batch", "submit", JOB, "-", "--json"], file);
    submitted.object()["batchId"].as_str().unwrap().to_owned()
}

fn retry(mock: &MockNova, batch: &str, more: &[&str], file: &str) -> Outcome {
    with_file(mock, &[&["batch", "retry", JOB, batch, "-"], more].concat(), file)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partial_failure_becomes_a_whole_success() {
    let mock = mock().await;
    let file = [
        line("app-1", "mock:7"),
        line("app-2", "mock:TIMEOUT"),
        line("app-3", "mock:RESUME_CORRUPTED"),
    ];
    let batch = submit(&mock, &file.join("\n"));
    mock.set_scoring_times(Duration::ZERO, Duration::from_millis(300));
    let mended = [&file[0], &file[1], &line("app-3", "mock:9")].map(String::as_str).join("\n");
    let sent = retry(&mock, &batch, &[], &mended);
    assert_eq!((sent.code, sent.stderr.as_str()), (0, ""));
    for part in [
        &format!("Batch {batch} of job {JOB}: partial failure\n2 sent again, 0 not; 0 blocked")[..],
        "submitted as scoring job",
    ] {
        assert!(sent.stdout.contains(part), "{part}: {sent:?}");
    }
    let ended = retry(&mock, &batch, &["--wait", "--json"], &mended);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let object = ended.object();
    assert_eq!(
        (&object["jobId"], &object["batchId"], &object["blocked"]),
        (&json!(JOB), &json!(batch), &json!([]))
    );
    assert_eq!(ids(&object["applications"]), ["app-2", "app-3"]);
    let [two, three] = object["applications"].as_array().unwrap().as_slice() else {
        panic!("{object}")
    };
    assert_eq!(
        (&two["way"], &two["outcome"], &two["job"]["outcome"]),
        (&json!("rescore"), &json!("submitted"), &json!("scored"))
    );
    assert_eq!(
        (&three["way"], &three["job"]["score"], &three["error"]),
        (&json!("submit"), &json!(9), &Value::Null)
    );
    assert_eq!(three["scoringJobId"], three["job"]["scoringJobId"]);
    assert_eq!(mock.hits("submitScoringBatch"), 1, "the batch itself is not sent again");
    assert_eq!(
        mock.scoring_jobs(TENANT, JOB, "app-2").unwrap().len(),
        2,
        "a repeat makes nothing new"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn unsendable_applications_are_reported_with_a_remedy() {
    let mock = mock().await;
    let file = [
        line("app-1", "mock:TIMEOUT"),
        line("app-2", "mock:TASK_STUCK"),
        line("app-3", "mock:RESUME_CORRUPTED"),
        line("app-4", "mock:COSMIC_RAY"),
        line("app-5", "mock:RESUME_EMPTY"),
    ];
    let batch = submit(&mock, &file.join("\n"));
    // app-1 is missing, app-3 is unchanged and invalid, app-5 has a missing file.
    let again = [
        &file[1],
        &file[2],
        &file[3],
        &json!({"applicationId": "app-5", "resumeFile": "no-such-file"}).to_string(),
    ]
    .map(String::as_str)
    .join("\n");
    let sent = retry(&mock, &batch, &["--json"], &again);
    assert_eq!((sent.code, sent.stderr.as_str()), (4, ""));
    let object = sent.object();
    let told: Vec<(&Value, &Value)> = object["applications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["applicationId"], &one["outcome"]))
        .collect();
    let expected = [
        ("app-1", "declined"),
        ("app-2", "submitted"),
        ("app-3", "refused"),
        ("app-5", "declined"),
    ];
    assert_eq!(
        told,
        expected
            .each_ref()
            .map(|(id, outcome)| (json!(id), json!(outcome)))
            .each_ref()
            .map(|(a, b)| (a, b))
    );
    assert_eq!(object["applications"][0]["error"], "standard input has no line for it");
    assert!(object["applications"][2]["error"].as_str().unwrap().contains("422 RESUME_CORRUPTED"));
    assert_eq!(object["applications"][2]["remedy"], "replace_resume");
    assert!(
        object["applications"][3]["error"]
            .as_str()
            .unwrap()
            .starts_with("standard input, line 4: no-such-file: cannot")
    );
    let blocked = &object["blocked"][0];
    assert_eq!(
        (&blocked["applicationId"], &blocked["remedy"], &blocked["code"]),
        (&json!("app-4"), &json!("investigate"), &json!("COSMIC_RAY"))
    );
    let table = retry(&mock, &batch, &["--wait"], &again);
    assert_eq!(table.code, 4, "one of five is scored: {table:?}");
    for part in [
        "1 sent again, 3 not; 1 blocked",
        "no line for it",
        "scored ",
        "new résumé file",
        "blocked  ",
        "ask the vendor",
    ] {
        assert!(table.stdout.contains(part), "{part}: {table:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_depends_on_the_sent_applications() {
    let mock = mock().await;
    let file = line("app-1", "mock:TIMEOUT");
    let batch = submit(&mock, &file);
    assert_eq!(retry(&mock, &batch, &[], &line("app-9", "new")).code, 5, "the file lacks it");
    assert_eq!(retry(&mock, &batch, &[], &line("app-1", "mock:TIMEOUT")).code, 0);

    let good = submit(&mock, &line("app-2", "mock:7"));
    let none = retry(&mock, &good, &["--wait"], &file);
    assert_eq!(none.code, 0);
    assert_eq!(
        none.stdout,
        format!("Batch {good} of job {JOB}: completed\nNothing to send again\n")
    );
    let stuck = submit(&mock, &line("app-3", "mock:STUCK"));
    assert_eq!(retry(&mock, &stuck, &[], &file).code, 3, "the batch is not finished");

    // Only blocked applications, which need manual action.
    let blocked = submit(&mock, &line("app-4", "mock:COSMIC_RAY"));
    assert_eq!(retry(&mock, &blocked, &[], &file).code, 5);

    // A new résumé that never ends, and one that fails again.
    let batch = mock.place_batch(
        TENANT,
        JOB,
        BatchScript::new().failed("app-5", "RESUME_PARSE_FAILED", "No text"),
    );
    let expired = retry(&mock, &batch, &["--wait", "--timeout", "2"], &line("app-5", "mock:STUCK"));
    assert!(
        expired.code == 3 && expired.stdout.contains("submitted as scoring job"),
        "{expired:?}"
    );
    let batch = mock.place_batch(
        TENANT,
        JOB,
        BatchScript::new().failed("app-6", "RESUME_PARSE_FAILED", "No text"),
    );
    let failed = retry(&mock, &batch, &["--wait"], &line("app-6", "mock:COSMIC_RAY"));
    assert!(failed.code == 5 && failed.stdout.contains("failed: COSMIC_RAY"), "{failed:?}");
    // Nova makes one rescore for each version of the criteria, and this one has failed.
    let failed = retry(&mock, &batch, &[], &line("app-6", "mock:7"));
    assert!(failed.code == 5 && failed.stdout.contains("unchanged: scoring job"), "{failed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_fail_are_errors() {
    let mock = mock().await;
    let file = [line("app-1", "mock:TIMEOUT"), line("app-2", "mock:TIMEOUT")].join("\n");
    let batch = submit(&mock, &file);
    let down = || {
        Fault::respond(MockResponse::error(StatusCode::FORBIDDEN, "FORBIDDEN", false))
            .operation("submitScoringJob")
    };
    mock.inject(down().always());
    let all = retry(&mock, &batch, &["--json"], &file);
    assert_eq!(all.code, 1, "{all:?}");
    assert_eq!(all.object()["applications"][1]["remedy"], "fix_credentials");
    mock.clear_faults();
    mock.inject(down());
    assert_eq!(retry(&mock, &batch, &[], &file).code, 4);

    let nowhere = retry(&mock, "sb-nowhere", &[], &file);
    assert!(nowhere.code == 1 && nowhere.error_line().contains("BATCH_NOT_FOUND"), "{nowhere:?}");
    let requests = mock.requests().len();
    let bad = retry(&mock, &batch, &[], "{}\n{}\n");
    assert_eq!(bad.code, 1);
    assert!(
        bad.error_line().contains("line 1: ") && bad.error_line().contains("line 2: "),
        "{bad:?}"
    );
    assert_eq!(retry(&mock, "..", &[], &file).code, 2);
    assert_eq!(mock.requests().len(), requests);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_resumes_of_retried_applications_are_read() {
    let mock = mock().await;
    let text = "An engineer of many years. ".repeat(3);
    let batch = mock.place_batch(
        TENANT,
        JOB,
        BatchScript::new().scored("app-1", 7).failed("app-2", "TIMEOUT", "Slow"),
    );
    let many: Vec<String> = (1..=40)
        .map(|n| {
            json!({"applicationId": format!("app-{n}"), "resumeFile": if n == 2 { "cv.md" } else { "gone.md" }})
                .to_string()
        })
        .collect();
    let folder = folder("retry", &[("cv.md", &text), ("apps.jsonl", &many.join("\n"))]);
    let file = format!("{folder}/apps.jsonl");
    let sent = run(nova_at(
        &mock.base_url(),
        &[&["batch", "retry", JOB, &batch, &file], &ABOUT[..]].concat(),
    ));
    assert_eq!(sent.code, 0, "more than a batch takes, and files that are gone: {sent:?}");
    let body: Value = serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap();
    assert_eq!(
        (&body["resume"]["content"], &body["rescore"]["enabled"]),
        (&json!(text), &json!(true))
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn interrupted_waits_print_partial_results() {
    use crate::harness::end;

    let mock = mock().await;
    let batch =
        mock.place_batch(TENANT, JOB, BatchScript::new().failed("app-1", "TIMEOUT", "Slow"));
    let folder = folder("interrupted", &[("apps.jsonl", &line("app-1", "mock:STUCK"))]);
    let file = format!("{folder}/apps.jsonl");
    let url = ["--resume-url", "https://cv.example/mock:STUCK"];
    for (arguments, known) in [
        (&["batch", "retry", JOB, &batch, &file][..], "submitted as scoring job"),
        (&["score", JOB, "app-2", url[0], url[1]], "scoring job sj_mock_"),
    ] {
        let seen = mock.hits("getScoringJobStatus");
        let child =
            nova_at(&mock.base_url(), &[arguments, &["--wait"], &ABOUT].concat()).spawn().unwrap();
        while mock.hits("getScoringJobStatus") == seen {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let killed = std::process::Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        let outcome = end(child);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (130, "interrupted\n"));
        assert!(outcome.stdout.contains(known), "{outcome:?}");
    }
}
