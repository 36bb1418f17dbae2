//! What a plan is made from.

use ipvm_task::{ConfigLayer, HandlerDeclarations};
use ucan_core::{Chain, ChainError, Check, Claim, Did, Proofs, Validity};
use ucan_invocation::{EmbeddedTask, ProveError};

use super::{Knowledge, NothingKnown, Plan};
use crate::{document::Document, workflow::Workflow};

/// Makes plans from what is known of handlers, proofs, the executor and the past.
///
/// ```
/// use ipld_core::{ipld, ipld::Ipld};
/// use ipvm_task::HandlerDeclarations;
/// use ipvm_workflow::{Document, Planner, StageKind};
/// use ucan_core::{Check, Did, Nonce, Proofs, Timestamp};
/// use ucan_invocation::{EmbeddedTask, Promise, Task};
///
/// let alice: Did = "did:web:example.com".parse()?;
/// let step = |input: Ipld| {
///     let args = [("params".to_string(), Ipld::List(vec![input]))].into();
///     Task::new(alice.clone(), "/wasm/run".parse().unwrap(), args, Nonce::empty())
/// };
/// let first = step("abc".into())?;
/// let second = step(Promise::ok(*first.id()).to_ipld())?;
/// let tasks = ipld!({
///     "first": EmbeddedTask::new(first).to_ipld(),
///     "second": EmbeddedTask::new(second).to_ipld(),
/// });
/// let document = Document::read(&[("v".into(), "0.2.0".into()), ("tasks".into(), tasks)].into())?;
///
/// let (handlers, proofs) = (HandlerDeclarations::built_in(), Proofs::new());
/// let check = Check::at(Timestamp::from_seconds(1_767_225_600)?);
/// let plan = Planner::new(&handlers, &proofs, check).plan(&document, &alice);
/// assert_eq!(plan.stages()[0].kind, StageKind::Computation);
/// assert_eq!(plan.stages()[0].tasks, ["first", "second"]);
/// assert_eq!(plan.warnings(), []);
/// println!("{plan}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Planner<'a> {
    pub(super) handlers: &'a HandlerDeclarations,
    pub(super) proofs: &'a Proofs,
    pub(super) check: Check<'a>,
    pub(super) system: ConfigLayer,
    pub(super) executor: ConfigLayer,
    pub(super) knowledge: &'a dyn Knowledge,
    pub(super) validity: Option<Validity>,
    pub(super) policy_steps: u64,
}

impl<'a> Planner<'a> {
    /// The steps that may be spent on the policies of a whole plan, unless
    /// [`Planner::with_policy_steps`] says otherwise.
    pub const DEFAULT_POLICY_STEPS: u64 = 1 << 26;

    /// By these handlers, with these proofs at hand, at the time of `check`.
    #[must_use]
    pub const fn new(
        handlers: &'a HandlerDeclarations,
        proofs: &'a Proofs,
        check: Check<'a>,
    ) -> Self {
        Self {
            handlers,
            proofs,
            check,
            system: ConfigLayer::EMPTY,
            executor: ConfigLayer::EMPTY,
            knowledge: &NothingKnown,
            validity: None,
            policy_steps: Self::DEFAULT_POLICY_STEPS,
        }
    }

    /// With the executor's defaults for what a workflow does not say.
    #[must_use]
    pub fn with_system(mut self, system: ConfigLayer) -> Self {
        self.system = system;
        self
    }

    /// With the most that the executor allows, whatever is said (ruling O4). Only the
    /// limits in it count.
    #[must_use]
    pub fn with_executor_limits(mut self, limits: ConfigLayer) -> Self {
        self.executor = limits;
        self
    }

    /// With what is known from earlier.
    #[must_use]
    pub const fn with_knowledge(mut self, knowledge: &'a dyn Knowledge) -> Self {
        self.knowledge = knowledge;
        self
    }

    /// With the time for which an unsigned document is going to be signed.
    #[must_use]
    pub const fn with_validity(mut self, validity: Validity) -> Self {
        self.validity = Some(validity);
        self
    }

    /// With other bounds for what is spent on the policies of all tasks together. Of what
    /// is left then, the plan says that it was not judged.
    #[must_use]
    pub const fn with_policy_steps(mut self, steps: u64) -> Self {
        self.policy_steps = steps;
        self
    }

    /// What would come of a document if `issuer` signed it.
    ///
    /// The chain of each task is proven as it will be once the workflow is signed. The
    /// token that is claimed in does not exist yet; the ID of the task stands in for it,
    /// which matters for revocation alone: what is not signed was not revoked. The proofs
    /// of the workflow as a whole are not part of the document, and are not looked at.
    #[must_use]
    pub fn plan(&self, document: &Document, issuer: &Did) -> Plan {
        self.make(document, &Source::Unsigned { issuer })
    }

    /// What would come of a workflow that was signed and opened.
    #[must_use]
    pub fn plan_workflow(&self, workflow: &Workflow) -> Plan {
        self.make(workflow.document(), &Source::Signed(workflow))
    }

    /// The chain by which a task is authorised; for the handler there is no label.
    pub(super) fn chain(
        &self,
        source: &Source<'_>,
        label: Option<&str>,
        embedded: &EmbeddedTask,
    ) -> Result<Chain, ChainError> {
        if let Source::Signed(workflow) = source {
            match label.map(|label| workflow.tasks().get(label)) {
                Some(Some(task)) => {
                    let proven = task.proven();
                    return proven.recheck(&self.check).map(|()| proven.chain().clone());
                }
                // It was proven when the workflow was opened, and not kept.
                None => match workflow.proven().embedded(&["catch"], self.proofs, &self.check) {
                    Ok(proven) => return Ok(proven.chain().clone()),
                    Err(ProveError::Chain(error)) => return Err(error),
                    Err(_) => {}
                },
                Some(None) => {}
            }
        }
        let task = embedded.task();
        let claim = Claim {
            token: task.id(),
            twins: &[],
            issuer: source.issuer(),
            subject: task.subject(),
            command: task.command(),
            validity: self.validity.unwrap_or(Validity::ALWAYS),
            proofs: embedded.proofs(),
        };
        Chain::prove(&claim, self.proofs, &self.check)
    }
}

impl std::fmt::Debug for Planner<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Planner")
            .field("handlers", self.handlers)
            .field("check", &self.check)
            .field("system", &self.system)
            .field("executor", &self.executor)
            .field("validity", &self.validity)
            .field("policy_steps", &self.policy_steps)
            .finish_non_exhaustive()
    }
}

/// What is planned.
pub(super) enum Source<'a> {
    /// A document that nobody has signed.
    Unsigned {
        /// Who is going to.
        issuer: &'a Did,
    },
    /// An opened workflow.
    Signed(&'a Workflow),
}

impl Source<'_> {
    pub(super) const fn issuer(&self) -> &Did {
        match self {
            Self::Unsigned { issuer } => issuer,
            Self::Signed(workflow) => workflow.proven().issuer(),
        }
    }

    /// When the workflow itself is valid, if that is known.
    pub(super) fn validity(&self, planned: Option<Validity>) -> Option<Validity> {
        match self {
            Self::Unsigned { .. } => planned,
            Self::Signed(workflow) => Some(workflow.proven().validity()),
        }
    }
}
