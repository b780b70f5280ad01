//! Compressed bodies, including zip bombs.

use std::io::{self, Write as _};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::mock::wire::body::Body;

/// Compresses a body with gzip.
pub(crate) fn compress(mut body: Body) -> io::Result<Body> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    while let Some(piece) = body.take(u64::MAX) {
        encoder.write_all(&piece)?;
    }
    Ok(Body::from(Bytes::from(encoder.finish()?)))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    fn unpacked(body: &Body) -> Vec<u8> {
        let Body::Bytes(file) = compress(body.clone()).unwrap() else {
            panic!("a gzip file is bytes")
        };
        let mut unpacked = Vec::new();
        GzDecoder::new(&file[..]).read_to_end(&mut unpacked).unwrap();
        unpacked
    }

    #[test]
    fn compressed_bodies_round_trip() {
        let random: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..)).take(200_000).collect();
        for data in [Vec::new(), b"{}".to_vec(), random] {
            assert_eq!(unpacked(&Body::from(Bytes::from(data.clone()))), data);
        }
        for length in [0, 1, 3_000_005] {
            let zeros = Body::zeros(length as u64);
            assert!(compress(zeros.clone()).unwrap().len() <= 64 + length as u64 / 100, "{length}");
            assert_eq!(unpacked(&zeros), vec![0; length]);
        }
    }
}
