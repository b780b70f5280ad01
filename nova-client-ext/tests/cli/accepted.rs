//! Results are printed on stdout before later failures, and the exit code does not depend on a
//! reader.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command};
use std::time::Duration;

use nova_client_ext::mock::{BatchScript, Cut, End, Fault, MockNova, MockResponse, StatusCode};
use serde_json::{Value, json};

use crate::harness::{JOB, Outcome, TENANT, end, mock, nova_at, run};
use crate::submit::{ABOUT, folder, ids, line, with_file};

fn kill(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn objects(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn hits(mock: &MockNova, operation: &str, count: u64) {
    while mock.hits(operation) < count {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn forbidden_fault() -> Fault {
    Fault::respond(MockResponse::error(StatusCode::FORBIDDEN, "FORBIDDEN", false))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_accepted_batch_is_printed_before_a_poll_can_fail() {
    let mock = mock().await;
    mock.inject(forbidden_fault().operation("getScoringBatchStatus").always());
    let submit = ["batch", "submit", JOB, "-", "--wait"];
    let machine =
        with_file(&mock, &[&submit[..], &["--json"]].concat(), &line("app-1", "mock:STUCK"));
    assert_eq!(machine.code, 1, "{machine:?}");
    let accepted = &objects(&machine.stdout)[0];
    assert!(accepted["batchId"].as_str().unwrap().starts_with("sb_"), "{accepted}");
    assert_eq!(ids(&accepted["accepted"]), ["app-1"]);
    let error: Value = serde_json::from_str(&machine.stderr).unwrap();
    assert_eq!((&error["jobId"], &error["batchId"]), (&json!(JOB), &accepted["batchId"]));
    let human = with_file(&mock, &submit, &line("app-2", "mock:STUCK"));
    assert!(human.stdout.contains("1 accepted, 0 rejected"), "{human:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_submit_says_that_it_may_have_been_sent() {
    let mock = mock().await;
    mock.inject(Fault::cut(Cut::Nothing, End::Stall).always());
    let folder = folder("cut-short", &[("apps.jsonl", &line("app-1", "mock:7"))]);
    let file = format!("{folder}/apps.jsonl");
    let url = ["--resume-url", "https://cv.example/mock:7.pdf"];
    for (arguments, operation) in [
        (&["batch", "submit", JOB, &file, ABOUT[0], ABOUT[1]][..], "submitScoringBatch"),
        (&["score", JOB, "app-1", url[0], url[1], ABOUT[0], ABOUT[1]], "submitScoringJob"),
        (&["delete", "tenant", "globex", "--yes"], "deleteTenantData"),
    ] {
        let seen = mock.requests().len();
        let child = nova_at(&mock.base_url(), &[arguments, &["--json"]].concat()).spawn().unwrap();
        while mock.requests().len() == seen {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        kill(&child, "-INT");
        let outcome = end(child);
        assert_eq!(outcome.code, 130, "{operation}: {outcome:?}");
        let error = outcome.error_object();
        assert_eq!(
            (&error["kind"], &error["mayHaveBeenSent"], &error["attempts"]),
            (&json!("interrupted"), &json!(true), &json!(1)),
            "{error}"
        );
        assert!(error["next"].as_str().unwrap().contains("safe"), "{error}");
        let late = [arguments, &["--json", "--timeout", "1"]].concat();
        let late = run(nova_at(&mock.base_url(), &late));
        assert_eq!(late.code, 1, "{late:?}");
        let error = late.error_object();
        assert_eq!(
            (&error["kind"], &error["operation"], &error["mayHaveBeenSent"]),
            (&json!("timeout"), &json!(operation), &json!(true)),
            "{error}"
        );
        assert!(error["next"].as_str().unwrap().contains("safe"), "{error}");
        let late = run(nova_at(&mock.base_url(), &[arguments, &["--timeout", "1"]].concat()));
        let line = late.error_line();
        assert!(line.contains("no complete response") && line.contains("may have been"), "{line}");
        assert!(line.contains("safe"), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_retry_reports_sent_applications() {
    let mock = mock().await;
    let ids_of = |range: std::ops::RangeInclusive<usize>| range.map(|n| format!("app-{n}"));
    let script =
        ids_of(1..=8).fold(BatchScript::new(), |script, id| script.failed(&id, "TIMEOUT", "Slow"));
    let batch = mock.place_batch(TENANT, JOB, script);
    // The file lacks the first, which is declined immediately; the calls of four others stall.
    let lines: Vec<String> = ids_of(2..=8).map(|id| line(&id, "mock:7")).collect();
    let folder = folder("retry-cut-short", &[("apps.jsonl", &lines.join("\n"))]);
    let file = format!("{folder}/apps.jsonl");
    let arguments = ["batch", "retry", JOB, &batch, &file, ABOUT[0], ABOUT[1], "--json"];
    for more in [&[][..], &["--timeout", "6"]] {
        mock.clear_faults();
        let seen = mock.hits("submitScoringJob");
        mock.inject(Fault::cut(Cut::Nothing, End::Stall).operation("submitScoringJob").always());
        let child = nova_at(&mock.base_url(), &[&arguments[..], more].concat()).spawn().unwrap();
        if more.is_empty() {
            hits(&mock, "submitScoringJob", seen + 4).await;
            tokio::time::sleep(Duration::from_millis(500)).await;
            kill(&child, "-INT");
        }
        let outcome = end(child);
        assert_eq!(outcome.code, if more.is_empty() { 130 } else { 1 }, "{outcome:?}");
        let result: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let outcomes: Vec<&str> = result["applications"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["outcome"].as_str().unwrap())
            .collect();
        let expected = [&["declined"][..], &["interrupted"; 4], &["not_sent"; 3]].concat();
        assert_eq!(outcomes, expected);
        let error: Value = serde_json::from_str(&outcome.stderr).unwrap();
        assert!(error["next"].as_str().unwrap().contains("repeat"), "{error}");
    }
    let human = run(nova_at(&mock.base_url(), &[&arguments[..7], &["--timeout", "3"]].concat()));
    for part in [
        "\n0 sent again, 4 may have been sent, 4 not; 0 blocked\n",
        "interrupted: it may have been sent",
        "not sent: the command ended first",
    ] {
        assert!(human.stdout.contains(part), "{part}: {human:?}");
    }
}

fn soon(script: BatchScript) -> BatchScript {
    script.queue_time(Duration::from_millis(200)).scoring_time(Duration::from_millis(300))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_prints_each_report_as_soon_as_it_is_there() {
    let mock = mock().await;
    let done = mock.place_batch(TENANT, JOB, soon(BatchScript::new().scored("app-1", 7)));
    let stuck = mock.place_batch(TENANT, JOB, soon(BatchScript::new().stuck("app-2")));
    for signal in ["-KILL", "-HUP", "-TERM"] {
        let watch = ["batch", "watch", JOB, &stuck, &done, "--json"];
        let mut child = nova_at(&mock.base_url(), &watch).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        stdout.read_line(&mut first).unwrap();
        let first: Value = serde_json::from_str(&first).unwrap();
        assert_eq!(first["batchId"], done.as_str(), "while the other is not finished");
        assert!(child.try_wait().unwrap().is_none());
        kill(&child, signal);
        let mut second = String::new();
        stdout.read_line(&mut second).unwrap();
        let status = child.wait().unwrap();
        if signal == "-KILL" {
            assert_eq!(second, "");
        } else {
            assert_eq!(status.code(), Some(130), "{signal}");
            let second: Value = serde_json::from_str(&second).unwrap();
            assert_eq!(second["outcome"], "pending", "what is known of the rest");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_names_its_batch() {
    let mock = mock().await;
    let folder = folder("names-batch", &[("apps.jsonl", &line("app-1", "mock:7"))]);
    let file = format!("{folder}/apps.jsonl");
    for arguments in [
        &["batch", "status", JOB, "sb-nowhere"][..],
        &["batch", "status", JOB, "sb-nowhere", "--current"],
        &["batch", "watch", JOB, "sb-nowhere"],
        &["batch", "retry", JOB, "sb-nowhere", &file, ABOUT[0], ABOUT[1]],
    ] {
        let failed = run(nova_at(&mock.base_url(), &[arguments, &["--json"]].concat()));
        let error = failed.error_object();
        assert_eq!(
            (&error["batchId"], &error["jobId"], &error["code"]),
            (&json!("sb-nowhere"), &json!(JOB), &json!("BATCH_NOT_FOUND")),
            "{arguments:?}"
        );
    }
    let done = mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    let watch = ["batch", "watch", JOB, "sb-nowhere", &done];
    let human = run(nova_at(&mock.base_url(), &watch));
    assert_eq!(human.code, 1);
    assert!(human.stderr.contains("batch sb-nowhere of job job-1: "), "{human:?}");
    assert!(human.stdout.contains(&done), "it holds up no other: {human:?}");
    let machine = run(nova_at(&mock.base_url(), &[&watch[..], &["--json"]].concat()));
    let error: Value = serde_json::from_str(&machine.stderr).unwrap();
    assert_eq!(
        (&error["batchId"], &error["jobId"], &error["code"]),
        (&json!("sb-nowhere"), &json!(JOB), &json!("BATCH_NOT_FOUND"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_does_not_depend_on_a_reader() {
    let mock = mock().await;
    let failed =
        mock.place_batch(TENANT, JOB, soon(BatchScript::new().failed("app-1", "TIMEOUT", "Slow")));
    mock.fail_deletions(true);
    let deletion =
        run(nova_at(&mock.base_url(), &["delete", "tenant", "globex", "--yes", "--json"]));
    let deletion = deletion.object()["deletionRequest"]["id"].as_str().unwrap().to_owned();
    for (arguments, code) in [
        (&["batch", "watch", JOB, &failed][..], 5),
        (&["batch", "watch", JOB, &failed, "sb-nowhere"], 1),
        (&["batch", "status", JOB, &failed], 5),
        (&["delete", "status", &deletion], 1),
        (&["delete", "status", &deletion, "--wait"], 1),
        (&["limits"], 0),
        (&["config", "path"], 0),
    ] {
        for more in [&[][..], &["--json"]] {
            let mut child = nova_at(&mock.base_url(), &[arguments, more].concat()).spawn().unwrap();
            drop(child.stdout.take());
            let outcome: Outcome = end(child);
            assert_eq!(outcome.code, code, "{arguments:?} {more:?}: {outcome:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_under_nohup_outlives_its_terminal() {
    let mock = mock().await;
    let batch = mock.place_batch(TENANT, JOB, soon(BatchScript::new().scored("app-1", 7)));
    let nova = nova_at(&mock.base_url(), &["batch", "watch", JOB, &batch]);
    let mut nohup = Command::new("nohup");
    nohup.arg(nova.get_program()).args(nova.get_args());
    for (name, value) in nova.get_envs() {
        if let Some(value) = value {
            nohup.env(name, value);
        }
    }
    nohup.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let child = nohup.spawn().unwrap();
    hits(&mock, "getScoringBatchStatus", 1).await;
    kill(&child, "-HUP");
    assert_eq!(end(child).code, 0);
}
