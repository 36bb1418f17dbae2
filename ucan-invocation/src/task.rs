//! Tasks: what is to be done, and its input address.

use alloc::{collections::BTreeMap, string::String};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Command, Did, FieldError, FieldRule, Fields, Nonce};
use varsig::{Block, dag_cbor::EncodeError};

/// The arguments of a command: a map from names to any data.
pub type Arguments = BTreeMap<String, Ipld>;

/// The fields that say what work is to be done (UCAN Invocation, Task).
///
/// Its ID is the CID of the map `{sub, cmd, args, nonce}`, computed once when the
/// task is made; it finds the receipt (ruling I1).
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    subject: Did,
    command: Command,
    args: Arguments,
    nonce: Nonce,
    id: Cid,
}

impl Task {
    /// A task on `subject`.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] if `args` have no DAG-CBOR form, as a task without an
    /// address could not be asked for.
    pub fn new(
        subject: Did,
        command: Command,
        args: Arguments,
        nonce: Nonce,
    ) -> Result<Self, EncodeError> {
        let mut task = Self { subject, command, args, nonce, id: Cid::default() };
        task.id = *Block::encode(&task.to_ipld())?.cid();
        Ok(task)
    }

    /// Takes the four fields of a task out of a payload.
    pub(crate) fn read(fields: &mut Fields) -> Result<Self, FieldError> {
        let subject = fields.did("sub")?;
        let command = fields.command("cmd")?;
        let args = fields.map("args")?;
        let nonce = Nonce::new(fields.bytes("nonce")?);
        Self::new(subject, command, args, nonce).map_err(|_| {
            FieldError::new("args", FieldRule::Value { expected: "data with a DAG-CBOR form" })
        })
    }

    /// The same task with other arguments, and so with another ID.
    ///
    /// # Errors
    ///
    /// As [`Task::new`].
    pub fn with_args(&self, args: Arguments) -> Result<Self, EncodeError> {
        Self::new(self.subject.clone(), self.command.clone(), args, self.nonce.clone())
    }

    /// Whose authority is used.
    #[must_use]
    pub const fn subject(&self) -> &Did {
        &self.subject
    }

    /// What is to be done.
    #[must_use]
    pub const fn command(&self) -> &Command {
        &self.command
    }

    /// On what.
    #[must_use]
    pub const fn args(&self) -> &Arguments {
        &self.args
    }

    /// What tells this task from another with the same work; empty for work that
    /// gives the same result every time.
    #[must_use]
    pub const fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    /// The input address.
    #[must_use]
    pub const fn id(&self) -> &Cid {
        &self.id
    }

    /// The map that the ID is the CID of.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        Ipld::Map(BTreeMap::from([
            ("sub".into(), Ipld::String(self.subject.as_str().into())),
            ("cmd".into(), Ipld::String(self.command.as_str().into())),
            ("args".into(), Ipld::Map(self.args.clone())),
            ("nonce".into(), Ipld::Bytes(self.nonce.as_bytes().into())),
        ]))
    }
}
