//! The sources of the key, the tenant and the base URL.

use std::fs;
use std::path::{Path, PathBuf};

use nova_client_ext::mock::{BatchScript, MockNova};

use crate::harness::{JOB, KEY, TENANT, mock, nova, run};

fn file(name: &str, content: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).unwrap();
    path
}

async fn mock_with_batch() -> (MockNova, String) {
    let mock = mock().await;
    let batch = mock.place_batch(TENANT, JOB, BatchScript::new().scored("app-1", 7));
    (mock, batch)
}

#[tokio::test(flavor = "multi_thread")]
async fn global_options_are_accepted_before_and_after_the_command() {
    let (mock, batch) = mock_with_batch().await;
    let url = mock.base_url();
    let flags =
        ["--api-key", KEY, "--tenant", TENANT, "--base-url", &url, "--timeout", "20", "--json"];
    let command = ["batch", "status", JOB, &batch];
    for arguments in [
        [&flags[..], &command[..]].concat(),
        [&command[..], &flags[..]].concat(),
        [&flags[..4], &command[..2], &flags[4..], &command[2..]].concat(),
    ] {
        let outcome = run(nova(&arguments));
        assert_eq!(outcome.code, 0, "{outcome:?}");
        assert_eq!(outcome.object()["batchId"], batch.as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn options_override_the_environment() {
    let (mock, batch) = mock_with_batch().await;
    let mut command = nova(&[
        "batch",
        "status",
        JOB,
        &batch,
        "--api-key",
        KEY,
        "--tenant",
        TENANT,
        "--base-url",
        &mock.base_url(),
    ]);
    command
        .env("NOVA_API_KEY", "nonsense")
        .env("NOVA_TENANT_ID", "..")
        .env("NOVA_BASE_URL", "nonsense");
    assert_eq!(run(command).code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_file_overrides_the_environment() {
    let (mock, batch) = mock_with_batch().await;
    for (name, content) in [
        ("key", format!("{KEY}\n")),
        ("key-crlf", format!("# acme\r\n\r\n{KEY}\r\n")),
        ("key-bare", KEY.into()),
        ("key-marked", format!("\u{feff}export NOVA_API_KEY='{KEY}'\n")),
    ] {
        let path = file(name, &content);
        let mut command =
            nova(&["batch", "status", JOB, &batch, "--api-key-file", path.to_str().unwrap()]);
        command
            .env("NOVA_API_KEY", "sk_test_wrong")
            .env("NOVA_TENANT_ID", TENANT)
            .env("NOVA_BASE_URL", mock.base_url());
        let outcome = run(command);
        assert_eq!(outcome.code, 0, "{name}: {outcome:?}");
    }
}

#[test]
fn other_lines_of_a_key_file_are_rejected_by_number_and_not_shown() {
    for (name, content, why) in [
        ("key-notes", format!("{KEY}\nCANARY"), "line 2 does not begin with sk_test_"),
        ("key-two", format!("{KEY}\n{KEY}2"), "contains several keys"),
        ("key-utf-16", "s\0k\0_\0".to_owned(), "UTF-16"),
    ] {
        let path = file(name, &content);
        let arguments = ["batch", "status", JOB, "sb_1", "--api-key-file", path.to_str().unwrap()];
        let mut command = nova(&arguments);
        command.env("NOVA_TENANT_ID", TENANT);
        let outcome = run(command);
        assert_eq!(outcome.code, 2, "{outcome:?}");
        let line = outcome.error_line();
        assert!(line.contains(why) && !line.contains("CANARY") && !line.contains(KEY), "{line}");
    }
}

#[test]
fn missing_or_invalid_settings_are_reported_by_name() {
    let status = ["batch", "status", JOB, "sb_1"];
    let empty = file("key-empty", "");
    let not_a_key = file("not-a-key", "hunter2\n");
    let directory = env!("CARGO_TARGET_TMPDIR");
    let key = ("NOVA_API_KEY", KEY);
    let tenant = ("NOVA_TENANT_ID", TENANT);
    for (more, environment, why) in [
        (vec![], vec![tenant], "no API key: NOVA_API_KEY is not set; set it"),
        (vec![], vec![key], "no tenant: set NOVA_TENANT_ID"),
        (vec![], vec![("NOVA_API_KEY", ""), tenant], "no API key: NOVA_API_KEY is not set; set it"),
        (
            vec![],
            vec![("NOVA_API_KEY", "hunter2"), tenant],
            "NOVA_API_KEY: the API key does not begin with",
        ),
        (vec![], vec![key, ("NOVA_TENANT_ID", "..")], "NOVA_TENANT_ID: the tenant id is"),
        (vec![], vec![key, tenant, ("NOVA_BASE_URL", "x")], "NOVA_BASE_URL: is not a URL"),
        (
            vec![],
            vec![key, tenant, ("NOVA_BASE_URL", "http://example.com")],
            "NOVA_BASE_URL: is plain http, which sends the key unencrypted; use https; http is for this",
        ),
        (
            vec!["--api-key-file", "/no/such/file"],
            vec![tenant],
            "/no/such/file: cannot be read: No such file",
        ),
        (vec!["--api-key-file", directory], vec![tenant], "cannot be read"),
        (
            vec!["--api-key-file", empty.to_str().unwrap()],
            vec![key, tenant],
            "key-empty: the API key is missing",
        ),
        (
            vec!["--api-key-file", not_a_key.to_str().unwrap()],
            vec![key, tenant],
            "not-a-key: the API key in line 1 does not begin with sk_test_",
        ),
        (vec!["--api-key", KEY, "--api-key-file", "x"], vec![tenant], "both given"),
    ] {
        let mut command = nova(&[&status[..], &more[..]].concat());
        command.envs(environment);
        let outcome = run(command);
        assert_eq!(outcome.code, 2, "{outcome:?}");
        assert!(outcome.error_line().contains(why), "{why}: {outcome:?}");
        assert!(!outcome.stderr.contains("hunter2"), "{outcome:?}");
    }
}
