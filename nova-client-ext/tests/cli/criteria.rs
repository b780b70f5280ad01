//! `nova criteria …` and `nova questions …`.

use nova_client_ext::mock::MockNova;
use serde_json::{Value, json};

use crate::harness::{JOB, Outcome, TENANT, mock, nova_at, run, run_with_input};

fn criteria(mock: &MockNova, arguments: &[&str]) -> Outcome {
    run(nova_at(&mock.base_url(), &[&["criteria"], arguments].concat()))
}

fn texts(mock: &MockNova) -> Vec<String> {
    let (criteria, _) = mock.criteria(TENANT, JOB).unwrap();
    criteria.into_iter().map(|criterion| criterion.text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn criteria_are_set_changed_and_read() {
    let mock = mock().await;
    let set = criteria(
        &mock,
        &["set", JOB, "--nice-to-have", "Dutch", "--must-have", "Go", "--must-have", "Rust"],
    );
    assert_eq!((set.code, set.stderr.as_str()), (0, ""));
    assert_eq!(texts(&mock), ["Go", "Rust", "Dutch"]);
    let list = criteria(&mock, &["list", JOB]);
    assert_eq!(list.stdout, set.stdout);
    let words: Vec<Vec<&str>> =
        list.stdout.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(
        (&words[0][..], &words[3][1..]),
        (&["CRITERION", "IMPORTANCE", "TEXT"][..], &["nice-to-have", "Dutch"][..])
    );

    let added =
        criteria(&mock, &["add", JOB, "Leads", "--importance", "PREFERRED", "--json"]).object();
    assert_eq!(
        (&added["criterion"]["text"], &added["criterion"]["importance"]),
        (&json!("Leads"), &json!("PREFERRED"))
    );
    let id = added["criterion"]["id"].as_str().unwrap();
    let edited = criteria(
        &mock,
        &["edit", JOB, id, "--importance", "must-have", "--idempotency-key", "k-1", "--json"],
    );
    assert_eq!(edited.object()["criterion"]["importance"], "MUST_HAVE");
    assert_eq!(mock.requests().pop().unwrap().headers["idempotency-key"], "k-1");
    assert_eq!(
        criteria(&mock, &["remove", JOB, id, "--json"]).object()["criteria"]
            .as_array()
            .unwrap()
            .len(),
        3
    );

    let versions = criteria(&mock, &["versions", JOB, "--json"]).object();
    assert_eq!(versions["versions"].as_array().unwrap().len(), 5);
    let first = versions["versions"][0]["id"].as_str().unwrap();
    let first = criteria(&mock, &["versions", JOB, first, "--json"]).object();
    assert_eq!(
        (&first["version"]["version"], &first["version"]["status"]),
        (&json!(1), &json!("ARCHIVED"))
    );
    assert!(criteria(&mock, &["versions", JOB]).stdout.contains("active"));

    assert!(criteria(&mock, &["archive", JOB]).stdout.contains("are archived"));
    let none = criteria(&mock, &["list", JOB]);
    assert_eq!(none.code, 1);
    assert!(none.error_line().contains("CRITERIA_NOT_FOUND"), "{none:?}");
    assert!(!none.error_line().contains("check the ids"), "the ids are right: {none:?}");
    assert_eq!(
        criteria(&mock, &["set", JOB, "--none", "--json"]).object(),
        json!({"criteria": []})
    );
    assert_eq!(criteria(&mock, &["list", JOB]).stdout, "No criteria\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn set_reads_the_output_of_list() {
    let mock = mock().await;
    criteria(&mock, &["set", JOB, "--must-have", "Go", "--preferred", "Dutch"]);
    let saved = criteria(&mock, &["list", JOB, "--json"]).stdout;
    let mut command = nova_at(
        &mock.base_url(),
        &["criteria", "set", "job-2", "--from", "-", "--must-have", "Rust"],
    );
    command.arg("--json");
    let set = run_with_input(command, saved.as_bytes());
    let copied: Vec<Value> = set.object()["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["text"].clone())
        .collect();
    assert_eq!(copied, ["Go", "Dutch", "Rust"]);

    let requests = mock.requests().len();
    for (input, why) in [
        (&b"nonsense"[..], "standard input"),
        (b"\xff", "standard input"),
        (br#"{"criteria": [{"text": 1, "importance": "MUST_HAVE"}]}"#, "criteria[0].text"),
        (
            br#"{"criteria": [{"text": "Go", "importance": "VITAL"}]}"#,
            "criterion 1 has an importance that is none of MUST_HAVE",
        ),
        (br"{}", "criteria"),
    ] {
        let set = run_with_input(
            nova_at(&mock.base_url(), &["criteria", "set", JOB, "--from", "-"]),
            input,
        );
        assert_eq!(set.code, 1, "{set:?}");
        assert!(set.error_line().contains(why), "{why}: {set:?}");
    }
    let missing = criteria(&mock, &["set", JOB, "--from", "/no/such/file"]);
    assert_eq!(missing.code, 1);
    assert!(missing.error_line().starts_with("/no/such/file: cannot be read"), "{missing:?}");
    assert_eq!(mock.requests().len(), requests);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_revision_changes_nothing() {
    let mock = mock().await;
    let current = criteria(&mock, &["current", JOB, "--json"]).object();
    let seen = current["criteriaRevision"].as_str().unwrap();
    let text = criteria(&mock, &["current", JOB]).stdout;
    assert!(text.starts_with("Version 1 (cv_mock_1)") && text.contains(seen), "{text}");
    let set = |expect: &str| {
        criteria(&mock, &["set", JOB, "--must-have", "mine", "--expect", expect, "--json"])
    };
    assert_eq!(set(seen).code, 0);
    let stale = set(seen);
    assert_eq!(stale.code, 1);
    let error = stale.error_object();
    assert_eq!(
        (&error["kind"], &error["status"], &error["next"]),
        (&json!("stale_revision"), &json!(409), &Value::Null)
    );
    assert!(error["error"].as_str().unwrap().contains("read the current version"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_asked_shown_and_answered() {
    let mock = mock().await;
    let about = ["--title", "Engineer", "--company", "Acme", "--description", "Builds"];
    let questions =
        |arguments: &[&str]| run(nova_at(&mock.base_url(), &[&["questions"], arguments].concat()));
    let none = questions(&["show", JOB]);
    assert!(none.code == 1 && none.error_line().contains("QUESTION_SET_NOT_FOUND"), "{none:?}");
    let set = questions(&[&["create", JOB, "--json"], &about[..]].concat()).object()["questionSet"]
        .clone();
    assert_eq!(questions(&["show", JOB, "--json"]).object()["questionSet"], set);
    let (one, many) = (&set["questions"][0], &set["questions"][1]);
    let shown = questions(&["show", JOB, set["id"].as_str().unwrap()]).stdout;
    for question in [one, many] {
        for part in [&question["id"], &question["question"], &question["options"][1]] {
            assert!(shown.contains(part.as_str().unwrap()), "{part}: {shown}");
        }
    }
    let answer = |question: &Value, option: usize| {
        format!(
            "{}={}",
            question["id"].as_str().unwrap(),
            question["options"][option].as_str().unwrap()
        )
    };
    let generate = |answers: &[&str]| {
        let answers = answers.iter().flat_map(|answer| ["--answer", answer]);
        criteria(&mock, &[&["generate", JOB], &about[..], &answers.collect::<Vec<_>>()].concat())
    };
    let generated = generate(&[&answer(one, 0), &answer(many, 1), &answer(many, 2)]);
    assert_eq!(generated.code, 0, "{generated:?}");
    let body: Value = serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap();
    assert_eq!(body["answers"][1]["value"], json!([many["options"][1], many["options"][2]]));
    assert_eq!(generate(&[]).code, 0);

    for (answers, why) in [
        (&["secret-CHOICE"][..], "is not QUESTION=OPTION"),
        (&["q_none=secret-CHOICE"], "the question \"q_none\" is not in question set"),
        (&[&format!("{}=secret-CHOICE", one["id"].as_str().unwrap())], "is not one of its options"),
        (&[&answer(one, 0), &answer(one, 1)], "is given twice"),
        (&[&answer(one, 0)], "every question needs an answer"),
    ] {
        let refused = generate(answers);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.error_line().contains(why), "{why}: {refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_criteria_are_rejected_before_any_request() {
    let mock = mock().await;
    for (arguments, why) in [
        (&["list", ".."][..], "JOB: the job id is"),
        (&["set", JOB], "no criteria are given; --none"),
        (&["set", JOB, "--none", "--must-have", "x"], "cannot be used with"),
        (
            &["set", JOB, "--must-have", " "],
            "criterion 1 of the list: the criterion's text is empty",
        ),
        (
            &["set", JOB, "--must-have", "x", "--expect", ""],
            "the expected criteria revision is empty",
        ),
        (&["add", JOB, ""], "the criterion's text is empty"),
        (
            &["add", JOB, "x", "--importance", "vital"],
            "is none of must-have, preferred, nice-to-have",
        ),
        (&["add", JOB, "x", "--idempotency-key", ""], "the idempotency key"),
        (&["edit", JOB, "crit_1"], "changes nothing"),
        (&["edit", JOB, "..", "--text", "x"], "the criterion id is"),
        (&["remove", JOB, ""], "the criterion id is empty"),
        (&["versions", JOB, "."], "the criteria version id is"),
        (&["generate", JOB, "--title", "x", "--company", "x"], "--description"),
        (
            &["generate", JOB, "--title", "", "--company", "x", "--description", "x"],
            "the title of the job context is",
        ),
    ] {
        let outcome = criteria(&mock, arguments);
        assert_eq!(outcome.code, 2, "{outcome:?}");
        assert!(outcome.error_line().contains(why), "{why}: {outcome:?}");
    }
    assert_eq!(mock.connections(), 0);
}
