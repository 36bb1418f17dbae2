//! What mutations do to the world: a line in a file.

use std::{
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use cid::Cid;

/// A file to which every mutation appends its ID.
///
/// It is not forced to the disk: a process ends here, not the machine, and what
/// was written outlives the process.
#[derive(Clone, Debug)]
pub struct Effects(PathBuf);

impl Effects {
    /// The file at `path`.
    #[must_use]
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self(path.as_ref().to_path_buf())
    }

    /// Does it for the task with this ID.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn append(&self, task: &Cid) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(&self.0)?;
        // In one call, so that there is a whole line or none.
        file.write_all(format!("{task}\n").as_bytes())
    }

    /// How often it was done, by ID.
    ///
    /// # Errors
    ///
    /// If the file cannot be read. If there is none, nothing was done.
    pub fn counts(&self) -> io::Result<BTreeMap<String, usize>> {
        let text = match fs::read_to_string(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        let mut counts = BTreeMap::new();
        for line in text.lines() {
            *counts.entry(line.to_owned()).or_default() += 1;
        }
        Ok(counts)
    }
}
