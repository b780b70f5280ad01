//! `nova demo`, `nova mock`, `nova schema`: what needs neither key nor network.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Child;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{end, nova, nova_at, run};

#[test]
fn the_demo_shows_the_story_and_ends_by_itself() {
    let started = Instant::now();
    // Not even a nonsensical environment disturbs it.
    let mut command = nova_at("nonsense", &["demo"]);
    command.env("NOVA_API_KEY", "nonsense");
    let outcome = run(command);
    assert!(started.elapsed() < Duration::from_secs(20), "took {:?}", started.elapsed());
    assert_eq!(outcome.code, 0, "{outcome:?}");
    for part in [
        "127.0.0.1",
        "partial failure",
        "12 accepted: 8 scored, 4 failed, 0 pending; 3 rejected",
        "TIMEOUT",
        "RESUME_CORRUPTED",
        "app-003, app-008: failed in passing",
        "app-006: accepted, but",
        "app-013, app-014: turned away",
        "app-010, app-015: blocked",
        "5 sent again, 0 not; 2 blocked",
        "scored 7 by scoring job",
        "nova batch status JOB BATCH",
    ] {
        assert!(outcome.stdout.contains(part), "{part}: {}", outcome.stdout);
    }
    let progress: Vec<&str> = outcome.stderr.lines().collect();
    assert!(progress.len() >= 3, "it can be watched: {progress:?}");
    assert_eq!(progress.last(), Some(&"sb_mock_1: 12 of 12 done: 8 scored, 4 failed, 3 rejected"));
}

#[test]
fn the_demo_prints_its_report_only_where_json_is_wanted() {
    let outcome = run(nova(&["demo", "--json"]));
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    let report = outcome.object();
    assert_eq!(report["outcome"], "partial_failure");
    assert_eq!(report["inconsistencies"], serde_json::json!([]));
    for list in ["rescore", "submit", "blocked"] {
        assert!(!report["retryPlan"][list].as_array().unwrap().is_empty(), "{list}");
    }
}

#[test]
fn the_demo_keeps_its_deadline() {
    let outcome = run(nova(&["demo", "--json", "--timeout", "1"]));
    assert_eq!(outcome.code, 1);
    assert_eq!(outcome.error_object()["kind"], "timeout");
}

/// A mock that serves, and what it printed first.
fn serving(arguments: &[&str]) -> (Child, BufReader<std::process::ChildStdout>, String) {
    let mut child = nova(arguments).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    (child, stdout, line)
}

#[test]
fn the_mock_holds_something_to_look_at() {
    // It stops by itself, whatever becomes of this test.
    let (child, mut stdout, first) = serving(&["mock", "--timeout", "8"]);
    let url = first.trim_end().strip_prefix("listening on ").expect("the address comes first");
    // What it says below can be pasted into a shell.
    let mut rest = String::new();
    let environment: Vec<(String, String)> = loop {
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        rest.push_str(&line);
        if line.contains("Ctrl-C") {
            let exports = rest
                .lines()
                .filter_map(|line| line.trim().strip_prefix("export ")?.split_once('='));
            break exports.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        }
    };
    assert_eq!(environment.len(), 3, "{rest}");
    let commands: Vec<Vec<&str>> = rest
        .lines()
        .filter_map(|line| line.trim().strip_prefix("nova "))
        // What stands far behind a command explains it.
        .map(|line| line.split("    ").next().unwrap().split_whitespace().collect())
        .collect();
    assert_eq!(commands.len(), 3, "{rest}");
    for (arguments, code) in commands.iter().zip([4, 3, 0]) {
        let mut command = nova(arguments);
        command.envs(environment.clone());
        let outcome = run(command);
        assert_eq!(outcome.code, code, "{outcome:?}");
    }
    assert!(environment.contains(&("NOVA_BASE_URL".to_owned(), url.to_owned())));
    let outcome = end(child);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
}

#[test]
fn the_mock_goes_on_when_nobody_reads() {
    let (child, stdout, first) = serving(&["mock", "--json", "--timeout", "3"]);
    drop(stdout);
    let access: Value = serde_json::from_str(&first).unwrap();
    let text = |member: &str| access[member].as_str().unwrap().to_owned();
    let mut command =
        nova(&["batch", "status", &text("jobId"), access["batchIds"][0].as_str().unwrap()]);
    command
        .env("NOVA_BASE_URL", text("baseUrl"))
        .env("NOVA_API_KEY", text("apiKey"))
        .env("NOVA_TENANT_ID", text("tenantId"));
    assert_eq!(run(command).code, 4);
    assert_eq!(end(child).code, 0);
}

#[tokio::test]
async fn the_mock_counts_requests_unless_switched_off() {
    for (flags, refused) in
        [(&["--timeout", "3"][..], true), (&["--timeout", "3", "--without-rate-limits"], false)]
    {
        let (child, _stdout, first) = serving(&[&["mock", "--json"], flags].concat());
        let access: Value = serde_json::from_str(&first).unwrap();
        let text = |member: &str| access[member].as_str().unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut seen = Vec::new();
        // Two a second are allowed.
        for _ in 0..8 {
            let request = client
                .get(format!("{}/v1/rate-limit-status", text("baseUrl")))
                .bearer_auth(text("apiKey"));
            seen.push(request.send().await.unwrap().status().as_u16());
        }
        assert_eq!(seen.contains(&429), refused, "{flags:?}: {seen:?}");
        assert_eq!(end(child).code, 0);
    }
}

#[test]
fn a_mock_that_cannot_listen() {
    let (holder, _stdout, first) = serving(&["mock", "--timeout", "3"]);
    let taken = first.trim_end().strip_prefix("listening on http://").unwrap();
    let outcome = run(nova(&["mock", "--listen", taken]));
    assert_eq!(outcome.code, 1);
    assert!(outcome.error_line().contains(taken), "{outcome:?}");
    let outcome = run(nova(&["mock", "--listen", "nonsense"]));
    assert_eq!(outcome.code, 2);
    assert!(outcome.error_line().contains("--listen nonsense"), "{outcome:?}");
    end(holder);
}

#[test]
fn the_schema_describes_the_report() {
    let outcome = run(nova(&["schema", "report"]));
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    let schema = outcome.object();
    assert_eq!(schema["title"], "BatchReport");
    let members = schema["properties"].as_object().unwrap();
    let mut required: Vec<&str> =
        schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let mut names: Vec<&str> = members.keys().map(String::as_str).collect();
    required.sort_unstable();
    names.sort_unstable();
    assert_eq!(names, required, "no member is ever left out");
    assert!(names.contains(&"retryPlan") && names.contains(&"inconsistencies"));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for arguments in [&["schema", "report"][..], &["--help"], &["demo", "--timeout", "15"]] {
        let mut child = nova(arguments).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        if arguments[0] == "demo" {
            // Like `head -1`: it goes in the middle.
            stdout.read_exact(&mut [0; 10]).unwrap();
        }
        drop(stdout);
        let outcome = end(child);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        assert!(!outcome.stderr.contains("error"), "{outcome:?}");
    }
    // Nor is a closed stderr.
    let mut child = nova(&["-v", "demo", "--json"]).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(end(child).code, 0);
    let example = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../openapi/examples/ScoringBatchStatus.documented.json"
    );
    let mut child = nova(&["batch", "report", example]).spawn().unwrap();
    drop(child.stdout.take());
    let outcome = end(child);
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (3, ""),
        "the outcome is told all the same"
    );
}
