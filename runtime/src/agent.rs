//! Several executors and one task: asking them, and holding their answers against each
//! other.
//!
//! A task says by its `check` what has to be known before its result counts
//! ([`Verification`](ipvm_task::Verification)). A [`Panel`] asks whom it must, takes
//! nothing that comes back on trust, and lets the judge of `ipvm-task` decide: an answer
//! that is not signed, or is no answer to the question, or does not come, is something
//! that an agent did, and no accident of the asking.
//!
//! Each agent is asked by an invocation of its own, which the issuer of the task has
//! signed: the same task, with the agent as its audience, and without a `check` other than
//! attestation (ruling O73).

mod answer;
mod asking;
mod executor;
mod inquiry;
mod panel;

use std::{sync::Arc, time::Instant};

use ucan_core::Did;
use varsig::Block;

pub use self::{
    answer::{AgentError, Answer, Conduct, NotAsked},
    inquiry::{Inquiry, InquiryReport},
    panel::{Panel, PanelError},
};
use crate::cancellation::Cancellation;

/// Somebody who has tasks done and attests to the results: an [`Executor`](crate::Executor)
/// in this process, or one at the other end of a wire.
pub trait Agent: Send + Sync {
    /// The DID under which it attests.
    fn did(&self) -> &Did;

    /// Has the task done that an invocation asks for, and gives the bytes of the receipt.
    ///
    /// It is called on a thread of its own, and nobody waits for it beyond the
    /// [deadline](AgentRequest::deadline). Whatever it gives is verified.
    ///
    /// # Errors
    ///
    /// [`AgentError`] if there is no receipt.
    fn attest(&self, request: &AgentRequest) -> Result<Vec<u8>, AgentError>;
}

/// What an agent is asked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AgentRequest {
    /// The signed invocation, which names the agent as the one to execute it.
    pub invocation: Block,
    /// What came with it: delegations, programs and content.
    pub blocks: Arc<[Block]>,
    /// When the answer is not waited for any more.
    pub deadline: Instant,
    /// Is used when the answer is not wanted any more.
    pub cancellation: Cancellation,
}
