//! The step from proven to authorised.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{
    ChainError, Check, Did, Leeway, Meta, Validity,
    policy::{Budget, PolicyFailure},
};
use varsig::dag_cbor::EncodeError;

use crate::{
    promise::Promise,
    proven::{AudienceCheck, Proven},
    public_resource::PublicResource,
    task::{Arguments, Task},
};

/// A task that may be run, now: every policy holds for the arguments as they will
/// be used, and time and revocation were judged last (ruling P5).
///
/// Only [`Proven::authorize`] makes one. It is neither kept nor copied: it is used
/// at once, and made anew for the next time.
#[derive(Debug)]
pub struct Authorized {
    written: Task,
    resolved: Task,
    issuer: Did,
    executor: Did,
    audience_check: AudienceCheck,
    meta: Meta,
    token: Cid,
    twins: Vec<Cid>,
    public: bool,
    /// The token's own; its proofs may end earlier.
    own_validity: Validity,
    leeway: Leeway,
}

impl Proven {
    /// Judges the policies on `resolved`, the arguments with every promise
    /// replaced, and time and revocation once more.
    ///
    /// # Errors
    ///
    /// [`AuthorizeError::NotAResolution`] if `resolved` differs from the written
    /// arguments anywhere but at a promise,
    /// [`AuthorizeError::PromiseLeft`] if a promise is left,
    /// [`AuthorizeError::Encode`] if the arguments have no DAG-CBOR form,
    /// [`AuthorizeError::Public`] if the policy of a public resource forbids it,
    /// [`AuthorizeError::Chain`] if a policy, the time or a revocation does.
    pub fn authorize(
        &self,
        resolved: Arguments,
        check: &Check<'_>,
        budget: &mut Budget,
    ) -> Result<Authorized, AuthorizeError> {
        let is_same = *self.task.args() == resolved;
        let resolved = Ipld::Map(resolved);
        if !is_same && let Some(path) = differs(self.task.args(), &resolved, &mut Vec::new()) {
            return Err(AuthorizeError::NotAResolution { path });
        }
        if Promise::stands_in(&resolved) {
            return Err(AuthorizeError::PromiseLeft);
        }
        self.judge(&resolved, budget)?;
        let Ipld::Map(args) = resolved else {
            return Err(AuthorizeError::NotAResolution { path: String::new() });
        };
        // Arguments in which nothing was replaced are those of the task as written, whose ID
        // is known.
        let resolved = if self.task.args().values().any(Promise::stands_in) {
            self.task.with_args(args).map_err(AuthorizeError::Encode)?
        } else {
            self.task.clone()
        };
        self.authorized(resolved, check)
    }

    /// [Authorises](Self::authorize) a task in whose arguments there is no promise, so that
    /// they are resolved as they are written. It gives the same, and nothing is copied.
    ///
    /// # Errors
    ///
    /// [`AuthorizeError::PromiseLeft`] if there is a promise, [`AuthorizeError::Public`] and
    /// [`AuthorizeError::Chain`] as from [`authorize`](Self::authorize).
    pub fn authorize_as_written(
        &self,
        check: &Check<'_>,
        budget: &mut Budget,
    ) -> Result<Authorized, AuthorizeError> {
        let args = self.task.args_as_value();
        if Promise::stands_in(args) {
            return Err(AuthorizeError::PromiseLeft);
        }
        self.judge(args, budget)?;
        self.authorized(self.task.clone(), check)
    }

    fn judge(&self, args: &Ipld, budget: &mut Budget) -> Result<(), AuthorizeError> {
        if let Some(policy) = self.public.as_ref().map(PublicResource::policy) {
            policy.judge(args, budget).map_err(AuthorizeError::Public)?;
        }
        self.chain.judge(args, budget).map_err(AuthorizeError::Chain)
    }

    /// What comes out once the arguments are judged.
    fn authorized(&self, resolved: Task, check: &Check<'_>) -> Result<Authorized, AuthorizeError> {
        self.recheck(check).map_err(AuthorizeError::Chain)?;
        Ok(Authorized {
            written: self.task.clone(),
            resolved,
            issuer: self.issuer.clone(),
            executor: self.executor.clone(),
            audience_check: self.audience_check,
            meta: self.meta.clone(),
            token: self.token,
            twins: self.twins.clone(),
            public: self.public.is_some(),
            own_validity: self.own_validity,
            leeway: check.leeway(),
        })
    }
}

/// Where `resolved` differs from `written` outside of promises, if it does.
fn differs(written: &Arguments, resolved: &Ipld, path: &mut Vec<String>) -> Option<String> {
    let Ipld::Map(resolved) = resolved else { return Some(path.join(".")) };
    differing_map(written, resolved, path)
}

fn differing_map(
    written: &Arguments,
    resolved: &Arguments,
    path: &mut Vec<String>,
) -> Option<String> {
    if !written.keys().eq(resolved.keys()) {
        return Some(path.join("."));
    }
    written.iter().zip(resolved.values()).find_map(|((key, written), resolved)| {
        path.push(key.clone());
        let found = differing(written, resolved, path);
        path.pop();
        found
    })
}

fn differing(written: &Ipld, resolved: &Ipld, path: &mut Vec<String>) -> Option<String> {
    if Promise::of(written).is_some() {
        return None;
    }
    match (written, resolved) {
        (Ipld::Map(written), Ipld::Map(resolved)) => differing_map(written, resolved, path),
        (Ipld::List(written), Ipld::List(resolved)) if written.len() == resolved.len() => {
            written.iter().zip(resolved).enumerate().find_map(|(index, (written, resolved))| {
                path.push(index.to_string());
                let found = differing(written, resolved, path);
                path.pop();
                found
            })
        }
        (written, resolved) if written == resolved => None,
        _ => Some(path.join(".")),
    }
}

impl Authorized {
    /// The task as written; receipts are issued for this one.
    #[must_use]
    pub const fn task(&self) -> &Task {
        &self.written
    }

    /// The task with every promise replaced; this one is run.
    #[must_use]
    pub const fn resolved(&self) -> &Task {
        &self.resolved
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

    /// Whether it was judged that [`Authorized::executor`] is the one who judged. Where
    /// it was not, whoever runs the task compares the two (ruling P3).
    #[must_use]
    pub const fn audience_check(&self) -> AudienceCheck {
        self.audience_check
    }

    /// Whether the executor's own policy for a [`PublicResource`] stands in the place of
    /// proofs: then nobody but the executor says that the issuer may do this.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        self.public
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

    /// The other CIDs of that token (ruling T10).
    #[must_use]
    pub fn twins(&self) -> &[Cid] {
        &self.twins
    }

    /// When the token itself is valid; its proofs may end earlier.
    pub(crate) const fn own_validity(&self) -> Validity {
        self.own_validity
    }

    /// The leeway with which it was judged last.
    pub(crate) const fn leeway(&self) -> Leeway {
        self.leeway
    }
}

/// Why a proven task may not be run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthorizeError {
    /// A policy does not hold, or time or a revocation forbids it.
    #[error(transparent)]
    Chain(ChainError),
    /// The resolved arguments have no DAG-CBOR form.
    #[error(transparent)]
    Encode(EncodeError),
    /// The arguments differ from the signed ones outside of a promise.
    #[error("the arguments differ from the signed ones at `{path}`")]
    NotAResolution {
        /// Where, from the top, with dots between the steps.
        path: String,
    },
    /// A promise is left in the arguments.
    #[error("a promise is left in the arguments")]
    PromiseLeft,
    /// The executor's policy for the public resource does not hold.
    #[error("the resource is not public for these arguments: {0}")]
    Public(PolicyFailure),
}
