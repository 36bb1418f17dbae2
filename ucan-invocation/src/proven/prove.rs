//! The step from believed to proven.

use alloc::{sync::Arc, vec::Vec};

use ucan_core::{Chain, Check, Claim, Did, Proofs, Verified};

use super::{AudienceCheck, ProveError, Proven};
use crate::{invocation::Invocation, public_resource::PublicResource};

impl Proven {
    /// Judges an invocation: for whom it is, its time, and its proof chain.
    ///
    /// Give `executor` to refuse what is meant for another; without it that check
    /// is skipped, and [`Proven::audience_check`] says so (ruling P3).
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
        let audience_check = match executor {
            Some(executor) => for_us(payload, executor)?,
            None => AudienceCheck::Skipped,
        };
        let chain = Chain::prove(&claim(invocation, payload.task().subject()), proofs, check)
            .map_err(ProveError::Chain)?;
        Ok(Self::new(invocation, audience_check, chain, None))
    }

    /// Judges an invocation without proofs on what the executor lets anybody do, such
    /// as to sign up (UCAN Invocation, Public Resources).
    ///
    /// That is an exception from ruling P7 which the executor makes by its own policy:
    /// the [`PublicResource`] says for which subject, which command and which
    /// arguments, and the task that comes out says that it was proven by it. Signature,
    /// time, revocation and executor are judged as ever; the executor must be named,
    /// since a policy is somebody's.
    ///
    /// # Errors
    ///
    /// [`ProveError::NotForUs`] if it names another executor,
    /// [`ProveError::ProofsNamed`] if it names proofs, which are never ignored: use
    /// [`Proven::prove`], [`ProveError::NotPublic`] if the subject or the command is
    /// another, [`ProveError::Chain`] if its time is not now or it was revoked.
    pub fn prove_public(
        invocation: &Verified<Invocation>,
        resource: &PublicResource,
        check: &Check<'_>,
        executor: &Did,
    ) -> Result<Self, ProveError> {
        let payload = invocation.payload();
        let audience_check = for_us(payload, executor)?;
        if !payload.proofs().is_empty() {
            return Err(ProveError::ProofsNamed { found: payload.proofs().len() });
        }
        let task = payload.task();
        if !resource.covers(task) {
            return Err(ProveError::NotPublic {
                subject: task.subject().clone(),
                command: task.command().clone(),
            });
        }
        // What is claimed of the issuer is nothing but that it is itself: what is left
        // to judge is time and revocation, now and again before the task starts.
        let chain = Chain::prove(&claim(invocation, payload.issuer()), &Proofs::new(), check)
            .map_err(ProveError::Chain)?;
        Ok(Self::new(invocation, audience_check, chain, Some(resource.clone())))
    }

    fn new(
        invocation: &Verified<Invocation>,
        audience_check: AudienceCheck,
        chain: Chain,
        public: Option<PublicResource>,
    ) -> Self {
        let payload = invocation.payload();
        Self {
            task: payload.task().clone(),
            issuer: payload.issuer().clone(),
            executor: payload.executor().clone(),
            audience_check,
            meta: payload.meta().cloned().unwrap_or_default(),
            token: *invocation.cid(),
            twins: invocation.twins().to_vec(),
            chain: Arc::new(chain),
            public,
            around: Vec::new(),
            own_validity: payload.validity(),
        }
    }
}

fn for_us(invocation: &Invocation, executor: &Did) -> Result<AudienceCheck, ProveError> {
    if executor == invocation.executor() {
        return Ok(AudienceCheck::Matched);
    }
    Err(ProveError::NotForUs { named: invocation.executor().clone(), us: executor.clone() })
}

/// What the invocation claims, on the authority of `subject`.
fn claim<'a>(invocation: &'a Verified<Invocation>, subject: &'a Did) -> Claim<'a> {
    let payload = invocation.payload();
    Claim {
        token: invocation.cid(),
        twins: invocation.twins(),
        issuer: payload.issuer(),
        subject,
        command: payload.task().command(),
        validity: payload.validity(),
        proofs: payload.proofs(),
    }
}
