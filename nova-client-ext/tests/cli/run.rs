//! `nova run`.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use nova_client_ext::mock::{ClosedPort, Fault, MockNova, MockResponse, StatusCode};
use serde_json::Value;

use crate::harness::*;

/// A temporary directory, which is deleted on drop.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new(name: &str) -> Self {
        // Several tests may use the same name at the same time.
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("nova-cli-run-{name}-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::remove_dir_all(&path).ok();
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

const TEXT: &str = "I have built databases for fifteen years, in Rust and in Go, and like it.";

/// Returns 60 applications, of which number 5 is rejected, 7 has no résumé and 11 fails
/// permanently.
pub(crate) fn csv() -> String {
    let mut csv = "Candidate;resumeText\n".to_owned();
    for number in 0..60 {
        let text = match number {
            5 => format!("{TEXT} mock:RESUME_CORRUPTED"),
            7 => "short".to_owned(),
            11 => format!("{TEXT} mock:CRITERIA_NOT_FOUND"),
            13 => format!("{TEXT} mock:TIMEOUT"),
            _ => TEXT.to_owned(),
        };
        csv.push_str(&format!("app-{number};{text}\n"));
    }
    csv
}

pub(crate) fn start<'a>(file: &'a str, store: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["run", "start", JOB, file, "--store", store];
    arguments.extend([
        "--job-description",
        "We look for an engineer",
        "--map",
        "applicationId=Candidate",
    ]);
    arguments.extend(more);
    arguments
}

