//! A batch as it was signed, to be proven task by task.

use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    ChainError, Check, Proofs,
    policy::{Budget, PolicyFailure},
};

use crate::{
    proven::{ProveError, Proven},
    public_resource::PublicResource,
    task::Arguments,
};

/// The tasks in the arguments of a proven invocation. Only [`SignedBatch::open`] makes
/// one.
///
/// That the issuer may ask for the whole is settled; each task is still to be proven:
/// all of them, or those that are wanted.
#[derive(Clone, Debug)]
pub struct SignedBatch<'a> {
    around: &'a Proven,
    path: Vec<&'a str>,
    tasks: &'a Arguments,
}

impl<'a> SignedBatch<'a> {
    /// Opens the batch that stands at `path` in the signed arguments of `around`.
    ///
    /// The policies of the proofs for the whole are judged first, on the arguments as
    /// they were signed, promises included: those belong to the tasks (ruling O2).
    ///
    /// # Errors
    ///
    /// [`BatchError::Policy`] or [`BatchError::Public`] if a policy does not hold,
    /// [`BatchError::NotThere`] if no map stands at `path`, [`BatchError::NoTasks`] if it
    /// is empty, [`BatchError::TooManyTasks`] if there are more than `limit`.
    pub fn open(
        around: &'a Proven,
        path: &[&'a str],
        limit: usize,
        budget: &mut Budget,
    ) -> Result<Self, BatchError> {
        let document = Ipld::Map(around.task().args().clone());
        if let Some(policy) = around.public_resource().map(PublicResource::policy) {
            policy.judge(&document, budget).map_err(BatchError::Public)?;
        }
        around.chain().judge(&document, budget).map_err(BatchError::Policy)?;
        let Some(Ipld::Map(tasks)) = around.argument_at(path) else {
            return Err(BatchError::NotThere);
        };
        match tasks.len() {
            0 => Err(BatchError::NoTasks),
            found if found > limit => Err(BatchError::TooManyTasks { found, limit }),
            _ => Ok(Self { around, path: path.to_vec(), tasks }),
        }
    }

    /// The labels, in the order of their bytes.
    pub fn labels(&self) -> impl ExactSizeIterator<Item = &'a str> + use<'a> {
        self.tasks.keys().map(String::as_str)
    }

    /// The CIDs that the tasks name as their proofs, each once, to be fetched; of
    /// what is no task, none.
    #[must_use]
    pub fn named_proofs(&self) -> BTreeSet<Cid> {
        self.tasks.values().flat_map(named).collect()
    }

    /// Proves one task.
    ///
    /// # Errors
    ///
    /// As [`Proven::embedded`]; [`ProveError::NoTaskThere`] if no task has this label.
    pub fn prove(
        &self,
        label: &str,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Proven, ProveError> {
        let mut path: Vec<&str> = self.path.clone();
        path.push(label);
        self.around.embedded(&path, proofs, check)
    }

    /// Proves the tasks with these labels, each with what came of it. What is wrong with
    /// one does not touch the others.
    #[must_use]
    pub fn prove_some<'l>(
        &self,
        labels: impl IntoIterator<Item = &'l str>,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> BTreeMap<String, Result<Proven, ProveError>> {
        let prove = |label: &str| (label.to_owned(), self.prove(label, proofs, check));
        labels.into_iter().map(prove).collect()
    }

    /// Proves every task, as [`SignedBatch::prove_some`] does.
    #[must_use]
    pub fn prove_all(
        &self,
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> BTreeMap<String, Result<Proven, ProveError>> {
        self.prove_some(self.labels(), proofs, check)
    }
}

/// The links in the `prf` of a task that nobody has read yet.
fn named(task: &Ipld) -> impl Iterator<Item = Cid> + '_ {
    let proofs = match task {
        Ipld::Map(task) => match task.get("prf") {
            Some(Ipld::List(proofs)) => proofs.as_slice(),
            _ => &[],
        },
        _ => &[],
    };
    proofs.iter().filter_map(|proof| match proof {
        Ipld::Link(cid) => Some(*cid),
        _ => None,
    })
}

/// Why the arguments of an invocation are not opened as a batch.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// There is nothing to do.
    #[error("a batch has at least one task")]
    NoTasks,
    /// No map stands at the path.
    #[error("no batch stands there")]
    NotThere,
    /// A policy on the batch as a whole does not hold.
    #[error("not authorised: {0}")]
    Policy(ChainError),
    /// The executor's policy for the public resource does not hold.
    #[error("the resource is not public for these arguments: {0}")]
    Public(PolicyFailure),
    /// There are more tasks than are considered.
    #[error("{found} tasks, of at most {limit}")]
    TooManyTasks {
        /// How many there are.
        found: usize,
        /// The limit.
        limit: usize,
    },
}
