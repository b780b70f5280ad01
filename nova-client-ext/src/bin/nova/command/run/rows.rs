//! The file of a run: JSON Lines or CSV, one application per row.
//!
//! It is read once to find every row, and again for each application when it is sent, so that only
//! the positions of the rows are kept in memory. Errors contain no text of candidates.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use nova_client_ext::types::ApplicationAnswer;
use serde::Deserialize;

use super::problems::Problems;
use crate::failure::Failure;
use crate::file_kind::{self, Accepted};
use crate::input::name;
use crate::text::command_line;

/// The fields of a row.
pub(super) const FIELDS: [&str; 6] =
    ["applicationId", "resumeUrl", "resumeText", "resumeFile", "context", "answers"];
/// The maximum length of a row, in bytes.
const MAX_ROW: usize = 4 * 1024 * 1024;

/// A row, read when its application is sent.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Row {
    pub(super) application_id: String,
    pub(super) resume_url: Option<String>,
    pub(super) resume_text: Option<String>,
    pub(super) resume_file: Option<PathBuf>,
    pub(super) context: Option<String>,
    pub(super) answers: Vec<ApplicationAnswer>,
}

/// All rows of a file.
#[derive(Debug)]
pub(super) struct Rows {
    path: PathBuf,
    format: Format,
    places: HashMap<String, Place>,
    /// The rows, in the order of the file.
    ids: Vec<String>,
}

#[derive(Debug)]
enum Format {
    JsonLines { columns: HashMap<String, String> },
    Csv { delimiter: u8, columns: [Option<usize>; 5] },
}

#[derive(Clone, Copy, Debug)]
struct Place {
    offset: u64,
    length: u64,
}

