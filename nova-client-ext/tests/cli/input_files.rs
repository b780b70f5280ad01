//! Files and standard input: valid and invalid saved responses for `nova batch report`, without
//! key, tenant or network; and the input of all commands.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use nova_client_ext::{BatchReport, types::ScoringBatchStatus};
use serde_json::json;

use crate::harness::{end, nova, nova_at, run, run_with_input};

/// The vendor's own example.
fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../openapi/examples/ScoringBatchStatus.documented.json")
}

fn saved(name: &str, content: impl AsRef<[u8]>) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_saved_response_is_analysed_like_a_live_one() {
    let body = fs::read(example()).unwrap();
    let status: ScoringBatchStatus = serde_json::from_slice(&body).unwrap();
    let report = BatchReport::new(&status);
    let path = example();
    let path = path.to_str().unwrap();

    for outcome in [
        run(nova(&["batch", "report", path])),
        run_with_input(nova(&["batch", "report"]), &body),
        run_with_input(nova(&["batch", "report", "-"]), &body),
    ] {
        assert_eq!((outcome.code, outcome.stderr.as_str()), (3, ""));
        assert_eq!(outcome.stdout, report.to_string());
    }
    let outcome = run(nova(&["batch", "report", path, "--json"]));
    assert_eq!((outcome.code, outcome.stderr.as_str()), (3, ""));
    assert_eq!(outcome.object(), serde_json::to_value(&report).unwrap());
}

#[test]
fn invalid_input_is_a_one_line_error() {
    let whole = fs::read_to_string(example()).unwrap();
    let error = json!({"code": "BATCH_NOT_FOUND", "message": "SECRET"});
    for (file, why, json_path) in [
        ("/no/such/file".to_owned(), "cannot be read: No such file", None),
        (env!("CARGO_TARGET_TMPDIR").to_owned(), "cannot be read: Is a directory", None),
        (saved("empty.json", ""), "is empty", None),
        (saved("blank.json", " \n\t"), "is empty", None),
        (saved("text.json", "SECRET"), "is not JSON", Some("")),
        (saved("page.json", "<html>SECRET</html>"), "is not JSON", Some("")),
        (saved("binary.json", [0xff, 0xfd, 0x00]), "is not JSON", Some("")),
        (saved("utf-16.json", [0xff, 0xfe, b'{', 0x00]), "UTF-16", None),
        (saved("half.json", &whole[..whole.len() / 2]), "ends in the middle", None),
        (saved("twice.json", whole.repeat(2)), "is not JSON", Some("")),
        (saved("null.json", "null"), "is not the body of a batch status", Some("")),
        (saved("list.json", "[]"), "is not the body of a batch status", None),
        (saved("other.json", r#"{"SECRET": 1}"#), "batch is missing", Some("batch")),
        (saved("deep.json", "[".repeat(100_000)), "is not", None),
        (
            saved("error.json", error.to_string()),
            "the vendor's error BATCH_NOT_FOUND",
            Some("batch"),
        ),
    ] {
        let outcome = run(nova(&["batch", "report", &file]));
        assert_eq!(outcome.code, 1, "{outcome:?}");
        assert!(
            outcome.error_line().contains(&file) && outcome.error_line().contains(why),
            "{why}: {outcome:?}"
        );

        let outcome = run(nova(&["batch", "report", &file, "--json"]));
        assert_eq!(outcome.code, 1);
        let object = outcome.error_object();
        assert_eq!(object["kind"], "input");
        if let Some(json_path) = json_path {
            assert_eq!(object["path"], json_path, "{object}");
        }
        assert!(!outcome.stderr.contains("SECRET"), "{outcome:?}");
    }
}

#[test]
fn an_unreadable_scoring_job_is_reported_with_the_others() {
    let body = json!({"batch": {"id": "b", "jobId": "j", "status": "completed", "totalJobs": 2, "completedJobs": 2,
        "failedJobs": 0, "createdAt": "2025-12-14T10:30:45Z"},
        "scoringJobs": [
            {"id": "s", "jobId": "j", "applicationId": "app-1", "status": "completed", "isRescore": false,
            "queuedAt": "2025-12-14T10:30:45Z", "score": "SECRET"},
            {"id": "t", "jobId": "j", "applicationId": "app-2", "status": "completed", "isRescore": false,
            "queuedAt": "2025-12-14T10:30:45Z", "score": 7}]});
    let file = saved("unreadable-job.json", body.to_string());
    let outcome = run(nova(&["batch", "report", &file]));
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(outcome.stdout.contains("scoringJobs[0].score is a string"), "{outcome:?}");
    assert!(outcome.stdout.contains("1 scored, 0 failed, 0 pending, 1 not listed"), "{outcome:?}");
    assert!(!format!("{outcome:?}").contains("SECRET"), "{outcome:?}");
}

#[test]
fn a_text_truncated_within_an_emoji_affects_nothing_else() {
    let body = fs::read_to_string(example()).unwrap();
    let verdict = "\"verdict\": \"";
    assert!(body.contains(verdict));
    let cut = body.replacen(verdict, "\"verdict\": \"\\ud83d", 1);
    let outcome = run(nova(&["batch", "report", &saved("cut.json", cut), "--json"]));
    assert_eq!(outcome.code, 3, "{outcome:?}");
    assert_eq!(outcome.object()["counts"]["scored"], 1);

    let error = r#"{"code": "BATCH_NOT_FOUND", "message": "cut \ud83d"}"#;
    let outcome = run(nova(&["batch", "report", &saved("cut-error.json", error)]));
    assert!(outcome.error_line().contains("the vendor's error BATCH_NOT_FOUND"), "{outcome:?}");
}

#[test]
fn a_file_of_absurd_size_is_rejected() {
    let path = saved("large.json", "");
    // A sparse file, which uses no disk space.
    File::create(&path).unwrap().set_len((64 << 20) + 1).unwrap();
    let outcome = run(nova(&["batch", "report", &path]));
    assert_eq!(outcome.code, 1);
    assert!(outcome.error_line().contains("larger than 64 MiB"), "{outcome:?}");
    fs::remove_file(&path).unwrap();
}

#[test]
fn the_deadline_applies_to_a_silent_standard_input() {
    let description = ["--job-description", "An engineer"];
    for (arguments, more) in [
        (&["batch", "report"][..], &[][..]),
        (&["batch", "watch", "--from", "-"], &[]),
        (&["batch", "submit", "job-1", "-"], &description),
        (&["batch", "retry", "job-1", "sb-1", "-"], &description),
        (&["score", "job-1", "app-1", "--resume", "-"], &description),
        (&["criteria", "set", "job-1", "--from", "-"], &[]),
        (&["webhook", "verify"], &[]),
    ] {
        let mut command =
            nova_at("http://127.0.0.1:9", &[arguments, more, &["--timeout", "0.2"]].concat());
        command.env("NOVA_WEBHOOK_SECRET", "whsec_1");
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        // Kept open without writing.
        let input = child.stdin.take();
        let outcome = end(child);
        drop(input);
        assert_eq!(outcome.code, 1, "{arguments:?}: {outcome:?}");
        assert!(outcome.error_line().contains("0.2"), "{arguments:?}: {outcome:?}");
    }
}
