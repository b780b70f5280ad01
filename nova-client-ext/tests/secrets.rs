//! Nothing that is printed holds a key or an assessment: every public type and every kind of error, formatted every
//! way there is, with a key and a text that are known.

#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod support;

use nova_client_ext::mock::{Answer, ApplicationScript, BatchScript, Fault, MockNova, StatusCode};
use nova_client_ext::{ApiKey, Nova, RetryPolicy, Tenant};
use support::{CANARY, Printed, batch, builder, every_print};

const KEY: &str = "sk_live_CANARYcanaryCANARYcanary42";

fn clean(text: &str) {
    for secret in [KEY, &KEY["sk_live_".len()..], CANARY] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_public_type_prints_what_it_must_not() {
    let (printed, _guard) = Printed::listen();
    let mock = MockNova::builder().key(KEY).start().await.unwrap();
    let script = BatchScript::new().application(ApplicationScript::scored("app-1", 7).assessment(CANARY));
    let id = mock.place_batch("acme-corp", "job-1", script);

    clean(&format!("{:?}", ApiKey::new(KEY).unwrap()));
    clean(&format!("{:?} {:#?}", builder(&mock), builder(&mock)));
    let nova = builder(&mock).build().unwrap();
    let tenant = nova.tenant("acme-corp").unwrap();
    let handle = batch(&nova, &id);
    clean(&format!("{nova:?} {tenant:?} {handle:?} {:?} {:?} {:?}", handle.job(), handle.report(), tenant.raw()));

    let reply = handle.status().with_response().await.unwrap();
    assert!(serde_json::to_string(&reply.value).unwrap().contains(CANARY), "the assessment did come");
    clean(&format!("{reply:?} {reply:#?} {:?}", reply.value.scoring_jobs[0].assessment));
    let report = handle.report().await.unwrap();
    clean(&format!("{report:?} {report} {}", serde_json::to_string(&report).unwrap()));
    clean(&format!("{mock:?} {:?}", mock.requests()));
    clean(&printed.text());
}

#[tokio::test(start_paused = true)]
async fn no_error_prints_what_it_must_not() {
    let (printed, _guard) = Printed::listen();
    let mock = MockNova::builder().key(KEY).start().await.unwrap();
    let nova = builder(&mock).retry(RetryPolicy::none()).build().unwrap();
    let said = format!(
        r#"{{"code":"UNAUTHORIZED","message":"bad key {KEY}","details":[{{"field":"{KEY}","message":"{KEY}"}}, "{KEY}"]}}"#
    );
    let page = format!("<html>{CANARY} {KEY}</html>");
    let wrong = format!(r#"{{"batch":{{"id":"{CANARY}","jobId":["{CANARY}"]}}}}"#);
    let deep = format!(r#"{{"batch":"{CANARY}","scoringJobs":[]}}"#);
    for answer in [
        Answer::json(StatusCode::UNAUTHORIZED, said.clone()),
        Answer::html(StatusCode::BAD_GATEWAY, page.clone()),
        Answer::html(StatusCode::OK, page),
        Answer::json(StatusCode::OK, wrong),
        Answer::json(StatusCode::OK, deep),
        Answer::json(StatusCode::ACCEPTED, format!("\"{CANARY}\"")),
    ] {
        mock.inject(Fault::answer(answer));
        let outcome = batch(&nova, "sb-1").report().await;
        assert!(outcome.is_err());
        clean(&every_print(&outcome));
    }
    clean(&every_print(&Err(Tenant::new(format!("{KEY} "), "acme").unwrap_err())));
    clean(&every_print(&Err(Tenant::new(KEY.replacen("sk_", "pk_", 1), "acme").unwrap_err())));
    let key = ApiKey::new(KEY).unwrap();
    clean(&every_print(&Err(Nova::builder(key).base_url(format!("https://u:{KEY}@h")).build().unwrap_err())));
    clean(&printed.text());
}