impl Rows {
    /// Finds the rows. `map` maps fields to columns of the file, for example
    /// `applicationId=Candidate ID`.
    pub(super) fn read(
        path: &Path,
        map: &HashMap<String, String>,
        errors: Option<&Path>,
    ) -> Result<Self, Failure> {
        let invalid =
            |what: String| Failure::Input { what: format!("{}: {what}", name(path)), decode: None };
        if path == Path::new("-") {
            return Err(Failure::Usage(
                "FILE: is read again during the run, so it cannot be standard input; write it to a file".into(),
            ));
        }
        if path.is_dir() {
            let list = command_line("ls", [shown(path).as_str()]);
            return Err(invalid(format!(
                "is a folder; give the list of applications as FILE, and the folder with --resumes. Where the files are \
                 named by application id, this makes a list: (echo applicationId; {list} | sed 's/[.][^.]*$//') > list.csv"
            )));
        }
        // Opening a pipe can block, and it cannot be read again.
        if path.exists() && !path.is_file() {
            return Err(invalid("is not a regular file; write the list to one".into()));
        }
        let mut file =
            File::open(path).map_err(|error| invalid(format!("cannot be read: {error}")))?;
        let mut head = [0; 4096];
        let length =
            file.read(&mut head).map_err(|error| invalid(format!("cannot be read: {error}")))?;
        if let Some(what) = file_kind::other_than_list(&head[..length], path, Accepted::CsvToo) {
            return Err(invalid(what));
        }
        let head = head[..length].trim_ascii_start();
        let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head).trim_ascii_start();
        if head.is_empty() {
            return Err(invalid("is empty; it contains no application".into()));
        }
        file.seek(SeekFrom::Start(0))
            .map_err(|error| invalid(format!("cannot be read: {error}")))?;
        let mut problems = Problems::new("row", errors.is_some());
        let mut rows = if head.starts_with(b"{") {
            Self::json_lines(path, map, BufReader::new(file), &mut problems)
        } else {
            Self::csv(path, map, file, &mut problems)
        }
        .map_err(invalid)?;
        if rows.ids.is_empty() && problems.count() == 0 {
            return Err(invalid("contains no application; nothing was sent".to_owned()));
        }
        problems.write(errors)?;
        if problems.count() > 0 {
            return Err(invalid(format!("{}; nothing was sent", problems.summary(errors))));
        }
        rows.ids.shrink_to_fit();
        Ok(rows)
    }

    fn json_lines(
        path: &Path,
        map: &HashMap<String, String>,
        mut file: impl BufRead,
        problems: &mut Problems,
    ) -> Result<Self, String> {
        let format = Format::JsonLines { columns: map.clone() };
        let mut rows =
            Self { path: path.to_owned(), format, places: HashMap::new(), ids: Vec::new() };
        let (mut offset, mut number) = (0_u64, 0_usize);
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = file
                .read_until(b'\n', &mut line)
                .map_err(|error| format!("cannot be read: {error}"))?;
            if read == 0 {
                return Ok(rows);
            }
            number += 1;
            let place = Place { offset, length: read as u64 };
            offset += read as u64;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let row = if read > MAX_ROW {
                Err("is longer than 4 MiB".to_owned())
            } else {
                json_row(&line, map)
            };
            rows.add(number, place, row.map(|row| row.application_id), problems);
        }
    }

    fn csv(
        path: &Path,
        map: &HashMap<String, String>,
        file: File,
        problems: &mut Problems,
    ) -> Result<Self, String> {
        let mut first = String::new();
        BufReader::new(&file)
            .take(1 << 20)
            .read_line(&mut first)
            .map_err(|error| format!("looks like neither JSON Lines nor CSV in UTF-8: {error}"))?;
        let delimiter = delimiter(&first);
        (&file).seek(SeekFrom::Start(0)).map_err(|error| format!("cannot be read: {error}"))?;
        let mut reader = reader(delimiter, true).from_reader(file);
        let headers = reader
            .headers()
            .map_err(|error| format!("looks like CSV, but {}", csv_error(&error)))?;
        let names: Vec<String> = headers
            .iter()
            .map(|header| header.trim_start_matches('\u{feff}').trim().to_owned())
            .collect();
        let columns = columns(&names, map)?;
        let format = Format::Csv { delimiter, columns };
        let mut rows =
            Self { path: path.to_owned(), format, places: HashMap::new(), ids: Vec::new() };
        let mut record = csv::StringRecord::new();
        let mut number = 1;
        let mut last = None;
        loop {
            let start = reader.position().byte();
            match reader.read_record(&mut record) {
                Ok(false) => {
                    // The reader takes the rest of the file as the text of such a row.
                    if let Some(last) = last
                        && is_unclosed(path, last, delimiter)
                            .map_err(|error| format!("cannot be read: {error}"))?
                    {
                        let what = "has a quotation mark that is never closed";
                        problems.add(number.to_string(), what.to_owned());
                    }
                    return Ok(rows);
                }
                Ok(true) => {
                    number += 1;
                    let end = reader.position().byte();
                    let place = Place { offset: start, length: end - start };
                    last = Some(place);
                    let id = columns[0]
                        .and_then(|column| record.get(column))
                        .map(|id| id.trim().to_owned())
                        .ok_or_else(|| "has no application id".to_owned());
                    rows.add(number, place, id, problems);
                }
                Err(error) => {
                    number += 1;
                    problems.add(number.to_string(), csv_error(&error));
                    if error.is_io_error() {
                        return Ok(rows);
                    }
                }
            }
        }
    }

    fn add(
        &mut self,
        number: usize,
        place: Place,
        id: Result<String, String>,
        problems: &mut Problems,
    ) {
        match id {
            Err(problem) => problems.add(number.to_string(), problem),
            Ok(id) if id.is_empty() => {
                problems.add(number.to_string(), "the application id is empty".to_owned());
            }
            // Databases reject it.
            Ok(id) if id.contains('\0') => {
                problems.add(number.to_string(), "the application id contains a NUL".to_owned());
            }
            Ok(id) if self.places.contains_key(&id) => {
                problems.add(format!("{number} ({id:?})"), "is in the file already".to_owned());
            }
            Ok(id) => {
                self.places.insert(id.clone(), place);
                self.ids.push(id);
            }
        }
    }

    /// Returns the applications' ids, in the order of the file.
    pub(super) fn ids(&self) -> &[String] {
        &self.ids
    }

    /// Returns the folder against which relative paths are resolved.
    pub(super) fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Reads the row of an application again; `None` if it has no row.
    pub(super) fn row(&self, id: &str) -> Result<Option<Row>, String> {
        let Some(place) = self.places.get(id) else { return Ok(None) };
        let failed =
            |error: std::io::Error| format!("{} cannot be read: {error}", name(&self.path));
        let mut file = File::open(&self.path).map_err(failed)?;
        file.seek(SeekFrom::Start(place.offset)).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(place.length).read_to_end(&mut bytes).map_err(failed)?;
        let changed = || format!("{} was changed while it was in use", name(&self.path));
        let row = match &self.format {
            Format::JsonLines { columns } => json_row(&bytes, columns).map_err(|_| changed())?,
            Format::Csv { delimiter, columns } => {
                let mut reader = reader(*delimiter, false).from_reader(&bytes[..]);
                let mut record = csv::StringRecord::new();
                if !reader.read_record(&mut record).map_err(|_| changed())? {
                    return Err(changed());
                }
                let cell = |index: usize| {
                    let text = record.get(columns[index]?)?.trim();
                    (!text.is_empty()).then(|| text.to_owned())
                };
                Row {
                    application_id: cell(0).unwrap_or_default(),
                    resume_url: cell(1),
                    resume_text: cell(2),
                    resume_file: cell(3).map(Into::into),
                    context: cell(4),
                    answers: Vec::new(),
                }
            }
        };
        if row.application_id != id {
            return Err(changed());
        }
        Ok(Some(row))
    }
}

