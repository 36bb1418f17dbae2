//! Finding the proofs for a wanted capability.

use alloc::{sync::Arc, vec::Vec};

use cid::Cid;
use ipld_core::ipld::Ipld;

use super::{
    ProofStore,
    candidates::{self, Filter},
    search::{self, Exhausted, Steps},
};
use crate::{
    chain::{Check, Proofs},
    command::Command,
    delegation::Delegation,
    did::Did,
    envelope::Verified,
    policy::Budget,
    time::Validity,
};

/// The capability for which proofs are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    issuer: &'a Did,
    subject: &'a Did,
    command: &'a Command,
    args: Option<&'a Ipld>,
}

impl<'a> Wanted<'a> {
    /// That `issuer`, who will sign, may do `command` to `subject`.
    #[must_use]
    pub const fn new(issuer: &'a Did, subject: &'a Did, command: &'a Command) -> Self {
        Self { issuer, subject, command, args: None }
    }

    /// With these arguments, which must not contain promises any more. Delegations
    /// whose policies they do not satisfy are passed over then; otherwise policies are
    /// not looked at.
    #[must_use]
    pub const fn with_args(mut self, args: &'a Ipld) -> Self {
        self.args = Some(args);
        self
    }
}

/// Which of several lists of proofs is preferred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Preference {
    /// The one with the fewest proofs, and of these the one that expires last.
    #[default]
    Shortest,
    /// The one that expires last as a whole, and of these the one with the fewest
    /// proofs.
    LongestLived,
}

/// Finds in a store the proofs for a wanted capability.
///
/// ```
/// use ucan_core::{
///     Check, Command, Delegation, Did, DidKeyResolver, Envelope, Finder, InMemoryProofStore,
///     Nonce, Preference, Timestamp, Wanted,
/// };
/// use varsig::{Ed25519Signer, VerifierSet};
///
/// let alice = Ed25519Signer::from_seed(&[1; 32]);
/// let subject = Did::from_signer(&alice);
/// let bob = Did::from_signer(&Ed25519Signer::from_seed(&[2; 32]));
/// let command: Command = "/msg".parse()?;
/// let delegation = Delegation::new(
///     subject.clone(), bob.clone(), subject.clone(), command, Nonce::new([0; 12]),
/// );
/// let token = Envelope::sign(delegation, &alice)?;
/// let verified = token.verify(&DidKeyResolver, &VerifierSet::default())?;
/// let cid = *verified.cid();
///
/// let mut store = InMemoryProofStore::new();
/// store.insert(verified)?;
///
/// let command = "/msg/send".parse()?;
/// let wanted = Wanted::new(&bob, &subject, &command);
/// let check = Check::at(Timestamp::EPOCH);
/// let found = Finder::new(&store).find(&wanted, &check, Preference::Shortest)?;
/// assert_eq!(found.named(), [cid]); // for the `prf` of an invocation
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What is found
///
/// A list that [`Chain::prove`](crate::Chain::prove) accepts by the same [`Check`] for a
/// claim that is valid then and not itself revoked, and none only if there is none.
/// What is preferred is exact, not a guess. Of lists that are equal by the preference
/// always the same one is found, whatever the order in which the store was filled.
///
/// # Cost
///
/// A store can be full of what strangers put there: loops, crowds, policies that take
/// long. A search takes a limited number of steps and says so when they do not suffice.
/// A step is a delegation or a key of the store that is looked at, a hop that is tried,
/// or a comparison on the way. Delegations are gathered from the subject on and from
/// the issuer back by turns, so that a crowd at one end does no harm.
#[derive(Clone, Copy)]
pub struct Finder<'s> {
    store: &'s dyn ProofStore,
    max_steps: usize,
}

impl core::fmt::Debug for Finder<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Finder").field("max_steps", &self.max_steps).finish_non_exhaustive()
    }
}

impl<'s> Finder<'s> {
    /// The steps of one search unless told otherwise: some tenths of a second.
    pub const DEFAULT_MAX_STEPS: usize = 1 << 17;

