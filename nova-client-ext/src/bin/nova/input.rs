//! Reads files and standard input, for all commands.
//!
//! Files, pipes and devices are read up to a limit and within the command's deadline, on a separate
//! thread, because opening a pipe without a writer blocks.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal as _, Read};
use std::path::{Path, PathBuf};

use nova_client::text::NotText;
use nova_client_ext::{error::DecodeFailure, submit::Resume};
use serde::de::DeserializeOwned;

use crate::context::Context;
use crate::failure::Failure;
use crate::text::clean;

/// The maximum size of an input. Limits of requests are checked by the call.
const MAX_MIB: u64 = 64;
/// The maximum size of a file with a key or secrets.
const MAX_SECRET_BYTES: u64 = 64 * 1024;

/// The content of a file of secrets.
pub(crate) struct Secret {
    pub(crate) content: Vec<u8>,
    /// Whether users other than its owner can read the file.
    pub(crate) is_readable_by_others: bool,
}

/// Returns the name of the file in errors.
pub(crate) fn name(file: &Path) -> String {
    if file == Path::new("-") {
        "standard input".to_owned()
    } else {
        clean(&file.display().to_string())
    }
}

/// Reads a text; `-` is standard input.
pub(crate) async fn text(context: &Context, file: &Path) -> Result<String, Failure> {
    decode(file, &bytes(context, file).await?)
}

/// Decodes the content of a file as text.
pub(crate) fn decode(file: &Path, bytes: &[u8]) -> Result<String, Failure> {
    decode_text(bytes).map_err(|why| invalid(file, &why))
}

/// Reads a JSON document; `-` is standard input.
pub(crate) async fn json<T: DeserializeOwned>(
    context: &Context,
    file: &Path,
) -> Result<T, Failure> {
    let text = text(context, file).await?;
    DecodeFailure::of(text.as_bytes()).map_err(|decode| Failure::Input {
        what: format!("{}: {decode}", name(file)),
        decode: Some(decode),
    })
}

/// Reads a résumé; `-` is standard input. It must be a text, since Nova fetches other files by URL.
pub(crate) async fn resume(context: &Context, file: &Path) -> Result<Resume, Failure> {
    decode_resume(&bytes(context, file).await?).map_err(|why| invalid(file, &why))
}

/// Reads a résumé whose path came from a file in `folder`. It must be inside this folder, after
/// resolving `..` and symbolic links.
pub(crate) async fn resume_in(
    context: &Context,
    folder: &Path,
    file: &Path,
) -> Result<Resume, Failure> {
    let path = folder.join(file);
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder }.to_owned();
    let given = path.clone();
    let bytes = read(context, &path, MAX_MIB * 1024 * 1024, move || {
        let real = given.canonicalize()?;
        if real.starts_with(folder.canonicalize()?) {
            File::open(real)
        } else {
            let why = "is outside the folder of the file that refers to it; --allow-any-file permits that";
            Err(io::Error::new(ErrorKind::PermissionDenied, why))
        }
    });
    decode_resume(&bytes.await?).map_err(|why| invalid(&path, &why))
}

/// Reads a file; `-` is standard input.
pub(crate) async fn bytes(context: &Context, file: &Path) -> Result<Vec<u8>, Failure> {
    let max = MAX_MIB * 1024 * 1024;
    if file != Path::new("-") {
        let path = file.to_owned();
        return read(context, file, max, move || File::open(path)).await;
    }
    if io::stdin().is_terminal() {
        context.note("Reading from the terminal; end with Ctrl-D");
    }
    read(context, file, max, || Ok(io::stdin().lock())).await
}

/// Reads a file with a key or secrets in it.
pub(crate) async fn secret(context: &Context, file: &Path) -> Result<Secret, Failure> {
    let path = file.to_owned();
    let content = read(context, file, MAX_SECRET_BYTES, move || File::open(path)).await?;
    Ok(Secret { content, is_readable_by_others: is_readable_by_others(file) })
}

#[cfg(unix)]
fn is_readable_by_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    // The permissions of a pipe are irrelevant.
    file.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
fn is_readable_by_others(_: &Path) -> bool {
    false
}