fn reader(delimiter: u8, headers: bool) -> csv::ReaderBuilder {
    let mut builder = csv::ReaderBuilder::new();
    builder.delimiter(delimiter).has_headers(headers);
    builder
}

/// Returns whether a quotation mark is open at the end of the last row: what is appended then belongs
/// to it.
fn is_unclosed(path: &Path, last: Place, delimiter: u8) -> std::io::Result<bool> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(last.offset))?;
    let mut bytes = Vec::new();
    file.take(last.length).read_to_end(&mut bytes)?;
    bytes.extend(b"\nx\n");
    let mut reader = reader(delimiter, false).flexible(true).from_reader(&bytes[..]);
    Ok(reader.byte_records().count() < 2)
}

/// Parses one line, and renames its fields according to `map`.
fn json_row(line: &[u8], map: &HashMap<String, String>) -> Result<Row, String> {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    let mut value: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(line)
        .map_err(|error| format!("is not a JSON object on one line (column {})", error.column()))?;
    for (field, column) in map {
        if let Some(found) = value.remove(column) {
            value.insert(field.clone(), found);
        }
    }
    if let Some(serde_json::Value::Number(id)) = value.get("applicationId") {
        let id = id.to_string();
        value.insert("applicationId".to_owned(), id.into());
    }
    if !value.contains_key("applicationId") {
        return Err(
            "has no applicationId (--map applicationId=FIELD says which field it is)".to_owned()
        );
    }
    // Null counts as absent.
    value.retain(|_, field| !field.is_null());
    serde_json::from_value(value.into())
        .map_err(|_| format!("has a field of the wrong type; used are {}", FIELDS.join(", ")))
}

/// Returns the file as an argument.
fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Returns the index of each field's column.
fn columns(names: &[String], map: &HashMap<String, String>) -> Result<[Option<usize>; 5], String> {
    let known = || {
        let shown: Vec<_> = names.iter().take(30).map(|name| format!("{name:?}")).collect();
        shown.join(", ")
    };
    let mut columns = [None; 5];
    for (place, field) in FIELDS.iter().take(5).enumerate() {
        let is_named = |name: &String| match map.get(*field) {
            Some(column) => name == column,
            None => name.eq_ignore_ascii_case(field),
        };
        let mut found = names.iter().enumerate().filter(|(_, name)| is_named(name));
        columns[place] = match (found.next(), found.next(), map.get(*field)) {
            (Some((first, name)), Some((second, _)), _) => {
                return Err(format!(
                    "has the column {name:?} twice (columns {} and {}), so it is not clear which one is the {field}; \
                     rename or remove one",
                    first + 1,
                    second + 1
                ));
            }
            (None, _, Some(column)) => {
                return Err(format!(
                    "--map {field}={column}: it has no such column; it has {}",
                    known()
                ));
            }
            (found, ..) => found.map(|(column, _)| column),
        };
    }
    if columns[0].is_none() {
        return Err(format!(
            "looks like CSV without a column applicationId; say which one it is with --map applicationId=COLUMN; it has {}",
            known()
        ));
    }
    Ok(columns)
}

