//! Every example runs to its end, against its own mock.

#![cfg(feature = "mock")]
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, clippy::print_stdout)]

#[path = "../examples/many_tenants.rs"]
mod many_tenants;
#[path = "../examples/quickstart.rs"]
mod quickstart;
#[path = "../examples/retry_failed.rs"]
mod retry_failed;
#[path = "../examples/submit_and_wait.rs"]
mod submit_and_wait;
#[path = "../examples/testing.rs"]
mod testing;
#[path = "../examples/tracing_spans.rs"]
mod tracing_spans;

#[test]
fn quickstart_runs() {
    quickstart::main().unwrap();
}

#[test]
fn submit_and_wait_runs() {
    submit_and_wait::main().unwrap();
}

#[test]
fn retry_failed_runs() {
    retry_failed::main().unwrap();
}

#[test]
fn many_tenants_runs() {
    many_tenants::main().unwrap();
}

#[test]
fn testing_runs() {
    testing::main().unwrap();
}

#[test]
fn tracing_spans_runs() {
    tracing_spans::main().unwrap();
}
