//! The response body: decompressed while it is received, up to a size limit.
//!
//! Gzip is decoded here, since the HTTP client's own decoder accepts the name of the coding only in
//! lower case, and reads only the first of several gzip members.

use bytes::{Bytes, BytesMut};
#[cfg(feature = "gzip")]
use reqwest::header::CONTENT_LENGTH;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use crate::{Error, ErrorKind};

/// The value of `Accept-Encoding`.
pub(super) const ACCEPTED_ENCODINGS: &str =
    if cfg!(feature = "gzip") { "gzip" } else { "identity" };

/// Collects a body.
#[derive(Debug)]
pub(super) struct BodyReader {
    max_bytes: usize,
    received: usize,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Identity {
        /// Most bodies arrive in one chunk, which need not be copied.
        first: Option<Bytes>,
        rest: BytesMut,
    },
    #[cfg(feature = "gzip")]
    Gzip(Box<flate2::write::MultiGzDecoder<Decompressed>>),
}

impl BodyReader {
    /// Reads the coding of the body, and removes it from the headers together with the compressed
    /// length.
    pub(super) fn new(headers: &mut HeaderMap, max_bytes: usize) -> Result<Self, Error> {
        // By RFC 9110, section 8.4.1, the names are case-insensitive.
        let names: Vec<String> = headers
            .get_all(CONTENT_ENCODING)
            .iter()
            .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
            .map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase())
            .filter(|name| !name.is_empty() && name != "identity")
            .collect();
        let content = match &names[..] {
            [] => Content::Identity { first: None, rest: BytesMut::new() },
            #[cfg(feature = "gzip")]
            [name] if name == "gzip" || name == "x-gzip" => {
                headers.remove(CONTENT_ENCODING);
                headers.remove(CONTENT_LENGTH);
                let decompressed = Decompressed { bytes: Vec::new(), max_bytes, is_over: false };
                Content::Gzip(Box::new(flate2::write::MultiGzDecoder::new(decompressed)))
            }
            _ => {
                // A received text of any length.
                let name: String = names.join(", ").chars().take(32).collect();
                return Err(failed(
                    ErrorKind::Decode,
                    format!(
                        "returned a body encoded as {name:?}, although only {ACCEPTED_ENCODINGS} was accepted"
                    ),
                ));
            }
        };
        Ok(Self { max_bytes, received: 0, content })
    }

    /// Adds the next chunk.
    pub(super) fn push(&mut self, chunk: Bytes) -> Result<(), Error> {
        // Also limits the compressed bytes: a million empty gzip members decompress to nothing.
        self.received = self.received.saturating_add(chunk.len());
        if self.received > self.max_bytes {
            return Err(self.too_large());
        }
        match &mut self.content {
            Content::Identity { first, rest } => match first.take() {
                None if rest.is_empty() => *first = Some(chunk),
                None => rest.extend_from_slice(&chunk),
                Some(one) => {
                    rest.reserve(one.len() + chunk.len());
                    rest.extend_from_slice(&one);
                    rest.extend_from_slice(&chunk);
                }
            },
            #[cfg(feature = "gzip")]
            Content::Gzip(decoder) => {
                use std::io::Write as _;

                if decoder.write_all(&chunk).is_err() {
                    let is_over = decoder.get_ref().is_over;
                    return Err(if is_over { self.too_large() } else { not_decompressed() });
                }
            }
        }
        Ok(())
    }

    /// Returns the complete body.
    #[cfg_attr(not(feature = "gzip"), allow(clippy::unnecessary_wraps))]
    pub(super) fn finish(self) -> Result<Bytes, Error> {
        match self.content {
            Content::Identity { first, rest } => Ok(first.unwrap_or_else(|| rest.freeze())),
            // A response without a body may still have a `Content-Encoding`.
            #[cfg(feature = "gzip")]
            Content::Gzip(_) if self.received == 0 => Ok(Bytes::new()),
            #[cfg(feature = "gzip")]
            Content::Gzip(decoder) => decoder
                .finish()
                .map(|decompressed| decompressed.bytes.into())
                .map_err(|_| not_decompressed()),
        }
    }

    fn too_large(&self) -> Error {
        failed(
            ErrorKind::TooLarge,
            format!("returned more than {} bytes, the limit (max_response_bytes)", self.max_bytes),
        )
    }
}

#[cfg(feature = "gzip")]
fn not_decompressed() -> Error {
    failed(ErrorKind::Decode, "returned a body that could not be decompressed".to_owned())
}

fn failed(kind: ErrorKind, what: String) -> Error {
    let mut error = Error::new(kind, what);
    error.facts_mut().sent = true;
    error
}

/// The decompressed bytes, up to a limit, as a protection against gzip bombs.
#[cfg(feature = "gzip")]
#[derive(Debug)]
struct Decompressed {
    bytes: Vec<u8>,
    max_bytes: usize,
    is_over: bool,
}

#[cfg(feature = "gzip")]
impl std::io::Write for Decompressed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.max_bytes {
            self.is_over = true;
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(all(test, feature = "gzip"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use reqwest::header::HeaderValue;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn read(coding: &'static str, body: &[u8], step: usize, max: usize) -> Result<Bytes, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        let mut reader = BodyReader::new(&mut headers, max)?;
        for chunk in body.chunks(step) {
            reader.push(Bytes::copy_from_slice(chunk))?;
        }
        reader.finish()
    }

    #[test]
    fn all_gzip_members_are_read_under_every_name_of_the_coding() {
        let body = [gzip(b"one "), gzip(b""), gzip(b"two")].concat();
        for coding in ["gzip", "GZIP", "Gzip", "x-gzip", "X-GZip", "identity, gzip", " gzip ,"] {
            for step in [1, 7, body.len()] {
                assert_eq!(read(coding, &body, step, 1000).unwrap(), "one two", "{coding} {step}");
            }
        }
        assert_eq!(read("gzip", b"", 1, 10).unwrap(), "");
        for coding in ["", "identity", "IDENTITY"] {
            assert_eq!(read(coding, b"plain", 2, 10).unwrap(), "plain");
        }
    }

    #[test]
    fn truncated_too_large_and_unsupported_bodies_are_errors() {
        let body = [gzip(b"one "), gzip(b"two")].concat();
        for cut in 1..body.len() {
            // A cut between two members leaves a valid body.
            let outcome = read("gzip", &body[..cut], 5, 1000);
            if cut == gzip(b"one ").len() {
                assert_eq!(outcome.unwrap(), "one ");
            } else {
                assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Decode, "{cut}");
            }
        }
        let bomb = [gzip(&vec![0; 6000]), gzip(&vec![0; 6000])].concat();
        assert_eq!(read("gzip", &bomb, 9, 10_000).unwrap_err().kind(), ErrorKind::TooLarge);
        assert_eq!(read("gzip", &bomb, 9, 12_000).unwrap().len(), 12_000);
        let empty_members = gzip(b"").repeat(1000);
        assert_eq!(read("gzip", &empty_members, 9, 999).unwrap_err().kind(), ErrorKind::TooLarge);
        let error = read("gzip, br", b"x", 1, 10).unwrap_err();
        assert!(error.to_string().contains("\"gzip, br\""), "{error}");
    }
}
