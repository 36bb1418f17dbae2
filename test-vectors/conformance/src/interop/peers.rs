//! Which peers there are.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    time::Duration,
};

use serde::Deserialize;

use crate::child::Child;

/// A file of peers, as `test-vectors/peers/peers.json` is one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Peers {
    /// The peers, in the order of the file.
    pub peers: Vec<Peer>,
}

/// How a peer is installed and started.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Peer {
    /// A short name.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// The package that it is published as, with its registry.
    pub package: String,
    /// The version of that.
    pub version: String,
    /// The folder of its adapter, seen from the file.
    pub folder: PathBuf,
    /// The command that installs it there, with its arguments.
    pub install: Vec<String>,
    /// The command that starts the adapter there, with its arguments.
    pub run: Vec<String>,
    /// Which versions of which texts it is about.
    pub speaks: String,
    /// What else readers should know.
    #[serde(default)]
    pub notes: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    peers: Vec<Peer>,
}

/// A file that holds no peers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeersError {
    /// It cannot be read.
    #[error("{path} cannot be read: {kind}")]
    Read {
        /// The path.
        path: String,
        /// What the system says.
        kind: io::ErrorKind,
    },
    /// It is not of the shape that it must have.
    #[error("{path} holds no peers: {reason}")]
    Shape {
        /// The path.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// There is no peer of that name.
    #[error("there is no peer {id}; there are {}", known.join(", "))]
    Unknown {
        /// The name.
        id: String,
        /// Those that there are.
        known: Vec<String>,
    },
}

impl Peers {
    /// Reads a file. The folders of the peers are seen from there.
    ///
    /// # Errors
    ///
    /// [`PeersError::Read`] and [`PeersError::Shape`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self, PeersError> {
        let path = path.as_ref();
        let name = || path.display().to_string();
        let text = fs::read_to_string(path)
            .map_err(|error| PeersError::Read { path: name(), kind: error.kind() })?;
        let wrong = |reason: String| PeersError::Shape { path: name(), reason };
        let mut file: File =
            serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if file.format != "1.0" {
            return Err(wrong(format!("its format is {}, and 1.0 is read", file.format)));
        }
        let beside = path.parent().map(Path::to_owned).unwrap_or_default();
        for peer in &mut file.peers {
            if peer.run.is_empty() {
                return Err(wrong(format!("{} is not said how to start", peer.id)));
            }
            peer.folder = beside.join(&peer.folder);
        }
        Ok(Self { peers: file.peers })
    }

    /// Only the peers of these names, if there are any names.
    ///
    /// # Errors
    ///
    /// [`PeersError::Unknown`]
    pub fn only(mut self, ids: &[String]) -> Result<Self, PeersError> {
        if let Some(id) = ids.iter().find(|id| !self.peers.iter().any(|it| it.id == **id)) {
            let known = self.peers.into_iter().map(|it| it.id).collect();
            return Err(PeersError::Unknown { id: id.clone(), known });
        }
        self.peers.retain(|it| ids.is_empty() || ids.contains(&it.id));
        Ok(self)
    }
}

impl Peer {
    /// Installs it, by its own package manager. What that prints goes to standard error.
    ///
    /// # Errors
    ///
    /// What starting the package manager gives. How it ended is the result.
    pub fn install(&self) -> io::Result<Option<ExitStatus>> {
        let [program, arguments @ ..] = self.install.as_slice() else { return Ok(None) };
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder).stdin(Stdio::null());
        command.stdout(io::stderr());
        command.status().map(Some)
    }

    /// Its adapter.
    #[must_use]
    pub fn child(&self, timeout: Duration) -> Child {
        let (program, arguments) =
            self.run.split_first().map_or(("", &[][..]), |(it, rest)| (it.as_str(), rest));
        Child::new(program, arguments).in_folder(&self.folder).with_timeout(timeout)
    }
}
