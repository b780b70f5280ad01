//! `nova library …`.

use nova_client_ext::mock::MockNova;
use serde_json::json;

use crate::harness::{Outcome, TENANT, mock, nova_at, run};

fn library(mock: &MockNova, arguments: &[&str]) -> Outcome {
    run(nova_at(&mock.base_url(), &[&["library"], arguments].concat()))
}

#[tokio::test(flavor = "multi_thread")]
async fn criteria_are_added_changed_and_removed() {
    let mock = mock().await;
    assert_eq!(library(&mock, &["list"]).stdout, "No criteria\n");
    let kept =
        library(&mock, &["add", "Dutch \u{1b}[31m", "--category", "languages", "--json"]).object();
    assert_eq!(
        (&kept["criterion"]["category"], &kept["criterion"]["importance"]),
        (&json!("languages"), &json!("MUST_HAVE"))
    );
    library(&mock, &["add", "Go", "--importance", "preferred"]);
    let listed = library(&mock, &["list", "--json"]).object();
    assert_eq!(
        (&listed["criteria"][0]["text"], listed["criteria"].as_array().unwrap().len()),
        (&json!("Go"), 2)
    );
    let listed = library(&mock, &["list", "--category", "languages"]).stdout;
    assert!(
        listed.contains("Dutch") && !listed.contains("Go") && !listed.contains('\u{1b}'),
        "{listed}"
    );

    let id = kept["criterion"]["id"].as_str().unwrap();
    let edited =
        library(&mock, &["edit", id, "--text", "Fluent Dutch", "--no-category", "--json"]).object();
    assert_eq!(
        (&edited["criterion"]["text"], &edited["criterion"]["category"]),
        (&json!("Fluent Dutch"), &json!(null))
    );
    assert_eq!(library(&mock, &["remove", id]).stdout, format!("{id} is removed\n"));
    assert_eq!(mock.library(TENANT).len(), 1);
    let gone = library(&mock, &["remove", id]);
    assert!(
        gone.code == 1 && gone.error_line().contains("LIBRARY_CRITERION_NOT_FOUND"),
        "{gone:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_criteria_are_rejected_before_any_request() {
    let mock = mock().await;
    for (arguments, why) in [
        (&["add", " "][..], "the criterion's text is empty"),
        (&["add", "x", "--importance", "1"], "is none of"),
        (&["edit", "lib_1"], "changes nothing"),
        (&["edit", "lib_1", "--category", "x", "--no-category"], "cannot be used with"),
        (&["edit", "..", "--text", "x"], "the criterion id is"),
        (&["remove", ""], "the criterion id is empty"),
    ] {
        let outcome = library(&mock, arguments);
        assert_eq!(outcome.code, 2, "{outcome:?}");
        assert!(outcome.error_line().contains(why), "{why}: {outcome:?}");
    }
    assert_eq!(mock.connections(), 0);
}