    /// What the policy of one delegation may cost: so much that a chain of the most
    /// hops stays within [`Budget::default`].
    pub const POLICY_STEPS: u64 = Budget::DEFAULT_STEPS / 64;

    /// Looks in `store`.
    #[must_use]
    pub const fn new(store: &'s dyn ProofStore) -> Self {
        Self { store, max_steps: Self::DEFAULT_MAX_STEPS }
    }

    /// Takes so many steps for one search and no more.
    #[must_use]
    pub const fn with_max_steps(mut self, max_steps: usize) -> Self {
        self.max_steps = max_steps;
        self
    }

    /// The preferred list of proofs, which is empty for an issuer's own subject
    /// (ruling P7).
    ///
    /// # Errors
    ///
    /// [`FindError::NotFound`] if there is none, with a count of what was passed over
    /// and why; [`FindError::StepsExceeded`] if it is not known whether there is one.
    pub fn find(
        &self,
        wanted: &Wanted<'_>,
        check: &Check<'_>,
        preference: Preference,
    ) -> Result<FoundProofs, FindError> {
        if wanted.issuer == wanted.subject {
            return Ok(FoundProofs { delegations: Vec::new() });
        }
        let mut steps = Steps::new(self.max_steps);
        self.look(wanted, check, preference, &mut steps)
            .unwrap_or(Err(FindError::StepsExceeded { limit: self.max_steps }))
    }

    fn look(
        &self,
        wanted: &Wanted<'_>,
        check: &Check<'_>,
        preference: Preference,
        steps: &mut Steps,
    ) -> Result<Result<FoundProofs, FindError>, Exhausted> {
        let filter = Filter { check, args: wanted.args };
        let (graph, passed_over) = candidates::gather(
            self.store,
            wanted.subject,
            wanted.issuer,
            wanted.command,
            &filter,
            steps,
        )?;
        let path = search::best(&graph, check.revocations(), preference, steps)?;
        Ok(path
            .map(|delegations| FoundProofs { delegations })
            .ok_or(FindError::NotFound { passed_over }))
    }
}

/// Proofs that were found, root first (ruling P1).
#[derive(Clone, Debug)]
pub struct FoundProofs {
    delegations: Vec<Arc<Verified<Delegation>>>,
}

impl FoundProofs {
    /// The delegations, root first: what to send along.
    #[must_use]
    pub fn delegations(&self) -> &[Arc<Verified<Delegation>>] {
        &self.delegations
    }

    /// Their CIDs, root first: the `prf` of an invocation.
    #[must_use]
    pub fn named(&self) -> Vec<Cid> {
        self.delegations.iter().map(|delegation| *delegation.cid()).collect()
    }

    /// When all of them are valid. An invocation need not be valid for longer.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.delegations.iter().fold(Validity::ALWAYS, |validity, delegation| {
            validity.intersection(delegation.payload().validity())
        })
    }

    /// The same for [`Chain::prove`](crate::Chain::prove).
    #[must_use]
    pub fn to_proofs(&self) -> Proofs {
        let mut proofs = Proofs::new();
        for delegation in &self.delegations {
            proofs.insert(Arc::clone(delegation));
        }
        proofs
    }
}

/// How many delegations came into question by issuer, audience, subject and command,
/// and were passed over nevertheless. What lay behind them was not looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PassedOver {
    /// Those that have expired or are not valid yet.
    pub out_of_time: usize,
    /// Those that their own issuer revoked.
    pub revoked: usize,
    /// Those whose policies the arguments do not satisfy, or for which that takes more
    /// than [`Finder::POLICY_STEPS`].
    pub policy: usize,
}

/// Why no proofs were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// The store holds no proofs for it.
    #[error(
        "no chain leads from the subject to the issuer; passed over: {} out of time, {} revoked, \
         {} by policy",
        passed_over.out_of_time, passed_over.revoked, passed_over.policy
    )]
    NotFound {
        /// What came into question and was passed over.
        passed_over: PassedOver,
    },
    /// The search was given up; there may be proofs.
    #[error("no chain was found within {limit} steps; allow more, or remove delegations")]
    StepsExceeded {
        /// The steps that there were.
        limit: usize,
    },
}
