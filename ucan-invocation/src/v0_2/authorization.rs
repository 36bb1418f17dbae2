//! Authorizations: one signature over a set of tasks.

use alloc::{string::ToString, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Did, Fields, Resolver};
use varsig::{Signer, VerifierSet, dag_cbor};

use super::{
    dialect::Dialect,
    encoded::{Encoded, Wire, links, map},
    error::{ReadError, WriteError},
    signature::{SignError, Signature, SignatureError},
    task::Task,
};

/// `{scope, s}`: links, and a signature over them (UCAN Invocation 0.2, section 4).
///
/// Read but not believed; [`Authorization::verify`] says who signed.
#[derive(Clone, Debug, PartialEq)]
pub struct Authorization {
    scope: Vec<Cid>,
    signature: Signature,
}

impl Authorization {
    /// Signs a set of links: sorted by their text, each once.
    ///
    /// # Errors
    ///
    /// [`SignError`] as its variants say.
    pub fn sign(
        scope: impl IntoIterator<Item = Cid>,
        signer: &dyn Signer,
    ) -> Result<Self, SignError> {
        let mut scope: Vec<Cid> = scope.into_iter().collect();
        scope.sort_by_cached_key(ToString::to_string);
        scope.dedup();
        let signature = Signature::make(signer, &signed_bytes(&scope)?)?;
        Ok(Self { scope, signature })
    }

    /// The links, in the order in which they came.
    #[must_use]
    pub fn scope(&self) -> &[Cid] {
        &self.scope
    }

    /// The signature.
    #[must_use]
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Checks that `invoker` signed the scope: the DAG-CBOR of the list of links, in the
    /// order in which they came (section 4.2.2).
    ///
    /// Who the invoker is stands in the UCANs that the tasks name as proofs, and so has to
    /// be known.
    ///
    /// # Errors
    ///
    /// [`SignatureError`] as its variants say.
    pub fn verify(
        self,
        invoker: &Did,
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
    ) -> Result<VerifiedAuthorization, SignatureError> {
        let message = signed_bytes(&self.scope).map_err(|_| SignatureError::Invalid)?;
        self.signature.verify(invoker, &message, resolver, verifiers)?;
        Ok(VerifiedAuthorization { invoker: invoker.clone(), scope: self.scope })
    }
}

fn signed_bytes(scope: &[Cid]) -> Result<Vec<u8>, SignError> {
    dag_cbor::encode(&links(scope)).map_err(|error| SignError::Write(WriteError::Cbor(error)))
}

impl Wire for Authorization {
    /// An absent scope is an empty one, which authorises nothing.
    fn read(value: Ipld) -> Result<Self, ReadError> {
        let mut fields = Fields::of("authorization", value)?;
        let scope = fields.optional_links("scope")?.unwrap_or_default();
        let signature = Signature::decode(&fields.bytes("s")?)
            .map_err(|error| ReadError::Signature { field: "s", error })?;
        fields.finish()?;
        Ok(Self { scope, signature })
    }

    /// The same in both dialects; nobody in the field writes any.
    fn write(&self, _: Dialect) -> Result<Ipld, WriteError> {
        Ok(map([
            ("scope", Some(links(&self.scope))),
            ("s", Some(Ipld::Bytes(self.signature.encode()))),
        ]))
    }
}

/// An authorization whose signature was checked.
///
/// Only [`Authorization::verify`] makes one.
#[derive(Clone, Debug)]
pub struct VerifiedAuthorization {
    invoker: Did,
    scope: Vec<Cid>,
}

impl VerifiedAuthorization {
    /// Who signed.
    #[must_use]
    pub const fn invoker(&self) -> &Did {
        &self.invoker
    }

    /// The links that were signed.
    #[must_use]
    pub fn scope(&self) -> &[Cid] {
        &self.scope
    }

    /// Says that the invoker asks for this task: its very bytes are named in the scope
    /// (section 5). An instruction in the scope asks for none of the tasks around it.
    ///
    /// # Errors
    ///
    /// [`NotInScope`].
    pub fn of_task<'a>(&'a self, task: &'a Encoded<Task>) -> Result<SignedTask<'a>, NotInScope> {
        if self.scope.iter().any(|cid| task.is_named_by(cid)) {
            Ok(SignedTask { invoker: &self.invoker, task })
        } else {
            Err(NotInScope { task: task.address_of_bytes() })
        }
    }
}

/// A task that its invoker signed. It says who asks, not that they may: the proofs are UCANs
/// of a version before 1.0, which are not judged here.
///
/// Only [`VerifiedAuthorization::of_task`] makes one.
#[derive(Clone, Copy, Debug)]
pub struct SignedTask<'a> {
    invoker: &'a Did,
    task: &'a Encoded<Task>,
}

impl<'a> SignedTask<'a> {
    /// Who asks.
    #[must_use]
    pub const fn invoker(&self) -> &'a Did {
        self.invoker
    }

    /// What is asked for.
    #[must_use]
    pub const fn task(&self) -> &'a Encoded<Task> {
        self.task
    }
}

/// A task that the authorization does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the scope does not name the task {task}")]
#[non_exhaustive]
pub struct NotInScope {
    /// The address of the task in the field.
    pub task: Cid,
}
