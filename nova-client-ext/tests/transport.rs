//! The headers of a call and its tracing spans and events.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use nova_client_ext::criteria::NewCriterion;
use nova_client_ext::mock::{BatchScript, Fault, MockNova, MockResponse, StatusCode};
use nova_client_ext::{ErrorKind, Pacing};
use support::{batch, builder};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

type Fields = BTreeMap<String, String>;

/// Collects spans and events with their fields.
#[derive(Clone, Default)]
struct Collector {
    seen: Arc<Mutex<Vec<(&'static str, Fields)>>>,
    /// Disables the spans of this crate.
    without_own_spans: bool,
}

struct Visitor<'a>(&'a mut Fields);

impl Visit for Visitor<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        !(self.without_own_spans && metadata.target().starts_with("nova_client_ext"))
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::new();
        span.record(&mut Visitor(&mut fields));
        let mut seen = self.seen.lock().unwrap();
        seen.push((span.metadata().name(), fields));
        Id::from_u64(seen.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let index = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut Visitor(&mut self.seen.lock().unwrap()[index].1));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::new();
        event.record(&mut Visitor(&mut fields));
        self.seen.lock().unwrap().push(("event", fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Collector {
    fn named(&self, name: &str) -> Vec<Fields> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|(kind, _)| *kind == name).map(|(_, fields)| fields.clone()).collect()
    }
}

/// Tracing caches for all threads what is enabled, so that one test would switch off another's
/// spans.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test]
async fn a_call_records_on_its_own_span_and_never_on_the_callers() {
    use tracing::Instrument as _;

    let _lock = ONE_AT_A_TIME.lock().await;
    let mock = MockNova::start().await.unwrap();
    let id = mock.place_batch("acme-corp", "job-1", BatchScript::new().scored("app-1", 7));
    let nova = builder(&mock).build().unwrap();
    for without_own_spans in [false, true] {
        let collector = Collector { without_own_spans, ..Collector::default() };
        let _guard = tracing::subscriber::set_default(collector.clone());
        tracing::callsite::rebuild_interest_cache();
        let caller_span = tracing::info_span!(
            "caller",
            http.response.status_code = tracing::field::Empty,
            nova.attempts = tracing::field::Empty,
            error.r#type = tracing::field::Empty
        );
        let limited = MockResponse::error(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", true);
        mock.inject(Fault::respond(limited));
        batch(&nova, &id).status().instrument(caller_span.clone()).await.unwrap();
        batch(&nova, "sb-9").status().instrument(caller_span).await.unwrap_err();

        assert_eq!(
            collector.named("caller"),
            [Fields::new()],
            "nothing is recorded on the caller's span"
        );
        let calls = collector.named("nova.call");
        if without_own_spans {
            assert!(calls.is_empty());
            continue;
        }
        let [first, second] = &calls[..] else { panic!("{calls:?}") };
        let expected = [
            ("operation", "getScoringBatchStatus"),
            ("nova.bucket", "read_and_ops"),
            ("nova.tenant", "acme-corp"),
            ("http.request.method", "GET"),
            ("http.response.status_code", "200"),
            ("nova.attempts", "2"),
            ("nova.rate_limited", "1"),
        ];
        for (name, value) in expected {
            assert_eq!(first.get(name).map(String::as_str), Some(value), "{name}");
        }
        assert!(first.contains_key("nova.queued_ms") && first.contains_key("nova.trace_id"));
        assert!(!first.contains_key("error.type"));
        assert_eq!(second["http.response.status_code"], "404");
        assert_eq!(second["error.type"], ErrorKind::Api.as_str());
        let events = collector.named("event");
        let named =
            |message: &str| events.iter().filter(|event| event["message"] == message).count();
        assert_eq!((named("response received"), named("attempt failed")), (1, 2), "{events:?}");
    }
}

#[tokio::test]
async fn idempotency_keys_do_not_depend_on_the_callers_seed() {
    let _lock = ONE_AT_A_TIME.lock().await;
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).pacing(Pacing::off()).build().unwrap();
    let criteria = nova.tenant("acme-corp").unwrap().job("job-1").unwrap().criteria();
    let mut keys = Vec::new();
    for _ in 0..2 {
        fastrand::seed(42);
        let _ = criteria.add(NewCriterion::must_have("Rust")).await;
        let request = mock.requests().pop().unwrap();
        keys.push(request.headers["idempotency-key"].to_str().unwrap().to_owned());
    }
    assert_ne!(keys[0], keys[1]);
    assert!(keys.iter().all(|key| key.len() == 32), "{keys:?}");
}

#[tokio::test]
async fn headers_of_the_transport_are_rejected_and_others_are_sent_once() {
    let _lock = ONE_AT_A_TIME.lock().await;
    let mock = MockNova::start().await.unwrap();
    let nova = builder(&mock).build().unwrap();
    for name in [
        "content-type",
        "user-agent",
        "accept",
        "Accept-Encoding",
        "authorization",
        "x-tenant-id",
        "x_tenant_id",
        "proxy-authorization",
        "te",
        "Expect",
        "upgrade",
        "trailer",
        "transfer-encoding",
        "content-length",
        "connection",
        "host",
    ] {
        let call = batch(&nova, "sb-1").status().header(name, "text/plain");
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Invalid, "{name}");
    }
    assert!(mock.requests().is_empty(), "nothing was sent");
    let call = batch(&nova, "sb-1").status().header("x-request-source", "nightly");
    call.await.unwrap_err();
    let request = mock.requests().pop().unwrap();
    for name in ["x-request-source", "user-agent", "accept"] {
        assert_eq!(request.headers.get_all(name).iter().count(), 1, "{name}");
    }
}
