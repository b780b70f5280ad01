//! Invalid usage is rejected with exit code 2 before anything is sent.

use crate::harness::{JOB, TENANT, mock, nova, nova_at, run};

#[tokio::test(flavor = "multi_thread")]
async fn invalid_usage_is_rejected_before_any_request() {
    let mock = mock().await;
    let long = "x".repeat(256);
    let cases: &[(&[&str], &str)] = &[
        (&["", "sb_1"], "JOB: the job id is empty"),
        (&["..", "sb_1"], "JOB: the job id is \"..\""),
        (&[".", "sb_1"], "JOB: the job id is \".\""),
        (&["a\\b", "sb_1"], "JOB: the job id contains a backslash"),
        (&["a\nb", "sb_1"], "JOB: the job id contains a control character"),
        (&[&long, "sb_1"], "JOB: the job id is longer than 255 bytes"),
        (&[JOB, ""], "BATCH: the scoring batch id is empty"),
        (&[JOB, ".."], "BATCH: the scoring batch id is"),
        (&[JOB, "sb_1", "--tenant", ""], "--tenant: the tenant id is empty"),
        (&[JOB, "sb_1", "--tenant", "caf\u{e9}"], "--tenant: the tenant id contains"),
        (
            &[JOB, "sb_1", "--tenant", " acme"],
            "--tenant: the tenant id begins or ends with white space",
        ),
        (&[JOB, "sb_1", "--api-key", ""], "--api-key: the API key is empty"),
        (&[JOB, "sb_1", "--api-key", "hunter2"], "--api-key: the API key does not begin with"),
        (
            &[JOB, "sb_1", "--api-key", "sk_test_"],
            "--api-key: the API key has nothing after its prefix",
        ),
        (&[JOB, "sb_1", "--api-key", "sk_test_a b"], "--api-key: the API key contains white space"),
        (&[JOB, "sb_1", "--base-url", "nonsense"], "--base-url: is not a URL"),
        (&[JOB, "sb_1", "--base-url", "http://example.com"], "--base-url: is plain http"),
        (
            &[JOB, "sb_1", "--base-url", "https://u:p@example.com"],
            "--base-url: contains credentials",
        ),
        (&[JOB, "sb_1", "--timeout", "soon"], "is not a number of seconds"),
        (&[JOB, "sb_1", "--timeout", "0"], "leaves no time at all"),
        (&[JOB, "sb_1", "--timeout", "-1"], "is not a length of time"),
        (&[JOB, "sb_1", "--timeout", "NaN"], "is not a length of time"),
        (&[JOB, "sb_1", "--timeout", "1e9"], "is longer than a day"),
        (&[JOB], "<BATCH>"),
        (&[JOB, "sb_1", "sb_2"], "unexpected argument"),
        (&[JOB, "sb_1", "--tennant", "x"], "'--tenant'"),
    ];
    for (arguments, why) in cases {
        let arguments = [&["batch", "status"], *arguments].concat();
        let human = run(nova_at(&mock.base_url(), &arguments));
        assert_eq!(human.code, 2, "{human:?}");
        assert!(human.error_line().contains(why), "{why}: {human:?}");
        assert!(!human.stderr.contains("hunter2"), "{human:?}");

        let machine = run(nova_at(&mock.base_url(), &[&["--json"], &arguments[..]].concat()));
        assert_eq!(machine.code, 2);
        let object = machine.error_object();
        assert_eq!(object["kind"], "usage");
        assert_eq!(object["mayHaveBeenSent"], false);
        assert!(object["error"].as_str().unwrap().contains(why), "{why}: {object}");
    }
    assert_eq!(mock.connections(), 0);
}

#[test]
fn a_watch_without_batches_names_both_ways_to_give_them() {
    for (arguments, parts) in [
        (&["batch", "watch"][..], &["<JOB|--from <FILE>>", "<JOB> <BATCHES>... | --from"][..]),
        (&["batch", "watch", JOB], &["not provided: <BATCHES>...", "| --from <FILE>"]),
        (&["batch", "watch", JOB, "sb_1", "--from", "x"], &["cannot be used with"]),
        (&["batch", "watch", "--from", "/no/such/file"], &["no API key"]),
    ] {
        let outcome = run(nova(arguments));
        assert_eq!(outcome.code, 2, "{outcome:?}");
        for part in parts {
            assert!(outcome.error_line().contains(part), "{part}: {outcome:?}");
        }
    }
}

