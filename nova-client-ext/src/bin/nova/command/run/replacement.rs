//! Replaces a file atomically: readers see the old or the new file, also after a crash.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

pub(super) struct Replacement {
    /// The file as it was given.
    file: PathBuf,
    /// The new content, and the file that it replaces; `None` if `file` is written directly.
    partial: Option<(PathBuf, PathBuf)>,
    /// `None` once everything was written.
    written: Option<BufWriter<File>>,
}

impl Replacement {
    /// Begins the replacement of a file. A symbolic link stays one, and the file that it names is
    /// replaced. A device or a pipe cannot be replaced, so it is written directly.
    pub(super) fn of(file: &Path) -> Result<Self, Failure> {
        let (written, partial) = open(file).map_err(|error| unwritten(file, &error))?;
        Ok(Self { file: file.to_owned(), partial, written: Some(BufWriter::new(written)) })
    }

    /// Replaces the file.
    pub(super) fn commit(mut self) -> Result<(), Failure> {
        self.flush()
            .and_then(|()| match &self.partial {
                Some((partial, file)) => fs::rename(partial, file),
                None => Ok(()),
            })
            .map_err(|error| unwritten(&self.file, &error))?;
        self.written = None;
        Ok(())
    }
}

/// Opens what is written to: a new file next to the given one, or else the given one.
fn open(file: &Path) -> io::Result<(File, Option<(PathBuf, PathBuf)>)> {
    let existing = file.metadata().ok();
    let is_regular = existing.as_ref().is_none_or(fs::Metadata::is_file);
    let leads_nowhere = existing.is_none() && file.is_symlink();
    if !is_regular || leads_nowhere {
        let written = OpenOptions::new().write(true).create(leads_nowhere).open(file)?;
        return Ok((written, None));
    }
    let target = if existing.is_some() { file.canonicalize()? } else { file.to_owned() };
    let mut partial = target.clone().into_os_string();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let written = File::create(&partial)?;
    if let Some(existing) = existing {
        // Before anything is in it, because the old file may be one that only its owner can read.
        written.set_permissions(existing.permissions())?;
    }
    Ok((written, Some((partial, target))))
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.as_mut().map_or(Ok(0), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.written.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if let (Some(_), Some((partial, _))) = (self.written.take(), &self.partial) {
            // If this fails, the next replacement overwrites it.
            fs::remove_file(partial).ok();
        }
    }
}

pub(super) fn unwritten(file: &Path, error: &io::Error) -> Failure {
    Failure::system(&format!("{} cannot be written", file.display()), error)
}
