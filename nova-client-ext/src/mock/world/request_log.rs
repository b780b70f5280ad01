//! The requests that the mock has received.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};

/// The maximum number of stored requests, so that a mock can run for days.
const MAX_REQUESTS: usize = 10_000;
/// The maximum total size of the stored requests, in bytes.
const MAX_BYTES: usize = 64 << 20;
/// The estimated size of a request without its texts, in bytes.
const OVERHEAD: usize = 512;

/// A request received by the mock.
///
/// `Debug` omits the body, which may contain a résumé; the key is not stored.
#[derive(Clone)]
#[non_exhaustive]
pub struct SeenRequest {
    /// The HTTP method.
    pub method: Method,
    /// The path as received, encoded.
    pub path: String,
    /// The query as received, without the question mark.
    pub query: Option<String>,
    /// The contract's id of the operation, if the request matches one.
    pub operation: Option<&'static str>,
    /// The tenant in the header.
    pub tenant: Option<String>,
    /// The headers. A value that contained the key is replaced by `[redacted]`.
    pub headers: HeaderMap,
    /// The body; empty if it was too large, or the key was not valid.
    pub body: Bytes,
    /// The number of the connection, counted from 1.
    pub connection: u64,
    /// When it was received, since the start of the mock.
    pub at: Duration,
    /// The status of the response; `None` while the request is being handled, or if a fault
    /// suppressed the response.
    pub status: Option<u16>,
    /// The trace id of the request, even if the response had none.
    pub trace_id: String,
}

impl SeenRequest {
    /// Returns the approximate size in bytes.
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

/// A request's number in the log.
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
