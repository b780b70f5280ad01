//! `nova score`, `nova batch submit` and `nova batch retry`.

use nova_client_ext::mock::{ApplicationScript, MockNova};
use serde_json::{Value, json};

use crate::run::{JOB, Outcome, TENANT, mock, nova_at, run, run_with_input};

const ABOUT: [&str; 2] = ["--job-description", "We look for an engineer."];

fn line(id: &str, file: &str) -> String {
    json!({"applicationId": id, "resumeUrl": format!("https://cv.example/{file}.pdf")}).to_string()
}

fn with_file(mock: &MockNova, arguments: &[&str], file: &str) -> Outcome {
    run_with_input(nova_at(&mock.base_url(), &[arguments, &ABOUT].concat()), file.as_bytes())
}

fn score(mock: &MockNova, arguments: &[&str]) -> Outcome {
    run(nova_at(&mock.base_url(), &[&["score", JOB], arguments, &ABOUT].concat()))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_application_is_submitted_and_waited_for() {
    let mock = mock().await;
    let good = ["app-1", "--resume-url", "https://cv.example/mock:7.pdf"];
    let submitted = score(&mock, &[&good[..], &["--context", "Internal", "--answer", "When?=In=March"]].concat());
    assert_eq!((submitted.code, submitted.stderr.as_str()), (0, ""));
    assert!(submitted.stdout.starts_with("Application app-1 of job job-1, scoring job sj_mock_1: pending"));
    let body: Value = serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap();
    let data = json!({"context": "Internal", "applicationAnswers": [{"question": "When?", "answer": "In=March"}]});
    assert_eq!(body["applicationData"], data);

    let waited = score(&mock, &[&good[..], &["--wait", "--json"]].concat());
    assert_eq!(waited.code, 0, "{waited:?}");
    let report = waited.object();
    assert_eq!((&report["outcome"], &report["score"], &report["remedy"]), (&json!("scored"), &json!(7), &Value::Null));
    assert_eq!(report["scoringJobId"], "sj_mock_1");

    let failing = ["app-2", "--resume-url", "https://cv.example/mock:TIMEOUT.pdf"];
    let failed = score(&mock, &[&failing[..], &["--wait"]].concat());
    assert_eq!(failed.code, 5);
    assert!(failed.stdout.contains("failed, TIMEOUT") && failed.stdout.contains("What helps: rescore"), "{failed:?}");
    // A repeat makes nothing new, and says so by how it ends; a rescore does.
    assert_eq!(score(&mock, &failing).code, 5);
    let rescored = score(&mock, &[&failing[..], &["--rescore", "--wait", "--json"]].concat());
    assert_eq!((rescored.code, &rescored.object()["outcome"]), (0, &json!("scored")));

    let text = format!("{}\n", "An engineer of many years. ".repeat(3));
    let from_file = with_file(&mock, &["score", JOB, "app-3", "--resume", "-"], &text);
    assert_eq!(from_file.code, 0, "{from_file:?}");
    let body: Value = serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap();
    assert_eq!(body["resume"], json!({"type": "text", "content": text}));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_right_is_not_sent() {
    let mock = mock().await;
    let url = ["--resume-url", "https://cv.example/a.pdf"];
    for (arguments, code, why) in [
        (&["app-1"][..], 2, "--resume"),
        (&["app-1", "--resume-url", "http://cv.example/secret"], 2, "--resume-url: the résumé URL does not begin"),
        (&["app-1", "--resume", "/no/such/file"], 1, "/no/such/file: cannot be read"),
        (&["..", url[0], url[1]], 2, "APPLICATION: the application id is"),
        (&["app-1", url[0], url[1], "--answer", "secret"], 2, "--answer: is not QUESTION=ANSWER"),
        (&["app-1", url[0], url[1], "--criteria-version", "v"], 2, "--rescore"),
        (
            &["app-1", url[0], url[1], "--rescore", "--criteria-version", ""],
            2,
            "--criteria-version: the criteria version",
        ),
        (&["app-1", url[0], url[1], "--context", &"x".repeat(15_001)], 2, "the context has 15001 characters"),
    ] {
        let outcome = score(&mock, arguments);
        assert_eq!(outcome.code, code, "{outcome:?}");
        assert!(outcome.error_line().contains(why) && !outcome.stderr.contains("secret"), "{why}: {outcome:?}");
    }
    let short = with_file(&mock, &["score", JOB, "app-1", "--resume", "-"], "secret");
    assert_eq!(short.code, 1);
    assert!(short.error_line().contains("standard input: the résumé text has 6 characters; at least 50"), "{short:?}");
    let command = nova_at(&mock.base_url(), &[&["score", JOB, "app-1", "--resume", "-"], &ABOUT[..]].concat());
    let pdf = run_with_input(command, b"%PDF-1.7\xff\xfe");
    assert!(pdf.code == 1 && pdf.error_line().contains("--resume-url"), "{pdf:?}");
    let nothing = run(nova_at(&mock.base_url(), &["score", JOB, "app-1", "--resume-url", "https://cv.example/a"]));
    assert!(nothing.code == 2 && nothing.error_line().contains("--job-description"), "{nothing:?}");
    assert_eq!(mock.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_submitted_from_a_file_and_retried() {
    let mock = mock().await;
    let text = "x".repeat(60);
    let file = [
        line("app-1", "mock:7"),
        String::new(),
        line("app-2", "mock:TIMEOUT"),
        line("app-3", "mock:RESUME_CORRUPTED"),
        json!({"applicationId": "app-4", "resumeText": text, "context": "c", "answers": [{"question": "q", "answer": "a"}]})
            .to_string(),
        json!({"applicationId": "app-5", "resume": {"type": "url", "url": "https://cv.example/mock:COSMIC_RAY"}}).to_string(),
    ];
    let submit = ["batch", "submit", JOB, "-"];
    let submitted = with_file(&mock, &[&submit[..], &["--json"]].concat(), &file.join("\n"));
    assert_eq!((submitted.code, submitted.stderr.as_str()), (4, ""));
    let object = submitted.object();
    let batch = object["batchId"].as_str().unwrap().to_owned();
    let ids = |list: &Value| {
        list.as_array().unwrap().iter().map(|one| one["applicationId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&object["accepted"]), ["app-1", "app-2", "app-4", "app-5"]);
    assert_eq!((ids(&object["rejections"]), &object["unaccounted"]), (vec!["app-3".to_owned()], &json!([])));
    assert_eq!(object["rejections"][0]["remedy"], "replace_resume");
    // The same again is the same batch, as a table this time, and to its end the time after.
    let table = with_file(&mock, &submit, &file.join("\r\n")).stdout;
    assert!(table.starts_with(&format!("Batch {batch} of job {JOB}: 4 accepted, 1 rejected")), "{table}");
    assert!(table.contains("RESUME_CORRUPTED") && table.contains("new résumé file"), "{table}");
    let waited = with_file(&mock, &[&submit[..], &["--wait", "--json"]].concat(), &file.join("\n"));
    assert_eq!((waited.code, &waited.object()["outcome"]), (4, &json!("partial_failure")));
    assert_eq!(waited.object()["batchId"], batch.as_str());

    // app-3 has a new résumé, app-2 is missing from the file.
    let retry = ["batch", "retry", JOB, &batch, "-"];
    let again = [line("app-1", "new"), line("app-3", "new")].join("\n");
    let retried = with_file(&mock, &[&retry[..], &["--json"]].concat(), &again);
    assert_eq!((retried.code, retried.stderr.as_str()), (4, ""));
    let object = retried.object();
    assert_eq!((&object["jobId"], &object["batchId"]), (&json!(JOB), &json!(batch)));
    let [two, three] = object["applications"].as_array().unwrap().as_slice() else { panic!("{object}") };
    let told = json!({"applicationId": "app-2", "way": "rescore", "outcome": "declined", "scoringJobId": null,
        "error": "is not in standard input"});
    assert_eq!(two, &told);
    assert_eq!(
        (&three["way"], &three["outcome"], &three["error"]),
        (&json!("submit"), &json!("submitted"), &Value::Null)
    );
    assert_eq!(object["blocked"], json!(["app-5"]));
    let table = with_file(&mock, &retry, &line("app-2", "new"));
    assert!(
        table.stdout.contains("submitted as scoring job sj_mock_") && table.stdout.contains("blocked"),
        "{table:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_ends_by_how_much_of_it_went() {
    let mock = mock().await;
    let file = line("app-1", "mock:TIMEOUT");
    let batch = with_file(&mock, &["batch", "submit", JOB, "-", "--json"], &file).object()["batchId"].clone();
    let retry = ["batch", "retry", JOB, batch.as_str().unwrap(), "-"];
    assert_eq!(with_file(&mock, &retry, &line("app-9", "new")).code, 5);
    assert_eq!(with_file(&mock, &retry, &file).code, 0);
    let good = with_file(&mock, &["batch", "submit", JOB, "-", "--json"], &line("app-2", "mock:7")).object();
    let none = with_file(&mock, &["batch", "retry", JOB, good["batchId"].as_str().unwrap(), "-"], &file);
    assert_eq!((none.code, none.stdout.as_str()), (0, "Nothing to send again\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_line_is_named_and_nothing_is_sent() {
    let mock = mock().await;
    let good = line("app-1", "a");
    for (bad, why) in [
        ("{".to_owned(), "line 2: it ends in the middle of the document"),
        ("[]".to_owned(), "line 2: "),
        (r#"{"resumeUrl": "https://cv.example/a"}"#.to_owned(), "line 2: applicationId is missing"),
        (r#"{"applicationId": "app-2"}"#.to_owned(), "line 2: must have one of resume, resumeUrl and resumeText"),
        (
            json!({"applicationId": "a", "resumeUrl": "https://cv.example/a", "resumeText": "x"}).to_string(),
            "line 2: must",
        ),
        (
            json!({"applicationId": "a", "resumeUrl": "http://cv.example/secret"}).to_string(),
            "line 2: the résumé URL does",
        ),
        (json!({"applicationId": "a", "resumeText": "secret"}).to_string(), "line 2: the résumé text has 6 characters"),
        (json!({"applicationId": "..", "resumeUrl": "https://cv.example/a"}).to_string(), "line 2: the application id"),
        (
            json!({"applicationId": 7, "resumeUrl": "https://cv.example/a"}).to_string(),
            "line 2: applicationId is an integer, expected a string (column",
        ),
        (
            json!({"applicationId": "a", "resumeUrl": "https://cv.example/a", "contxt": "secret"}).to_string(),
            "line 2: contxt is no known member",
        ),
        (good.clone(), "line 2: names the same application as line 1"),
    ] {
        let file = format!("{good}\n{bad}\n");
        for arguments in [&["batch", "submit", JOB, "-"][..], &["batch", "retry", JOB, "sb_1", "-"]] {
            let outcome = with_file(&mock, arguments, &file);
            assert_eq!(outcome.code, 1, "{outcome:?}");
            let line = outcome.error_line();
            assert!(line.starts_with("standard input: ") && line.contains(why), "{why}: {line}");
            assert!(line.ends_with("nothing was sent") && !line.contains("secret"), "{line}");
        }
    }
    let all = with_file(&mock, &["batch", "submit", JOB, "-"], &"x\n".repeat(8));
    assert!(all.error_line().contains("line 5: ") && all.error_line().contains("and 3 more"), "{all:?}");
    let empty = with_file(&mock, &["batch", "submit", JOB, "-"], " \n\n");
    assert!(empty.error_line().contains("holds no application"), "{empty:?}");
    let many: Vec<String> = (0..26).map(|n| line(&format!("app-{n}"), "a")).collect();
    let many = with_file(&mock, &["batch", "submit", JOB, "-"], &many.join("\n"));
    assert_eq!(many.code, 1);
    assert!(many.error_line().contains("it has 26 applications; at most 25 are allowed"), "{many:?}");
    assert_eq!(mock.connections(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_batch_tells_of_each_application() {
    let mock = mock().await;
    mock.script_application(TENANT, JOB, ApplicationScript::rejected("app-1", "RESUME_EMPTY", "Empty", Some("blank")));
    let file = [line("app-1", "a"), line("app-2", "mock:RESUME_FETCH_FAILED")].join("\n");
    let refused = with_file(&mock, &["batch", "submit", JOB, "-"], &file);
    assert_eq!(refused.code, 1);
    let line = refused.error_line();
    assert!(line.contains("application \"app-1\" RESUME_EMPTY, blank: Empty; application \"app-2\""), "{line}");
    let error = with_file(&mock, &["batch", "submit", JOB, "-", "--json"], &file).error_object();
    assert_eq!(
        (&error["kind"], &error["status"], &error["remedy"]),
        (&json!("all_rejected"), &json!(422), &Value::Null)
    );
    let first = json!({"applicationId": "app-1", "code": "RESUME_EMPTY", "message": "Empty", "reason": "blank",
        "remedy": "replace_resume"});
    assert_eq!(error["rejections"][0], first);
    assert_eq!(error["rejections"][1]["remedy"], "refresh_resume_url");
}
