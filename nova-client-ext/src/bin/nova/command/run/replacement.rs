//! Replaces a file atomically: readers see the old or the new file, also after a crash.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

pub(super) struct Replacement {
    file: PathBuf,
    partial: PathBuf,
    /// `None` once the file was replaced.
    written: Option<BufWriter<File>>,
}

impl Replacement {
    pub(super) fn of(file: &Path) -> Result<Self, Failure> {
        let mut partial = file.to_owned().into_os_string();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let written = File::create(&partial).map_err(|error| unwritten(file, &error))?;
        Ok(Self { file: file.to_owned(), partial, written: Some(BufWriter::new(written)) })
    }

    /// Replaces the file.
    pub(super) fn commit(mut self) -> Result<(), Failure> {
        self.flush()
            .and_then(|()| std::fs::rename(&self.partial, &self.file))
            .map_err(|error| unwritten(&self.file, &error))?;
        self.written = None;
        Ok(())
    }
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
        if self.written.take().is_some() {
            // If this fails, the next replacement overwrites it.
            std::fs::remove_file(&self.partial).ok();
        }
    }
}

pub(super) fn unwritten(file: &Path, error: &io::Error) -> Failure {
    Failure::system(&format!("{} cannot be written", file.display()), error)
}
