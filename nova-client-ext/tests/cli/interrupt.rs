//! Ctrl-C and SIGTERM end waiting commands with exit code 130.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nova_client_ext::mock::{Cut, End, Fault};

use crate::harness::{JOB, end, mock, nova, nova_at};

/// Sends the signal, and checks the exit code.
fn interrupt(child: Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let started = Instant::now();
    let outcome = end(child);
    assert!(started.elapsed() < Duration::from_secs(5), "took {:?}", started.elapsed());
    assert_eq!((outcome.code, outcome.stdout.as_str()), (130, ""));
    assert_eq!(outcome.stderr, "interrupted\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_in_flight() {
    let mock = mock().await;
    mock.inject(Fault::cut(Cut::Nothing, End::Stall).always());
    let child = nova_at(&mock.base_url(), &["batch", "status", JOB, "sb_1"]).spawn().unwrap();
    while mock.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    interrupt(child, "-INT");
}

#[test]
fn a_server() {
    for signal in ["-INT", "-TERM"] {
        let mut child = nova(&["mock"]).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        interrupt(child, signal);
    }
}

#[test]
fn a_read_of_standard_input() {
    // It is not visible from outside whether the command is already waiting, so the signal is
    // delayed; an earlier one would have its default effect.
    let mut child = nova(&["batch", "report"]).stdin(Stdio::piped()).spawn().unwrap();
    let _open = child.stdin.take();
    std::thread::sleep(Duration::from_secs(1));
    interrupt(child, "-INT");
}
