//! Tasks whose authority was proven.

mod embedded;
mod error;
mod prove;

use alloc::{sync::Arc, vec::Vec};

use cid::Cid;
use ucan_core::{Chain, ChainError, Check, Command, Did, HopPolicy, Meta, Validity};

pub use self::error::ProveError;
use crate::{public_resource::PublicResource, task::Task};

/// A task with proof that its issuer holds the authority for it, up to the
/// policies, which wait for the arguments (ruling P5).
///
/// Only [`Proven::prove`], [`Proven::prove_public`], [`Proven::embedded`] and
/// [`Proven::embedded_filled`] make one.
/// It says what was judged: [`Proven::audience_check`] whether anybody asked for whom
/// the invocation is, [`Proven::public_resource`] whether the executor's own policy
/// stands in the place of proofs.
#[derive(Clone, Debug)]
pub struct Proven {
    pub(crate) task: Task,
    pub(crate) issuer: Did,
    pub(crate) executor: Did,
    pub(crate) audience_check: AudienceCheck,
    pub(crate) meta: Meta,
    pub(crate) token: Cid,
    /// The other CIDs of the token (ruling T10).
    pub(crate) twins: Vec<Cid>,
    pub(crate) chain: Arc<Chain>,
    /// What the executor lets anybody do, if the task is proven by that alone.
    pub(crate) public: Option<PublicResource>,
    /// The chains of the invocations around this task, from the outermost; none for
    /// an invocation itself.
    around: Vec<Arc<Chain>>,
    pub(crate) own_validity: Validity,
}

/// Whether it was judged for whom an invocation is (ruling P3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AudienceCheck {
    /// The invocation names the executor that judged it.
    Matched,
    /// Nobody said which executor was judging, so nobody asked.
    Skipped,
}

impl Proven {
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

    /// Whether it was judged that [`Proven::executor`] is the one who judges.
    #[must_use]
    pub const fn audience_check(&self) -> AudienceCheck {
        self.audience_check
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
    pub fn command(&self) -> &Command {
        self.public.as_ref().map_or_else(|| self.chain.command(), PublicResource::command)
    }

    /// The policies that the resolved arguments have yet to satisfy, root first
    /// (ruling P5). That of a public resource is not among them, as it is no proof's.
    pub fn policies(&self) -> impl ExactSizeIterator<Item = HopPolicy<'_>> {
        self.chain.policies()
    }

    /// The proof chain. That of a task on a public resource has no proofs.
    #[must_use]
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// What the executor lets anybody do, if that is what proves this task; `None` if
    /// proofs do, or the subject itself asks.
    #[must_use]
    pub const fn public_resource(&self) -> Option<&PublicResource> {
        self.public.as_ref()
    }
}
