//! Compressed bodies, small ones and bombs.

use std::io;

use bytes::Bytes;
use flate2::{Compress, Compression, Crc, FlushCompress};

use super::body::Body;

const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// Zeros are compressed once in a unit of this size, and the unit is then repeated: a bomb of 100
/// MB takes as long to make as one of 1 MB.
const UNIT: u64 = 1 << 20;

/// The body as a gzip file.
pub(super) fn compress(body: &Body) -> io::Result<Body> {
    let mut file = HEADER.to_vec();
    let mut crc = Crc::new();
    match body {
        Body::Bytes(bytes) => append(&mut file, &mut crc, &deflate(bytes)?, 1),
        Body::Zeros(length) => {
            let unit = vec![0; usize::try_from(UNIT).map_err(io::Error::other)?];
            append(&mut file, &mut crc, &deflate(&unit)?, length / UNIT);
            let rest = usize::try_from(length % UNIT).map_err(io::Error::other)?;
            append(&mut file, &mut crc, &deflate(&unit[..rest])?, 1);
        }
    }
    // An empty last block, then the checks: the length counts modulo 2^32.
    file.extend([0x03, 0x00]);
    file.extend(crc.sum().to_le_bytes());
    file.extend(&body.len().to_le_bytes()[..4]);
    Ok(Body::from(Bytes::from(file)))
}

/// Blocks that end at a whole byte and refer to nothing before them.
struct Blocks {
    packed: Vec<u8>,
    crc: Crc,
}

fn deflate(data: &[u8]) -> io::Result<Blocks> {
    let mut crc = Crc::new();
    crc.update(data);
    let mut compress = Compress::new(Compression::default(), false);
    let mut packed = Vec::with_capacity(data.len() / 2 + 64);
    loop {
        let eaten = usize::try_from(compress.total_in()).map_err(io::Error::other)?;
        compress
            .compress_vec(&data[eaten..], &mut packed, FlushCompress::Full)
            .map_err(io::Error::other)?;
        // Room left over means that everything, the flush included, has been written.
        if packed.len() < packed.capacity() {
            return Ok(Blocks { packed, crc });
        }
        packed.reserve(data.len() / 2 + 64);
    }
}

fn append(file: &mut Vec<u8>, crc: &mut Crc, blocks: &Blocks, times: u64) {
    for _ in 0..times {
        file.extend(&blocks.packed);
        crc.combine(&blocks.crc);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    fn unpacked(body: &Body) -> Vec<u8> {
        let Body::Bytes(file) = compress(body).unwrap() else { panic!("a gzip file is bytes") };
        let mut unpacked = Vec::new();
        GzDecoder::new(&file[..]).read_to_end(&mut unpacked).unwrap();
        unpacked
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let random: Vec<u8> = std::iter::repeat_with(|| fastrand::u8(..)).take(200_000).collect();
        for data in [Vec::new(), b"{}".to_vec(), random] {
            assert_eq!(unpacked(&Body::from(Bytes::from(data.clone()))), data);
        }
    }

    #[test]
    fn zeros_of_any_length_are_small_and_whole() {
        for length in [0, 1, UNIT - 1, UNIT, 3 * UNIT + 5] {
            let zeros = Body::zeros(length);
            assert!(compress(&zeros).unwrap().len() <= 64 + length / 500, "{length}");
            assert_eq!(unpacked(&zeros), vec![0; usize::try_from(length).unwrap()]);
        }
    }
}