/// Opens and reads a file on a separate thread, up to a limit and within the deadline.
async fn read<R: Read>(
    context: &Context,
    file: &Path,
    max: u64,
    open: impl FnOnce() -> io::Result<R> + Send + 'static,
) -> Result<Vec<u8>, Failure> {
    let reading = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        // One byte more than the limit shows that the input is too large.
        open()?.take(max + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    let bytes = context
        .within(reading)
        .await?
        .unwrap_or_else(|stopped| Err(io::Error::other(stopped)))
        .map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied if error.raw_os_error().is_none() => {
                invalid(file, &error.to_string())
            }
            _ => invalid(file, &format!("cannot be read: {error}")),
        })?;
    if bytes.len() as u64 > max {
        let limit = if max < 1024 * 1024 {
            format!("{} KiB", max / 1024)
        } else {
            format!("{MAX_MIB} MiB")
        };
        return Err(invalid(file, &format!("is larger than {limit}")));
    }
    Ok(bytes)
}

/// Decodes a text, without its byte order mark.
fn decode_text(bytes: &[u8]) -> Result<String, String> {
    nova_client::text::read(bytes).map(str::to_owned).map_err(|error| error.to_string())
}

/// Decodes a résumé as text.
fn decode_resume(bytes: &[u8]) -> Result<Resume, String> {
    Resume::text(resume_text(bytes)?).map_err(|error| error.to_string())
}

/// Returns the text of a résumé, from anywhere, or why it is none, as in "is PDF, not a text".
/// Other file types may consist of ASCII only, so they are detected by their first bytes.
pub(crate) fn resume_text(bytes: &[u8]) -> Result<&str, String> {
    const INSTEAD: &str = "Nova fetches PDF, DOC and DOCX files itself, so give their URL instead";
    let begin = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let kind = infer::get(begin).map(|kind| kind.extension());
    match kind {
        Some(markup @ ("html" | "xml" | "rtf")) => {
            let markup = markup.to_uppercase();
            return Err(format!("is {markup}, not a text; convert it to plain text or Markdown"));
        }
        Some("pdf") => return Err(format!("is PDF, not a text; {INSTEAD}")),
        _ => {}
    }
    // Some file types are recognised by two letters, with which a text may begin, too.
    let is_binary = |c: char| c == '\0' || (kind.is_some() && c.is_control() && !c.is_whitespace());
    match nova_client::text::read(bytes) {
        Ok(text) if !text.contains(is_binary) => Ok(text),
        Err(other @ (NotText::Utf16 | NotText::Utf32)) => Err(other.to_string()),
        _ => {
            let kind = kind.map(|kind| format!(" (it looks like {})", kind.to_uppercase()));
            Err(format!("is not a text (UTF-8); {INSTEAD}{}", kind.unwrap_or_default()))
        }
    }
}

/// Returns the failure for a file that cannot be used.
pub(crate) fn invalid(file: &Path, what: &str) -> Failure {
    Failure::Input { what: format!("{}: {what}", name(file)), decode: None }
}

/// Rejects standard input for more than one file, since it can be read only once.
pub(crate) fn only_one_stdin<'a>(
    files: impl IntoIterator<Item = Option<&'a PathBuf>>,
) -> Result<(), Failure> {
    if files.into_iter().flatten().filter(|file| file.as_path() == Path::new("-")).count() > 1 {
        return Err(Failure::Usage(
            "standard input is given for more than one file, and can be read once".into(),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{decode_resume, decode_text};

    #[test]
    fn a_byte_order_mark_is_skipped_and_utf_16_is_named() {
        assert_eq!(decode_text(b"\xef\xbb\xbfabc").as_deref(), Ok("abc"));
        for bytes in [&b"\xff\xfea\0"[..], b"\xfe\xff\0a", b"a\0b\0"] {
            assert!(decode_text(bytes).unwrap_err().contains("UTF-16"));
        }
    }

    #[test]
    fn files_that_are_not_text_are_reported() {
        let filler = " We look for an engineer of many years of experience.".repeat(3);
        for (begin, name) in [
            ("%PDF-1.7\n", "PDF"),
            ("\u{feff}%PDF-1.7\n", "PDF"),
            ("{\\rtf1\\ansi", "RTF"),
            ("<!DOCTYPE html>\n<html>", "HTML"),
            ("  \n<html >", "HTML"),
            ("<body>", "HTML"),
        ] {
            let error = decode_resume(format!("{begin}{filler}").as_bytes()).unwrap_err();
            assert!(error.contains(name), "{begin:?}: {error}");
        }
        for begin in ["", "# CV\n", "<3 Rust", "BMW", "MZ", "#!/bin/sh\n"] {
            let text = format!("{begin}{filler}");
            assert!(decode_resume(text.as_bytes()).is_ok(), "{text}");
        }
    }
}
