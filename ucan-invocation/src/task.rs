//! Tasks: what is to be done, and its input address.

use alloc::{collections::BTreeMap, string::String, sync::Arc};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Command, Did, FieldError, FieldRule, Fields, Nonce};
use varsig::{
    Block,
    dag_cbor::{EncodeError, Encoder},
    multicodec::DAG_CBOR,
};

/// The arguments of a command: a map from names to any data.
pub type Arguments = BTreeMap<String, Ipld>;

/// The fields that say what work is to be done (UCAN Invocation, Task).
///
/// Its ID is the CID of the map `{sub, cmd, args, nonce}`, computed once when the
/// task is made; it finds the receipt (ruling I1).
///
/// The nonce decides whether asking twice means doing it twice, so there is a
/// constructor for each answer (UCAN Invocation, Nonce; ruling T11):
///
/// | Constructor | For | Asked for again |
/// |---|---|---|
/// | [`Task::idempotent`] | what gives the same result, or leaves the same state, every time: pure functions, queries, an HTTP PUT | the same task, answered from its receipt |
/// | [`Task::unique`] | what does something each time: sending, appending, paying | another task, because its nonce is another |
/// | [`Task::new`] | a nonce that is known already, as of a task that was read | as the nonce says |
///
/// ```
/// use ipld_core::ipld::Ipld;
/// use ucan_core::{Did, Nonce};
/// use ucan_invocation::{Arguments, Task};
///
/// let account: Did = "did:web:bank.example".parse()?;
/// let args = Arguments::from([("cents".into(), Ipld::Integer(500))]);
///
/// // The balance is the same however often it is asked for ...
/// let ask = || Task::idempotent(account.clone(), "/account/read".parse().unwrap(), [].into());
/// assert_eq!(ask()?.id(), ask()?.id());
///
/// // ... and five more euros are five more euros.
/// let pay = |drawn| {
///     Task::unique(account.clone(), "/account/pay".parse().unwrap(), args.clone(), drawn)
/// };
/// let (first, second) = ([1; Nonce::RANDOM_LENGTH], [2; Nonce::RANDOM_LENGTH]);
/// assert_ne!(pay(first)?.id(), pay(second)?.id()); // draw them from the system, in earnest
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Cloning one costs little.
#[derive(Clone, Debug, PartialEq)]
pub struct Task(Arc<Parts>);

#[derive(Debug, PartialEq)]
struct Parts {
    subject: Did,
    command: Command,
    /// A map, in the form in which policies are judged on it.
    args: Ipld,
    nonce: Nonce,
    id: Cid,
}

/// No arguments.
static NONE: Arguments = Arguments::new();

impl Task {
    /// A task on `subject` that is the same task however often it is asked for: its
    /// nonce is empty.
    ///
    /// Executors refuse such a task for a command that does something each time
    /// (ruling I10): see [`Task::unique`].
    ///
    /// # Errors
    ///
    /// As [`Task::new`].
    pub fn idempotent(
        subject: Did,
        command: Command,
        args: Arguments,
    ) -> Result<Self, EncodeError> {
        Self::new(subject, command, args, Nonce::empty())
    }

    /// A task on `subject` that is another one each time: `drawn` are bytes that the
    /// caller draws from a good source of randomness, anew for every task.
    ///
    /// Whoever sends the same task again, because no answer came, keeps it; a fresh
    /// draw would ask for the work a second time.
    ///
    /// # Errors
    ///
    /// As [`Task::new`].
    pub fn unique(
        subject: Did,
        command: Command,
        args: Arguments,
        drawn: [u8; Nonce::RANDOM_LENGTH],
    ) -> Result<Self, EncodeError> {
        Self::new(subject, command, args, Nonce::from_random(drawn))
    }

    /// A task on `subject` with a nonce of any kind.
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
        let mut parts =
            Parts { subject, command, args: Ipld::Map(args), nonce, id: Cid::default() };
        let mut encoder = Encoder::new();
        parts.encode(&mut encoder)?;
        parts.id = *Block::new(DAG_CBOR, encoder.finish()).cid();
        Ok(Self(Arc::new(parts)))
    }

    /// Reads the map that an ID is the CID of, as it stands where a task is kept or shown
    /// by itself.
    ///
    /// # Errors
    ///
    /// [`FieldError`] if it has not exactly the four fields, each of its kind.
    ///
    /// ```
    /// use ipld_core::ipld::Ipld;
    /// use ucan_invocation::Task;
    ///
    /// let task = Task::idempotent("did:web:a.example".parse()?, "/a".parse()?, [].into())?;
    /// let Ipld::Map(map) = task.to_ipld() else { unreachable!() };
    /// assert_eq!(Task::from_map(map)?, task);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_map(map: BTreeMap<String, Ipld>) -> Result<Self, FieldError> {
        let mut fields = Fields::new(map);
        let task = Self::read(&mut fields)?;
        fields.finish()?;
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
        let Parts { subject, command, nonce, .. } = &*self.0;
        Self::new(subject.clone(), command.clone(), args, nonce.clone())
    }

    /// Whose authority is used.
    #[must_use]
    pub fn subject(&self) -> &Did {
        &self.0.subject
    }

    /// What is to be done.
    #[must_use]
    pub fn command(&self) -> &Command {
        &self.0.command
    }

    /// On what.
    #[must_use]
    pub fn args(&self) -> &Arguments {
        match &self.0.args {
            Ipld::Map(args) => args,
            _ => &NONE,
        }
    }

    /// The arguments as a value, for policies.
    pub(crate) fn args_as_value(&self) -> &Ipld {
        &self.0.args
    }

    /// What tells this task from another with the same work; empty for work that
    /// gives the same result every time.
    #[must_use]
    pub fn nonce(&self) -> &Nonce {
        &self.0.nonce
    }

    /// The input address.
    #[must_use]
    pub fn id(&self) -> &Cid {
        &self.0.id
    }

    /// The map that the ID is the CID of.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        Ipld::Map(self.to_fields())
    }

    /// The four fields of a task, as they stand in a payload.
    pub(crate) fn to_fields(&self) -> BTreeMap<String, Ipld> {
        BTreeMap::from([
            ("sub".into(), Ipld::String(self.subject().as_str().into())),
            ("cmd".into(), Ipld::String(self.command().as_str().into())),
            ("args".into(), self.0.args.clone()),
            ("nonce".into(), Ipld::Bytes(self.nonce().as_bytes().into())),
        ])
    }
}

impl Parts {
    /// Writes the map that the ID is the CID of.
    fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        encoder.map(4);
        encoder.text("cmd");
        encoder.text(self.command.as_str());
        encoder.text("sub");
        encoder.text(self.subject.as_str());
        encoder.text("args");
        encoder.value(&self.args, 1)?;
        encoder.text("nonce");
        encoder.bytes(self.nonce.as_bytes());
        Ok(())
    }
}
