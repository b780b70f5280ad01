//! `nova score` and `nova batch submit`.

use std::fs;
use std::path::Path;

use nova_client_ext::mock::{ApplicationScript, Fault, MockNova, MockResponse, StatusCode};
use serde_json::{Value, json};

use crate::harness::{JOB, Outcome, TENANT, mock, nova_at, run, run_with_input};

pub(crate) const ABOUT: [&str; 2] = ["--job-description", "We look for an engineer."];
const SECRET: &str = "secret-RESUME";

pub(crate) fn line(id: &str, file: &str) -> String {
    json!({"applicationId": id, "resumeUrl": format!("https://cv.example/{file}.pdf")}).to_string()
}

pub(crate) fn with_file(mock: &MockNova, arguments: &[&str], file: &str) -> Outcome {
    run_with_input(nova_at(&mock.base_url(), &[arguments, &ABOUT].concat()), file.as_bytes())
}

/// Creates a folder with these files.
pub(crate) fn folder(name: &str, files: &[(&str, &str)]) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    folder.to_str().unwrap().to_owned()
}

pub(crate) fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["applicationId"].as_str().unwrap()).collect()
}

fn score(mock: &MockNova, arguments: &[&str]) -> Outcome {
    run(nova_at(&mock.base_url(), &[&["score", JOB], arguments, &ABOUT].concat()))
}

