//! Whoever signs for what a guest asks for.

use std::{collections::BTreeSet, sync::Arc};

use ipld_core::ipld::Ipld;
use ucan_core::{
    Check, Command, DecodeError, Delegation, Did, DidKeyResolver, Envelope, FindError, Finder,
    InMemoryProofStore, Preference, ProofStoreFull, SignError, Timestamp, VerifyError, Wanted,
};
use ucan_invocation::{Invocation, Promise, Task};
use varsig::{Block, Signer, VerifierSet};

use super::super::requests::TaskRequest;

/// Who answers the requests of guests: with a signed invocation of the very task that is
/// asked for, or not at all.
///
/// # Whose authority
///
/// A guest writes what is asked for, and whoever may call the guest can make it ask for
/// anything. So nothing may be signed for that the *caller* could not have asked for. An
/// invoker that signs with authority of its own, or of the executor, would spend that for
/// whoever comes along: a confused deputy. [`Following`](super::Following) therefore takes
/// only invocations whose authority goes through the caller, whatever an invoker signs.
pub trait Invoker {
    /// The invocation of a task that is asked for.
    ///
    /// # Errors
    ///
    /// [`Declined`] if it is not to be run. That is no failure of anything: the request is
    /// reported as declined.
    fn invoke(&mut self, asked: &Asked<'_>) -> Result<SignedInvocation, Declined>;
}

impl<F> Invoker for F
where
    F: FnMut(&Asked<'_>) -> Result<SignedInvocation, Declined>,
{
    fn invoke(&mut self, asked: &Asked<'_>) -> Result<SignedInvocation, Declined> {
        self(asked)
    }
}

/// What an [`Invoker`] is asked.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub(super) request: &'a TaskRequest,
    pub(super) task: &'a Task,
    pub(super) caller: &'a Did,
    pub(super) executor: &'a Did,
    pub(super) check: &'a Check<'a>,
    pub(super) depth: u32,
}

impl<'a> Asked<'a> {
    /// The task, even if it is secret: see [`TaskRequest::is_secret`].
    #[must_use]
    pub const fn task(&self) -> &'a Task {
        self.task
    }

    /// Who asks for it, and how.
    #[must_use]
    pub const fn request(&self) -> &'a TaskRequest {
        self.request
    }

    /// Whose job it is, at the root: its issuer. The authority goes through them.
    #[must_use]
    pub const fn caller(&self) -> &'a Did {
        self.caller
    }

    /// Who is to run it: the audience.
    #[must_use]
    pub const fn executor(&self) -> &'a Did {
        self.executor
    }

    /// The time.
    #[must_use]
    pub const fn now(&self) -> Timestamp {
        self.check.now()
    }

    /// How many requests lead here from the job: 1 for what its own tasks ask for.
    #[must_use]
    pub const fn depth(&self) -> u32 {
        self.depth
    }
}

/// An invocation that is signed, with what proves it.
#[derive(Clone, Debug)]
pub struct SignedInvocation {
    token: Vec<u8>,
    blocks: Vec<Block>,
}

impl SignedInvocation {
    /// The bytes of the token, and the blocks that come with it: delegations, and content.
    #[must_use]
    pub fn new(token: impl Into<Vec<u8>>, blocks: Vec<Block>) -> Self {
        Self { token: token.into(), blocks }
    }

    /// The bytes of the token.
    #[must_use]
    pub fn token(&self) -> &[u8] {
        &self.token
    }

    /// What comes with it.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

/// Why a request is not signed for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Declined {
    /// The delegations that were given for the job do not carry the authority.
    #[error("nothing that was given for this job proves it: {0}")]
    NoProof(FindError),
    /// It is on the DID of the signer itself, which no delegation is needed for; that is not
    /// given by giving the key.
    #[error("it is on the signer's own DID, and {command} is not given for that")]
    OwnSubject {
        /// The command.
        command: Command,
    },
    /// It could not be signed.
    #[error("it could not be signed: {0}")]
    Sign(SignError),
    /// The embedder does not want it run.
    #[error("it is not wanted")]
    Unwanted,
}

