//! A task within the arguments of an invocation, with its own proofs.

use alloc::{collections::BTreeMap, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{FieldError, Fields, Meta};

use crate::task::Task;

/// A task that stands within the arguments of a signed invocation: the map
/// `{sub, cmd, args, nonce, prf, meta?}` (ruling O1).
///
/// It says what is to be done and by which delegations, from its subject to the issuer
/// of the invocation around it; issuer, executor and validity are that invocation's. One
/// signature so covers many tasks. Read from somebody's arguments it is a claim:
/// [`Proven::embedded`](crate::Proven::embedded) judges it.
///
/// ```
/// use ucan_core::{Did, Nonce};
/// use ucan_invocation::{EmbeddedTask, Task};
///
/// let subject: Did = "did:web:example.com".parse()?;
/// let task = Task::new(subject, "/msg/send".parse()?, Default::default(), Nonce::empty())?;
/// let embedded = EmbeddedTask::new(task);
/// assert_eq!(EmbeddedTask::read("first", embedded.to_ipld())?, embedded);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct EmbeddedTask {
    pub(crate) task: Task,
    pub(crate) proofs: Vec<Cid>,
    pub(crate) meta: Meta,
}

impl EmbeddedTask {
    /// A task on a subject that is the issuer of the invocation around it, so that
    /// there is nothing to prove.
    #[must_use]
    pub const fn new(task: Task) -> Self {
        Self { task, proofs: Vec::new(), meta: Meta::new() }
    }

    /// Names the delegations that prove the authority, from the subject to the issuer
    /// of the invocation around it, root first (ruling P1).
    #[must_use]
    pub fn with_proofs(mut self, proofs: Vec<Cid>) -> Self {
        self.proofs = proofs;
        self
    }

    /// Adds data beside the task.
    #[must_use]
    pub fn with_meta(mut self, meta: Meta) -> Self {
        self.meta = meta;
        self
    }

    /// What is to be done.
    #[must_use]
    pub const fn task(&self) -> &Task {
        &self.task
    }

    /// The delegations named, root first.
    #[must_use]
    pub fn proofs(&self) -> &[Cid] {
        &self.proofs
    }

    /// The data beside the task.
    #[must_use]
    pub const fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The map as it stands in arguments; empty `meta` is left out.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        let mut map: BTreeMap<_, _> = self.task.to_fields();
        let proofs = self.proofs.iter().copied().map(Ipld::Link).collect();
        map.insert("prf".into(), Ipld::List(proofs));
        if !self.meta.is_empty() {
            map.insert("meta".into(), Ipld::Map(self.meta.clone()));
        }
        Ipld::Map(map)
    }

    /// Reads such a map; `name` says where it stands, in errors.
    ///
    /// # Errors
    ///
    /// [`FieldError`] for the first field that is missing, malformed or unknown; so is
    /// `meta: null`.
    pub fn read(name: &str, value: Ipld) -> Result<Self, FieldError> {
        let mut fields = Fields::of(name, value)?;
        let task = Task::read(&mut fields)?;
        let proofs = fields.links("prf")?;
        let meta = fields.optional_map("meta")?.unwrap_or_default();
        fields.finish()?;
        Ok(Self { task, proofs, meta })
    }
}