#[test]
fn without_a_command_the_help_is_an_error() {
    let groups = [
        "batch",
        "job",
        "schema",
        "criteria",
        "questions",
        "library",
        "delete",
        "analytics",
        "config",
    ];
    for arguments in [&[][..]].into_iter().chain(groups.each_ref().map(std::slice::from_ref)) {
        let outcome = run(nova(arguments));
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
        assert!(outcome.stderr.contains("Commands:"), "{outcome:?}");
    }
    let outcome = run(nova(&["--json", "batch"]));
    assert_eq!((outcome.code, &outcome.error_object()["kind"]), (2, &"usage".into()));
}

#[test]
fn help_and_version_are_no_errors() {
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["demo", "--help"],
        &["mock", "--help"],
        &["batch", "--help"],
        &["batch", "status", "--help"],
        &["batch", "report", "--help"],
        &["batch", "submit", "--help"],
        &["batch", "retry", "--help"],
        &["score", "--help"],
        &["job", "status", "--help"],
        &["job", "wait", "--help"],
        &["job", "latest", "--help"],
        &["schema", "report", "--help"],
        &["criteria", "list", "--help"],
        &["criteria", "current", "--help"],
        &["criteria", "versions", "--help"],
        &["criteria", "set", "--help"],
        &["criteria", "add", "--help"],
        &["criteria", "edit", "--help"],
        &["criteria", "remove", "--help"],
        &["criteria", "archive", "--help"],
        &["criteria", "generate", "--help"],
        &["questions", "create", "--help"],
        &["questions", "show", "--help"],
        &["library", "list", "--help"],
        &["library", "add", "--help"],
        &["library", "edit", "--help"],
        &["library", "remove", "--help"],
        &["delete", "application", "--help"],
        &["delete", "tenant", "--help"],
        &["delete", "status", "--help"],
        &["analytics", "overview", "--help"],
        &["analytics", "volume", "--help"],
        &["analytics", "latency", "--help"],
        &["analytics", "errors", "--help"],
        &["analytics", "webhooks", "--help"],
        &["limits", "--help"],
        &["completions", "--help"],
        &["config", "path", "--help"],
        &["config", "show", "--help"],
        &["config", "set", "--help"],
        &["man", "--help"],
        &["schema", "error", "--help"],
    ] {
        let outcome = run(nova(arguments));
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
        assert!(!outcome.stdout.contains('\u{1b}'), "no colour where there is no terminal");
        assert!(
            outcome.stdout.lines().all(|line| line.chars().count() <= 100),
            "{}",
            outcome.stdout
        );
        if arguments.last() == Some(&"--help") && arguments != ["batch", "--help"] {
            assert!(outcome.stdout.contains("Examples:\n  "), "{}", outcome.stdout);
        }
    }
}

#[test]
fn a_key_in_the_wrong_place_is_not_repeated() {
    let outcome = run(nova(&["sk_live_CANARY99"]));
    assert_eq!(outcome.code, 2);
    assert!(outcome.error_line().contains("[API key]"), "{outcome:?}");
    let outcome = run(nova(&["batch", "report", "sk_live_CANARY99"]));
    assert_eq!(outcome.code, 1);
    assert!(outcome.error_line().contains("[API key]"), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn unusual_ids_are_sent_unchanged() {
    let mock = mock().await;
    let outcome = run(nova_at(&mock.base_url(), &["batch", "status", "--", "-a/b c", "%2e%2e"]));
    assert_eq!(outcome.code, 1, "there is no such batch: {outcome:?}");
    assert_eq!(mock.requests()[0].path, "/v1/jobs/-a%2Fb%20c/scoring-batches/%252e%252e");
    assert_eq!(mock.requests()[0].tenant.as_deref(), Some(TENANT));
}
