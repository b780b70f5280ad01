//! `nova demo`, `nova mock`, `nova schema`: commands that need neither key nor network.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{end, nova, nova_at, run};

#[test]
fn the_demo_shows_the_story_and_ends_by_itself() {
    let started = Instant::now();
    // An invalid environment has no effect.
    let mut command = nova_at("nonsense", &["demo"]);
    command.env("NOVA_API_KEY", "nonsense");
    let outcome = run(command);
    assert!(started.elapsed() < Duration::from_secs(45), "took {:?}", started.elapsed());
    assert_eq!(outcome.code, 0, "{outcome:?}");
    for part in [
        "127.0.0.1",
        "Stopped in the middle",
        "60 of 60 have ended: 55 scored, 3 failed, 1 rejected, 1 invalid; 0 batches are open",
        "5 of them had failed transiently and were retried",
        "3 résumé files cannot be read",
        "60 applications: 58 scored, 1 failed, 0 rejected, 1 invalid",
        "AI_SCORING_FAILED: rescore",
        "nova run start JOB FILE",
    ] {
        assert!(outcome.stdout.contains(part), "{part}: {}", outcome.stdout);
    }
    // The run was interrupted.
    let stopped = outcome.stdout.lines().find(|line| line.contains("have ended")).unwrap();
    let ended: u32 = stopped.split_whitespace().next().unwrap().parse().unwrap();
    assert!((20..60).contains(&ended), "{stopped}");
    assert!(outcome.stderr.contains("/60 "), "it can be watched: {}", outcome.stderr);

    let page =
        outcome.stdout.lines().find_map(|line| line.split_once("for a browser: ")).unwrap().1;
    let page = Path::new(page);
    let text = std::fs::read_to_string(page).unwrap();
    assert_eq!(text.matches("<tr><th scope=\"row\">app-").count(), 60);
    let folder = page.parent().unwrap();
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1, "nothing else is left");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_demo_prints_its_report_only_where_json_is_wanted() {
    let temporary = std::env::temp_dir().join(format!("nova-cli-demo-{}", std::process::id()));
    std::fs::create_dir(&temporary).unwrap();
    let mut command = nova(&["demo", "--json"]);
    command.env("TMPDIR", &temporary);
    let outcome = run(command);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    let report = outcome.object();
    assert_eq!((&report["state"], &report["counts"]["scored"]), (&"finished".into(), &58.into()));
    assert_eq!(report["failures"].as_array().unwrap().len(), 2);
    std::fs::remove_dir(&temporary).expect("nothing is left of it");
}

#[test]
fn the_demo_keeps_its_deadline() {
    let outcome = run(nova(&["demo", "--json", "--timeout", "1"]));
    assert_eq!(outcome.code, 1);
    assert_eq!(outcome.error_object()["kind"], "timeout");
}

/// Starts a mock, and returns the first part of its output.
fn serving(arguments: &[&str]) -> (Child, BufReader<std::process::ChildStdout>, String) {
    let mut child = nova(arguments).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    (child, stdout, line)
}

#[test]
fn the_mock_contains_sample_batches() {
    // It stops after its timeout, even if this test fails.
    let (child, mut stdout, first) = serving(&["mock", "--timeout", "8"]);
    let url = first.trim_end().strip_prefix("listening on ").expect("the address comes first");
    // The printed commands can be pasted into a shell.
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
        // The text after the columns is an explanation.
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
fn the_mock_continues_without_a_reader() {
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
        // Two per second are allowed.
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
fn a_closed_reader_is_no_error() {
    for arguments in [&["schema", "report"][..], &["--help"], &["demo", "--timeout", "15"]] {
        let mut child = nova(arguments).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        if arguments[0] == "demo" {
            // Like `head -1`, which closes the pipe early.
            stdout.read_exact(&mut [0; 10]).unwrap();
        }
        drop(stdout);
        let outcome = end(child);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        assert!(!outcome.stderr.contains("error"), "{outcome:?}");
    }
    // A closed stderr is no error, either.
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
