//! Limits of a server: the number of open connections, where a new one replaces the oldest idle
//! one, and the memory of bodies.
//!
//! The command `nova webhook listen` also compiles this file.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Body;
use tokio::task::{AbortHandle, JoinSet};

/// The connections of one server. Dropping it closes them.
pub(crate) struct Connections {
    max: usize,
    tasks: JoinSet<()>,
    /// Oldest first.
    open: VecDeque<(Activity, AbortHandle)>,
}

/// The number of requests of a connection that are being handled. A connection that is still
/// sending its request counts as idle.
#[derive(Clone, Default)]
pub(crate) struct Activity(Arc<AtomicUsize>);

/// Marks a connection as busy until it is dropped.
pub(crate) struct Busy(Activity);

impl Activity {
    pub(crate) fn begin(&self) -> Busy {
        self.0.fetch_add(1, Ordering::Relaxed);
        Busy(self.clone())
    }

    fn is_idle(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Connections {
    pub(crate) fn new(max: usize) -> Self {
        Self { max, tasks: JoinSet::new(), open: VecDeque::new() }
    }

    /// Serves a new connection. If there are too many, the oldest idle one is closed; if none is
    /// idle, the new one is closed.
    pub(crate) fn serve(
        &mut self,
        activity: Activity,
        connection: impl Future<Output = ()> + Send + 'static,
    ) {
        while self.tasks.try_join_next().is_some() {}
        self.open.retain(|(_, task)| !task.is_finished());
        if self.open.len() < self.max || self.close_idle() {
            self.open.push_back((activity, self.tasks.spawn(connection)));
        }
    }

    /// Closes the oldest idle connection. Returns false if there is none.
    pub(crate) fn close_idle(&mut self) -> bool {
        let idle =
            self.open.iter().position(|(activity, task)| activity.is_idle() && !task.is_finished());
        match idle.and_then(|index| self.open.remove(index)) {
            Some((_, task)) => {
                task.abort();
                true
            }
            None => false,
        }
    }

    /// Closes all connections, and returns when all are closed.
    #[allow(dead_code, reason = "the command's listener ends with the process")]
    pub(crate) async fn shutdown(mut self) {
        self.tasks.shutdown().await;
    }
}

/// Why a body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    TooLarge,
    Disconnected,
}

/// Reads and discards a body of at most `max` bytes.
#[allow(dead_code, reason = "the command's listener keeps what it reads")]
pub(crate) async fn discard_body(
    body: impl Body<Data = Bytes>,
    mut max: usize,
) -> Result<Bytes, BodyError> {
    let mut body = pin!(body);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyError::Disconnected)?.into_data() else { continue };
        max = max.checked_sub(data.len()).ok_or(BodyError::TooLarge)?;
    }
    Ok(Bytes::new())
}

/// Reads a body of at most `max` bytes. It is copied into one buffer, because a body sent byte by
/// byte would otherwise need a buffer for each byte.
pub(crate) async fn read_body(
    body: impl Body<Data = Bytes>,
    max: usize,
) -> Result<Bytes, BodyError> {
    let mut bytes = Vec::new();
    let mut body = pin!(body);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyError::Disconnected)?.into_data() else { continue };
        if data.len() > max - bytes.len() {
            return Err(BodyError::TooLarge);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.into())
}
