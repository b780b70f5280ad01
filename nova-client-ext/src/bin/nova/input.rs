//! Files that a command reads, and standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use nova_client_ext::DecodeFailure;
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// More than this is no input that a call could carry.
const LARGEST: usize = nova_client::MAX_REQUEST_BYTES;

/// What an error calls it.
pub(crate) fn name(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

/// The text of a file; `-` is standard input.
pub(crate) async fn text(file: &Path) -> Result<String, Failure> {
    let bytes = bytes(file).await?;
    String::from_utf8(bytes).map_err(|_| input(file, "is not valid UTF-8"))
}

/// A JSON document of a file; `-` is standard input.
pub(crate) async fn json<T: DeserializeOwned>(file: &Path) -> Result<T, Failure> {
    let bytes = bytes(file).await?;
    DecodeFailure::of(&bytes)
        .map_err(|decode| Failure::Input { what: format!("{}: {decode}", name(file)), decode: Some(decode) })
}

async fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    let path = file.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        if path == Path::new("-") { read(io::stdin().lock()) } else { read(File::open(path)?) }
    });
    let bytes = match reading.await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(error)) => return Err(input(file, &format!("cannot be read: {error}"))),
        Err(error) => return Err(Failure::system("reading was broken off", &error)),
    };
    if bytes.len() > LARGEST {
        return Err(input(file, &format!("is larger than {LARGEST} bytes, the most that a request may have")));
    }
    Ok(bytes)
}

/// One byte more than is allowed, so that too much can be told.
fn read(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn input(file: &Path, what: &str) -> Failure {
    Failure::Input { what: format!("{}: {what}", name(file)), decode: None }
}