fn json(text: &str) -> Value {
    serde_json::from_str(text.trim()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_started_shown_and_exported() {
    let (mock, directory) = (mock().await, Directory::new("story"));
    let (file, store) = (directory.write("list.csv", csv()), directory.path("runs.sqlite"));

    let plan = run(nova_at(&mock.base_url(), &start(&file, &store, &["--dry-run", "--json"])));
    assert_eq!(plan.code, 4, "{plan:?}");
    let plan = json(&plan.stdout);
    assert_eq!((plan["applications"].as_u64(), plan["sendable"].as_u64()), (Some(60), Some(59)));
    assert_eq!((plan["batches"].as_u64(), plan["seconds"].as_u64()), (Some(3), Some(3)));
    assert_eq!(mock.requests().len(), 0);
    assert!(!Path::new(&store).exists());

    let outcome = run(nova_at(&mock.base_url(), &start(&file, &store, &["--json"])));
    assert_eq!(outcome.code, 4, "{outcome:?}");
    let status = json(&outcome.stdout);
    let expected = serde_json::json!({
        "run": JOB, "jobId": JOB, "state": "finished",
        "counts": {"total": 60, "queued": 0, "sending": 0, "pending": 0, "scored": 57, "failed": 1,
            "rejected": 1, "invalid": 1},
        "batches": {"planned": 0, "open": 0, "settled": 3},
    });
    assert_eq!(status, expected);

    let status = run(nova(&["run", "status", "--store", &store, "--json"]));
    assert_eq!((status.code, json(&status.stdout)), (4, expected));
    let report = run(nova(&["run", "report", "--store", &store]));
    assert!(report.stdout.contains("RESUME_CORRUPTED"), "{report:?}");
    let page = directory.path("report.html");
    let html = run(nova(&["run", "report", "--store", &store, "--html", &page]));
    assert_eq!(html.code, 4, "{html:?}");
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.contains("Content-Security-Policy") && text.contains("app-59"), "{text}");
    assert_eq!(text.matches("<tr><th scope=\"row\">app-").count(), 60);
    let list = run(nova(&["run", "list", "--store", &store]));
    assert_eq!((list.code, list.stdout.trim()), (0, "job-1: finished, job job-1, 60 of 60 done"));

    let output = directory.path("results.csv");
    let exported = run(nova(&["run", "export", "--store", &store, "--output", &output]));
    assert_eq!(exported.code, 0, "{exported:?}");
    let text = std::fs::read_to_string(&output).unwrap();
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some(
            "applicationId,state,score,code,remedy,message,scoringJobId,batchId,attempts,completedAt"
        )
    );
    assert_eq!(lines.count(), 60);
    assert!(text.contains("app-5,rejected,,RESUME_CORRUPTED,replace_resume,"), "{text}");
    assert!(!text.contains(TEXT));
    let jsonl =
        run(nova(&["run", "export", "--store", &store, "--output", "-", "--format", "jsonl"]));
    let rows: Vec<Value> = jsonl.stdout.lines().map(json).collect();
    assert_eq!(rows.len(), 60);
    assert_eq!((&rows[13]["state"], &rows[13]["attempts"]), (&"scored".into(), &2.into()));

    // The reader may close stdout, like `head -1`.
    for format in ["csv", "jsonl"] {
        let arguments = ["run", "export", "--store", &store, "--output", "-", "--format", format];
        let mut child = nova(&arguments).spawn().unwrap();
        drop(child.stdout.take());
        let outcome = end(child);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{format}");
    }

    // The same command again has nothing left to do.
    let submits = mock.hits("submitScoringBatch");
    let again = run(nova_at(&mock.base_url(), &start(&file, &store, &[])));
    assert_eq!(again.code, 4, "{again:?}");
    assert!(again.stderr.contains("0 new, 60 existing"), "{again:?}");
    assert_eq!(mock.hits("submitScoringBatch"), submits);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_sent_again_once_the_cause_is_fixed() {
    let (mock, directory) = (mock().await, Directory::new("again"));
    let (file, store) = (directory.write("list.csv", csv()), directory.path("runs.sqlite"));
    let first = run(nova_at(&mock.base_url(), &start(&file, &store, &[])));
    assert_eq!(first.code, 4, "{first:?}");
    // The report has a reason for the applications that were not sent.
    assert!(first.stdout.contains("invalid  INVALID: fix the request"), "{first:?}");
    assert!(first.stdout.contains("message: the résumé text has 5 characters"), "{first:?}");

    let retry =
        |more: &[&str]| run(nova(&[&["run", "retry", "--store", &store, "--json"], more].concat()));
    let queued = |more: &[&str]| json(&retry(more).stdout)["queued"].as_u64();
    assert_eq!(queued(&["--state", "invalid", "--remedy", "replace_resume"]), Some(0));
    assert_eq!(queued(&["--only", "app-0", "--only", "app-59"]), Some(0));
    let unknown = retry(&["--only", "app-0", "--only", "app-60"]);
    assert_eq!(unknown.code, 2, "{unknown:?}");
    assert!(unknown.stderr.contains("app-60"), "{unknown:?}");
    assert_eq!(queued(&["--state", "invalid"]), Some(1));
    assert_eq!(queued(&["--code", "RESUME_CORRUPTED"]), Some(1));
    assert_eq!(queued(&[]), Some(1));
    assert_eq!(retry(&["--state", "scored"]).code, 2);
    let status = run(nova(&["run", "status", "--store", &store, "--json"]));
    assert_eq!((status.code, json(&status.stdout)["counts"]["queued"].as_u64()), (3, Some(3)));

    let fixed = csv()
        .replace("mock:RESUME_CORRUPTED", "")
        .replace(";short\n", &format!(";{TEXT}\n"))
        .replace("mock:CRITERIA_NOT_FOUND", "");
    let file = directory.write("list.csv", fixed);
    let second = run(nova_at(&mock.base_url(), &start(&file, &store, &["--json"])));
    assert_eq!(second.code, 0, "{second:?}");
    assert_eq!(json(&second.stdout)["counts"]["scored"].as_u64(), Some(60));
}

/// Reading commands change no file that `nova` did not create.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_runs_is_left_as_it_is() {
    let directory = Directory::new("foreign");
    let path = directory.path("other.sqlite");
    let other = rusqlite::Connection::open(&path).unwrap();
    other
        .execute_batch("CREATE TABLE theirs (one INTEGER); INSERT INTO theirs VALUES (1)")
        .unwrap();
    drop(other);
    for path in [path, directory.write("empty.sqlite", "")] {
        let before = std::fs::read(&path).unwrap();
        for command in ["list", "status", "report", "retry"] {
            let outcome = run(nova(&["run", command, "--store", &path]));
            assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{command}: {outcome:?}");
            assert!(outcome.stderr.contains("contains no runs"), "{command}: {outcome:?}");
        }
        assert_eq!(std::fs::read(&path).unwrap(), before, "{path}");
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_run_can_be_resumed() {
    let (mock, directory) = (mock().await, Directory::new("interrupted"));
    mock.set_scoring_times(Duration::ZERO, Duration::from_secs(600));
    let file = directory.write("list.csv", csv());
    let store = directory.path("runs.sqlite");
    let child = nova_at(&mock.base_url(), &start(&file, &store, &[])).spawn().unwrap();
    while mock.hits("submitScoringBatch") == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let signal =
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(signal.unwrap().success());
    let outcome = end(child);
    assert_eq!(outcome.code, 130, "{outcome:?}");
    assert!(outcome.stderr.contains("run the same command again"), "{outcome:?}");
    let status = run(nova(&["run", "status", "--store", &store, "--json"]));
    assert_eq!(status.code, 3, "{status:?}");
    assert_eq!(json(&status.stdout)["state"], "stopped");
    mock.set_scoring_times(Duration::ZERO, Duration::ZERO);
    mock.finish_all();
    let outcome = run(nova_at(&mock.base_url(), &start(&file, &store, &[])));
    assert_eq!(outcome.code, 4, "{outcome:?}");
    assert!(outcome.stdout.contains("57 scored"), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_input_is_reported_before_anything_is_sent() {
    let (mock, directory) = (mock().await, Directory::new("wrong"));
    let store = directory.path("runs.sqlite");
    let folder = directory.path("cvs");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(format!("{folder}/app-1.pdf"), "%PDF-1.7").unwrap();
    let list = directory.write("ids.csv", "Candidate\napp-1\n");
    for (name, text, more, code, words) in [
        ("array.json", "[{}]", &[][..], 1, "JSON array"),
        ("list.xlsx", "PK\u{3}\u{4}", &[], 1, "Excel"),
        ("other.csv", "name;mail\nx;y\n", &[], 1, "it has \"name\", \"mail\""),
        ("twice.csv", "Candidate;Candidate\n1;2\n", &[], 1, "the column \"Candidate\" twice"),
        ("", "", &["--resumes", &folder], 2, "--resume-text-command"),
        ("", "", &["--resume-url-template", "https://files.example/cv"], 2, "{applicationId}"),
        ("", "", &["--store", "mysql://x"], 2, "postgres://"),
    ] {
        let file = if name.is_empty() { list.clone() } else { directory.write(name, text) };
        let arguments = start(&file, &store, more);
        let arguments: Vec<_> = if more.contains(&"--store") {
            arguments.iter().copied().filter(|one| *one != store).collect::<Vec<_>>()
        } else {
            arguments
        };
        let outcome = run(nova_at(&mock.base_url(), &arguments));
        if more.contains(&"--store") {
            assert_eq!(outcome.code, 2, "{outcome:?}");
            continue;
        }
        assert_eq!(outcome.code, code, "{words}: {outcome:?}");
        assert!(outcome.stderr.contains(words), "{words}: {outcome:?}");
    }
    assert_eq!(mock.requests().len(), 0);
    let missing = run(nova(&["run", "status", "--store", &directory.path("none.sqlite")]));
    assert_eq!(missing.code, 2, "{missing:?}");
    assert!(missing.stderr.contains("nova run start"), "{missing:?}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn resumes_come_from_a_folder_through_a_command_or_from_a_template() {
    let (mock, directory) = (mock().await, Directory::new("resumes"));
    let folder = directory.path("cvs");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(format!("{folder}/app-1.pdf"), "%PDF-1.7 binary").unwrap();
    std::fs::write(format!("{folder}/app-2.txt"), TEXT).unwrap();
    let file = directory.write(
        "ids.jsonl",
        "{\"Candidate\":\"app-1\"}\n{\"Candidate\":\"app-2\"}\n{\"Candidate\":\"app-3\"}\n",
    );
    let tool = directory.write("tool", format!("#!/bin/sh\ntest -f \"$1\" && echo '{TEXT}'\n"));
    std::fs::set_permissions(&tool, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let store = directory.path("runs.sqlite");
    let command = format!("{tool} {{}}");
    let more = ["--resumes", &folder, "--resume-text-command", &command, "--json"];
    let outcome = run(nova_at(&mock.base_url(), &start(&file, &store, &more)));
    assert_eq!(outcome.code, 4, "{outcome:?}");
    let counts = &json(&outcome.stdout)["counts"];
    assert_eq!((&counts["scored"], &counts["invalid"]), (&2.into(), &1.into()), "{counts}");

    let more =
        ["--name", "urls", "--resume-url-template", "https://files.example/{applicationId}.pdf"];
    let outcome = run(nova_at(&mock.base_url(), &start(&file, &store, &more)));
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(sent(&mock).contains("https://files.example/app-3.pdf"));
    let two = run(nova(&["run", "status", "--store", &store]));
    assert!(two.code == 2 && two.stderr.contains("--name"), "{two:?}");
    let other = [&start(&file, &store, &more)[..], &["--role-knowledge-file", &file]].concat();
    let other = run(nova_at(&mock.base_url(), &other));
    assert_eq!(other.code, 1, "{other:?}");
    assert!(other.error_line().ends_with("use the original text, or another name"), "{other:?}");
}

fn sent(mock: &MockNova) -> String {
    mock.requests().iter().map(|one| String::from_utf8_lossy(&one.body).into_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_be_used_is_named() {
    let directory = Directory::new("unusable");
    let file = directory.write("list.csv", csv());
    let closed = ClosedPort::new().unwrap();
    let none = closed.base_url();
    let store = directory.path("none.sqlite");
    let unavailable = run(nova_at(&none, &start(&file, &store, &["--timeout", "4"])));
    assert_eq!(unavailable.code, 3, "{unavailable:?}");
    for part in ["a request failed and is repeated: ", "error: ", "connect"] {
        assert!(unavailable.stderr.contains(part), "{part}: {unavailable:?}");
    }

    // A login page with a success status ends the run, which can be resumed.
    let mock = mock().await;
    mock.inject(Fault::respond(MockResponse::html(StatusCode::OK, "<h1>SECRET</h1>")).always());
    let store = directory.path("page.sqlite");
    let page = run(nova_at(&mock.base_url(), &start(&file, &store, &["--timeout", "60"])));
    assert_eq!(page.code, 1, "{page:?}");
    assert!(page.stderr.contains("is the Nova Embed API"), "{page:?}");
    assert!(!page.stderr.contains("SECRET"), "{page:?}");
}
