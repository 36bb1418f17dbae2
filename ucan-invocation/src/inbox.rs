//! What came in a container, sorted by what is to be done with it.

use alloc::vec::Vec;

use cid::Cid;
use ucan_core::{DecodeError, Did, Envelope, Resolver, TokenSet, Verified, VerifyError};
use varsig::VerifierSet;

use crate::{invocation::Invocation, receipt::RECEIPT_COMMAND};

/// The invocations that came together, verified, and sorted by what an executor does
/// with each (ruling P3).
///
/// One for another executor is not an error: containers are passed on whole. Every
/// signature is checked before anything that a token says is looked at, whomever it is
/// for, so that nothing here was decided by what nobody signed. That costs a check for
/// each invocation in the set, which container limits bound. Delegations are passed
/// over; they are what [`TokenSet::add_named_to`] is for.
///
/// ```
/// use ucan_core::{Did, DidKeyResolver, Envelope, Nonce, TokenSet};
/// use ucan_invocation::{Inbox, Invocation, Task};
/// use varsig::{Ed25519Signer, VerifierSet};
///
/// let alice = Ed25519Signer::from_seed(&[1; 32]);
/// let (did, us): (Did, Did) = (Did::from_signer(&alice), "did:web:us.test".parse()?);
/// let mut container = TokenSet::new();
/// for executor in [us.clone(), "did:web:others.test".parse()?] {
///     let task = Task::new(did.clone(), "/msg/send".parse()?, [].into(), Nonce::empty())?;
///     let invocation = Invocation::new(did.clone(), task).with_audience(executor);
///     container.insert(Envelope::sign(invocation, &alice)?.block().clone());
/// }
///
/// let inbox = Inbox::sort(&container, &us, &DidKeyResolver, &VerifierSet::default());
/// assert_eq!((inbox.for_us().len(), inbox.for_others().len()), (1, 1));
/// assert!(inbox.unreadable().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    for_us: Vec<Verified<Invocation>>,
    for_others: Vec<Verified<Invocation>>,
    receipts: Vec<Verified<Invocation>>,
    unreadable: Vec<Unreadable>,
}

/// A block that is no token, or a token that is not to be believed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{cid}: {reason}")]
#[non_exhaustive]
pub struct Unreadable {
    /// The CID of the block.
    pub cid: Cid,
    /// What is wrong with it.
    pub reason: UnreadableReason,
}

/// What is wrong with a block that should hold an invocation.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadableReason {
    /// It is no token, or breaks a rule of invocations.
    #[error(transparent)]
    Decode(DecodeError),
    /// It is not signed by whom it names.
    #[error(transparent)]
    Verify(VerifyError),
}

impl Inbox {
    /// Sorts what came for `executor`.
    #[must_use]
    pub fn sort(
        set: &TokenSet,
        executor: &Did,
        resolver: &dyn Resolver,
        verifiers: &VerifierSet<'_>,
    ) -> Self {
        let mut inbox = Self::default();
        for block in set {
            let verified = match Envelope::<Invocation>::decode_block(block.clone()) {
                Ok(envelope) => {
                    envelope.verify(resolver, verifiers).map_err(UnreadableReason::Verify)
                }
                // Another kind of token.
                Err(DecodeError::WrongTag { .. }) => continue,
                Err(error) => Err(UnreadableReason::Decode(error)),
            };
            match verified {
                Ok(verified) => inbox.put(verified, executor),
                Err(reason) => inbox.unreadable.push(Unreadable { cid: *block.cid(), reason }),
            }
        }
        inbox
    }

    fn put(&mut self, verified: Verified<Invocation>, executor: &Did) {
        let invocation = verified.payload();
        if invocation.task().command().as_str() == RECEIPT_COMMAND {
            self.receipts.push(verified);
        } else if invocation.executor() == executor {
            self.for_us.push(verified);
        } else {
            self.for_others.push(verified);
        }
    }

    /// The invocations that name the executor, in the order in which they came: to be
    /// proven, each by itself.
    #[must_use]
    pub fn for_us(&self) -> &[Verified<Invocation>] {
        &self.for_us
    }

    /// The invocations that name another: to be passed on, or passed over.
    #[must_use]
    pub fn for_others(&self) -> &[Verified<Invocation>] {
        &self.for_others
    }

    /// What says that it is a receipt, whoever issued it: to be accepted, and never to
    /// be run (ruling I2).
    #[must_use]
    pub fn receipts(&self) -> &[Verified<Invocation>] {
        &self.receipts
    }

    /// What is no token, or not to be believed. Content that came along is here too, as
    /// the set does not know what it is.
    #[must_use]
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }
}