/// Returns the delimiter: the candidate that is most frequent in the header.
fn delimiter(header: &str) -> u8 {
    let count = |c: u8| header.bytes().filter(|byte| *byte == c).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|c| (count(*c), *c == b',')).unwrap_or(b',')
}

fn csv_error(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("has {len} columns where the first row has {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "is not UTF-8; save the file as CSV UTF-8".to_owned(),
        csv::ErrorKind::Io(error) => format!("cannot be read: {error}"),
        _ => "cannot be read as CSV".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(name: &str, text: &[u8], map: &[(&str, &str)]) -> Result<Rows, String> {
        let path = std::env::temp_dir().join(format!("nova-rows-{name}-{}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        let map = map.iter().map(|(field, column)| ((*field).into(), (*column).into())).collect();
        Rows::read(&path, &map, None).map_err(|failure| failure.to_string())
    }

    #[test]
    fn csv_is_read_row_by_row() {
        let text = "\u{feff}Candidate ID;resumeText;Notes\r\n7;\"a\nb; c\";x\r\n8;plain;\"quoted \"\"y\"\"\"\r\n";
        let map = [("applicationId", "Candidate ID"), ("context", "Notes")];
        let rows = rows("csv", text.as_bytes(), &map).unwrap();
        assert_eq!(rows.ids(), ["7", "8"]);
        let first = rows.row("7").unwrap().unwrap();
        assert_eq!(first.resume_text.as_deref(), Some("a\nb; c"));
        let second = rows.row("8").unwrap().unwrap();
        assert_eq!(second.context.as_deref(), Some("quoted \"y\""));
        assert_eq!(rows.row("9").unwrap(), None);
    }

    #[test]
    fn only_a_used_column_must_be_unique() {
        let text = b"applicationId,Notes,Notes\n1,x,y\n";
        assert_eq!(rows("notes", text, &[]).unwrap().ids(), ["1"]);
        let error = rows("mapped", text, &[("context", "Notes")]).unwrap_err();
        assert!(error.contains("the column \"Notes\" twice (columns 2 and 3)"), "{error}");
    }

    #[test]
    fn json_lines_are_read_line_by_line() {
        let text = "{\"id\": 7, \"resumeUrl\": \"https://x.example/7\"}\n\n{\"id\": \"8\", \"resumeText\": null}\n";
        let rows = rows("jsonl", text.as_bytes(), &[("applicationId", "id")]).unwrap();
        assert_eq!(rows.ids(), ["7", "8"]);
        let first = rows.row("7").unwrap().unwrap();
        assert_eq!(first.resume_url.as_deref(), Some("https://x.example/7"));
        assert_eq!(rows.row("8").unwrap().unwrap().resume_text, None);
    }

    #[test]
    fn other_formats_are_reported() {
        for (name, text, words) in [
            ("array", &b"[{\"applicationId\": \"1\"}]"[..], "JSON array"),
            ("excel", b"PK\x03\x04....", "Excel"),
            ("pdf", b"%PDF-1.7", "--resumes"),
            ("utf16", b"\xff\xfea\0", "UTF-16"),
            ("html", b"<html>", "HTML"),
            ("empty", b" \n", "no application"),
            ("columns", b"name,mail\nx,y\n", "\"name\", \"mail\""),
            ("twice", b"applicationId\n1\n1\n", "row 3"),
            ("unclosed", b"applicationId,context\n1,\"x\n2,y\n", "row 2: has a quotation mark"),
            (
                "nul",
                b"{\"applicationId\": \"a\\u0000b\"}\n",
                "row 1: the application id contains a NUL",
            ),
            ("ragged", b"applicationId,context\n1\n", "has 1 columns"),
            (
                "ids",
                b"applicationId,applicationId,resumeText\n1,2,x\n",
                "the column \"applicationId\" twice (columns 1 and 2)",
            ),
            ("texts", b"resumeText,applicationId,resumetext\nx,1,y\n", "columns 1 and 3"),
        ] {
            let error = rows(name, text, &[]).unwrap_err();
            assert!(error.contains(words), "{name}: {error}");
        }
    }
}
