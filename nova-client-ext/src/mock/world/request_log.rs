//! The requests that the mock has received.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};

/// Requests that are kept; older ones are dropped, so that a mock may serve for days.
const MAX_REQUESTS: usize = 10_000;
/// The bytes that the kept requests may take together.
const MAX_BYTES: usize = 64 << 20;
/// What a request takes besides its texts.
const OVERHEAD: usize = 512;

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
    /// Its body; empty if it was too large, or came without a valid key.
    pub body: Bytes,
    /// Which connection it came on, counted from 1.
    pub connection: u64,
    /// When it came, since the start of the mock.
    pub at: Duration,
    /// The status of the response; none while the request is being handled, or if a fault kept the
    /// response back.
    pub status: Option<u16>,
    /// The trace id given to it, whether or not the response carried one.
    pub trace_id: String,
}

impl SeenRequest {
    /// Returns about how many bytes it takes.
    fn size(&self) -> usize {
        let headers: usize =
            self.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 64).sum();
        let texts = self.path.len()
            + self.query.as_ref().map_or(0, String::len)
            + self.tenant.as_ref().map_or(0, String::len);
        OVERHEAD + headers + texts + self.body.len()
    }
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

/// The requests of one mock, oldest first, bounded in number and bytes.
#[derive(Default)]
pub(crate) struct RequestLog {
    kept: VecDeque<SeenRequest>,
    bytes: usize,
    dropped: usize,
    hits: HashMap<&'static str, u64>,
}

/// A request's place in the log.
#[derive(Clone, Copy)]
pub(crate) struct Entry(usize);

impl RequestLog {
    pub(crate) fn push(&mut self, request: SeenRequest) -> Entry {
        if let Some(operation) = request.operation {
            *self.hits.entry(operation).or_default() += 1;
        }
        self.bytes += request.size();
        self.kept.push_back(request);
        while self.kept.len() > MAX_REQUESTS || (self.bytes > MAX_BYTES && self.kept.len() > 1) {
            let Some(oldest) = self.kept.pop_front() else { break };
            self.bytes -= oldest.size();
            self.dropped += 1;
        }
        Entry(self.dropped + self.kept.len() - 1)
    }

    pub(crate) fn set_status(&mut self, entry: Entry, status: Option<u16>) {
        if let Some(request) =
            entry.0.checked_sub(self.dropped).and_then(|index| self.kept.get_mut(index))
        {
            request.status = status;
        }
    }

    pub(crate) fn requests(&self) -> Vec<SeenRequest> {
        self.kept.iter().cloned().collect()
    }

    pub(crate) fn hits(&self, operation: &str) -> u64 {
        self.hits.get(operation).copied().unwrap_or(0)
    }
}
