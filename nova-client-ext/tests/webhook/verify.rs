//! Verification of genuine and forged webhooks.
//!
//! The signatures were computed with Python's `hmac` and `hashlib`: `hmac.new(key, before + body,
//! hashlib.sha256).hexdigest()`, with the key in each of its forms.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, HeaderName, HeaderValue};
use nova_client_ext::webhook::{HEADERS, KeyForm, Signed, SignedContent, Stamp, sign};
use nova_client_ext::{
    ApiKey, Error, ErrorKind,
    webhook::{Event, Verifier},
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::{SECRET, documented};

const BODY: &str = "{\"event\":\"score.failed\",\"tenantId\":\"acme-corp\",\"scoringJobId\":\"sj_1\",\"jobId\":\"job-1\",\
    \"applicationId\":\"app-1\",\"error\":{\"code\":\"TIMEOUT\",\"message\":\"Too slow – twice\"}}";
const ID: &str = "whd_0001";
const TIME: &str = "2025-01-15T10:30:15.000Z";
/// The signature of [`BODY`] with all of [`SECRET`].
const SIGNATURE: &str = "sha256=c0b6a7b2a9bd39241889e10363b8f5414000c60d0928e0c8b9726f85d1d6fc76";

fn verifier() -> Verifier {
    Verifier::new(SECRET).unwrap()
}

fn headers(signature: &str) -> [(&str, &str); 4] {
    [
        ("X-Webhook-Id", ID),
        ("X-Webhook-Signature", signature),
        ("X-Webhook-Event", "SCORE_FAILED"),
        ("X-Webhook-Timestamp", TIME),
    ]
}

/// Returns the error and asserts that it shows no secret, signature or body.
fn verification_error(outcome: Result<nova_client_ext::webhook::Delivery, Error>) -> Error {
    let error = outcome.expect_err("not genuine");
    let text = format!(
        "{error} {error:?} {:?}",
        std::error::Error::source(&error).map(ToString::to_string)
    );
    for secret in [SECRET, &SECRET[6..], "c0b6a7b2", "Too slow", "app-1"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    error
}

fn kind_and_text(
    outcome: Result<nova_client_ext::webhook::Delivery, Error>,
) -> (ErrorKind, String) {
    let error = verification_error(outcome);
    (error.kind(), error.to_string())
}

#[test]
fn signatures_of_another_implementation_are_genuine_in_every_scheme() {
    use KeyForm::{Base64AfterPrefix, Whole, WithoutPrefix};
    use SignedContent::{Body, IdDotTimestampDotBody, TimestampDotBody};

    let schemes = [
        (Whole, Body, "c0b6a7b2a9bd39241889e10363b8f5414000c60d0928e0c8b9726f85d1d6fc76"),
        (
            Whole,
            TimestampDotBody,
            "3be176780219d195d962741a5a7dd80cb50ead936d996860e7025e608884d6d6",
        ),
        (
            Whole,
            IdDotTimestampDotBody,
            "111ef9794dccd9de1df35c2b41b58a9c6d5f4d05334227bdd561836cf1434a5f",
        ),
        (WithoutPrefix, Body, "99aa538c7f5b4a80398af323dfc37b589cee64e69993741790cd0dbd252d995a"),
        (
            WithoutPrefix,
            TimestampDotBody,
            "2e2afd94ea05f33945a014462fe12df042161f991cc27c566699a6a61ef68d95",
        ),
        (
            WithoutPrefix,
            IdDotTimestampDotBody,
            "6c7e799713fc5c809cfe5b9b0ec2553e729320209bf794a3c2e330ab0f700121",
        ),
        (
            Base64AfterPrefix,
            Body,
            "e7a274f819a3a042848129edfd0f4a1724bda5885b072a5452f23d2bde0efe8d",
        ),
        (
            Base64AfterPrefix,
            TimestampDotBody,
            "b4958d039acaa8c2a80f04287c5a7750eac33b0d59bc1f35aefe124d818fbcca",
        ),
        (
            Base64AfterPrefix,
            IdDotTimestampDotBody,
            "82639bb1b6150a91624a28197d7b89d084800d40ec289c6ca38fc846bf875f2d",
        ),
    ];
    for (form, content, digits) in schemes {
        let verifier = verifier().key_form(form).unwrap().signed_content(content);
        for (other_form, other_content, other) in schemes {
            let signature = format!("sha256={other}");
            let outcome = verifier.verify(&headers(&signature), BODY);
            let same = (form, content) == (other_form, other_content);
            assert_eq!(
                outcome.is_ok(),
                same,
                "{form:?} {content:?}: {other_form:?} {other_content:?}"
            );
        }
        // Our signature equals that of the other implementation.
        let at = DateTime::parse_from_rfc3339(TIME).unwrap().to_utc();
        let signed = verifier.sign_as(&Stamp::new("score.failed").id(ID).at(at), BODY).unwrap();
        assert_eq!(signed.headers["x-webhook-signature"], format!("sha256={digits}"));
        assert_eq!(signed.headers["x-webhook-timestamp"], TIME);
        assert_eq!(signed.headers["x-webhook-event"], "SCORE_FAILED");
    }
}

#[test]
fn a_published_signature_of_standard_webhooks_is_genuine() {
    let verifier = Verifier::new("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").unwrap();
    let verifier = verifier.key_form(KeyForm::Base64AfterPrefix).unwrap();
    let verifier = verifier.signed_content(SignedContent::IdDotTimestampDotBody);
    let headers = [
        ("x-webhook-id", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk"),
        ("x-webhook-timestamp", "1649367553"),
        ("x-webhook-event", "test"),
        // Published in Base64: tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=
        (
            "x-webhook-signature",
            "sha256=b59d48e3f843ca000980ee5363189277a49dd240d6ea13de9c37be6d36b72a4c",
        ),
    ];
    let delivery =
        verifier.verify(headers, r#"{"email":"test@example.com","username":"test_user"}"#).unwrap();
    assert_eq!(
        (delivery.id.as_str(), delivery.event.is_test()),
        ("msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", true)
    );
    // In seconds, as in Standard Webhooks.
    assert_eq!(delivery.timestamp.unwrap().to_rfc3339(), "2022-04-07T21:39:13+00:00");
}

#[test]
fn the_documented_bodies_are_read_unchanged() {
    for (schema, digits) in [
        ("ScoreCompletedEvent", "baa2fea919056471b3f27fc59a28d51e5eff99f1b7ce916b74824165e898ff4a"),
        ("ScoreFailedEvent", "6e9692f5290869ae313b4a0108ba2a649322a5bcd271ba4b8e1fb7fe463f4aff"),
        ("BatchCompletedEvent", "5ee8b9169144a54e6e936fa563dd0cffa37516bffd628b41cf8dd72e6227d105"),
    ] {
        let signature = format!("sha256={digits}");
        let delivery = verifier().verify(&headers(&signature), documented(schema)).unwrap();
        assert_eq!(delivery.id, ID);
        assert_eq!(delivery.timestamp.unwrap().to_rfc3339(), "2025-01-15T10:30:15+00:00");
        let value: serde_json::Value = serde_json::from_slice(&documented(schema)).unwrap();
        assert_eq!(
            delivery.event.name(),
            value["event"],
            "the name in the body has precedence over the header"
        );
        assert_eq!(
            serde_json::to_value(&delivery.event).unwrap(),
            value,
            "serialized as in the vendor's documentation"
        );
    }
}

#[test]
fn headers_are_accepted_in_the_types_of_frameworks() {
    let pairs = headers(SIGNATURE);
    let owned: Vec<(String, Vec<u8>)> = pairs
        .iter()
        .map(|(name, value)| (name.to_uppercase(), value.as_bytes().to_vec()))
        .collect();
    let map: HashMap<&str, &str> = pairs.into();
    let tree: BTreeMap<String, String> =
        pairs.iter().map(|(name, value)| (name.to_lowercase(), (*value).to_owned())).collect();
    let http: HeaderMap = pairs
        .iter()
        .map(|(name, value)| {
            (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap())
        })
        .collect();
    let verifier = verifier();
    for outcome in [
        verifier.verify(pairs, BODY),
        verifier.verify(&pairs, BODY.as_bytes()),
        verifier.verify(&pairs[..], String::from(BODY)),
        verifier.verify(&owned, bytes::Bytes::from(BODY)),
        verifier.verify(owned.clone(), BODY),
        verifier.verify(&map, BODY),
        verifier.verify(&tree, BODY),
        verifier.verify(tree, BODY),
        verifier.verify(&http, BODY),
        verifier.verify(http.iter(), BODY),
    ] {
        assert_eq!(outcome.unwrap().id, ID);
    }
}

#[test]
fn every_secret_of_a_rotation_is_accepted_and_no_other() {
    let verifier = Verifier::new("whsec_new")
        .unwrap()
        .additional_secret(SECRET)
        .unwrap()
        .additional_secret("whsec_older")
        .unwrap();
    for secret in ["whsec_new", SECRET, "whsec_older"] {
        let signed = sign(secret, &json!({"event": "score.unknown"})).unwrap();
        verifier.verify(&signed.headers, &signed.body).unwrap();
    }
    for secret in ["whsec_next", "whsec_n", "whsec_ne", "whsec_new0"] {
        let Signed { headers, body, .. } =
            sign(secret, &json!({"event": "score.unknown"})).unwrap();
        let (kind, why) = kind_and_text(verifier.verify(&headers, &body));
        assert_eq!(kind, ErrorKind::InvalidSignature);
        assert_eq!(
            why,
            "the webhook is not genuine: its signature was created with none of the secrets"
        );
    }
}

#[test]
fn an_invalid_signature_is_not_genuine() {
    let digits = &SIGNATURE["sha256=".len()..];
    let upper = format!("sha256={}", digits.to_uppercase());
    let padded = format!(" {SIGNATURE}\t");
    for good in [SIGNATURE, upper.as_str(), padded.as_str()] {
        verifier().verify(&headers(good), BODY).unwrap();
    }
    for (bad, why) in [
        (String::new(), "is empty"),
        ("   ".to_owned(), "is empty"),
        (digits.to_owned(), "does not begin with sha256="),
        (format!("sha1={digits}"), "does not begin with sha256="),
        (format!("SHA256={digits}"), "does not begin with sha256="),
        (format!("v1,{digits}"), "does not begin with sha256="),
        ("sha256=".to_owned(), "is not 64 hexadecimal digits"),
        (format!("sha256={}", &digits[1..]), "is not 64 hexadecimal digits"),
        (format!("sha256={}", &digits[2..]), "is not 64 hexadecimal digits"),
        (format!("sha256={digits}00"), "is not 64 hexadecimal digits"),
        (format!("sha256= {}", &digits[1..]), "is not 64 hexadecimal digits"),
        (format!("sha256={}g", &digits[1..]), "is not 64 hexadecimal digits"),
        (format!("sha256={}ü", &digits[2..]), "is not 64 hexadecimal digits"),
        (format!("{SIGNATURE},{SIGNATURE}"), "is not 64 hexadecimal digits"),
        (format!("sha256={}", "0".repeat(64)), "created with none of the secrets"),
        (format!("sha256={}", digits.replacen('c', "d", 1)), "created with none of the secrets"),
    ] {
        let (kind, text) = kind_and_text(verifier().verify(&headers(&bad), BODY));
        assert_eq!(kind, ErrorKind::InvalidSignature, "{bad}");
        assert!(text.contains(why), "{bad}: {text}");
    }
    for body in ["", " ", &BODY[1..], &format!("{BODY}\n"), &BODY.replace("app-1", "app-2")] {
        assert_eq!(
            kind_and_text(verifier().verify(&headers(SIGNATURE), body)).0,
            ErrorKind::InvalidSignature,
            "{body}"
        );
    }
}

#[test]
fn headers_that_are_missing_or_present_twice() {
    let all = headers(SIGNATURE);
    let without =
        |name: &str| all.into_iter().filter(|(other, _)| *other != name).collect::<Vec<_>>();
    let twice = |name: &'static str, value: &'static str| [&all[..], &[(name, value)]].concat();

    let (kind, why) = kind_and_text(verifier().verify(without("X-Webhook-Signature"), BODY));
    assert_eq!(
        (kind, why.ends_with("X-Webhook-Signature is missing")),
        (ErrorKind::InvalidSignature, true),
        "{why}"
    );
    let none: [(&str, &str); 0] = [];
    assert_eq!(kind_and_text(verifier().verify(none, BODY)).0, ErrorKind::InvalidSignature);
    // Two different signatures are ambiguous, even if one of them is valid.
    let (kind, why) =
        kind_and_text(verifier().verify(twice("x-webhook-signature", "sha256=00"), BODY));
    assert_eq!((kind, why.contains("several times")), (ErrorKind::InvalidSignature, true), "{why}");
    verifier().verify(twice("x-webhook-signature", SIGNATURE), BODY).unwrap();

    // Genuine, but without a unique id, repeats cannot be recognised.
    for (headers, why) in [
        (without("X-Webhook-Id"), "X-Webhook-Id is missing"),
        (twice("X-WEBHOOK-ID", "whd_0002"), "X-Webhook-Id is present several times"),
    ] {
        let (kind, text) = kind_and_text(verifier().verify(headers, BODY));
        assert_eq!(kind, ErrorKind::Decode);
        assert!(text.contains(why), "{text}");
    }
    // The other headers are optional: the body contains their data.
    let delivery = verifier().verify(without("X-Webhook-Event"), BODY).unwrap();
    assert!(matches!(delivery.event, Event::ScoreFailed(_)));
    assert_eq!(verifier().verify(without("X-Webhook-Timestamp"), BODY).unwrap().timestamp, None);
    let odd =
        [&without("X-Webhook-Timestamp")[..], &[("X-Webhook-Timestamp", "yesterday")]].concat();
    assert_eq!(verifier().verify(odd, BODY).unwrap().timestamp, None);

    // A signed header must be present.
    for (content, name) in [
        (SignedContent::TimestampDotBody, "X-Webhook-Timestamp"),
        (SignedContent::IdDotTimestampDotBody, "X-Webhook-Id"),
    ] {
        let (kind, why) =
            kind_and_text(verifier().signed_content(content).verify(without(name), BODY));
        assert_eq!(kind, ErrorKind::InvalidSignature);
        assert!(why.contains(&format!("{name}, which is signed, is missing")), "{why}");
    }
    let raw = headers(SIGNATURE).map(|(name, value)| (name, value.as_bytes().to_vec()));
    let garbled = [&raw[..3], &[("X-Webhook-Signature", vec![0xff])]].concat();
    assert_eq!(kind_and_text(verifier().verify(&garbled, BODY)).0, ErrorKind::InvalidSignature);
}

#[tokio::test(start_paused = true)]
async fn age_is_checked_only_with_a_tolerance() {
    let strict = verifier().tolerance(Duration::from_secs(300));
    let send = |minutes: i64| {
        let at = Utc::now() + TimeDelta::minutes(minutes);
        verifier()
            .sign_as(&Stamp::new("score.unknown").at(at), r#"{"event":"score.unknown"}"#)
            .unwrap()
    };
    for (minutes, fresh) in
        [(0, true), (-4, true), (4, true), (-6, false), (6, false), (-600_000, false)]
    {
        let Signed { headers, body, .. } = send(minutes);
        verifier().verify(&headers, &body).unwrap();
        strict.clone().without_tolerance().verify(&headers, &body).unwrap();
        let outcome = strict.verify(&headers, &body);
        assert_eq!(outcome.is_ok(), fresh, "{minutes} minutes: {outcome:?}");
        if !fresh {
            let (kind, why) = kind_and_text(outcome);
            assert_eq!(kind, ErrorKind::InvalidSignature);
            assert!(why.contains("differs from now by more than 300s"), "{why}");
        }
    }
    let mut signed = send(0);
    for (text, why) in
        [("yesterday", "not an ISO 8601 time"), ("1736937015", "differs from now"), ("", "empty")]
    {
        signed.headers.insert("x-webhook-timestamp", HeaderValue::from_str(text).unwrap());
        let (kind, text) = kind_and_text(strict.verify(&signed.headers, &signed.body));
        assert_eq!((kind, text.contains(why)), (ErrorKind::InvalidSignature, true), "{text}");
    }
    signed.headers.remove("x-webhook-timestamp");
    assert!(
        verification_error(strict.verify(&signed.headers, &signed.body))
            .to_string()
            .contains("is missing")
    );

    // The age follows simulated time.
    let Signed { headers, body, .. } = strict.sign(&json!({"event": "score.unknown"})).unwrap();
    strict.verify(&headers, &body).unwrap();
    tokio::time::advance(Duration::from_secs(301)).await;
    assert!(strict.verify(&headers, &body).is_err());
}

#[test]
fn a_comment_in_a_secret_file_is_not_a_key() {
    let verifier = Verifier::from_file_content("\u{feff}# whsec_comment\n\nA='whsec_a'\nwhsec_b\n");
    let verifier = verifier.unwrap();
    for (secret, is_genuine) in [("whsec_a", true), ("whsec_b", true), ("whsec_comment", false)] {
        let signed = sign(secret, &json!({"event": "score.unknown"})).unwrap();
        assert_eq!(verifier.verify(&signed.headers, &signed.body).is_ok(), is_genuine, "{secret}");
    }
    for bad in ["", "# whsec_a", "whsec_a\n# fine\nnot a secret"] {
        let error = Verifier::from_file_content(bad).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    }
    let key = "# mine\nNOVA_API_KEY=\"sk_test_0123456789abcdef\"\n";
    assert!(ApiKey::from_file_content(key).is_ok());
    assert!(ApiKey::from_file_content(format!("{key}sk_test_other")).is_err());
}

#[test]
fn the_same_bytes_are_not_genuine_under_another_id_and_timestamp() {
    let strict = verifier().signed_content(SignedContent::IdDotTimestampDotBody);
    let body = r#"2025-01-15T10:30:15Z.{"event":"score.unknown"}"#;
    let signed = strict.sign_as(&Stamp::new("score.unknown").id("x"), body).unwrap();
    let header = |name: &str| signed.headers[name].to_str().unwrap().to_owned();
    let (at, signature) = (header("x-webhook-timestamp"), header("x-webhook-signature"));
    let present = |id: &str, at: &str, body: &str| {
        let headers = [
            ("x-webhook-id", id),
            ("x-webhook-timestamp", at),
            ("x-webhook-signature", signature.as_str()),
        ];
        kind_and_text(strict.verify(&headers, body))
    };
    // With the signed headers the body is genuine, but not JSON.
    assert_eq!(present("x", &at, body).0, ErrorKind::Decode);
    let (shifted, rest) = (format!("x.{at}"), body.split_once('.').unwrap());
    let (kind, why) = present(&shifted, rest.0, rest.1);
    assert_eq!(kind, ErrorKind::InvalidSignature);
    assert!(why.contains("X-Webhook-Id, which is signed, contains a full stop"), "{why}");
    let (seconds, fraction) = at.split_once('.').unwrap();
    let (kind, why) = present("x", seconds, &format!("{fraction}.{body}"));
    assert_eq!(kind, ErrorKind::InvalidSignature);
    assert!(why.contains("is not an ISO 8601 time with an offset"), "{why}");
}

#[test]
fn invalid_secrets_are_rejected_and_not_shown() {
    for bad in ["", " ", "\n", "whsec_", "whsec_CANARY\n", " whsec_CANARY", "whsec_CAN\0ARY"] {
        for error in
            [Verifier::new(bad).unwrap_err(), verifier().additional_secret(bad).unwrap_err()]
        {
            assert_eq!(error.kind(), ErrorKind::Invalid);
            let text = format!("{error} {error:?}");
            assert!(text.contains("the webhook secret") && !text.contains("CANARY"), "{text}");
        }
    }
    let key_form_error =
        |secret: &str, form| Verifier::new(secret).unwrap().key_form(form).unwrap_err().to_string();
    for bad in ["CANARY", "# whsec_CANARY", "NAME=whsec_CANARY", "\u{feff}whsec_CANARY"] {
        let text = Verifier::new(bad).unwrap_err().to_string();
        assert!(text.ends_with("does not begin with whsec_"), "{text}");
    }
    assert!(
        key_form_error("whsec_CANARY!", KeyForm::Base64AfterPrefix).contains("other than Base64")
    );
    let based = verifier().key_form(KeyForm::Base64AfterPrefix).unwrap();
    assert!(
        based
            .additional_secret("whsec_CANARY!")
            .unwrap_err()
            .to_string()
            .contains("other than Base64")
    );

    let verifier =
        Verifier::new("whsec_CANARY").unwrap().additional_secret("whsec_CANARY2").unwrap();
    let text = format!(
        "{verifier:?} {:#?}",
        verifier.sign(&json!({"event": "x", "verdict": "CANARY"})).unwrap()
    );
    assert!(!text.contains("CANARY") && !text.contains("sha256="), "{text}");
    assert!(text.contains("secrets: 2"), "{text}");
}

proptest! {
    #[test]
    fn only_the_signed_body_is_genuine(
        body in vec(any::<u8>(), 0..200),
        other in vec(any::<u8>(), 0..200),
        garbage in vec(any::<u8>(), 0..80),
        bit in 0..256_usize,
    ) {
        let verifier = verifier();
        let signed = verifier.sign_as(&Stamp::new("test"), body.clone()).unwrap();
        // A genuine body may only fail to decode.
        let outcome = verifier.verify(&signed.headers, &body);
        prop_assert!(outcome.is_ok() || outcome.unwrap_err().kind() == ErrorKind::Decode);
        if other != body {
            prop_assert_eq!(kind_and_text(verifier.verify(&signed.headers, &other)).0, ErrorKind::InvalidSignature);
        }
        let signature = signed.headers["x-webhook-signature"].to_str().unwrap();
        let mut bytes = hex::decode(&signature["sha256=".len()..]).unwrap();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let flipped = format!("sha256={}", hex::encode(bytes));
        prop_assert_eq!(kind_and_text(verifier.verify(&headers(&flipped), &body)).0, ErrorKind::InvalidSignature);
        let odd = [("x-webhook-signature", garbage)];
        prop_assert_eq!(kind_and_text(verifier.verify(&odd, &body)).0, ErrorKind::InvalidSignature);
    }
}

#[test]
fn header_names_match_the_contract() {
    let contract: serde_json::Value = serde_json::from_str(nova_client::CONTRACT).unwrap();
    let event = &contract["x-webhooks"]["score.completed"]["post"];
    let names = event["parameters"].as_array().unwrap().iter().map(|parameter| {
        let pointer = parameter["$ref"].as_str().unwrap().trim_start_matches('#');
        contract.pointer(pointer).unwrap()["name"].as_str().unwrap()
    });
    assert_eq!(names.collect::<Vec<_>>(), HEADERS);
}

#[test]
fn an_id_is_limited_to_255_bytes() {
    let verifier = verifier();
    for (length, fits) in [(255, true), (256, false), (390_000, false)] {
        let stamp = Stamp::new("test").id("i".repeat(length));
        let signed = verifier.sign_as(&stamp, "{}").unwrap();
        let outcome = verifier.verify(&signed.headers, &signed.body);
        assert_eq!(outcome.as_ref().is_ok(), fits, "{length}");
        if let Err(error) = outcome {
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(error.to_string().len() < 200, "{error}");
        }
    }
}
