//! Bodies of any size: bytes, or zeros that are generated while they are sent.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};

/// The maximum number of bytes sent in one piece.
const PIECE: usize = 64 * 1024;
static ZEROS: [u8; PIECE] = [0; PIECE];

/// The remaining body. `Debug` shows the length only.
#[derive(Clone)]
pub(crate) enum Body {
    Bytes(Bytes),
    Zeros(u64),
}

impl Body {
    pub(crate) fn zeros(bytes: u64) -> Self {
        Self::Zeros(bytes)
    }

    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Zeros(left) => *left,
        }
    }

    /// Keeps the first `bytes` only.
    pub(crate) fn truncate(&mut self, bytes: u64) {
        match self {
            Self::Bytes(all) => all.truncate(usize::try_from(bytes).unwrap_or(usize::MAX)),
            Self::Zeros(left) => *left = (*left).min(bytes),
        }
    }

    /// Takes the next piece, of at most `max` bytes.
    pub(crate) fn take(&mut self, max: u64) -> Option<Bytes> {
        let max = usize::try_from(max.min(self.len())).unwrap_or(PIECE).min(PIECE);
        if max == 0 {
            return None;
        }
        match self {
            Self::Bytes(bytes) => Some(bytes.split_to(max)),
            Self::Zeros(left) => {
                *left -= max as u64;
                Some(Bytes::from_static(&ZEROS[..max]))
            }
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.take(u64::MAX).map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.len() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.len())
    }
}
