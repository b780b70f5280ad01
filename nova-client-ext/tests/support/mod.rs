//! Helpers shared by several test files.

#![allow(
    unreachable_pub,
    dead_code,
    reason = "a module of several test binaries, none of which uses all of it"
)]

use std::io;
use std::sync::{Arc, Mutex};

use nova_client_ext::mock::MockNova;
use nova_client_ext::{ApiKey, Batch, BatchReport, Error, Nova, NovaBuilder};
use tracing_subscriber::fmt::MakeWriter;

/// Placed in assessments; must never be printed.
pub const CANARY: &str = "CANARY-a-candidate's-secret";

/// Returns a builder of a client of the mock.
pub fn builder(mock: &MockNova) -> NovaBuilder {
    Nova::builder(ApiKey::new(mock.api_key()).unwrap()).base_url(mock.base_url())
}

/// Returns a batch of the mock.
pub fn batch(nova: &Nova, id: &str) -> Batch {
    nova.tenant("acme-corp").unwrap().job("job-1").unwrap().batch(id).unwrap()
}

/// Everything that tracing emitted during its lifetime, at TRACE level.
#[derive(Clone, Default)]
pub struct Printed(Arc<Mutex<Vec<u8>>>);

impl Printed {
    pub fn listen() -> (Self, tracing::subscriber::DefaultGuard) {
        let printed = Self::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_writer(printed.clone())
            .finish();
        (printed, tracing::subscriber::set_default(subscriber))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Printed {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Formats an outcome in every way and returns the texts.
pub fn all_output(outcome: &Result<BatchReport, Error>) -> String {
    let mut text = format!("{outcome:?} {outcome:#?}");
    if let Err(error) = outcome {
        text.push_str(&error.to_string());
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            text.push_str(&format!(" {cause} {cause:?}"));
            source = cause.source();
        }
    }
    text
}
