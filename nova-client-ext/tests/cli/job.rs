//! `nova job …`.

use std::time::Duration;

use nova_client_ext::mock::{ApplicationScript, MockNova};
use serde_json::{Value, json};

use crate::harness::{JOB, Outcome, TENANT, mock, nova_at, run};

fn job(mock: &MockNova, arguments: &[&str]) -> Outcome {
    run(nova_at(&mock.base_url(), &[&["job"], arguments].concat()))
}

/// Submits an application, and returns the id of its scoring job.
fn submit(mock: &MockNova, script: ApplicationScript, id: &str) -> String {
    mock.script_application(TENANT, JOB, script);
    let arguments = [
        "score",
        JOB,
        id,
        "--resume-url",
        "https://cv.example/a",
        "--job-description",
        "x",
        "--json",
    ];
    run(nova_at(&mock.base_url(), &arguments)).object()["scoringJob"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_is_the_outcome() {
    let mock = mock().await;
    for (application, script, code, outcome, words) in [
        ("app-1", ApplicationScript::scored("app-1", 7), 0, "scored", "scored 7"),
        ("app-2", ApplicationScript::stuck("app-2"), 3, "pending", "pending"),
        (
            "app-3",
            ApplicationScript::failed("app-3", "TASK_STUCK", "Lost"),
            5,
            "failed",
            "failed, TASK_STUCK: Lost",
        ),
    ] {
        let id = submit(&mock, script, application);
        for arguments in [
            &["status", JOB, application, &id][..],
            &["status", JOB, application],
            &["latest", JOB, application],
        ] {
            let human = job(&mock, arguments);
            assert_eq!((human.code, human.stderr.as_str()), (code, ""));
            assert!(human.stdout.contains(words), "{human:?}");
            let machine = job(&mock, &[arguments, &["--json"]].concat());
            assert_eq!((machine.code, &machine.object()["outcome"]), (code, &json!(outcome)));
            assert_eq!(machine.object()["scoringJob"]["id"], id.as_str());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_ends_with_the_job_or_the_timeout() {
    let mock = mock().await;
    let soon = ApplicationScript::scored("app-1", 9).scoring_time(Duration::from_millis(500));
    let id = submit(&mock, soon, "app-1");
    let waited = job(&mock, &["wait", JOB, "app-1", &id, "--json"]);
    assert_eq!((waited.code, &waited.object()["scoringJob"]["score"]), (0, &json!(9)));
    submit(&mock, ApplicationScript::stuck("app-2"), "app-2");
    let waited = job(&mock, &["wait", JOB, "app-2", "--timeout", "1.5", "--json"]);
    assert_eq!((waited.code, waited.stderr.as_str()), (3, ""));
    assert_eq!(
        (&waited.object()["outcome"], &waited.object()["remedy"]),
        (&json!("pending"), &Value::Null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_resources_are_reported() {
    let mock = mock().await;
    for (arguments, code) in [
        (&["latest", JOB, "app-9"][..], "APPLICATION_NOT_FOUND"),
        (&["wait", JOB, "app-9"], "APPLICATION_NOT_FOUND"),
        (&["status", JOB, "app-9", "sj-9"], "SCORING_JOB_NOT_FOUND"),
        (&["wait", JOB, "app-9", "sj-9"], "SCORING_JOB_NOT_FOUND"),
    ] {
        let outcome = job(&mock, arguments);
        assert_eq!(outcome.code, 1);
        let line = outcome.error_line();
        assert!(line.contains(code) && line.contains("check the ids and the tenant"), "{line}");
    }
    let requests = mock.requests().len();
    for (arguments, why) in [
        (&["status", "..", "app-1"][..], "JOB: the job id is"),
        (&["latest", JOB, ""], "APPLICATION: the application id is empty"),
        (&["wait", JOB, "app-1", "a\\b"], "SCORING_JOB: the scoring job id contains a backslash"),
    ] {
        let outcome = job(&mock, arguments);
        assert_eq!(outcome.code, 2);
        assert!(outcome.error_line().starts_with(why), "{outcome:?}");
    }
    assert_eq!(mock.requests().len(), requests);
}
