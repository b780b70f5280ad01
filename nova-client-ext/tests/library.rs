//! The criteria library over a real socket.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use nova_client_ext::mock::MockNova;
use nova_client_ext::types::{CriterionImportance, ErrorCode};
use nova_client_ext::{
    ErrorKind, Tenant,
    library::{Change, LibraryCriterionUpdate, NewLibraryCriterion},
};
use serde_json::{Value, json};
use support::builder;

fn tenant(mock: &MockNova) -> Tenant {
    builder(mock).build().unwrap().tenant("acme-corp").unwrap()
}

fn sent(mock: &MockNova) -> Value {
    serde_json::from_slice(&mock.requests().pop().unwrap().body).unwrap()
}

#[tokio::test]
async fn a_criterion_is_added_read_changed_and_removed() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let library = tenant(&mock).library();
    assert!(library.list().await.unwrap().is_empty());
    let dutch = library
        .add(NewLibraryCriterion::must_have("Dutch").category("languages & more"))
        .await
        .unwrap();
    assert_eq!(
        sent(&mock),
        json!({"text": "Dutch", "importance": "MUST_HAVE", "category": "languages & more"})
    );
    let go = library.add(NewLibraryCriterion::nice_to_have("Go")).await.unwrap();
    assert_eq!(sent(&mock), json!({"text": "Go", "importance": "NICE_TO_HAVE"}));
    assert_eq!(library.list().await.unwrap(), [go.clone(), dutch.clone()], "newest first");
    assert_eq!(
        library.list_by_category("languages & more").await.unwrap(),
        std::slice::from_ref(&dutch)
    );
    assert!(library.list_by_category("languages").await.unwrap().is_empty());
    assert_eq!(library.get(&go.id).await.unwrap(), go);

    // Absent, null and a value are different.
    let edited =
        library.edit(&dutch.id, LibraryCriterionUpdate::new().text("Fluent Dutch")).await.unwrap();
    assert_eq!(sent(&mock), json!({"text": "Fluent Dutch"}));
    assert_eq!(
        (edited.text.as_str(), edited.category.as_deref()),
        ("Fluent Dutch", Some("languages & more"))
    );
    let edited = library
        .edit(&dutch.id, LibraryCriterionUpdate::new().category(Change::Clear))
        .await
        .unwrap();
    assert_eq!(sent(&mock), json!({"category": null}));
    assert_eq!((edited.text.as_str(), edited.category), ("Fluent Dutch", None));
    let edit =
        LibraryCriterionUpdate::new().category("people").importance(CriterionImportance::Preferred);
    let edited = library.edit(&dutch.id, edit).await.unwrap();
    assert_eq!(sent(&mock), json!({"category": "people", "importance": "PREFERRED"}));
    assert_eq!(edited.category.as_deref(), Some("people"));

    assert!(library.remove(&go.id).await.unwrap().success);
    let removed = library.get(&go.id).await.unwrap_err();
    assert_eq!(removed.code(), Some(&ErrorCode::LibraryCriterionNotFound));
    assert!(library.remove(&go.id).await.unwrap_err().is_not_found());
    assert!(
        library
            .edit(&go.id, LibraryCriterionUpdate::new().text("x"))
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert_eq!(mock.library("acme-corp"), [edited]);
    assert!(
        tenant(&mock).nova().tenant("globex").unwrap().library().list().await.unwrap().is_empty()
    );
}

#[tokio::test]
async fn changes_send_the_callers_or_a_generated_idempotency_key() {
    let mock = MockNova::builder().without_rate_limits().start().await.unwrap();
    let library = tenant(&mock).library();
    let added =
        library.add(NewLibraryCriterion::preferred("Go")).idempotency_key("key-1").await.unwrap();
    library
        .edit(&added.id, LibraryCriterionUpdate::new().text("x"))
        .idempotency_key("key-2")
        .await
        .unwrap();
    library.remove(&added.id).await.unwrap();
    let seen: Vec<_> =
        mock.requests().iter().map(|one| one.headers["idempotency-key"].clone()).collect();
    assert_eq!(seen[..2], ["key-1", "key-2"]);
    assert!(!seen[2].is_empty());
}

#[tokio::test]
async fn invalid_input_is_rejected_before_anything_is_sent() {
    let mock = MockNova::start().await.unwrap();
    let library = tenant(&mock).library();
    let new = LibraryCriterionUpdate::new;
    for (error, why) in [
        (
            library.add(NewLibraryCriterion::must_have(" ")).await.unwrap_err(),
            "the criterion's text is empty",
        ),
        (library.edit("lib_1", new()).await.unwrap_err(), "changes nothing"),
        (library.edit("lib_1", new().category(Change::Keep)).await.unwrap_err(), "changes nothing"),
        (library.edit("lib_1", new().text("")).await.unwrap_err(), "the criterion's text is empty"),
        (library.edit("", new().text("Go")).await.unwrap_err(), "the criterion id is empty"),
        (library.get("..").await.unwrap_err(), "the criterion id is"),
        (library.remove("a\\b").await.unwrap_err(), "the criterion id contains a backslash"),
    ] {
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Invalid, false));
        assert!(error.to_string().contains(why), "{why}: {error}");
    }
    assert_eq!(mock.connections(), 0);
}
