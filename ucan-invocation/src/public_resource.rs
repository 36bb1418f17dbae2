//! What an executor lets anybody do.

use ucan_core::{Command, Did, Policy};

use crate::task::Task;

/// A command on a subject that an executor carries out for anybody, without proofs
/// (UCAN Invocation, Public Resources).
///
/// It is the executor's own decision, made where the handler for the command is
/// registered (ruling P9), and never made from what was received. Nothing is public
/// unless one of these says so.
///
/// ```
/// use ucan_core::{Check, Did, DidKeyResolver, Envelope, Nonce, Timestamp};
/// use ucan_invocation::{Invocation, Proven, PublicResource, Task};
/// use varsig::{Ed25519Signer, VerifierSet};
///
/// let service = Did::from_signer(&Ed25519Signer::from_seed(&[9; 32]));
/// let sign_up = PublicResource::new(service.clone(), "/account/create".parse()?);
///
/// let stranger = Ed25519Signer::from_seed(&[1; 32]);
/// let task = Task::new(service.clone(), "/account/create".parse()?, [].into(), Nonce::empty())?;
/// let token = Envelope::sign(Invocation::new(Did::from_signer(&stranger), task), &stranger)?
///     .verify(&DidKeyResolver, &VerifierSet::default())?;
///
/// let check = Check::at(Timestamp::from_seconds(1_767_225_600)?);
/// let proven = Proven::prove_public(&token, &sign_up, &check, &service)?;
/// assert_eq!(proven.public_resource(), Some(&sign_up));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PublicResource {
    subject: Did,
    command: Command,
    policy: Policy,
}

impl PublicResource {
    /// Lets anybody use `command`, and all below it, on `subject`.
    #[must_use]
    pub fn new(subject: Did, command: Command) -> Self {
        Self { subject, command, policy: Policy::empty() }
    }

    /// Binds the arguments of every use to `policy`.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Whose resource it is.
    #[must_use]
    pub const fn subject(&self) -> &Did {
        &self.subject
    }

    /// What anybody may do with it.
    #[must_use]
    pub const fn command(&self) -> &Command {
        &self.command
    }

    /// What the arguments must satisfy; judged when the task is authorised.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Whether `task` is on this resource and asks for no more than is public. The
    /// policy waits for the arguments.
    #[must_use]
    pub fn covers(&self, task: &Task) -> bool {
        &self.subject == task.subject() && self.command.covers(task.command())
    }
}