/// Signs requests with a key and the delegations that were given for one job.
///
/// The caller makes a key for the job, or is told one, delegates to it what the job may
/// ask for, and no more, and hands the delegations over with the job, those before it in
/// the chain included. Every request is signed that they prove, and every other declined.
/// The caller's own authority is the limit: a chain that does not go through the caller is
/// refused by [`Following`](super::Following).
///
/// Make one for each job. It must not be the key of the executor, nor any that has a standing
/// authority: what is delegated to it is given to every guest of the job.
pub struct SigningInvoker {
    signer: Arc<dyn Signer>,
    did: Did,
    proofs: InMemoryProofStore,
    own: BTreeSet<Command>,
    lifetime: i64,
}

/// How long an invocation is good for, unless another time is set, in seconds.
const LIFETIME: i64 = 300;

impl SigningInvoker {
    /// Signs as `signer` what `delegations` prove. They are verified first.
    ///
    /// # Errors
    ///
    /// [`InvokerError`] for the first block that is no delegation that can be believed.
    pub fn new<'b>(
        signer: Arc<dyn Signer>,
        delegations: impl IntoIterator<Item = &'b Block>,
    ) -> Result<Self, InvokerError> {
        let mut proofs = InMemoryProofStore::new();
        for block in delegations {
            let verified = Envelope::<Delegation>::decode_block(block.clone())
                .map_err(InvokerError::Decode)?
                .verify(&DidKeyResolver, &VerifierSet::default())
                .map_err(InvokerError::Verify)?;
            proofs.insert(verified).map_err(InvokerError::Full)?;
        }
        let did = Did::from_signer(signer.as_ref());
        Ok(Self { signer, did, proofs, own: BTreeSet::new(), lifetime: LIFETIME })
    }

    /// Signs requests on the DID of the signer itself as well, for these commands and what
    /// they cover. No delegation limits that, so that nothing is unless it is said here:
    /// `/wasm/run` for a caller who signs with their own key and lets guests continue, say.
    #[must_use]
    pub fn with_own(mut self, commands: impl IntoIterator<Item = Command>) -> Self {
        self.own.extend(commands);
        self
    }

    /// Sets for how many seconds an invocation is good; 300 unless set.
    #[must_use]
    pub fn with_lifetime(mut self, seconds: u32) -> Self {
        self.lifetime = seconds.into();
        self
    }

    /// Who signs: the audience of the delegations.
    #[must_use]
    pub const fn did(&self) -> &Did {
        &self.did
    }
}

impl Invoker for SigningInvoker {
    fn invoke(&mut self, asked: &Asked<'_>) -> Result<SignedInvocation, Declined> {
        let task = asked.task;
        let (subject, command) = (task.subject(), task.command());
        if *subject == self.did && !self.own.iter().any(|own| own.covers(command)) {
            return Err(Declined::OwnSubject { command: command.clone() });
        }
        let args = Ipld::Map(task.args().clone());
        let wanted = Wanted::new(&self.did, subject, command);
        // Policies are judged on what stands in the place of promises, later.
        let is_open = task.args().values().any(Promise::stands_in);
        let wanted = if is_open { wanted } else { wanted.with_args(&args) };
        let found = Finder::new(&self.proofs)
            .find(&wanted, asked.check, Preference::Shortest)
            .map_err(Declined::NoProof)?;
        let now = asked.check.now();
        let invocation = Invocation::new(self.did.clone(), task.clone())
            .with_audience(asked.executor.clone())
            .with_proofs(found.named())
            .with_issued_at(now)
            .with_expiration(now.saturating_add(self.lifetime))
            .with_cause(*asked.request.cause());
        let token = Envelope::sign(invocation, self.signer.as_ref()).map_err(Declined::Sign)?;
        let delegations = found.delegations().iter();
        let blocks = delegations.map(|delegation| delegation.envelope().block().clone());
        Ok(SignedInvocation::new(token.bytes(), blocks.collect()))
    }
}

impl std::fmt::Debug for SigningInvoker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningInvoker")
            .field("did", &self.did)
            .field("delegations", &self.proofs.len())
            .field("own", &self.own)
            .finish_non_exhaustive()
    }
}

/// Why there is no invoker.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvokerError {
    /// A block is no delegation.
    #[error("not a delegation: {0}")]
    Decode(DecodeError),
    /// There are more delegations than one job needs.
    #[error(transparent)]
    Full(ProofStoreFull),
    /// A delegation is not believed to come from its issuer.
    #[error("delegation: {0}")]
    Verify(VerifyError),
}
