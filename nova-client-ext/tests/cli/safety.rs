//! External text on the terminal, in suggested commands and in paths; and the exposure of the key.

use std::fs;
use std::path::{Path, PathBuf};

use nova_client_ext::mock::{BatchScript, Fault, MockResponse, StatusCode};
use serde_json::{Value, json};

use crate::harness::{JOB, KEY, Outcome, TENANT, mock, nova, nova_at, run};
use crate::submit::{ABOUT, line, with_file};

/// Escape sequences, C1 controls, direction overrides, invisible characters, tags.
const HOSTILE: &str = "a\u{1b}[2Jb\u{9b}31mc\u{202e}d\u{2066}e\u{ad}f\u{61c}g\u{180e}h\u{200b}i\u{feff}j\u{e0041}k\u{e007f}l\rm\u{7}n";

fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c,
                '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    })
}

fn assert_harmless(outcome: &Outcome) {
    assert!(is_harmless(&outcome.stdout), "{:?}", outcome.stdout);
    assert!(is_harmless(&outcome.stderr), "{:?}", outcome.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn external_text_is_cleaned_for_the_terminal() {
    let mock = mock().await;
    let batch =
        mock.place_batch(TENANT, JOB, BatchScript::new().failed("app-1", "TIMEOUT", HOSTILE));
    for command in ["status", "watch"] {
        let arguments = ["batch", command, JOB, &batch];
        let human = run(nova_at(&mock.base_url(), &arguments));
        assert_eq!(human.code, 5);
        assert_harmless(&human);
        let machine = run(nova_at(&mock.base_url(), &[&arguments[..], &["--json"]].concat()));
        assert_harmless(&machine);
        assert_eq!(machine.object()["failures"][0]["message"], HOSTILE, "and says the same");
    }
    let error = json!({"code": "FORBIDDEN", "message": HOSTILE, HOSTILE: 1});
    let limits = json!({"partnerId": HOSTILE, "environment": HOSTILE, "generatedAt": "2020-01-01T00:00:00Z",
        "degraded": false, HOSTILE: {"x": 1}, "buckets": {HOSTILE: {"limit": 10, "remaining": 1}}});
    let page = MockResponse::html(StatusCode::BAD_GATEWAY, HOSTILE);
    for (response, arguments) in [
        (MockResponse::json(StatusCode::FORBIDDEN, error.to_string()), &["limits"][..]),
        (MockResponse::json(StatusCode::OK, limits.to_string()), &["limits"]),
        (MockResponse::json(StatusCode::OK, limits.to_string()), &["doctor"]),
        (page, &["limits"]),
    ] {
        mock.clear_faults();
        mock.inject(Fault::respond(response).always());
        for more in [&[][..], &["-v"], &["--json"], &["--json", "-v"]] {
            let outcome = run(nova_at(&mock.base_url(), &[arguments, more].concat()));
            assert_harmless(&outcome);
            if arguments == ["doctor"] && more == ["-v"] {
                // A line break in a field's name must not create a line.
                assert!(outcome.stderr.lines().all(|line| line.starts_with("20")), "{outcome:?}");
            }
        }
    }
    for (variable, value) in [
        ("NOVA_BASE_URL", "http://127.0.0.1:9/\u{202e}\u{1b}[2J"),
        ("NOVA_TENANT_ID", HOSTILE),
        ("NOVA_PROFILE", HOSTILE),
    ] {
        let mut command = nova_at("http://127.0.0.1:9", &["batch", "status", JOB, HOSTILE]);
        command.env(variable, value);
        assert_harmless(&run(command));
    }
    assert_harmless(&run(nova(&["batch", "report", HOSTILE])));
    assert_harmless(&run(nova(&[HOSTILE])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suggested_command_is_one_command() {
    let mock = mock().await;
    let now = "2026-01-01T00:00:00Z";
    let id = "sb_1 ;touch x;#$(id)'";
    let body = json!({"batch": {"id": id, "jobId": JOB, "status": "pending", "totalJobs": 1, "completedJobs": 0,
        "failedJobs": 0, "createdAt": now}, "scoringJobIds": ["sj_1"],
        "acceptedApplications": [{"applicationId": "app-1", "scoringJobId": "sj_1"}], "rejectedApplications": []});
    mock.inject(
        Fault::respond(MockResponse::json(StatusCode::ACCEPTED, body.to_string()))
            .operation("submitScoringBatch"),
    );
    let submitted = with_file(&mock, &["batch", "submit", JOB, "-"], &line("app-1", "a"));
    let next = submitted.stdout.lines().find_map(|line| line.strip_prefix("What next: ")).unwrap();
    let words = shlex::split(next.split("; fix the causes").next().unwrap()).unwrap();
    assert_eq!(words, ["nova", "batch", "watch", JOB, id], "{next}");
}

fn folders(name: &str) -> (PathBuf, String) {
    let outer = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let inner = outer.join("inner");
    let _ = fs::remove_dir_all(&outer);
    fs::create_dir_all(inner.join("below")).unwrap();
    let text = "An engineer of many years of experience. ".repeat(3);
    for file in [outer.join("secret.md"), inner.join("cv.md"), inner.join("below/cv.md")] {
        fs::write(file, &text).unwrap();
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../secret.md", inner.join("link.md")).unwrap();
        std::os::unix::fs::symlink("cv.md", inner.join("good-link.md")).unwrap();
        std::os::unix::fs::symlink("..", inner.join("up")).unwrap();
    }
    (inner, text)
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_resume_file_stays_in_its_folder() {
    let mock = mock().await;
    let (inner, text) = folders("confined");
    let file = inner.join("apps.jsonl");
    let absolute = inner.join("cv.md");
    let submit = |resume: &str, more: &[&str]| {
        fs::write(&file, json!({"applicationId": "app-1", "resumeFile": resume}).to_string())
            .unwrap();
        let arguments =
            [&["batch", "submit", JOB, file.to_str().unwrap()], &ABOUT[..], more].concat();
        run(nova_at(&mock.base_url(), &arguments))
    };
    for good in
        ["cv.md", "./below/../cv.md", "below/cv.md", "good-link.md", absolute.to_str().unwrap()]
    {
        assert_eq!(submit(good, &[]).code, 0, "{good}");
        let body: Value = serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap();
        assert_eq!(body["applications"][0]["resume"]["content"], text.as_str());
    }
    let requests = mock.requests().len();
    for bad in ["/etc/passwd", "../secret.md", "below/../../secret.md", "link.md", "up/secret.md"] {
        let refused = submit(bad, &[]);
        assert_eq!(refused.code, 1, "{bad}: {refused:?}");
        assert!(refused.error_line().contains("--allow-any-file"), "{bad}: {refused:?}");
    }
    assert_eq!(mock.requests().len(), requests, "nothing was sent");
    assert_eq!(submit("link.md", &["--allow-any-file"]).code, 0);
    assert_eq!(submit("../secret.md", &["--allow-any-file"]).code, 0);
}

/// Résumés of a run, from a row and from the folder of `--resumes`. Pipes must not block.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_resume_of_a_run_stays_in_its_folder() {
    let mock = mock().await;
    let (inner, text) = folders("confined-run");
    let made = std::process::Command::new("mkfifo").arg(inner.join("pipe.md")).status().unwrap();
    assert!(made.success());
    let (list, errors) = (inner.join("apps.jsonl"), inner.join("errors"));
    let folder = inner.to_str().unwrap();
    let start = |lines: &[String], more: &[&str]| {
        fs::remove_file(&errors).ok();
        fs::write(&list, lines.join("\n")).unwrap();
        let store = inner.join("runs.sqlite");
        let files = ["--store", store.to_str().unwrap(), "--errors", errors.to_str().unwrap()];
        let begin = ["run", "start", JOB, list.to_str().unwrap(), "--timeout", "60"];
        let arguments = [&begin[..], &files, &ABOUT, more].concat();
        run(nova_at(&mock.base_url(), &arguments))
    };
    let rows = |resumes: &[&str]| -> Vec<String> {
        let row = |(number, resume)| json!({"applicationId": format!("app-{number}"), "resumeFile": resume});
        resumes.iter().enumerate().map(|one| row(one).to_string()).collect()
    };
    let ids = |ids: &[&str]| -> Vec<String> {
        ids.iter().map(|id| json!({"applicationId": id}).to_string()).collect()
    };
    let good = ["cv.md", "./below/../cv.md", "good-link.md", inner.join("cv.md").to_str().unwrap()]
        .map(str::to_owned);
    let good: Vec<&str> = good.iter().map(String::as_str).collect();
    let outside =
        ["/etc/passwd", "../secret.md", "below/../../secret.md", "link.md", "up/secret.md"];
    for (lines, more, count, words) in [
        (rows(&outside), &[][..], 5, "--allow-any-file"),
        (rows(&["pipe.md", "below"]), &[], 2, "is not a regular file"),
        (ids(&["link"]), &["--resumes", folder], 1, "--allow-any-file"),
        (ids(&["pipe", "below"]), &["--resumes", folder], 2, "is not a regular file"),
        (
            ids(&["link"]),
            &["--resumes", folder, "--resume-text-command", "cat {}"],
            1,
            "--allow-any-file",
        ),
    ] {
        let refused = start(&lines, &[more, &["--dry-run"]].concat());
        assert_eq!(refused.code, 5, "{lines:?}: {refused:?}");
        let problems = fs::read_to_string(&errors).unwrap();
        assert_eq!(problems.matches(words).count(), count, "{lines:?}: {problems}");
    }
    let pipe = inner.join("pipe.md");
    let refused = run(nova_at(
        &mock.base_url(),
        &[&["run", "start", JOB, pipe.to_str().unwrap()], &ABOUT[..]].concat(),
    ));
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stderr.contains("is not a regular file"), "{refused:?}");
    assert_eq!(mock.requests().len(), 0);
    let accepted = start(&rows(&good), &["--name", "good"]);
    assert_eq!(accepted.code, 0, "{accepted:?}");
    let accepted = start(&ids(&["cv", "good-link"]), &["--name", "folder", "--resumes", folder]);
    assert_eq!(accepted.code, 0, "{accepted:?}");
    let bodies: String =
        mock.requests().iter().map(|one| String::from_utf8_lossy(&one.body).into_owned()).collect();
    assert_eq!(bodies.matches(text.trim_end()).count(), 6);
    let accepted = start(&rows(&["../secret.md"]), &["--name", "any", "--allow-any-file"]);
    assert_eq!(accepted.code, 0, "{accepted:?}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_exposed_key_causes_a_warning() {
    use std::os::unix::fs::PermissionsExt as _;

    let mock = mock().await;
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("warned-key");
    fs::write(&file, KEY).unwrap();
    let with_mode = |mode: u32, more: &[&str]| {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let file = file.to_str().unwrap();
        let arguments = [&["limits", "--api-key-file", file], more].concat();
        let mut command = nova_at(&mock.base_url(), &arguments);
        command.env_remove("NOVA_API_KEY");
        run(command)
    };
    assert_eq!(with_mode(0o600, &[]).stderr, "");
    let open = with_mode(0o644, &[]);
    assert_eq!(open.code, 0);
    assert_eq!(open.stderr.matches("other users can read the key").count(), 1, "{open:?}");
    assert!(open.stderr.starts_with("warning: ") && open.stderr.contains("chmod 600"), "{open:?}");
    for quiet in ["--quiet", "--json"] {
        assert_eq!(with_mode(0o644, &[quiet]).stderr, "");
    }

    let live = "sk_live_CANARY0123456789";
    let other = nova_client_ext::mock::MockNova::builder().key(live).start().await.unwrap();
    let mut command = nova_at(&other.base_url(), &["limits"]);
    command.env("NOVA_API_KEY", live);
    let warned = run(command);
    assert_eq!(warned.stderr.matches("a live key is sent to 127.0.0.1").count(), 1, "{warned:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_data_can_come_from_files() {
    let mock = mock().await;
    let folder = crate::submit::folder(
        "personal",
        &[
            ("url", "https://cv.example/mock:7.pdf\n"),
            ("context", "Internal applicant"),
            ("answers", r#"[{"question": "When?", "answer": "In=March"}]"#),
        ],
    );
    let file = |name: &str| format!("{folder}/{name}");
    let (url, context, answers) = (file("url"), file("context"), file("answers"));
    let arguments = [
        &["score", JOB, "app-1", "--resume-url-file", &url, "--context-file", &context],
        &["--answer-file", &answers][..],
        &ABOUT,
    ]
    .concat();
    assert_eq!(run(nova_at(&mock.base_url(), &arguments)).code, 0);
    let body: Value = serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap();
    assert_eq!(body["resume"]["url"], "https://cv.example/mock:7.pdf");
    assert_eq!(
        body["applicationData"],
        json!({"context": "Internal applicant", "applicationAnswers": [{"question": "When?", "answer": "In=March"}]})
    );
    let none = run(nova_at(&mock.base_url(), &["score", JOB, "app-1", ABOUT[0], ABOUT[1]]));
    for option in ["--resume <FILE>", "--resume-url <URL>", "--resume-url-file <FILE>"] {
        assert!(none.error_line().contains(option), "all alternatives are named: {none:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_not_text_are_reported() {
    let mock = mock().await;
    let filler = "We look for an engineer of many years. ".repeat(3);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(filler.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let folder = crate::submit::folder("kinds", &[]);
    for (name, content, why) in [
        ("a.txt", format!("%PDF-1.4\n{filler}").into_bytes(), "PDF"),
        ("b.txt", format!("{{\\rtf1\\ansi {filler}}}").into_bytes(), "RTF"),
        ("c.txt", format!("<!DOCTYPE html><html><body>{filler}").into_bytes(), "HTML"),
        ("d.txt", utf16, "UTF-16"),
        ("e.txt", [&b"PK\x03\x04"[..], filler.as_bytes()].concat(), "URL instead"),
    ] {
        let file = format!("{folder}/{name}");
        fs::write(&file, content).unwrap();
        let arguments = [&["score", JOB, "app-1", "--resume", &file], &ABOUT[..]].concat();
        let refused = run(nova_at(&mock.base_url(), &arguments));
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.error_line().contains(why), "{why}: {refused:?}");
    }
    let file = format!("{folder}/bom.md");
    fs::write(&file, format!("\u{feff}{filler}")).unwrap();
    let arguments = [&["score", JOB, "app-1", "--resume", &file], &ABOUT[..]].concat();
    assert_eq!(run(nova_at(&mock.base_url(), &arguments)).code, 0);
    let body: Value = serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap();
    assert_eq!(body["resume"]["content"], filler.as_str(), "without the byte order mark");
}
