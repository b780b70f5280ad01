//! Security of the workflows: third-party actions are pinned by commit, checkouts keep no
//! credentials, and a job with write permission runs no code of a pull request.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

fn workflows() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.github/workflows");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = files.map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap()));
    let all: Vec<_> = read.collect();
    assert!(all.len() >= 4, "{} workflows", all.len());
    all
}

#[test]
fn actions_are_pinned_by_commit_and_checkouts_keep_no_credentials() {
    for (file, text) in workflows() {
        let mut actions = text.match_indices("uses: ").peekable();
        assert!(actions.peek().is_some(), "{file} uses no action");
        for (place, _) in actions {
            let rest = &text[place + "uses: ".len()..];
            let (action, commit) = rest.lines().next().unwrap().split_once('@').unwrap();
            let commit = commit.split(' ').next().unwrap();
            let is_commit = commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(is_commit, "{file}: {action}@{commit}");
            if action == "actions/checkout" {
                let step = rest.split("\n      - ").next().unwrap();
                assert!(step.contains("persist-credentials: false"), "{file}: {step}");
            }
        }
    }
}

#[test]
fn a_job_with_write_permission_runs_no_code_of_a_pull_request() {
    for (file, text) in workflows() {
        if !text.contains("pull_request") {
            continue;
        }
        let (head, jobs) = text.split_once("\njobs:").unwrap();
        assert!(!head.contains(": write"), "{file}");
        for job in jobs.split("\n\n").filter(|job| job.contains(": write")) {
            for runs in ["actions/checkout", "cargo "] {
                assert!(!job.contains(runs), "{file}: {job}");
            }
        }
    }
}
