//! Compressed bodies, small ones and bombs.

use std::io::{self, Write as _};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::mock::wire::body::Body;

/// Zeros are compressed in members of this size, all alike, so that a bomb of 100 MB takes as long
/// to make as one of 1 MB.
const MEMBER: usize = 1 << 20;

/// Compresses a body: bytes into one gzip member, zeros into several.
pub(crate) fn compress(body: &Body) -> io::Result<Body> {
    let file = match body {
        Body::Bytes(bytes) => member(bytes)?,
        Body::Zeros(length) => {
            let length = usize::try_from(*length).map_err(io::Error::other)?;
            let zeros = vec![0; MEMBER];
            let mut file = member(&zeros)?.repeat(length / MEMBER);
            file.extend(member(&zeros[..length % MEMBER])?);
            file
        }
    };
    Ok(Body::from(Bytes::from(file)))
}

fn member(data: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::MultiGzDecoder;

    use super::*;

    fn unpacked(body: &Body) -> Vec<u8> {
        let Body::Bytes(file) = compress(body).unwrap() else { panic!("a gzip file is bytes") };
        let mut unpacked = Vec::new();
        MultiGzDecoder::new(&file[..]).read_to_end(&mut unpacked).unwrap();
        unpacked
    }

    #[test]
    fn bytes_and_zeros_are_unpacked_to_what_they_were() {
        let random: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..)).take(200_000).collect();
        for data in [Vec::new(), b"{}".to_vec(), random] {
            assert_eq!(unpacked(&Body::from(Bytes::from(data.clone()))), data);
        }
        for length in [0, 1, MEMBER, 3 * MEMBER + 5] {
            let zeros = Body::zeros(length as u64);
            assert!(compress(&zeros).unwrap().len() <= 64 + length as u64 / 500, "{length}");
            assert_eq!(unpacked(&zeros), vec![0; length]);
        }
    }
}
