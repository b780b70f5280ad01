//! `nova run` in a real terminal of several widths, and without a terminal.

use std::process::Command;
use std::time::Duration;

use nova_client_ext::mock::MockNova;

use crate::harness::{mock, nova, nova_at};
use crate::pty::Terminal;
use crate::run::{Directory, csv, start};

/// Starts a mock that is slow enough for progress to be visible.
async fn slow_mock() -> MockNova {
    let mock = mock().await;
    mock.set_scoring_times(Duration::from_millis(500), Duration::from_millis(500));
    mock
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_one_line_that_fits() {
    let (mock, directory) = (slow_mock().await, Directory::new("widths"));
    let file = directory.write("list.csv", csv());
    std::thread::scope(|scope| {
        for columns in [40, 80, 200] {
            let (mock, file, directory) = (&mock, &file, &directory);
            scope.spawn(move || check_progress(mock, file, directory, columns));
        }
    });
}

fn check_progress(mock: &MockNova, file: &str, directory: &Directory, columns: u16) {
    let store = directory.path(&format!("{columns}.sqlite"));
    let command = nova_at(&mock.base_url(), &start(file, &store, &[]));
    let working = Terminal::start_stderr_only(command, columns, 24);
    working.wait_for("/60 ");
    let ended = working.end();
    assert_eq!(ended.code, 4, "{:?}", ended.raw);
    assert_eq!(ended.wrapped, Vec::<String>::new(), "at {columns}");
    let left: Vec<&String> = ended.lines.iter().filter(|line| !line.is_empty()).collect();
    assert!(left.iter().all(|line| !line.contains("/60 ")), "it is cleared: {left:?}");
    assert!(!ended.raw.contains('…'), "nothing is cut off: {:?}", ended.raw);
    assert_eq!(ended.raw.contains(" pending, "), columns > 40, "{:?}", ended.raw);

    for command in ["report", "status"] {
        let shown = nova(&["run", command, "--store", &store]);
        let shown = Terminal::start(shown, columns, 60).end();
        assert_eq!((shown.code, &shown.wrapped[..]), (4, &[][..]), "{command} at {columns}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_that_can_redraw_there_are_plain_lines() {
    let (mock, directory) = (slow_mock().await, Directory::new("plain"));
    let file = directory.write("list.csv", csv());
    let store = directory.path("dumb.sqlite");
    let plain = nova_at(&mock.base_url(), &start(&file, &store, &[]));
    let mut dumb = Command::new("env");
    // The harness sets TERM for the terminal; `env` overrides it.
    dumb.arg("TERM=dumb").arg(plain.get_program()).args(plain.get_args());
    for (name, value) in plain.get_envs() {
        if let Some(value) = value {
            dumb.env(name, value);
        }
    }
    let ended = Terminal::start(dumb, 200, 24).end();
    assert_eq!(ended.code, 4);
    assert!(!ended.raw.contains('\u{1b}'), "{:?}", ended.raw);
    assert!(ended.raw.contains("/60 "), "{:?}", ended.raw);

    let store = directory.path("pipe.sqlite");
    let piped = crate::harness::run(nova_at(&mock.base_url(), &start(&file, &store, &[])));
    assert_eq!(piped.code, 4, "{piped:?}");
    assert!(piped.stderr.lines().any(|line| line.starts_with("0/60 0%, ")), "{piped:?}");
    assert!(!piped.stderr.contains(['\u{1b}', '\r']), "{piped:?}");
    let store = directory.path("quiet.sqlite");
    let quiet = nova_at(&mock.base_url(), &start(&file, &store, &["--quiet"]));
    assert_eq!(crate::harness::run(quiet).stderr, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_after_requests_in_flight_with_advice() {
    let (mock, directory) = (mock().await, Directory::new("ctrl-c"));
    mock.set_scoring_times(Duration::ZERO, Duration::from_secs(600));
    let (file, store) = (directory.write("list.csv", csv()), directory.path("runs.sqlite"));
    let command = nova_at(&mock.base_url(), &start(&file, &store, &[]));
    let working = Terminal::start(command, 100, 40);
    working.wait_for("pending");
    working.type_in("\u{3}");
    let ended = working.end();
    assert_eq!(ended.code, 130, "{:?}", ended.raw);
    let screen = ended.lines.join("\n");
    assert!(screen.contains("stopping after the requests in flight"), "{screen}");
    assert!(screen.contains("run the same command again to resume"), "{screen}");
    assert!(screen.contains("0 being sent"), "the status is printed: {screen}");
    assert_eq!(ended.wrapped, Vec::<String>::new());
}
