//! The step from proven to authorised.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{ChainError, Check, Did, Meta, policy::Budget};
use varsig::dag_cbor::EncodeError;

use crate::{
    promise::Promise,
    proven::Proven,
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
    meta: Meta,
    token: Cid,
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
    /// [`AuthorizeError::Chain`] if a policy, the time or a revocation forbids it.
    pub fn authorize(
        &self,
        resolved: Arguments,
        check: &Check<'_>,
        budget: &mut Budget,
    ) -> Result<Authorized, AuthorizeError> {
        let resolved = Ipld::Map(resolved);
        let mut path = Vec::new();
        differs(self.task.args(), &resolved, &mut path)
            .map_or(Ok(()), |path| Err(AuthorizeError::NotAResolution { path }))?;
        if Promise::stands_in(&resolved) {
            return Err(AuthorizeError::PromiseLeft);
        }
        self.chain.judge(&resolved, budget).map_err(AuthorizeError::Chain)?;
        let Ipld::Map(args) = resolved else {
            return Err(AuthorizeError::NotAResolution { path: String::new() });
        };
        let resolved = self.task.with_args(args).map_err(AuthorizeError::Encode)?;
        self.recheck(check).map_err(AuthorizeError::Chain)?;
        Ok(Authorized {
            written: self.task.clone(),
            resolved,
            issuer: self.issuer.clone(),
            executor: self.executor.clone(),
            meta: self.meta.clone(),
            token: self.token,
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
}
