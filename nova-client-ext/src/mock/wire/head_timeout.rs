//! A limit on how long a client may take to send the head of a request.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::socket::Socket;

/// A socket with a timeout for the head of a request. It does not apply to idle connections:
/// hyper's own timeout would also close those, and clients with a paused clock keep connections for
/// hours.
pub(crate) struct HeadTimeout {
    socket: Socket,
    limit: Duration,
    heads: Heads,
    /// The number of received heads at the last read.
    known: u64,
    expires: Option<Pin<Box<Sleep>>>,
}

/// Counts the received heads and the completed requests.
#[derive(Clone, Default)]
pub(crate) struct Heads(Arc<[AtomicU64; 2]>);

/// A request whose head has been received.
pub(crate) struct InRequest(Heads);

impl Heads {
    /// Records a received head; the request lasts until the returned value is dropped.
    pub(crate) fn begin(&self) -> InRequest {
        self.0[0].fetch_add(1, Ordering::Relaxed);
        InRequest(self.clone())
    }

    fn counts(&self) -> [u64; 2] {
        [0, 1].map(|index| self.0[index].load(Ordering::Relaxed))
    }
}

impl Drop for InRequest {
    fn drop(&mut self) {
        self.0.0[1].fetch_add(1, Ordering::Relaxed);
    }
}

impl HeadTimeout {
    pub(crate) fn new(socket: Socket, limit: Duration, heads: Heads) -> Self {
        Self { socket, limit, heads, known: 0, expires: None }
    }
}

impl AsyncRead for HeadTimeout {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let [begun, ended] = this.heads.counts();
        if begun != this.known {
            (this.known, this.expires) = (begun, None);
        }
        let read = Pin::new(&mut this.socket).poll_read(context, buffer);
        if read.is_pending() {
            let Some(expires) = &mut this.expires else { return Poll::Pending };
            ready!(expires.as_mut().poll(context));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        if begun == ended {
            this.expires.get_or_insert_with(|| Box::pin(sleep(this.limit)));
        }
        read
    }
}

impl AsyncWrite for HeadTimeout {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().socket).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_shutdown(context)
    }
}
