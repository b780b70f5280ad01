//! Signals and `--timeout` always end the process: while it reads a pipe without a writer, writes
//! to one without a reader, or formats a huge response.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use nova_client_ext::mock::{Fault, MockResponse, StatusCode};
use serde_json::json;

use crate::harness::{JOB, KEY, end, mock, nova_at, run};

fn fifo(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

fn kill(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// The maximum duration on a busy machine.
const SOON: Duration = Duration::from_secs(12);

#[test]
fn a_pipe_as_key_secret_or_input_file_does_not_block() {
    let pipe = fifo("never-written");
    let pipe = pipe.to_str().unwrap();
    let description = ["--job-description", "An engineer"];
    for (index, arguments) in [
        &["limits", "--api-key-file", pipe][..],
        &["webhook", "verify", "--secret-file", pipe],
        &["webhook", "listen", "--secret-file", pipe],
        &["batch", "report", pipe],
        &["batch", "watch", "--from", pipe],
        &["batch", "submit", JOB, pipe, description[0], description[1]],
        &["score", JOB, "app-1", "--resume", pipe, description[0], description[1]],
        &["score", JOB, "app-1", "--resume-url-file", pipe, description[0], description[1]],
        &["criteria", "set", JOB, "--from", pipe],
    ]
    .into_iter()
    .enumerate()
    {
        let started = Instant::now();
        let mut late = nova_at("http://127.0.0.1:9", &[arguments, &["--timeout", "0.3"]].concat());
        late.env_remove("NOVA_API_KEY").env("NOVA_API_KEY", KEY);
        let late = run(late);
        assert_eq!(late.code, 1, "{arguments:?}: {late:?}");
        assert!(late.error_line().contains("--timeout"), "{arguments:?}: {late:?}");
        if index < 3 {
            let child = nova_at("http://127.0.0.1:9", arguments).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(700));
            kill(&child, "-TERM");
            assert_eq!(end(child).code, 130, "{arguments:?}");
        }
        assert!(started.elapsed() < SOON, "{arguments:?} took {:?}", started.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_that_is_written_to_is_read() {
    let mock = mock().await;
    let pipe = fifo("written");
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::write(pipe, format!("{KEY}\n"))
    });
    let mut command = nova_at(&mock.base_url(), &["limits", "--api-key-file"]);
    command.arg(&pipe).env_remove("NOVA_API_KEY");
    assert_eq!(run(command).code, 0);
    writer.join().unwrap().unwrap();
    // An endless pipe is read up to a limit.
    let mut command = nova_at(&mock.base_url(), &["limits", "--api-key-file", "/dev/zero"]);
    command.env_remove("NOVA_API_KEY");
    let outcome = run(command);
    assert!(
        outcome.code == 2 && outcome.error_line().contains("larger than 64 KiB"),
        "{outcome:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unread_output_does_not_block() {
    let mock = mock().await;
    let text = "x".repeat(500_000);
    let criteria =
        json!({"criteria": [{"id": "c", "text": text, "importance": "MUST_HAVE", "order": 0}]});
    let huge = MockResponse::json(StatusCode::OK, criteria.to_string());
    mock.inject(Fault::respond(huge).always());
    // More than the capacity of a pipe.
    let list = ["criteria", "list", JOB, "--json"];
    for signal in ["-INT", "-TERM", "-HUP"] {
        let mut child = nova_at(&mock.base_url(), &list).spawn().unwrap();
        let unread = child.stdout.take();
        let seen = mock.requests().len();
        while mock.requests().len() == seen {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
        let started = Instant::now();
        kill(&child, signal);
        assert_eq!(end(child).code, 130, "{signal}");
        assert!(started.elapsed() < SOON, "took {:?}", started.elapsed());
        drop(unread);
    }
    let started = Instant::now();
    let mut child =
        nova_at(&mock.base_url(), &[&list[..], &["--timeout", "1"]].concat()).spawn().unwrap();
    let unread = child.stdout.take();
    let outcome = end(child);
    assert!(outcome.code == 1 && outcome.stderr.contains("--timeout"), "{outcome:?}");
    assert!(started.elapsed() < SOON, "took {:?}", started.elapsed());
    drop(unread);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_huge_response_is_truncated() {
    let mock = mock().await;
    let criterion = |text: String| json!({"criteria": [{"id": "c", "text": text, "importance": "MUST_HAVE", "order": 0}]});
    for text in ["x".repeat(4_000_000), "x ".repeat(2_000_000)] {
        let body = criterion(text).to_string();
        mock.inject(Fault::respond(MockResponse::json(StatusCode::OK, body)));
        let started = Instant::now();
        let outcome = run(nova_at(&mock.base_url(), &["criteria", "list", JOB, "--timeout", "20"]));
        assert_eq!(outcome.code, 0, "{outcome:?}");
        assert!(started.elapsed() < SOON, "took {:?}", started.elapsed());
        assert!(outcome.stdout.len() < 2_000, "{} bytes", outcome.stdout.len());
        assert!(outcome.stdout.contains("characters left out"), "{outcome:?}");
    }
    let message = "m".repeat(1_000_000);
    let body = json!({"code": "FORBIDDEN", "message": message});
    mock.inject(
        Fault::respond(MockResponse::json(StatusCode::FORBIDDEN, body.to_string())).always(),
    );
    let human = run(nova_at(&mock.base_url(), &["limits"]));
    assert!(human.code == 1 && human.error_line().len() < 8_000, "{} bytes", human.stderr.len());
    assert!(human.error_line().contains("FORBIDDEN"), "{human:?}");
    assert!(human.error_line().ends_with("--api-key)"), "what helps is kept: {human:?}");
    let machine = run(nova_at(&mock.base_url(), &["limits", "--json"]));
    assert!(machine.stderr.len() < 16_000, "{} bytes", machine.stderr.len());
    assert_eq!(machine.error_object()["code"], "FORBIDDEN");
}
