//! The step from believed to proven.

use alloc::vec::Vec;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    Chain, ChainError, Check, Claim, Command, Did, FieldError, Fields, HopPolicy, Meta, Proofs,
    Validity, Verified,
};

use crate::{invocation::Invocation, task::Task};

/// A task with proof that its issuer holds the authority for it, up to the
/// policies, which wait for the arguments (ruling P5).
///
/// Only [`Proven::prove`] and [`Proven::embedded`] make one.
#[derive(Clone, Debug)]
pub struct Proven {
    pub(crate) task: Task,
    pub(crate) issuer: Did,
    pub(crate) executor: Did,
    pub(crate) meta: Meta,
    pub(crate) token: Cid,
    /// The other CIDs of the token (ruling T10).
    twins: Vec<Cid>,
    pub(crate) chain: Chain,
    /// The chains of the invocations around this task, from the outermost; none for
    /// an invocation itself.
    around: Vec<Chain>,
    own_validity: Validity,
}

impl Proven {
    /// Judges an invocation: for whom it is, its time, and its proof chain.
    ///
    /// Give `executor` to refuse what is meant for another; without it that check
    /// is skipped, as ruling P3 allows.
    ///
    /// # Errors
    ///
    /// [`ProveError::NotForUs`] if it names another executor,
    /// [`ProveError::Chain`] as [`Chain::prove`] gives it.
    pub fn prove(
        invocation: &Verified<Invocation>,
        proofs: &Proofs,
        check: &Check<'_>,
        executor: Option<&Did>,
    ) -> Result<Self, ProveError> {
        let payload = invocation.payload();
        if let Some(executor) = executor
            && executor != payload.executor()
        {
            return Err(ProveError::NotForUs {
                named: payload.executor().clone(),
                us: executor.clone(),
            });
        }
        let chain = Chain::prove(
            &Claim {
                token: invocation.cid(),
                twins: invocation.twins(),
                issuer: payload.issuer(),
                subject: payload.task().subject(),
                command: payload.task().command(),
                validity: payload.validity(),
                proofs: payload.proofs(),
            },
            proofs,
            check,
        )
        .map_err(ProveError::Chain)?;
        Ok(Self {
            task: payload.task().clone(),
            issuer: payload.issuer().clone(),
            executor: payload.executor().clone(),
            meta: payload.meta().cloned().unwrap_or_default(),
            token: *invocation.cid(),
            twins: invocation.twins().to_vec(),
            chain,
            around: Vec::new(),
            own_validity: payload.validity(),
        })
    }

    /// Judges a task that stands inside of this invocation's arguments, as the
    /// tasks of a workflow do.
    ///
    /// At `path`, a map `{sub, cmd, args, nonce, prf, meta?}` must stand in the
    /// signed arguments. It inherits issuer, executor and validity from the
    /// invocation around it, and carries its own proof chain from its subject to
    /// that issuer. Nothing that was not signed can get in: the task is read from
    /// the signed arguments, not handed over.
    ///
    /// # Errors
    ///
    /// [`ProveError::NoTaskThere`] if nothing stands at `path`,
    /// [`ProveError::Field`] if what stands there is no task,
    /// [`ProveError::Chain`] as [`Chain::prove`] gives it.
    pub fn embedded(
        &self,
        path: &[&str],
        proofs: &Proofs,
        check: &Check<'_>,
    ) -> Result<Self, ProveError> {
        let (first, rest) = path.split_first().ok_or(ProveError::NoTaskThere)?;
        let mut value = self.task.args().get(*first).ok_or(ProveError::NoTaskThere)?;
        for key in rest {
            value = match value {
                Ipld::Map(map) => map.get(*key).ok_or(ProveError::NoTaskThere)?,
                _ => return Err(ProveError::NoTaskThere),
            };
        }
        let mut fields =
            Fields::of(path.last().unwrap_or(first), value.clone()).map_err(ProveError::Field)?;
        let task = Task::read(&mut fields).map_err(ProveError::Field)?;
        let named = fields.links("prf").map_err(ProveError::Field)?;
        let meta = fields.optional_map("meta").map_err(ProveError::Field)?.unwrap_or_default();
        fields.finish().map_err(ProveError::Field)?;
        let chain = Chain::prove(
            &Claim {
                token: &self.token,
                twins: &self.twins,
                issuer: &self.issuer,
                subject: task.subject(),
                command: task.command(),
                validity: self.own_validity,
                proofs: &named,
            },
            proofs,
            check,
        )
        .map_err(ProveError::Chain)?;
        Ok(Self {
            task,
            issuer: self.issuer.clone(),
            executor: self.executor.clone(),
            meta,
            token: self.token,
            twins: self.twins.clone(),
            chain,
            around: self.around.iter().chain([&self.chain]).cloned().collect(),
            own_validity: self.own_validity,
        })
    }

    /// Judges time and revocation once more, of this task's authority and of the
    /// authority for everything around it (ruling P5).
    ///
    /// # Errors
    ///
    /// As [`Chain::recheck`].
    pub fn recheck(&self, check: &Check<'_>) -> Result<(), ChainError> {
        self.around.iter().chain([&self.chain]).try_for_each(|chain| chain.recheck(check))
    }

    /// The task as written, promises and all.
    #[must_use]
    pub const fn task(&self) -> &Task {
        &self.task
    }

    /// Who asks.
    #[must_use]
    pub const fn issuer(&self) -> &Did {
        &self.issuer
    }

    /// Who is to do it.
    #[must_use]
    pub const fn executor(&self) -> &Did {
        &self.executor
    }

    /// The data beside the task.
    #[must_use]
    pub const fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The CID of the signed token that asks for it.
    #[must_use]
    pub const fn token(&self) -> &Cid {
        &self.token
    }

    /// When all of the authority is valid: that of this task and of everything around
    /// it. Leeway is not part of it.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.around
            .iter()
            .fold(self.chain.validity(), |validity, chain| validity.intersection(chain.validity()))
    }

    /// The command in force, which covers that of the task.
    #[must_use]
    pub const fn command(&self) -> &Command {
        self.chain.command()
    }

    /// The policies that the resolved arguments have yet to satisfy, root first
    /// (ruling P5).
    pub fn policies(&self) -> impl ExactSizeIterator<Item = HopPolicy<'_>> {
        self.chain.policies()
    }

    /// The proof chain.
    #[must_use]
    pub const fn chain(&self) -> &Chain {
        &self.chain
    }
}

/// Why an invocation is not proven.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProveError {
    /// The proof chain does not carry the authority.
    #[error(transparent)]
    Chain(ChainError),
    /// What stands inside is no task.
    #[error("not a task: {0}")]
    Field(FieldError),
    /// Nothing stands at the path.
    #[error("no task stands there")]
    NoTaskThere,
    /// Another executor is named (ruling P3; public name: `InvalidAudience`).
    #[error("meant for {named}, not for {us}")]
    NotForUs {
        /// The executor that is named.
        named: Did,
        /// The executor that was asked.
        us: Did,
    },
}
