//! The command in a real terminal of several widths: tables, charts, progress, colour, the prompt.

use std::process::Command;
use std::time::{Duration, Instant};

use nova_client_ext::mock::{BatchScript, MockNova};
use serde_json::{Value, json};

use crate::harness::{JOB, TENANT, mock, nova, nova_at, run};
use crate::pty::{Ended, Terminal};

const LONG: &str = "application-0197f3c2-7c1e";

fn show(mock: &MockNova, arguments: &[&str], columns: u16) -> Ended {
    let ended = Terminal::start(nova_at(&mock.base_url(), arguments), columns, 400).end();
    assert_eq!(ended.wrapped, Vec::<String>::new(), "{arguments:?} at {columns}");
    ended
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_and_charts_are_as_wide_as_the_terminal() {
    let mock = mock().await;
    let batch = mock.place_batch(
        TENANT,
        JOB,
        BatchScript::new().scored("app-1", 7).failed(
            LONG,
            "RESUME_PARSE_FAILED",
            "No text could be read from the resume of the candidate",
        ),
    );
    let text =
        "At least five years of professional experience with distributed systems in production";
    let set = nova_at(&mock.base_url(), &["criteria", "set", JOB, "--must-have", text]);
    assert_eq!(crate::harness::run(set).code, 0);
    let point = |hour: usize| json!({"timestamp": "2026-03-07T00:00:00Z", "total": hour, "completed": hour, "failed": 0});
    let points: Vec<Value> = (0..720).map(point).collect();
    let volume = json!({"period": {"start": "2026-03-07T00:00:00Z", "end": "2026-04-06T00:00:00Z"},
        "granularity": "hour", "data": points});
    mock.set_analytics("getScoringVolume", volume).unwrap();
    for columns in [40, 80, 200] {
        let status = show(&mock, &["batch", "status", JOB, &batch], columns);
        assert_eq!(status.code, 4);
        let criteria = show(&mock, &["criteria", "list", JOB], columns);
        let words: Vec<&str> =
            criteria.lines.iter().flat_map(|line| line.split_whitespace()).collect();
        assert!(text.split_whitespace().all(|word| words.contains(&word)), "{:?}", criteria.lines);
        if columns >= 80 {
            assert!(status.lines.iter().any(|line| line.contains(LONG)), "{:?}", status.lines);
        }
        if columns == 200 {
            assert!(criteria.lines.iter().any(|line| line.contains(text)), "{:?}", criteria.lines);
        }
        let chart = show(&mock, &["analytics", "volume"], columns);
        assert!(chart.lines.iter().any(|line| line.contains("█  up to 719")), "{:?}", chart.lines);
        show(&mock, &["limits"], columns);
        show(&mock, &["analytics", "overview"], columns);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_never_exceeds_the_screen() {
    let mock = mock().await;
    let script = |queue: u64| {
        BatchScript::new()
            .scored("app-1", 7)
            .failed("app-2", "TIMEOUT", "Slow")
            .queue_time(Duration::from_millis(500 + 50 * queue))
            .scoring_time(Duration::from_millis(500))
    };
    for (columns, rows) in [(40, 8), (80, 24), (200, 50)] {
        let batches: Vec<String> =
            (0..30).map(|queue| mock.place_batch(TENANT, JOB, script(queue))).collect();
        let ids: Vec<&str> = batches.iter().map(String::as_str).collect();
        let watch = [&["batch", "watch", JOB][..], &ids[..]].concat();
        let watching =
            Terminal::start_stderr_only(nova_at(&mock.base_url(), &watch), columns, rows);
        watching.wait_for("/30 batches: ");
        let ended = watching.end();
        assert_eq!(ended.code, 4);
        assert_eq!(ended.wrapped, Vec::<String>::new(), "at {columns}");
        assert!(ended.lines.iter().all(String::is_empty), "it is cleared: {:?}", ended.lines);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dumb_terminal_gets_plain_lines() {
    let mock = mock().await;
    let batch = mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    let mut watch = Command::new("env");
    let plain = nova_at(&mock.base_url(), &["batch", "watch", JOB, &batch]);
    // The harness sets TERM for the terminal; `env` overrides it.
    watch.arg("TERM=dumb").arg(plain.get_program()).args(plain.get_args());
    for (name, value) in plain.get_envs() {
        if let Some(value) = value {
            watch.env(name, value);
        }
    }
    let ended = Terminal::start(watch, 80, 24).end();
    assert_eq!(ended.code, 0);
    assert!(!ended.raw.contains('\u{1b}'), "{:?}", ended.raw);
    assert!(ended.raw.contains("1 of 1 done"), "{:?}", ended.raw);
}

#[test]
fn colour_follows_the_conventions() {
    let colored = |arguments: &[&str], no_color: bool| {
        // An error, and the default choice.
        let mut command = Command::new("env");
        let nova = nova(&[arguments, &["batch", "status", "job-1", "sb-1"]].concat());
        if no_color {
            command.arg("NO_COLOR=1");
        }
        command.arg(nova.get_program()).args(nova.get_args());
        for variable in ["NOVA_API_KEY", "NOVA_TENANT_ID", "NOVA_BASE_URL", "NOVA_PROFILE"] {
            command.env_remove(variable);
        }
        command.env_remove("NOVA_CONFIG").env("XDG_CONFIG_HOME", "/no/such/folder");
        let ended = Terminal::start(command, 80, 24).end();
        assert_eq!(ended.code, 2);
        assert!(ended.lines[0].starts_with("error: no API key"), "{:?}", ended.lines);
        ended.raw.contains("\u{1b}[")
    };
    assert!(colored(&[], false));
    assert!(!colored(&[], true));
    assert!(!colored(&["--color", "never"], false));
    assert!(colored(&["--color=always"], true), "an option overrides the environment");
}

/// Errors, warnings, notes, the prompt of a deletion, the checklist and the demo.
#[tokio::test(flavor = "multi_thread")]
async fn long_lines_are_wrapped_between_words() {
    let mock = mock().await;
    let command = |arguments: &[&str]| nova_at(&mock.base_url(), arguments);
    let words = |lines: &[String]| lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    for columns in [40, 60, 100] {
        let status = || nova(&["batch", "status", JOB, "sb_1"]);
        let (piped, error) = (run(status()), Terminal::start(status(), columns, 400).end());
        assert_eq!(error.wrapped, Vec::<String>::new(), "at {columns}");
        assert!(error.lines[1].starts_with("  "), "{:?}", error.lines);
        assert_eq!(words(&error.lines), piped.stderr.trim_end(), "no word is broken");
        assert_eq!(piped.stderr.lines().count(), 1);

        let usage = Terminal::start(command(&["batch", "status"]), columns, 400).end();
        assert_eq!(usage.wrapped, Vec::<String>::new(), "at {columns}");

        let mut doctor = command(&["doctor"]);
        doctor.env_remove("NOVA_TENANT_ID");
        let doctor = Terminal::start(doctor, columns, 400).end();
        assert_eq!(doctor.wrapped, Vec::<String>::new(), "at {columns}");
        let all = words(&doctor.lines);
        assert!(all.contains("none is set; most commands need one (NOVA_TENANT_ID,"), "{all}");
        if columns == 100 {
            let second =
                doctor.lines.iter().position(|line| line.contains("none is set")).unwrap() + 1;
            let detail = doctor.lines[second - 1].find("none").unwrap();
            let indent = doctor.lines[second].len() - doctor.lines[second].trim_start().len();
            assert_eq!(indent, detail, "{:?}", doctor.lines);
        }

        let id = "tenant-0197f3c2-7c1e";
        let asking = Terminal::start(command(&["delete", "tenant", id]), columns, 400);
        asking.wait_for("Type the ID to confirm: ");
        asking.type_in("no\n");
        let asked = asking.end();
        assert_eq!((asked.code, asked.wrapped), (2, vec![]), "at {columns}");
        assert!(
            words(&asked.lines).contains(&format!("all data of tenant {id}. It cannot be undone."))
        );
    }
    let json = Terminal::start(command(&["batch", "status", JOB, "sb-nowhere", "--json"]), 40, 400);
    let json = json.end();
    serde_json::from_str::<Value>(json.raw.trim()).expect("JSON is not wrapped");
    let schema = Terminal::start(nova(&["schema", "error"]), 40, 400).end();
    serde_json::from_str::<Value>(&schema.raw).expect("schemas are not wrapped");
    let demo = Terminal::start(nova(&["demo"]), 72, 400).end();
    assert_eq!((demo.code, demo.wrapped), (0, vec![]));
}

fn delete(mock: &MockNova, more: &[&str]) -> Terminal {
    let arguments = [&["delete", "tenant", "globex"], more].concat();
    let asking = Terminal::start(nova_at(&mock.base_url(), &arguments), 80, 24);
    asking.wait_for("Type the ID to confirm: ");
    asking
}

#[tokio::test(flavor = "multi_thread")]
async fn the_prompt_ends_with_ctrl_c_signals_and_the_timeout() {
    let mock = mock().await;
    let started = Instant::now();
    let asking = delete(&mock, &[]);
    asking.type_in("\u{3}");
    assert_eq!(asking.end().code, 130);
    for signal in ["-TERM", "-HUP"] {
        let asking = delete(&mock, &[]);
        let id = asking.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(asking.end().code, 130);
    }
    let late = delete(&mock, &["--timeout", "1.5"]).end();
    assert_eq!(late.code, 1);
    assert!(late.raw.contains("--timeout"), "{:?}", late.raw);
    assert!(started.elapsed() < Duration::from_secs(30), "took {:?}", started.elapsed());

    let wrong = delete(&mock, &[]);
    wrong.type_in("globe\n");
    assert_eq!(wrong.end().code, 2);
    assert_eq!(mock.connections(), 0, "nothing was deleted");
    let meant = delete(&mock, &[]);
    meant.type_in("globex\n");
    assert_eq!(meant.end().code, 0);
    assert_eq!(mock.requests()[0].path, "/v1/tenants/globex");
}

#[test]
fn a_read_from_the_terminal_says_so() {
    let reading = Terminal::start(nova(&["batch", "report"]), 80, 24);
    reading.wait_for("Reading from the terminal; end with Ctrl-D");
    reading.type_in("{}\n\u{4}");
    assert_eq!(reading.end().code, 1);
}
