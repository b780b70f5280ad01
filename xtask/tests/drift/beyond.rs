//! Extensions of OpenAPI 3.0: webhooks, and the maximum size of requests.

use serde_json::{Value, json};

use crate::support::{expect, object, whole};

#[test]
fn webhooks_have_the_opposite_direction() {
    // 3.0 has no webhooks, so the common extension for them is used.
    for (version, keyword) in [("3.1.0", "webhooks"), ("3.0.3", "x-webhooks")] {
        let with = |schema: Value| {
            let request = json!({"content": {"application/json": {"schema": schema}}});
            let operation =
                json!({"requestBody": request, "responses": {"200": {"description": "ok"}}});
            json!({"openapi": version, "info": {"title": "t", "version": "1"}, "paths": {},
                keyword: {"scored": {"post": operation}}})
        };
        let (old, new) = (
            object(json!({"a": {"type": "string"}}), &["a"]),
            object(json!({"a": {"type": "string"}, "b": {"type": "integer"}}), &["a", "b"]),
        );
        let place = "POST webhook scored → request → b";
        expect(
            "required added",
            with(old.clone()),
            with(new.clone()),
            &[&format!("{place} | field-added | nsc")],
        );
        expect("required gone", with(new), with(old), &[&format!("{place} | field-removed | BBB")]);
    }
}

#[test]
fn sizes_of_requests() {
    let with = |bytes: Value| {
        let mut document = whole(
            json!({"/v1/a": {"get": {"operationId": "a", "responses": {"200": {"description": "ok"}}}}}),
        );
        document["x-nova-max-request-bytes"] = bytes;
        document
    };
    for (old, new, change) in [
        (json!(2), json!(1), "bound-tightened | BBc"),
        (json!(1), json!(2), "bound-loosened | nsc"),
        (json!(1), json!("2"), "unclassified | UUU"),
    ] {
        expect("size", with(old), with(new), &[&format!("document | {change}")]);
    }
}
