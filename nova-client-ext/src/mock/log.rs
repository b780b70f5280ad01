//! What the mock has seen.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};

/// Requests that are kept; older ones are dropped, so that a mock may serve for days.
const KEPT: usize = 10_000;

/// A request that reached the mock.
///
/// Its `Debug` leaves out the body, which may hold a résumé; the key is not kept at all.
#[derive(Clone)]
#[non_exhaustive]
pub struct SeenRequest {
    /// The HTTP method.
    pub method: Method,
    /// The path as it was sent, still encoded.
    pub path: String,
    /// The query as it was sent, without the question mark.
    pub query: Option<String>,
    /// The contract's id of the operation, where the request belongs to one.
    pub operation: Option<&'static str>,
    /// The tenant it named.
    pub tenant: Option<String>,
    /// Its headers. A value that contained the key reads `[redacted]`.
    pub headers: HeaderMap,
    /// Its body; as much of it as the mock read.
    pub body: Bytes,
    /// Which connection it came on, counted from 1.
    pub connection: u64,
    /// When it came, since the start of the mock.
    pub at: Duration,
    /// The status it was answered with; none while it is under way, or if a fault kept the answer
    /// from it.
    pub status: Option<u16>,
    /// The trace id given to it, whether or not the answer carried one.
    pub trace_id: String,
}

impl fmt::Debug for SeenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SeenRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("operation", &self.operation)
            .field("tenant", &self.tenant)
            .field("body_bytes", &self.body.len())
            .field("connection", &self.connection)
            .field("at", &self.at)
            .field("status", &self.status)
            .field("trace_id", &self.trace_id)
            .finish_non_exhaustive()
    }
}

/// The requests of one mock, oldest first.
#[derive(Default)]
pub(super) struct Log {
    kept: VecDeque<SeenRequest>,
    dropped: usize,
    hits: HashMap<&'static str, u64>,
}

/// A request's place in the log.
#[derive(Clone, Copy)]
pub(super) struct Entry(usize);

impl Log {
    pub(super) fn note(&mut self, request: SeenRequest) -> Entry {
        if let Some(operation) = request.operation {
            *self.hits.entry(operation).or_default() += 1;
        }
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.dropped += 1;
        }
        self.kept.push_back(request);
        Entry(self.dropped + self.kept.len() - 1)
    }

    pub(super) fn answered(&mut self, entry: Entry, status: Option<u16>) {
        if let Some(request) =
            entry.0.checked_sub(self.dropped).and_then(|index| self.kept.get_mut(index))
        {
            request.status = status;
        }
    }

    pub(super) fn requests(&self) -> Vec<SeenRequest> {
        self.kept.iter().cloned().collect()
    }

    pub(super) fn hits(&self, operation: &str) -> u64 {
        self.hits.get(operation).copied().unwrap_or(0)
    }
}
