//! Files that a command reads, and standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use nova_client_ext::{error::DecodeFailure, submit::Resume};
use serde::de::DeserializeOwned;

use crate::context::Context;
use crate::failure::Failure;

/// More than this, in MiB, is no input of any command. What a call can carry is for the call to
/// say.
const MAX_BYTES: u64 = 64;

/// How a PDF begins, which can be all ASCII.
const PDF: &str = "%PDF-";

/// What an error calls it.
pub(crate) fn name(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() }
}

/// The text of a file; `-` is standard input.
pub(crate) async fn text(context: &Context, file: &Path) -> Result<String, Failure> {
    let bytes = bytes(context, file).await?;
    String::from_utf8(bytes).map_err(|_| invalid(file, "is not valid UTF-8"))
}

/// A JSON document of a file; `-` is standard input.
pub(crate) async fn json<T: DeserializeOwned>(
    context: &Context,
    file: &Path,
) -> Result<T, Failure> {
    let bytes = bytes(context, file).await?;
    DecodeFailure::of(&bytes).map_err(|decode| Failure::Input {
        what: format!("{}: {decode}", name(file)),
        decode: Some(decode),
    })
}

/// A résumé of a file; `-` is standard input. It must be a text: other files Nova fetches by their
/// URL.
pub(crate) async fn resume(context: &Context, file: &Path) -> Result<Resume, Failure> {
    let bytes = bytes(context, file).await?;
    let text =
        String::from_utf8(bytes).ok().filter(|text| !text.starts_with(PDF) && !text.contains('\0'));
    let Some(text) = text else {
        let what = "is not a text (UTF-8); Nova fetches PDF, DOC and DOCX files itself, so give their URL instead";
        return Err(invalid(file, what));
    };
    Resume::text(text).map_err(|error| invalid(file, &error.to_string()))
}

/// What is in a file; `-` is standard input. Nobody may ever write to that, so the deadline counts
/// here too.
pub(crate) async fn bytes(context: &Context, file: &Path) -> Result<Vec<u8>, Failure> {
    let path = file.to_owned();
    let reading = tokio::task::spawn_blocking(move || {
        if path == Path::new("-") { read(io::stdin().lock()) } else { read(File::open(path)?) }
    });
    let bytes = context
        .within(reading)
        .await?
        .unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
        .map_err(|error| invalid(file, &format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES * 1024 * 1024 {
        return Err(invalid(file, &format!("holds more than {MAX_BYTES} MiB")));
    }
    Ok(bytes)
}

/// Reads it all; one byte more than is allowed is enough to know that there is too much.
fn read(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES * 1024 * 1024 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Says what is wrong with a file.
pub(crate) fn invalid(file: &Path, what: &str) -> Failure {
    Failure::Input { what: format!("{}: {what}", name(file)), decode: None }
}
