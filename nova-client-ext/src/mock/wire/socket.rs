//! The socket, shared by the HTTP server and the faults that bypass it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{BufMut as _, Bytes, BytesMut};
use http::header::{CONNECTION, CONTENT_LENGTH, HeaderValue, TRANSFER_ENCODING};
use http::{Response, response};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::mock::wire::body::Body;
use crate::mock::wire::fault::{Cut, Delivery, End, Framing};

/// The number of steps in which a slow body is sent.
const STEPS: u32 = 20;

/// A connection. It is closed when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct Socket(Arc<TcpStream>);

impl Socket {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self(Arc::new(stream))
    }

    /// Writes a response as specified by a fault. The connection must be dropped afterwards.
    pub(crate) async fn deliver(
        &self,
        response: Response<Body>,
        delivery: &Delivery,
    ) -> io::Result<()> {
        let (mut head, mut body) = response.into_parts();
        let chunked = delivery.framing == Framing::Chunked;
        match delivery.framing {
            Framing::Length { excess } => {
                head.headers.insert(CONTENT_LENGTH, (body.len() + excess).into())
            }
            Framing::Chunked => {
                head.headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"))
            }
        };
        if delivery.end.is_none() {
            head.headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        let mut lines = head_lines(&head);
        match delivery.cut {
            Cut::Nothing => lines.clear(),
            Cut::MidHead => lines.truncate(lines.len() / 2),
            Cut::Head | Cut::MidBody | Cut::Whole => {}
        }
        match delivery.cut {
            Cut::Nothing | Cut::MidHead | Cut::Head => body.truncate(0),
            Cut::MidBody => body.truncate(body.len() / 2),
            Cut::Whole => {}
        }
        self.write(&lines).await?;
        let pause = delivery.over / STEPS;
        let max = if pause.is_zero() { u64::MAX } else { body.len().div_ceil(u64::from(STEPS)) };
        while let Some(piece) = body.take(max) {
            if !pause.is_zero() {
                sleep(pause).await;
            }
            self.write(&if chunked { chunk(&piece) } else { piece }).await?;
        }
        if chunked && delivery.cut == Cut::Whole {
            self.write(b"0\r\n\r\n").await?;
        }
        self.end(delivery.end).await
    }

    /// Writes raw bytes.
    pub(crate) async fn deliver_raw(&self, mut bytes: Body, end: Option<End>) -> io::Result<()> {
        while let Some(piece) = bytes.take(u64::MAX) {
            self.write(&piece).await?;
        }
        self.end(end).await
    }

    async fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.0.writable().await?;
            match self.0.try_write(bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Prepares the end of the connection, and returns when the socket can be dropped.
    pub(crate) async fn end(&self, end: Option<End>) -> io::Result<()> {
        match end {
            None | Some(End::Close) => Ok(()),
            Some(End::Reset) => self.0.set_zero_linger(),
            Some(End::Stall) => std::future::pending().await,
            Some(End::ResetOnReuse) => {
                self.0.readable().await?;
                self.0.set_zero_linger()
            }
        }
    }

    /// Closes a connection on which a request may still be arriving. Closing a socket with unread
    /// data resets it, and a reset can discard data that was sent.
    pub(crate) async fn close_unread(self) -> io::Result<()> {
        let Some(mut stream) = Arc::into_inner(self.0) else { return Ok(()) };
        stream.shutdown().await?;
        let mut unread = [0; 4096];
        while stream.read(&mut unread).await? > 0 {}
        Ok(())
    }
}

fn head_lines(head: &response::Parts) -> BytesMut {
    let mut lines = BytesMut::new();
    let reason = head.status.canonical_reason().unwrap_or_default();
    lines.put(format!("HTTP/1.1 {} {reason}\r\n", head.status.as_u16()).as_bytes());
    for (name, value) in &head.headers {
        lines.put(name.as_str().as_bytes());
        lines.put(&b": "[..]);
        lines.put(value.as_bytes());
        lines.put(&b"\r\n"[..]);
    }
    lines.put(&b"\r\n"[..]);
    lines
}

fn chunk(piece: &Bytes) -> Bytes {
    let mut chunk = BytesMut::from(format!("{:x}\r\n", piece.len()).as_bytes());
    chunk.put(&piece[..]);
    chunk.put(&b"\r\n"[..]);
    chunk.freeze()
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            ready!(self.0.poll_read_ready(cx))?;
            match self.0.try_read(buffer.initialize_unfilled()) {
                Ok(read) => {
                    buffer.advance(read);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.0.poll_write_ready(cx))?;
            match self.0.try_write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                result => return Poll::Ready(result),
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Does nothing: dropping the socket closes it, in the way chosen by the fault.
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
