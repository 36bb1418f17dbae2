//! Many tasks under one signature.

mod signed;

use alloc::{collections::BTreeMap, string::String};

use ipld_core::ipld::Ipld;

pub use self::signed::{BatchError, SignedBatch};
use crate::embedded_task::EmbeddedTask;

/// Tasks by label, to be signed together within the arguments of one invocation
/// (ruling O1). Their order is that of the labels' bytes.
///
/// One signature so authorises all of them, as the authorisations of the older wire did,
/// and each is proven by itself, with proofs of its own. An executor opens a batch with
/// [`SignedBatch::open`].
///
/// ```
/// use ipld_core::ipld::Ipld;
/// use ucan_core::{Check, Did, DidKeyResolver, Envelope, Nonce, Proofs, Timestamp};
/// use ucan_invocation::{
///     Arguments, Batch, EmbeddedTask, Invocation, Proven, SignedBatch, Task,
/// };
/// use varsig::{Ed25519Signer, VerifierSet};
///
/// let alice = Ed25519Signer::from_seed(&[1; 32]);
/// let did = Did::from_signer(&alice);
/// let step = |number: i128| {
///     let args = Arguments::from([("number".into(), Ipld::Integer(number))]);
///     Task::idempotent(did.clone(), "/number/square".parse().unwrap(), args)
///         .map(EmbeddedTask::new)
/// };
/// let batch = Batch::new().with_task("three", step(3)?).with_task("four", step(4)?);
///
/// // Signed once ...
/// let args = Arguments::from([("tasks".into(), batch.to_ipld())]);
/// let whole = Task::idempotent(did.clone(), "/number/all".parse()?, args)?;
/// let token = Envelope::sign(Invocation::new(did.clone(), whole), &alice)?
///     .verify(&DidKeyResolver, &VerifierSet::default())?;
///
/// // ... and proven one by one.
/// let check = Check::at(Timestamp::from_seconds(1_767_225_600)?);
/// let proven = Proven::prove(&token, &Proofs::new(), &check, None)?;
/// let signed = SignedBatch::open(&proven, &["tasks"], 1_000, &mut Default::default())?;
/// assert_eq!(signed.labels().collect::<Vec<_>>(), ["four", "three"]);
/// for (label, task) in signed.prove_all(&Proofs::new(), &check) {
///     assert_eq!(task?.issuer(), &did, "{label}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    tasks: BTreeMap<String, EmbeddedTask>,
}

impl Batch {
    /// A batch without tasks.
    #[must_use]
    pub const fn new() -> Self {
        Self { tasks: BTreeMap::new() }
    }

    /// Adds a task; a second one with the same label replaces the first.
    #[must_use]
    pub fn with_task(mut self, label: impl Into<String>, task: EmbeddedTask) -> Self {
        self.tasks.insert(label.into(), task);
        self
    }

    /// The tasks by label.
    #[must_use]
    pub const fn tasks(&self) -> &BTreeMap<String, EmbeddedTask> {
        &self.tasks
    }

    /// The map from labels to tasks, to be put into the arguments of the invocation.
    #[must_use]
    pub fn to_ipld(&self) -> Ipld {
        Ipld::Map(self.tasks.iter().map(|(label, task)| (label.clone(), task.to_ipld())).collect())
    }
}

impl<L: Into<String>> FromIterator<(L, EmbeddedTask)> for Batch {
    fn from_iter<I: IntoIterator<Item = (L, EmbeddedTask)>>(tasks: I) -> Self {
        Self { tasks: tasks.into_iter().map(|(label, task)| (label.into(), task)).collect() }
    }
}