fn sent(mock: &MockNova) -> Value {
    serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_application_is_submitted_and_waited_for() {
    let mock = mock().await;
    let good = ["app-1", "--resume-url", "https://cv.example/mock:7.pdf"];
    let submitted = score(
        &mock,
        &[&good[..], &["--context", "Internal", "--answer", "When?=In=March"]].concat(),
    );
    assert_eq!((submitted.code, submitted.stderr.as_str()), (0, ""));
    assert!(
        submitted
            .stdout
            .starts_with("Application app-1 of job job-1, scoring job sj_mock_1: pending")
    );
    assert!(
        submitted.stdout.ends_with("What next: nova job wait job-1 app-1 sj_mock_1\n"),
        "{submitted:?}"
    );
    let data = json!({"context": "Internal", "applicationAnswers": [{"question": "When?", "answer": "In=March"}]});
    assert_eq!(sent(&mock)["applicationData"], data);

    mock.script_application(
        TENANT,
        JOB,
        ApplicationScript::scored("app-2", 8).assessment("a fine assessment"),
    );
    let good = ["app-2", "--resume-url", "https://cv.example/2.pdf", "--wait"];
    let waited = score(&mock, &[&good[..], &["--json"]].concat());
    assert_eq!((waited.code, waited.stderr.as_str()), (0, ""));
    // Nova's response, including the assessment, and its analysis.
    let object = waited.object();
    let as_nova_says =
        serde_json::to_value(&mock.scoring_jobs(TENANT, JOB, "app-2").unwrap()[0]).unwrap();
    assert_eq!(object["scoringJob"], as_nova_says);
    assert_eq!(object["scoringJob"]["assessment"]["verdict"], "a fine assessment");
    assert_eq!(
        (&object["outcome"], &object["remedy"], &object["next"]),
        (&json!("scored"), &Value::Null, &Value::Null)
    );
    let human = score(&mock, &good);
    assert!(human.code == 0 && human.stdout.contains(": scored 8"), "{human:?}");
    assert!(
        human.stdout.contains("only a rescore creates a new scoring job"),
        "the new résumé changed nothing: {human:?}"
    );
    assert!(!human.stdout.contains("assessment") && human.stderr.is_empty(), "{human:?}");
    let verbose = score(
        &mock,
        &["-v", "app-2", "--json", "--resume-url", &format!("https://cv.example/{SECRET}")],
    );
    assert!(verbose.code == 0 && verbose.stderr.contains("submitScoringJob"), "{verbose:?}");
    assert!(
        !verbose.stderr.contains(SECRET) && !verbose.stderr.contains("assessment"),
        "{verbose:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_application_needs_a_rescore() {
    let mock = mock().await;
    let failing = ["app-2", "--resume-url", "https://cv.example/mock:TIMEOUT.pdf"];
    let failed = score(&mock, &[&failing[..], &["--wait"]].concat());
    assert_eq!(failed.code, 5);
    assert!(
        failed.stdout.contains("failed, TIMEOUT") && failed.stdout.contains("What helps: rescore"),
        "{failed:?}"
    );
    let repeated = score(&mock, &failing);
    assert_eq!(repeated.code, 5);
    assert!(
        repeated.stdout.contains("only a rescore creates a new scoring job (--rescore)"),
        "{repeated:?}"
    );
    let repeated = score(&mock, &[&failing[..], &["--json"]].concat());
    assert_eq!((repeated.code, &repeated.object()["remedy"]), (5, &json!("rescore")));
    assert!(repeated.object()["next"].as_str().unwrap().contains("--rescore"));
    assert_eq!(mock.scoring_jobs(TENANT, JOB, "app-2").unwrap().len(), 1);

    let rescored = score(&mock, &[&failing[..], &["--rescore", "--wait", "--json"]].concat());
    assert_eq!((rescored.code, &rescored.object()["outcome"]), (0, &json!("scored")));
    assert_eq!(rescored.object()["scoringJob"]["isRescore"], true);
    // With an explicit version, which is the previous one.
    let named = score(&mock, &[&failing[..], &["--rescore", "cv_mock_1"]].concat());
    assert_eq!(named.code, 0, "{named:?}");
    assert_eq!(sent(&mock)["rescore"], json!({"enabled": true, "criteriaVersionId": "cv_mock_1"}));
    assert!(named.stdout.contains("one rescore for each version of the criteria"), "{named:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeout_is_pending() {
    let mock = mock().await;
    let stuck = [
        "app-1",
        "--resume-url",
        "https://cv.example/mock:STUCK.pdf",
        "--wait",
        "--timeout",
        "1.5",
    ];
    let human = score(&mock, &stuck);
    assert_eq!((human.code, human.stderr.as_str()), (3, ""));
    assert!(human.stdout.contains("scoring job sj_mock_1: pending"), "{human:?}");
    let machine = score(&mock, &[&stuck[..], &["--json"]].concat());
    assert_eq!((machine.code, &machine.object()["outcome"]), (3, &json!("pending")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_readme_work() {
    let mock = mock().await;
    let text = "An engineer of many years. ".repeat(3);
    let apps = [
        json!({"applicationId": "app-2", "resumeFile": "cv.md", "context": "c"}).to_string(),
        line("app-3", "mock:TIMEOUT"),
    ];
    let files = [
        ("cv.md", text.as_str()),
        ("job.md", "We look for an engineer."),
        ("apps.jsonl", &apps.join("\n")),
    ];
    let folder = folder("readme", &files);
    let inside = |arguments: &[&str]| {
        let mut command = nova_at(&mock.base_url(), arguments);
        command.current_dir(&folder);
        run(command)
    };
    let words = |line: &'static str| line.split_whitespace().collect::<Vec<_>>();
    let scored =
        inside(&words("score job_abc123 app-1 --resume cv.md --job-description-file job.md"));
    assert_eq!(scored.code, 0, "{scored:?}");
    assert_eq!(sent(&mock)["resume"], json!({"type": "text", "content": text}));
    let submitted =
        inside(&words("batch submit job_abc123 apps.jsonl --job-description-file job.md --wait"));
    assert_eq!(submitted.code, 4, "{submitted:?}");
    assert!(submitted.stdout.contains("2 accepted: 1 scored, 1 failed"), "{submitted:?}");
    let batch = submitted.stdout.split_whitespace().nth(1).unwrap();
    let retried = inside(&[
        "batch",
        "retry",
        "job_abc123",
        batch,
        "apps.jsonl",
        "--job-description-file",
        "job.md",
        "--wait",
    ]);
    assert_eq!(retried.code, 0, "{retried:?}");
    assert!(retried.stdout.contains("1 sent again, 0 not; 0 blocked"), "{retried:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_input_is_not_sent() {
    let mock = mock().await;
    let folder = folder(
        "refused",
        &[("cv.pdf", "%PDF-1.7 all ASCII"), ("long", &"x".repeat(15_001)), ("empty", "")],
    );
    let [pdf, long, empty] = ["cv.pdf", "long", "empty"].map(|name| format!("{folder}/{name}"));
    let url = ["--resume-url", "https://cv.example/a.pdf"];
    for (arguments, code, why) in [
        (&["app-1"][..], 2, "--resume"),
        (&["app-1", "--resume", "a", url[0], url[1]], 2, "cannot be used with"),
        (
            &["app-1", "--resume-url", "http://cv.example/secret"],
            2,
            "--resume-url: the résumé URL does not begin",
        ),
        (&["app-1", "--resume", "/no/such/file"], 1, "/no/such/file: cannot be read"),
        (&["app-1", "--resume", &pdf], 1, "cv.pdf: is PDF, not a text; Nova fetches PDF"),
        (
            &["app-1", url[0], url[1], "--role-knowledge-file", &long],
            1,
            "long: the role knowledge has 15001 characters",
        ),
        (&["..", url[0], url[1]], 2, "APPLICATION: the application id is"),
        (&["app-1", url[0], url[1], "--answer", "secret"], 2, "--answer: is not QUESTION=ANSWER"),
        (&["app-1", url[0], url[1], "--rescore", ""], 2, "--rescore: the criteria version"),
        (
            &["app-1", url[0], url[1], "--context", &"x".repeat(15_001)],
            2,
            "the context has 15001 characters",
        ),
        (
            &["app-1", "--resume", "-", "--role-knowledge-file", "-"],
            2,
            "standard input is given for more than one",
        ),
    ] {
        let outcome = score(&mock, arguments);
        assert_eq!(outcome.code, code, "{outcome:?}");
        assert!(
            outcome.error_line().contains(why) && !outcome.stderr.contains("secret"),
            "{why}: {outcome:?}"
        );
    }
    for (description, code) in
        [(&["--job-description", ""][..], 2), (&["--job-description-file", &empty], 1)]
    {
        let outcome = run(nova_at(
            &mock.base_url(),
            &[&["score", JOB, "app-1"], &url[..], description].concat(),
        ));
        assert_eq!(outcome.code, code, "{outcome:?}");
        assert!(outcome.error_line().contains("the job description is empty"), "{outcome:?}");
    }
    let short = with_file(&mock, &["score", JOB, "app-1", "--resume", "-"], "secret");
    assert_eq!(short.code, 1);
    assert!(
        short
            .error_line()
            .contains("standard input: the résumé text has 6 characters; at least 50"),
        "{short:?}"
    );
    let nothing = run(nova_at(
        &mock.base_url(),
        &["score", JOB, "app-1", "--resume-url", "https://cv.example/a"],
    ));
    assert!(nothing.code == 2 && nothing.error_line().contains("--job-description"), "{nothing:?}");
    assert_eq!(mock.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unusable_resume_is_an_error_with_advice() {
    let mock = mock().await;
    let outcome =
        score(&mock, &["app-1", "--resume-url", "https://cv.example/mock:RESUME_ENCRYPTED.pdf"]);
    assert_eq!(outcome.code, 1);
    let line = outcome.error_line();
    assert!(line.contains("422 RESUME_ENCRYPTED") && line.ends_with("new résumé file"), "{line}");
    mock.clear_criteria(TENANT, JOB);
    let outcome = score(&mock, &["app-1", "--resume-url", "https://cv.example/a.pdf", "--json"]);
    assert_eq!((outcome.code, &outcome.error_object()["remedy"]), (1, &json!("generate_criteria")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_submitted_from_a_file() {
    let mock = mock().await;
    let text = "x".repeat(60);
    let data = json!({"context": "d", "applicationAnswers": [{"question": "q", "answer": "a"}]});
    let file = [
        line("app-1", "mock:7"),
        String::new(),
        line("app-2", "mock:TIMEOUT"),
        line("app-3", "mock:RESUME_CORRUPTED"),
        json!({"applicationId": "app-4", "resumeText": text, "context": "c", "answers": [{"question": "q", "answer": "a"}]})
            .to_string(),
        json!({"applicationId": "app-5", "resume": {"type": "url", "url": "https://cv.example/mock:COSMIC_RAY"}}).to_string(),
        json!({"applicationId": "app-6", "resume": {"type": "text", "content": text}, "applicationData": data}).to_string(),
    ];
    let submit = ["batch", "submit", JOB, "-"];
    let submitted = with_file(&mock, &[&submit[..], &["--json"]].concat(), &file.join("\n"));
    // Some are rejected, so not all are accepted.
    assert_eq!((submitted.code, submitted.stderr.as_str()), (3, ""));
    let body = sent(&mock);
    assert_eq!(body["applications"].as_array().unwrap().len(), 6);
    assert_eq!(
        (
            &body["applications"][5]["applicationData"],
            &body["applications"][3]["applicationData"]["context"]
        ),
        (&data, &json!("c"))
    );
    let object = submitted.object();
    let batch = object["batchId"].as_str().unwrap().to_owned();
    assert_eq!(ids(&object["accepted"]), ["app-1", "app-2", "app-4", "app-5", "app-6"]);
    assert!(object["accepted"][0]["scoringJobId"].is_string());
    assert_eq!((ids(&object["rejections"]), &object["unaccounted"]), (vec!["app-3"], &json!([])));
    assert_eq!(
        (&object["rejections"][0]["remedy"], &object["traceId"]),
        (&json!("replace_resume"), &Value::Null)
    );

    // The same file again is the same batch, which has ended by now.
    let table = with_file(&mock, &submit, &file.join("\r\n"));
    assert_eq!(table.code, 4, "{table:?}");
    let table = table.stdout;
    assert!(
        table.starts_with(&format!("Batch {batch} of job {JOB}: 5 accepted, 1 rejected")),
        "{table}"
    );
    assert!(table.contains("RESUME_CORRUPTED") && table.contains("new résumé file"), "{table}");
    assert!(
        table.contains(&format!("What next: nova batch watch {JOB} {batch}; fix the causes")),
        "{table}"
    );
    let waited = with_file(&mock, &[&submit[..], &["--wait", "--json"]].concat(), &file.join("\n"));
    assert_eq!((waited.code, waited.stderr.as_str()), (4, ""));
    // First the result of the submit, then the report.
    let lines: Vec<Value> =
        waited.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [accepted, report] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((&accepted["batchId"], &accepted["existed"]), (&json!(batch), &json!(true)));
    assert_eq!(
        (&report["batchId"], &report["outcome"]),
        (&json!(batch), &json!("partial_failure"))
    );

    let whole = with_file(&mock, &submit, &line("app-7", "mock:7"));
    assert_eq!((whole.code, whole.stderr.as_str()), (0, ""));
    let waited = with_file(&mock, &[&submit[..], &["--wait"]].concat(), &line("app-7", "mock:7"));
    assert!(waited.code == 0 && waited.stdout.contains("1 accepted: 1 scored"), "{waited:?}");
    let stuck = with_file(
        &mock,
        &[&submit[..], &["--wait", "--timeout", "1.5"]].concat(),
        &line("app-8", "mock:STUCK"),
    );
    assert!(stuck.code == 3 && stuck.stdout.contains("1 pending"), "{stuck:?}");
    assert!(
        stuck.stderr.contains("1 accepted, 0 rejected"),
        "its id is known before the wait: {stuck:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_list_is_recognised() {
    let mock = mock().await;
    for (name, content, why) in [
        (
            "a.json",
            &b"[\n{\"applicationId\": \"a\"}\n]\n"[..],
            "looks like a JSON array; write one object per line",
        ),
        (
            "a.xlsx",
            b"PK\x03\x04\0\0\n\0\n\xff\n",
            "looks like an Excel workbook (or another zip); write JSON Lines",
        ),
        (
            "a.pdf",
            b"%PDF-1.7\n\xe2\xe3\n\n",
            "looks like a PDF; give the list of applications as FILE",
        ),
        (
            "a.csv",
            b"applicationId,resumeUrl\na,https://cv.example/a\n",
            "looks like CSV; it must be JSON Lines",
        ),
    ] {
        let folder = folder("other-kinds", &[]);
        let file = format!("{folder}/{name}");
        fs::write(&file, content).unwrap();
        let outcome =
            run(nova_at(&mock.base_url(), &["batch", "submit", JOB, &file, ABOUT[0], ABOUT[1]]));
        assert_eq!(outcome.code, 1, "{outcome:?}");
        let line = outcome.error_line();
        assert!(
            line.contains(&format!("{name}: {why}")) && line.ends_with("nothing was sent"),
            "{line}"
        );
    }
    let array = with_file(&mock, &["batch", "submit", JOB, "-"], "[{}]");
    assert!(array.error_line().contains("jq -c '.[]' > as-lines.jsonl"), "{array:?}");
    assert_eq!(mock.requests().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_invalid_line_is_reported_and_nothing_is_sent() {
    let mock = mock().await;
    let good = line("app-1", "a");
    for (bad, why) in [
        ("{".to_owned(), "line 2: it ends in the middle of the document"),
        ("[]".to_owned(), "line 2: "),
        (r#"{"resumeUrl": "https://cv.example/a"}"#.to_owned(), "line 2: applicationId is missing"),
        (r#"{"applicationId": "app-2"}"#.to_owned(), "line 2: application \"app-2\": it has no résumé"),
        (
            json!({"applicationId": "a", "resumeUrl": "https://cv.example/a", "resumeText": "x"}).to_string(),
            "it has more than one résumé",
        ),
        (
            json!({"applicationId": "a", "resumeUrl": format!("http://cv.example/{SECRET}")}).to_string(),
            "the résumé URL does",
        ),
        (json!({"applicationId": "a", "resumeText": SECRET}).to_string(), "the résumé text has 13 characters"),
        (
            json!({"applicationId": "a", "resume": {"type": "text", "content": SECRET}}).to_string(),
            "the résumé text has 13",
        ),
        (
            json!({"applicationId": "a", "resumeText": format!("<html>{SECRET}")}).to_string(),
            "resumeText is HTML, not a text; convert it",
        ),
        (
            json!({"applicationId": "a", "resume": {"type": "text", "content": format!("{{\\rtf1 {SECRET}")}})
                .to_string(),
            "resume.content is RTF, not a text; convert it",
        ),
        (json!({"applicationId": "a", "resume": {"type": SECRET}}).to_string(), "\"resume\" is neither a \"url\""),
        (json!({"applicationId": "a", "resumeFile": "/no/such/file"}).to_string(), "/no/such/file: cannot be read"),
        (json!({"applicationId": "..", "resumeUrl": "https://cv.example/a"}).to_string(), "line 2: the application id"),
        (
            json!({"applicationId": 7, "resumeUrl": "https://cv.example/a"}).to_string(),
            "line 2: applicationId is an integer, expected a string",
        ),
        (
            json!({"applicationId": "a", "resumeUrl": "https://cv.example/a", "contxt": SECRET}).to_string(),
            "line 2: it has a field \"contxt\" that is none of applicationId, resumeUrl",
        ),
        (
            json!({"applicationId": "a", "resumeUrl": "https://cv.example/a", "context": "x".repeat(15_001)})
                .to_string(),
            "the context has 15001 characters; at most 15000 are allowed",
        ),
        (
            json!({"applicationId": "a", "resumeUrl": "https://cv.example/a", "answers": [{"question": SECRET}]})
                .to_string(),
            "line 2: answers[0].answer is missing",
        ),
        (good.clone(), "line 2: application \"app-1\" is on line 1 already"),
    ] {
        let outcome = with_file(&mock, &["batch", "submit", JOB, "-"], &format!("{good}\n{bad}\n"));
        assert_eq!(outcome.code, 1, "{outcome:?}");
        let line = outcome.error_line();
        assert!(line.starts_with("standard input: line 2: ") && line.contains(why), "{why}: {line}");
        assert!(line.ends_with("nothing was sent") && !line.contains(SECRET), "{line}");
    }
    let all = with_file(&mock, &["batch", "submit", JOB, "-", "--json"], &"x\n".repeat(8));
    assert_eq!((all.code, &all.error_object()["kind"]), (1, &json!("input")));
    assert_eq!(all.stderr.matches(": it is not JSON").count(), 8, "{all:?}");
    let empty = with_file(&mock, &["batch", "submit", JOB, "-"], " \n\n");
    assert!(empty.error_line().contains("contains no application"), "{empty:?}");
    let many: Vec<String> = (0..26).map(|n| line(&format!("app-{n}"), "a")).collect();
    let many = with_file(&mock, &["batch", "submit", JOB, "-"], &many.join("\n"));
    assert_eq!(many.code, 1);
    assert!(
        many.error_line().contains("contains 26 applications; the maximum for one batch is 25"),
        "{many:?}"
    );
    let twice = ["batch", "submit", JOB, "-", "--job-description-file", "-"];
    let twice = run_with_input(nova_at(&mock.base_url(), &twice), good.as_bytes());
    assert!(twice.code == 2 && twice.error_line().contains("standard input"), "{twice:?}");
    assert_eq!(mock.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_batch_reports_each_application() {
    let mock = mock().await;
    mock.script_application(
        TENANT,
        JOB,
        ApplicationScript::rejected("app-1", "RESUME_EMPTY", "Empty", Some("blank")),
    );
    let file = [line("app-1", "a"), line("app-2", "mock:RESUME_FETCH_FAILED")].join("\n");
    let submit = ["batch", "submit", JOB, "-", "--wait"];
    let refused = with_file(&mock, &submit, &file);
    assert_eq!((refused.code, refused.stderr.as_str()), (5, ""));
    for part in [
        "No batch of job job-1 was created",
        "RESUME_EMPTY (blank): Empty",
        "RESUME_FETCH_FAILED",
        "new résumé URL",
    ] {
        assert!(refused.stdout.contains(part), "{part}: {refused:?}");
    }
    assert!(refused.stdout.contains(&mock.requests()[0].trace_id), "{refused:?}");
    let machine = with_file(&mock, &[&submit[..], &["--json"]].concat(), &file);
    assert_eq!((machine.code, machine.stderr.as_str()), (5, ""));
    let object = machine.object();
    assert_eq!(
        (&object["batchId"], &object["accepted"], &object["unaccounted"]),
        (&Value::Null, &json!([]), &json!([]))
    );
    let first = json!({"applicationId": "app-1", "code": "RESUME_EMPTY", "message": "Empty", "reason": "blank",
        "remedy": "replace_resume"});
    assert_eq!(object["rejections"][0], first);
    assert_eq!(object["rejections"][1]["remedy"], "refresh_resume_url");

    // A rejection without ids applies to all applications.
    let body =
        json!({"code": "VALIDATION_ERROR", "status": 422, "message": "no", "retryable": false})
            .to_string();
    mock.inject(Fault::respond(MockResponse::json(StatusCode::UNPROCESSABLE_ENTITY, body)));
    let machine = with_file(&mock, &[&submit[..], &["--json"]].concat(), &file);
    assert_eq!((machine.code, &machine.object()["unaccounted"]), (5, &json!(["app-1", "app-2"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_missing_in_the_response_is_reported() {
    let mock = mock().await;
    let batch = with_file(&mock, &["batch", "submit", JOB, "-", "--json"], &line("app-1", "a"))
        .object()["batchId"]
        .clone();
    let body = json!({"batch": {"id": batch, "jobId": JOB, "status": "pending", "totalJobs": 1, "completedJobs": 0,
        "failedJobs": 0, "createdAt": "2025-12-14T10:30:45Z", "completedAt": null}, "scoringJobIds": ["sj_1"],
        "acceptedApplications": [{"applicationId": "app-1", "scoringJobId": "sj_1"}], "rejectedApplications": []});
    let file = [line("app-1", "a"), line("app-2", "b")].join("\n");
    for (more, code) in [(&["--json"][..], 6), (&[], 6), (&["--wait"], 6)] {
        mock.inject(Fault::respond(MockResponse::json(StatusCode::ACCEPTED, body.to_string())));
        let outcome = with_file(&mock, &[&["batch", "submit", JOB, "-"], more].concat(), &file);
        assert_eq!(outcome.code, code, "{outcome:?}");
        assert!(format!("{}{}", outcome.stdout, outcome.stderr).contains("app-2"), "{outcome:?}");
    }
}
